package import World

/// Random bytes drawn from the world in bulk and handed out once.
///
/// Not copyable: two copies would hand out the same nonces. Bytes handed out are wiped here.
package struct Entropy: ~Copyable {
  private let draw: @Sendable (Int) -> [UInt8]
  private var pool: [UInt8] = []
  private var offset = 0

  package init(_ world: World) { self.init(drawing: world.randomBytes) }

  /// - Parameter draw: as `World.randomBytes`.
  package init(drawing draw: @escaping @Sendable (_ byteCount: Int) -> [UInt8]) {
    self.draw = draw
  }

  /// The next `byteCount` random bytes.
  package mutating func take(_ byteCount: Int) -> [UInt8] {
    precondition(byteCount > 0, "asked for \(byteCount) random bytes")
    precondition(byteCount <= Limits.entropyByteCountMax, "asked for \(byteCount) random bytes")
    if pool.count - offset < byteCount {
      pool = draw(Limits.entropyByteCountMax)
      precondition(pool.count == Limits.entropyByteCountMax, "the source gave \(pool.count) bytes")
      offset = 0
    }
    let end = offset + byteCount
    let bytes = Array(pool[offset..<end])
    for index in offset..<end { pool[index] = 0 }
    offset = end
    return bytes
  }

  /// A salt of a payload commitment: 32 bytes. Source: proto-like-specs/ledger.md, "Leaf".
  package mutating func payloadSalt() -> [UInt8] { take(SealedPayload.saltByteCount) }
}
