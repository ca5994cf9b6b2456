/// The bounds of this module, each with its reason.
package enum ExtractLimits {
  /// Bytes of one file of an extract: a dataset is built and checked in memory.
  package static let fileByteCountMax = 1 << 30
  /// Files of an extract: bundles and tiles of 250 million entries.
  package static let fileCountMax = 2_000_000
  /// Rows of one dataset.
  package static let rowCountMax = 10_000_000
  /// Columns of one dataset.
  package static let columnCountMax = 100
  /// Bytes of a path in the archive: the name field of ustar.
  package static let pathByteCountMax = 100
  /// Findings kept in a report; more are counted, not kept.
  package static let findingCountMax = 1_000
}
