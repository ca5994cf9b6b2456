import Bytes
import Ledger
import Queries
import SQL

/// What a payment does to the debtor's open promises: only receipts keep a promise.
struct PromiseSettlement {
  private(set) var writes: [Bound] = []
  private(set) var entries: [EntryDraft] = []
  /// State of the promise that was looked at last; empty when there was none.
  private(set) var stateName = ""

  private let promises: [PromisesQueries.OpenOfSubjectsRow]
  private let subject: EntryDraft.Subject
  private let receipts: [PromiseTerms.Receipt]
  private let asOf: Day

  init(
    _ promises: [PromisesQueries.OpenOfSubjectsRow], subject: EntryDraft.Subject,
    transactions: [AccountsQueries.TransactionsRow], payment: (valueOn: Day, amount: Int64)?,
    asOf: Day
  ) {
    self.promises = promises
    self.subject = subject
    self.asOf = asOf
    var receipts = transactions.filter { $0.type == TransactionType.repayment.rawValue }
      .map { PromiseTerms.Receipt(valueDate: $0.valueOn, amount: -$0.amount) }
    if let payment {
      receipts.append(PromiseTerms.Receipt(valueDate: payment.valueOn, amount: payment.amount))
    }
    self.receipts = receipts
  }

  mutating func settle(_ moment: Moment) {
    for promise in promises {
      let terms = PromiseTerms(
        amount: promise.amount, tolerancePPM: promise.tolerancePpm,
        toleranceDays: Int(promise.toleranceDays), dueOn: promise.dueOn)
      // Money that came before the promise was made does not keep it.
      let counted = receipts.filter { $0.valueDate >= promise.madeOn }
      let outcome = terms.outcome(receipts: counted, asOf: asOf)
      let state = outcome.state
      stateName = state.word
      guard state.rawValue != promise.state || outcome.paidAmount != promise.paidAmount else {
        continue
      }
      writes.append(
        PromisesQueries.settle(
          id: promise.id, state: state.rawValue, paidAmount: outcome.paidAmount))
      let kind: EntryKind? =
        switch state {
        case .kept: .promiseKept
        case .broken: .promiseBroken
        case .open, .partial, .superseded, .invalidated, .cancelled: nil
        }
      if let kind, state.rawValue != promise.state {
        entries.append(
          EntryDraft(
            entryID: moment.newIdentifier(), kind: kind, subject: subject, effectiveOn: asOf,
            payload: Payload.line([
              "promise": promise.id.description, "paid": String(outcome.paidAmount),
            ])))
      }
    }
  }
}
