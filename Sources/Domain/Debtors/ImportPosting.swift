import Bytes
import Contract
import Ledger
import Queries
import SQL
import Vault

/// Collects the rows and ledger entries of imported debtors.
struct ImportPosting {
  private(set) var writes: [Bound] = []
  private(set) var entries: [EntryDraft] = []
  private let tenant: TenantContext
  private let createdBy: Identifier
  private let currency: String
  private let moment: Moment

  init(tenant: TenantContext, createdBy: Identifier, currency: String, moment: Moment) {
    self.tenant = tenant
    self.createdBy = createdBy
    self.currency = currency
    self.moment = moment
  }

  /// The account an import posts to, with the next version of it.
  private struct Target {
    let subject: EntryDraft.Subject
    let id: Identifier
    let pseudonym: Identifier
    var version: Int64 = 0
    var balance: Int64 = 0
  }

  mutating func add(_ row: ImportedRow) throws(ImportedRow.Rejection) {
    var entropy = moment.entropy()
    let subjectID = moment.newIdentifier()
    let pseudonym = randomIdentifier(&entropy)
    let (key, wrapped) = tenant.keys.createSubjectKey(for: subjectID, entropy: &entropy)
    let subject = EntryDraft.Subject(id: subjectID, pseudonym: pseudonym, key: key)
    writes.append(ImportsQueries.advanceDebtorNo(id: subjectID))
    writes.append(
      ImportsQueries.insertSubjects(
        id: subjectID, pseudonym: pseudonym, timeZone: row.timeZone, generated: row.generated,
        firstOverdueOn: row.overdueSinceOn, createdAt: moment.recordedAt, createdBy: createdBy))
    do throws(VaultFailure) {
      try addPersonal(row, subject: subject, wrapped: wrapped, entropy: &entropy)
    } catch {
      throw ImportedRow.Rejection(
        field: "name", reason: .fieldInvalid, message: "personal data are too long to be sealed")
    }
    let agreementID = moment.newIdentifier()
    var target = Target(
      subject: subject, id: moment.newIdentifier(), pseudonym: randomIdentifier(&entropy))
    let entry = append(
      .agreementOpened, to: &target, on: row.signedOn, amount: 0, contra: "", words: [:])
    writes.append(
      ImportsQueries.insertAgreements(
        id: agreementID, subjectID: subjectID, product: row.product,
        principalAmount: row.limitAmount, currency: currency, signedOn: row.signedOn,
        entryID: entry, createdAt: moment.recordedAt, createdBy: createdBy))
    let accountWrite = writes.count
    addHistory(row, to: &target)
    // The account goes before its history: its final version and balance are known only now.
    writes.insert(
      ImportsQueries.insertAccounts(
        id: target.id, agreementID: agreementID, subjectID: subjectID,
        pseudonym: target.pseudonym, version: target.version, currency: currency,
        balance: target.balance, openingOverdueOn: row.overdueSinceOn,
        openingOverdueAmount: row.overdueAmount),
      at: accountWrite)
    for item in row.evidence {
      writes.append(
        ImportsQueries.insertEvidence(
          accountID: target.id, periodEndOn: item.periodEndOn, monthsLate: item.monthsLate))
    }
  }

  private func randomIdentifier(_ entropy: inout Entropy) -> Identifier {
    guard let identifier = Identifier(bytes: entropy.take(Identifier.byteCount)) else {
      preconditionFailure("16 bytes")
    }
    return identifier
  }

  private mutating func addPersonal(
    _ row: ImportedRow, subject: EntryDraft.Subject, wrapped: [UInt8], entropy: inout Entropy
  ) throws(VaultFailure) {
    let key = subject.key
    let name = try key.seal(
      row.name, at: PersonalPlace.name(tenant.tenant, subject.id), entropy: &entropy)
    writes.append(
      ImportsQueries.insertKeys(subjectID: subject.id, wrappedKey: wrapped, name: name))
    let reference = moment.newIdentifier()
    writes.append(
      ImportsQueries.insertIdentifiers(
        id: reference, subjectID: subject.id, type: IdentifierType.platformUserID.rawValue,
        ciphertext: try key.seal(
          row.reference, at: PersonalPlace.identifier(tenant.tenant, reference),
          entropy: &entropy),
        blindIndex: row.referenceIndex.bytes, last4: nil))
    let resident = moment.newIdentifier()
    writes.append(
      ImportsQueries.insertIdentifiers(
        id: resident, subjectID: subject.id, type: IdentifierType.residentID.rawValue,
        ciphertext: try key.seal(
          row.residentID, at: PersonalPlace.identifier(tenant.tenant, resident),
          entropy: &entropy),
        blindIndex: row.residentIndex.bytes, last4: Mask.lastFourCharacters(row.residentID)))
    let phone = moment.newIdentifier()
    writes.append(
      ImportsQueries.insertContactPoints(
        id: phone, subjectID: subject.id, type: ContactPointType.mobile.rawValue,
        ciphertext: try key.seal(
          row.phone, at: PersonalPlace.contactPoint(tenant.tenant, phone), entropy: &entropy),
        blindIndex: row.phoneIndex.bytes, last4: Mask.lastFourCharacters(row.phone),
        recordedAt: moment.recordedAt))
  }

  /// Opening balance, then statements and payments by value date; a statement before a payment of
  /// the same day.
  private mutating func addHistory(_ row: ImportedRow, to target: inout Target) {
    if row.openingAmount != 0 {
      post(
        .purchase, kind: .charged, amount: row.openingAmount, on: row.openingOn,
        contra: ChartAccount.opening, externalRef: nil, to: &target)
    }
    var payments = row.payments[...]
    for (index, statement) in row.statements.enumerated() {
      while let payment = payments.first, payment.valueOn < statement.statementOn {
        post(payment, to: &target)
        payments = payments.dropFirst()
      }
      if statement.purchaseAmount != 0 {
        post(
          statement.purchaseAmount > 0 ? .purchase : .refund, kind: .charged,
          amount: statement.purchaseAmount, on: statement.statementOn,
          contra: ChartAccount.merchants, externalRef: nil, to: &target)
      }
      writes.append(
        ImportsQueries.insertInstalments(
          accountID: target.id, no: Int32(index + 1), statementOn: statement.statementOn,
          dueOn: statement.dueOn, billAmount: statement.billAmount,
          duePrincipal: statement.minimumDueAmount))
    }
    for payment in payments { post(payment, to: &target) }
  }

  private mutating func post(_ payment: ImportedRow.Payment, to target: inout Target) {
    post(
      .repayment, kind: .payment, amount: -payment.amount, on: payment.valueOn,
      contra: ChartAccount.cash, externalRef: payment.externalRef, to: &target)
  }

  /// - Parameter amount: what the debtor owes more by this; negative for less.
  private mutating func post(
    _ type: TransactionType, kind: EntryKind, amount: Int64, on day: Day, contra: String,
    externalRef: String?, to target: inout Target
  ) {
    let transaction = moment.newIdentifier()
    let entry = append(
      kind, to: &target, on: day, amount: amount, contra: contra,
      words: [
        "transaction": transaction.description, "type": type.word,
        "external_ref": externalRef ?? "",
      ])
    writes.append(
      AccountsQueries.insertTransactions(
        id: transaction, accountID: target.id, type: type.rawValue, valueOn: day,
        amount: amount, externalRef: externalRef, entryID: entry,
        recordedAt: moment.recordedAt))
    target.balance += amount
  }

  private mutating func append(
    _ kind: EntryKind, to target: inout Target, on day: Day, amount: Int64, contra: String,
    words: [String: String]
  ) -> Identifier {
    target.version += 1
    let entry = moment.newIdentifier()
    let postings =
      amount == 0
      ? []
      : DoubleEntry.postings(
        account: target.pseudonym, amount: amount, contra: contra, currency: currency)
    entries.append(
      EntryDraft(
        entryID: entry, kind: kind, subject: target.subject,
        account: .init(id: target.id, pseudonym: target.pseudonym, version: target.version),
        postings: postings, effectiveOn: day, payload: Payload.line(words)))
    return entry
  }
}
