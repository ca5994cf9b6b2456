"""Importing this makes the `protobuf` package importable.

Where the running Python lacks it, or has one that is too old, the program starts again, with its
arguments, in a virtual environment that has it. The environment is made once, under
TALLY_TEST_CACHE or .build.
"""
import fcntl
import os
import pathlib
import subprocess
import sys

PACKAGE = "protobuf==6.33.1"
TOP = pathlib.Path(__file__).resolve().parents[2]


def is_there():
    try:
        from google.protobuf import message_factory
        return hasattr(message_factory, "GetMessageClass")
    except ImportError:
        return False


def environment():
    """The Python of the virtual environment; made when it is not there."""
    cache = pathlib.Path(os.environ.get("TALLY_TEST_CACHE") or TOP / ".build")
    folder = cache / "protobuf-venv"
    python, marker = folder / "bin" / "python3", folder / "installed"
    # Two programs may come at once.
    cache.mkdir(parents=True, exist_ok=True)
    with open(str(folder) + ".lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (marker.exists() and marker.read_text(encoding="utf-8") == PACKAGE):
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
            subprocess.run(
                [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                 PACKAGE], check=True)
            marker.write_text(PACKAGE, encoding="utf-8")
    return str(python)


if is_there():
    os.environ.pop("TALLY_WITH_PROTOBUF", None)
else:
    if os.environ.get("TALLY_WITH_PROTOBUF"):
        sys.exit("with_protobuf: the virtual environment lacks " + PACKAGE)
    if os.environ.get("TALLY_OFFLINE") == "1":
        print(f"left out: {PACKAGE} is not there, and TALLY_OFFLINE is 1")
        sys.exit(0)
    os.environ["TALLY_WITH_PROTOBUF"] = "1"
    python = environment()
    os.execv(python, [python, *sys.argv])
