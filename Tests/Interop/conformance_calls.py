"""Checks of calls: their kinds, deadlines, cancellation, keys, refusals, draining."""
import hashlib
import signal
import time

from checking import (
    ECHO, EXPORT, LIST, LOAD, NOBODY, PAY, WATCH, Bare, demand, eventually, new_key, random_bytes,
    refusal)
from tally_client import CANCELLED, END, INSIDE, MESSAGE, Client, Closed, certain

(INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED,
 RESOURCE_EXHAUSTED, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, UNIMPLEMENTED) = range(3, 13)
UNAVAILABLE, UNAUTHENTICATED = 14, 16
NEVER, SAME_KEY, AFTER = 0, 1, 2
# The close code.
DRAINING = 0
INFO = "tally.v1.System/Info"
STATUS_OF_IMPORT = "tally.v1.Imports/Status"


# MARK: Kinds of calls

def a_unary_call(place):
    with place.client(place.a, "RISK_ANALYST") as client:
        info = client.unary(INFO, place.request(INFO))
        demand((info.tenant_id, list(info.roles)), (place.a.id, ["RISK_ANALYST"]), "who one is")
        demand(client.unary(ECHO, place.request(ECHO)).payload, b"", "an empty message")


def the_descriptors_are_those_of_the_files(place):
    from google.protobuf import descriptor_pb2
    method = "tally.v1.System/Describe"
    with place.client(place.a, "RISK_ANALYST") as client:
        described = descriptor_pb2.FileDescriptorSet.FromString(
            client.unary(method, place.request(method)).descriptor_set)
    served = {f"{file.package}.{service.name}/{method.name}": method
              for file in described.file for service in file.service for method in service.method}
    for path, method in served.items():
        known = place.schema.method(path)
        demand((method.input_type, method.output_type, method.client_streaming),
               ("." + known.input_type.full_name, "." + known.output_type.full_name,
                known.client_streaming), path)
    if len(served) < 40:
        raise AssertionError(f"{len(served)} methods")


def a_client_streaming_call(place):
    """Rows come in, wrong ones are reported with line, field and reason; again changes nothing."""
    rows = list(place.load_requests("stream", range(2, 5)))
    rows += list(place.load_requests("stream", [5], product=99))[1:]
    rows += list(place.load_requests("stream", [6], opening_on="2005-02-30"))[1:]
    rows += list(place.load_requests("stream", [7], limit_amount=1 << 62))[1:]
    payment = {"value_on": "2005-05-15", "amount": 1}
    rows += list(place.load_requests("stream", [8], payments=[
        dict(payment, external_ref="a\0b")]))[1:]
    rows += list(place.load_requests("stream", [9], payments=[
        dict(payment, external_ref="twice")] * 2))[1:]
    sha = hashlib.sha256(b"stream").digest()
    with place.client(place.a, "TENANT_ADMIN") as client:
        reply = client.client_stream(LOAD, rows, key=new_key())
        demand((reply.row_count, reply.applied_count, reply.unchanged), (8, 3, False), "reply")
        demand([(r.line, r.field, r.reason) for r in reply.rejections],
               [(5, "product", "ENUM_UNKNOWN"), (6, "opening_on", "DATE_INVALID"),
                (7, "statements", "AMOUNT_OVERFLOW"),
                (8, "payments.external_ref", "FIELD_INVALID"),
                (9, "payments.external_ref", "ALREADY_EXISTS")], "rejections")
        again = client.client_stream(LOAD, rows, key=new_key())
        demand((again.row_count, again.applied_count, again.entry_count, again.unchanged),
               (8, 3, reply.entry_count, True), "the same file again")
        status = client.unary(STATUS_OF_IMPORT, place.request(STATUS_OF_IMPORT, file_sha256=sha))
        demand((status.known, status.durable_line, status.rejected_count, status.complete),
               (True, 9, 5, True), "status of the import")


def an_import_resumes_after_its_durable_line(place):
    sha = hashlib.sha256(b"resumed").digest()
    requests = list(place.load_requests("resumed", range(2, 602)))
    ask = place.request(STATUS_OF_IMPORT, file_sha256=sha)
    client = place.client(place.a, "TENANT_ADMIN")
    stream = client.open(LOAD, 60, new_key())
    for request in requests[:400]:
        client.send(stream, request.SerializeToString())
    with place.client(place.a, "TENANT_ADMIN") as other:
        eventually(60, lambda: other.unary(STATUS_OF_IMPORT, ask).durable_line or None)
        # The connection breaks in the middle.
        client.close()
        durable = other.unary(STATUS_OF_IMPORT, ask)
        if durable.complete or not 2 <= durable.durable_line < 601:
            raise AssertionError(f"durable line {durable.durable_line}")
        rest = [r for r in requests[1:] if r.row.line > durable.durable_line]
        reply = other.client_stream(LOAD, [requests[0], *rest], key=new_key())
        demand((reply.row_count, reply.applied_count, reply.unchanged), (600, 600, False), "reply")


def a_server_streaming_call(place):
    with place.client(place.a, "AUDITOR") as client:
        head = "tally.v1.Ledger/Head"
        eventually(60, lambda: True if client.unary(
            head, place.request(head)).unsealed_count == 0 else None)
        parts = list(client.server_stream(EXPORT, place.request(EXPORT), deadline=60))
    demand(parts[0].WhichOneof("part"), "head", "first part")
    leaves = [leaf for part in parts for leaf in part.chunk.leaves]
    hashes = b"".join(part.chunk.leaf_hashes for part in parts)
    demand(len(leaves), parts[0].head.size, "leaves")
    demand(b"".join(hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves) == hashes, True,
           "leaf hashes")


def a_live_stream_resumes_at_its_position(place):
    """The watch gives every alert after a position, none twice."""
    a = place.a
    with place.client(a, "TENANT_ADMIN") as admin:
        register = "tally.v1.Assets/RegisterSource"
        source = admin.unary(register, place.request(
            register, kind=3, label="registry", legal_basis=3, asset_classes=[2],
            reliability_ppm=900_000, generated=True), key=new_key())
        observe = "tally.v1.Assets/Observe"

        def change(house):
            return admin.unary(observe, place.request(
                observe, source_id=source.source_id, observations=[{
                    "debtor_id": a.debtors[0].debtor_id, "asset_class": 2, "kind": 3,
                    "legal_basis_id": source.legal_basis_id, "registry_ref": house,
                    "observed_on": "2005-09-30", "currency": "TWD", "generated": True,
                    "confidence_ppm": 900_000, "old_share_ppm": 1_000_000}]), key=new_key())

        if not change("H1").alert_ids:
            # Only debtors with something overdue alert: by now they are, since nobody paid.
            raise AssertionError("an ownership change raised no alert")
        watcher = place.client(a, "RISK_ANALYST")
        stream = watcher.start(WATCH, place.request(WATCH).SerializeToString(), 60)
        events = watcher.replies(stream)
        first = next(event for event in events if event.HasField("alert"))
        made = change("H2").alert_ids
        second = next(event for event in events if event.HasField("alert"))
        demand([second.alert.alert_id], list(made), "the live alert")
        watcher.close()
        made = change("H3").alert_ids
        with place.client(a, "RISK_ANALYST") as watcher:
            stream = watcher.start(WATCH, place.request(
                WATCH, after_position=second.position).SerializeToString(), 60)
            third = next(e for e in watcher.replies(stream) if e.HasField("alert"))
            demand([third.alert.alert_id], list(made), "the alert after the position")
        if not first.position < second.position < third.position:
            raise AssertionError("positions do not rise")


def many_calls_in_flight(place):
    with place.client(place.a, "RISK_ANALYST") as client:
        sent = {client.start(ECHO, place.request(ECHO, payload=b"%d" % n).SerializeToString()): n
                for n in range(500)}
        for _ in range(500):
            number, status, messages = client.next_ended(20)
            demand((status.code, place.schema.reply(ECHO).FromString(messages[0]).payload),
                   (0, b"%d" % sent.pop(number)), "echo")
        demand((sent, client.in_flight), ({}, 0), "what is left")


def the_hundred_and_first_call(place):
    bare = Bare(place, greet=True)
    for number in range(101):
        bare.call(1 + 2 * number, WATCH)
    status, _ = bare.status(201)
    demand((status.code, status.reason, status.retry),
           (RESOURCE_EXHAUSTED, "TOO_MANY_CALLS", AFTER), "status")


# MARK: Deadline and cancel

def a_deadline_ends_a_stream(place):
    with place.client(place.a, "RISK_ANALYST") as client:
        began = time.monotonic()
        refusal(lambda: client.server_stream(WATCH, place.request(WATCH), deadline=0.3),
                DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED")
        if time.monotonic() - began < 0.3:
            raise AssertionError("before its time")


def an_expired_deadline_leaves_the_outcome_to_the_key(place):
    """One millisecond is over before a commit: the status says so, the key tells the rest."""
    request, key = place.payment().SerializeToString(), new_key()
    connect = lambda: place.client(place.a, "FINANCE_OFFICER")
    with connect() as client:
        number = client.start(PAY, request, 0.001, key)
        status = refusal(lambda: client.replies(number), DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED")
        if status.retry not in (SAME_KEY, AFTER):
            raise AssertionError(f"retry {status.retry}")
    first = certain(connect, PAY, request, key)
    demand(certain(connect, PAY, request, key), first, "the reply again")


def a_cancelled_call_ends_with_its_status(place):
    with place.client(place.a, "RISK_ANALYST") as client:
        number = client.start(WATCH, place.request(WATCH, after_position=-1).SerializeToString())
        client.cancel(number)
        refusal(lambda: client.replies(number), CANCELLED, "CALL_CANCELLED")
        demand(client.unary(ECHO, place.request(ECHO, payload=b"x")).payload, b"x", "next call")


def a_cancelled_write_is_found_by_its_key(place):
    request, key = place.payment().SerializeToString(), new_key()
    connect = lambda: place.client(place.a, "FINANCE_OFFICER")
    with connect() as client:
        number = client.start(PAY, request, 10, key)
        client.cancel(number)
        refusal(lambda: client.replies(number), CANCELLED, "CALL_CANCELLED")
    first = certain(connect, PAY, request, key)
    demand(certain(connect, PAY, request, key), first, "the reply again")


# MARK: Idempotency

def version_of(place, reply):
    return place.schema.reply(PAY).FromString(reply).account_version


def the_same_key_gives_the_same_bytes(place):
    request, key = place.payment().SerializeToString(), new_key()
    replies = []
    for _ in range(2):
        with place.client(place.a, "FINANCE_OFFICER") as client:
            for _ in range(2):
                number = client.start(PAY, request, 10, key)
                replies += client.raw_replies(number)
    demand(len(set(replies)), 1, "different replies")
    with place.client(place.a, "FINANCE_OFFICER") as client:
        other = list(client.raw_replies(client.start(PAY, request, 10, new_key())))
    demand(version_of(place, other[0]), version_of(place, replies[0]) + 1, "account version")


def the_same_key_for_another_request(place):
    key = new_key()
    with place.client(place.a, "FINANCE_OFFICER") as client:
        client.unary(PAY, place.payment(), key=key)
        refusal(lambda: client.unary(PAY, place.payment(amount=101), key=key),
                ALREADY_EXISTS, "IDEMPOTENCY_MISMATCH", retry=NEVER)


def a_key_belongs_to_its_caller_and_method(place):
    key = new_key()
    reveal = "tally.v1.Debtors/IssueSubjectToken"
    with place.client(place.a, "FINANCE_OFFICER") as client:
        client.unary(PAY, place.payment(), key=key)
    with place.client(place.a, "TENANT_ADMIN") as client:
        client.unary(reveal, place.request(
            reveal, debtor_id=place.a.debtors[0].debtor_id, token_hash=random_bytes(32),
            expires_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))),
            key=key)


def a_refused_request_is_refused_again(place):
    key = new_key()
    with place.client(place.a, "FINANCE_OFFICER") as client:
        statuses = [refusal(lambda: client.unary(PAY, place.payment(currency="CNY"), key=key),
                            FAILED_PRECONDITION, "CURRENCY_MISMATCH", "money.currency", NEVER)
                    for _ in range(2)]
    demand(statuses[0], statuses[1], "status")


def the_same_key_at_the_same_time(place):
    """Of fifty at once one is performed; the others are told to come again or get its reply."""
    request, key = place.payment().SerializeToString(), new_key()
    clients = [place.client(place.a, "FINANCE_OFFICER") for _ in range(5)]
    for _ in range(10):
        for client in clients:
            client.start(PAY, request, 10, key)
    replies, waiting = set(), 0
    for client in clients:
        for _ in range(10):
            _, status, messages = client.next_ended(20)
            if status.code == 0:
                replies.add(messages[0])
            else:
                demand((status.code, status.reason, status.retry),
                       (ABORTED, "IDEMPOTENCY_IN_FLIGHT", AFTER), "status")
                waiting += 1
    demand(len(replies), 1, "different replies")
    if not waiting:
        raise AssertionError("none was in flight")
    with place.client(place.a, "FINANCE_OFFICER") as client:
        later = list(client.raw_replies(client.start(PAY, request, 10, key)))
        demand(later, list(replies), "the reply later")
        after = client.unary(PAY, place.payment(), key=new_key())
    demand(after.account_version, version_of(place, replies.pop()) + 1, "account version")


def a_missing_key_and_a_wrong_one(place):
    with place.client(place.a, "FINANCE_OFFICER") as client:
        refusal(lambda: client.unary(PAY, place.payment()),
                INVALID_ARGUMENT, "KEY_MISSING", "idempotency_key", NEVER)
        for key in ("k" * 129, "two words", "schlüssel"):
            refusal(lambda: client.unary(PAY, place.payment(), key=key),
                    INVALID_ARGUMENT, "KEY_INVALID", "idempotency_key", NEVER)
        client.unary(PAY, place.payment(), key=new_key() + "k" * 92)


# MARK: Bad input

def an_unknown_method(place):
    with place.client(place.a, "RISK_ANALYST") as client:
        for method in ("tally.v1.Debtors/Fly", "Debtors/List", ""):
            number = client.start(method, b"")
            status = refusal(lambda: client.raw_replies(number),
                             UNIMPLEMENTED, "METHOD_UNKNOWN", retry=NEVER)
    demand("Fly" in status.message, False, "the message repeats the request")


def an_undecodable_message(place):
    with place.client(place.a, "RISK_ANALYST") as client:
        for message in (b"\xff", b"\x0a\x05ab", b"\x0a\x02\x08", b"\x2a\x02\xff\xff"):
            number = client.start(LIST, message)
            refusal(lambda: client.raw_replies(number),
                    INVALID_ARGUMENT, "MESSAGE_UNDECODABLE", retry=NEVER)
    bare = Bare(place, greet=True)
    # The call's header is no CallHeader; the call alone ends.
    bare.send(Client.frame(2, 4, 1, b"\0\0\0\x02\xff\xff"))
    status, _ = bare.status(1)
    demand((status.code, status.reason), (INVALID_ARGUMENT, "MESSAGE_UNDECODABLE"), "status")
    # A unary call without a message.
    bare.call(3, ECHO, flags=4)
    status, _ = bare.status(3)
    demand((status.code, status.reason), (INVALID_ARGUMENT, "MESSAGE_UNDECODABLE"), "status")
    bare.call(5, ECHO)
    demand(bare.status(5)[0].code, 0, "the connection goes on")


def a_message_above_the_limit_of_its_method(place):
    with place.client(place.a, "RISK_ANALYST") as client:
        refusal(lambda: client.unary(ECHO, place.request(ECHO, payload=bytes(65_536))),
                RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE", retry=NEVER)
        demand(client.unary(ECHO, place.request(ECHO, payload=b"x")).payload, b"x", "next call")


def a_reply_above_the_limit_of_its_client(place):
    with place.client(place.a, "RISK_ANALYST", limits={"message_bytes": 1000}) as client:
        refusal(lambda: client.unary(ECHO, place.request(ECHO, payload=bytes(1000))),
                RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE", retry=NEVER)
        demand(client.unary(ECHO, place.request(ECHO, payload=b"x" * 997)).payload, b"x" * 997,
               "a reply of 1000 bytes")


def an_unknown_enum(place):
    with place.client(place.a, "RISK_ANALYST") as client:
        alerts = "tally.v1.Alerts/List"
        refusal(lambda: client.unary(alerts, place.request(alerts, state=99)),
                INVALID_ARGUMENT, "ENUM_UNKNOWN", "state", NEVER)
        refusal(lambda: client.unary(LIST, place.request(LIST, risk_class=9)),
                INVALID_ARGUMENT, "ENUM_UNKNOWN", "risk_class", NEVER)


def fields_which_are_wrong(place):
    account = place.a.accounts[0]
    cases = [
        (place.payment(account="no-uuid"), INVALID_ARGUMENT, "FIELD_INVALID", "account_id"),
        (place.request(PAY, account_id=account), INVALID_ARGUMENT, "FIELD_MISSING", "money"),
        (place.payment(amount=0), INVALID_ARGUMENT, "AMOUNT_NOT_POSITIVE", "money.amount"),
        (place.payment(amount=-5), INVALID_ARGUMENT, "AMOUNT_NOT_POSITIVE", "money.amount"),
        (place.payment(amount=(1 << 63) - 1), OUT_OF_RANGE, "AMOUNT_OVERFLOW", "money.amount"),
        (place.payment(currency="CNY"), FAILED_PRECONDITION, "CURRENCY_MISMATCH",
         "money.currency"),
        (place.payment(currency="twd"), INVALID_ARGUMENT, "FIELD_INVALID", "money.currency"),
        (place.payment(value_on="2005-02-30"), INVALID_ARGUMENT, "DATE_INVALID", "value_on"),
        (place.payment(value_on="2005-10-01"), INVALID_ARGUMENT, "DATE_INVALID", "value_on"),
        (place.payment(value_on="2005-02-28"), INVALID_ARGUMENT, "DATE_INVALID", "value_on"),
        (place.payment(value_on=""), INVALID_ARGUMENT, "FIELD_MISSING", "value_on"),
        (place.payment(ref="r" * 65), INVALID_ARGUMENT, "FIELD_INVALID", "external_ref"),
        (place.payment(ref="a\0b"), INVALID_ARGUMENT, "FIELD_INVALID", "external_ref"),
    ]
    with place.client(place.a, "FINANCE_OFFICER") as client:
        for request, code, reason, field in cases:
            refusal(lambda: client.unary(PAY, request, key=new_key()), code, reason, field, NEVER)
        ref = new_key()
        client.unary(PAY, place.payment(ref=ref), key=new_key())
        refusal(lambda: client.unary(PAY, place.payment(ref=ref), key=new_key()),
                ALREADY_EXISTS, "ALREADY_EXISTS", "external_ref", NEVER)


def an_import_which_is_wrong(place):
    opening, row = place.load_requests("wrong", [2])
    with place.client(place.a, "TENANT_ADMIN") as client:
        load = lambda *requests: (lambda: client.client_stream(LOAD, requests, key=new_key()))
        refusal(load(), INVALID_ARGUMENT, "FIELD_MISSING", "opening", NEVER)
        refusal(load(row), INVALID_ARGUMENT, "FIELD_MISSING", "opening", NEVER)
        refusal(load(opening, row, row), INVALID_ARGUMENT, "BATCH_OUT_OF_ORDER", "row.line", NEVER)
        refusal(load(opening, opening), INVALID_ARGUMENT, "FIELD_MISSING", "row", NEVER)
        wrong = type(opening).FromString(opening.SerializeToString())
        wrong.opening.currency = "CNY"
        refusal(load(wrong), FAILED_PRECONDITION, "CURRENCY_MISMATCH", "opening.currency", NEVER)
        wrong.opening.currency, wrong.opening.file_sha256 = "TWD", b"short"
        refusal(load(wrong), INVALID_ARGUMENT, "FIELD_INVALID", "opening.file_sha256", NEVER)
        refusal(lambda: client.client_stream(LOAD, [opening]), INVALID_ARGUMENT, "KEY_MISSING",
                "idempotency_key", NEVER)


# MARK: Who may

def another_tenants_id_is_nobodys(place):
    """Status, bytes for bytes, of B's record and of none at all."""
    debtor, account = place.b.debtors[0].debtor_id, place.b.accounts[0]
    asks = [
        ("RISK_ANALYST", "tally.v1.Debtors/Get", "debtor_id", debtor),
        ("RISK_ANALYST", "tally.v1.Debtors/CreditReport", "debtor_id", debtor),
        ("AUDITOR", "tally.v1.Ledger/DebtorEntries", "debtor_id", debtor),
        ("DPO", "tally.v1.Assets/GiveConsent", "debtor_id", debtor),
    ]
    for role, method, field, theirs in asks:
        with place.client(place.a, role) as client:
            def ask(identifier):
                more = {"purpose": 2, "separate": True, "notice_version": "1",
                        "generated": True} if role == "DPO" else {}
                return lambda: client.unary(
                    method, place.request(method, **{field: identifier}, **more), key=new_key())
            found = refusal(ask(theirs), NOT_FOUND, "NOT_FOUND", retry=NEVER)
            demand(found.SerializeToString(), refusal(
                ask(NOBODY), NOT_FOUND, "NOT_FOUND").SerializeToString(), method)
    with place.client(place.a, "FINANCE_OFFICER") as client:
        found = [refusal(lambda: client.unary(PAY, place.payment(account=which), key=new_key()),
                         NOT_FOUND, "NOT_FOUND", retry=NEVER) for which in (account, NOBODY)]
        demand(found[0].SerializeToString(), found[1].SerializeToString(), PAY)
    with place.client(place.a, "AUDITOR") as client:
        head = "tally.v1.Ledger/Head"
        found = [refusal(lambda: client.unary(head, place.request(head, tenant_id=which)),
                         NOT_FOUND, "NOT_FOUND", retry=NEVER) for which in (place.b.id, NOBODY)]
        demand(found[0].SerializeToString(), found[1].SerializeToString(), head)


def roles_and_no_role(place):
    with place.client(place.a, "RISK_ANALYST") as client:
        refusal(lambda: client.unary(PAY, place.payment(), key=new_key()),
                PERMISSION_DENIED, "ROLE_NOT_ALLOWED", retry=NEVER)
    with place.client(None, None) as client:
        refusal(lambda: client.unary(LIST, place.request(LIST)),
                UNAUTHENTICATED, "CREDENTIAL_INVALID", retry=NEVER)
        health = "tally.v1.System/Health"
        demand(client.unary(health, place.request(health)).ready, True, "ready")


# MARK: The end

def a_server_which_stops_drains_first(place):
    """GOAWAY DRAINING names the last stream begun; a call after it is refused and may be repeated;
    a watch ends; an import goes on to its end; then the connections close, and tallyd ends with 0.
    """
    watcher = Bare(place, greet=True)
    watcher.call(
        1, WATCH, place.request(WATCH, after_position=-1).SerializeToString(), deadline_ms=60_000)
    # The watch has begun when it speaks.
    demand(watcher.frame()[0], MESSAGE, "MESSAGE of the watch")
    idle = place.client(place.a, "FINANCE_OFFICER")
    idle.unary(PAY, place.payment(), key=new_key())
    opening, *rows = [
        request.SerializeToString() for request in place.load_requests("drained", range(2, 5))]
    busy = Bare(place, greet=True, role="TENANT_ADMIN")
    busy.call(1, LOAD, opening, flags=INSIDE, idempotency_key=new_key(), deadline_ms=60_000)
    ask = place.request(STATUS_OF_IMPORT, file_sha256=hashlib.sha256(b"drained").digest())
    with place.client(place.a, "TENANT_ADMIN") as other:
        # The import has begun when it is known.
        eventually(20, lambda: other.unary(STATUS_OF_IMPORT, ask).known or None)
    place.house.process.send_signal(signal.SIGTERM)
    busy.goes_away(DRAINING, last_stream=1)
    refused = (UNAVAILABLE, "DRAINING", AFTER)
    for stream, method in ((3, ECHO), (5, PAY)):
        busy.call(stream, method, idempotency_key=new_key())
        status, _ = busy.status(stream)
        demand((status.code, status.reason, status.retry), refused, "a call after GOAWAY")
        demand(status.retry_after_ms > 0, True, "a time to wait")
    watcher.goes_away(DRAINING, last_stream=1)
    status, _ = watcher.status(1)
    demand((status.code, status.reason, status.retry), refused, "the watch")
    demand(watcher.rest(), b"", "bytes after the last STATUS")
    for row in rows:
        busy.send(Client.frame(MESSAGE, END if row is rows[-1] else 0, 1, row))
    status, reply = busy.status(1)
    demand(status.code, 0, "the import's status")
    reply = place.schema.reply(LOAD).FromString(reply)
    demand((reply.row_count, reply.applied_count), (3, 3), "the import's reply")
    demand(busy.rest(), b"", "bytes after the last STATUS")
    try:
        idle.unary(PAY, place.payment(), key=new_key())
    except (Closed, OSError) as closed:
        demand(getattr(closed, "code", None) in (None, DRAINING), True, f"{closed}")
    else:
        raise AssertionError("a call after the end")
    place.house.process.wait(60)
    demand(place.house.process.returncode, 0, "exit status of tallyd")


CHECKS = [
    a_unary_call, the_descriptors_are_those_of_the_files, a_client_streaming_call,
    an_import_resumes_after_its_durable_line, a_server_streaming_call,
    a_live_stream_resumes_at_its_position, many_calls_in_flight, the_hundred_and_first_call,
    a_deadline_ends_a_stream, an_expired_deadline_leaves_the_outcome_to_the_key,
    a_cancelled_call_ends_with_its_status, a_cancelled_write_is_found_by_its_key,
    the_same_key_gives_the_same_bytes, the_same_key_for_another_request,
    a_key_belongs_to_its_caller_and_method, a_refused_request_is_refused_again,
    the_same_key_at_the_same_time, a_missing_key_and_a_wrong_one, an_unknown_method,
    an_undecodable_message, a_message_above_the_limit_of_its_method,
    a_reply_above_the_limit_of_its_client, an_unknown_enum,
    fields_which_are_wrong, an_import_which_is_wrong, another_tenants_id_is_nobodys,
    roles_and_no_role,
]
LAST = [a_server_which_stops_drains_first]
