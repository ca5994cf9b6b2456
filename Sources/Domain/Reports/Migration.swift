package import Bytes

/// How balances move between buckets, and what has become of a cohort, 滚动率、账龄、治愈.
package enum Migration {
  /// Longest chain of rolls; more buckets than any tenant keeps.
  package static let stepsMax = 64

  /// Balance now in the next bucket over the balance a month ago in this one.
  package static func rollPPM(opening: Int64, rolled: Int64) -> Int64? {
    ratioPPM(Int128(rolled), Int128(opening))
  }

  /// What became of a bucket's opening balance.
  package struct Row: Sendable, Equatable {
    package var improved: Int64
    package var stayed: Int64
    package var rolled: Int64
    package var paidOff: Int64
    package var writtenOff: Int64

    package init(
      improved: Int64, stayed: Int64, rolled: Int64, paidOff: Int64, writtenOff: Int64
    ) {
      self.improved = improved
      self.stayed = stayed
      self.rolled = rolled
      self.paidOff = paidOff
      self.writtenOff = writtenOff
    }

    /// The row in ppm, exactly 1 000 000 in sum; nil when the opening balance was 0.
    package var ppm: Row? {
      let parts = [improved, stayed, rolled, paidOff, writtenOff]
      guard parts.contains(where: { $0 > 0 }) else { return nil }
      let shares = Split.largestRemainder(1_000_000, weights: parts)
      return Row(
        improved: shares[0], stayed: shares[1], rolled: shares[2], paidOff: shares[3],
        writtenOff: shares[4])
    }
  }

  /// The product of successive rolls in ppm, rounded once: the share of the first balance which is
  /// expected to be lost.
  ///
  /// - Returns: nil when an opening balance is 0.
  package static func chainPPM(_ steps: [(opening: Int64, rolled: Int64)]) -> Int64? {
    precondition(steps.count <= stepsMax, "too many steps")
    precondition(steps.allSatisfy { $0.opening >= 0 && $0.rolled >= 0 }, "a balance below 0")
    guard steps.allSatisfy({ $0.opening > 0 }) else { return nil }
    guard steps.allSatisfy({ $0.rolled > 0 }) else { return 0 }
    var (rolled, opening) = (Product(), Product())
    for step in steps {
      rolled.multiply(by: UInt64(step.rolled))
      opening.multiply(by: UInt64(step.opening))
    }
    // The largest p with (2p - 1) × opening <= 2 × 10^6 × rolled is the nearest ppm, halves up.
    let target = rolled.multiplied(by: 2_000_000)
    var (low, high) = (UInt64(0), UInt64(Int64.max))
    while low < high {
      let middle = low + (high - low + 1) / 2
      if opening.multiplied(by: 2 * middle - 1) <= target {
        low = middle
      } else {
        high = middle - 1
      }
    }
    return Int64(low)
  }

  /// An amount of a cohort which reached 90 days past due.
  package struct Reached90: Sendable, Equatable {
    package var amount: Int64
    package var on: Day

    package init(amount: Int64, on: Day) {
      self.amount = amount
      self.on = on
    }
  }

  /// For months on book 0...`monthsOnBookMax`: amounts that reached 90 days by then over the amount
  /// disbursed. `cohort` is any day of the month of disbursement.
  package static func ever90PPM(
    cohort: Day, disbursed: Int64, reached: [Reached90], monthsOnBookMax: Int
  ) -> [Int64?] {
    precondition((0...Limits.monthCountMax).contains(monthsOnBookMax), "months out of bounds")
    var added = (0...monthsOnBookMax).map { _ in Int128(0) }
    for event in reached {
      let months = monthsBetween(cohort, event.on)
      if months <= monthsOnBookMax { added[max(0, months)] += Int128(event.amount) }
    }
    var sum = Int128(0)
    return added.map {
      sum += $0
      return ratioPPM(sum, Int128(disbursed))
    }
  }

  private static func monthsBetween(_ from: Day, _ to: Day) -> Int {
    let (start, end) = (from.civil, to.civil)
    return (end.year - start.year) * 12 + end.month - start.month
  }

  /// Accounts cured over accounts non-performing at the start, and the share of these which
  /// defaulted again within twelve months.
  package static func curePPM(
    nonPerformingAtStart: Int64, cured: Int64, redefaulted: Int64
  ) -> (cure: Int64?, redefault: Int64?) {
    (
      ratioPPM(Int128(cured), Int128(nonPerformingAtStart)),
      ratioPPM(Int128(redefaulted), Int128(cured))
    )
  }
}
