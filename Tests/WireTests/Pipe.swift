import Bytes
import Testing

@testable import Wire  // Frames are put together by hand to break the rules.

let second: UInt64 = 1_000_000_000
let busy: [UInt8] = Array("busy".utf8)
let leaving: [UInt8] = Array("leaving".utf8)

/// Both machines and the bytes between them.
struct Pipe {
  var server: ServerConnection
  var client: ClientConnection
  var now: UInt64 = 1000 * second
  var toServer: [UInt8] = []
  var toClient: [UInt8] = []
  var serverEvents: [ServerEvent] = []
  var clientEvents: [ClientEvent] = []
  var random: Seeded?

  /// With a seed, bytes travel in pieces of random length.
  init(limits: Limits = .standard, clientLimits: Limits? = nil, seed: UInt64? = nil) {
    server = ServerConnection(
      limits: limits, refusals: .init(tooManyCalls: busy, draining: leaving), now: now)
    client = ClientConnection(limits: clientLimits ?? limits, hello: [1, 2, 3], now: now)
    random = seed.map(Seeded.init)
  }

  /// A pipe after the greeting.
  static func open(
    limits: Limits = .standard, clientLimits: Limits? = nil, seed: UInt64? = nil
  ) -> Pipe {
    var pipe = Pipe(limits: limits, clientLimits: clientLimits, seed: seed)
    pipe.settle()
    #expect(pipe.serverEvents == [.hello([1, 2, 3])])
    pipe.server.accept(hello: [4, 5], peer: PeerLimits(clientLimits ?? limits))
    pipe.settle()
    #expect(pipe.clientEvents == [.ready([4, 5])])
    pipe.client.begin(peer: PeerLimits(limits))
    pipe.serverEvents = []
    pipe.clientEvents = []
    return pipe
  }

  private mutating func piece(_ count: Int) -> Int {
    guard random != nil else { return count }
    let most = Bool.random(using: &random!) ? 16 : 100_000
    return Int.random(in: 1...min(count, most), using: &random!)
  }

  /// Moves output into the pipe.
  mutating func drainServer() {
    var buffer: [UInt8] = []
    server.takeOutput(into: &buffer)
    server.wrote(buffer.count, now: now)
    toClient += buffer
  }

  mutating func drainClient() {
    var buffer: [UInt8] = []
    client.takeOutput(into: &buffer)
    client.wrote(buffer.count, now: now)
    toServer += buffer
  }

  /// One piece each way. Returns false when nothing moved.
  mutating func step() -> Bool {
    drainServer()
    drainClient()
    guard !toServer.isEmpty || !toClient.isEmpty else { return false }
    if !toServer.isEmpty {
      let count = piece(toServer.count)
      server.receive(Array(toServer.prefix(count)), now: now)
      toServer.removeFirst(count)
    }
    if !toClient.isEmpty {
      let count = piece(toClient.count)
      client.receive(Array(toClient.prefix(count)), now: now)
      toClient.removeFirst(count)
    }
    collect()
    return true
  }

  /// Until nothing moves.
  mutating func settle() {
    while step() {}
    collect()
  }

  private mutating func collect() {
    while let event = server.nextEvent() { serverEvents.append(event) }
    while let event = client.nextEvent() { clientEvents.append(event) }
  }

  mutating func takeServerEvents() -> [ServerEvent] {
    defer { serverEvents = [] }
    return serverEvents
  }

  mutating func takeClientEvents() -> [ClientEvent] {
    defer { clientEvents = [] }
    return clientEvents
  }

  /// Bytes which no client machine would send.
  mutating func inject(_ bytes: [UInt8]) {
    server.receive(bytes, now: now)
    while let event = server.nextEvent() { serverEvents.append(event) }
  }

  /// What the server's next output holds, as frames.
  mutating func serverFrames() -> [(header: FrameHeader, body: [UInt8])] {
    var buffer: [UInt8] = []
    server.takeOutput(into: &buffer)
    server.wrote(buffer.count, now: now)
    return frames(buffer)
  }
}

func frames(_ bytes: [UInt8]) -> [(header: FrameHeader, body: [UInt8])] {
  var found: [(header: FrameHeader, body: [UInt8])] = []
  var reader = FrameReader()
  try? reader.feed(bytes.span.bytes, bodyByteCountMax: 1 << 30, now: 0) { header, body in
    found.append((header, body.array))
  }
  return found
}

func frame(
  _ type: FrameType, _ flags: FrameFlags = [], stream: StreamID = 0, _ body: [UInt8] = []
) -> [UInt8] {
  var out: [UInt8] = []
  FrameHeader(bodyByteCount: body.count, type: type, flags: flags, stream: stream).write(to: &out)
  return out + body
}

func frame(_ type: FrameType, stream: StreamID = 0, _ body: [UInt8]) -> [UInt8] {
  frame(type, [], stream: stream, body)
}

func call(
  _ stream: StreamID, header: [UInt8] = [7], message: [UInt8]? = [9], _ flags: FrameFlags? = nil
) -> [UInt8] {
  var body: [UInt8] = []
  body.append(bigEndian: UInt32(header.count))
  body += header + (message ?? [])
  return frame(.call, flags ?? (message == nil ? [] : [.inside, .end]), stream: stream, body)
}

func bigEndian(_ value: UInt32) -> [UInt8] {
  var out: [UInt8] = []
  out.append(bigEndian: value)
  return out
}

extension [ServerEvent] {
  var failure: ProtocolError? {
    for case .closed(.failed(let error)) in self { return error }
    return nil
  }
  var calls: [Call] { compactMap { if case .opened(let call) = $0 { call } else { nil } } }
  var messages: [Message] { compactMap { if case .message(let m) = $0 { m } else { nil } } }
}

extension [ClientEvent] {
  var failure: ProtocolError? {
    for case .closed(.failed(let error)) in self { return error }
    return nil
  }
  var messages: [Message] { compactMap { if case .message(let m) = $0 { m } else { nil } } }
  var finished: [StreamID: (status: [UInt8], message: [UInt8]?)] {
    var found: [StreamID: (status: [UInt8], message: [UInt8]?)] = [:]
    for case .finished(let stream, let status, let message) in self {
      #expect(found[stream] == nil, "two ends of stream \(stream)")
      found[stream] = (status.array, message?.array)
    }
    return found
  }
}

/// Opens a call and expects it to be taken.
func opened(_ opening: ClientConnection.Opening) -> StreamID {
  guard case .opened(let stream, _) = opening else {
    Issue.record("not opened: \(opening)")
    return 0
  }
  return stream
}

extension ServerConnection {
  mutating func receive(_ bytes: [UInt8], now: UInt64) { receive(bytes.span.bytes, now: now) }
}

extension ClientConnection {
  mutating func receive(_ bytes: [UInt8], now: UInt64) { receive(bytes.span.bytes, now: now) }
}

extension GoAway {
  init(parsing body: [UInt8]) throws(ProtocolError) { try self.init(parsing: body.span.bytes) }
}
