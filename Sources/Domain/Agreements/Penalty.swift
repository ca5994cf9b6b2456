/// Penalty for late payment, 罚息.
package struct Penalty: Sendable, Equatable {
  /// What the penalty is a rate of; the caller gives the amount of it.
  package enum Base: Int16, Sendable, CaseIterable {
    /// A fixed amount charged once.
    case flat = 1
    case disbursedAmount
    case outstandingPrincipal
    case latePrincipal
    case lateInterest
  }

  /// Overdue days `fromDay...toDay`, counted from 1, at one rate a year.
  package struct Range: Sendable, Equatable {
    package var fromDay: Int
    /// nil for the last range.
    package var toDay: Int?
    package var ratePPM: Int64

    package init(fromDay: Int, toDay: Int?, ratePPM: Int64) {
      self.fromDay = fromDay
      self.toDay = toDay
      self.ratePPM = ratePPM
    }
  }

  package var base: Base
  /// Days free of penalty: day k is chargeable when graceDays < k.
  package var graceDays: Int
  /// Do not overlap.
  package var ranges: [Range]
  package var flatAmount: Int64
  /// Days of the year, 365 or 360.
  package var basis: Int

  package init(base: Base, graceDays: Int, ranges: [Range], flatAmount: Int64, basis: Int) {
    self.base = base
    self.graceDays = graceDays
    self.ranges = ranges
    self.flatAmount = flatAmount
    self.basis = basis
  }

  /// The penalty after `dpd` days past due on `baseAmount`, rounded once over all ranges.
  package func amount(onBase baseAmount: Int64, dpd: Int) -> Int64 {
    guard dpd > graceDays else { return 0 }
    switch base {
    case .flat: return flatAmount
    case .disbursedAmount, .outstandingPrincipal, .latePrincipal, .lateInterest:
      let rateDays = ranges.reduce(Int128(0)) { sum, range in
        let first = max(range.fromDay, graceDays + 1)
        let last = min(range.toDay ?? dpd, dpd)
        return sum + Int128(range.ratePPM) * Int128(max(0, last - first + 1))
      }
      return Domain.amount(
        Quotient(Int128(baseAmount) * rateDays, over: Int128(basis) * ppm).rounded)
    }
  }
}

/// The most that may be charged on private lending: four times the one-year LPR at contract
/// formation for interest, penalty and other fees together.
///
/// Source: 最高人民法院民间借贷规定 (2020-12-29), articles 25, 28, 29.
package struct ChargeCap: Sendable, Equatable {
  package let ratePPM: Int64
  package let amount: Int64

  /// The cap on `principal` for `days` days of a year of 365.
  package init(principal: Int64, lprPPM: Int64, days: Int) {
    ratePPM = 4 * lprPPM
    amount = Domain.amount(
      Quotient(Int128(principal) * Int128(ratePPM) * Int128(days), over: 365 * ppm).floored)
  }

  /// False when `proposed` would pass the cap: it is then refused, not waived later.
  package func accepts(proposed: Int64, alreadyCharged: Int64) -> Bool {
    Int128(alreadyCharged) + Int128(proposed) <= Int128(amount)
  }
}
