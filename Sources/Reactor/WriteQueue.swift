/// Bytes which wait until the system takes them.
struct WriteQueue: Sendable {
  /// Storage kept once the queue is empty, so that idle streams hold nothing large.
  private static let keptByteCountMax = 64 << 10

  private var bytes: [UInt8] = []
  private var offset = 0

  var count: Int { bytes.count - offset }
  var isEmpty: Bool { count == 0 }

  mutating func append(_ span: RawSpan) {
    if offset > 0, offset >= bytes.count / 2 {
      bytes.removeSubrange(..<offset)
      offset = 0
    }
    unsafe span.withUnsafeBytes { raw in unsafe bytes.append(contentsOf: raw) }
  }

  mutating func removeFirst(_ byteCount: Int) {
    precondition(byteCount <= count, "more was written than waits")
    offset += byteCount
    if offset == bytes.count { removeAll() }
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptByteCountMax)
    offset = 0
  }

  /// Calls `body` with all that waits.
  func withWaiting<Result>(_ body: (RawSpan) -> Result) -> Result {
    unsafe body(bytes.span.extracting(offset..<bytes.count).bytes)
  }
}
