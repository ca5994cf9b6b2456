import Bytes

/// A position in a leaf, and the readers of its field forms.
///
/// The leaf is an argument of each: a span is kept nowhere, and no byte of it is copied.
struct LeafCursor {
  private(set) var at = 0

  func malformed(_ field: String) -> LedgerFailure { .malformedLeaf(field: field, at: at) }

  /// Steps over `literal` when it comes next.
  mutating func skip(_ literal: StaticString, in leaf: Span<UInt8>) -> Bool {
    let count = literal.utf8CodeUnitCount
    guard leaf.count - at >= count else { return false }
    // Safe because both have `count` bytes from there, and a byte has no padding.
    let isNext = unsafe leaf.withUnsafeBytes { bytes in
      let wanted = unsafe UnsafeRawBufferPointer(start: literal.utf8Start, count: count)
      var index = 0
      while index + 8 <= count {
        guard
          unsafe bytes.loadUnaligned(fromByteOffset: at + index, as: UInt64.self)
            == wanted.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        else { return false }
        index += 8
      }
      while index < count {
        guard unsafe bytes[at + index] == wanted[index] else { return false }
        index += 1
      }
      return true
    }
    if isNext { at += count }
    return isNext
  }

  mutating func take(
    _ literal: StaticString, _ field: String, in leaf: Span<UInt8>
  ) throws(LedgerFailure) {
    guard skip(literal, in: leaf) else { throw malformed(field) }
  }

  /// The bytes of an opaque id; its bounds are the caller's to check.
  mutating func word(in leaf: Span<UInt8>) -> String {
    let start = at
    while at < leaf.count, leaf[at].isWordByte { at += 1 }
    return text(start..<at, in: leaf)
  }

  private func text(_ range: Range<Int>, in leaf: Span<UInt8>) -> String {
    // Safe because the text is a copy.
    unsafe leaf.extracting(range).withUnsafeBufferPointer { bytes in
      unsafe String(decoding: bytes, as: UTF8.self)
    }
  }

  mutating func currency(_ field: String, in leaf: Span<UInt8>) throws(LedgerFailure) -> String {
    guard at + 3 <= leaf.count else { throw malformed(field) }
    for index in at..<at + 3 {
      guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(leaf[index]) else {
        throw malformed(field)
      }
    }
    defer { at += 3 }
    return text(at..<at + 3, in: leaf)
  }

  /// A canonical decimal: no leading zero, no `-0`, within 64 bits.
  mutating func integer(_ field: String, in leaf: Span<UInt8>) throws(LedgerFailure) -> Int64 {
    let start = at
    let isNegative = skip("-", in: leaf)
    let first = at
    var value: Int64 = 0
    while at < leaf.count, case let digit = leaf[at] &- UInt8(ascii: "0"), digit < 10 {
      let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      let step = isNegative ? -Int64(digit) : Int64(digit)
      let (sum, isOver) = product.addingReportingOverflow(step)
      guard !isTooLarge, !isOver else { throw malformed(field) }
      value = sum
      at += 1
    }
    let isZeroLed = at > first + 1 && leaf[first] == UInt8(ascii: "0")
    guard at > first, !isZeroLed, !(isNegative && value == 0) else {
      at = start
      throw malformed(field)
    }
    return value
  }

  /// Exactly `digitCount` lower-case hexadecimal digits.
  private mutating func hex(
    _ digitCount: Int, _ field: String, in leaf: Span<UInt8>
  ) throws(LedgerFailure) -> UInt64 {
    guard at + digitCount <= leaf.count else { throw malformed(field) }
    var value: UInt64 = 0
    for _ in 0..<digitCount {
      let digit: UInt8
      switch leaf[at] {
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

  /// Sixteen lower-case hexadecimal digits.
  private mutating func hexWord(
    _ field: String, in leaf: Span<UInt8>
  ) throws(LedgerFailure) -> UInt64 {
    if let value = Self.sixteenDigits(leaf, at) {
      at += 16
      return value
    }
    // One by one, to find the wrong one.
    return try hex(16, field, in: leaf)
  }

  /// - Returns: nil when one of the sixteen is no lower-case hexadecimal digit, or not there.
  private static func sixteenDigits(_ leaf: Span<UInt8>, _ at: Int) -> UInt64? {
    guard at + 16 <= leaf.count else { return nil }
    return value(eightBytes(leaf, at), eightBytes(leaf, at + 8))
  }

  /// Eight bytes which are within the leaf.
  private static func eightBytes(_ leaf: Span<UInt8>, _ at: Int) -> UInt64 {
    // Safe because the load is checked against the bounds, and a byte has no padding.
    unsafe UInt64(bigEndian: leaf.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self))
  }

  /// The value of sixteen lower-case hexadecimal digits.
  private static func value(_ high: UInt64, _ low: UInt64) -> UInt64? {
    guard let high = value(high), let low = value(low) else { return nil }
    return high << 32 | low
  }

  /// The value of eight lower-case hexadecimal digits, all at once: half of a leaf is such digits,
  /// and read one by one they cost as much as hashing all of it.
  private static func value(_ text: UInt64) -> UInt64? {
    let every: UInt64 = 0x0101_0101_0101_0101
    let high = every << 7
    // The high bit of each byte says whether that byte, below 0x80 itself, has reached a value.
    let isDigit = (text &+ every &* (0x80 - 0x30)) & ~(text &+ every &* (0x80 - 0x3A)) & high
    let isLetter = (text &+ every &* (0x80 - 0x61)) & ~(text &+ every &* (0x80 - 0x67)) & high
    guard text & high == 0, isDigit | isLetter == high else { return nil }
    // A letter's low four bits begin at 1.
    var value = (text & (every &* 0x0F)) &+ (isLetter >> 7) &* 9
    value = (value | value >> 4) & 0x00FF_00FF_00FF_00FF
    value = (value | value >> 8) & 0x0000_FFFF_0000_FFFF
    return (value | value >> 16) & 0xFFFF_FFFF
  }

  mutating func pseudonym(
    _ field: String, in leaf: Span<UInt8>
  ) throws(LedgerFailure) -> Identifier {
    Identifier(high: try hexWord(field, in: leaf), low: try hexWord(field, in: leaf))
  }

  /// A word of 32 digits is a pseudonym; a name of the chart is shorter.
  mutating func account(
    _ field: String, in leaf: Span<UInt8>
  ) throws(LedgerFailure) -> PostingAccount {
    let start = at
    while at < leaf.count, leaf[at].isWordByte { at += 1 }
    guard at - start == 32 else { return .chart(text(start..<at, in: leaf)) }
    at = start
    return .pseudonym(try pseudonym(field, in: leaf))
  }

  mutating func uuid(_ field: String, in leaf: Span<UInt8>) throws(LedgerFailure) -> Identifier {
    if let identifier = Self.uuid(leaf, at) {
      at += 36
      return identifier
    }
    // One by one, to find the wrong one.
    var high = try hex(8, field, in: leaf) << 32
    try take("-", field, in: leaf)
    high |= try hex(4, field, in: leaf) << 16
    try take("-", field, in: leaf)
    high |= try hex(4, field, in: leaf)
    try take("-", field, in: leaf)
    let clock = try hex(4, field, in: leaf)
    try take("-", field, in: leaf)
    return Identifier(high: high, low: clock << 48 | (try hex(12, field, in: leaf)))
  }

  private static func uuid(_ leaf: Span<UInt8>, _ at: Int) -> Identifier? {
    guard at + 36 <= leaf.count else { return nil }
    let hyphen = UInt8(ascii: "-")
    guard leaf[at + 8] == hyphen, leaf[at + 13] == hyphen, leaf[at + 18] == hyphen,
      leaf[at + 23] == hyphen
    else { return nil }
    // Four digits from each side of a hyphen.
    func around(_ middle: Int) -> UInt64 {
      eightBytes(leaf, middle - 4) & 0xFFFF_FFFF_0000_0000
        | eightBytes(leaf, middle - 3) & 0xFFFF_FFFF
    }
    guard let high = value(eightBytes(leaf, at), around(at + 13)),
      let low = value(around(at + 23), eightBytes(leaf, at + 28))
    else { return nil }
    return Identifier(high: high, low: low)
  }

  mutating func digest(_ field: String, in leaf: Span<UInt8>) throws(LedgerFailure) -> Digest {
    Digest(
      bigEndian: (
        try hexWord(field, in: leaf), try hexWord(field, in: leaf), try hexWord(field, in: leaf),
        try hexWord(field, in: leaf)
      ))
  }

  private mutating func digits(
    _ width: Int, _ field: String, in leaf: Span<UInt8>
  ) throws(LedgerFailure) -> Int64 {
    guard at + width <= leaf.count else { throw malformed(field) }
    var value: Int64 = 0
    for _ in 0..<width {
      let digit = leaf[at] &- UInt8(ascii: "0")
      guard digit < 10 else { throw malformed(field) }
      value = value * 10 + Int64(digit)
      at += 1
    }
    return value
  }

  mutating func day(_ field: String, in leaf: Span<UInt8>) throws(LedgerFailure) -> Day {
    let year = try digits(4, field, in: leaf)
    try take("-", field, in: leaf)
    let month = try digits(2, field, in: leaf)
    try take("-", field, in: leaf)
    let day = Day(
      year: Int(year), month: Int(month), day: Int(try digits(2, field, in: leaf)))
    guard let day else { throw malformed(field) }
    return day
  }

  mutating func timestamp(
    _ field: String, in leaf: Span<UInt8>
  ) throws(LedgerFailure) -> Timestamp {
    let day = try day(field, in: leaf)
    try take("T", field, in: leaf)
    let hour = try digits(2, field, in: leaf)
    try take(":", field, in: leaf)
    let minute = try digits(2, field, in: leaf)
    try take(":", field, in: leaf)
    let second = try digits(2, field, in: leaf)
    try take(".", field, in: leaf)
    let fraction = try digits(6, field, in: leaf)
    try take("Z", field, in: leaf)
    guard hour < 24, minute < 60, second < 60 else { throw malformed(field) }
    let seconds = Int64(day.number) * 86_400 + hour * 3600 + minute * 60 + second
    return Timestamp(microseconds: seconds * 1_000_000 + fraction)
  }
}
