import Access
import Bytes
import Contract
import Domain
import Engine
import Scheduler
import TestKit
import Testing
import World

@Suite("Debtors, reports and policy over a database")
struct DebtorReadTests {
  private func closed(_ count: Int) async throws -> TenantBench {
    let bench = try await TenantBench(businessOn: "2026-03-31")
    try await bench.importPortfolio(count)
    try await bench.close("2026-03-31", next: "2026-04-01")
    await JobRunner(world: TenantBench.world, handlers: [EndOfDayJob()])
      .runDue(bench.tenant, bench.store())
    return bench
  }

  private func list(
    _ bench: TenantBench, _ change: (inout Tally_V1_ListDebtorsRequest) -> Void = { _ in }
  ) async throws -> Tally_V1_ListDebtorsReply {
    var request = Tally_V1_ListDebtorsRequest()
    change(&request)
    return try await bench.answer(
      try ListDebtors(
        bench.authorised(request, as: [.riskAnalyst]), tenant: bench.tenant.desk.tenant))
  }

  @Test("Numbers beyond six digits are kept whole and in order")
  func manyDebtors() async throws {
    let bench = try await TenantBench(businessOn: "2026-03-31")
    _ = try await bench.rows("update tenant.counter set value = 999997 where name = 'debtor_no'")
    try await bench.importPortfolio(5)
    let tokens = try await bench.rows("select display_token from tenant.subject order by id")
    #expect(
      tokens == [["D-999998"], ["D-999999"], ["D-1000000"], ["D-1000001"], ["D-1000002"]])
    let first = try await list(bench) { $0.page.size = 3 }
    #expect(first.debtors.map(\.reference) == ["R-0", "R-1", "R-2"])
    let second = try await list(bench) {
      $0.page.size = 3
      $0.page.after = first.next
    }
    #expect(second.debtors.map(\.reference) == ["R-3", "R-4"])
  }

  @Test("A ciphertext that was moved is no empty value")
  func movedCiphertext() async throws {
    let bench = try await TenantBench(businessOn: "2026-03-31")
    try await bench.importPortfolio(2)
    _ = try await bench.rows(
      """
      update tenant.pii_subject k set name = o.name
      from tenant.pii_subject o where o.subject_id <> k.subject_id
      """)
    await #expect(throws: Refusal.internalError) { _ = try await list(bench) }
  }

  @Test("A chunk does not pass over the one before it")
  func chunkOutOfOrder() async throws {
    let bench = try await TenantBench(businessOn: "2026-03-31")
    try await bench.importPortfolio(2)
    let chunk = ImportChunk(
      tenant: bench.tenant.desk.tenant, createdBy: bench.tenant.principal.id,
      batchSHA256: digest(9), currency: "TWD", after: 3, rows: [bench.row(4)])
    await #expect(throws: Refusal.self) { _ = try await bench.perform(chunk, key: "later") }
    #expect(try await list(bench).debtors.count == 2)
    let lines = try await bench.rows("select durable_line from tenant.import_batch")
    #expect(lines == [["2"]])
  }

  @Test("Lists are paged and filtered, names masked")
  func lists() async throws {
    let bench = try await closed(9)
    let all = try await list(bench)
    #expect(all.debtors.map(\.reference) == (0..<9).map { "R-\($0)" })
    #expect(Set(all.debtors.map(\.name)) == ["王**"])
    #expect(all.next.isEmpty)
    let first = try await list(bench) { $0.page.size = 4 }
    #expect(first.debtors.count == 4)
    let second = try await list(bench) {
      $0.page.size = 5
      $0.page.after = first.next
    }
    #expect(first.debtors + second.debtors == all.debtors)
    #expect(second.next.isEmpty)
    #expect(try await list(bench) { $0.riskClass = 3 }.debtors.count == 3)
    let bucket = try await list(bench) {
      $0.bucket = 3
      $0.hasBucket_p = true
    }
    #expect(bucket.debtors.allSatisfy { $0.daysPastDue == 75 && $0.overdue.amount == 150_000 })
    #expect(bucket.debtors.count == 3)
    #expect(try await list(bench) { $0.reference = "R-5" }.debtors.map(\.reference) == ["R-5"])
    #expect(try await list(bench) { $0.curedByOn = "2026-03-31" }.debtors.isEmpty)
  }

  @Test("The head of a ledger counts what no block holds")
  func headOfALedger() async throws {
    let bench = try await TenantBench(businessOn: "2026-03-31")
    func head() async throws -> Tally_V1_LedgerHeadReply {
      try await bench.answer(GetLedgerHead(of: .ledger, tenant: bench.tenant.desk.tenant))
    }
    #expect(try await head().unsealedCount == 0)
    try await bench.importPortfolio(2)
    let count = try await bench.rows("select count(*) from tenant.ledger_entry")[0][0]
    let found = try await head()
    #expect(found.unsealedCount > 1)
    #expect("\(found.unsealedCount)" == count)
    // Nothing seals here.
    #expect(found.size == 0)
    #expect(found.blockCount == 0)
    #expect(found.checkpoint.isEmpty)
  }

  @Test("One debtor, the credit report, and personal data revealed once a key")
  func one() async throws {
    let bench = try await closed(1)
    let id = try await list(bench).debtors[0].debtorID
    var get = Tally_V1_GetDebtorRequest()
    get.debtorID = id
    let debtor = try await bench.answer(
      try GetDebtor(bench.authorised(get, as: [.collector]), tenant: bench.tenant.desk.tenant))
    #expect(debtor.residentIDMasked == "****1000")
    #expect(debtor.phoneMasked.hasSuffix("0000"))
    #expect(debtor.accounts.map(\.bucket) == [3])

    var ask = Tally_V1_CreditReportRequest()
    ask.debtorID = id
    let report = try await bench.answer(
      try GetCreditReport(
        bench.authorised(ask, as: [.riskAnalyst]), tenant: bench.tenant.desk.tenant))
    #expect(
      report.buckets.map(\.enteredOn) == [
        "2025-12-20", "2026-01-16", "2026-02-15", "2026-03-17",
      ])
    #expect(report.classes.map(\.loanClass) == [2])
    #expect(report.scores.first?.tier == "E")
    #expect(report.cases.map(\.state) == ["CLASSIFIED"])
    #expect(report.asOfOn == "2026-03-31")

    var about = Tally_V1_DebtorEntriesRequest()
    about.debtorID = id
    let none = try await bench.answer(
      try ListDebtorAccesses(
        bench.authorised(about, as: [.auditor]), tenant: bench.tenant.desk.tenant))
    #expect(none.entries.isEmpty)
    var reveal = Tally_V1_RevealRequest()
    reveal.debtorID = id
    reveal.purpose = "identity_check"
    reveal.fields = ["name", "phone", "resident_id"]
    let call = try bench.authorised(
      reveal, as: [.collector], key: "r1", purpose: "identity_check")
    // The import and the close appended to the ledger; the sealer was told of it.
    #expect(bench.hints.take().isSuperset(of: [.ledger]))
    for _ in 0..<2 {
      let shown = try await bench.perform(
        try RevealPersonal(call, tenant: bench.tenant.desk.tenant), key: "r1",
        method: "tally.v1.Debtors/Reveal")
      #expect(
        shown.values == [
          "name": "王小明", "phone": "13910000000", "resident_id": "110101199003071000",
        ])
    }
    #expect(bench.hints.take() == [.access])
    // One entry of the access log, however often the call is repeated; no name in it.
    let subject = try await bench.rows(
      "select replace(pseudonym::text, '-', '') from tenant.subject where id = '\(id)'")[0][0]
    #expect(
      try await bench.rows(
        """
        select kind, convert_from(leaf, 'UTF8')::json ->> 'subject',
          convert_from(leaf, 'UTF8')::json ->> 'commit' is not null,
          convert_from(leaf, 'UTF8') ~ '(王|collection|resident)'
        from tenant.access_entry
        """) == [["101", subject, "t", "f"]])
    let accesses = try await bench.answer(
      try ListDebtorAccesses(
        bench.authorised(about, as: [.auditor]), tenant: bench.tenant.desk.tenant))
    #expect(accesses.entries.map(\.kindName) == ["revealed"])
    #expect(
      accesses.entries.map { String(decoding: $0.payload, as: UTF8.self) } == [
        """
        {"fields":"name,phone,resident_id","method":"tally.v1.Debtors/Reveal",\
        "purpose":"identity_check"}
        """
      ])
    about.debtorID = Identifier(high: 1, low: 1).description
    await #expect(throws: Refusal.notFound) {
      try await bench.answer(
        try ListDebtorAccesses(
          bench.authorised(about, as: [.auditor]), tenant: bench.tenant.desk.tenant))
    }
  }

  @Test("The ratios are those of the sums, and the evidence agrees")
  func reports() async throws {
    let bench = try await closed(9)
    let portfolio = try await bench.answer(
      try GetPortfolio(
        bench.authorised(Tally_V1_PortfolioRequest(), as: [.auditor]),
        tenant: bench.tenant.desk.tenant))
    #expect(portfolio.accountCount == 9)
    // Three late debtors owe 500 000 each, six owe 320 000.
    #expect(portfolio.balance.amount == 3_420_000)
    #expect(portfolio.overdueRatePpm == 438_596)
    #expect(portfolio.arrearsRatePpm == 131_579)
    #expect(portfolio.par30Ppm == 438_596)
    #expect(portfolio.par90Ppm == 0)
    #expect(portfolio.nplRatePpm == 0)
    #expect(portfolio.buckets.map(\.accountCount) == [6, 3])
    let evidence = try await bench.answer(
      try GetEvidenceAgreement(
        bench.authorised(Tally_V1_EvidenceAgreementRequest(), as: [.auditor]),
        tenant: bench.tenant.desk.tenant))
    #expect(evidence.months.map(\.sameMonthsCount) == [9, 9, 9])
    #expect(evidence.months.map(\.computedLateCount) == [3, 3, 3])
  }

  @Test("A policy is versioned; a stale version and a day of the past are refused")
  func policy() async throws {
    let bench = try await TenantBench(businessOn: "2026-03-31")
    func set(_ from: UInt32, _ on: String, key: String) async throws -> UInt32 {
      var request = Tally_V1_SetPolicyRequest()
      request.fromVersion = from
      request.validFromOn = on
      request.policy.caseFromDpd = 30
      return try await bench.perform(
        try SetPolicy(
          bench.authorised(request, as: [.tenantAdmin]), tenant: bench.tenant.desk.tenant),
        key: key
      ).version
    }
    func get() async throws -> Tally_V1_GetPolicyReply {
      try await bench.answer(
        try GetPolicy(
          bench.authorised(Tally_V1_GetPolicyRequest(), as: [.tenantAdmin]),
          tenant: bench.tenant.desk.tenant))
    }
    #expect(try await get().version == 0)
    #expect(try await get().policy.caseFromDpd == 1)
    #expect(try await set(0, "2026-03-31", key: "1") == 1)
    #expect(try await get().policy.caseFromDpd == 30)
    await #expect { _ = try await set(0, "2026-03-31", key: "2") } throws: {
      ($0 as? Refusal)?.reason == .versionConflict
    }
    await #expect { _ = try await set(1, "2026-03-30", key: "3") } throws: {
      ($0 as? Refusal)?.reason == .dateInvalid
    }
    #expect(try await set(1, "2026-04-30", key: "4") == 2)
    #expect(try await get().version == 1)
  }
}
