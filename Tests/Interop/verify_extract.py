#!/usr/bin/env python3
"""Verifies an unpacked extract with packages which share no code with the product.

usage: verify_extract.py DIRECTORY VKEY_FILE

tlog-scales: signature of the checkpoint, every entry of the range against it, the proof files byte
for byte, consistency with the previous checkpoint. pymerkle: the root over all leaves, where the
extract holds all of them. aics-tlog: the same once more, where a Python of at least 3.12 is found.
Exit 0 when everything is accepted, 1 when something is refused. The packages come from PyPI into a
virtual environment; with TALLY_OFFLINE=1, where it was not made before, nothing is verified.
"""
import json
import os
import subprocess
import sys
import tempfile

import environments


def are_there():
    try:
        import pymerkle
        import tlog_scales
        return bool(pymerkle and tlog_scales)
    except ImportError:
        return False


environments.go_on_with("verifiers-venv", ["tlog-scales==0.0.3", "pymerkle==7.0.0"], are_there)
import pymerkle  # noqa: E402
from tlog_scales import backend, signing, tiles, tlog  # noqa: E402
from tlog_scales.reader import TilesReader  # noqa: E402


def demand(condition, what):
    if not condition:
        print("refused: " + what)
        sys.exit(1)
    print("accepted: " + what)


def read(directory, name):
    with open(os.path.join(directory, name), "rb") as file:
        return file.read()


def with_tlog_scales(directory, vkey):
    reader = TilesReader(backend.make_backend(directory))
    checkpoint = reader.get_checkpoint()
    checkpoint.verify(signing.Vkey.from_string(vkey))
    print("accepted: tlog-scales, signature of the checkpoint")
    entries = json.loads(read(directory, "manifest.json"))["entries"]
    demand(entries["end"] == checkpoint.size, "range of entries ends at the checkpoint")
    for index in range(entries["first"], entries["end"]):
        proof = reader.get_inclusion_proof(index, checkpoint.size)
        try:
            proof.check(tiles.leaf_hash(reader.get_entry(index)), checkpoint.root_hash)
        except Exception as error:
            demand(False, "tlog-scales, inclusion of entry %d: %r" % (index, error))
    print("accepted: tlog-scales, inclusion of %d entries" % (entries["end"] - entries["first"]))
    for name, index in (("first", entries["first"]), ("last", entries["end"] - 1)):
        # By the command, as a reader of an extract would call it.
        made = subprocess.run(
            [os.path.join(os.path.dirname(sys.executable), "tlog-tiles"), "gen-proof", directory,
             str(index)], check=True, capture_output=True).stdout
        demand(made == read(directory, "proofs/%s.tlog-proof" % name),
               "tlog-scales, proofs/%s.tlog-proof byte for byte" % name)
    if os.path.exists(os.path.join(directory, "previous-checkpoint")):
        previous = tlog.Checkpoint.from_text(read(directory, "previous-checkpoint").decode())
        previous.verify(signing.Vkey.from_string(vkey))
        proof = reader.get_consistency_proof(previous.size, checkpoint.size)
        proof.check(previous.root_hash, checkpoint.root_hash)
        print("accepted: tlog-scales, consistency from %d to %d" % (previous.size, checkpoint.size))
    return checkpoint, entries


def with_pymerkle(directory, checkpoint, entries):
    if entries["first"] > 0:
        print("left out: pymerkle, which needs every entry from the first on")
        return
    reader = TilesReader(backend.make_backend(directory))
    reader.get_checkpoint()
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for index in range(checkpoint.size):
        tree.append_entry(reader.get_entry(index))
    demand(tree.get_root() == checkpoint.root_hash, "pymerkle, the root over all entries")
    # Its indices count from one.
    proof = tree.prove_inclusion(1, checkpoint.size)
    pymerkle.verify_inclusion(tree.get_leaf(1), checkpoint.root_hash, proof)
    print("accepted: pymerkle, inclusion of the first entry")


def newer_python():
    found = [sys.executable] if sys.version_info >= (3, 12) else []
    for name in found + ["python3.14", "python3.13", "python3.12"]:
        try:
            subprocess.run([name, "-c", "import sys, venv; assert sys.version_info >= (3, 12)"],
                           check=True, capture_output=True)
            return name
        except (OSError, subprocess.CalledProcessError):
            continue
    return None


def with_aics_tlog(directory, vkey_file, checkpoint, entries):
    python = newer_python()
    if python is None:
        print("left out: aics-tlog, which needs a Python of at least 3.12: none was found")
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = os.path.join(os.environ.get("TALLY_TEST_CACHE", scratch), "tally-aics-venv")
        command = os.path.join(folder, "bin", "aics-tlog")
        if not os.path.exists(command):
            subprocess.run([python, "-m", "venv", folder], check=True)
            subprocess.run([os.path.join(folder, "bin", "pip"), "install", "--quiet",
                            "aics-tlog==0.2.1", "cryptography"], check=True)

        def call(*arguments):
            done = subprocess.run([command, *arguments, "--vkey-file", vkey_file], text=True,
                                  capture_output=True)
            demand(done.returncode == 0, "aics-tlog, " + arguments[0] + " " + done.stdout.strip())

        call("verify-checkpoint", "--note", os.path.join(directory, "checkpoint"),
             "--origin", checkpoint.origin)
        for index in {entries["first"], entries["end"] - 1}:
            call("verify-inclusion", "--tiles", directory, "--index", str(index),
                 "--entry-out", os.path.join(scratch, "entry"),
                 "--bundle-out", os.path.join(scratch, "bundle"))
        previous = os.path.join(directory, "previous-checkpoint")
        if os.path.exists(previous):
            call("verify-consistency", "--tiles", directory, "--old-checkpoint", previous)


def main():
    directory, vkey_file = map(os.path.abspath, sys.argv[1:])
    with open(vkey_file) as file:
        vkey = file.read().strip()
    try:
        checkpoint, entries = with_tlog_scales(directory, vkey)
        with_pymerkle(directory, checkpoint, entries)
        with_aics_tlog(directory, vkey_file, checkpoint, entries)
    except Exception as error:
        demand(False, repr(error))


main()
