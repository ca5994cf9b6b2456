"""A tallyd of its own for a test, with its private PostgreSQL, in a folder that goes with it."""
import hashlib
import os
import pathlib
import secrets
import shutil
import signal
import subprocess
import tempfile
import time

from tally_client import Client, Schema

TOP = pathlib.Path(__file__).resolve().parents[2]
START_SECONDS_MAX = 120
STOP_SECONDS_MAX = 60


class Failure(Exception):
    """What a test found wrong."""


def new_token(front="tly_p_"):
    """A token, of the platform's register unless said: proto-like-specs/wire.md, "Tokens"."""
    front += secrets.token_bytes(32).hex()
    return front + hashlib.sha256(b"tallystick/token/v1\0" + front.encode()).hexdigest()[:8]


class Tenant:
    def __init__(self, identifier, vkey):
        self.id = identifier
        self.vkey = vkey
        self.tokens = {}  # By role.


class House:
    def __init__(self, binaries=TOP / ".build" / "debug", arguments=()):
        self.binaries = pathlib.Path(binaries).resolve()
        self.arguments = list(arguments)
        # A socket's path has at most 107 bytes, so the folder's name is short.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="th-", dir="/tmp"))
        # Root's tallyd becomes another user, who must get there.
        self.folder.chmod(0o755)
        self.data = self.folder / "data"
        self.log = self.folder / "tallyd.log"
        self.profiles = self.folder / "profiles"
        self.profiles.mkdir(mode=0o700)
        self.socket = str(self.data / "tallyd.sock")
        self.schema = Schema()
        self.process = None

    # MARK: The server

    def start(self):
        """Starts tallyd; returns the seconds until it said READY."""
        began = time.monotonic()
        from_byte = self.begin_start()
        while True:
            with open(self.log, "rb") as log:
                log.seek(from_byte)
                said = log.read()
            if b"\nREADY " in said or said.startswith(b"READY "):
                return time.monotonic() - began
            if self.process.poll() is not None or time.monotonic() - began > START_SECONDS_MAX:
                raise Failure("tallyd does not get ready:\n" + said.decode()[-2000:])
            time.sleep(0.01)

    def begin_start(self):
        """Starts tallyd and does not wait; returns where its output begins in the log."""
        with open(self.log, "ab") as log:
            from_byte = log.tell()
            self.process = subprocess.Popen(
                [self.binaries / "tallyd", "--data", self.data, *self.arguments], stdout=log,
                stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True)
        return from_byte

    def kill(self):
        """kill -9 of tallyd; its PostgreSQL goes on."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.kill()

    def remove(self, keep=False):
        """Ends everything and deletes the folder."""
        self.stop()
        postmaster = self.postmaster()
        if postmaster:
            os.kill(postmaster, signal.SIGQUIT)
            wait_until(30, lambda: self.postmaster() is None)
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)

    def complaints(self):
        """The lines of the log which are warnings or errors."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        quiet = ("level=notice", "level=info", "READY")
        return [line for line in lines if not any(word in line for word in quiet)]

    def last_complaints(self, count=20, of_crash=80):
        """The last complaints; when the server crashed, what it says of that first."""
        lines = self.complaints()
        for number, line in enumerate(lines):
            if " crashed" in line or "Fatal error" in line:
                return lines[number:number + of_crash]
        return lines[-count:]

    # MARK: Its PostgreSQL

    @property
    def cluster(self):
        return self.data / "postgres"

    def postmaster(self):
        """The process id of the postmaster, None when it does not run."""
        try:
            pid = int((self.cluster / "data" / "postmaster.pid").read_text().split()[0])
            runs = pathlib.Path(f"/proc/{pid}/exe").resolve().name == "postgres"
        except (OSError, ValueError, IndexError):
            return None
        return pid if runs and not is_zombie(pid) else None

    def backends(self, postmaster):
        """(process id, title) of every child of the postmaster."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                stat = (entry / "stat").read_text()
                if int(stat.rpartition(")")[2].split()[1]) == postmaster:
                    title = (entry / "cmdline").read_bytes().rstrip(b"\0").decode()
                    found.append((int(entry.name), title))
            except (OSError, ValueError, IndexError):
                continue
        return found

    def accepts(self):
        """Whether PostgreSQL accepts connections."""
        program = next(pathlib.Path("/usr/lib/postgresql").glob("*/bin/pg_isready"), "pg_isready")
        return subprocess.run(
            [program, "-q", "-h", self.cluster / "run"], check=False).returncode == 0

    def sql(self, text):
        """Runs SQL as the superuser; the rows as lists of texts."""
        program = next(pathlib.Path("/usr/lib/postgresql").glob("*/bin/psql"), "psql")
        done = subprocess.run(
            [program, "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-h",
             self.cluster / "run", "-U", "tally_admin", "-d", "tally", "-f", "-"], input=text,
            capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failure("psql: " + done.stderr)
        return [line.split("\t") for line in done.stdout.splitlines()]

    # MARK: Who works there

    @property
    def operator_token(self):
        return (self.data / "operator.token").read_text().strip()

    def client(self, token="", **options):
        return Client(self.socket, token, schema=self.schema, **options)

    def create_tenant(self, name, roles, currency="TWD", business_on="2005-09-30"):
        """A tenant, and for each of `roles` a principal whose token is made here."""
        with self.client(self.operator_token) as operator:
            made = operator.unary(
                "tally.v1.Operator/CreateTenant", self.schema.request(
                    "tally.v1.Operator/CreateTenant", name=name, jurisdiction="CN",
                    base_currency=currency, business_on=business_on, regime="credit_card"),
                deadline=60, key=secrets.token_hex(8))
            tenant = Tenant(made.tenant_id, made.ledger_vkey)
            for role in roles:
                tenant.tokens[role] = self.create_principal(operator, tenant.id, role)
                profile = self.profiles / f"{tenant.id}-{role.lower()}.token"
                with open(os.open(profile, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
                    file.write(tenant.tokens[role] + "\n")
        return tenant

    def create_principal(self, operator, tenant, role):
        token = new_token()
        operator.unary(
            "tally.v1.Operator/CreatePrincipal", self.schema.request(
                "tally.v1.Operator/CreatePrincipal", tenant_id=tenant, kind=1, roles=[role],
                token_hash=hashlib.sha256(token.encode()).digest(),
                expires_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86_400)),
                label="test"), key=secrets.token_hex(8))
        return token

    def tally_command(self, tenant, role, *arguments):
        """The command line and environment of `tally` as somebody of a tenant."""
        environment = dict(
            os.environ, LC_ALL="C.UTF-8", NO_COLOR="1", TALLY_PROFILES=str(self.profiles),
            TALLY_SERVER="unix:" + self.socket)
        environment.pop("TALLY_TOKEN_FILE", None)
        profile = f"{tenant.id}-{role.lower()}"
        return [str(self.binaries / "tally"), "--as", profile, *map(str, arguments)], environment

    def tally(self, tenant, role, *arguments):
        """Runs `tally`; its standard output. Raises Failure when it does not end with 0."""
        command, environment = self.tally_command(tenant, role, *arguments)
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False,
            stdin=subprocess.DEVNULL, cwd=self.folder)
        if done.returncode != 0:
            raise Failure(f"tally {' '.join(arguments)}: {done.returncode}\n{done.stderr}")
        return done.stdout


def is_zombie(pid):
    try:
        status = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True
    return status.rpartition(")")[2].split()[0] == "Z"


def wait_until(seconds, condition, pause=0.02):
    """Waits for a condition; returns the seconds it took, or raises Failure."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise Failure(f"waited {seconds} s in vain")
        time.sleep(pause)
    return time.monotonic() - began
