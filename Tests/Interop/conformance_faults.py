"""Checks of what a caller is told when something breaks behind the server.

The faults are real ones, made from the operator's side: a file that is gone or cut, a right that is
taken away in the database, a PostgreSQL that is killed. Each time: the exact status, nothing of the
cause in it, the cause in the log, and a connection which goes on.
"""
import contextlib
import hashlib
import os
import re
import signal

from checking import ECHO, LIST, PAY, demand, eventually, new_key, refusal
from conformance_walk import walk
from house import wait_until
from tally_client import Refused, certain

INTERNAL, UNAVAILABLE = 13, 14
NEVER, AFTER = 0, 2
PULL = "tally.v1.Extracts/Pull"
EXTRACTS = "tally.v1.Extracts/List"
ALERTS = "tally.v1.Alerts/List"
HANDLE = "tally.v1.Alerts/Handle"
# What the log may say of these faults, and of nothing else.
TOLD = {
    "a call failed", "an extract cannot be read", "inquiry failed", "operation failed",
    "private PostgreSQL ended, starting it again", "private PostgreSQL does not start",
    "lane lost its session", "commit outcome unknown", "ledger not sealed or not signed",
    "jobs not reached", "a job is not remembered", "tenants not listed",
}


def explains(line):
    """Whether a line of the log belongs to what these checks do."""
    return "stopping" in line or any(
        f'message="{message}"' in line or f"message={message} " in line for message in TOLD)


def fault(call):
    """Demands INTERNAL which tells nothing, and that the same connection answers the next call."""
    status = refusal(call, INTERNAL, "INTERNAL_ERROR", field="", retry=NEVER)
    demand(status.message, "the server failed to answer; the operator's log has the cause",
           "message")
    demand((status.rule, len(status.details), len(status.metadata)), ("", 0, 0), "further fields")


def answers(place, client):
    demand(client.unary(ECHO, place.request(ECHO, payload=b"x")).payload, b"x", "the next call")


@contextlib.contextmanager
def told(place, **expected):
    """Demands lines of the log which say this, by the name of their message."""
    before = len(place.house.complaints())
    yield
    lines = place.house.complaints()[before:]
    for message, words in expected.items():
        message = message.replace("_", " ")
        found = [line for line in lines if f'message="{message}"' in line]
        for word in words:
            if not any(word in line for line in found):
                raise AssertionError(f"{word!r} is not in the lines {message!r} of the log: {lines}")


def an_extract_which_is_gone_or_cut(place):
    ground = walk(place)
    tenant = ground.a.id
    with place.client(ground.a, "REGULATOR") as client:
        line = next(line for line in client.unary(
            EXTRACTS, place.request(EXTRACTS, tenant_id=tenant)).extracts
            if line.extract_id == ground.a.ids["extract_id"])
        pull = lambda: list(client.server_stream(PULL, place.request(
            PULL, tenant_id=tenant, extract_id=line.extract_id), deadline=30))
        whole = lambda: hashlib.sha256(b"".join(part.bytes for part in pull())).digest()
        demand(whole(), line.sha256, "the extract")
        file = next(path for path in (place.house.data / "extracts").rglob("*")
                    if path.is_file() and hashlib.sha256(path.read_bytes()).digest() == line.sha256)
        aside = file.with_name("aside")
        file.rename(aside)
        try:
            with told(place, an_extract_cannot_be_read=[file.name, "error 2"],
                      a_call_failed=["Extracts/Pull"]):
                fault(pull)
            answers(place, client)
        finally:
            aside.rename(file)
        demand(whole(), line.sha256, "the extract again")
        data = file.read_bytes()
        try:
            os.truncate(file, len(data) // 2)
            with told(place, an_extract_cannot_be_read=[file.name, "shorter"]):
                fault(pull)
            answers(place, client)
        finally:
            file.write_bytes(data)
        demand(whole(), line.sha256, "the extract again")


def a_right_which_is_taken_away(place):
    """The role of the tenant's sessions may no longer read one of its tables, then it may again."""
    ground = walk(place)
    schema = "t_" + ground.a.id.replace("-", "")
    table = f"{schema}.alert"
    grants = place.house.sql(
        "select distinct grantee from information_schema.role_table_grants where table_schema = "
        f"'{schema}' and table_name = 'alert' and privilege_type = 'UPDATE' and grantee <> "
        f"(select tableowner from pg_tables where schemaname = '{schema}' and tablename = 'alert')")
    demand(len(grants), 1, f"roles which may write alerts: {grants}")
    role = grants[0][0]
    request, key = place.request(
        HANDLE, alert_id=ground.a.ids["alert_id"], event="acknowledge"), new_key()
    with place.client(ground.a, "RISK_ANALYST") as client:
        before = client.unary(ALERTS, place.request(ALERTS)).alerts
        place.house.sql(f"revoke select on {table} from {role}")
        try:
            with told(place, inquiry_failed=["42501"], a_call_failed=["Alerts/List", ground.a.id]):
                fault(lambda: client.unary(ALERTS, place.request(ALERTS)))
            answers(place, client)
            with told(place, operation_failed=["42501", "Alerts/Handle"], a_call_failed=["Alerts/Handle"]):
                fault(lambda: client.unary(HANDLE, request, key=key))
            # Others of the tenant go on.
            demand(len(client.unary(LIST, place.request(LIST)).debtors) > 0, True, "debtors")
        finally:
            place.house.sql(f"grant select on {table} to {role}")
        demand(client.unary(ALERTS, place.request(ALERTS)).alerts, before, "alerts again")
        # What failed was not done, so its key is free.
        client.unary(HANDLE, request, key=key)


def a_database_which_is_killed(place):
    """Reads and writes are UNAVAILABLE until PostgreSQL is back; keys find what became of them."""
    house = place.house
    postmaster = house.postmaster()
    request, key = place.payment().SerializeToString(), new_key()
    connect = lambda: place.client(place.a, "FINANCE_OFFICER")
    with place.client(place.a, "RISK_ANALYST") as reader, connect() as writer:
        reader.unary(LIST, place.request(LIST))
        version = place.schema.reply(PAY).FromString(
            next(writer.raw_replies(writer.start(PAY, place.payment().SerializeToString(), 10,
                                                 new_key())))).account_version
        with killed(house, postmaster):
            number = writer.start(PAY, request, 60, key)
            for call in (lambda: reader.unary(LIST, place.request(LIST), deadline=60),
                         lambda: writer.raw_replies(number)):
                status = unavailable(call)
                demand(re.search(r"tally|postgres|socket|select|[/0-9]", status.message), None,
                       f"a detail in {status.message!r}")
            # What needs no database is answered meanwhile.
            answers(place, reader)
        wait_until(60, lambda: house.postmaster() not in (None, postmaster) and house.accepts())
        eventually(30, lambda: listed(place, reader))
        first = certain(connect, PAY, request, key)
        demand(certain(connect, PAY, request, key), first, "the reply again")
        demand(place.schema.reply(PAY).FromString(first).account_version, version + 1,
               "account version: posted once")
        answers(place, writer)


@contextlib.contextmanager
def killed(house, postmaster):
    """Kills PostgreSQL with all its processes; it cannot be started while this goes on."""
    data = house.cluster / "data"
    aside = data.with_name("aside")
    targets = [postmaster, *(pid for pid, _ in house.backends(postmaster))]
    try:
        # All stop before the first dies: none is started again before the data are away.
        strike(targets, signal.SIGSTOP)
        data.rename(aside)
        strike(targets, signal.SIGKILL)
        yield
    finally:
        strike(targets, signal.SIGKILL)
        if aside.exists():
            aside.rename(data)


def strike(targets, number):
    for target in targets:
        with contextlib.suppress(ProcessLookupError):
            os.kill(target, number)


def unavailable(call):
    """The status of a call which PostgreSQL's end broke."""
    try:
        list(call())
    except Refused as refused:
        status = refused.status
        if status.reason not in ("UNAVAILABLE", "COMMIT_UNKNOWN"):
            raise
        demand((status.code, status.retry, status.retry_after_ms > 0, status.field),
               (UNAVAILABLE, AFTER, True, ""), "status")
        return status
    raise AssertionError("answered without a database")


def listed(place, client):
    """True when the connection which saw the outage answers again."""
    try:
        return client.unary(LIST, place.request(LIST)) is not None
    except Refused as refused:
        demand((refused.status.code, refused.status.reason), (UNAVAILABLE, "UNAVAILABLE"), "status")
        return None


CHECKS = [an_extract_which_is_gone_or_cut, a_right_which_is_taken_away, a_database_which_is_killed]
