"""Checks of the transport: preface, greeting, frames, limits, flow control, the end."""
import struct

from checking import ECHO, EXPORT, WATCH, Bare, demand, random_bytes
from tally_client import (
    CALL, CANCEL, COMPRESSED, END, FRAGMENT, GOAWAY, HALF_CLOSE, HELLO, INSIDE, LENGTH, MESSAGE,
    MORE, PING, PONG, PREFACE, STATUS, WINDOW, Client, Closed)

frame = Client.frame
(PROTOCOL_ERROR, BAD_PREFACE, VERSION_UNSUPPORTED, FRAME_TOO_LARGE, MESSAGE_TOO_LARGE, FLOW_CONTROL,
 TOO_MANY_CANCELS, TOO_MANY_CONTROL_FRAMES, UNAUTHENTICATED, GREETING_TIMEOUT,
 FRAME_TIMEOUT) = range(1, 12)


# MARK: Preface and greeting

def wrong_magic(place):
    for magic in (b"tally/\x00\x01", b"TALLX/\x00\x01", bytes(8), b"\xff" * 100, b"SSH-2.0-x"):
        bare = Bare(place)
        bare.send(magic)
        demand(bare.read(8), PREFACE, "the server's own preface")
        bare.closes(BAD_PREFACE, last_stream=0)


def another_version(place):
    bare = Bare(place)
    bare.send(b"TALLY/\x00\x02")
    demand(bare.read(8), PREFACE, "the server's own preface")
    bare.closes(VERSION_UNSUPPORTED)


def an_HTTP_request(place):
    bare = Bare(place)
    bare.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    head, _, text = bare.rest().partition(b"\r\n\r\n")
    demand(head.split(b"\r\n")[0], b"HTTP/1.1 400 Bad Request", "status line")
    demand(text.count(b"\n"), 1, "lines of text")


def a_TLS_client_hello(place):
    bare = Bare(place)
    bare.send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(40))
    demand(bare.rest(), b"\x15\x03\x01\x00\x02\x02\x46", "a fatal alert, protocol_version")


def the_preface_comes_byte_by_byte(place):
    bare = Bare(place)
    for byte in PREFACE + frame(HELLO, 0, 0, b"\x08\x01"):
        bare.send(bytes([byte]))
    demand(bare.read(8), PREFACE, "preface")
    demand(bare.frame()[0], HELLO, "type of the first frame")


def hello_tells_limits_and_who_one_is(place):
    with place.client(place.a, "FINANCE_OFFICER") as client:
        limits = client.hello.limits
        demand((limits.calls_in_flight, limits.message_bytes, limits.stream_window,
                limits.connection_window), (100, 4 << 20, 256 << 10, 8 << 20), "limits")
        demand((client.hello.version, client.hello.principal.tenant_id,
                list(client.hello.principal.roles), list(client.hello.features)),
               (1, place.a.id, ["FINANCE_OFFICER"], []), "HELLO")
    with place.client(None, None) as client:
        demand(client.hello.HasField("principal"), False, "a principal without a token")


def a_hello_which_is_none(place):
    for body, code in [
        (b"\xff\xff\xff", PROTOCOL_ERROR), (b"\x08\x02", PROTOCOL_ERROR), (b"", PROTOCOL_ERROR),
        # stream_window 1000
        (b"\x08\x01\x2a\x03\x18\xe8\x07", PROTOCOL_ERROR),
        (b"\x08\x01\x1a\x05wrong", UNAUTHENTICATED),
        (b"\x08\x01\x1a\x4etly_p_" + b"0" * 72, UNAUTHENTICATED),
    ]:
        bare = Bare(place)
        bare.send(PREFACE + frame(HELLO, 0, 0, body))
        demand(bare.read(8), PREFACE, "preface")
        bare.closes(code)


def a_token_which_nobody_has(place):
    from house import new_token
    try:
        place.house.client(new_token())
    except Closed as closed:
        demand(closed.code, UNAUTHENTICATED, "close code")
    else:
        raise AssertionError("accepted")


def hello_above_4096_bytes(place):
    bare = Bare(place)
    bare.send(PREFACE + struct.pack(">IBBHI", 4097, HELLO, 0, 0, 0))
    demand(bare.read(8), PREFACE, "preface")
    bare.closes(FRAME_TOO_LARGE)


def a_frame_before_the_answer_to_hello(place):
    bare = Bare(place)
    bare.send(PREFACE + frame(PING, 0, 0, bytes(8)))
    demand(bare.read(8), PREFACE, "preface")
    bare.closes(PROTOCOL_ERROR)
    bare = Bare(place)
    bare.send(PREFACE + frame(HELLO, 0, 0, b"\x08\x01") + frame(PING, 0, 0, bytes(8)))
    demand(bare.read(8), PREFACE, "preface")
    bare.closes(PROTOCOL_ERROR)


# MARK: Frames

def an_oversized_length(place):
    for length in ((4 << 20) + 1, 0xFFFF_FFFF):
        bare = Bare(place, greet=True)
        # From the header alone: the body never comes.
        bare.send(struct.pack(">IBBHI", length, MESSAGE, 0, 0, 1))
        bare.closes(FRAME_TOO_LARGE)
    bare = Bare(place, greet=True)
    bare.send(frame(CALL, 0, 1, LENGTH.pack((16 << 10) + 1) + bytes((16 << 10) + 1)))
    bare.closes(FRAME_TOO_LARGE)


def frames_which_break_a_rule(place):
    empty = LENGTH.pack(0)
    cases = {
        "reserved bytes": struct.pack(">IBBHI", 8, PING, 0, 1, 0) + bytes(8),
        "type 0": frame(0, 0, 0), "type 11": frame(11, 0, 0),
        "a bit without a name": frame(CALL, 0x10, 1, empty),
        "COMPRESSED": frame(CALL, COMPRESSED, 1, empty),
        "a flag on PING": frame(PING, END, 0, bytes(8)),
        "INSIDE on MESSAGE": frame(MESSAGE, INSIDE, 1),
        "PING on a stream": frame(PING, 0, 1, bytes(8)),
        "CALL on stream 0": frame(CALL, 0, 0, empty),
        "an even stream": frame(CALL, 0, 2, empty),
        "HELLO again": frame(HELLO, 0, 0, b"\x08\x01"),
        "STATUS from a client": frame(STATUS, 0, 1, empty),
        "a PONG nobody asked for": frame(PONG, 0, 0, bytes(8)),
        "PING of 7 bytes": frame(PING, 0, 0, bytes(7)),
        "WINDOW of 3 bytes": frame(WINDOW, 0, 0, bytes(3)),
        "GOAWAY of 7 bytes": frame(GOAWAY, 0, 0, bytes(7)),
        "CALL shorter than its header": frame(CALL, 0, 1, LENGTH.pack(5) + b"1234"),
        "CALL of 3 bytes": frame(CALL, 0, 1, b"123"),
        "a message in CALL without INSIDE": frame(CALL, 0, 1, empty + b"1"),
        "MORE on CALL without INSIDE": frame(CALL, MORE, 1, empty),
        "MORE with END": frame(CALL, INSIDE | MORE | END, 1, empty + b"1"),
        "MORE on an empty part": frame(CALL, INSIDE | MORE, 1, empty),
        "MESSAGE on a stream not opened": frame(MESSAGE, 0, 1, b"1"),
        "HALF_CLOSE on a stream not opened": frame(HALF_CLOSE, 0, 1),
        "CANCEL on a stream not opened": frame(CANCEL, 0, 1, LENGTH.pack(1)),
        "WINDOW on a stream not opened": frame(WINDOW, 0, 1, LENGTH.pack(1)),
    }
    for what, data in cases.items():
        bare = Bare(place, greet=True)
        bare.send(data)
        try:
            bare.closes(PROTOCOL_ERROR, last_stream=0)
        except (AssertionError, EOFError, OSError) as error:
            raise AssertionError(f"{what}: {error}") from None


def streams_which_break_a_rule(place):
    bare = Bare(place, greet=True)
    bare.call(5, WATCH)
    bare.call(3, WATCH)
    bare.closes(PROTOCOL_ERROR, last_stream=5)
    for second in (frame(MESSAGE, 0, 1, b""), frame(HALF_CLOSE, 0, 1)):
        bare = Bare(place, greet=True)
        bare.call(1, WATCH)
        bare.send(second)
        bare.closes(PROTOCOL_ERROR, last_stream=1)
    bare = Bare(place, greet=True)
    bare.call(1, ECHO, b"\x0a", flags=INSIDE | MORE)
    bare.send(frame(HALF_CLOSE, 0, 1))
    bare.closes(PROTOCOL_ERROR, last_stream=1)


def frames_of_a_stream_which_has_ended_are_dropped(place):
    bare = Bare(place, greet=True)
    bare.call(1, ECHO)
    bare.status(1)
    bare.send(frame(MESSAGE, 0, 1, b"late") + frame(HALF_CLOSE, 0, 1)
              + frame(WINDOW, 0, 1, LENGTH.pack(5)) + frame(CANCEL, 0, 1, LENGTH.pack(1)))
    bare.call(3, ECHO)
    demand(bare.status(3)[0].code, 0, "status of the next call")


def forms_of_a_unary_call(place):
    echo = b"\x0a\x03abc"
    forms = [
        [("call", INSIDE | END, echo)],
        [("call", INSIDE, echo), (HALF_CLOSE, 0, b"")],
        [("call", 0, b""), (MESSAGE, END, echo)],
        [("call", 0, b""), (MESSAGE, 0, echo), (HALF_CLOSE, 0, b"")],
        [("call", INSIDE | MORE, echo[:1]), (MESSAGE, MORE, echo[1:3]), (MESSAGE, END, echo[3:])],
        [("call", 0, b""), (MESSAGE, MORE, echo), (MESSAGE, END, b"")],
    ]
    bare = Bare(place, greet=True)
    for number, form in enumerate(forms):
        # Gaps between the numbers are allowed.
        stream = 1 + 6 * number
        data = b""
        for kind, flags, body in form:
            data += (bare.call_bytes(stream, ECHO, body, flags) if kind == "call"
                     else frame(kind, flags, stream, body))
        bare.send(data)
        status, message = bare.status(stream)
        demand((status.code, message), (0, echo), f"form {number}")


def the_example_of_the_page(place):
    bare = Bare(place)
    bare.send(PREFACE + frame(HELLO, 0, 0, b"\x08\x01\x12\x06demo/1"))
    demand(bare.read(8), PREFACE, "preface")
    demand(bare.frame()[0], HELLO, "type of the first frame")
    bare.send(bytes.fromhex(
        "0000001f020c000000000001" "0000001b"
        "0a1674616c6c792e76312e53797374656d2f4865616c7468" "10d00f"))
    demand(bare.frame(), (STATUS, INSIDE, 1, bytes(4) + b"\x08\x01"), "STATUS")


# MARK: Ping

def ping_is_answered_with_its_bytes(place):
    with place.client(place.a, "RISK_ANALYST") as client:
        for _ in range(3):
            client.ping(random_bytes(8))


def too_many_control_frames(place):
    bare = Bare(place, greet=True)
    bare.send(frame(PING, 0, 0, b"12345678") * 40)
    bare.closes(TOO_MANY_CONTROL_FRAMES)
    bare = Bare(place, greet=True)
    bare.send(frame(PING, 0, 0, b"1234567x") * 19 + frame(PING, 0, 0, b"12345678"))
    while True:
        kind, _, _, body = bare.frame()
        demand(kind, PONG, "type of frame")
        if body == b"12345678":
            break


# MARK: Flow control

def window_errors(place):
    for data in (frame(WINDOW, 0, 0, LENGTH.pack(0)),
                 frame(WINDOW, 0, 0, LENGTH.pack(0x7FFF_FFFF))):
        bare = Bare(place, greet=True)
        bare.send(data)
        bare.closes(FLOW_CONTROL)
    bare = Bare(place, greet=True)
    bare.call(1, WATCH, reply_window=0x7FFF_FFFF)
    bare.closes(FLOW_CONTROL)


def credit_exceeded(place):
    bare = Bare(place, greet=True)
    # One frame above the stream's window.
    bare.call(1, ECHO, flags=0)
    bare.send(frame(MESSAGE, 0, 1, bytes((256 << 10) - 15)))
    bare.closes(FLOW_CONTROL)
    # Frames above the connection's: parts cost the connection until their message is whole.
    bare = Bare(place, greet=True)
    for stream in (1, 3, 5):
        bare.call(stream, ECHO, flags=0)
    try:
        for stream in (1, 3, 5):
            bare.send(frame(MESSAGE, MORE, stream, bytes(200 << 10)) * 16)
    except TimeoutError:
        pass
    bare.closes(FLOW_CONTROL)


def the_server_waits_for_credit(place):
    """Small windows: replies come in parts and only as credit is given; Client counts."""
    small = {"stream_window": 16 << 10, "connection_window": 128 << 10, "message_bytes": 64 << 10}
    payload = random_bytes(60_000)
    with place.client(place.a, "AUDITOR", limits=small) as client:
        for _ in range(3):
            reply = client.unary(ECHO, place.request(ECHO, payload=payload))
            demand(reply.payload == payload, True, "the same bytes")
        parts = list(client.server_stream(EXPORT, place.request(EXPORT), deadline=30))
        demand(parts[0].WhichOneof("part"), "head", "first part")
    # Without WINDOW nothing comes beyond the credit.
    bare = Bare(place, greet=True, limits=small)
    bare.call(1, ECHO, place.request(ECHO, payload=payload).SerializeToString())
    got = b""
    bare.socket.settimeout(1)
    try:
        while True:
            kind, flags, stream, body = bare.frame()
            demand((kind, stream), (MESSAGE, 1), "type and stream")
            got += body
            demand(flags & MORE, MORE, "MORE while credit is short")
    except TimeoutError:
        pass
    if not 8_000 < len(got) <= (16 << 10) - 16:
        raise AssertionError(f"{len(got)} bytes on a credit of 16 KiB")
    bare.socket.settimeout(20)
    bare.send(frame(WINDOW, 0, 1, LENGTH.pack(1 << 20)) + frame(WINDOW, 0, 0, LENGTH.pack(1 << 20)))
    while True:
        kind, flags, stream, body = bare.frame()
        if kind == STATUS:
            break
        got += body
    length, = LENGTH.unpack_from(body)
    got += body[4 + length:] if flags & INSIDE else b""
    demand(place.schema.reply(ECHO).FromString(got).payload == payload, True, "the same bytes")


def the_server_gives_credit_back(place):
    """More bytes than both windows hold pass through one connection."""
    payload = random_bytes(60_000)
    with place.client(place.a, "AUDITOR") as client:
        for _ in range((20 << 20) // len(payload)):
            demand(client.unary(ECHO, place.request(ECHO, payload=payload)).payload == payload,
                   True, "the same bytes")


# MARK: Limits

def a_message_above_4_MiB(place):
    bare = Bare(place, greet=True, role="TENANT_ADMIN")
    part = bytes(FRAGMENT)
    bare.call(1, "tally.v1.Imports/Load", part, flags=INSIDE | MORE)
    for _ in range(63):
        bare.send(frame(MESSAGE, MORE, 1, part))
    bare.send(frame(MESSAGE, 0, 1, b"1"))
    bare.closes(MESSAGE_TOO_LARGE)


def too_many_cancelled_calls(place):
    bare = Bare(place, greet=True)
    data = b""
    for number in range(201):
        stream = 1 + 2 * number
        data += bare.call_bytes(stream, "tally.v1.System/Info")
        data += frame(CANCEL, 0, stream, LENGTH.pack(1))
    bare.send(data)
    bare.closes(TOO_MANY_CANCELS)


# MARK: What only time shows

def begin(place):
    """Starts what has to wait; returns the checks which look at it."""
    silent = Bare(place)
    half = Bare(place)
    half.send(PREFACE + struct.pack(">IBBHI", 100, HELLO, 0, 0, 0) + b"1234")
    slow = Bare(place, greet=True)
    slow.send(struct.pack(">IBBHI", 100, MESSAGE, 0, 0, 1) + b"1234")

    def a_greeting_has_5_seconds(_):
        demand(silent.read(8), PREFACE, "the server's own preface")
        silent.closes(GREETING_TIMEOUT)
        demand(half.read(8), PREFACE, "preface")
        half.closes(GREETING_TIMEOUT)

    def a_frame_has_10_seconds(_):
        slow.closes(FRAME_TIMEOUT)

    return [a_greeting_has_5_seconds, a_frame_has_10_seconds]


CHECKS = [
    wrong_magic, another_version, an_HTTP_request, a_TLS_client_hello,
    the_preface_comes_byte_by_byte, hello_tells_limits_and_who_one_is, a_hello_which_is_none,
    a_token_which_nobody_has, hello_above_4096_bytes, a_frame_before_the_answer_to_hello,
    an_oversized_length, frames_which_break_a_rule, streams_which_break_a_rule,
    frames_of_a_stream_which_has_ended_are_dropped, forms_of_a_unary_call,
    the_example_of_the_page, ping_is_answered_with_its_bytes, too_many_control_frames,
    window_errors, credit_exceeded, the_server_waits_for_credit,
    the_server_gives_credit_back, a_message_above_4_MiB, too_many_cancelled_calls,
]
