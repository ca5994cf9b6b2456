/// A civil date of the proleptic Gregorian calendar: days since 1970-01-01.
package struct Day: Sendable, Hashable, Comparable {
  /// Days since 1970-01-01.
  package let number: Int32

  package init(number: Int32) { self.number = number }

  /// - Returns: nil when the date does not exist or the year lies outside 1...9999.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
    guard day >= 1, day <= Self.dayCount(year: year, month: month) else { return nil }
    // Source: H. Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    number = Int32(era * 146_097 + dayOfEra - 719_468)
  }

  /// Reads `YYYY-MM-DD`.
  ///
  /// - Returns: nil for any other form and for a date that does not exist.
  package init?(_ text: some StringProtocol) { self.init(ascii: Array(text.utf8)) }

  /// Reads `YYYY-MM-DD` as bytes.
  package init?(ascii bytes: [UInt8]) {
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = Decimal.value(bytes, 0..<4), let month = Decimal.value(bytes, 5..<7),
      let day = Decimal.value(bytes, 8..<10)
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  package var civil: (year: Int, month: Int, day: Int) {
    let z = Int(number) + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1
    )
  }

  package static func dayCount(year: Int, month: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  package static func isLeap(_ year: Int) -> Bool {
    year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
  }

  /// 1 Monday … 7 Sunday.
  package var weekday: Int {
    Int((Int64(number) + 3) - (Int64(number) + 3).floorDivided(by: 7) * 7) + 1
  }

  package func adding(days: Int) -> Day { Day(number: number + Int32(days)) }

  /// Days from `other` to this day; negative when this day is earlier.
  package func days(since other: Day) -> Int { Int(number) - Int(other.number) }

  package static func < (left: Day, right: Day) -> Bool { left.number < right.number }
}

extension Day: CustomStringConvertible {
  /// `YYYY-MM-DD`.
  package var description: String { String(decoding: ascii, as: UTF8.self) }

  var ascii: [UInt8] {
    let (year, month, day) = civil
    var out: [UInt8] = []
    out.reserveCapacity(27)
    out.append(decimal: Int64(year), width: 4)
    out.append(UInt8(ascii: "-"))
    out.append(decimal: Int64(month), width: 2)
    out.append(UInt8(ascii: "-"))
    out.append(decimal: Int64(day), width: 2)
    return out
  }
}
