package import Bytes

/// The account of a posting.
package enum PostingAccount: Sendable, Hashable {
  /// An account of a person, by pseudonym; 32 hexadecimal digits in the leaf.
  case pseudonym(Identifier)
  /// An account of the tenant's chart: 1 to 31 of `a-z`, `0-9` and `_`, starting with a letter.
  case chart(String)
}

/// One line of a double entry. Debits are positive, credits negative.
package struct Posting: Sendable, Equatable {
  package var account: PostingAccount
  /// In minor units of `currency`; not zero.
  package var amount: Int64
  /// ISO 4217: three capital letters.
  package var currency: String

  package init(account: PostingAccount, amount: Int64, currency: String) {
    self.account = account
    self.amount = amount
    self.currency = currency
  }

  func checked() throws(LedgerFailure) {
    guard amount != 0 else { throw .invalidField("amount") }
    guard currency.utf8.count == 3,
      currency.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
    else { throw .invalidField("currency") }
    switch account {
    case .pseudonym: return
    case .chart(let name):
      guard let first = name.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first),
        name.utf8.count <= LedgerLimits.chartNameByteCountMax,
        name.utf8.allSatisfy({ $0.isWordByte && $0 != UInt8(ascii: "-") })
      else { throw .invalidField("account") }
    }
  }

  /// Checks that the postings of each currency sum to zero.
  static func balanced(_ postings: [Posting]) throws(LedgerFailure) {
    // Few currencies an entry: each is summed from where it comes first, and nothing is kept.
    for (index, first) in postings.enumerated()
    where !postings[..<index].contains(where: { $0.currency == first.currency }) {
      var sum: Int64 = 0
      for posting in postings[index...] where posting.currency == first.currency {
        let (next, overflow) = sum.addingReportingOverflow(posting.amount)
        guard !overflow else { throw .overflow(currency: first.currency) }
        sum = next
      }
      guard sum == 0 else { throw .unbalanced(currency: first.currency) }
    }
  }
}

extension UInt8 {
  /// A byte of an opaque id: `a-z`, `0-9`, `_` or `-`.
  var isWordByte: Bool {
    let set: UInt64 = self < 64 ? Self.wordBytes.low : Self.wordBytes.high
    return self < 128 && set >> UInt64(self & 63) & 1 == 1
  }

  /// A bit for each byte below 64, and for each below 128. No branch on what a random id holds.
  private static var wordBytes: (low: UInt64, high: UInt64) {
    func bits(_ first: Unicode.Scalar, _ last: Unicode.Scalar) -> UInt64 {
      (~0 >> UInt64(63 - (last.value - first.value))) << UInt64(first.value & 63)
    }
    return (bits("0", "9") | bits("-", "-"), bits("a", "z") | bits("_", "_"))
  }
}
