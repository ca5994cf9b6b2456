import Bytes

extension Line {
  /// Least part of a message worth a frame of its own.
  private static var fragmentByteCountMin: Int { 1 << 10 }

  /// Room for frames in the output.
  var hasRoom: Bool { backlogByteCount < limits.outputByteCountMax }

  /// Sends one message of `byteCount` bytes, which `write` puts straight into the output when
  /// credit and room are there.
  mutating func send<E: Error>(
    at index: Int, byteCount: Int, isLast: Bool,
    write: (inout OutputSpan<UInt8>) throws(E) -> Void
  ) throws(E) -> Sending {
    guard closing == nil else { return .gone }
    precondition(!streams[index].isSendClosed, "a message after the last one")
    guard byteCount <= peer.messageByteCountMax else { return .tooLarge }
    if canWriteWhole(at: index, byteCount: byteCount) {
      charge(at: index, byteCount: byteCount)
      let flags: FrameFlags = isLast ? .end : []
      try writeFrame(.message, flags: flags, stream: ids[index], byteCount: byteCount, write)
      streams[index].isSendClosed = isLast
      return .accepted
    }
    guard queuedByteCount + byteCount <= limits.queuedByteCountMax else {
      streams[index].isPaused = true
      wait(at: index)
      return .full
    }
    let bytes = try [UInt8](capacity: byteCount, initializingWith: write)
    precondition(bytes.count == byteCount, "\(bytes.count) bytes written, \(byteCount) announced")
    return enqueue(Outgoing(bytes: bytes, isLast: isLast), at: index)
  }

  /// Whether a message can go out at once, in one frame.
  func canWriteWhole(at index: Int, byteCount: Int) -> Bool {
    let cost = byteCount + Stream.frameCost
    return streams[index].queue.isEmpty && byteCount <= limits.fragmentByteCountMax && hasRoom
      && cost <= streams[index].sendCredit && cost <= sendCredit
  }

  mutating func charge(at index: Int, byteCount: Int) {
    let cost = byteCount + Stream.frameCost
    streams[index].sendCredit -= cost
    sendCredit -= cost
    windowFramesDue += 2
  }

  /// Writes a frame; `write` gives exactly `byteCount` bytes of message behind `prefix`.
  mutating func writeFrame<E: Error>(
    _ type: FrameType, flags: FrameFlags, stream: StreamID, prefix: [UInt8]? = nil, byteCount: Int,
    _ write: (inout OutputSpan<UInt8>) throws(E) -> Void
  ) throws(E) {
    let start = output.count
    let prefixByteCount = prefix.map { 4 + $0.count } ?? 0
    FrameHeader(
      bodyByteCount: prefixByteCount + byteCount, type: type, flags: flags, stream: stream
    ).write(to: &output)
    if let prefix {
      output.append(bigEndian: UInt32(prefix.count))
      output.append(contentsOf: prefix)
    }
    let messageStart = output.count
    do {
      try output.append(addingCapacity: byteCount, initializingWith: write)
    } catch {
      output.removeSubrange(start...)
      throw error
    }
    let written = output.count - messageStart
    precondition(written == byteCount, "\(written) bytes written, \(byteCount) announced")
  }

  /// Writes a frame without a message.
  mutating func writeFrame(
    _ type: FrameType, flags: FrameFlags = [], stream: StreamID = 0, body: [UInt8] = []
  ) {
    FrameHeader(bodyByteCount: body.count, type: type, flags: flags, stream: stream)
      .write(to: &output)
    output.append(contentsOf: body)
  }

  mutating func enqueue(_ outgoing: Outgoing, at index: Int) -> Sending {
    let stream = ids[index]
    queuedByteCount += outgoing.bytes.count
    streams[index].queue.append(outgoing)
    streams[index].isSendClosed = outgoing.isLast
    wait(at: index)
    pump()
    // The pump may have written it at once, and may have moved the stream.
    guard let index = self.index(of: stream), !streams[index].queue.isEmpty else {
      return .accepted
    }
    streams[index].isPaused = true
    return .paused
  }

  mutating func wait(at index: Int) {
    guard !streams[index].isWaiting else { return }
    streams[index].isWaiting = true
    waiting.append(ids[index])
  }

  /// Writes what credit and room allow, one fragment a stream in turn.
  mutating func pump() {
    var idleTurns = 0
    while closing == nil, hasRoom, idleTurns < waiting.count {
      let stream = waiting.removeFirst()
      guard let index = index(of: stream) else { continue }
      switch turn(at: index) {
      case .wrote:
        waiting.append(stream)
        idleTurns = 0
      case .mustWait:
        waiting.append(stream)
        idleTurns += 1
      case .needsCredit:
        streams[index].isWaiting = false
      case .ended:
        idleTurns = 0
      case .emptied:
        streams[index].isWaiting = false
        finishTurn(at: index)
        idleTurns = 0
      }
    }
  }

  private enum Turn { case wrote, mustWait, needsCredit, emptied, ended }

  /// One fragment of one stream.
  private mutating func turn(at index: Int) -> Turn {
    guard let next = streams[index].queue.first else {
      // Told `full` with nothing of its own queued: goes on when others have made room.
      return queuedByteCount > limits.queuedByteCountMax / 2 ? .mustWait : .emptied
    }
    if streams[index].queue.count == 1, next.offset == 0, let status = streams[index].status,
      next.bytes.count + status.count <= limits.fragmentByteCountMax,
      next.bytes.count + Stream.frameCost <= min(streams[index].sendCredit, sendCredit)
    {
      // The last message rides in the STATUS.
      charge(at: index, byteCount: next.bytes.count)
      queuedByteCount -= next.bytes.count
      streams[index].queue = []
      writeFrame(
        .status, flags: .inside, stream: ids[index], prefix: status, byteCount: next.bytes.count
      ) { out in next.bytes.copy(to: &out, from: 0, byteCount: next.bytes.count) }
      streams[index].status = nil
      streams[index].isWaiting = false
      reportLateEnd(of: ids[index])
      close(at: index)
      return .ended
    }
    let worthwhile = min(next.restByteCount, Self.fragmentByteCountMin) + Stream.frameCost
    guard streams[index].sendCredit >= worthwhile else { return .needsCredit }
    guard sendCredit >= worthwhile else { return .mustWait }
    let credit = min(streams[index].sendCredit, sendCredit) - Stream.frameCost
    let part = min(next.restByteCount, limits.fragmentByteCountMax, credit)
    let isWhole = part == next.restByteCount
    if next.offset == 0, !isWhole {
      let total = begunByteCount + next.bytes.count
      guard begunByteCount == 0 || total <= limits.messageByteCountMax else { return .mustWait }
      begunByteCount = total
    }
    charge(at: index, byteCount: part)
    let flags: FrameFlags = !isWhole ? .more : next.isLast ? .end : []
    writeFrame(.message, flags: flags, stream: ids[index], byteCount: part) { out in
      next.bytes.copy(to: &out, from: next.offset, byteCount: part)
    }
    if isWhole {
      if next.offset > 0 { begunByteCount -= next.bytes.count }
      queuedByteCount -= next.bytes.count
      streams[index].queue.removeFirst()
    } else {
      streams[index].queue[0].offset += part
    }
    return streams[index].queue.isEmpty ? .emptied : .wrote
  }

  /// The queue of a stream became empty: its end follows, or the owner goes on.
  private mutating func finishTurn(at index: Int) {
    if let status = streams[index].status {
      writeStatus(status, stream: ids[index])
      reportLateEnd(of: ids[index])
      close(at: index)
    } else if streams[index].isPaused {
      streams[index].isPaused = false
      if !streams[index].isSendClosed, !streams[index].isCancelled { report(.canSend(ids[index])) }
    }
  }

  /// Writes a STATUS without a message.
  mutating func writeStatus(_ status: [UInt8], stream: StreamID) {
    writeFrame(.status, flags: [], stream: stream, prefix: status, byteCount: 0) { _ in }
  }
}

extension [UInt8] {
  /// Appends a part of this array to `output`.
  func copy(to output: inout OutputSpan<UInt8>, from offset: Int, byteCount: Int) {
    let part = self[offset..<(offset + byteCount)]
    unsafe part.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target, initialized in
        let room = unsafe UnsafeMutableBufferPointer(rebasing: target[initialized...])
        precondition(room.count >= source.count, "no room for \(source.count) bytes")
        initialized += unsafe room.update(fromContentsOf: source)
      }
    }
  }
}
