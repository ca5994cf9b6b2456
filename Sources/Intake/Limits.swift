/// Bounds of this module, each with its reason.
package enum Limits {
  /// Longest field of a CSV file, in bytes: no value of a portfolio is longer, and a quote left
  /// open is noticed before it has eaten the file.
  package static let fieldByteCountMax = 64 * 1024
  /// Most columns of a CSV file: some fifty periods of twenty columns.
  package static let columnsMax = 1024
  /// Bytes read and inflated at once: a row is small, and larger reads were no faster.
  package static let chunkByteCount = 64 * 1024
  /// Most bytes a file inflates to: a thousand times the largest portfolio at hand.
  package static let inflatedByteCountMax = 8 << 30
  /// Longest mapping file, in bytes.
  package static let mappingByteCountMax = 1 << 20
  /// Deepest nesting of a JSON text: a mapping needs five.
  package static let jsonDepthMax = 16
  /// Most periods of one mapping: fifty years of months.
  package static let periodsMax = 600
  /// Longest text of an amount, in bytes: 19 digits, sign, point and zeroes at the end.
  package static let amountByteCountMax = 40
}
