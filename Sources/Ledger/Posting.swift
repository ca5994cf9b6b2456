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
    // Few currencies an entry: a scan is cheaper than a dictionary.
    var sums: [(currency: String, amount: Int64)] = []
    for posting in postings {
      if let index = sums.firstIndex(where: { $0.currency == posting.currency }) {
        let (sum, overflow) = sums[index].amount.addingReportingOverflow(posting.amount)
        guard !overflow else { throw .overflow(currency: posting.currency) }
        sums[index].amount = sum
      } else {
        sums.append((posting.currency, posting.amount))
      }
    }
    for sum in sums where sum.amount != 0 { throw .unbalanced(currency: sum.currency) }
  }
}

extension UInt8 {
  /// A byte of an opaque id: `a-z`, `0-9`, `_` or `-`.
  var isWordByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
