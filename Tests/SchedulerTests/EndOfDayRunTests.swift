import Bytes
import Contract
import Domain
import SQL
import Scheduler
import Synchronization
import TestKit
import Testing
import World

@Suite("The end-of-day run")
struct EndOfDayRunTests {
  private func runner(
    _ world: World = TenantBench.world, after: [AfterClose] = []
  ) -> JobRunner {
    JobRunner(world: world, handlers: [EndOfDayJob(afterClose: after)])
  }

  @Test("A run brings accounts, classes, scores, alerts, cases and the day forward, once")
  func run() async throws {
    let bench = try await TenantBench(businessOn: "2026-03-31")
    try await bench.importPortfolio(30)
    try await bench.close("2026-03-31", next: "2026-04-01")
    let closed = Mutex<[ClosedDay]>([])
    let runner = runner(after: [{ (day, _) in closed.withLock { $0.append(day) } }])
    #expect(await runner.runDue(bench.tenant, bench.store()) == 1)
    #expect(closed.withLock { $0.map(\.endedMonth) } == [Day("2026-03-31")])

    let day = try await bench.answer(ReadDay())
    #expect(day.businessOn == "2026-04-01")
    #expect(day.dayState == 1)
    #expect(day.last.accountCount == 30)
    #expect(day.last.delinquentCount == 10)
    #expect(day.last.bucketChangeCount == 30)
    #expect(day.last.caseOpenedCount == 10)
    // NEW_OVERDUE and DPD_61 for each; the first score is no fall.
    #expect(day.last.alertCount == 20)
    #expect(day.last.highCount == 10)

    #expect(
      try await bench.rows(
        "select distinct bucket, loan_class, days_past_due, overdue from tenant.account order by 1"
      ) == [["0", "1", "0", "0"], ["3", "2", "75", "150000"]])
    #expect(
      try await bench.rows(
        """
        select no, state, level, level_rule, overdue from tenant.collection_case
        order by no limit 1
        """) == [["C-000001", "2", "2", "L2_DPD_OVER_30", "150000"]])
    #expect(
      try await bench.rows(
        """
        select kind, count(*) from tenant.ledger_entry where kind in (3, 4, 13, 17, 18)
        group by kind order by kind
        """) == [["3", "10"], ["4", "30"], ["13", "10"], ["17", "30"], ["18", "10"]])
    #expect(
      try await bench.rows(
        "select count(*) from tenant.job where kind = 'end_of_day' and state = 3")
        == [["1"]])
    #expect(await runner.runDue(bench.tenant, bench.store()) == 0)
  }

  @Test("A second, quiet day adds nothing but what changed")
  func quietDay() async throws {
    let bench = try await TenantBench(businessOn: "2026-03-31")
    try await bench.importPortfolio(9)
    try await bench.close("2026-03-31", next: "2026-04-01")
    await runner().runDue(bench.tenant, bench.store())
    try await bench.close("2026-04-01", next: "2026-04-02")
    #expect(await runner().runDue(bench.tenant, bench.store()) == 1)
    let day = try await bench.answer(ReadDay())
    #expect(day.last.businessOn == "2026-04-01")
    #expect(day.last.alertCount == 0)
    #expect(day.last.bucketChangeCount == 0)
    #expect(day.last.caseOpenedCount == 0)
    #expect(
      try await bench.rows("select distinct days_past_due from tenant.account order by 1")
        == [["0"], ["76"]])
    #expect(
      try await bench.rows("select count(*) from tenant.bucket_period where left_on is null")
        == [["9"]])
  }

  @Test("A job whose owner died is taken after its lease, and goes on from its progress")
  func lease() async throws {
    let bench = try await TenantBench(businessOn: "2026-03-31")
    try await bench.importPortfolio(6)
    try await bench.close("2026-03-31", next: "2026-04-01")
    let dead = bench.store(owner: 2)
    let job = try #require(try await dead.claim(kinds: ["end_of_day"]))
    #expect(job.attempt == 1)
    #expect(await runner().runDue(bench.tenant, bench.store()) == 0)
    var later = TenantBench.world
    later.recordedNow = {
      TenantBench.world.recordedNow().adding(seconds: SchedulerLimits.leaseSeconds + 1)
    }
    #expect(await runner(later).runDue(bench.tenant, bench.store(later)) == 1)
    #expect(
      try await bench.rows("select attempt_count from tenant.job where kind = 'end_of_day'")
        == [["2"]])
    // The dead owner wakes: the job is no longer its own.
    #expect(try await !dead.renew(job.id))
    await #expect(throws: JobFailure("LEASE_LOST")) {
      try await dead.saveProgress([1], of: job.id)
    }
  }

  @Test("A job is planned once a slot, and given up after its last run")
  func slots() async throws {
    let bench = try await TenantBench(businessOn: "2026-03-31")
    let store = bench.store()
    for _ in 0..<2 {
      try await store.plan(
        kind: "fails", slot: "one", payload: [], runAt: TenantBench.world.recordedNow())
    }
    #expect(try await bench.rows("select count(*) from tenant.job") == [["1"]])
    let runner = JobRunner(world: TenantBench.world, handlers: [Failing()])
    #expect(await runner.runDue(bench.tenant, store) == 0)
    #expect(
      try await bench.rows("select state, attempt_count, last_error from tenant.job")
        == [["4", "1", "NEVER"]])
  }
  private struct Failing: JobHandler {
    var kind: String { "fails" }
    func run(_ job: ClaimedJob, _ context: JobContext) async throws(JobFailure) {
      throw JobFailure("NEVER", isFinal: true)
    }
  }

  @Test("Waits double up to a bound, then the job is given up")
  func backoff() {
    let failure = JobFailure("x")
    #expect(Backoff(after: failure, attempt: 1) == .again(afterSeconds: 1))
    #expect(Backoff(after: failure, attempt: 5) == .again(afterSeconds: 16))
    #expect(Backoff(after: failure, attempt: 15) == .again(afterSeconds: 1024))
    #expect(Backoff(after: failure, attempt: SchedulerLimits.attemptsMax) == .givenUp)
    #expect(Backoff(after: JobFailure("x", isFinal: true), attempt: 1) == .givenUp)
  }

  @Test("A day is closed by its own name only")
  func closing() async throws {
    let bench = try await TenantBench(businessOn: "2026-03-31")
    await #expect { try await bench.close("2026-03-30", next: "2026-04-01") } throws: {
      ($0 as? Refusal)?.reason == .businessDayClosed
    }
    await #expect { try await bench.close("2026-03-31", next: "2026-03-31") } throws: {
      ($0 as? Refusal)?.reason == .dateInvalid
    }
    try await bench.close("2026-03-31", next: "")
    let day = try await bench.answer(ReadDay())
    #expect(day.dayState == 2)
    await #expect {
      _ = try await bench.perform(FinishDay(closing: day0), key: "other")
    } throws: { ($0 as? Refusal)?.reason == .businessDayClosed }
  }
  private let day0 = Day(number: 0)
}
