package import Access
import Bytes
package import Contract
import Ledger
import Queries
package import SQL

/// Posts a payment: account, ledger and the debtor's open promises in one transaction.
package struct PostPayment: RequestedOperation {
  private let account: Identifier
  private let amount: Int64
  private let currency: String
  private let valueOn: Day
  private let externalRef: String?

  /// - Throws: `fieldInvalid`, `fieldMissing`, `amountNotPositive`, `amountOverflow`, `dateInvalid`.
  package init(
    _ call: Authorised<Tally_V1_PostPaymentRequest>, tenant: TenantContext
  ) throws(Refusal) {
    let request = call.request
    account = try Field.identifier(request.accountID, "account_id")
    guard request.hasMoney else { throw .missing("money") }
    amount = try Field.positiveAmount(request.money.amount, "money.amount")
    currency = try Field.currency(request.money.currency, "money.currency")
    valueOn = try Field.day(request.valueOn, "value_on")
    externalRef = try Field.optionalText(request.externalRef, "external_ref", lengthMax: 64)
  }

  package var locating: [Bound] { [AccountsQueries.debtorOf(accountID: account).bound] }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    let rows: [AccountsQueries.DebtorOfRow] = try located[0].rows()
    guard let debtor = rows.first else { throw .notFound }
    return Footprint(subjects: [debtor.subjectID])
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    let rows: [AccountsQueries.DebtorOfRow] = try located[0].rows()
    guard let debtor = rows.first else { throw .notFound }
    // Up to the end of time: the business date is known only under its lock.
    return AccountFacts.reads(account: account, until: .endOfTime)
      + [PromisesQueries.openOfSubjects(subjectID: debtor.subjectID).bound]
  }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_PostPaymentReply> {
    try DayRule.requireOpen(facts.day)
    guard valueOn <= facts.day.businessOn else {
      throw Refusal(
        .invalidArgument, .dateInvalid,
        "value_on lies after the open business date \(facts.day.businessOn)", field: "value_on")
    }
    let account = try AccountFacts(facts, first: 0)
    guard valueOn >= account.row.signedOn else {
      throw Refusal(
        .invalidArgument, .dateInvalid,
        "value_on lies before \(account.row.signedOn), when the agreement was signed",
        field: "value_on")
    }
    guard account.row.currency == currency else {
      throw Refusal(
        .failedPrecondition, .currencyMismatch, "the account is kept in \(account.row.currency)",
        field: "money.currency")
    }
    let (balance, overflow) = account.row.balance.subtractingReportingOverflow(amount)
    guard !overflow, balance.magnitude <= UInt64(Limits.amountMinorMax) else {
      throw Refusal(
        .outOfRange, .amountOverflow, "the balance would not fit", field: "money.amount")
    }
    // For the reply. The row keeps what the last run found; the next one counts this payment.
    let standing = account.replay(adding: [.init(valueOn: valueOn, amount: -amount)]).standing(
      asOf: facts.day.businessOn, tolerance: facts.policy.values.toleranceAmount)
    let subject = try account.subject(facts.tenant)
    let transaction = moment.newIdentifier()
    let entry = EntryDraft(
      entryID: moment.newIdentifier(), kind: .payment, subject: subject,
      account: .init(
        id: account.row.id, pseudonym: account.row.pseudonym, version: account.row.version + 1),
      postings: DoubleEntry.postings(
        account: account.row.pseudonym, amount: -amount, contra: ChartAccount.cash,
        currency: currency),
      effectiveOn: valueOn,
      payload: Payload.line([
        "transaction": transaction.description, "type": TransactionType.repayment.word,
        "external_ref": externalRef ?? "",
      ]))
    var settlement = PromiseSettlement(
      try facts.rows(3), subject: subject, transactions: account.transactions,
      payment: (valueOn, amount), asOf: facts.day.businessOn)
    settlement.settle(moment)
    let writes: [Bound] = [
      AccountsQueries.insertTransactions(
        id: transaction, accountID: account.row.id, type: TransactionType.repayment.rawValue,
        valueOn: valueOn, amount: -amount, externalRef: externalRef, entryID: entry.entryID,
        recordedAt: moment.recordedAt),
      AccountsQueries.applyPosting(
        accountID: account.row.id, version: account.row.version + 1, balance: balance),
    ]
    let version = account.row.version + 1
    let currency = currency
    let promiseState = settlement.stateName
    return Decision(
      writes: writes + settlement.writes, entries: [entry] + settlement.entries,
      answer: .reply { receipt in
        var reply = Tally_V1_PostPaymentReply()
        reply.transactionID = transaction.description
        reply.balance.amount = balance
        reply.balance.currency = currency
        reply.daysPastDue = UInt32(standing.daysPastDue)
        reply.accountVersion = version
        reply.promiseState = promiseState
        reply.receipt = receipt
        return reply
      })
  }

  package func refusal(forConstraint constraint: String) -> Refusal? {
    switch constraint {
    case "account_transaction_ref_unique":
      Refusal(
        .alreadyExists, .alreadyExists, "a transaction with this reference was posted already",
        field: "external_ref")
    default: nil
    }
  }
}
