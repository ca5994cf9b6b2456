/// What a case can be expected to bring, 预期回收.
package enum ExpectedRecovery {
  /// An asset that may be realised, amounts in minor units.
  package struct Asset: Sendable, Equatable {
    package var value: Int64
    /// Taken off once; value × (1 − haircut) is the forced-sale amount.
    package var haircutPPM: Int64
    /// The debtor's share of the ownership.
    package var sharePPM: Int64
    package var priorClaims: Int64
    package var saleCost: Int64
    package var realisePPM: Int64
    package var months: Int

    package init(
      value: Int64, haircutPPM: Int64, sharePPM: Int64, priorClaims: Int64, saleCost: Int64,
      realisePPM: Int64, months: Int
    ) {
      self.value = value
      self.haircutPPM = haircutPPM
      self.sharePPM = sharePPM
      self.priorClaims = priorClaims
      self.saleCost = saleCost
      self.realisePPM = realisePPM
      self.months = months
    }
  }

  /// `balance × probability of payment × share paid`, discounted.
  package static func unsecured(
    balance: Int64, payPPM: Int64, sharePPM: Int64, discountPPM: Int64, months: Int
  ) -> Int64 {
    let factor = Fixed.discountFactor(ratePPM: discountPPM, months: months)
    let expected = Int128(balance) * Int128(payPPM) * Int128(sharePPM)
    return amount(scaled(expected, by: factor.raw, over: ppm * ppm * Fixed.one))
  }

  /// The sum over `assets` of what is left after prior claims and sale cost, discounted; an asset
  /// under water counts as 0.
  package static func secured(_ assets: [Asset], discountPPM: Int64) -> Int64 {
    let total = assets.reduce(Fixed(0)) { sum, asset in
      let forcedSale = Int128(asset.value) * (ppm - Int128(asset.haircutPPM))
      let net =
        forcedSale * Int128(asset.sharePPM)
        - (Int128(asset.priorClaims) + Int128(asset.saleCost)) * ppm * ppm
      guard net > 0 else { return sum }
      let factor = Fixed.discountFactor(ratePPM: discountPPM, months: asset.months)
      let expected = net * Int128(asset.realisePPM)
      return sum + Fixed(raw: scaled(expected, by: factor.raw, over: ppm * ppm * ppm))
    }
    return total.rounded
  }

  /// The recovery, capped by the claim, and the value after the expected cost.
  package static func value(
    claim: Int64, secured: Int64, unsecured: Int64, expectedCost: Int64
  ) -> (recovery: Int64, value: Int64) {
    let recovery = amount(min(Int128(claim), Int128(secured) + Int128(unsecured)))
    return (recovery, amount(Int128(recovery) - Int128(expectedCost)))
  }
}

/// Priority of a case, 优先级, 0...1000.
package struct PriorityWeights: Sendable, Equatable {
  package static let standard = PriorityWeights(value: 400, urgency: 250, amount: 200, dpd: 150)

  /// The four weights add up to 1000.
  package let value: Int64
  package let urgency: Int64
  package let amount: Int64
  package let dpd: Int64

  /// - Returns: nil when a weight is negative or they do not add up to 1000.
  package init?(checkingValue value: Int64, urgency: Int64, amount: Int64, dpd: Int64) {
    let all = [value, urgency, amount, dpd]
    guard all.allSatisfy({ (0...1000).contains($0) }), all.reduce(0, +) == 1000 else { return nil }
    self.init(value: value, urgency: urgency, amount: amount, dpd: dpd)
  }

  private init(value: Int64, urgency: Int64, amount: Int64, dpd: Int64) {
    self.value = value
    self.urgency = urgency
    self.amount = amount
    self.dpd = dpd
  }

  /// The weighted sum of normalised values, each 0...1 000 000.
  package func priority(
    valuePPM: Int64, urgencyPPM: Int64, amountPPM: Int64, dpdPPM: Int64
  ) -> Int64 {
    let sum =
      Int128(value) * Int128(valuePPM) + Int128(urgency) * Int128(urgencyPPM)
      + Int128(amount) * Int128(amountPPM) + Int128(dpd) * Int128(dpdPPM)
    return Domain.amount(Quotient(sum, over: ppm).rounded)
  }

  /// `value / reference` between 0 and 1, in ppm; 0 when the reference is not positive.
  package static func norm(_ value: Int64, reference: Int64) -> Int64 {
    guard reference > 0, value > 0 else { return 0 }
    return min(1_000_000, ratioPPM(Int128(value), Int128(reference)) ?? 0)
  }

  /// How near the limitation or the expiry of a seizure is, in ppm; all of it with an open
  /// dissipation alert.
  package static func urgency(
    limitationDays: Int?, seizureDays: Int?, horizonDays: Int, dissipationAlert: Bool
  ) -> Int64 {
    guard !dissipationAlert else { return 1_000_000 }
    return [limitationDays, seizureDays].compactMap(\.self)
      .map { norm(Int64(horizonDays) - Int64($0), reference: Int64(horizonDays)) }
      .max() ?? 0
  }
}

/// What decides a case's place in a work queue: priority, amount and days past due falling, then
/// the case number rising.
package struct CasePlace: Sendable, Hashable, Comparable {
  package var priority: Int64
  package var amount: Int64
  package var dpd: Int
  package var caseNumber: String

  package init(priority: Int64, amount: Int64, dpd: Int, caseNumber: String) {
    self.priority = priority
    self.amount = amount
    self.dpd = dpd
    self.caseNumber = caseNumber
  }

  /// True when `left` is worked first. Case numbers compare by their bytes.
  package static func < (left: CasePlace, right: CasePlace) -> Bool {
    if left.priority != right.priority { return left.priority > right.priority }
    if left.amount != right.amount { return left.amount > right.amount }
    if left.dpd != right.dpd { return left.dpd > right.dpd }
    return left.caseNumber.utf8.lexicographicallyPrecedes(right.caseNumber.utf8)
  }
}

/// Seriousness of a case; 1 is the most serious.
package enum CaseLevel: Int16, Sendable, CaseIterable {
  case one = 1
  case two
  case three

  package struct Facts: Sendable {
    package var dpd: Int
    package var amount: Int64
    package var isFraudOrEvasion: Bool
    package var isFullyGuaranteed: Bool

    package init(dpd: Int, amount: Int64, isFraudOrEvasion: Bool, isFullyGuaranteed: Bool) {
      self.dpd = dpd
      self.amount = amount
      self.isFraudOrEvasion = isFraudOrEvasion
      self.isFullyGuaranteed = isFullyGuaranteed
    }
  }

  /// The level; `amountOne` and `amountTwo` are the tenant's bounds of levels 1 and 2. A full
  /// guarantee lowers the seriousness by one. (A vulnerable debtor adds a review, no level.)
  package init(_ facts: Facts, amountOne: Int64, amountTwo: Int64) {
    if facts.dpd > 90 || facts.amount >= amountOne || facts.isFraudOrEvasion {
      self = facts.isFullyGuaranteed ? .two : .one
    } else if facts.dpd > 30 || facts.amount >= amountTwo {
      self = facts.isFullyGuaranteed ? .three : .two
    } else {
      self = .three
    }
  }
}
