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
    let fraction = microseconds - microseconds.floorDivided(by: 1_000_000) * 1_000_000
    let clock = [second / 3600, second / 60 % 60, second % 60].map { padded($0, 2) }
    return "\(day())T\(clock.joined(separator: ":")).\(padded(fraction, 6))Z"
  }

  /// Reads RFC 3339 with `Z` or a numeric offset and up to six decimals.
  ///
  /// - Returns: nil for anything else, a date or time that does not exist included.
  package init?(_ text: some StringProtocol) {
    let text = String(text)
    guard text.utf8.count >= 20, let day = Day(text.prefix(10)) else { return nil }
    var rest = text.dropFirst(10)
    guard let mark = rest.popFirst(), mark == "T" || mark == "t" || mark == " " else { return nil }
    let clock = rest.prefix(8).split(separator: ":", omittingEmptySubsequences: false)
    guard clock.count == 3,
      clock.allSatisfy({ $0.utf8.count == 2 && $0.allSatisfy(\.isASCIIDigit) }),
      let hour = Int64(clock[0]), let minute = Int64(clock[1]), let second = Int64(clock[2]),
      hour < 24, minute < 60, second < 60
    else { return nil }
    rest = rest.dropFirst(8)
    var fraction: Int64 = 0
    if rest.first == "." {
      let digits = rest.dropFirst().prefix(while: \.isASCIIDigit)
      guard (1...6).contains(digits.count), let value = Int64(digits) else { return nil }
      fraction = value
      for _ in digits.count..<6 { fraction *= 10 }
      rest = rest.dropFirst(1 + digits.count)
    }
    var offset: Int64 = 0
    if rest == "Z" || rest == "z" {
      offset = 0
    } else {
      guard let sign = rest.first, sign == "+" || sign == "-", rest.utf8.count == 6 else {
        return nil
      }
      let parts = rest.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2,
        parts.allSatisfy({ $0.utf8.count == 2 && $0.allSatisfy(\.isASCIIDigit) }),
        let hours = Int64(parts[0]), let minutes = Int64(parts[1]), hours < 24, minutes < 60
      else { return nil }
      offset = (hours * 3600 + minutes * 60) * (sign == "-" ? -1 : 1)
    }
    let seconds = Int64(day.number) * 86_400 + hour * 3600 + minute * 60 + second - offset
    self.init(microseconds: seconds * 1_000_000 + fraction)
  }
}

extension Character {
  package var isASCIIDigit: Bool { isASCII && isNumber }
}

extension Int64 {
  /// Division rounding towards minus infinity; `divisor` is positive.
  package func floorDivided(by divisor: Int64) -> Int64 {
    precondition(divisor > 0)
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}

/// `value` in decimal, filled with zeroes on the left to `width`.
package func padded(_ value: Int64, _ width: Int) -> String {
  let text = String(value)
  return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}
