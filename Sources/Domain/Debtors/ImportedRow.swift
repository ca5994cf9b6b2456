import Bytes
import Contract
import Vault

/// A row of a portfolio after every check that needs nothing but the row.
struct ImportedRow: Sendable {
  struct Statement: Sendable {
    let statementOn: Day
    let dueOn: Day
    let billAmount: Int64
    let purchaseAmount: Int64
    let minimumDueAmount: Int64
  }
  struct Payment: Sendable {
    let valueOn: Day
    let amount: Int64
    let externalRef: String?
  }
  struct Rejection: Error, Sendable {
    let field: String
    let reason: Reason
    let message: String
  }
  struct Bounds {
    /// Statements or payments of one row.
    static let eventsMax = 600
    static let referenceLengthMax = 64
    static let nameLengthMax = 200
  }

  let line: Int64
  let reference: String
  let referenceIndex: Digest
  let name: String
  let residentID: String
  let residentIndex: Digest
  let phone: String
  let phoneIndex: Digest
  let timeZone: String
  let generated: Bool
  let product: Int16
  let signedOn: Day
  let limitAmount: Int64
  let openingAmount: Int64
  let openingOn: Day
  let overdueSinceOn: Day?
  let overdueAmount: Int64
  let statements: [Statement]
  let payments: [Payment]
  let evidence: [(periodEndOn: Day, monthsLate: Int16)]

  init(
    _ row: Tally_V1_PortfolioRow, tenant: TenantContext, zoneExists: (String) -> Bool
  ) throws(Rejection) {
    line = Int64(clamping: row.line)
    reference = try Self.text(row.reference, "reference", lengthMax: Bounds.referenceLengthMax)
    referenceIndex = try Self.index(reference, .platformUserID, "reference", tenant)
    name = try Self.text(row.name, "name", lengthMax: Bounds.nameLengthMax)
    residentID = row.residentID
    residentIndex = try Self.index(row.residentID, .residentID, "resident_id", tenant)
    phone = row.phone
    phoneIndex = try Self.index(row.phone, .phone, "phone", tenant)
    guard zoneExists(row.timeZone) else {
      throw Self.invalid("time_zone", "is no time zone that is known")
    }
    timeZone = row.timeZone
    generated = row.generated
    guard (1...7).contains(row.product) else {
      throw Rejection(field: "product", reason: .enumUnknown, message: "product is no known code")
    }
    product = Int16(row.product)
    openingOn = try Self.day(row.openingOn, "opening_on")
    signedOn = row.signedOn.isEmpty ? openingOn : try Self.day(row.signedOn, "signed_on")
    guard row.limitAmount >= 0 else { throw Self.invalid("limit_amount", "is negative") }
    limitAmount = row.limitAmount
    openingAmount = row.openingAmount
    overdueSinceOn =
      row.overdueSinceOn.isEmpty ? nil : try Self.day(row.overdueSinceOn, "overdue_since_on")
    guard row.overdueAmount >= 0 else { throw Self.invalid("overdue_amount", "is negative") }
    overdueAmount = row.overdueAmount
    statements = try Self.statements(row)
    payments = try Self.payments(row)
    evidence = try Self.evidence(row)
    try checkOrder()
    try checkSum()
  }

  /// Nothing happens before the agreement is signed, and what was before the opening is in the
  /// opening balance already. A due date missed before the signing stays possible: sources carry
  /// arrears over from an agreement before.
  private func checkOrder() throws(Rejection) {
    guard openingAmount == 0 || signedOn <= openingOn else {
      throw Self.misplaced("signed_on", "lies after \(openingOn), the day of the opening balance")
    }
    let earliest = max(signedOn, openingOn)
    if let first = statements.first, first.statementOn < earliest {
      throw Self.misplaced("statements.statement_on", "lies before \(earliest)")
    }
    if let first = payments.first, first.valueOn < earliest {
      throw Self.misplaced("payments.value_on", "lies before \(earliest)")
    }
    guard let lastDueOn = statements.map(\.dueOn).max() else { return }
    if let last = payments.last, last.valueOn > lastDueOn {
      throw Self.misplaced(
        "payments.value_on", "lies after \(lastDueOn), the due date of the last statement")
    }
  }

  private static func statements(_ row: Tally_V1_PortfolioRow) throws(Rejection) -> [Statement] {
    guard row.statements.count <= Bounds.eventsMax else {
      throw invalid("statements", "are more than \(Bounds.eventsMax)")
    }
    var out: [Statement] = []
    for item in row.statements {
      let statementOn = try day(item.statementOn, "statements.statement_on")
      let dueOn = try day(item.dueOn, "statements.due_on")
      guard dueOn >= statementOn else {
        throw invalid("statements.due_on", "lies before the statement")
      }
      guard item.minimumDueAmount >= 0 else {
        throw invalid("statements.minimum_due_amount", "is negative")
      }
      out.append(
        Statement(
          statementOn: statementOn, dueOn: dueOn, billAmount: item.billAmount,
          purchaseAmount: item.purchaseAmount, minimumDueAmount: item.minimumDueAmount))
    }
    return out.sorted { $0.statementOn < $1.statementOn }
  }

  private static func evidence(
    _ row: Tally_V1_PortfolioRow
  ) throws(Rejection) -> [(periodEndOn: Day, monthsLate: Int16)] {
    guard row.evidence.count <= Bounds.eventsMax else {
      throw invalid("evidence", "are more than \(Bounds.eventsMax)")
    }
    var out: [(periodEndOn: Day, monthsLate: Int16)] = []
    var taken: Set<Day> = []
    for item in row.evidence {
      guard item.monthsLate <= 600 else { throw invalid("evidence", "is out of range") }
      let periodEndOn = try day(item.periodEndOn, "evidence")
      guard taken.insert(periodEndOn).inserted else {
        throw invalid("evidence", "names a period twice")
      }
      out.append((periodEndOn, Int16(item.monthsLate)))
    }
    return out
  }

  private static func payments(_ row: Tally_V1_PortfolioRow) throws(Rejection) -> [Payment] {
    guard row.payments.count <= Bounds.eventsMax else {
      throw invalid("payments", "are more than \(Bounds.eventsMax)")
    }
    var out: [Payment] = []
    var references: Set<[UInt8]> = []
    for item in row.payments {
      guard item.amount > 0 else {
        throw Rejection(
          field: "payments.amount", reason: .amountNotPositive,
          message: "payments.amount is not positive")
      }
      if let fault = Field.textFault(item.externalRef, lengthMax: Bounds.referenceLengthMax) {
        throw invalid("payments.external_ref", fault)
      }
      // Compared as the table does: by bytes.
      guard
        item.externalRef.isEmpty || references.insert(Array(item.externalRef.utf8)).inserted
      else {
        throw Rejection(
          field: "payments.external_ref", reason: .alreadyExists,
          message: "two payments of this row have one reference")
      }
      out.append(
        Payment(
          valueOn: try day(item.valueOn, "payments.value_on"), amount: item.amount,
          externalRef: item.externalRef.isEmpty ? nil : item.externalRef))
    }
    return out.sorted { $0.valueOn < $1.valueOn }
  }

  /// Every sum of the row's amounts must be one that formulas admit: a balance never wraps.
  private func checkSum() throws(Rejection) {
    var sum = Int128(openingAmount.magnitude)
    for statement in statements { sum += Int128(statement.purchaseAmount.magnitude) }
    for payment in payments { sum += Int128(payment.amount) }
    for statement in statements {
      sum += Int128(statement.minimumDueAmount) + Int128(statement.billAmount.magnitude)
    }
    sum += Int128(limitAmount) + Int128(overdueAmount)
    // Formulas are exact up to this bound and trap beyond it.
    guard sum.magnitude <= UInt128(Limits.amountMinorMax) else {
      throw Rejection(
        field: "statements", reason: .amountOverflow,
        message: "the amounts of this row do not fit into a balance")
    }
  }

  private static func text(
    _ value: String, _ field: String, lengthMax: Int
  ) throws(Rejection) -> String {
    guard !value.isEmpty else {
      throw Rejection(field: field, reason: .fieldMissing, message: "\(field) is required")
    }
    if let fault = Field.textFault(value, lengthMax: lengthMax) { throw invalid(field, fault) }
    return value
  }

  private static func index(
    _ value: String, _ column: IndexedColumn, _ field: String, _ tenant: TenantContext
  ) throws(Rejection) -> Digest {
    do throws(VaultFailure) {
      return try tenant.keys.blindIndex(value, column: column, countryCode: .china)
    } catch {
      throw invalid(field, "has no usable form")
    }
  }

  private static func day(_ text: String, _ field: String) throws(Rejection) -> Day {
    guard let day = Day(text) else {
      throw Rejection(
        field: field, reason: .dateInvalid, message: "\(field) is no date that exists")
    }
    guard day >= .startOfTime else {
      throw misplaced(field, "lies before \(Day.startOfTime)")
    }
    return day
  }

  private static func misplaced(_ field: String, _ why: String) -> Rejection {
    Rejection(field: field, reason: .dateInvalid, message: "\(field) \(why)")
  }

  private static func invalid(_ field: String, _ why: String) -> Rejection {
    Rejection(field: field, reason: .fieldInvalid, message: "\(field) \(why)")
  }
}
