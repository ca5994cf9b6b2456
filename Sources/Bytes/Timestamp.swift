/// An instant: microseconds since 1970-01-01T00:00:00Z, as PostgreSQL's timestamptz keeps them.
package struct Timestamp: Sendable, Hashable, Comparable {
  package let microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.microseconds < right.microseconds
  }

  /// Later by `seconds`; negative for earlier.
  package func adding(seconds: Int64) -> Timestamp {
    Timestamp(microseconds: microseconds + seconds * 1_000_000)
  }

  /// The civil day of this instant at `offsetSeconds` east of UTC.
  package func day(offsetSeconds: Int64 = 0) -> Day {
    let seconds = microseconds.floorDivided(by: 1_000_000) + offsetSeconds
    return Day(number: Int32(seconds.floorDivided(by: 86_400)))
  }

  /// Seconds since midnight at `offsetSeconds` east of UTC, 0...86399.
  package func secondOfDay(offsetSeconds: Int64 = 0) -> Int64 {
    let seconds = microseconds.floorDivided(by: 1_000_000) + offsetSeconds
    return seconds - seconds.floorDivided(by: 86_400) * 86_400
  }
}

extension Timestamp: CustomStringConvertible {
  /// RFC 3339, UTC, six decimals: `2026-01-31T07:59:59.000000Z`.
  package var description: String {
    let second = secondOfDay()
    var out = day().ascii
    for (mark, value) in [("T", second / 3600), (":", second / 60 % 60), (":", second % 60)] {
      out.append(contentsOf: mark.utf8)
      out.append(decimal: value, width: 2)
    }
    out.append(UInt8(ascii: "."))
    out.append(
      decimal: microseconds - microseconds.floorDivided(by: 1_000_000) * 1_000_000, width: 6)
    out.append(UInt8(ascii: "Z"))
    return String(decoding: out, as: UTF8.self)
  }

  /// Reads RFC 3339 with `Z` or a numeric offset and up to six decimals.
  ///
  /// - Returns: nil for anything else, a date or time that does not exist included.
  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, let day = Day(ascii: Array(bytes[..<10])),
      "Tt ".utf8.contains(bytes[10]), bytes[13] == UInt8(ascii: ":"),
      bytes[16] == UInt8(ascii: ":"), let hour = Decimal.value(bytes, 11..<13),
      let minute = Decimal.value(bytes, 14..<16), let second = Decimal.value(bytes, 17..<19),
      hour < 24, minute < 60, second < 60
    else { return nil }
    var at = 19
    var fraction = 0
    if bytes[at] == UInt8(ascii: ".") {
      let end = bytes[(at + 1)...].firstIndex { !Decimal.isDigit($0) } ?? bytes.endIndex
      guard (1...6).contains(end - at - 1), let value = Decimal.value(bytes, at + 1..<end) else {
        return nil
      }
      fraction = value
      for _ in (end - at - 1)..<6 { fraction *= 10 }
      at = end
    }
    guard let offset = Self.offset(Array(bytes[at...])) else { return nil }
    let seconds = Int64(day.number) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset)
    self.init(microseconds: seconds * 1_000_000 + Int64(fraction))
  }

  /// Seconds east of UTC of `Z`, `+HH:MM` or `-HH:MM`; nil for anything else.
  private static func offset(_ bytes: [UInt8]) -> Int? {
    if bytes.count == 1 { return "Zz".utf8.contains(bytes[0]) ? 0 : nil }
    guard bytes.count == 6, "+-".utf8.contains(bytes[0]), bytes[3] == UInt8(ascii: ":"),
      let hours = Decimal.value(bytes, 1..<3), let minutes = Decimal.value(bytes, 4..<6),
      hours < 24, minutes < 60
    else { return nil }
    return (hours * 3600 + minutes * 60) * (bytes[0] == UInt8(ascii: "-") ? -1 : 1)
  }
}

extension Int64 {
  /// Division rounding towards minus infinity; `divisor` is positive.
  package func floorDivided(by divisor: Int64) -> Int64 {
    precondition(divisor > 0)
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
