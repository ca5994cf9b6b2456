"""What the checks of conformance share: a place with two tenants, bare connections, demands."""
import hashlib
import os
import socket
import struct
import time
import uuid

from tally_client import (
    CALL, END, GOAWAY, HEADER, HELLO, INSIDE, LENGTH, PREFACE, STATUS, Client, Refused)

PAY = "tally.v1.Payments/Post"
ECHO = "tally.v1.System/Echo"
LIST = "tally.v1.Debtors/List"
LOAD = "tally.v1.Imports/Load"
WATCH = "tally.v1.Alerts/Watch"
EXPORT = "tally.v1.Ledger/Export"
NOBODY = "0190b5a4-0000-7000-8000-000000000001"
ROLES = ["TENANT_ADMIN", "FINANCE_OFFICER", "RISK_ANALYST", "AUDITOR", "DPO"]


def demand(found, expected, what):
    if found != expected:
        raise AssertionError(f"{what}: {found!r}, {expected!r} is expected")


def new_key():
    return str(uuid.uuid4())


class Place:
    """A server with tenants A and B, each with a small portfolio."""

    def __init__(self, house):
        self.house = house
        self.schema = house.schema
        self.a = house.create_tenant("A", ROLES)
        self.b = house.create_tenant("B", ROLES)
        for tenant in (self.a, self.b):
            with self.client(tenant, "TENANT_ADMIN") as client:
                client.client_stream(
                    LOAD, self.load_requests(tenant.id, range(2, 12)), key=new_key())
            with self.client(tenant, "RISK_ANALYST") as client:
                tenant.debtors = client.unary(LIST, self.request(LIST)).debtors
                tenant.accounts = [
                    client.unary(
                        "tally.v1.Debtors/Get",
                        self.request("tally.v1.Debtors/Get", debtor_id=debtor.debtor_id)
                    ).accounts[0].account_id for debtor in tenant.debtors]

    def client(self, tenant, role, **options):
        return self.house.client(tenant.tokens[role] if tenant else "", **options)

    def request(self, method, **fields):
        return self.schema.request(method, **fields)

    def payment(self, account=None, amount=100, currency="TWD", value_on="2005-09-30", ref=""):
        return self.request(
            PAY, account_id=account or self.a.accounts[0],
            money={"amount": amount, "currency": currency}, value_on=value_on, external_ref=ref)

    def load_requests(self, name, lines, **changes):
        """An opening and one row for each of `lines`."""
        yield self.request(LOAD, opening={
            "file_sha256": hashlib.sha256(name.encode()).digest(), "mapping": "conformance/1",
            "currency": "TWD", "attribution": "made by a test"})
        for line in lines:
            row = {
                "line": line, "reference": f"{name[-8:]}-{line}", "name": "Made Up",
                "resident_id": "A512345678", "phone": "+886012345678",
                "time_zone": "Asia/Taipei", "generated": True, "product": 3,
                "signed_on": "2005-03-01", "limit_amount": 100_000, "opening_amount": 50_000,
                "opening_on": "2005-03-31", "overdue_since_on": "2005-03-20",
                "overdue_amount": 500, "statements": [{
                    "statement_on": "2005-04-30", "due_on": "2005-05-20", "bill_amount": 50_000,
                    "purchase_amount": 1_000, "minimum_due_amount": 500}],
                "payments": [{"value_on": "2005-05-15", "amount": 1_000}]}
            row.update(changes)
            yield self.request(LOAD, row=row)


def refusal(call, code, reason, field=None, retry=None):
    """Demands that `call` ends with exactly this status; returns it."""
    try:
        result = call()
        if not isinstance(result, (int, type(None))) and hasattr(result, "__next__"):
            result = list(result)
    except Refused as refused:
        status = refused.status
    else:
        raise AssertionError(f"not refused: {result!r}")
    demand((status.code, status.reason), (code, reason), "status")
    if field is not None:
        demand(status.field, field, "field")
    if retry is not None:
        demand(status.retry, retry, "retry")
    if not status.message:
        raise AssertionError("a refusal without a sentence")
    return status


class Bare:
    """A connection which sends any bytes and reads whole frames."""

    def __init__(self, place, greet=None, tenant="A", role="RISK_ANALYST", limits=None):
        self.place = place
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(20)
        self.socket.connect(place.house.socket)
        self.inbox = b""
        if greet is not None:
            token = (place.a if tenant == "A" else place.b).tokens[role]
            hello = place.schema.message("tally.v1.ClientHello")(
                version=1, client="conformance", token=token, limits=limits or {})
            self.send(PREFACE + Client.frame(HELLO, 0, 0, hello.SerializeToString()))
            demand(self.read(8), PREFACE, "preface")
            demand(self.frame()[0], HELLO, "type of the first frame")

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            # The server has gone already; what it said is still to be read.
            pass

    def read(self, count):
        while len(self.inbox) < count:
            more = self.socket.recv(1 << 16)
            if not more:
                raise EOFError(f"the end after {self.inbox!r}")
            self.inbox += more
        taken, self.inbox = self.inbox[:count], self.inbox[count:]
        return taken

    def frame(self):
        """(type, flags, stream, body)."""
        length, kind, flags, reserved, stream = HEADER.unpack(self.read(12))
        demand(reserved, 0, "reserved bytes")
        return kind, flags, stream, self.read(length)

    def rest(self):
        """Everything up to the end of the connection."""
        out = self.inbox
        while True:
            try:
                more = self.socket.recv(1 << 16)
            except ConnectionResetError:
                return out
            if not more:
                return out
            out += more

    def status(self, stream):
        """The STATUS of `stream`; frames before it are passed over."""
        while True:
            kind, flags, number, body = self.frame()
            if kind == GOAWAY:
                raise AssertionError(f"GOAWAY {body!r}")
            if kind == STATUS and number == stream:
                length, = LENGTH.unpack_from(body)
                status = self.place.schema.message("tally.v1.CallStatus").FromString(
                    body[4:4 + length])
                return status, body[4 + length:] if flags & INSIDE else None

    def goes_away(self, code, last_stream=None):
        """Demands GOAWAY with `code`; frames before it are passed over."""
        while True:
            kind, flags, stream, body = self.frame()
            if kind == GOAWAY:
                break
        last, found = struct.unpack_from(">II", body)
        demand(found, code, f"close code ({body[8:].decode()})")
        demand((flags, stream), (0, 0), "flags and stream of GOAWAY")
        if last_stream is not None:
            demand(last, last_stream, "last stream of GOAWAY")
        text = body[8:].decode()
        if not text or len(text) > 1024:
            raise AssertionError(f"text of GOAWAY: {text!r}")

    def closes(self, code, last_stream=None):
        """Demands GOAWAY with `code`, then the end of the connection."""
        self.goes_away(code, last_stream)
        demand(self.rest(), b"", "bytes after GOAWAY")
        self.socket.close()

    def call(self, stream, method, message=b"", flags=INSIDE | END, **header):
        self.send(self.call_bytes(stream, method, message, flags, **header))

    def call_bytes(self, stream, method, message=b"", flags=INSIDE | END, **header):
        body = self.place.schema.message("tally.v1.CallHeader")(
            method=method, **header).SerializeToString()
        return Client.frame(CALL, flags, stream, LENGTH.pack(len(body)) + body + message)


def eventually(seconds, call):
    """The first result of `call` that is not None."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        result = call()
        if result is not None:
            return result
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s")


def random_bytes(count):
    return os.urandom(count)
