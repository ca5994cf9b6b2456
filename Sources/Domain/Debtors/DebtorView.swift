import Bytes
import Contract
import Queries
import Vault

/// Opens what may be shown of a debtor. A debtor whose key was destroyed (it is stored as no bytes)
/// shows as empty; what was changed or moved answers `internalError`, never as empty.
struct DebtorView {
  private let tenant: TenantContext
  private let subject: Identifier
  private let key: SubjectKey?

  init(tenant: TenantContext, subject: Identifier, wrappedKey: [UInt8]) throws(Refusal) {
    self.tenant = tenant
    self.subject = subject
    guard !wrappedKey.isEmpty else {
      key = nil
      return
    }
    do throws(VaultFailure) {
      key = try tenant.keys.openSubjectKey(wrappedKey, subject: subject)
    } catch {
      throw .internalError
    }
  }

  func name(_ sealed: [UInt8]?) throws(Refusal) -> String? {
    guard let sealed else { return nil }
    return try open(sealed, at: PersonalPlace.name(tenant.tenant, subject))
  }

  func identifier(
    _ type: IdentifierType, in rows: [DebtorsQueries.IdentifiersRow]
  ) throws(Refusal) -> String? {
    guard let row = rows.first(where: { $0.type == type.rawValue }) else { return nil }
    return try open(row.ciphertext, at: PersonalPlace.identifier(tenant.tenant, row.id))
  }

  func phone(_ rows: [DebtorsQueries.PhonesRow]) throws(Refusal) -> String? {
    guard let row = rows.first else { return nil }
    return try open(row.ciphertext, at: PersonalPlace.contactPoint(tenant.tenant, row.id))
  }

  func maskedName(_ sealed: [UInt8]?) throws(Refusal) -> String {
    try name(sealed).map(Mask.name.apply) ?? ""
  }

  private func open(_ sealed: [UInt8], at place: Place) throws(Refusal) -> String? {
    do throws(VaultFailure) {
      return try key?.openText(sealed, at: place)
    } catch {
      throw .internalError
    }
  }
}

extension Tally_V1_Money {
  init(_ amount: Int64, _ currency: String) {
    self.init()
    self.amount = amount
    self.currency = currency
  }
}

extension Tally_V1_Account {
  init(_ row: DebtorsQueries.AccountsRow) {
    self.init()
    accountID = row.id.description
    product = UInt32(clamping: row.product)
    limit = Tally_V1_Money(row.principalAmount, row.currency)
    balance = Tally_V1_Money(row.balance, row.currency)
    daysPastDue = UInt32(clamping: row.daysPastDue)
    bucket = UInt32(clamping: row.bucket)
    loanClass = UInt32(clamping: row.loanClass)
    firstPastDueOn = row.firstPastDueOn?.description ?? ""
    overdue = Tally_V1_Money(row.overdue, row.currency)
  }
}

extension Tally_V1_DebtorSummary {
  init(
    _ row: DebtorsQueries.GetRow, view: DebtorView, identifiers: [DebtorsQueries.IdentifiersRow]
  ) throws(Refusal) {
    self.init()
    debtorID = row.id.description
    reference = try view.identifier(.platformUserID, in: identifiers) ?? ""
    name = try view.maskedName(row.name)
    riskClass = UInt32(clamping: row.riskClass ?? 0)
    riskRule = row.riskRule ?? ""
    bucket = UInt32(clamping: row.bucket)
    daysPastDue = UInt32(clamping: row.daysPastDue)
    balance = Tally_V1_Money(row.balance, row.currency)
    overdue = Tally_V1_Money(row.overdue, row.currency)
    loanClass = UInt32(clamping: row.loanClass)
    score = row.score ?? 0
  }

  init(
    _ row: DebtorsQueries.ListRow, view: DebtorView, identifiers: [DebtorsQueries.IdentifiersRow]
  ) throws(Refusal) {
    self.init()
    debtorID = row.id.description
    reference = try view.identifier(.platformUserID, in: identifiers) ?? ""
    name = try view.maskedName(row.name)
    riskClass = UInt32(clamping: row.riskClass ?? 0)
    riskRule = row.riskRule ?? ""
    bucket = UInt32(clamping: row.bucket)
    daysPastDue = UInt32(clamping: row.daysPastDue)
    balance = Tally_V1_Money(row.balance, row.currency)
    overdue = Tally_V1_Money(row.overdue, row.currency)
    loanClass = UInt32(clamping: row.loanClass)
    score = row.score ?? 0
  }
}
