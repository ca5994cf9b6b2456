package import Bytes
import Queries
import SQL
package import World

/// The rows of one tenant's jobs, as one owner sees them. Each statement commits alone.
package struct JobStore: Sendable {
  private let world: World
  private let tenant: SchedulerTenant
  private let owner: Identifier

  /// - Parameter owner: of this process; leases are held under it.
  package init(world: World, tenant: SchedulerTenant, owner: Identifier) {
    self.world = world
    self.tenant = tenant
    self.owner = owner
  }

  private var leaseUntil: Timestamp {
    world.recordedNow().adding(seconds: SchedulerLimits.leaseSeconds)
  }

  /// Plans a job; nothing happens when there is one for this slot of the kind already.
  package func plan(
    kind: String, slot: String, payload: [UInt8], runAt: Timestamp
  ) async throws(JobFailure) {
    _ = try await run(
      JobsQueries.insert(
        id: world.identifier(), kind: kind, slot: slot, runAt: runAt, payload: payload,
        createdAt: world.recordedNow()))
  }

  /// Takes the job that is due longest; nil when none is.
  package func claim(kinds: [String]) async throws(JobFailure) -> ClaimedJob? {
    let rows = try await run(
      JobsQueries.claim(
        leaseUntil: leaseUntil, leaseOwner: owner, now: world.recordedNow(), kinds: kinds
      ).bound)
    let claimed: [JobsQueries.ClaimRow]
    do throws(SQLFailure) { claimed = try rows.decoded() } catch { throw JobFailure(error) }
    return claimed.first.map { row in
      ClaimedJob(
        id: row.id, kind: row.kind, slot: row.slot, attempt: Int(row.attemptCount),
        payload: row.payload, progress: row.progress)
    }
  }

  /// When the next job is due; nil when none is planned.
  func nextDue() async throws(JobFailure) -> Timestamp? {
    let rows = try await run(JobsQueries.nextDue().bound)
    do throws(SQLFailure) {
      let found: [JobsQueries.NextDueRow] = try rows.decoded()
      return found.first?.dueAt
    } catch {
      throw JobFailure(error)
    }
  }

  /// - Returns: false when the job has another owner.
  package func renew(_ job: Identifier) async throws(JobFailure) -> Bool {
    try await run(
      JobsQueries.renew(leaseUntil: leaseUntil, id: job, leaseOwner: owner).bound
    ).count == 1
  }

  /// Keeps how far a job is; the next run begins there.
  ///
  /// - Throws: `LEASE_LOST` when the job has another owner.
  package func saveProgress(_ progress: [UInt8], of job: Identifier) async throws(JobFailure) {
    let rows = try await run(
      JobsQueries.saveProgress(
        progress: progress, leaseUntil: leaseUntil, id: job, leaseOwner: owner
      ).bound)
    guard rows.count == 1 else { throw JobFailure("LEASE_LOST") }
  }

  func complete(_ job: Identifier) async throws(JobFailure) {
    _ = try await run(
      JobsQueries.complete(finishedAt: world.recordedNow(), id: job, leaseOwner: owner))
  }

  func retry(
    _ job: Identifier, at: Timestamp, after failure: JobFailure
  ) async throws(JobFailure) {
    _ = try await run(
      JobsQueries.retry(runAt: at, lastError: failure.reason, id: job, leaseOwner: owner))
  }

  func fail(_ job: Identifier, after failure: JobFailure) async throws(JobFailure) {
    _ = try await run(
      JobsQueries.fail(
        finishedAt: world.recordedNow(), lastError: failure.reason, id: job, leaseOwner: owner))
  }

  /// Runs one statement by itself.
  func run(_ bound: Bound) async throws(JobFailure) -> Rows {
    let deadline = world.monotonicNow() + SchedulerLimits.statementNanoseconds
    // Called once: a columnar statement takes arrays of one element.
    let executions = Columns.coalesced([bound])
    do throws(SQLFailure) {
      let rows = try await tenant.sessions.withSession(deadline: deadline) {
        (session) throws(SQLFailure) in
        try await session.run(Batch(executions.map(\.bound)), deadline: deadline)
      }
      return rows.first ?? Rows(statement: bound.statement.name, columnCount: 0)
    } catch {
      throw JobFailure(error)
    }
  }
}
