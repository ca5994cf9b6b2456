import Bytes

/// The events which both ends have in common.
protocol LineEvent: Sendable {
  static func message(_ message: Message) -> Self
  static func halfClosed(_ stream: StreamID) -> Self
  static func canSend(_ stream: StreamID) -> Self
  /// A STATUS that had to wait was written; nil for the end that writes none.
  static func lateEnd(_ stream: StreamID) -> Self?
  static func goingAway(_ goAway: GoAway) -> Self
  static func closed(_ closing: Closing) -> Self
}

/// What server and client do alike: output, credit both ways, streams, liveness. No I/O.
struct Line<Event: LineEvent>: Sendable {
  let limits: Limits
  var peer: PeerLimits

  /// Frames not yet taken by the owner.
  var output: [UInt8] = []
  /// Bytes taken by the owner and not yet by the transport.
  var inHandByteCount = 0
  /// The PING to answer: the latest one only.
  var pongPending: UInt64?

  private var events: [Event] = []
  private var eventsTaken = 0

  /// Open streams: `ids[i]` is the number of `streams[i]`. Few enough to search.
  var ids: [StreamID] = []
  var streams: [Stream] = []
  /// Streams with something to write, in turn.
  var waiting: [StreamID] = []

  var sendCredit: Int
  /// Bytes of messages begun in fragments, which must stay below the connection's window.
  var begunByteCount = 0
  /// Bytes of messages in all queues.
  var queuedByteCount = 0
  /// WINDOW frames which the other end may send for messages we sent.
  var windowFramesDue = 0

  var receiveCredit: Int
  var grantPending = 0

  var control: Bucket
  var closing: Closing?
  var receivedAt: UInt64
  /// When the transport last took bytes, or the time was first told with bytes to write.
  var progressAt: UInt64?

  init(limits: Limits, now: UInt64) {
    self.limits = limits
    peer = PeerLimits(limits)
    sendCredit = limits.connectionWindow
    receiveCredit = limits.connectionWindow
    control = Bucket(
      burstMax: limits.controlFrameBurstMax, perSecond: limits.controlFramesPerSecond, now: now)
    receivedAt = now
  }

  mutating func adopt(_ peer: PeerLimits) {
    self.peer = peer
    sendCredit = peer.connectionWindow
  }

  // MARK: Events

  mutating func report(_ event: Event) { events.append(event) }

  mutating func reportLateEnd(of stream: StreamID) {
    if let event = Event.lateEnd(stream) { report(event) }
  }

  mutating func nextEvent() -> Event? {
    guard eventsTaken < events.count else {
      events.removeAll(keepingCapacity: true)
      eventsTaken = 0
      return nil
    }
    defer { eventsTaken += 1 }
    return events[eventsTaken]
  }

  // MARK: Streams

  func index(of stream: StreamID) -> Int? { ids.firstIndex(of: stream) }

  mutating func open(_ stream: StreamID) {
    ids.append(stream)
    streams.append(Stream(sendCredit: peer.streamWindow, receiveCredit: limits.streamWindow))
  }

  /// Forgets a stream and gives back all that it held of the connection's window.
  mutating func close(at index: Int) {
    dropQueue(at: index)
    dropAssembly(at: index)
    grantPending += streams[index].heldOnConnection
    if streams[index].isWaiting { waiting.removeAll { $0 == ids[index] } }
    let last = ids.count - 1
    ids.swapAt(index, last)
    streams.swapAt(index, last)
    ids.removeLast()
    streams.removeLast()
    grantConnection()
  }

  mutating func dropQueue(at index: Int) {
    for outgoing in streams[index].queue {
      queuedByteCount -= outgoing.bytes.count
      if outgoing.offset > 0 { begunByteCount -= outgoing.bytes.count }
    }
    streams[index].queue = []
  }

  mutating func dropAssembly(at index: Int) {
    grantPending += streams[index].assemblyOnConnection
    streams[index].assembly = []
    streams[index].assemblyOnConnection = 0
    streams[index].assemblyOnStream = 0
    streams[index].isAssembling = false
  }

  // MARK: Output

  /// Bytes not yet taken by the transport.
  var backlogByteCount: Int { output.count + inHandByteCount }

  /// Nothing is left to write: after `closing`, close the transport.
  var isFlushed: Bool { backlogByteCount == 0 && pongPending == nil }

  /// Hands the output over in exchange for an empty buffer.
  mutating func takeOutput(into buffer: inout [UInt8]) {
    precondition(buffer.isEmpty, "a buffer with \(buffer.count) bytes would lose them")
    if let opaque = pongPending {
      var body: [UInt8] = []
      body.append(bigEndian: opaque)
      writeFrame(.pong, body: body)
      pongPending = nil
    }
    swap(&output, &buffer)
    inHandByteCount += buffer.count
  }

  mutating func wrote(_ byteCount: Int, now: UInt64) {
    precondition(byteCount >= 0 && byteCount <= inHandByteCount, "wrote more than was taken")
    inHandByteCount -= byteCount
    if backlogByteCount == 0 || byteCount > 0 { progressAt = nil }
    pump()
    observe(now: now)
  }

  // MARK: Ending

  /// Ends the connection with a GOAWAY.
  mutating func fail(_ error: ProtocolError, lastStream: StreamID) {
    guard closing == nil else { return }
    stop(.failed(error))
    GoAway(lastStream: lastStream, code: error.code, text: error.text).write(to: &output)
  }

  /// Forgets everything that waits; what is in the output still goes out.
  mutating func stop(_ closing: Closing) {
    guard self.closing == nil else { return }
    self.closing = closing
    pongPending = nil
    ids = []
    streams = []
    waiting = []
    queuedByteCount = 0
    begunByteCount = 0
    report(.closed(closing))
  }

  // MARK: Time

  /// - Returns: an error when the connection has been silent or has not moved for too long.
  func overdue(now: UInt64) -> ProtocolError? {
    if now >= receivedAt + limits.idleTimeMax {
      return ProtocolError(.idle, "no frame for \(limits.idleTimeMax / .second) s")
    }
    if backlogByteCount > 0, let progressAt, now >= progressAt + limits.stallTimeMax {
      return ProtocolError(.stalled, "nothing was read for \(limits.stallTimeMax / .second) s")
    }
    return nil
  }

  /// Takes note of the time: output that appeared since waits from now on.
  mutating func observe(now: UInt64) {
    if backlogByteCount > 0, progressAt == nil { progressAt = now }
  }

  /// When `overdue` may answer; 0 when the time must be told at once.
  var overdueAt: UInt64 {
    let idle = receivedAt + limits.idleTimeMax
    guard backlogByteCount > 0 else { return idle }
    return min(idle, progressAt.map { $0 + limits.stallTimeMax } ?? 0)
  }
}
