package import Ledger

/// Control totals of the ledger entries in an extract's range.
package struct EntryTotals: Sendable, Equatable {
  /// Entries of each kind.
  package private(set) var counts: [EntryKind: Int] = [:]
  /// Sum of the debits (positive postings) of each currency, in minor units.
  package private(set) var debits: [String: Int128] = [:]

  package init() {}

  package mutating func add(_ entry: LedgerEntryDraft) {
    counts[entry.kind, default: 0] += 1
    for posting in entry.postings where posting.amount > 0 {
      debits[posting.currency, default: 0] += Int128(posting.amount)
    }
  }

  var json: JSONValue {
    .object([
      "debits": .object(debits.mapValues { .string(String($0)) }),
      "kinds": .object(
        Dictionary(
          uniqueKeysWithValues: counts.map { ($0.key.word, .integer(Int64($0.value))) })),
    ])
  }
}
