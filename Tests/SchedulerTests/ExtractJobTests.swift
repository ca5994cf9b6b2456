import Bytes
import Contract
import Domain
import Engine
import Scheduler
import TestKit
import Testing

@Suite("Extracts for regulators")
struct ExtractJobTests {
  /// Two who pay 600.00 a month and one who does not; nothing of it begins within the grant.
  private func bench() async throws -> (TenantBench, ExtractBench) {
    let bench = try await TenantBench(businessOn: "2026-03-31")
    try await bench.importPortfolio(3)
    try await bench.closeAndRun("2026-03-31", next: "2026-04-30")
    return (bench, try ExtractBench(bench))
  }

  @Test("A grant whose extract cannot be made keeps no other waiting")
  func grants() async throws {
    let (_, extracts) = try await bench()
    let bad = try extracts.grant([4], from: "2026-03-01", number: 1)
    let good = try extracts.grant(from: "2026-03-01", number: 2)
    await #expect(throws: JobFailure("EXTRACT")) {
      try await extracts.run([bad, good], end: "2026-03-31")
    }
    #expect(extracts.files.archives.keys.sorted() == ["\(good.id)-2026-03-31.tar"])
  }

  @Test("What was signed before the grant is in the first extract")
  func first() async throws {
    let (bench, extracts) = try await bench()
    let grant = try extracts.grant(from: "2026-03-01")
    try await extracts.run([grant], end: "2026-03-31")
    #expect(try extracts.rows("contract", of: grant, end: "2026-03-31").count == 3)
    #expect(try extracts.rows("repay", of: grant, end: "2026-03-31").count == 6)
    let classes = try extracts.rows("five_class", of: grant, end: "2026-03-31")
    #expect(Set(classes.map { $0[3] }) == ["1", "2"])
    let balance = try await bench.rows("select sum(balance_as_of) from tenant.account")
    #expect(classes.compactMap { Int64($0[4]) }.reduce(0, +) == Int64(balance[0][0] ?? ""))
  }

  @Test("A payment is in the next extract when it came after the last, whatever its value date")
  func late() async throws {
    let (bench, extracts) = try await bench()
    let grant = try extracts.grant(from: "2026-03-01")
    try await extracts.run([grant], end: "2026-03-31")
    let before = try await bench.rows("select sum(balance) from tenant.account")
    let account = try await bench.account("R-1")
    try await bench.pay(account, 100, on: "2026-03-15")
    try await bench.pay(account, 200, on: "2026-04-05")
    try await bench.closeAndRun("2026-04-30", next: "2026-05-31")
    // The slot is frozen, its file is not written; what comes then is the next one's.
    extracts.files.isFull = true
    await #expect(throws: JobFailure("EXTRACT")) {
      try await extracts.run([grant], end: "2026-04-30")
    }
    extracts.files.isFull = false
    try await bench.pay(account, 400, on: "2026-04-20")
    try await extracts.run([grant], end: "2026-04-30")
    let april = try extracts.rows("repay", of: grant, end: "2026-04-30")
    #expect(april.map { [$0[3], $0[4]] } == [["2026-03-15", "100"], ["2026-04-05", "200"]])
    #expect(try extracts.rows("contract", of: grant, end: "2026-04-30").isEmpty)
    let classes = try extracts.rows("five_class", of: grant, end: "2026-04-30")
    #expect(
      classes.compactMap { Int64($0[4]) }.reduce(0, +)
        == (Int64(before[0][0] ?? "") ?? 0) - 300)
    try await bench.closeAndRun("2026-05-31", next: "2026-06-30")
    try await extracts.run([grant], end: "2026-05-31")
    #expect(
      try extracts.rows("repay", of: grant, end: "2026-05-31").map { $0[4] } == ["400"])
    #expect(try await bench.findings() == [])
  }

  @Test("What an import dates ahead is in the extract of its period")
  func ahead() async throws {
    let bench = try await TenantBench(businessOn: "2026-01-31")
    try await bench.importPortfolio(3)
    let extracts = try ExtractBench(bench)
    let grant = try extracts.grant(from: "2026-01-01")
    for (day, next) in [("2026-01-31", "2026-02-28"), ("2026-02-28", "2026-03-31")] {
      try await bench.closeAndRun(day, next: next)
      try await extracts.run([grant], end: day)
      #expect(
        try extracts.rows("repay", of: grant, end: day).map { $0[3].prefix(7) }
          == [day.prefix(7), day.prefix(7)])
    }
  }

  @Test("An extract behind others is not put in front of them")
  func order() async throws {
    let (bench, extracts) = try await bench()
    try await bench.closeAndRun("2026-04-30", next: "2026-05-31")
    let grant = try extracts.grant(from: "2026-03-01")
    try await extracts.run([grant], end: "2026-04-30")
    try await extracts.run([grant], end: "2026-03-31")
    #expect(extracts.files.archives.keys.sorted() == ["\(grant.id)-2026-04-30.tar"])
    #expect(try extracts.rows("repay", of: grant, end: "2026-04-30").count == 6)
  }

  @Test("Extracts are listed page by page")
  func pages() async throws {
    let (bench, extracts) = try await bench()
    let grants = try (1...3).map { try extracts.grant(from: "2026-03-01", number: $0) }
    try await extracts.run(grants, end: "2026-03-31")
    var request = Tally_V1_ListExtractsRequest()
    request.page.size = 2
    var seen: [String] = []
    var counts: [Int] = []
    repeat {
      let reply = try await bench.answer(
        try ListExtracts(
          bench.authorised(request, as: [.auditor]), tenant: bench.tenant.desk.tenant))
      seen += reply.extracts.map(\.extractID)
      counts.append(reply.extracts.count)
      request.page.after = reply.next
    } while !request.page.after.isEmpty
    #expect(counts == [2, 1])
    #expect(Set(seen).count == 3)
  }
}
