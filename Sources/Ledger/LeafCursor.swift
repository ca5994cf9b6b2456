import Bytes

/// A position in a leaf, and the readers of its field forms.
struct LeafCursor {
  private let bytes: [UInt8]
  private(set) var at = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  func malformed(_ field: String) -> LedgerFailure { .malformedLeaf(field: field, at: at) }

  /// Steps over `literal` when it comes next.
  mutating func skip(_ literal: String) -> Bool {
    var index = at
    for character in literal.utf8 {
      guard index < bytes.count, bytes[index] == character else { return false }
      index += 1
    }
    at = index
    return true
  }

  mutating func take(_ literal: String, _ field: String) throws(LedgerFailure) {
    guard skip(literal) else { throw malformed(field) }
  }

  /// The bytes of an opaque id; its bounds are the caller's to check.
  mutating func word() -> String {
    let start = at
    while at < bytes.count, bytes[at].isWordByte { at += 1 }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  mutating func currency(_ field: String) throws(LedgerFailure) -> String {
    guard at + 3 <= bytes.count,
      bytes[at..<at + 3].allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
    else { throw malformed(field) }
    defer { at += 3 }
    return String(decoding: bytes[at..<at + 3], as: UTF8.self)
  }

  /// A canonical decimal: no leading zero, no `-0`, within 64 bits.
  mutating func integer(_ field: String) throws(LedgerFailure) -> Int64 {
    let start = at
    let isNegative = skip("-")
    let first = at
    var value: Int64 = 0
    while at < bytes.count, case let digit = bytes[at] &- UInt8(ascii: "0"), digit < 10 {
      let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      let step = isNegative ? -Int64(digit) : Int64(digit)
      let (sum, isOver) = product.addingReportingOverflow(step)
      guard !isTooLarge, !isOver else { throw malformed(field) }
      value = sum
      at += 1
    }
    let isZeroLed = at > first + 1 && bytes[first] == UInt8(ascii: "0")
    guard at > first, !isZeroLed, !(isNegative && value == 0) else {
      at = start
      throw malformed(field)
    }
    return value
  }

  /// Exactly `digitCount` lower-case hexadecimal digits.
  private mutating func hex(_ digitCount: Int, _ field: String) throws(LedgerFailure) -> UInt64 {
    guard at + digitCount <= bytes.count else { throw malformed(field) }
    var value: UInt64 = 0
    for _ in 0..<digitCount {
      let digit: UInt8
      switch bytes[at] {
      case let byte where byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"):
        digit = byte - UInt8(ascii: "0")
      case let byte where byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f"):
        digit = byte - UInt8(ascii: "a") + 10
      default: throw malformed(field)
      }
      value = value << 4 | UInt64(digit)
      at += 1
    }
    return value
  }

  mutating func pseudonym(_ field: String) throws(LedgerFailure) -> Identifier {
    Identifier(high: try hex(16, field), low: try hex(16, field))
  }

  /// A word of 32 digits is a pseudonym; a name of the chart is shorter.
  mutating func account(_ field: String) throws(LedgerFailure) -> PostingAccount {
    let start = at
    let name = word()
    guard at - start == 32 else { return .chart(name) }
    at = start
    return .pseudonym(try pseudonym(field))
  }

  mutating func uuid(_ field: String) throws(LedgerFailure) -> Identifier {
    var high = try hex(8, field) << 32
    try take("-", field)
    high |= try hex(4, field) << 16
    try take("-", field)
    high |= try hex(4, field)
    try take("-", field)
    let clock = try hex(4, field)
    try take("-", field)
    return Identifier(high: high, low: clock << 48 | (try hex(12, field)))
  }

  mutating func digest(_ field: String) throws(LedgerFailure) -> Digest {
    var raw: [UInt8] = []
    raw.reserveCapacity(Digest.byteCount)
    for _ in 0..<Digest.byteCount { raw.append(UInt8(try hex(2, field))) }
    guard let digest = Digest(bytes: raw) else { throw malformed(field) }
    return digest
  }

  private mutating func digits(_ width: Int, _ field: String) throws(LedgerFailure) -> Int64 {
    guard at + width <= bytes.count else { throw malformed(field) }
    var value: Int64 = 0
    for _ in 0..<width {
      let digit = bytes[at] &- UInt8(ascii: "0")
      guard digit < 10 else { throw malformed(field) }
      value = value * 10 + Int64(digit)
      at += 1
    }
    return value
  }

  mutating func day(_ field: String) throws(LedgerFailure) -> Day {
    let year = try digits(4, field)
    try take("-", field)
    let month = try digits(2, field)
    try take("-", field)
    let day = Day(year: Int(year), month: Int(month), day: Int(try digits(2, field)))
    guard let day else { throw malformed(field) }
    return day
  }

  mutating func timestamp(_ field: String) throws(LedgerFailure) -> Timestamp {
    let day = try day(field)
    try take("T", field)
    let hour = try digits(2, field)
    try take(":", field)
    let minute = try digits(2, field)
    try take(":", field)
    let second = try digits(2, field)
    try take(".", field)
    let fraction = try digits(6, field)
    try take("Z", field)
    guard hour < 24, minute < 60, second < 60 else { throw malformed(field) }
    let seconds = Int64(day.number) * 86_400 + hour * 3600 + minute * 60 + second
    return Timestamp(microseconds: seconds * 1_000_000 + fraction)
  }
}
