package import Bytes
package import Contract
import Ledger
import Queries
package import SQL

/// Some debtors of an end-of-day run, whole debtors in one transaction: standing, bucket, class,
/// score, risk class, alerts, cases and promises as of the closing day.
///
/// Running it twice changes nothing: only what differs from the rows is written.
package struct EndOfDayChunk: Operation {
  /// Debtors in one chunk: about 1,000 rows and entries on a quiet day.
  package static let subjectsMax = 250
  /// Months of bucket history read: twelve, and one so that a period which reaches in is there.
  static let historyMonths = 13

  /// How many reads come before those of the promises, which are one for each debtor.
  private static let fixedReadCount = 8

  private let closing: Day
  private let subjects: [Identifier]

  /// - Parameter subjects: rising, at most `subjectsMax`.
  package init(closing: Day, subjects: [Identifier]) {
    precondition(subjects.count <= Self.subjectsMax, "\(subjects.count) debtors")
    self.closing = closing
    self.subjects = subjects
  }

  package var isBulk: Bool { true }
  package var rowEstimate: Int { subjects.count * 8 }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(subjects: Set(subjects), guards: [.caseNumber, .caseQueue])
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    let since = closing.adding(months: -Self.historyMonths)
    return [
      MonitoringQueries.accounts(subjectIDs: subjects).bound,
      MonitoringQueries.instalments(subjectIDs: subjects, untilOn: closing).bound,
      MonitoringQueries.transactions(subjectIDs: subjects, untilOn: closing).bound,
      MonitoringQueries.latePeriods(subjectIDs: subjects, sinceOn: since).bound,
      MonitoringQueries.highestScores(
        subjectIDs: subjects, sinceOn: closing.adding(days: -AlertRule.scoreDropDays)
      ).bound,
      MonitoringQueries.lastAlerts(subjectIDs: subjects).bound,
      MonitoringQueries.openCases(subjectIDs: subjects).bound,
      MonitoringQueries.assetFacts(subjectIDs: subjects).bound,
    ] + subjects.map { PromisesQueries.openOfSubjects(subjectID: $0).bound }
  }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_DaySummary> {
    guard facts.day.isClosing, facts.day.businessOn == closing else {
      throw Refusal(
        .failedPrecondition, .businessDayClosed, "the business day \(closing) is not being closed",
        rule: "a run belongs to the day that is being closed")
    }
    guard let table = ClassificationTable(regime: facts.tenant.regime) else {
      throw .internalError
    }
    guard let buckets = Buckets(checking: facts.policy.values.bucketBounds.map(Int.init)) else {
      throw .internalError
    }
    let debtors = try debtors(facts)
    var run = DebtorRun(
      closing: closing, table: table, buckets: buckets, tenant: facts.tenant,
      policy: facts.policy, moment: moment)
    for debtor in debtors { try run.add(debtor) }
    let summary = run.summary
    return Decision(
      writes: run.writes.ordered, entries: run.entries, answer: .reply { _ in summary },
      hints: summary.alertCount > 0 ? [.alerts] : [])
  }

  private func debtors(_ facts: Facts) throws(Refusal) -> [DebtorFacts] {
    let accounts: [MonitoringQueries.AccountsRow] = try facts.rows(0)
    let instalments: [MonitoringQueries.InstalmentsRow] = try facts.rows(1)
    let transactions: [MonitoringQueries.TransactionsRow] = try facts.rows(2)
    let periods: [MonitoringQueries.LatePeriodsRow] = try facts.rows(3)
    let scores: [MonitoringQueries.HighestScoresRow] = try facts.rows(4)
    let alerts: [MonitoringQueries.LastAlertsRow] = try facts.rows(5)
    let cases: [MonitoringQueries.OpenCasesRow] = try facts.rows(6)
    let assets: [MonitoringQueries.AssetFactsRow] = try facts.rows(7)
    let instalmentsOf = Dictionary(grouping: instalments, by: \.accountID)
    let transactionsOf = Dictionary(grouping: transactions, by: \.accountID)
    let periodsOf = Dictionary(grouping: periods, by: \.accountID)
    let alertsOf = Dictionary(grouping: alerts, by: \.subjectID)
    let casesOf = Dictionary(grouping: cases, by: \.subjectID)
    let accountsOf = Dictionary(grouping: accounts, by: \.subjectID)
    let assetsOf = Dictionary(assets.map { ($0.subjectID, $0) }, uniquingKeysWith: { $1 })
    let scoresOf = Dictionary(
      scores.map { ($0.subjectID, $0.value) }, uniquingKeysWith: { max($0, $1) })
    var out: [DebtorFacts] = []
    out.reserveCapacity(subjects.count)
    for (index, subject) in subjects.enumerated() {
      // A debtor without an account has no standing.
      guard let own = accountsOf[subject] else { continue }
      out.append(
        DebtorFacts(
          subject: subject,
          accounts: own.map { row in
            DebtorFacts.Account(
              row: row, instalments: instalmentsOf[row.id] ?? [],
              transactions: transactionsOf[row.id] ?? [], latePeriods: periodsOf[row.id] ?? [])
          },
          highestScore: scoresOf[subject], alerts: alertsOf[subject] ?? [],
          cases: casesOf[subject] ?? [], assets: assetsOf[subject],
          promises: try facts.rows(Self.fixedReadCount + index)))
    }
    return out
  }

  package func refusal(forConstraint constraint: String) -> Refusal? {
    switch constraint {
    case "bucket_period_overlap", "loan_class_overlap":
      Refusal(
        .aborted, .conflict, "the history of an account holds this day already",
        rule: "one bucket and one class a day")
    default: nil
    }
  }
}

/// What a run knows of one debtor.
struct DebtorFacts {
  struct Account {
    let row: MonitoringQueries.AccountsRow
    let instalments: [MonitoringQueries.InstalmentsRow]
    let transactions: [MonitoringQueries.TransactionsRow]
    let latePeriods: [MonitoringQueries.LatePeriodsRow]

    var replay: AccountReplay {
      AccountReplay(
        openingOverdueOn: row.openingOverdueOn, openingOverdueAmount: row.openingOverdueAmount,
        dues: instalments.map { instalment in
          AccountReplay.Due(
            number: Int(instalment.no), statementOn: instalment.statementOn,
            dueOn: instalment.dueOn,
            owed: ComponentAmounts(
              interest: instalment.dueInterest, penalty: instalment.duePenalty,
              fee: instalment.dueFee, principal: instalment.duePrincipal))
        },
        movements: transactions.map { .init(valueOn: $0.valueOn, amount: $0.amount) })
    }

    /// Billed by the newest statements, and paid since the oldest of them.
    func payment(statements: Int) -> (billed: Int64, paid: Int64) {
      let newest = instalments.suffix(statements)
      guard let first = newest.first else { return (0, 0) }
      let billed = newest.reduce(Int64(0)) { $0 + max(0, $1.billAmount) }
      let paid = transactions.reduce(Int64(0)) { sum, transaction in
        transaction.type == TransactionType.repayment.rawValue
          && transaction.valueOn >= first.statementOn ? sum - transaction.amount : sum
      }
      return (billed, paid)
    }
  }

  let subject: Identifier
  let accounts: [Account]
  /// The highest score of the last thirty days.
  let highestScore: Int64?
  let alerts: [MonitoringQueries.LastAlertsRow]
  let cases: [MonitoringQueries.OpenCasesRow]
  let assets: MonitoringQueries.AssetFactsRow?
  let promises: [PromisesQueries.OpenOfSubjectsRow]
}

extension ClassificationTable {
  /// By the word in a tenant's facts: `bank_2023` or `credit_card`.
  package init?(regime: String) {
    switch regime {
    case "bank_2023": self = .bank2023
    case "credit_card": self = .creditCard
    default: return nil
    }
  }
}
