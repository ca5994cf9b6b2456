import Bytes

extension Line {
  /// A MESSAGE frame.
  ///
  /// - Parameter isKnown: whether the stream was ever opened; frames of one that has ended are
  ///   dropped, since they crossed its end on the way.
  mutating func receivedMessage(
    _ header: FrameHeader, _ body: RawSpan, isKnown: Bool
  ) throws(ProtocolError) {
    let flags = header.flags
    guard !flags.contains(.more) || (!flags.contains(.end) && body.byteCount > 0) else {
      throw ProtocolError(.protocolError, "MORE on an empty fragment or together with END")
    }
    let cost = body.byteCount + Stream.frameCost
    try spendConnection(cost)
    guard let index = index(of: header.stream) else {
      guard isKnown else {
        throw ProtocolError(.protocolError, "MESSAGE on stream \(header.stream), not opened")
      }
      grantPending += cost
      grantConnection()
      return
    }
    if let message = try accept(
      body.array, range: nil, flags: flags, at: index)
    {
      report(.message(message))
    }
  }

  /// Takes `cost` from the connection's window.
  mutating func spendConnection(_ cost: Int) throws(ProtocolError) {
    guard receiveCredit >= cost else {
      throw ProtocolError(.flowControl, "the connection's window is exceeded")
    }
    receiveCredit -= cost
  }

  /// Takes one fragment, whose cost the connection's window has already paid.
  ///
  /// - Returns: the message when it is complete.
  mutating func accept(
    _ bytes: [UInt8], range: Range<Int>?, flags: FrameFlags, at index: Int
  ) throws(ProtocolError) -> Message? {
    let range = range ?? bytes.indices
    let cost = range.count + Stream.frameCost
    guard !streams[index].isReceiveClosed else {
      throw ProtocolError(.protocolError, "a message after the last one")
    }
    guard streams[index].receiveCredit >= cost else {
      throw ProtocolError(.flowControl, "the window of stream \(ids[index]) is exceeded")
    }
    streams[index].receiveCredit -= cost
    if flags.contains(.end) { streams[index].isReceiveClosed = true }
    if streams[index].isCancelled {
      grantPending += cost
      grantConnection()
      return nil
    }
    let byteCount = streams[index].assembly.count + range.count
    guard byteCount <= limits.messageByteCountMax else {
      throw ProtocolError(
        .messageTooLarge, "message above the limit of \(limits.messageByteCountMax) bytes")
    }
    if flags.contains(.more) {
      streams[index].isAssembling = true
      streams[index].assembly.append(contentsOf: bytes[range])
      streams[index].assemblyOnStream += cost
      streams[index].assemblyOnConnection += cost
      streams[index].settleAssembly()
      grantStream(at: index)
      return nil
    }
    return complete(bytes, range: range, cost: cost, isLast: flags.contains(.end), at: index)
  }

  /// The last fragment of a message, or all of it.
  private mutating func complete(
    _ bytes: [UInt8], range: Range<Int>, cost: Int, isLast: Bool, at index: Int
  ) -> Message {
    var payload = Payload(bytes, range: range)
    var credit = Credit(onStream: cost, onConnection: cost)
    if streams[index].isAssembling {
      streams[index].assembly.append(contentsOf: bytes[range])
      payload = Payload(streams[index].assembly)
      credit = Credit(
        onStream: cost + streams[index].assemblyOnStream,
        onConnection: cost + streams[index].assemblyOnConnection)
      streams[index].assembly = []
      streams[index].assemblyOnStream = 0
      streams[index].assemblyOnConnection = 0
      streams[index].isAssembling = false
    }
    streams[index].heldOnStream += credit.onStream
    streams[index].heldOnConnection += credit.onConnection
    return Message(stream: ids[index], payload: payload, credit: credit, isLast: isLast)
  }

  /// The owner is done with a message.
  mutating func giveBack(_ credit: Credit, on stream: StreamID) {
    // The end of the stream has already given back all of its credit.
    guard closing == nil, let index = index(of: stream) else { return }
    precondition(credit.onConnection <= streams[index].heldOnConnection, "credit given back twice")
    streams[index].heldOnStream -= credit.onStream
    streams[index].heldOnConnection -= credit.onConnection
    streams[index].grantPending += credit.onStream
    grantPending += credit.onConnection
    streams[index].settleAssembly()
    grantStream(at: index)
    grantConnection()
  }

  /// Sends WINDOW for a stream when half of its window waits to be granted.
  mutating func grantStream(at index: Int) {
    let pending = streams[index].grantPending
    guard pending >= limits.streamWindow / 2, !streams[index].isReceiveClosed else { return }
    streams[index].grantPending = 0
    streams[index].receiveCredit += pending
    writeWindow(UInt32(pending), stream: ids[index])
  }

  /// Sends WINDOW for the connection when half of its window waits to be granted.
  mutating func grantConnection() {
    guard grantPending >= limits.connectionWindow / 2, closing == nil else { return }
    receiveCredit += grantPending
    writeWindow(UInt32(grantPending), stream: 0)
    grantPending = 0
  }

  private mutating func writeWindow(_ credit: UInt32, stream: StreamID) {
    var body: [UInt8] = []
    body.append(bigEndian: credit)
    writeFrame(.window, stream: stream, body: body)
  }

  mutating func receivedHalfClose(
    _ header: FrameHeader, _ body: RawSpan, isKnown: Bool
  ) throws(ProtocolError) {
    try requireByteCount(0, of: body, "HALF_CLOSE")
    guard let index = index(of: header.stream) else {
      guard isKnown else {
        throw ProtocolError(.protocolError, "HALF_CLOSE on stream \(header.stream), not opened")
      }
      return
    }
    guard !streams[index].isReceiveClosed, !streams[index].isAssembling else {
      throw ProtocolError(.protocolError, "HALF_CLOSE twice or inside a message")
    }
    streams[index].isReceiveClosed = true
    if !streams[index].isCancelled { report(.halfClosed(header.stream)) }
  }

  mutating func receivedWindow(
    _ header: FrameHeader, _ body: RawSpan, isKnown: Bool, now: UInt64
  ) throws(ProtocolError) {
    try requireByteCount(4, of: body, "WINDOW")
    let credit = Int(body.bigEndian(UInt32.self, at: 0) ?? 0)
    guard credit > 0 else { throw ProtocolError(.flowControl, "WINDOW of 0") }
    if windowFramesDue > 0 { windowFramesDue -= 1 } else { try countControl(now: now) }
    if header.stream == 0 {
      guard sendCredit + credit <= PeerLimits.windowMax else {
        throw ProtocolError(.flowControl, "more credit than 31 bits hold")
      }
      sendCredit += credit
      pump()
      return
    }
    guard isKnown else {
      throw ProtocolError(.protocolError, "WINDOW on stream \(header.stream), not opened")
    }
    guard let index = index(of: header.stream) else { return }
    guard addCredit(credit, at: index) else {
      throw ProtocolError(.flowControl, "more credit than 31 bits hold")
    }
  }

  /// - Returns: false when the sum would not fit 31 bits.
  mutating func addCredit(_ credit: Int, at index: Int) -> Bool {
    guard credit <= PeerLimits.windowMax - max(0, streams[index].sendCredit) else { return false }
    streams[index].sendCredit += credit
    if !streams[index].queue.isEmpty {
      wait(at: index)
      pump()
    }
    return true
  }

  mutating func receivedPing(_ body: RawSpan, now: UInt64) throws(ProtocolError) {
    try requireByteCount(8, of: body, "PING")
    try countControl(now: now)
    pongPending = body.bigEndian(UInt64.self, at: 0)
  }

  mutating func receivedGoAway(_ body: RawSpan, now: UInt64) throws(ProtocolError) {
    try countControl(now: now)
    report(.goingAway(try GoAway(parsing: body)))
  }

  mutating func countControl(now: UInt64) throws(ProtocolError) {
    guard control.admits(at: now) else {
      throw ProtocolError(
        .tooManyControlFrames, "more than \(limits.controlFramesPerSecond) control frames a second")
    }
  }

  func requireByteCount(
    _ byteCount: Int, of body: RawSpan, _ name: String
  ) throws(ProtocolError) {
    guard body.byteCount == byteCount else {
      throw ProtocolError(.protocolError, "\(name) of \(body.byteCount) bytes, not \(byteCount)")
    }
  }
}
