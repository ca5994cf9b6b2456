/// What the platform costs and saves a lender in its first year.
package struct CostBenefit: Sendable, Equatable {
  package let badDebt: Int64
  package let benefit: Int64
  /// Benefit less one-off and running cost, of the rounded benefit so that they add up.
  package let netYearOne: Int64
  /// nil without bad debt.
  package let breakEvenReductionPPM: Int64?
  /// nil when the benefit does not exceed the running cost.
  package let payBackMonths: Int64?

  /// Amounts in minor units; the ratios are 0...1 000 000.
  package init(
    volume: Int64, badDebtRatePPM: Int64, relativeReductionPPM: Int64, oneOff: Int64,
    running: Int64
  ) {
    // In millionths and millionths of millionths of a minor unit: exact.
    let bad = Int128(volume) * Int128(badDebtRatePPM)
    let saved = bad * Int128(relativeReductionPPM)
    let unit = ppm * ppm
    badDebt = amount(Quotient(bad, over: ppm).rounded)
    benefit = amount(Quotient(saved, over: unit).rounded)
    netYearOne = amount(Int128(benefit) - Int128(oneOff) - Int128(running))
    breakEvenReductionPPM = ratioPPM((Int128(oneOff) + Int128(running)) * ppm, bad)
    let yearly = saved - Int128(running) * unit
    payBackMonths =
      yearly > 0 ? amount(Quotient(12 * Int128(oneOff) * unit, over: yearly).ceiled) : nil
  }
}
