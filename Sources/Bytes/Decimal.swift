/// Unsigned decimals in ASCII.
enum Decimal {
  static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// The number which at most 18 bytes of `range` write.
  ///
  /// - Returns: nil when one of them is no digit.
  static func value(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    precondition((1...18).contains(range.count))
    var out = 0
    for index in range {
      guard isDigit(bytes[index]) else { return nil }
      out = out * 10 + Int(bytes[index] - UInt8(ascii: "0"))
    }
    return out
  }
}

extension [UInt8] {
  /// Appends a value which is not negative, filled with zeroes on the left to `width`.
  mutating func append(decimal value: Int64, width: Int) {
    precondition(value >= 0)
    let start = count
    var rest = value
    while rest > 0 || count - start < width {
      append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    }
    self[start...].reverse()
  }
}

/// `value`, which is not negative, in decimal, filled with zeroes on the left to `width`.
package func padded(_ value: Int64, _ width: Int) -> String {
  var out: [UInt8] = []
  out.append(decimal: value, width: width)
  return String(decoding: out, as: UTF8.self)
}
