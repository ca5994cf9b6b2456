/// A SHA-256 digest: 32 bytes.
package struct Digest: Sendable, Hashable {
  package static let byteCount = 32

  /// Exactly 32 bytes.
  package let bytes: [UInt8]

  /// - Returns: nil unless `bytes` holds exactly 32 bytes.
  package init?(bytes: some Sequence<UInt8>) { self.init(bytes: Array(bytes)) }

  /// - Returns: nil unless `bytes` holds exactly 32 bytes.
  package init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }
}

extension Digest: CustomStringConvertible {
  package var description: String { Hex.text(bytes) }
}

/// Compares secrets in a time that depends on their lengths only.
package func equalInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  guard left.count == right.count else { return false }
  var difference: UInt8 = 0
  for index in left.indices { difference |= left[index] ^ right[index] }
  return difference == 0
}
