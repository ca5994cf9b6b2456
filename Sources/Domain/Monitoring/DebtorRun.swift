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
  struct Result {
    let facts: DebtorFacts.Account
    let day: AccountDay
  }

  var writes = Writes()
  var entries: [EntryDraft] = []
  var summary = Tally_V1_DaySummary()
  let closing: Day
  let table: ClassificationTable
  let buckets: Buckets
  let tenant: TenantContext
  let policy: TenantPolicy
  let moment: Moment
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

  mutating func add(_ debtor: DebtorFacts) throws(Refusal) {
    opened = nil
    var results: [Result] = []
    for account in debtor.accounts {
      let day = AccountDay(
        account.replay, before: Self.before(account), closing: closing, buckets: buckets,
        tolerance: policy.values.toleranceAmount, table: table)
      try write(day, of: account)
      results.append(Result(facts: account, day: day))
    }
    let daysPastDue = results.map(\.day.standing.daysPastDue).max() ?? 0
    fireAccountAlerts(debtor, results)
    try assess(debtor, results, daysPastDue: daysPastDue)
    try settlePromises(debtor)
    try workCases(debtor, results)
  }

  private static func before(_ account: DebtorFacts.Account) -> AccountDay.Before {
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
    _ day: AccountDay, of account: DebtorFacts.Account
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

  mutating func subject(
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

  private mutating func fireAccountAlerts(_ debtor: DebtorFacts, _ results: [Result]) {
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

  mutating func raise(_ rule: AlertRule, subject: Identifier, account: Identifier?) {
    summary.alertCount += 1
    writes.alerts.append(
      AlertsQueries.insert(
        id: moment.newIdentifier(), subjectID: subject, accountID: account, assetID: nil,
        rule: rule.code, ruleVersion: AlertRule.version, severity: rule.severity.rawValue,
        businessOn: closing, firedAt: moment.recordedAt, evidence: ""))
  }
}
