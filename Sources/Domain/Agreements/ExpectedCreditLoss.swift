/// Expected credit loss, 预期信用损失. Source: IFRS 9, 5.5.11 and B5.5.37.
package enum ExpectedCreditLoss {
  package enum Stage: Int16, Sendable, CaseIterable {
    /// Loss of twelve months.
    case performing = 1
    /// Loss of the whole life.
    case underperforming
    /// Loss of the whole life, interest on the net amount.
    case impaired
  }

  /// One year: marginal probability of default, loss given default, exposure.
  package struct Year: Sendable, Equatable {
    package var pdPPM: Int64
    package var lgdPPM: Int64
    package var exposure: Int64

    package init(pdPPM: Int64, lgdPPM: Int64, exposure: Int64) {
      self.pdPPM = pdPPM
      self.lgdPPM = lgdPPM
      self.exposure = exposure
    }
  }

  package static func stage(dpd: Int, loanClass: LoanClass, isForborne: Bool) -> Stage {
    if loanClass.isNonPerforming || dpd > 90 { return .impaired }
    if dpd > 30 || isForborne { return .underperforming }
    return .performing
  }

  /// The loss discounted at the effective interest rate, year t by (1 + EIR)^t, rounded once.
  ///
  /// - Returns: also the loss of each year, rounded singly for display; these need not add up.
  package static func loss(
    _ years: [Year], effectiveRatePPM: Int64
  ) -> (total: Int64, parts: [Int64]) {
    let parts = years.enumerated().map { index, year in
      let factor = Fixed.discountFactor(ratePPM: effectiveRatePPM, months: 12 * (index + 1))
      let loss = Int128(year.pdPPM) * Int128(year.lgdPPM) * Int128(year.exposure)
      return Fixed(raw: scaled(loss, by: factor.raw, over: ppm * ppm))
    }
    return (parts.reduce(Fixed(0), +).rounded, parts.map(\.rounded))
  }
}
