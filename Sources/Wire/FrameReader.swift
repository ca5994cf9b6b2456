import Bytes

/// Cuts received bytes into frames; a frame that is whole in the received bytes is not copied.
struct FrameReader: Sendable {
  /// The beginning of a frame whose rest has not come. Grows with the bytes received, never with
  /// the length which the other end declared.
  private var partial: [UInt8] = []
  /// When the first byte of `partial` came.
  private(set) var startedAt: UInt64?

  /// Calls `each` for every frame which is complete now.
  ///
  /// - Throws: what `each` throws, and for a header that is refused; the rest is lost then.
  mutating func feed(
    _ bytes: RawSpan, bodyByteCountMax: Int, now: UInt64,
    _ each: (FrameHeader, RawSpan) throws(ProtocolError) -> Void
  ) throws(ProtocolError) {
    let used = try finishPartial(bytes, bodyByteCountMax: bodyByteCountMax, each)
    var rest = bytes.extracting(droppingFirst: used)
    guard partial.isEmpty else { return }
    while let header = try FrameHeader.parse(rest, bodyByteCountMax: bodyByteCountMax) {
      let byteCount = FrameHeader.byteCount + header.bodyByteCount
      guard rest.byteCount >= byteCount else { break }
      try each(header, rest.extracting(FrameHeader.byteCount..<byteCount))
      rest = rest.extracting(droppingFirst: byteCount)
    }
    guard !rest.isEmpty else {
      startedAt = nil
      return
    }
    partial.append(rest)
    startedAt = now
  }

  /// Bytes of a frame that is not complete.
  var partialByteCount: Int { partial.count }
  /// What is allocated for them.
  var partialCapacity: Int { partial.capacity }

  /// - Returns: how many bytes it took.
  private mutating func finishPartial(
    _ bytes: RawSpan, bodyByteCountMax: Int,
    _ each: (FrameHeader, RawSpan) throws(ProtocolError) -> Void
  ) throws(ProtocolError) -> Int {
    guard !partial.isEmpty else { return 0 }
    var used = 0
    func take(_ byteCountMax: Int) {
      let part = min(byteCountMax, bytes.byteCount - used)
      partial.append(bytes.extracting(used..<(used + part)))
      used += part
    }
    if partial.count < FrameHeader.byteCount { take(FrameHeader.byteCount - partial.count) }
    let header = try FrameHeader.parse(
      unsafe partial.span.bytes, bodyByteCountMax: bodyByteCountMax)
    guard let header else { return used }
    let byteCount = FrameHeader.byteCount + header.bodyByteCount
    take(byteCount - partial.count)
    guard partial.count == byteCount else { return used }
    let frame = partial
    partial = []
    try each(header, unsafe frame.span.bytes.extracting(droppingFirst: FrameHeader.byteCount))
    return used
  }
}
