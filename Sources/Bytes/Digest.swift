/// A SHA-256 digest: 32 bytes, kept without an allocation.
package struct Digest: Sendable, Hashable, BitwiseCopyable {
  package static let byteCount = 32

  // In the byte order of memory, so that a digest's own bytes are the digest.
  private let a: UInt64
  private let b: UInt64
  private let c: UInt64
  private let d: UInt64

  /// The words hold the bytes in order, the first byte as the most significant one of the first.
  package init(bigEndian words: (UInt64, UInt64, UInt64, UInt64)) {
    (a, b) = (words.0.bigEndian, words.1.bigEndian)
    (c, d) = (words.2.bigEndian, words.3.bigEndian)
  }

  /// - Returns: nil unless `bytes` holds exactly 32 bytes.
  package init?(bytes: some Sequence<UInt8>) { self.init(bytes: Array(bytes)) }

  /// - Returns: nil unless `bytes` holds exactly 32 bytes.
  package init?(bytes: [UInt8]) { self.init(bytes: bytes[...]) }

  /// - Returns: nil unless `bytes` holds exactly 32 bytes.
  package init?(bytes: ArraySlice<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    // Safe because the slice holds as many bytes as a digest.
    self = unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: Digest.self) }
  }

  /// Exactly 32 bytes.
  package var bytes: [UInt8] {
    unsafe withUnsafeBytes(of: self) { unsafe Array($0) }
  }

  /// Appends the 32 bytes.
  package func append(to out: inout [UInt8]) {
    unsafe withUnsafeBytes(of: self) { unsafe out.append(contentsOf: $0) }
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
