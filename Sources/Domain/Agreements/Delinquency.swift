package import Bytes

/// What is left of one instalment, for counting days past due.
package struct UnmetInstalment: Sendable, Equatable {
  package var dueOn: Day
  /// Minor units.
  package var outstanding: Int64
  /// The day a payment of it was charged back.
  package var chargebackOn: Day?

  package init(dueOn: Day, outstanding: Int64, chargebackOn: Day? = nil) {
    self.dueOn = dueOn
    self.outstanding = outstanding
    self.chargebackOn = chargebackOn
  }
}

/// Days during which delinquent days do not grow, `[from, to)`.
package struct Pause: Sendable, Equatable {
  package var from: Day
  /// nil while the pause is open.
  package var to: Day?

  package init(from: Day, to: Day?) {
    self.from = from
    self.to = to
  }

  package enum Refusal: String, Error, Equatable {
    case emptyRange = "EMPTY_RANGE"
    case overlap = "PAUSE_OVERLAP"
  }

  /// Why this pause may not be added to `existing`; nil when it may. Touching pauses are fine.
  package func refusal(beside existing: [Pause]) -> Refusal? {
    if let to, to <= from { return .emptyRange }
    let overlaps = existing.contains { other in
      let startsBeforeOtherEnds = other.to.map { from < $0 } ?? true
      let endsAfterOtherStarts = to.map { $0 > other.from } ?? true
      return startsBeforeOtherEnds && endsAfterOtherStarts
    }
    return overlaps ? .overlap : nil
  }
}

/// Days past due and delinquent days, 逾期天数.
package enum Delinquency {
  package struct PastDue: Sendable, Equatable {
    /// The due or charge-back day of the oldest unmet instalment.
    package let firstUnmetOn: Day?
    package let dpd: Int
  }

  package struct Delinquent: Sendable, Equatable {
    package let dpd: Int
    package let pausedDays: Int
    package let delinquentDays: Int
  }

  /// Days past due: 0 on the due date, 1 on the next day.
  ///
  /// An instalment is met when its outstanding amount is at most `tolerance`. A charge-back starts
  /// the count anew when the instalment was due by then.
  package static func daysPastDue(
    _ instalments: [UnmetInstalment], businessDate: Day, tolerance: Int64
  ) -> PastDue {
    let unmet = instalments.filter { $0.outstanding > tolerance }
      .map { instalment in
        instalment.chargebackOn.map { max(instalment.dueOn, $0) } ?? instalment.dueOn
      }
      .filter { $0 < businessDate }
    guard let first = unmet.min() else { return PastDue(firstUnmetOn: nil, dpd: 0) }
    return PastDue(firstUnmetOn: first, dpd: businessDate.days(since: first))
  }

  /// Days past due less grace and less the paused days within `[firstUnmetOn, businessDate)`.
  ///
  /// `pauses` do not overlap. An open pause ends at the business date.
  package static func delinquentDays(
    firstUnmetOn: Day?, businessDate: Day, graceDays: Int, pauses: [Pause]
  ) -> Delinquent {
    guard let firstUnmetOn, firstUnmetOn < businessDate else {
      return Delinquent(dpd: 0, pausedDays: 0, delinquentDays: 0)
    }
    let paused = pauses.reduce(0) { sum, pause in
      let from = max(pause.from, firstUnmetOn)
      let to = min(pause.to ?? businessDate, businessDate)
      return sum + max(0, to.days(since: from))
    }
    let dpd = businessDate.days(since: firstUnmetOn)
    return Delinquent(
      dpd: dpd, pausedDays: paused, delinquentDays: max(0, dpd - graceDays - paused))
  }

  /// The worst of a debtor's accounts; 0 without accounts.
  package static func debtorDPD(_ accountDPDs: [Int]) -> Int { accountDPDs.max() ?? 0 }
}

/// Buckets of days past due, 账龄, kept as upper bounds so that there are no gaps.
package struct Buckets: Sendable, Equatable {
  /// M0 current, M1 to M6 of thirty days each, M7 beyond 180 days.
  package static let monthly = Buckets(upperBounds: [0, 30, 60, 90, 120, 150, 180])

  /// Strictly rising, the last day of each bucket but the last.
  package let upperBounds: [Int]

  /// - Returns: nil when the bounds do not rise strictly from 0 or more.
  package init?(checking upperBounds: [Int]) {
    guard zip(upperBounds, upperBounds.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
    guard (upperBounds.first ?? 0) >= 0 else { return nil }
    self.upperBounds = upperBounds
  }

  private init(upperBounds: [Int]) { self.upperBounds = upperBounds }

  /// The bucket of `days`: how many bounds lie below it.
  package func index(ofDays days: Int) -> Int { upperBounds.count { $0 < days } }
}
