import Bytes
import Contract
import Ledger
import Queries
import SQL
import Vault

/// Collects what an end-of-day run writes about debtors, one after the other.
struct DebtorRun {
  /// Calls by statement, in the order in which the statements must run.
  struct Writes {
    var leaves: [Bound] = []
    var enters: [Bound] = []
    var classEnds: [Bound] = []
    var classes: [Bound] = []
    var accounts: [Bound] = []
    var scores: [Bound] = []
    var subjects: [Bound] = []
    var promises: [Bound] = []
    var refreshes: [Bound] = []
    var cases: [Bound] = []
    var caseAccounts: [Bound] = []
    var alerts: [Bound] = []

    var ordered: [Bound] {
      leaves + enters + classEnds + classes + accounts + scores + subjects + promises + refreshes
        + cases + caseAccounts + alerts
    }
  }
  /// An account with what the day made of it.
  private struct Result {
    let facts: DebtorRunFacts.Account
    let day: AccountDay
  }

  private(set) var writes = Writes()
  private(set) var entries: [EntryDraft] = []
  private(set) var summary = Tally_V1_DaySummary()
  private let closing: Day
  private let table: ClassificationTable
  private let buckets: Buckets
  private let tenant: TenantContext
  private let policy: TenantPolicy
  private let moment: Moment
  /// The key of the debtor at hand, opened for the first entry.
  private var opened: EntryDraft.Subject?

  init(
    closing: Day, table: ClassificationTable, buckets: Buckets, tenant: TenantContext,
    policy: TenantPolicy, moment: Moment
  ) {
    self.closing = closing
    self.table = table
    self.buckets = buckets
    self.tenant = tenant
    self.policy = policy
    self.moment = moment
    summary.businessOn = closing.description
  }

  mutating func add(_ debtor: DebtorRunFacts) throws(Refusal) {
    opened = nil
    var results: [Result] = []
    for account in debtor.accounts {
      let day = AccountDay(
        account.replay, before: Self.before(account), closing: closing, buckets: buckets,
        tolerance: policy.values.toleranceAmount, table: table)
      try write(day, of: account)
      results.append(Result(facts: account, day: day))
    }
    let alerting = results.map(\.day.standing.daysPastDue).max() ?? 0
    fireAccountAlerts(debtor, results)
    try assess(debtor, results, daysPastDue: alerting)
    try settlePromises(debtor)
    try workCases(debtor, results)
  }

  private static func before(_ account: DebtorRunFacts.Account) -> AccountDay.Before {
    AccountDay.Before(
      asOfOn: account.row.asOfOn, bucket: account.row.periodBucket,
      loanClass: account.row.`class`.flatMap(LoanClass.init(rawValue:)),
      currentUntilOn: account.row.currentUntilOn,
      latePeriods: account.latePeriods.map {
        BucketHistory.Period(bucket: $0.bucket, enteredOn: $0.enteredOn, leftOn: $0.leftOn)
      })
  }

  // MARK: Accounts

  private mutating func write(
    _ day: AccountDay, of account: DebtorRunFacts.Account
  ) throws(Refusal) {
    let row = account.row
    var version = row.version
    try writeBuckets(day.steps, row, &version)
    try writeClass(day, row, &version)
    summary.accountCount += 1
    if day.standing.daysPastDue > 0 { summary.delinquentCount += 1 }
    guard row.asOfOn != closing else { return }
    writes.accounts.append(
      MonitoringQueries.updateAccounts(
        accountID: row.id, asOfOn: closing, balanceAsOf: day.standing.balance,
        daysPastDue: Int32(clamping: day.standing.daysPastDue), bucket: day.bucket,
        firstPastDueOn: day.standing.firstPastDueOn, overdue: day.standing.overdue,
        loanClass: day.loanClass.rawValue, version: version))
  }

  private mutating func writeBuckets(
    _ steps: [BucketHistory.Step], _ row: MonitoringQueries.AccountsRow, _ version: inout Int64
  ) throws(Refusal) {
    for (index, step) in steps.enumerated() {
      if index == 0, row.periodBucket != nil {
        writes.leaves.append(MonitoringQueries.leaveBucket(accountID: row.id, leftOn: step.day))
      }
      writes.enters.append(
        MonitoringQueries.enterBucket(
          accountID: row.id, enteredOn: step.day,
          leftOn: index + 1 < steps.count ? steps[index + 1].day : nil, bucket: step.to))
      let from = step.from ?? 0
      guard from != step.to else { continue }
      summary.bucketChangeCount += 1
      if from == 0 {
        try enter(.dueMissed, row, on: step.day, ["bucket": "\(step.to)"], &version)
      }
      try enter(
        .bucketChanged, row, on: step.day, ["from": "\(from)", "to": "\(step.to)"], &version)
    }
  }

  private mutating func writeClass(
    _ day: AccountDay, _ row: MonitoringQueries.AccountsRow, _ version: inout Int64
  ) throws(Refusal) {
    guard row.`class` != day.loanClass.rawValue else { return }
    if row.`class` != nil {
      writes.classEnds.append(MonitoringQueries.endClass(accountID: row.id, toOn: closing))
    }
    writes.classes.append(
      MonitoringQueries.insertClass(
        accountID: row.id, fromOn: closing, class: day.loanClass.rawValue, regime: tenant.regime,
        cause: 1, recordedAt: moment.recordedAt))
    let from = row.`class` ?? LoanClass.normal.rawValue
    guard from != day.loanClass.rawValue else { return }
    try enter(
      .classChanged, row, on: closing,
      ["from": "\(from)", "to": "\(day.loanClass.rawValue)", "regime": tenant.regime], &version)
  }

  private mutating func enter(
    _ kind: EntryKind, _ row: MonitoringQueries.AccountsRow, on day: Day,
    _ words: [String: String], _ version: inout Int64
  ) throws(Refusal) {
    version += 1
    entries.append(
      EntryDraft(
        entryID: moment.newIdentifier(), kind: kind, subject: try subject(row),
        account: .init(id: row.id, pseudonym: row.pseudonym, version: version),
        effectiveOn: day, payload: Payload.line(words)))
  }

  private mutating func subject(
    _ row: MonitoringQueries.AccountsRow
  ) throws(Refusal) -> EntryDraft.Subject {
    if let opened { return opened }
    do throws(VaultFailure) {
      let subject = EntryDraft.Subject(
        id: row.subjectID, pseudonym: row.subjectPseudonym,
        key: try tenant.keys.openSubjectKey(row.wrappedKey, subject: row.subjectID))
      opened = subject
      return subject
    } catch {
      throw .internalError
    }
  }

  // MARK: Alerts

  private mutating func fireAccountAlerts(_ debtor: DebtorRunFacts, _ results: [Result]) {
    for result in results {
      let account = result.facts.row.id
      var lastFired: [String: Day] = [:]
      for alert in debtor.alerts where alert.accountID == account {
        lastFired[alert.rule] = alert.firedOn
      }
      let firing = AlertRule.firing(
        AlertRule.Facts(
          daysPastDue: result.day.standing.daysPastDue, overdueSince: result.day.overdueSince,
          wasLateBefore: result.day.wasLateBefore, lastFired: lastFired),
        table: table)
      for rule in firing { raise(rule, subject: debtor.subject, account: account) }
    }
  }

  private mutating func raise(_ rule: AlertRule, subject: Identifier, account: Identifier?) {
    summary.alertCount += 1
    writes.alerts.append(
      AlertsQueries.insert(
        id: moment.newIdentifier(), subjectID: subject, accountID: account, assetID: nil,
        rule: rule.code, ruleVersion: AlertRule.version, severity: rule.severity.rawValue,
        businessOn: closing, firedAt: moment.recordedAt, evidence: ""))
  }

  // MARK: Score and risk class

  private mutating func assess(
    _ debtor: DebtorRunFacts, _ results: [Result], daysPastDue: Int
  ) throws(Refusal) {
    guard let row = results.first?.facts.row else { return }
    let score = RuleScore(inputs(results, daysPastDue: daysPastDue))
    let hash = inputs(results, daysPastDue: daysPastDue).hash
    let before = [row.score, debtor.highestScore].compactMap(\.self).max()
    if score.value != row.score {
      writes.scores.append(
        MonitoringQueries.insertScore(
          subjectID: debtor.subject, asOfOn: closing, model: RuleScore.model, value: score.value,
          tier: score.tier.letter, reasons: score.reasons.joined(separator: ","),
          inputsHash: hash.bytes, recordedAt: moment.recordedAt))
      if row.score.map(Tier.init(score:)) != score.tier {
        entries.append(
          EntryDraft(
            entryID: moment.newIdentifier(), kind: .scoreIssued, subject: try subject(row),
            effectiveOn: closing,
            payload: Payload.line([
              "model": RuleScore.model, "tier": score.tier.letter, "value": "\(score.value)",
            ])))
      }
    }
    let dropFired = debtor.alerts.first {
      $0.accountID == nil && $0.rule == AlertRule.scoreDrop.code
    }?.firedOn
    if AlertRule.scoreDropFires(
      from: before, to: score.value, points: policy.values.scoreFallPoints,
      lastFired: dropFired, on: closing)
    {
      raise(.scoreDrop, subject: debtor.subject, account: nil)
    }
    let risk = DebtorRisk(
      course(debtor, results, daysPastDue: daysPastDue, before: before, score: score.value),
      policy: policy, on: closing)
    count(risk.rule.riskClass)
    let firstOverdueOn =
      row.firstOverdueOn
      ?? results.flatMap(\.day.steps).filter { $0.to > 0 }.map(\.day).min()
    guard
      row.riskClass != risk.rule.riskClass.rawValue || row.riskRule != risk.rule.rawValue
        || row.score != score.value || row.firstOverdueOn != firstOverdueOn
    else { return }
    writes.subjects.append(
      MonitoringQueries.updateSubjects(
        subjectID: debtor.subject, riskClass: risk.rule.riskClass.rawValue,
        riskRule: risk.rule.rawValue, riskOn: closing, score: score.value,
        firstOverdueOn: firstOverdueOn))
  }

  private mutating func count(_ riskClass: RiskClass) {
    switch riskClass {
    case .low: summary.lowCount += 1
    case .medium: summary.mediumCount += 1
    case .high: summary.highCount += 1
    }
  }

  private func inputs(_ results: [Result], daysPastDue: Int) -> RuleScore.Inputs {
    var (billed, paid) = (Int128(0), Int128(0))
    for result in results {
      let payment = result.facts.payment(statements: RuleScore.statements)
      billed += Int128(payment.billed)
      paid += Int128(payment.paid)
    }
    return RuleScore.Inputs(
      daysPastDue: daysPastDue, monthsLate: monthsLate(results, months: RuleScore.months),
      utilisationPPM: utilisationPPM(results), paidPPM: ratioPPM(paid, billed))
  }

  /// Of the worst account.
  private func monthsLate(_ results: [Result], months: Int) -> Int {
    results.map { $0.day.history.monthsLate(endingOn: closing, months: months) }.max() ?? 0
  }

  private func utilisationPPM(_ results: [Result]) -> Int64? {
    let limit = results.reduce(Int128(0)) { $0 + Int128($1.facts.row.principalAmount) }
    let used = results.reduce(Int128(0)) { $0 + Int128(max(0, $1.day.standing.balance)) }
    return ratioPPM(used, limit)
  }

  private func course(
    _ debtor: DebtorRunFacts, _ results: [Result], daysPastDue: Int, before: Int64?, score: Int64
  ) -> DebtorRisk.Course {
    DebtorRisk.Course(
      daysPastDue: daysPastDue, monthsLateOf6: monthsLate(results, months: 6),
      monthsLateOf12: monthsLate(results, months: 12), utilisationPPM: utilisationPPM(results),
      scoreBefore: before, score: score,
      adverseAlertCount: Int(debtor.assets?.adverseCount ?? 0),
      assetObservedOn: debtor.assets?.observedOn)
  }

  // MARK: Promises and cases

  private mutating func settlePromises(_ debtor: DebtorRunFacts) throws(Refusal) {
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

  private mutating func workCases(_ debtor: DebtorRunFacts, _ results: [Result]) throws(Refusal) {
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
