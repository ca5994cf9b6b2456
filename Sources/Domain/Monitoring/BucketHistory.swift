package import Bytes

/// When an account was in which bucket, 账龄历史.
package struct BucketHistory: Sendable, Equatable {
  /// A stay in one bucket: `[enteredOn, leftOn)`.
  package struct Period: Sendable, Equatable {
    package var bucket: Int16
    package var enteredOn: Day
    /// nil while the account is there.
    package var leftOn: Day?

    package init(bucket: Int16, enteredOn: Day, leftOn: Day?) {
      self.bucket = bucket
      self.enteredOn = enteredOn
      self.leftOn = leftOn
    }

    package func contains(_ day: Day) -> Bool {
      enteredOn <= day && leftOn.map { day < $0 } ?? true
    }
  }
  /// A move into a bucket; `from` is nil for the first known day.
  package struct Step: Sendable, Equatable {
    package let day: Day
    package let from: Int16?
    package let to: Int16
  }

  /// Rising; of the time before those given to `init` nothing is known.
  package private(set) var periods: [Period]

  package init(periods: [Period]) { self.periods = periods }

  /// Ends the open period and opens the next one.
  package mutating func apply(_ step: Step) {
    if let last = periods.indices.last, periods[last].leftOn == nil {
      periods[last].leftOn = step.day
    }
    periods.append(Period(bucket: step.to, enteredOn: step.day, leftOn: nil))
  }

  /// At how many of the `months` month days up to `day`, itself included, something was past due.
  package func monthsLate(endingOn day: Day, months: Int) -> Int {
    (0..<months).count { back in
      let asked = day.adding(months: -back)
      return periods.contains { $0.bucket > 0 && $0.contains(asked) }
    }
  }

  /// The moves between buckets after `after`, up to and including `through`.
  ///
  /// Between two events the oldest unmet day stays, so the days of crossing follow from it.
  /// - Parameters:
  ///   - after: nil for an account that was never looked at: its whole history is walked.
  ///   - current: the bucket on `after`.
  package static func steps(
    of replay: AccountReplay, buckets: Buckets, tolerance: Int64, after: Day?, through: Day,
    current: Int16?
  ) -> [Step] {
    let days = eventDays(of: replay, after: after, through: through)
    let standings = replay.standings(on: days, tolerance: tolerance)
    var steps: [Step] = []
    var bucket = current
    for (index, standing) in standings.enumerated() {
      let next = index + 1 < days.count ? days[index + 1] : through.adding(days: 1)
      for (day, to) in crossings(standing, from: days[index], until: next, buckets: buckets)
      where to != bucket {
        steps.append(Step(day: day, from: bucket, to: to))
        bucket = to
      }
    }
    return steps
  }

  /// Days on which the oldest unmet day may change, the first day asked about and `through`.
  private static func eventDays(of replay: AccountReplay, after: Day?, through: Day) -> [Day] {
    var days = replay.movements.map(\.valueOn) + replay.dues.map { $0.dueOn.adding(days: 1) }
    if let overdueOn = replay.openingOverdueOn { days.append(overdueOn.adding(days: 1)) }
    days.append(through)
    if let after {
      days.append(after.adding(days: 1))
      days.removeAll { $0 <= after }
    }
    days.removeAll { $0 > through }
    var rising: [Day] = []
    for day in days.sorted() where day != rising.last { rising.append(day) }
    return rising
  }

  private static func crossings(
    _ standing: AccountReplay.Standing, from day: Day, until next: Day, buckets: Buckets
  ) -> [(day: Day, bucket: Int16)] {
    var out = [(day: day, bucket: Int16(buckets.index(ofDays: standing.daysPastDue)))]
    guard let first = standing.firstPastDueOn else { return out }
    for bound in buckets.upperBounds {
      let crossing = first.adding(days: bound + 1)
      guard crossing > day, crossing < next else { continue }
      out.append((crossing, Int16(buckets.index(ofDays: bound + 1))))
    }
    return out
  }
}
