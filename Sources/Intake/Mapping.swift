package import Bytes

/// How the columns of a partner's file become rows of a portfolio, and what the file does not say.
///
/// Source: proto-like-specs/mapping.md.
package struct Mapping: Sendable {
  /// The codes of domain/model.md section 4.5.
  package enum Product: Int16, Sendable, CaseIterable {
    case p2pLoan = 1
    case consumerLoan = 2
    case creditCard = 3
    case buyNowPayLater = 4
    case merchantCredit = 5
    case investmentProject = 6
    case tradePayable = 7
  }

  enum TextSource: Sendable, Equatable {
    case constant(String)
    case column(String, prefix: String)
    case generated
  }

  enum DateSource: Sendable, Equatable {
    case constant(Day)
    case column(String)
  }

  enum AmountSource: Sendable, Equatable {
    case constant(Int64)
    case column(String)
    /// No purchases in the first period: its bill, and what was paid in it.
    case firstBillPlusFirstPayments
    /// The minimum due of the opening balance, for each due date missed.
    case minimumDuePerMonth
  }

  enum DateForm: String, Sendable, CaseIterable {
    case hyphens = "YYYY-MM-DD"
    case slashes = "YYYY/MM/DD"
    case plain = "YYYYMMDD"
  }

  struct MinimumDue: Sendable, Equatable {
    /// Parts per million of the bill.
    let ppm: Int64
    /// At least this many minor units, and never more than the bill.
    let floor: Int64
  }

  struct Overdue: Sendable, Equatable {
    /// Months late as the source reports them; 0 and less: nothing is overdue.
    let monthsColumn: String
    /// The due date of the last month which the source counted.
    let dueOn: Day
    let amount: AmountSource
  }

  struct Payment: Sendable, Equatable {
    let on: DateSource
    let amount: AmountSource
  }

  struct Period: Sendable, Equatable {
    let statementOn: DateSource
    let dueOn: DateSource
    let bill: AmountSource
    /// Nil: bill − previous bill + payments.
    let purchases: AmountSource?
    let payments: [Payment]
    let monthsLateColumn: String?
    /// True: a row whose bill is empty has no such period.
    let isOptional: Bool
  }

  /// SHA-256 of the mapping file: names the import together with the file's.
  package let digest: Bytes::Digest
  package let name: String
  package let version: Int
  package let attribution: String
  package let currency: Currency
  /// IANA name.
  package let timeZone: String
  package let product: Product
  let currencyColumn: String?
  let dateForm: DateForm
  let generator: IdentityGenerator?
  /// True when the file itself holds generated persons.
  let isGenerated: Bool
  let reference: TextSource
  let debtorName: TextSource
  let residentID: TextSource
  let phone: TextSource
  let signedOn: DateSource
  let limit: AmountSource
  let openingOn: DateSource
  let openingAmount: AmountSource
  let overdue: Overdue?
  let minimumDue: MinimumDue
  let periods: [Period]
  let ignoredColumns: Set<String>

  /// Name and version, for the record: `taiwan_card/1`.
  package var label: String { "\(name)/\(version)" }

  /// Every column which is read.
  package var columns: Set<String> {
    var out: Set<String> = []
    if let currencyColumn { out.insert(currencyColumn) }
    for source in [reference, debtorName, residentID, phone] {
      if case .column(let name, _) = source { out.insert(name) }
    }
    var dates = [signedOn, openingOn]
    var amounts = [limit, openingAmount]
    if let overdue {
      out.insert(overdue.monthsColumn)
      amounts.append(overdue.amount)
    }
    for period in periods {
      dates += [period.statementOn, period.dueOn] + period.payments.map(\.on)
      amounts += [period.bill] + period.payments.map(\.amount)
      if let purchases = period.purchases { amounts.append(purchases) }
      if let column = period.monthsLateColumn { out.insert(column) }
    }
    for source in dates { if case .column(let name) = source { out.insert(name) } }
    for source in amounts { if case .column(let name) = source { out.insert(name) } }
    return out
  }
}
