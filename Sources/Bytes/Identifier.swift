/// A 128-bit identifier, written as a lower-case uuid. Row identifiers are version 7 (RFC 9562).
package struct Identifier: Sendable, Hashable, Comparable {
  package static let byteCount = 16

  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// - Returns: nil unless `bytes` holds exactly 16 bytes.
  package init?(bytes: [UInt8]) { self.init(bytes: bytes[...]) }

  /// - Returns: nil unless `bytes` holds exactly 16 bytes.
  package init?(bytes: ArraySlice<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    var words: (high: UInt64, low: UInt64) = (0, 0)
    for byte in bytes {
      // What leaves the low word goes into the high one.
      words = (words.high << 8 | words.low >> 56, words.low << 8 | UInt64(byte))
    }
    self.init(high: words.high, low: words.low)
  }

  /// A version 7 identifier: 48 bits of milliseconds since 1970, then 74 random bits.
  package init(milliseconds: UInt64, randomHigh: UInt64, randomLow: UInt64) {
    high = milliseconds << 16 | 0x7000 | (randomHigh & 0x0FFF)
    low = 0x8000_0000_0000_0000 | (randomLow & 0x3FFF_FFFF_FFFF_FFFF)
  }

  private static let hyphens = [8, 13, 18, 23]

  /// - Returns: nil unless `text` is 32 hexadecimal digits with the four hyphens of a uuid.
  package init?(_ text: some StringProtocol) {
    var digits = Array(text.utf8)
    guard digits.count == 36 else { return nil }
    for position in Self.hyphens.reversed() {
      guard digits.remove(at: position) == UInt8(ascii: "-") else { return nil }
    }
    guard let bytes = Hex.bytes(ascii: digits) else { return nil }
    self.init(bytes: bytes)
  }

  package var bytes: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(Self.byteCount)
    out.append(bigEndian: high)
    out.append(bigEndian: low)
    return out
  }

  package static func < (left: Identifier, right: Identifier) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}

extension Identifier: CustomStringConvertible {
  package var description: String {
    var out = Hex.ascii(bytes)
    for position in Self.hyphens { out.insert(UInt8(ascii: "-"), at: position) }
    return String(decoding: out, as: UTF8.self)
  }
}
