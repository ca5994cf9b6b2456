#!/usr/bin/env python3
"""A client of the Tallystick wire protocol, written from proto-like-specs/wire.md alone.

Needs Python 3.8, the `protobuf` package (4.22 or later) and `protoc`. As a command:

    python3 tally_client.py ADDRESS TOKEN Service/Method '{"field": 1}' [IDEMPOTENCY_KEY]

ADDRESS is the path of a Unix socket or HOST:PORT. As a library, from the simple to the particular:

    client = Client(address, token)
    client.unary(method, request)               one reply, or Refused
    client.server_stream(method, request)       replies as they come
    client.client_stream(method, requests)      one reply
    client.start(…); client.next_ended()        many calls in flight on one connection
    certain(connect, method, request, key)      a write whose outcome is learnt whatever breaks

One thread. The client also watches the server: credit exceeded, a frame that is not allowed, a
STATUS twice end the connection with Broken.
"""
import collections
import json
import os
import pathlib
import random
import select
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time

import with_protobuf  # noqa: F401  Sees to it that the next line works.
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

PREFACE = b"TALLY/\x00\x01"
HELLO, CALL, MESSAGE, HALF_CLOSE, STATUS, CANCEL, WINDOW, PING, PONG, GOAWAY = range(1, 11)
MORE, COMPRESSED, END, INSIDE = 1, 2, 4, 8
FRAME_COST = 16
FRAGMENT = 64 << 10
OK, CANCELLED, DEADLINE_EXCEEDED, UNAVAILABLE = 0, 1, 4, 14
# Close codes after which a client does not come again by itself.
FINAL_CODES = {2, 3, 9}
HEADER = struct.Struct(">IBBHI")
LENGTH = struct.Struct(">I")
SPECS = pathlib.Path(__file__).resolve().parents[2] / "proto-like-specs"


class Schema:
    """The messages and methods of the .proto files, compiled by protoc at start."""

    def __init__(self, specs=SPECS):
        with tempfile.NamedTemporaryFile() as out:
            files = [str(p.relative_to(specs)) for p in sorted(specs.rglob("*.proto"))]
            subprocess.run(
                ["protoc", "-I.", "--include_imports", "--descriptor_set_out=" + out.name, *files],
                cwd=specs, check=True)
            files = descriptor_pb2.FileDescriptorSet.FromString(
                pathlib.Path(out.name).read_bytes())
        self.pool = descriptor_pool.DescriptorPool()
        self.files = [file.name for file in files.file]
        for file in files.file:
            self.pool.Add(file)
        self.classes = {}

    def message(self, name):
        """The class of the message `name`, such as "tally.v1.Money"."""
        if name not in self.classes:
            self.classes[name] = message_factory.GetMessageClass(
                self.pool.FindMessageTypeByName(name))
        return self.classes[name]

    def method(self, path):
        service, _, name = path.partition("/")
        return self.pool.FindServiceByName(service).methods_by_name[name]

    def request(self, method, **fields):
        return self.message(self.method(method).input_type.full_name)(**fields)

    def reply(self, method):
        return self.message(self.method(method).output_type.full_name)


class Refused(Exception):
    """The call ended with a status that is not OK."""

    def __init__(self, status):
        super().__init__(f"{status.code} {status.reason} {status.field} {status.message}")
        self.status = status


class Closed(Exception):
    """The connection ended; `code` is that of GOAWAY, or None."""

    def __init__(self, text, code=None, last_stream=None):
        super().__init__(text)
        self.code = code
        self.last_stream = last_stream


class Broken(Closed):
    """The server broke a rule of the protocol."""


class Stream:
    """What is known of one call."""

    def __init__(self, number, method, credit, granted, gives_up):
        self.number = number
        self.method = method
        self.credit = credit  # Ours to send, in bytes.
        self.granted = granted  # The server's to send.
        self.gives_up = gives_up
        self.messages = collections.deque()  # (bytes, cost, the part of it owed to the stream)
        self.parts = None
        self.part_cost = 0
        self.part_owed = 0
        self.owed = 0  # Taken and not yet given back to the stream.
        self.half_closed = False
        self.cancelled = False
        self.status = None


class Client:
    def __init__(self, address, token="", schema=None, tls=None, limits=None, timeout=10.0):
        """Connects and greets.

        `limits` are those of our HELLO: calls_in_flight, message_bytes, stream_window and
        connection_window. Raises Closed when the server does not accept.
        """
        self.schema = schema or Schema()
        self.call_header = self.schema.message("tally.v1.CallHeader")
        self.call_status = self.schema.message("tally.v1.CallStatus")
        self._connect(address, tls, timeout)
        self.inbox, self.position = bytearray(), 0
        self.outbox, self.corked = bytearray(), 0
        self.next_stream = 1
        self.streams, self.ended, self.in_flight = {}, collections.deque(), 0
        limits = limits or {}
        self.window = self.granted = limits.get("connection_window") or 8 << 20
        self.stream_window = limits.get("stream_window") or 256 << 10
        self.owed = 0
        self.draining = None
        self.pongs = collections.deque()
        self.last_received = time.monotonic()
        hello = self.schema.message("tally.v1.ClientHello")(
            version=1, client="tally_client.py/1", token=token, limits=limits)
        self.outbox += PREFACE
        self._write(HELLO, 0, 0, hello.SerializeToString())
        self._greeted(time.monotonic() + timeout)

    def _connect(self, address, tls, timeout):
        if ":" in address and not os.path.exists(address):
            host, _, port = address.rpartition(":")
            self.socket = socket.create_connection((host, int(port)), timeout)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if tls is not None:
                # The token follows only once the certificate was verified.
                self.socket = tls.wrap_socket(self.socket, server_hostname=host)
        else:
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.socket.connect(address)
        self.socket.setblocking(False)

    def _greeted(self, deadline):
        while len(self.inbox) < len(PREFACE):
            self._fill(deadline)
        if self.inbox[:len(PREFACE)] != PREFACE:
            raise Broken(f"the server does not speak TALLY/1: {bytes(self.inbox[:8])!r}")
        self.position = len(PREFACE)
        kind, _, _, body = self._read_frame(deadline)
        if kind == GOAWAY:
            raise self._goaway(body)
        if kind != HELLO:
            raise Broken(f"frame type {kind} before HELLO")
        self.hello = self.schema.message("tally.v1.ServerHello").FromString(body)
        limits = self.hello.limits
        self.credit = limits.connection_window or 8 << 20
        self.peer_stream_window = limits.stream_window or 256 << 10
        self.peer_message_bytes = limits.message_bytes or 4 << 20
        self.calls_in_flight_max = limits.calls_in_flight or 100

    # MARK: Calls

    def unary(self, method, request, deadline=10.0, key="", metadata=None):
        return self._single(self.server_stream(method, request, deadline, key, metadata))

    def server_stream(self, method, request, deadline=10.0, key="", metadata=None):
        number = self.start(method, request.SerializeToString(), deadline, key, metadata)
        yield from self.replies(number)

    def client_stream(self, method, requests, deadline=60.0, key="", metadata=None):
        number = self.open(method, deadline, key, metadata)
        for request in requests:
            if not self.send(number, request.SerializeToString()):
                break
        self.half_close(number)
        return self._single(self.replies(number))

    @staticmethod
    def _single(replies):
        replies = list(replies)
        if len(replies) != 1:
            raise Broken(f"{len(replies)} replies to a call which has one")
        return replies[0]

    # MARK: Calls in parts

    def start(self, method, message, deadline=10.0, key="", metadata=None):
        """Opens a call with its only message, the encoded `message`; returns its stream."""
        return self.open(method, deadline, key, metadata, message, last=True)

    def open(
        self, method, deadline=0.0, key="", metadata=None, message=None, last=False,
        reply_window=0,
    ):
        """Opens a call, with its first message when there is one; returns its stream.

        Waits while as many calls are in flight as the server accepts.
        """
        if self.draining is not None:
            raise Closed("the server drains; connect again", 0, self.draining)
        while self.in_flight >= self.calls_in_flight_max:
            self._take_frame(None)
        header = self.call_header(
            method=method, deadline_ms=round(deadline * 1000), idempotency_key=key,
            metadata=metadata or {}, reply_window=reply_window).SerializeToString()
        body = LENGTH.pack(len(header)) + header
        number, self.next_stream = self.next_stream, self.next_stream + 2
        stream = Stream(
            number, method, self.peer_stream_window, self.stream_window + reply_window,
            # The server ends the call at its deadline; we wait a second beyond it.
            time.monotonic() + deadline + 1 if deadline else None)
        self.streams[number] = stream
        self.in_flight += 1
        if message is None:
            self._write(CALL, END if last else 0, number, body)
            stream.half_closed = last
        elif len(message) <= FRAGMENT and len(message) + FRAME_COST <= min(
            self.credit, stream.credit
        ):
            self._spend(stream, len(message))
            self._write(CALL, INSIDE | (END if last else 0), number, body + message)
            stream.half_closed = last
        else:
            self._write(CALL, 0, number, body)
            self.send(number, message, last)
        return number

    def send(self, number, message, last=False):
        """Sends one encoded message, in parts when it is large; reads while it waits for credit.

        Returns False when the call ended meanwhile.
        """
        stream = self.streams[number]
        offset = 0
        while stream.status is None and not stream.cancelled:
            rest = len(message) - offset
            credit = min(self.credit, stream.credit) - FRAME_COST
            if credit < min(rest, 1024):
                self._take_frame(None)
                continue
            part = min(rest, FRAGMENT, credit)
            whole = part == rest
            self._spend(stream, part)
            flags = (END if last else 0) if whole else MORE
            self._write(MESSAGE, flags, number, message[offset:offset + part])
            if whole:
                stream.half_closed = last
                return True
            offset += part
        return False

    def half_close(self, number):
        stream = self.streams.get(number)
        if stream and stream.status is None and not (stream.half_closed or stream.cancelled):
            self._write(HALF_CLOSE, 0, number)
            stream.half_closed = True

    def cancel(self, number, code=CANCELLED):
        """Asks the server to stop; what still comes is dropped, `replies` then raises Refused."""
        stream = self.streams.get(number)
        if stream is None or stream.status is not None or stream.cancelled:
            return
        stream.cancelled = True
        self._write(CANCEL, 0, number, LENGTH.pack(code))
        while stream.messages:
            self._give_back(stream.messages.popleft()[1])

    def replies(self, number):
        """Yields the replies as messages; raises Refused when the status is not OK."""
        reply = self.schema.reply(self._stream(number).method)
        for message in self.raw_replies(number):
            yield reply.FromString(message)

    def raw_replies(self, number):
        """Yields the replies as bytes; raises Refused when the status is not OK."""
        stream = self._stream(number)
        while True:
            while stream.messages:
                message, cost, owed = stream.messages.popleft()
                self._give_back(cost)
                self._give_back_stream(stream, owed)
                yield message
            if stream.status is not None:
                self._forget(number)
                if stream.status.code != OK:
                    raise Refused(stream.status)
                return
            self._take_frame(stream)

    def next_ended(self, timeout=None):
        """Waits for a call opened with `start` to end: (stream, status, the replies as bytes).

        Returns None when the time is over.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        while not self.ended:
            try:
                self._take_frame(None, deadline)
            except TimeoutError:
                return None
        number = self.ended.popleft()
        stream = self._stream(number)
        del self.streams[number]
        messages = []
        for message, cost, _ in stream.messages:
            self._give_back(cost)
            messages.append(message)
        return number, stream.status, messages

    def has_ended(self):
        """Whether `next_ended` need not wait; takes the frames which are there already."""
        while self._has_frame():
            self._take_frame(None)
        return bool(self.ended)

    def ping(self, payload=None, timeout=20.0):
        """Sends PING and waits for its PONG; returns the seconds it took."""
        payload = payload or os.urandom(8)
        began = time.monotonic()
        self._write(PING, 0, 0, payload)
        while not self.pongs:
            self._take_frame(None, began + timeout)
        if self.pongs.popleft() != payload:
            raise Broken("a PONG with other bytes than its PING")
        return time.monotonic() - began

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # MARK: Credit

    def _spend(self, stream, count):
        self.credit -= count + FRAME_COST
        stream.credit -= count + FRAME_COST

    def _give_back(self, cost):
        self.owed += cost
        if self.owed >= self.window // 2:
            self._write(WINDOW, 0, 0, LENGTH.pack(self.owed))
            self.granted += self.owed
            self.owed = 0

    def _give_back_stream(self, stream, cost):
        if stream.status is not None or stream.cancelled:
            return
        stream.owed += cost
        if stream.owed >= self.stream_window // 2:
            self._write(WINDOW, 0, stream.number, LENGTH.pack(stream.owed))
            stream.granted += stream.owed
            stream.owed = 0

    # MARK: Frames

    def cork(self):
        """Keeps what is written until `uncork`: many small frames in one write."""
        self.corked += 1

    def uncork(self):
        self.corked -= 1
        self._flush()

    @staticmethod
    def frame(kind, flags, stream, body=b""):
        return HEADER.pack(len(body), kind, flags, 0, stream) + body

    def _write(self, kind, flags, stream, body=b""):
        self.outbox += HEADER.pack(len(body), kind, flags, 0, stream)
        self.outbox += body
        if not self.corked:
            self._flush()

    def _flush(self):
        while self.outbox:
            try:
                count = self.socket.send(self.outbox)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                # A server which waits for us to read would never read what we send.
                readable, _, _ = select.select([self.socket], [self.socket], [], 30)
                if readable:
                    self._receive_bytes()
                continue
            except OSError as error:
                # What came before the end may hold a GOAWAY.
                self._drain()
                raise Closed(f"the connection is lost: {error}") from None
            del self.outbox[:count]

    def _drain(self):
        """Raises what the frames that are still to be read say."""
        try:
            while True:
                self._take_frame(None, time.monotonic() + 0.2)
        except TimeoutError:
            pass

    def _receive_bytes(self):
        """Reads what is there; True when something was."""
        try:
            more = self.socket.recv(1 << 18)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return False
        except OSError as error:
            raise Closed(f"the connection is lost: {error}") from None
        if not more:
            raise Closed("the server closed the connection")
        if self.position:
            del self.inbox[:self.position]
            self.position = 0
        self.inbox += more
        self.last_received = time.monotonic()
        return True

    def _fill(self, deadline):
        while not self._receive_bytes():
            left = 60.0 if deadline is None else deadline - time.monotonic()
            if left <= 0 or not select.select([self.socket], [], [], left)[0]:
                raise TimeoutError("nothing came")

    def _has_frame(self):
        there = len(self.inbox) - self.position
        return there >= 12 and there >= 12 + LENGTH.unpack_from(self.inbox, self.position)[0]

    def _read_frame(self, deadline):
        # Nothing is taken before the frame is whole: a timeout loses no byte.
        while not self._has_frame():
            self._fill(deadline)
        length, kind, flags, reserved, stream = HEADER.unpack_from(self.inbox, self.position)
        if reserved:
            raise Broken("reserved bytes are not zero")
        start = self.position + 12
        self.position = start + length
        return kind, flags, stream, bytes(self.inbox[start:self.position])

    def _take_frame(self, awaited, deadline=None):
        """Takes one frame; cancels the `awaited` stream when its time is over."""
        if awaited is not None and deadline is None and awaited.gives_up:
            deadline = awaited.gives_up + (30 if awaited.cancelled else 0)
        try:
            kind, flags, number, body = self._read_frame(deadline)
        except TimeoutError:
            if awaited is None:
                raise
            if awaited.cancelled:
                raise Broken("no STATUS after CANCEL") from None
            self.cancel(awaited.number, DEADLINE_EXCEEDED)
            return
        if kind == MESSAGE:
            self._receive(number, flags, body)
        elif kind == STATUS:
            self._receive_status(number, flags, body)
        elif kind == WINDOW:
            credit, = LENGTH.unpack(body)
            if number == 0:
                self.credit += credit
            elif number in self.streams:
                self.streams[number].credit += credit
        elif kind == PING:
            self._write(PONG, 0, 0, body)
        elif kind == PONG:
            self.pongs.append(body)
        elif kind == GOAWAY:
            error = self._goaway(body)
            if error.code != 0:
                raise error
            self.draining = error.last_stream
        elif kind != HALF_CLOSE:
            raise Broken(f"frame type {kind} from a server")

    def _stream(self, number):
        return self.streams[number]

    def _forget(self, number):
        del self.streams[number]
        if number in self.ended:
            self.ended.remove(number)

    def _charge(self, stream, body):
        """Takes the cost of a frame from the server's credit."""
        cost = len(body) + FRAME_COST
        self.granted -= cost
        stream.granted -= cost
        if self.granted < 0 or stream.granted < 0:
            raise Broken(
                f"the server exceeded its credit: connection {self.granted}, "
                f"stream {stream.number} {stream.granted}")
        return cost

    def _receive(self, number, flags, body):
        stream = self.streams.get(number)
        if stream is None or stream.status is not None:
            raise Broken(f"MESSAGE on stream {number}, which is not open")
        if flags & ~(MORE | END) or flags & MORE and (flags & END or not body):
            raise Broken(f"flags {flags} on MESSAGE")
        cost = self._charge(stream, body)
        if stream.cancelled:
            self._give_back(cost)
            return
        stream.parts = body if stream.parts is None else stream.parts + body
        stream.part_cost += cost
        stream.part_owed += cost
        if not flags & MORE:
            stream.messages.append((stream.parts, stream.part_cost, stream.part_owed))
            stream.parts, stream.part_cost, stream.part_owed = None, 0, 0
        elif not stream.messages:
            # The stream's credit comes back part by part, the connection's with the message.
            self._give_back_stream(stream, stream.part_owed)
            stream.part_owed = 0

    def _receive_status(self, number, flags, body):
        stream = self.streams.get(number)
        if stream is None or stream.status is not None:
            raise Broken(f"STATUS on stream {number}, which is not open")
        length, = LENGTH.unpack_from(body)
        if stream.parts is not None:
            if not stream.cancelled:
                if length == 0 or flags & INSIDE:
                    raise Broken("STATUS between the parts of a message")
                self._give_back(stream.part_cost)
            stream.parts = None
        if flags & INSIDE:
            message = body[4 + length:]
            cost = self._charge(stream, message)
            if stream.cancelled:
                self._give_back(cost)
            else:
                stream.messages.append((message, cost, 0))
        elif len(body) != 4 + length:
            raise Broken("a STATUS of another length than it says")
        stream.status = self.call_status.FromString(body[4:4 + length])
        self.in_flight -= 1
        self.ended.append(number)

    @staticmethod
    def _goaway(body):
        last, code = struct.unpack_from(">II", body)
        text = body[8:].decode(errors="replace")
        return Closed(f"GOAWAY {code}: {text} (last stream {last})", code, last)


def helps_to_repeat(status):
    """Whether a call that ended so is to be sent again under its key."""
    return status.code in (CANCELLED, DEADLINE_EXCEEDED, UNAVAILABLE) or status.retry != 0


def certain(connect, method, request, key, deadline=10.0, patience=60.0):
    """Performs a write and learns its outcome, over as many connections as that takes.

    `connect` returns a new Client; `request` is the encoded message: the same bytes are sent each
    time, under the same key. Returns the bytes of the reply; raises Refused when repeating cannot
    help, and the last failure when the patience is over.
    """
    over = time.monotonic() + patience
    pause = 0.1
    client = None
    try:
        while True:
            try:
                client = client or connect()
                number = client.start(method, request, deadline, key)
                return Client._single(client.raw_replies(number))
            except Refused as refusal:
                failure = refusal
                if not helps_to_repeat(refusal.status):
                    raise
                wait = refusal.status.retry_after_ms / 1000
            except (Closed, OSError) as lost:
                failure = lost
                if getattr(lost, "code", None) in FINAL_CODES:
                    raise
                if client:
                    client.close()
                client = None
                wait = pause * random.uniform(0.5, 1)
                pause = min(pause * 2, 30)
            if time.monotonic() + wait > over:
                raise failure
            time.sleep(wait)
    finally:
        if client:
            client.close()


def main(arguments):
    if len(arguments) not in (4, 5):
        print(__doc__, file=sys.stderr)
        return 64
    address, token, method, text = arguments[:4]
    method = method if method.startswith("tally.") else "tally.v1." + method
    key = arguments[4] if len(arguments) == 5 else ""
    try:
        client = Client(address, token)
        declared = client.schema.method(method)
        request = client.schema.message(declared.input_type.full_name)
        if declared.client_streaming:
            requests = [json_format.ParseDict(item, request()) for item in json.loads(text)]
            replies = [client.client_stream(method, requests, key=key)]
        else:
            replies = client.server_stream(method, json_format.Parse(text, request()), key=key)
        for reply in replies:
            print(json_format.MessageToJson(
                reply, preserving_proto_field_name=True, indent=None), flush=True)
    except Refused as refusal:
        print(json_format.MessageToJson(
            refusal.status, preserving_proto_field_name=True), file=sys.stderr)
        return 75 if refusal.status.retry else 77
    except (Closed, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
