import Bytes
import Contract
import Domain
import Engine
import Postgres
import Scheduler
import TestKit
import Testing

@Suite("Figures of a closed day, and what holds them together")
struct StandingTests {
  private func portfolio(_ bench: TenantBench) async throws -> Tally_V1_PortfolioReply {
    try await bench.answer(
      try GetPortfolio(
        bench.authorised(Tally_V1_PortfolioRequest(), as: [.auditor]),
        tenant: bench.tenant.desk.tenant))
  }

  @Test("The report as of a day holds nothing of later value dates")
  func report() async throws {
    // Three months are imported, the first of them is closed.
    let bench = try await TenantBench(businessOn: "2026-01-31")
    try await bench.importPortfolio(2)
    try await bench.closeAndRun("2026-01-31", next: "2026-02-28")
    var list = Tally_V1_ListDebtorsRequest()
    list.reference = "R-1"
    let line = try await bench.answer(
      try ListDebtors(bench.authorised(list, as: [.auditor]), tenant: bench.tenant.desk.tenant)
    ).debtors[0]
    var ask = Tally_V1_CreditReportRequest()
    ask.debtorID = line.debtorID
    let report = try await bench.answer(
      try GetCreditReport(
        bench.authorised(ask, as: [.auditor]), tenant: bench.tenant.desk.tenant))
    // Opening balance and first bill 5,000.00; one payment of 600.00 in January.
    #expect(report.asOfOn == "2026-01-31")
    #expect(report.debtor.balance.amount == 440_000)
    #expect(report.accounts.map(\.balance.amount) == [440_000])
    #expect(line.balance.amount == 440_000)
    #expect(
      try await bench.rows(
        "select count(*) from tenant.account where balance <> balance_as_of") == [["1"]])
    let all = try await portfolio(bench)
    #expect(all.balance.amount == 440_000 + 500_000)
  }

  @Test("A payment changes no figure of the closed day; the next run counts it")
  func closedDay() async throws {
    let bench = try await TenantBench(businessOn: "2026-03-31")
    try await bench.importPortfolio(3)
    try await bench.closeAndRun("2026-03-31", next: "2026-04-30")
    let before = try await portfolio(bench)
    let account = try await bench.account("R-0")
    let reply = try await bench.pay(account, 150_000, on: "2026-03-20")
    #expect(reply.balance.amount == 350_000)
    #expect(reply.daysPastDue == 0)
    try await bench.pay(account, 100, on: "2026-04-15")
    #expect(try await portfolio(bench) == before)
    #expect(try await bench.findings() == [])
    // The case is cured on the open date, before any run.
    let taken = try await bench.perform(
      try TakeNextCase(
        bench.authorised(Tally_V1_TakeNextRequest(), as: [.collector]),
        tenant: bench.tenant.desk.tenant), key: "take")
    var close = Tally_V1_CloseCaseRequest()
    close.caseID = taken.case.caseID
    close.reason = 3
    let closed = try await bench.perform(
      try CloseCase(
        bench.authorised(close, as: [.collectionsManager]), tenant: bench.tenant.desk.tenant),
      key: "close case")
    #expect(closed.case.state == "CLOSED")
    try await bench.closeAndRun("2026-04-30", next: "2026-05-31")
    let after = try await portfolio(bench)
    #expect(after.balance.amount == before.balance.amount - 150_100)
    #expect(after.buckets.map(\.bucket) == [0])
    #expect(try await bench.findings() == [])
  }

  @Test("Eight collectors at once take eight cases, none of them twice, none in vain")
  func queue() async throws {
    let bench = try await TenantBench(businessOn: "2026-03-31")
    try await bench.importPortfolio(30)
    try await bench.closeAndRun("2026-03-31", next: "2026-04-01")
    let taken = try await withThrowingTaskGroup(of: String.self) { group in
      for number in 0..<8 {
        group.addTask {
          try await bench.perform(
            try TakeNextCase(
              bench.authorised(Tally_V1_TakeNextRequest(), as: [.collector]),
              tenant: bench.tenant.desk.tenant),
            key: "take \(number)"
          ).case.number
        }
      }
      var all: [String] = []
      for try await number in group { all.append(number) }
      return all
    }
    let first = try await bench.rows(
      """
      select no from tenant.collection_case
      order by priority desc, overdue desc, days_past_due desc, no limit 8
      """)
    #expect(taken.sorted() == first.compactMap { $0[0] }.sorted())
  }

  @Test("The database refuses two buckets and two classes on one day")
  func ranges() async throws {
    let bench = try await TenantBench(businessOn: "2026-03-31")
    try await bench.importPortfolio(1)
    try await bench.closeAndRun("2026-03-31", next: "2026-04-01")
    for (table, from, values) in [
      ("bucket_period", "entered_on, left_on, bucket", "1"),
      ("loan_class", "from_on, to_on, class, regime, cause, recorded_at", "1, 'x', 1, now()"),
    ] {
      for range in ["'2026-03-31', '2026-04-02'", "'2026-03-31', null", "'2027-01-01', null"] {
        await #expect(throws: AdminFailure.self, "\(table) \(range)") {
          try await bench.rows(
            """
            insert into tenant.\(table) (account_id, \(from))
            select id, \(range), \(values) from tenant.account
            """)
        }
      }
      // A range before all others overlaps none.
      _ = try await bench.rows(
        """
        insert into tenant.\(table) (account_id, \(from))
        select id, '2020-01-01', '2020-02-01', \(values) from tenant.account
        """)
    }
  }

  @Test(
    "Each check of the data finds what it is for",
    arguments: [
      ("update tenant.account set balance = balance + 1", "accounts: account"),
      ("update tenant.account set version = version + 1", "accounts: account"),
      ("update tenant.account set pseudonym = gen_random_uuid()", "accounts: entry of"),
      ("update tenant.account set bucket = 0", "standing: account"),
      ("update tenant.account set days_past_due = days_past_due + 1", "standing: account"),
      ("update tenant.account set loan_class = 5", "standing: account"),
      (
        "update tenant.bucket_period set left_on = current_date + 400 where left_on is null",
        "standing: account"
      ),
      ("update tenant.agreement set entry_id = gen_random_uuid()", "transactions: agreement"),
      (
        "update tenant.account_transaction set entry_id = gen_random_uuid()",
        "transactions: transaction"
      ),
      ("update tenant.account_transaction set amount = amount - 1", "accounts: account"),
      (
        "update tenant.account_transaction set value_on = value_on - 1",
        "transactions: transaction"
      ),
      ("update tenant.ledger_entry set kind = 38", "entries: entry"),
      ("update tenant.ledger_entry set effective_on = effective_on - 1", "entries: entry"),
      ("delete from tenant.case_account", "cases: case"),
    ])
  func checks(_ damage: String, _ wanted: String) async throws {
    let bench = try await TenantBench(businessOn: "2026-03-31")
    try await bench.importPortfolio(1)
    try await bench.closeAndRun("2026-03-31", next: "2026-04-01")
    #expect(try await bench.findings() == [])
    try await bench.damage(damage)
    let found = try await bench.findings()
    #expect(found.contains { $0.hasPrefix(wanted) }, "\(found)")
  }
}
