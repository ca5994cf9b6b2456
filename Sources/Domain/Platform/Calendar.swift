package import Bytes

extension Day {
  /// The first day that can be written, 0001-01-01.
  package static let first = Day(number: -719_162)
  /// The last day that can be written, 9999-12-31.
  package static let last = Day(number: 2_932_896)

  /// The same day number `months` later, or the last day of a shorter month.
  ///
  /// Month ends are not remembered: 28 February + 1 is 28 March. Stops at `first` and `last`.
  package func adding(months: Int) -> Day {
    let (year, month, day) = civil
    let (sum, overflow) = (year * 12 + month - 1).addingReportingOverflow(months)
    guard !overflow else { return months < 0 ? .first : .last }
    let monthIndex = Int64(sum)
    let newYear = Int(monthIndex.floorDivided(by: 12))
    guard newYear >= 1 else { return .first }
    guard newYear <= 9999 else { return .last }
    let newMonth = Int(monthIndex) - newYear * 12 + 1
    let lastDay = Day.dayCount(year: newYear, month: newMonth)
    return Day(year: newYear, month: newMonth, day: min(day, lastDay)) ?? .last
  }

  /// The last day of this day's month.
  package var endOfMonth: Day {
    let (year, month, day) = civil
    return adding(days: Day.dayCount(year: year, month: month) - day)
  }
}

/// The working days of one jurisdiction: Monday to Friday less holidays, plus make-up days.
package struct WorkingCalendar: Sendable {
  package let holidays: Set<Day>
  /// Working days declared by authority, weekends as a rule; they win over `holidays`.
  package let makeUpDays: Set<Day>

  package init(holidays: Set<Day>, makeUpDays: Set<Day>) {
    self.holidays = holidays
    self.makeUpDays = makeUpDays
  }

  package func isWorkingDay(_ day: Day) -> Bool {
    makeUpDays.contains(day) || (day.weekday <= 5 && !holidays.contains(day))
  }

  /// The `count`-th working day after `day`, which itself never counts; 0 gives `day`.
  ///
  /// `count` is 0...`Limits.dayCountMax`. The search ends because holidays are finite.
  package func adding(workingDays count: Int, to day: Day) -> Day {
    precondition(Limits.admits(dayCount: count), "working days out of bounds")
    var (current, left) = (day, count)
    while left > 0 {
      current = current.adding(days: 1)
      if isWorkingDay(current) { left -= 1 }
    }
    return current
  }
}
