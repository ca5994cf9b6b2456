import Bytes

/// What a client learns from a connection, in order.
package enum ClientEvent: LineEvent, Equatable {
  /// The body of the server's HELLO: call `begin` with its limits, then calls may be opened.
  case ready([UInt8])
  case message(Message)
  /// The server sends no more messages; STATUS follows.
  case halfClosed(StreamID)
  case canSend(StreamID)
  /// A call ended, with its last message when the server put it inside.
  case finished(StreamID, status: Payload, message: Payload?)
  /// A call ended without STATUS, because the connection did. A call that never ran may be sent
  /// again at once; of another only its idempotency key knows the outcome.
  case lost(StreamID, mayHaveRun: Bool)
  case goingAway(GoAway)
  /// The last event.
  case closed(Closing)

  static func lateEnd(_: StreamID) -> ClientEvent? { nil }
}

/// The client's end of one connection: bytes, calls and time in, events and bytes out. No I/O.
///
/// The owner calls `receive`, then `nextEvent` until nil, then writes what `takeOutput` gives.
/// Times are monotonic nanoseconds.
package struct ClientConnection: Sendable {
  /// Why no call was opened.
  package enum Opening: Sendable, Equatable {
    case opened(StreamID, Sending)
    /// As many calls are in flight as the server allows, or their replies are not read.
    case tooManyCalls
    /// HELLO is not answered yet, the connection is closing or draining, or out of numbers.
    case notOpen
    case tooLarge
  }

  private enum Phase: Sendable {
    /// Waiting for the server's preface. May become `greeting`.
    case preface
    /// Waiting for the server's HELLO. May become `judging`.
    case greeting
    /// HELLO reported, `begin` not called. May become `open`.
    case judging
    case open
  }

  private var line: Line<ClientEvent>
  private var reader = FrameReader()
  private var prefaceSeen: [UInt8] = []
  private var phase = Phase.preface
  private let openedAt: UInt64
  private var nextStream: StreamID = 1
  private var goAway: GoAway?
  private var cancels: SlidingCount
  private var pingSentAt: UInt64?
  private var pingCount: UInt64 = 0

  /// Opens with the preface and a HELLO of at most 4 KiB.
  package init(limits: Limits = .standard, hello: [UInt8], now: UInt64) {
    precondition(hello.count <= limits.greetingBodyByteCountMax, "hello of \(hello.count) bytes")
    line = Line(limits: limits, now: now)
    openedAt = now
    // Half of what the server tolerates: its clock sees ours through the network.
    cancels = SlidingCount(max: limits.cancelsMax / 2, period: limits.cancelPeriod)
    line.output = Preface.bytes
    line.writeFrame(.hello, body: hello)
  }

  // MARK: State

  package var callsInFlight: Int { line.ids.count }
  package var hasOutput: Bool { !line.output.isEmpty || line.pongPending != nil }
  /// All is written and nothing will follow: close the transport.
  package var isFinished: Bool {
    let isDrained = goAway?.code == .draining && line.ids.isEmpty
    return line.isFlushed && (line.closing != nil || isDrained)
  }
  /// A call may be opened now.
  package var canOpen: Bool { isOpen && line.ids.count < callsInFlightMax }

  private var isOpen: Bool { phase == .open && line.closing == nil && goAway == nil }
  private var callsInFlightMax: Int {
    min(line.peer.callsInFlightMax, line.limits.callsInFlightMax)
  }

  // MARK: Events in

  /// Takes the bytes which the transport has read.
  package mutating func receive(_ bytes: RawSpan, now: UInt64) {
    guard line.closing == nil else { return }
    line.observe(now: now)
    defer { line.observe(now: now) }
    do throws(ProtocolError) {
      let used = try receivePreface(bytes)
      let rest = bytes.extracting(droppingFirst: used)
      guard !rest.isEmpty else { return }
      var reader = FrameReader()
      swap(&reader, &self.reader)
      defer { swap(&reader, &self.reader) }
      try reader.feed(rest, bodyByteCountMax: line.limits.frameBodyByteCountMax, now: now) {
        (header, body) throws(ProtocolError) in
        try received(header, body, now: now)
      }
    } catch {
      fail(error)
    }
  }

  /// The server closed its side of the transport.
  package mutating func receivedEndOfInput() {
    reportLost()
    line.stop(.ended)
  }

  /// Looks at the clock; call it at `nextTick` or later.
  package mutating func tick(now: UInt64) {
    guard line.closing == nil else { return }
    line.observe(now: now)
    if let error = overdue(now: now) {
      fail(error)
    } else if phase == .open, pingSentAt == nil, now >= line.receivedAt + line.limits.pingAfter {
      var body: [UInt8] = []
      body.append(bigEndian: pingCount)
      pingCount += 1
      pingSentAt = now
      line.writeFrame(.ping, body: body)
      line.observe(now: now)
    }
  }

  /// When `tick` has something to do at the latest.
  package var nextTick: UInt64? {
    guard line.closing == nil else { return nil }
    var due = line.overdueAt
    if phase != .open { due = min(due, openedAt + line.limits.greetingTimeMax) }
    if let startedAt = reader.startedAt { due = min(due, startedAt + line.limits.frameTimeMax) }
    if let pingSentAt {
      due = min(due, pingSentAt + line.limits.pongTimeMax)
    } else if phase == .open {
      due = min(due, line.receivedAt + line.limits.pingAfter)
    }
    return due
  }

  package mutating func nextEvent() -> ClientEvent? { line.nextEvent() }

  /// Accepts the server's HELLO.
  package mutating func begin(peer: PeerLimits) {
    guard line.closing == nil else { return }
    precondition(phase == .judging, "begin without the server's hello")
    phase = .open
    line.adopt(peer)
  }

  /// Refuses to go on, for instance after a HELLO that does not decode.
  package mutating func reject(_ error: ProtocolError) { fail(error) }

  // MARK: Calls

  /// Opens a call; the first message travels inside when it fits.
  ///
  /// - Parameter isLast: no message follows; a unary call has one message and says so.
  package mutating func open(header: [UInt8], message: [UInt8]?, isLast: Bool) -> Opening {
    guard let message else { return open(header: header, isLast: isLast) }
    return open(header: header, byteCount: message.count, isLast: isLast) { out in
      message.copy(to: &out, from: 0, byteCount: message.count)
    }
  }

  /// Opens a call; `write` puts the first message of `byteCount` bytes straight into the output.
  package mutating func open<E: Error>(
    header: [UInt8], byteCount: Int, isLast: Bool,
    write: (inout OutputSpan<UInt8>) throws(E) -> Void
  ) throws(E) -> Opening {
    if let refusal = openingRefusal(header) { return refusal }
    guard byteCount <= line.peer.messageByteCountMax else { return .tooLarge }
    let stream = nextStream
    line.open(stream)
    let index = line.ids.count - 1
    guard line.canWriteWhole(at: index, byteCount: byteCount) else {
      return try openApart(header, at: index, byteCount: byteCount, isLast: isLast, write: write)
    }
    line.charge(at: index, byteCount: byteCount)
    do {
      try line.writeFrame(
        .call, flags: isLast ? [.inside, .end] : .inside, stream: stream, prefix: header,
        byteCount: byteCount, write)
    } catch {
      line.close(at: index)
      throw error
    }
    nextStream += 2
    line.streams[index].isSendClosed = isLast
    return .opened(stream, .accepted)
  }

  /// Sends one message.
  package mutating func send(
    _ message: [UInt8], on stream: StreamID, isLast: Bool = false
  ) -> Sending {
    send(on: stream, byteCount: message.count, isLast: isLast) { out in
      message.copy(to: &out, from: 0, byteCount: message.count)
    }
  }

  /// Sends one message of `byteCount` bytes, which `write` puts straight into the output.
  package mutating func send<E: Error>(
    on stream: StreamID, byteCount: Int, isLast: Bool = false,
    write: (inout OutputSpan<UInt8>) throws(E) -> Void
  ) throws(E) -> Sending {
    guard let index = line.index(of: stream), !line.streams[index].isCancelled else { return .gone }
    return try line.send(at: index, byteCount: byteCount, isLast: isLast, write: write)
  }

  /// Says that no more messages follow.
  package mutating func finishSending(on stream: StreamID) {
    guard let index = line.index(of: stream), !line.streams[index].isSendClosed else { return }
    line.streams[index].isSendClosed = true
    let queued = line.streams[index].queue.count
    if queued > 0 {
      line.streams[index].queue[queued - 1].isLast = true
    } else {
      line.writeFrame(.halfClose, stream: stream)
    }
  }

  /// Gives up a call. Its slot stays taken until the server's STATUS; `finished` still comes.
  package mutating func cancel(_ stream: StreamID, code: UInt32, now: UInt64) {
    guard let index = line.index(of: stream), !line.streams[index].isCancelled else { return }
    line.dropQueue(at: index)
    line.dropAssembly(at: index)
    line.streams[index].isCancelled = true
    line.streams[index].isSendClosed = true
    line.grantConnection()
    // Above the budget the call is only abandoned: its reply comes and is dropped.
    guard cancels.admits(at: now) else { return }
    var body: [UInt8] = []
    body.append(bigEndian: code)
    line.writeFrame(.cancel, stream: stream, body: body)
  }

  /// The owner is done with a received message.
  package mutating func giveBack(_ credit: Credit, on stream: StreamID) {
    line.giveBack(credit, on: stream)
  }

  // MARK: Output

  /// Exchanges the output for an empty buffer; call `wrote` as the transport takes it.
  package mutating func takeOutput(into buffer: inout [UInt8]) { line.takeOutput(into: &buffer) }

  /// The transport took `byteCount` bytes of what `takeOutput` gave.
  package mutating func wrote(_ byteCount: Int, now: UInt64) { line.wrote(byteCount, now: now) }

  // MARK: Private

  private mutating func open(header: [UInt8], isLast: Bool) -> Opening {
    if let refusal = openingRefusal(header) { return refusal }
    let stream = nextStream
    nextStream += 2
    line.open(stream)
    line.streams[line.ids.count - 1].isSendClosed = isLast
    line.writeFrame(
      .call, flags: isLast ? .end : [], stream: stream, prefix: header, byteCount: 0
    ) { _ in }
    return .opened(stream, .accepted)
  }

  /// CALL first, the message in frames of its own.
  private mutating func openApart<E: Error>(
    _ header: [UInt8], at index: Int, byteCount: Int, isLast: Bool,
    write: (inout OutputSpan<UInt8>) throws(E) -> Void
  ) throws(E) -> Opening {
    guard line.queuedByteCount + byteCount <= line.limits.queuedByteCountMax else {
      line.close(at: index)
      return .tooManyCalls
    }
    let bytes: [UInt8]
    do {
      bytes = try [UInt8](capacity: byteCount, initializingWith: write)
    } catch {
      line.close(at: index)
      throw error
    }
    precondition(bytes.count == byteCount, "\(bytes.count) bytes written, \(byteCount) announced")
    let stream = nextStream
    nextStream += 2
    line.writeFrame(.call, flags: [], stream: stream, prefix: header, byteCount: 0) { _ in }
    return .opened(stream, line.enqueue(Outgoing(bytes: bytes, isLast: isLast), at: index))
  }

  private func openingRefusal(_ header: [UInt8]) -> Opening? {
    guard isOpen, nextStream < StreamID.max - 2 else { return .notOpen }
    guard line.ids.count < callsInFlightMax else { return .tooManyCalls }
    return header.count <= line.limits.headerByteCountMax ? nil : .tooLarge
  }

  private mutating func fail(_ error: ProtocolError) {
    guard line.closing == nil else { return }
    reportLost()
    line.fail(error, lastStream: 0)
  }

  private mutating func reportLost() {
    guard line.closing == nil else { return }
    for stream in line.ids.sorted() {
      line.report(.lost(stream, mayHaveRun: stream <= goAway?.lastStream ?? .max))
    }
  }

  private func overdue(now: UInt64) -> ProtocolError? {
    if let error = line.overdue(now: now) { return error }
    if phase != .open, now >= openedAt + line.limits.greetingTimeMax {
      return ProtocolError(.greetingTimeout, "the server did not answer HELLO")
    }
    if let startedAt = reader.startedAt, now >= startedAt + line.limits.frameTimeMax {
      return ProtocolError(.frameTimeout, "a frame of the server took too long")
    }
    if let pingSentAt, now >= pingSentAt + line.limits.pongTimeMax {
      return ProtocolError(.idle, "the server did not answer PING")
    }
    return nil
  }

  /// - Returns: how many bytes belong to the preface.
  private mutating func receivePreface(_ bytes: RawSpan) throws(ProtocolError) -> Int {
    guard phase == .preface else { return 0 }
    let used = min(bytes.byteCount, Preface.byteCount - prefaceSeen.count)
    prefaceSeen.append(bytes.extracting(0..<used))
    guard !prefaceSeen.isEmpty else { return 0 }
    switch Preface.judge(unsafe prefaceSeen.span.bytes) {
    case .incomplete: break
    case .accepted: phase = .greeting
    case .otherVersion(let version):
      throw ProtocolError(.versionUnsupported, "the server speaks version \(version)")
    case .http, .tls, .unknown:
      throw ProtocolError(.badPreface, "the other end does not speak TALLY/")
    }
    return used
  }

  private mutating func received(
    _ header: FrameHeader, _ body: RawSpan, now: UInt64
  ) throws(ProtocolError) {
    line.receivedAt = now
    if header.type == .goAway {
      let goAway = try GoAway(parsing: body)
      self.goAway = goAway
      line.report(.goingAway(goAway))
      return
    }
    guard phase == .open else {
      guard phase == .greeting, header.type == .hello else {
        throw ProtocolError(.protocolError, "the server's first frame is HELLO")
      }
      phase = .judging
      line.report(.ready(body.array))
      return
    }
    let isKnown = header.stream < nextStream && header.stream % 2 == 1
    switch header.type {
    case .message: try line.receivedMessage(header, body, isKnown: isKnown)
    case .halfClose: try line.receivedHalfClose(header, body, isKnown: isKnown)
    case .status: try receivedStatus(header, body, isKnown: isKnown)
    case .window: try line.receivedWindow(header, body, isKnown: isKnown, now: now)
    case .ping: try line.receivedPing(body, now: now)
    case .pong:
      try line.requireByteCount(8, of: body, "PONG")
      pingSentAt = nil
    case .hello, .call, .cancel, .goAway:
      throw ProtocolError(
        .protocolError, "a server may not send frame type \(header.type.rawValue) now")
    }
  }

  private mutating func receivedStatus(
    _ header: FrameHeader, _ body: RawSpan, isKnown: Bool
  ) throws(ProtocolError) {
    let stream = header.stream
    guard let length = body.bigEndian(UInt32.self, at: 0), Int(length) <= body.byteCount - 4,
      length <= line.limits.statusByteCountMax
    else { throw ProtocolError(.protocolError, "STATUS shorter than it says, or above the limit") }
    let end = 4 + Int(length)
    let hasMessage = header.flags.contains(.inside)
    guard hasMessage || end == body.byteCount else {
      throw ProtocolError(.protocolError, "a message in a STATUS without the flag")
    }
    if hasMessage { try line.spendConnection(body.byteCount - end + Stream.frameCost) }
    guard let index = line.index(of: stream) else {
      // A second STATUS, or one for a stream which never was.
      throw ProtocolError(.protocolError, "STATUS on stream \(stream), which is not open")
    }
    // A failed call may end in the middle of a message, whose parts are then void.
    guard !line.streams[index].isAssembling || (length > 0 && !hasMessage) else {
      throw ProtocolError(.protocolError, "STATUS inside a message")
    }
    let bytes = body.array
    var message: Payload?
    if hasMessage {
      let last = try line.accept(bytes, range: end..<bytes.count, flags: [], at: index)
      message = last?.payload
    }
    line.close(at: index)
    line.report(.finished(stream, status: Payload(bytes, range: 4..<end), message: message))
  }
}
