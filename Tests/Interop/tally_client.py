#!/usr/bin/env python3
"""A client of the Tallystick wire protocol, written from proto-like-specs/wire.md alone.

Needs Python 3.8, the `protobuf` package and `protoc`. As a library: Client(...).unary(...). As a command:

    python3 tally_client.py ADDRESS TOKEN Service/Method '{"field": 1}' [IDEMPOTENCY_KEY]

ADDRESS is the path of a Unix socket or HOST:PORT. One thread, one connection, calls one after another.
"""
import json, os, pathlib, socket, struct, subprocess, sys, tempfile, time

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

PREFACE = b"TALLY/\x00\x01"
HELLO, CALL, MESSAGE, HALF_CLOSE, STATUS, CANCEL, WINDOW, PING, PONG, GOAWAY = range(1, 11)
MORE, END, INSIDE = 1, 4, 8
FRAME_COST = 16
FRAGMENT = 64 << 10
SPECS = pathlib.Path(__file__).resolve().parents[2] / "proto-like-specs"


class Schema:
    """The messages and methods of the .proto files, compiled by protoc at start."""

    def __init__(self, specs=SPECS):
        with tempfile.NamedTemporaryFile() as out:
            files = [str(p.relative_to(specs)) for p in sorted(specs.rglob("*.proto"))]
            subprocess.run(["protoc", "-I.", "--include_imports", "--descriptor_set_out=" + out.name, *files],
                           cwd=specs, check=True)
            files = descriptor_pb2.FileDescriptorSet.FromString(pathlib.Path(out.name).read_bytes())
        self.pool = descriptor_pool.DescriptorPool()
        for file in files.file:
            self.pool.Add(file)

    def message(self, name):
        return message_factory.GetMessageClass(self.pool.FindMessageTypeByName(name))

    def method(self, path):
        service, _, name = path.partition("/")
        return self.pool.FindServiceByName(service).methods_by_name[name]


class Refused(Exception):
    def __init__(self, status):
        super().__init__(f"{status.code} {status.reason} {status.message}")
        self.status = status


class Closed(Exception):
    """The connection ended; `code` is that of GOAWAY, or None."""

    def __init__(self, text, code=None):
        super().__init__(text)
        self.code = code


class Client:
    def __init__(self, address, token="", schema=None, tls=None):
        self.schema = schema or Schema()
        if ":" in address and not os.path.exists(address):
            host, _, port = address.rpartition(":")
            self.socket = socket.create_connection((host, int(port)))
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if tls is not None:
                self.socket = tls.wrap_socket(self.socket, server_hostname=host)
        else:
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.socket.connect(address)
        self.inbox = b""
        self.next_stream = 1
        self.credit = {}  # by stream; 0 is the connection
        self.parts, self.messages, self.status = {}, {}, {}
        self.window, self.taken = 8 << 20, 0
        self.stream_window, self.stream_taken = 256 << 10, {}
        self.draining = False
        hello = self.schema.message("tally.v1.ClientHello")(version=1, client="tally_client.py/1", token=token)
        body = hello.SerializeToString()
        self.socket.sendall(PREFACE + self._frame(HELLO, 0, 0, body))
        preface = self._exactly(8)
        if preface != PREFACE:
            raise Closed(f"the server does not speak TALLY/1: {preface!r}")
        kind, _, _, body = self._read_frame()
        if kind == GOAWAY:
            raise self._goaway(body)
        self.hello = self.schema.message("tally.v1.ServerHello").FromString(body)
        limits = self.hello.limits
        self.credit[0] = limits.connection_window or 8 << 20
        self.peer_stream_window = limits.stream_window or 256 << 10

    # Calls

    def unary(self, method, request, deadline=10.0, key="", metadata=None):
        replies = list(self.server_stream(method, request, deadline, key, metadata))
        return replies[0] if replies else None

    def server_stream(self, method, request, deadline=10.0, key="", metadata=None):
        stream = self.open(method, deadline, key, metadata, request.SerializeToString(), last=True)
        yield from self.replies(stream, method, deadline)

    def client_stream(self, method, requests, deadline=60.0, key="", metadata=None):
        stream = self.open(method, deadline, key, metadata)
        for request in requests:
            if stream in self.status:
                break
            self.send(stream, request.SerializeToString())
        if stream not in self.status:
            self._write(HALF_CLOSE, 0, stream)
        replies = list(self.replies(stream, method, deadline))
        return replies[0] if replies else None

    def open(self, method, deadline=0.0, key="", metadata=None, message=None, last=False):
        if self.draining:
            raise Closed("the server drains; connect again", 0)
        stream, self.next_stream = self.next_stream, self.next_stream + 2
        self.credit[stream] = self.peer_stream_window
        self.messages[stream], self.stream_taken[stream] = [], 0
        header = self.schema.message("tally.v1.CallHeader")(
            method=method, deadline_ms=int(deadline * 1000), idempotency_key=key, metadata=metadata or {})
        body = header.SerializeToString()
        body = struct.pack(">I", len(body)) + body
        if message is None:
            self._write(CALL, END if last else 0, stream, body)
        elif len(message) <= FRAGMENT and len(message) + FRAME_COST <= min(self.credit[0], self.credit[stream]):
            self._spend(stream, len(message))
            self._write(CALL, INSIDE | (END if last else 0), stream, body + message)
        else:
            self._write(CALL, 0, stream, body)
            self.send(stream, message, last)
        return stream

    def send(self, stream, message, last=False):
        """Sends one message, in parts when it is large; reads while it waits for credit."""
        offset = 0
        while stream not in self.status:
            rest = len(message) - offset
            credit = min(self.credit[0], self.credit[stream]) - FRAME_COST
            if credit < min(rest, 1024):
                self._take_frame()
                continue
            part = min(rest, FRAGMENT, credit)
            whole = part == rest
            self._spend(stream, part)
            self._write(MESSAGE, (END if last else 0) if whole else MORE, stream, message[offset:offset + part])
            if whole:
                return
            offset += part

    def replies(self, stream, method, deadline=0.0):
        """Yields the replies; raises Refused when the status is not OK."""
        reply = message_factory.GetMessageClass(self.schema.method(method).output_type)
        gives_up = time.monotonic() + deadline + 1 if deadline else None
        cancelled = False
        while True:
            while self.messages[stream]:
                message, cost, owed = self.messages[stream].pop(0)
                self._give_back(cost)
                self._give_back_stream(stream, owed)
                if not cancelled:
                    yield reply.FromString(message)
            if stream in self.status:
                status = self.status.pop(stream)
                for table in (self.messages, self.credit, self.stream_taken, self.parts):
                    table.pop(stream, None)
                if status.code != 0:
                    raise Refused(status)
                return
            if gives_up and not cancelled and time.monotonic() > gives_up:
                self.cancel(stream, 4)
                cancelled = True
            self.socket.settimeout(max(0.01, gives_up - time.monotonic()) if gives_up and not cancelled else 30)
            try:
                self._take_frame()
            except socket.timeout:
                if cancelled:
                    raise Closed("no STATUS after CANCEL")
            finally:
                self.socket.settimeout(None)

    def cancel(self, stream, code=1):
        self._write(CANCEL, 0, stream, struct.pack(">I", code))

    def close(self):
        self.socket.close()

    # Frames

    @staticmethod
    def _frame(kind, flags, stream, body=b""):
        return struct.pack(">IBBHI", len(body), kind, flags, 0, stream) + body

    def _write(self, kind, flags, stream, body=b""):
        self.socket.sendall(self._frame(kind, flags, stream, body))

    def _exactly(self, count):
        while len(self.inbox) < count:
            more = self.socket.recv(1 << 16)
            if not more:
                raise Closed("the server closed the connection")
            self.inbox += more
        taken, self.inbox = self.inbox[:count], self.inbox[count:]
        return taken

    def _read_frame(self):
        # Nothing is taken from the inbox before the frame is whole: a timeout loses no byte.
        while len(self.inbox) < 12 or len(self.inbox) < 12 + struct.unpack(">I", self.inbox[:4])[0]:
            more = self.socket.recv(1 << 16)
            if not more:
                raise Closed("the server closed the connection")
            self.inbox += more
        length, kind, flags, reserved, stream = struct.unpack(">IBBHI", self._exactly(12))
        if reserved:
            raise Closed("reserved bytes are not zero")
        return kind, flags, stream, self._exactly(length)

    def _take_frame(self):
        kind, flags, stream, body = self._read_frame()
        if kind == MESSAGE:
            self._receive(stream, flags, body)
        elif kind == STATUS:
            length, = struct.unpack(">I", body[:4])
            if flags & INSIDE:
                self._receive(stream, 0, body[4 + length:])
            self.status[stream] = self.schema.message("tally.v1.CallStatus").FromString(body[4:4 + length])
        elif kind == WINDOW:
            if stream in self.credit:
                self.credit[stream] += struct.unpack(">I", body)[0]
        elif kind == PING:
            self._write(PONG, 0, 0, body)
        elif kind == GOAWAY:
            error = self._goaway(body)
            if error.code != 0:
                raise error
            self.draining = True
        elif kind not in (HALF_CLOSE, PONG):
            raise Closed(f"frame type {kind} from a server")

    def _receive(self, stream, flags, body):
        cost = len(body) + FRAME_COST
        if stream not in self.messages:
            self._give_back(cost)
            return
        # The stream's credit comes back part by part, the connection's with the whole message.
        parts, total, owed = self.parts.pop(stream, (b"", 0, 0))
        parts, total, owed = parts + body, total + cost, owed + cost
        if not flags & MORE:
            self.messages[stream].append((parts, total, owed))
            return
        if not self.messages[stream]:
            self._give_back_stream(stream, owed)
            owed = 0
        self.parts[stream] = (parts, total, owed)

    def _give_back(self, cost):
        self.taken += cost
        if self.taken >= self.window // 2:
            self._write(WINDOW, 0, 0, struct.pack(">I", self.taken))
            self.taken = 0

    def _give_back_stream(self, stream, cost):
        if stream in self.status:
            return
        self.stream_taken[stream] += cost
        if self.stream_taken[stream] >= self.stream_window // 2:
            self._write(WINDOW, 0, stream, struct.pack(">I", self.stream_taken[stream]))
            self.stream_taken[stream] = 0

    def _spend(self, stream, count):
        self.credit[0] -= count + FRAME_COST
        self.credit[stream] -= count + FRAME_COST

    @staticmethod
    def _goaway(body):
        last, code = struct.unpack(">II", body[:8])
        return Closed(f"GOAWAY {code}: {body[8:].decode(errors='replace')} (last stream {last})", code)


def main(arguments):
    if len(arguments) not in (4, 5):
        print(__doc__, file=sys.stderr)
        return 64
    address, token, method, text = arguments[:4]
    method = method if method.startswith("tally.") else "tally.v1." + method
    client = Client(address, token)
    declared = client.schema.method(method)
    request = message_factory.GetMessageClass(declared.input_type)
    key = arguments[4] if len(arguments) == 5 else ""
    try:
        if declared.client_streaming:
            requests = [json_format.ParseDict(item, request()) for item in json.loads(text)]
            replies = [client.client_stream(method, requests, key=key)]
        else:
            replies = client.server_stream(method, json_format.Parse(text, request()), key=key)
        for reply in replies:
            print(json_format.MessageToJson(reply, preserving_proto_field_name=True, indent=None), flush=True)
    except Refused as refusal:
        print(json_format.MessageToJson(refusal.status, preserving_proto_field_name=True), file=sys.stderr)
        return 75 if refusal.status.retry else 77
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
