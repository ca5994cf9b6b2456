package import Contract

/// The size of a page, and the parts of the mark at which it goes on.
package struct PageBounds: Sendable {
  package static let sizeDefault: UInt32 = 100
  /// A page fits one message of 64 KiB and more.
  package static let sizeMax: UInt32 = 1000
  /// Characters of a mark: a few identifiers and texts of columns.
  static let markLengthMax = 512

  package let size: Int
  /// The parts of the mark; nil for the first page.
  package let after: [String]?

  /// - Throws: `fieldInvalid` for a size above the bound and for a mark of another form.
  package init(_ request: Tally_V1_PageRequest, partCount: Int) throws(Refusal) {
    guard request.size <= Self.sizeMax else {
      throw .invalid("page.size", "is larger than \(Self.sizeMax)")
    }
    size = Int(request.size == 0 ? Self.sizeDefault : request.size)
    guard !request.after.isEmpty else {
      after = nil
      return
    }
    guard Field.textFault(request.after, lengthMax: Self.markLengthMax) == nil else {
      throw Self.badMark
    }
    let parts = request.after.split(separator: "_", omittingEmptySubsequences: false)
      .map(String.init)
    guard parts.count == partCount else { throw Self.badMark }
    after = parts
  }

  package static let badMark = Refusal.invalid("page.after", "is no mark of a page before")

  /// One more row than a page has, to know whether another page follows.
  package var rowCount: Int64 { Int64(size) + 1 }

  /// The mark made of `parts`.
  package static func mark(_ parts: [String]) -> String { parts.joined(separator: "_") }
}
