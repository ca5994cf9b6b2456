package import Contract

/// The part of a list that a caller asks for.
package struct PageBounds: Sendable, Equatable {
  /// Rows in one page.
  package static let rowsMax: UInt32 = 1_000
  package static let rowsUsual: UInt32 = 100

  package let limit: Int64
  /// The cursor of the page before; empty for the first page.
  package let after: String

  /// - Throws: `fieldInvalid` for a page that is too large.
  package init(_ page: Tally_V1_PageRequest) throws(Refusal) {
    guard page.size <= Self.rowsMax else {
      throw .invalid("page.size", "is more than \(Self.rowsMax)")
    }
    limit = Int64(page.size == 0 ? Self.rowsUsual : page.size)
    after = page.after
  }
}
