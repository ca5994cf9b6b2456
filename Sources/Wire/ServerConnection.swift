import Bytes

/// What a server learns from a connection, in order.
package enum ServerEvent: LineEvent, Equatable {
  /// The body of the client's HELLO: answer with `accept` or `reject`, before any other event.
  case hello([UInt8])
  /// A call was opened; the owner ends it by exactly one `finish`, also after `cancelled`.
  case opened(Call)
  case message(Message)
  /// No more messages come on this stream; not reported where `isLast` has said so.
  case halfClosed(StreamID)
  /// The client gave up. The slot is free when the owner calls `finish`: do it when the handler
  /// and its SQL are really done.
  case cancelled(StreamID, code: UInt32)
  case canSend(StreamID)
  /// The STATUS of a call whose `finish` had to wait was written, after all that was queued before.
  case ended(StreamID)
  case goingAway(GoAway)
  /// The last event: every call that is open is to be cancelled, and none is to be finished.
  case closed(Closing)

  static func lateEnd(_ stream: StreamID) -> ServerEvent? { .ended(stream) }
}

/// The server's end of one connection: bytes, calls and time in, events and bytes out. No I/O.
///
/// The owner calls `receive`, then `nextEvent` until nil, then writes what `takeOutput` gives.
/// Times are monotonic nanoseconds.
package struct ServerConnection: Sendable {
  /// STATUS bodies for calls which the connection itself refuses.
  package struct Refusals: Sendable {
    /// Above `callsInFlightMax`.
    package var tooManyCalls: [UInt8]
    /// Opened after the GOAWAY of a drain: the call never ran.
    package var draining: [UInt8]

    package init(tooManyCalls: [UInt8], draining: [UInt8]) {
      self.tooManyCalls = tooManyCalls
      self.draining = draining
    }
  }

  private enum Phase: Sendable {
    /// Waiting for the preface. May become `greeting`.
    case preface
    /// Waiting for HELLO. May become `judging`.
    case greeting
    /// HELLO reported; nothing may arrive. May become `open`.
    case judging
    /// Serving calls.
    case open
  }

  private var line: Line<ServerEvent>
  private var reader = FrameReader()
  private var prefaceSeen: [UInt8] = []
  private var phase = Phase.preface
  private let refusals: Refusals
  private let openedAt: UInt64
  /// Highest stream seen, and highest begun.
  private var lastStream: StreamID = 0
  private var lastBegun: StreamID = 0
  private var isDraining = false
  private var cancels: SlidingCount

  package init(limits: Limits = .standard, refusals: Refusals, now: UInt64) {
    line = Line(limits: limits, now: now)
    self.refusals = refusals
    openedAt = now
    cancels = SlidingCount(max: limits.cancelsMax, period: limits.cancelPeriod)
  }

  // MARK: State

  package var callsInFlight: Int { line.ids.count }
  /// Stop reading until `wrote`: the client does not read what it asked for.
  package var isReadingPaused: Bool { !line.hasRoom }
  package var hasOutput: Bool { !line.output.isEmpty || line.pongPending != nil }
  /// Bytes of replies which the client has not taken: waiting for credit, or for the transport.
  package var waitingByteCount: Int { line.queuedByteCount + line.backlogByteCount }
  /// Bytes of messages waiting for credit or for room in the output.
  package var queuedByteCount: Int { line.queuedByteCount }
  /// Whether the STATUS of a call is still to be written: `ended` follows where `finish` was called.
  package func isOpen(_ stream: StreamID) -> Bool { line.index(of: stream) != nil }
  /// All is written and nothing will follow: close the transport.
  package var isFinished: Bool {
    let isDrained = isDraining && line.ids.isEmpty
    return line.isFlushed && (line.closing != nil || isDrained)
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
      guard !rest.isEmpty, line.closing == nil else { return }
      try receiveFrames(rest, now: now)
    } catch {
      fail(error)
    }
  }

  /// The client closed its side of the transport.
  package mutating func receivedEndOfInput() { line.stop(.ended) }

  /// Looks at the clock; call it at `nextTick` or later.
  package mutating func tick(now: UInt64) {
    guard line.closing == nil else { return }
    line.observe(now: now)
    if let error = line.overdue(now: now) ?? greetingOverdue(now: now) { fail(error) }
  }

  /// When `tick` has something to do at the latest.
  package var nextTick: UInt64? {
    guard line.closing == nil else { return nil }
    var due = line.overdueAt
    if phase != .open { due = min(due, openedAt + line.limits.greetingTimeMax) }
    if let startedAt = reader.startedAt { due = min(due, startedAt + line.limits.frameTimeMax) }
    return due
  }

  package mutating func nextEvent() -> ServerEvent? { line.nextEvent() }

  // MARK: Greeting

  /// Answers HELLO; calls may arrive now.
  package mutating func accept(hello: [UInt8], peer: PeerLimits) {
    guard line.closing == nil else { return }
    precondition(phase == .judging, "accept without a hello")
    phase = .open
    line.adopt(peer)
    line.writeFrame(.hello, body: hello)
  }

  /// Refuses the client, for instance with `unauthenticated`.
  package mutating func reject(_ error: ProtocolError) { fail(error) }

  // MARK: Calls

  /// Sends one message.
  package mutating func send(_ message: [UInt8], on stream: StreamID) -> Sending {
    send(on: stream, byteCount: message.count) { out in
      message.copy(to: &out, from: 0, byteCount: message.count)
    }
  }

  /// Sends one message of `byteCount` bytes, which `write` puts straight into the output.
  package mutating func send<E: Error>(
    on stream: StreamID, byteCount: Int, write: (inout OutputSpan<UInt8>) throws(E) -> Void
  ) throws(E) -> Sending {
    guard let index = line.index(of: stream), !line.streams[index].isCancelled else { return .gone }
    return try line.send(at: index, byteCount: byteCount, isLast: false, write: write)
  }

  /// Ends a call without a message of its own; messages sent before go first.
  package mutating func finish(_ stream: StreamID, status: [UInt8]) {
    checkStatus(status)
    guard let index = line.index(of: stream) else { return }
    precondition(line.streams[index].status == nil, "stream \(stream) finished twice")
    guard line.streams[index].queue.isEmpty else {
      line.streams[index].status = status
      line.wait(at: index)
      return
    }
    line.writeStatus(status, stream: stream)
    line.close(at: index)
  }

  /// Ends a call with its last message inside the STATUS where it fits.
  ///
  /// - Returns: `full` or `tooLarge`: the call is still open, finish it with another status.
  package mutating func finish(
    _ stream: StreamID, status: [UInt8] = [], message: [UInt8]
  ) -> Sending {
    finish(stream, status: status, byteCount: message.count) { out in
      message.copy(to: &out, from: 0, byteCount: message.count)
    }
  }

  /// Ends a call; `write` puts the last message of `byteCount` bytes straight into the output.
  ///
  /// - Parameter status: the STATUS body; empty means OK.
  /// - Returns: `full` or `tooLarge`: the call is still open, finish it with another status.
  package mutating func finish<E: Error>(
    _ stream: StreamID, status: [UInt8] = [], byteCount: Int,
    write: (inout OutputSpan<UInt8>) throws(E) -> Void
  ) throws(E) -> Sending {
    checkStatus(status)
    guard let index = line.index(of: stream) else { return .gone }
    if line.streams[index].isCancelled {
      finish(stream, status: status)
      return .gone
    }
    precondition(line.streams[index].status == nil, "stream \(stream) finished twice")
    if line.canWriteWhole(at: index, byteCount: byteCount),
      byteCount <= line.peer.messageByteCountMax
    {
      line.charge(at: index, byteCount: byteCount)
      try line.writeFrame(
        .status, flags: .inside, stream: stream, prefix: status, byteCount: byteCount, write)
      line.close(at: index)
      return .accepted
    }
    line.streams[index].status = status
    let sending: Sending
    do {
      sending = try line.send(at: index, byteCount: byteCount, isLast: true, write: write)
    } catch {
      line.streams[index].status = nil
      throw error
    }
    switch sending {
    case .accepted, .paused: return .accepted
    case .full, .tooLarge, .gone:
      if let index = line.index(of: stream) { line.streams[index].status = nil }
      return sending
    }
  }

  /// Ends a call at once, finished or not: what waits of its messages is dropped, even the rest of
  /// one that was begun. Does nothing when its STATUS was written; `ended` does not follow.
  ///
  /// - Parameter status: the STATUS body; never OK, which would make the messages look whole.
  package mutating func abandon(_ stream: StreamID, status: [UInt8]) {
    checkStatus(status)
    precondition(!status.isEmpty, "stream \(stream) abandoned as if it were whole")
    guard let index = line.index(of: stream) else { return }
    line.dropQueue(at: index)
    line.writeStatus(status, stream: stream)
    line.close(at: index)
    // Others may have waited for what it held.
    line.pump()
  }

  /// The owner is done with a received message.
  package mutating func giveBack(_ credit: Credit, on stream: StreamID) {
    line.giveBack(credit, on: stream)
  }

  /// More credit for replies on a stream, as `CallHeader.reply_window` asks for.
  ///
  /// - Returns: false when the sum would not fit 31 bits.
  package mutating func addCredit(_ credit: Int, on stream: StreamID) -> Bool {
    precondition(credit >= 0)
    guard let index = line.index(of: stream) else { return true }
    return line.addCredit(credit, at: index)
  }

  /// Asks the client to open no more calls here; those in flight go on.
  package mutating func drain(_ text: String) {
    guard line.closing == nil, !isDraining else { return }
    guard phase == .open else {
      fail(ProtocolError(.draining, text))
      return
    }
    isDraining = true
    GoAway(lastStream: lastBegun, code: .draining, text: text).write(to: &line.output)
  }

  // MARK: Output

  /// Exchanges the output for an empty buffer; call `wrote` as the transport takes it.
  package mutating func takeOutput(into buffer: inout [UInt8]) { line.takeOutput(into: &buffer) }

  /// The transport took `byteCount` bytes of what `takeOutput` gave.
  package mutating func wrote(_ byteCount: Int, now: UInt64) { line.wrote(byteCount, now: now) }

  // MARK: Private

  private func checkStatus(_ status: [UInt8]) {
    precondition(
      status.count <= line.limits.statusByteCountMax, "status of \(status.count) bytes")
  }

  private mutating func fail(_ error: ProtocolError) {
    if phase == .preface, line.closing == nil { line.output.append(contentsOf: Preface.bytes) }
    line.fail(error, lastStream: lastBegun)
  }

  private func greetingOverdue(now: UInt64) -> ProtocolError? {
    if phase != .open, now >= openedAt + line.limits.greetingTimeMax {
      return ProtocolError(
        .greetingTimeout, "no accepted HELLO within \(line.limits.greetingTimeMax / .second) s")
    }
    if let startedAt = reader.startedAt, now >= startedAt + line.limits.frameTimeMax {
      return ProtocolError(
        .frameTimeout, "a frame took longer than \(line.limits.frameTimeMax / .second) s")
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
    case .incomplete:
      return used
    case .accepted:
      phase = .greeting
      line.output.append(contentsOf: Preface.bytes)
      return used
    case .otherVersion(let version):
      throw ProtocolError(
        .versionUnsupported, "version \(version) is not spoken here; \(Preface.version) is")
    case .http:
      line.stop(.failed(ProtocolError(.badPreface, "HTTP")))
      line.output = Preface.httpRefusal
    case .tls:
      line.stop(.failed(ProtocolError(.badPreface, "TLS on a plain port")))
      line.output = Preface.tlsRefusal
    case .unknown:
      throw ProtocolError(.badPreface, "the first bytes are not TALLY/")
    }
    return used
  }

  private mutating func receiveFrames(_ bytes: RawSpan, now: UInt64) throws(ProtocolError) {
    guard phase != .judging else {
      throw ProtocolError(.protocolError, "a frame before the answer to HELLO")
    }
    let limit =
      phase == .open
      ? line.limits.frameBodyByteCountMax : line.limits.greetingBodyByteCountMax
    var reader = FrameReader()
    swap(&reader, &self.reader)
    defer { swap(&reader, &self.reader) }
    try reader.feed(bytes, bodyByteCountMax: limit, now: now) {
      (header, body) throws(ProtocolError) in
      try received(header, body, now: now)
    }
    guard phase != .judging || reader.partialByteCount == 0 else {
      throw ProtocolError(.protocolError, "a frame before the answer to HELLO")
    }
  }

  private mutating func received(
    _ header: FrameHeader, _ body: RawSpan, now: UInt64
  ) throws(ProtocolError) {
    line.receivedAt = now
    guard phase == .open else {
      guard phase == .greeting, header.type == .hello else {
        throw ProtocolError(.protocolError, "the first frame is HELLO, and waits for its answer")
      }
      phase = .judging
      line.report(.hello(body.array))
      return
    }
    let isKnown = header.stream <= lastStream && header.stream % 2 == 1
    switch header.type {
    case .call: try receivedCall(header, body, now: now)
    case .message: try line.receivedMessage(header, body, isKnown: isKnown)
    case .halfClose: try line.receivedHalfClose(header, body, isKnown: isKnown)
    case .cancel: try receivedCancel(header, body, isKnown: isKnown, now: now)
    case .window: try line.receivedWindow(header, body, isKnown: isKnown, now: now)
    case .ping: try line.receivedPing(body, now: now)
    case .goAway: try line.receivedGoAway(body, now: now)
    case .hello, .status, .pong:
      throw ProtocolError(
        .protocolError, "a client may not send frame type \(header.type.rawValue) now")
    }
  }

  private mutating func receivedCall(
    _ header: FrameHeader, _ body: RawSpan, now: UInt64
  ) throws(ProtocolError) {
    let stream = header.stream
    guard stream % 2 == 1, stream > lastStream else {
      throw ProtocolError(.protocolError, "stream \(stream) is even or not above \(lastStream)")
    }
    lastStream = stream
    let (headerRange, messageRange) = try splitCall(header.flags, body)
    if let messageRange { try line.spendConnection(messageRange.count + Stream.frameCost) }
    if isDraining || line.ids.count >= line.limits.callsInFlightMax {
      try refuse(header, cost: messageRange.map { $0.count + Stream.frameCost } ?? 0, now: now)
      return
    }
    lastBegun = stream
    line.open(stream)
    let index = line.ids.count - 1
    let bytes = body.array
    var first: Message?
    if let messageRange {
      first = try line.accept(bytes, range: messageRange, flags: header.flags, at: index)
    } else {
      line.streams[index].isReceiveClosed = header.flags.contains(.end)
    }
    line.report(
      .opened(
        Call(
          stream: stream, header: Payload(bytes, range: headerRange), first: first,
          isLast: header.flags.contains(.end))))
  }

  /// Where the header and the message of a CALL lie in its body.
  private func splitCall(
    _ flags: FrameFlags, _ body: RawSpan
  ) throws(ProtocolError) -> (header: Range<Int>, message: Range<Int>?) {
    guard let length = body.bigEndian(UInt32.self, at: 0), Int(length) <= body.byteCount - 4 else {
      throw ProtocolError(.protocolError, "CALL shorter than its header")
    }
    guard length <= line.limits.headerByteCountMax else {
      throw ProtocolError(.frameTooLarge, "header of a CALL above the limit")
    }
    let end = 4 + Int(length)
    guard flags.contains(.inside) else {
      guard end == body.byteCount, !flags.contains(.more) else {
        throw ProtocolError(.protocolError, "a message in a CALL without the flag")
      }
      return (4..<end, nil)
    }
    guard !flags.contains(.more) || (!flags.contains(.end) && end < body.byteCount) else {
      throw ProtocolError(.protocolError, "MORE on an empty fragment or together with END")
    }
    return (4..<end, end..<body.byteCount)
  }

  /// Answers a call which is not begun. It counts as a cancel: both open a call for nothing.
  private mutating func refuse(
    _ header: FrameHeader, cost: Int, now: UInt64
  ) throws(ProtocolError) {
    try countCancel(now: now)
    line.grantPending += cost
    line.grantConnection()
    line.writeStatus(
      isDraining ? refusals.draining : refusals.tooManyCalls, stream: header.stream)
  }

  private mutating func countCancel(now: UInt64) throws(ProtocolError) {
    guard cancels.admits(at: now) else {
      throw ProtocolError(
        .tooManyCancels,
        "more than \(cancels.max) cancelled or refused calls in \(cancels.period / .second) s")
    }
  }

  private mutating func receivedCancel(
    _ header: FrameHeader, _ body: RawSpan, isKnown: Bool, now: UInt64
  ) throws(ProtocolError) {
    try line.requireByteCount(4, of: body, "CANCEL")
    try countCancel(now: now)
    guard let index = line.index(of: header.stream) else {
      guard isKnown else {
        throw ProtocolError(.protocolError, "CANCEL on stream \(header.stream), not opened")
      }
      return
    }
    guard !line.streams[index].isCancelled else { return }
    line.dropQueue(at: index)
    line.dropAssembly(at: index)
    line.streams[index].isCancelled = true
    line.grantConnection()
    if let status = line.streams[index].status {
      // The handler was done; only its messages were waiting.
      line.writeStatus(status, stream: header.stream)
      line.close(at: index)
      line.report(.ended(header.stream))
    } else {
      line.report(.cancelled(header.stream, code: body.bigEndian(UInt32.self, at: 0) ?? 0))
    }
  }
}
