package import Bytes

/// How the days of a period and of a year are counted.
package enum DayCount: Int16, Sendable, CaseIterable {
  /// Days as they are, over 365 in leap years too.
  case actual365 = 1
  /// Days as they are, over 360.
  case actual360
  /// 30E/360: day 31 counts as day 30; February is not stretched.
  case thirty360

  package var basis: Int {
    switch self {
    case .actual365: 365
    case .actual360, .thirty360: 360
    }
  }

  /// Days in `[from, to)`.
  package func days(from: Day, to: Day) -> Int {
    switch self {
    case .actual365, .actual360: return to.days(since: from)
    case .thirty360:
      let (start, end) = (from.civil, to.civil)
      return (end.year - start.year) * 360 + (end.month - start.month) * 30
        + min(end.day, 30) - min(start.day, 30)
    }
  }
}

/// Simple interest, 利息.
package enum Interest {
  /// `principal × rate × days / basis`, rounded once.
  package static func amount(
    principal: Int64, ratePPM: Int64, days: Int, basis: Int
  ) -> Int64 {
    Domain.amount(
      Quotient(
        Int128(principal) * Int128(ratePPM) * Int128(days), over: Int128(basis) * ppm
      ).rounded)
  }

  /// The days of `[from, to)` and their interest.
  package static func ofPeriod(
    principal: Int64, ratePPM: Int64, from: Day, to: Day, dayCount: DayCount
  ) -> (days: Int, interest: Int64) {
    let days = dayCount.days(from: from, to: to)
    return (days, amount(principal: principal, ratePPM: ratePPM, days: days, basis: dayCount.basis))
  }

  /// What to post on day `day` (1, 2, …) of an accrual: the exact total to that day, rounded, less
  /// what was posted before; so the postings always add up to the rounded total.
  package static func accrual(
    principal: Int64, ratePPM: Int64, basis: Int, day: Int
  ) -> Int64 {
    amount(principal: principal, ratePPM: ratePPM, days: day, basis: basis)
      - amount(principal: principal, ratePPM: ratePPM, days: day - 1, basis: basis)
  }

  /// The postings of days 1...`days`, at most `Limits.dayCountMax` of them.
  package static func accruals(
    principal: Int64, ratePPM: Int64, basis: Int, days: Int
  ) -> [Int64] {
    precondition(Limits.admits(dayCount: days), "days out of bounds")
    return (0..<days).map {
      accrual(principal: principal, ratePPM: ratePPM, basis: basis, day: $0 + 1)
    }
  }

  /// Interest for delayed performance of a judgment, 加倍部分债务利息: 0.0175 % a day on judgment
  /// money other than general interest.
  package static func judgmentDelay(unpaid: Int64, days: Int) -> Int64 {
    Domain.amount(Quotient(Int128(unpaid) * 175 * Int128(days), over: ppm).rounded)
  }
}
