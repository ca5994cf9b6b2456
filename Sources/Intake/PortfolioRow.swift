package import Bytes

/// One debtor with one agreement and its history, as a partner's file tells it. All amounts are
/// minor units of the mapping's currency.
package struct PortfolioRow: Sendable, Equatable {
  package struct Statement: Sendable, Equatable {
    package let statementOn: Day
    package let dueOn: Day
    package let billAmount: Int64
    /// Negative: refunds.
    package let purchaseAmount: Int64
    package let minimumDueAmount: Int64
  }

  package struct Payment: Sendable, Equatable {
    package let valueOn: Day
    /// Above zero.
    package let amount: Int64
    /// Unique within the file.
    package let externalReference: String
  }

  /// What the source itself says of a period: to compare with, never a fact.
  package struct Evidence: Sendable, Equatable {
    package let periodEndOn: Day
    /// 0 when nothing was late.
    package let monthsLate: Int
  }

  package struct Overdue: Sendable, Equatable {
    /// The oldest due date not met at the opening.
    package let sinceOn: Day
    package let amount: Int64
  }

  /// Line of the file, from 1.
  package let line: Int
  package let reference: String
  package let name: String
  package let residentID: String
  package let phone: String
  /// True when name, identifier or phone were generated.
  package let isGenerated: Bool
  package let timeZone: String
  package let product: Mapping.Product
  package let currency: Currency
  package let signedOn: Day
  package let limitAmount: Int64
  package let openingOn: Day
  /// Negative: in favour of the debtor.
  package let openingAmount: Int64
  package let overdue: Overdue?
  package let statements: [Statement]
  package let payments: [Payment]
  package let evidence: [Evidence]
}
