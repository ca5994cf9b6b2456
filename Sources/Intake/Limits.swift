/// Bounds of this module, each with its reason.
package enum Limits {
  /// Longest field of a CSV file, in bytes: none of a portfolio's values is longer, and a quote
  /// left open is noticed before it has eaten the file.
  package static let fieldByteCountMax = 64 * 1024
  /// Most columns of a CSV file.
  package static let columnsMax = 1024
  /// Bytes read and inflated at once.
  package static let chunkByteCount = 64 * 1024
  /// Longest mapping file, in bytes.
  package static let mappingByteCountMax = 1 << 20
  /// Deepest nesting of a JSON text.
  package static let jsonDepthMax = 32
  /// Most periods of one row: fifty years of months.
  package static let periodsMax = 600
}
