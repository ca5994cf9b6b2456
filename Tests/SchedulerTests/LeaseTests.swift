import Bytes
import SQL
import Scheduler
import Synchronization
import TestKit
import Testing
import World

/// Goal: a lease that cannot be renewed counts as lost when it ends, and not before. Method: sessions
/// that lose each renewal, and a clock that moves by what is slept.
@Suite(.timeLimit(.minutes(1))) struct LeaseTests {
  @Test(
    arguments: [
      (2, 2, ["3", nil]), (.max, 3, ["1", "LEASE_LOST"]),
    ] as [(Int, Int, [String?])])
  func renewalsThatFail(_ lostMax: Int, _ lostCount: Int, _ end: [String?]) async throws {
    let bench = try await TenantBench(businessOn: "2026-03-31")
    let sessions = LosingSessions(real: bench.tenant.sessions, lostMax: lostMax)
    try await run(Waiting(sessions: sessions), bench, sessions)
    #expect(try await bench.rows("select state, last_error from tenant.job") == [end])
    #expect(sessions.lostCount == lostCount)
  }

  /// Goal: who finds another owner at a renewal ends the run and leaves the job alone.
  @Test func aLeaseThatWasTakenOverEndsTheRun() async throws {
    let bench = try await TenantBench(businessOn: "2026-03-31")
    let sessions = LosingSessions(real: bench.tenant.sessions, lostMax: 0)
    let handler = TakenOver(bench: bench, sessions: sessions)
    try await run(handler, bench, sessions)
    #expect(handler.wasCancelled)
    let left = try await bench.rows("select state, last_error, lease_owner from tenant.job")
    #expect(left == [["2", nil, TakenOver.other]])
  }

  private func run(
    _ handler: any JobHandler, _ bench: TenantBench, _ sessions: LosingSessions
  ) async throws {
    let tenant = SchedulerTenant(
      id: bench.tenant.id, principal: bench.tenant.principal, desk: bench.tenant.desk,
      sessions: sessions)
    let slept = Slept()
    var world = TenantBench.world
    world.monotonicNow = { TenantBench.world.monotonicNow() + slept.nanoseconds }
    world.sleep = {
      try Task.checkCancellation()
      slept.add($0)
    }
    let store = JobStore(world: world, tenant: tenant, owner: Identifier(high: 0, low: 1))
    try await store.plan(
      kind: "waits", slot: "one", payload: [], runAt: TenantBench.world.recordedNow())
    let runner = JobRunner(world: world, handlers: [handler])
    await runner.runDue(tenant, store)
  }

  /// Ends after many more renewals than a lease has, or when it is told to.
  private struct Waiting: JobHandler {
    let sessions: LosingSessions
    var kind: String { "waits" }
    func run(_ job: ClaimedJob, _ context: JobContext) async throws(JobFailure) {
      while sessions.askedCount < 10 {
        if Task.isCancelled { throw JobFailure("CANCELLED") }
        await Task.yield()
      }
    }
  }
}

/// Loses its job to another owner, then waits to be told.
private final class TakenOver: JobHandler {
  static let other = "00000000-0000-7000-8000-000000000002"
  let kind = "waits"
  private let cancelled = Atomic(false)
  private let bench: TenantBench
  private let sessions: LosingSessions

  var wasCancelled: Bool { cancelled.load(ordering: .relaxed) }

  init(bench: TenantBench, sessions: LosingSessions) {
    self.bench = bench
    self.sessions = sessions
  }

  func run(_ job: ClaimedJob, _ context: JobContext) async throws(JobFailure) {
    do {
      _ = try await bench.rows("update tenant.job set lease_owner = '\(Self.other)'")
    } catch {
      throw JobFailure("NOT_TAKEN_OVER")
    }
    let renewals = sessions.askedCount
    while sessions.askedCount < renewals + 10 {
      guard !Task.isCancelled else {
        cancelled.store(true, ordering: .relaxed)
        throw JobFailure("CANCELLED")
      }
      await Task.yield()
    }
  }
}

/// What was slept, in place of sleeping.
private final class Slept: Sendable {
  private let total = Atomic<UInt64>(0)
  var nanoseconds: UInt64 { total.load(ordering: .relaxed) }
  func add(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    total.wrappingAdd(
      UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000), ordering: .relaxed)
  }
}

/// Sessions that are lost at each of the first renewals of a lease.
private final class LosingSessions: SessionSource {
  private let real: any SessionSource
  private let lostMax: Int
  private let asked = Atomic(0)

  init(real: any SessionSource, lostMax: Int) {
    self.real = real
    self.lostMax = lostMax
  }

  var askedCount: Int { asked.load(ordering: .relaxed) }
  var lostCount: Int { min(askedCount, lostMax) }

  func withSession<Result: Sendable>(
    deadline: UInt64, _ body: (any Session) async throws(SQLFailure) -> Result
  ) async throws(SQLFailure) -> Result {
    try await real.withSession(deadline: deadline) { (session) throws(SQLFailure) in
      try await body(LosingSession(real: session, sessions: self))
    }
  }

  fileprivate func renewal() throws(SQLFailure) {
    let count = asked.wrappingAdd(1, ordering: .relaxed).newValue
    if count <= lostMax {
      throw SQLFailure(code: .connectionLost, statement: "jobs/renew", wasSent: true)
    }
  }
}

private struct LosingSession: Session {
  let real: any Session
  let sessions: LosingSessions

  func run(_ batch: Batch, deadline: UInt64) async throws(SQLFailure) -> [Rows] {
    if batch.statements.contains(where: { $0.statement.name == "jobs/renew" }) {
      try sessions.renewal()
    }
    return try await real.run(batch, deadline: deadline)
  }
}
