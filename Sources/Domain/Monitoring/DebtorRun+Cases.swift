import Bytes
import Contract
import Ledger
import Queries

extension DebtorRun {
  mutating func settlePromises(_ debtor: DebtorFacts) throws(Refusal) {
    guard !debtor.promises.isEmpty, let row = debtor.accounts.first?.row else { return }
    let transactions = debtor.accounts.flatMap(\.transactions).map {
      AccountsQueries.TransactionsRow(
        id: $0.id, accountID: $0.accountID, type: $0.type, valueOn: $0.valueOn,
        amount: $0.amount, externalRef: nil, recordedAt: $0.recordedAt)
    }
    var settlement = PromiseSettlement(
      debtor.promises, subject: try subject(row), transactions: transactions, payment: nil,
      asOf: closing)
    settlement.settle(moment)
    writes.promises += settlement.writes
    entries += settlement.entries
  }

  mutating func workCases(_ debtor: DebtorFacts, _ results: [Result]) throws(Refusal) {
    let dissipation = (debtor.assets?.adverseCount ?? 0) > 0
    for portfolio in Set(results.map(\.facts.row.product)).sorted() {
      let own = results.filter { $0.facts.row.product == portfolio }
      let claim = Self.claim(own)
      let figures = CaseFigures(
        claim, policy: policy, dissipationAlert: dissipation, on: closing)
      if let open = debtor.cases.first(where: { $0.portfolio == portfolio }) {
        refresh(open, claim, figures)
      } else if CaseOpening.opens(claim, fromDPD: policy.values.caseFromDpd) {
        try openCase(own, portfolio: portfolio, claim, figures)
      }
    }
  }

  private static func claim(_ results: [Result]) -> CaseFigures.Claim {
    let late = results.filter { $0.day.standing.daysPastDue > 0 }
    return CaseFigures.Claim(
      balance: late.reduce(0) { $0 + $1.day.standing.balance },
      overdue: late.reduce(0) { $0 + $1.day.standing.overdue },
      daysPastDue: late.map(\.day.standing.daysPastDue).max() ?? 0,
      bucket: Int(late.map(\.day.bucket).max() ?? 0),
      firstPastDueOn: late.compactMap(\.day.standing.firstPastDueOn).min())
  }

  private mutating func openCase(
    _ results: [Result], portfolio: Int16, _ claim: CaseFigures.Claim, _ figures: CaseFigures
  ) throws(Refusal) {
    guard let row = results.first?.facts.row else { return }
    let id = moment.newIdentifier()
    summary.caseOpenedCount += 1
    writes.cases.append(
      MonitoringQueries.insertCases(
        id: id, subjectID: row.subjectID, portfolio: portfolio, level: figures.level.rawValue,
        levelRule: figures.levelRule, priority: figures.priority,
        priorityTrace: figures.priorityTrace, state: CaseMachine.State.classified.rawValue,
        currency: row.currency, claimAtOpen: claim.balance, overdue: claim.overdue,
        daysPastDue: Int32(clamping: claim.daysPastDue), policyVersion: Int32(policy.version),
        openedOn: closing))
    for result in results where result.day.standing.daysPastDue > 0 {
      writes.caseAccounts.append(
        MonitoringQueries.insertCaseAccounts(caseID: id, accountID: result.facts.row.id))
    }
    entries.append(
      EntryDraft(
        entryID: moment.newIdentifier(), kind: .caseOpened, subject: try subject(row),
        effectiveOn: closing,
        payload: Payload.line([
          "case": id.description, "level": "\(figures.level.rawValue)",
          "rule": figures.levelRule,
        ])))
  }

  private mutating func refresh(
    _ open: MonitoringQueries.OpenCasesRow, _ claim: CaseFigures.Claim, _ figures: CaseFigures
  ) {
    // Once a case is somebody's, its level and place are theirs to keep.
    let waits = open.state == CaseMachine.State.classified.rawValue
    let level = waits ? figures.level.rawValue : open.level
    let priority = waits ? figures.priority : open.priority
    let days = Int32(clamping: claim.daysPastDue)
    guard
      level != open.level || priority != open.priority || claim.overdue != open.overdue
        || days != open.daysPastDue
    else { return }
    writes.refreshes.append(
      MonitoringQueries.refreshCases(
        id: open.id, level: level, levelRule: waits ? figures.levelRule : open.levelRule,
        priority: priority,
        priorityTrace: waits ? figures.priorityTrace : open.priorityTrace,
        overdue: claim.overdue, daysPastDue: days))
  }
}

/// When the run opens a case.
package enum CaseOpening {
  /// - Parameter fromDPD: 0 opens none.
  package static func opens(_ claim: CaseFigures.Claim, fromDPD: Int32) -> Bool {
    fromDPD > 0 && claim.daysPastDue >= Int(fromDPD) && claim.overdue > 0
  }
}
