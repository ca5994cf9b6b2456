"""Virtual environments with packages of PyPI, made once, under TALLY_TEST_CACHE or .build."""
import fcntl
import os
import pathlib
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]


def python_with(name, packages):
    """The Python of the environment `name`, which has `packages`; made when it is not there.

    With TALLY_OFFLINE=1 none is made: the program says what is left out and ends with 0.
    """
    cache = pathlib.Path(os.environ.get("TALLY_TEST_CACHE") or TOP / ".build")
    folder, wanted = cache / name, "\n".join(packages)
    python, marker = folder / "bin" / "python3", folder / "installed"
    # Two programs may come at once.
    cache.mkdir(parents=True, exist_ok=True)
    with open(str(folder) + ".lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (marker.exists() and marker.read_text(encoding="utf-8") == wanted):
            if os.environ.get("TALLY_OFFLINE") == "1":
                print(f"left out: {', '.join(packages)} not there, and TALLY_OFFLINE is 1")
                sys.exit(0)
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
            subprocess.run(
                [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                 *packages], check=True)
            marker.write_text(wanted, encoding="utf-8")
    return str(python)


def go_on_with(name, packages, are_there):
    """Starts the program again, with its arguments, where `packages` are, unless they are here."""
    mark = "TALLY_WITHIN_" + name.upper().replace("-", "_")
    if are_there():
        os.environ.pop(mark, None)
        return
    if os.environ.get(mark):
        sys.exit(f"the virtual environment {name} lacks one of {', '.join(packages)}")
    os.environ[mark] = "1"
    python = python_with(name, packages)
    os.execv(python, [python, *sys.argv])
