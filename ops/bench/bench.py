"""What the programmes of this folder share: a server of their own, CPU time, rounds, tables."""
import argparse
import datetime
import os
import pathlib
import platform
import pwd
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
# A whole programme, what it installs and compiles not counted.
SECONDS_MAX = 240
READY_SECONDS_MAX = 120
SEALED_SECONDS_MAX = 120


class Failure(Exception):
    """The measurement cannot be made; the text says why."""


def say(text):
    print(text, file=sys.stderr, flush=True)


# --- What is needed -----------------------------------------------------------------------------

def require_packages(*names):
    """Installs what is missing, and says so."""
    missing = []
    for name in names:
        state = subprocess.run(["dpkg-query", "-W", "-f=${db:Status-Status}", name],
                               capture_output=True, text=True).stdout
        if state != "installed":
            missing.append(name)
    if not missing:
        return
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    say(f"installing {' '.join(missing)}")
    environment = as_root + ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    for command in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
        done = subprocess.run(environment + command, capture_output=True, text=True)
        if done.returncode != 0:
            raise Failure(f"apt-get {command[0]}: {done.stderr[-2000:]}")


def postgres_program(name):
    """The program of the newest PostgreSQL installed, the one which tallyd runs."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
                   key=lambda path: int(path.parts[-3]))
    if not found:
        raise Failure(f"no {name} in /usr/lib/postgresql: run ops/setup")
    return str(found[-1])


# --- CPU time -----------------------------------------------------------------------------------

def _stat(pid):
    """Fields of /proc/PID/stat after the name; None when it has ended."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return text[text.rindex(")") + 2:].split()


def cpu_of(pid):
    """CPU seconds of one process."""
    stat = _stat(pid)
    return (int(stat[11]) + int(stat[12])) / TICKS if stat else 0.0


def cpu_of_cluster(postmaster):
    """CPU seconds of a PostgreSQL: its postmaster, the children which have ended, those alive."""
    while True:
        stat = _stat(postmaster)
        if not stat:
            raise Failure("PostgreSQL has ended")
        total = sum(int(stat[field]) for field in (11, 12, 13, 14))
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                child = _stat(entry)
                if child and int(child[1]) == postmaster:
                    total += int(child[11]) + int(child[12])
        # A child which ended meanwhile was counted twice or not at all: once more.
        after = _stat(postmaster)
        if after and after[13:15] == stat[13:15]:
            return total / TICKS


class Ran:
    """A program which has ended: output, wall time and CPU time."""

    def __init__(self, output, seconds, cpu):
        self.output, self.seconds, self.cpu = output, seconds, cpu

    @property
    def facts(self):
        """Lines NAME<tab>VALUE."""
        return dict(line.split("\t", 1) for line in self.output.splitlines() if "\t" in line)

    def number(self, name):
        return int(self.facts[name])


def run(command, **options):
    """Runs a program which must succeed."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        started = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=errors,
                                   text=True, **options)
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            raise
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            raise Failure(f"{' '.join(map(str, command))[:200]}: status {process.returncode}\n"
                          + errors.read()[-2000:] + out.read()[-1000:])
        return Ran(out.read(), seconds, usage.ru_utime + usage.ru_stime)


# --- The server ---------------------------------------------------------------------------------

class Server:
    """A tallyd with a private PostgreSQL in a folder which is gone afterwards."""

    def __init__(self, options):
        self.bin = pathlib.Path(options.bin).resolve()
        for name in ("tallyd", "tally"):
            if not (self.bin / name).exists():
                raise Failure(f"{self.bin / name} is not there: "
                              f"swift build -c release --product {name}")
        # A disk, not a file system in memory: fsync is to be what it is. A short name: a socket's
        # path has at most 107 bytes.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tb-", dir=options.data))
        # Root's tallyd becomes another user, who must get there.
        self.folder.chmod(0o755)
        self.data = self.folder / "data"
        self.work = self.folder / "work"
        self.work.mkdir()
        self.process = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = dict(
            os.environ, LC_ALL="C.UTF-8", NO_COLOR="1", TALLY_PROFILES=str(self.work / "profiles"),
            TALLY_SERVER=f"unix:{self.data}/tallyd.sock")
        self.environment.pop("TALLY_TOKEN_FILE", None)

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self):
        log = self.work / "tallyd.log"
        with open(log, "w") as out:
            self.process = subprocess.Popen(
                [self.bin / "tallyd", "--data", self.data, "--listen", f"127.0.0.1:{self.port}"],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)
        end = time.monotonic() + READY_SECONDS_MAX
        while "READY" not in log.read_text():
            if self.process.poll() is not None or time.monotonic() > end:
                raise Failure(f"tallyd does not get ready:\n{log.read_text()[-2000:]}")
            time.sleep(0.05)
        profiles = self.work / "profiles"
        profiles.mkdir(mode=0o700)
        shutil.copyfile(self.data / "operator.token", profiles / "operator.token")
        (profiles / "operator.token").chmod(0o600)
        self.postmaster = int(
            (self.data / "postgres/data/postmaster.pid").read_text().splitlines()[0])

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def tally(self, *arguments, tcp=False):
        environment = dict(self.environment)
        if tcp:
            environment["TALLY_SERVER"] = f"tcp:127.0.0.1:{self.port}"
        return run([self.bin / "tally", *map(str, arguments)], env=environment, cwd=self.work)

    @property
    def psql_command(self):
        return [postgres_program("psql"), "-XqAt", "-v", "ON_ERROR_STOP=1",
                "-h", str(self.data / "postgres/run"), "-U", "tally_admin", "-d", "tally"]

    def psql(self, *statements):
        """Rows as lists of texts."""
        command = self.psql_command + ["-F", "\t"]
        for statement in statements:
            command += ["-c", statement]
        return [line.split("\t") for line in run(command).output.splitlines()]

    def cpu(self):
        """CPU seconds so far: of tallyd, of PostgreSQL."""
        return cpu_of(self.process.pid), cpu_of_cluster(self.postmaster)

    def tenant(self, name, *principals, currency="TWD", business_on="2005-04-30"):
        """A fresh tenant with a credential NAME-ROLE for each role.

        Returns its schema."""
        made = self.tally("--as", "operator", "operator", "create-tenant", name, "--currency",
                          currency, "--business-on", business_on)
        for role in principals:
            self.tally("--as", "operator", "operator", "create-principal", f"{name}-{role}",
                       "--tenant", made.facts["tenant_id"], "--role", role)
        return "t_" + made.facts["tenant_id"].replace("-", "")

    def wait_until_sealed(self, schema):
        """Waits, within the database and at little cost, until what is committed now is sealed."""
        self.psql(
            f"set statement_timeout = '{SEALED_SECONDS_MAX}s'",
            f"""do $$
            declare
              committed bigint := (select count(*) from {schema}.ledger_entry);
            begin
              while (select h.size from {schema}.ledger_head h) < committed loop
                commit;
                perform pg_sleep(0.01);
              end loop;
            end $$""")

    def conditions(self):
        """What the figures depend on, in lines of Markdown."""
        names = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_level",
                 "shared_buffers", "max_wal_size")
        values = {name: self.psql(f"show {name}")[0][0] for name in names}
        settings = ", ".join(f"{name} {values[name]}" for name in names[1:])
        return [f"PostgreSQL {values['server_version'].split()[0]}, tallyd's private cluster: "
                + settings + "; one shard"]


# --- Rounds -------------------------------------------------------------------------------------

def arguments(description, **defaults):
    """The options which every programme has, and its own whole numbers."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--bin", default=str(TOP / ".build" / "release"),
                        help="folder of tallyd and tally")
    parser.add_argument("--data", default="/var/tmp",
                        help="where the folder of the server is made; on a disk")
    parser.add_argument("--rounds", type=int, default=5)
    for name, (value, text) in defaults.items():
        parser.add_argument("--" + name.replace("_", "-"), type=int, default=value, help=text)
    return parser.parse_args()


def bounded(body):
    """Runs a programme within its time; ends the process with 1 when it fails."""
    def over(*_):
        raise Failure(f"not done within {SECONDS_MAX} s")

    def ended(*_):
        raise Failure("ended by a signal")

    signal.signal(signal.SIGALRM, over)
    signal.signal(signal.SIGTERM, ended)
    signal.alarm(SECONDS_MAX)
    try:
        body()
    except Failure as failure:
        say(f"failed: {failure}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


class Figures:
    """Values of named series, one a round."""

    def __init__(self):
        self.series = {}
        self.load_before = os.getloadavg()[0]

    def add(self, name, value):
        self.series.setdefault(name, []).append(value)

    def ratio(self, name, above, below):
        """A series of its own: the ratio within each round."""
        self.series[name] = [a / b for a, b in zip(self.series[above], self.series[below])]

    def median(self, name):
        return statistics.median(self.series[name])

    def print(self, title, names, conditions, notes=()):
        """A block of Markdown. `names`: of series, with the form of their numbers."""
        print(f"### {title}\n")
        print("| What | Median | Range | Rounds |\n|---|---|---|---|")
        for name, form in names:
            values = self.series[name]
            shown = " ".join(form.format(value) for value in values)
            print(f"| {name} | {form.format(statistics.median(values))} | "
                  f"{form.format(min(values))} – {form.format(max(values))} | {shown} |")
        print()
        for line in [*machine(self.load_before), *conditions, *notes]:
            print(f"- {line}")
        print(flush=True)


def machine(load_before):
    """Date, machine and build."""
    model = next((line.split(":", 1)[1].strip()
                  for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2 ** 30
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=TOP, capture_output=True,
                            text=True).stdout.strip() or "unknown"
    system = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    return [f"{datetime.date.today().isoformat()}, {os.cpu_count()} cores ({model}), "
            f"{memory:.0f} GiB, {system}, tree at commit {commit}, load average {load_before:.1f} before "
            f"and {os.getloadavg()[0]:.1f} after; A B A B in one run, server, generator and "
            "database on this one machine"]
