/// Bounds of the inputs of formulas.
///
/// Whoever admits a value checks it against these; a formula given more than this may trap instead
/// of returning a wrong figure.
package enum Limits {
  /// Largest single amount, in minor units: ten million million of a currency with two decimals.
  /// With the two bounds below, interest still fits 64 bits:
  /// 10^15 × 10 × 36 600 / 360 ≈ 1.02 × 10^18.
  package static let amountMinorMax: Int64 = 1_000_000_000_000_000
  /// Largest rate: 1000 % a year.
  package static let ratePPMMax: Int64 = 10_000_000
  /// Longest period, in days: a little more than one hundred years.
  package static let dayCountMax = 36_600
  /// Longest discounting period: one hundred years.
  package static let monthCountMax = 1200
  /// Most instalments, receipts or claims of one debt: their sum still fits 64 bits. Figures of a
  /// portfolio are summed in 128 bits and need no such bound.
  package static let rowCountMax = 9000

  /// True for an amount of zero up to `amountMinorMax`.
  package static func admits(amount: Int64) -> Bool { (0...amountMinorMax).contains(amount) }

  /// True for a rate of zero up to `ratePPMMax`.
  package static func admits(ratePPM: Int64) -> Bool { (0...ratePPMMax).contains(ratePPM) }

  /// True for a period of zero up to `dayCountMax`.
  package static func admits(dayCount: Int) -> Bool { (0...dayCountMax).contains(dayCount) }
}
