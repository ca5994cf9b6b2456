package import Bytes

/// An instant as the clock on a debtor's wall shows it.
package struct LocalTime: Sendable, Equatable {
  package let instant: Timestamp
  package let offsetSeconds: Int64

  package init(_ instant: Timestamp, zone: ZoneRules) {
    self.instant = instant
    offsetSeconds = zone.offsetSeconds(at: instant)
  }

  package init(_ instant: Timestamp, offsetSeconds: Int64) {
    self.instant = instant
    self.offsetSeconds = offsetSeconds
  }

  package var day: Day { instant.day(offsetSeconds: offsetSeconds) }

  /// Hours and minutes: `22:30`.
  package var clock: String { Self.clock(instant.secondOfDay(offsetSeconds: offsetSeconds)) }

  /// `22:30` for 81 000.
  package static func clock(_ second: Int64) -> String {
    "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2))"
  }
}

extension LocalTime: CustomStringConvertible {
  /// RFC 3339 with the debtor's offset: `2026-06-15T22:30:00+08:00`.
  package var description: String {
    let second = instant.secondOfDay(offsetSeconds: offsetSeconds)
    let sign = offsetSeconds < 0 ? "-" : "+"
    return "\(day)T\(clock):\(padded(second % 60, 2))\(sign)\(Self.clock(abs(offsetSeconds)))"
  }
}
