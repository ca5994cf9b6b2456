/// Lower-case hexadecimal text of bytes, and back.
package enum Hex {
  private static let digits = Array("0123456789abcdef".utf8)

  package static func text(_ bytes: some Sequence<UInt8>) -> String { text(Array(bytes)) }

  package static func text(_ bytes: [UInt8]) -> String {
    String(decoding: ascii(bytes), as: UTF8.self)
  }

  static func ascii(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    // Room for the hyphens of a uuid too.
    out.reserveCapacity(bytes.count * 2 + 4)
    for byte in bytes {
      out.append(digits[Int(byte >> 4)])
      out.append(digits[Int(byte & 15)])
    }
    return out
  }

  /// - Returns: nil when `text` has an odd length or a character that is no hexadecimal digit.
  package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    bytes(ascii: Array(text.utf8))
  }

  static func bytes(ascii source: [UInt8]) -> [UInt8]? {
    guard source.count.isMultiple(of: 2) else { return nil }
    var out: [UInt8] = []
    out.reserveCapacity(source.count / 2)
    for index in stride(from: 0, to: source.count, by: 2) {
      guard let high = value(source[index]), let low = value(source[index + 1]) else { return nil }
      out.append(high << 4 | low)
    }
    return out
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
