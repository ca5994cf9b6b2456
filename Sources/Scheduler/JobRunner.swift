import Bytes
package import World

/// Runs the due jobs of one tenant, one after the other, each under a lease that is kept alive.
package struct JobRunner: Sendable {
  private let world: World
  private let handlers: [String: any JobHandler]

  /// - Parameter handlers: one for each kind.
  package init(world: World, handlers: [any JobHandler]) {
    self.world = world
    self.handlers = Dictionary(handlers.map { ($0.kind, $0) }) { first, _ in
      preconditionFailure("two handlers of \(first.kind)")
    }
  }

  /// Takes and runs jobs until none is due or the task is cancelled.
  ///
  /// - Returns: how many jobs ended with their work done.
  @discardableResult
  package func runDue(_ tenant: SchedulerTenant, _ store: JobStore) async -> Int {
    var doneCount = 0
    while !Task.isCancelled {
      // Before the claim, so that the lease is thought to end rather sooner than it does.
      let claimedAt = world.monotonicNow()
      do throws(JobFailure) {
        guard let job = try await store.claim(kinds: handlers.keys.sorted()) else { break }
        if try await run(
          job, JobContext(world: world, tenant: tenant, store: store), claimedAt: claimedAt)
        {
          doneCount += 1
        }
      } catch {
        world.tell(
          .warning, "jobs not reached", ["tenant": "\(tenant.id)", "reason": error.reason])
        break
      }
    }
    return doneCount
  }

  private func run(
    _ job: ClaimedJob, _ context: JobContext, claimedAt: UInt64
  ) async throws(JobFailure) -> Bool {
    guard let handler = handlers[job.kind] else { return false }
    switch await outcome(of: job, handler, context, claimedAt: claimedAt) {
    case .success:
      try await context.store.complete(job.id)
      count(job, "done")
      return true
    case .failure(let failure):
      world.tell(
        .warning, "job failed",
        [
          "tenant": "\(context.tenant.id)", "kind": job.kind, "slot": job.slot,
          "attempt": "\(job.attempt)", "reason": failure.reason,
        ])
      // A stop is no failure: the lease ends by itself and the next owner goes on.
      guard !Task.isCancelled else { return false }
      switch Backoff(after: failure, attempt: job.attempt) {
      case .again(let seconds):
        count(job, "again")
        try await context.store.retry(
          job.id, at: world.recordedNow().adding(seconds: seconds), after: failure)
      case .givenUp:
        count(job, "given_up")
        try await context.store.fail(job.id, after: failure)
      }
      return false
    }
  }

  private func count(_ job: ClaimedJob, _ outcome: String) {
    CountMeter("tally_jobs_total", MeterLabel("kind", job.kind), MeterLabel("outcome", outcome))
      .add()
  }

  /// The handler's end, or a lost lease, whichever comes first.
  private func outcome(
    of job: ClaimedJob, _ handler: any JobHandler, _ context: JobContext, claimedAt: UInt64
  ) async -> Result<Void, JobFailure> {
    await withTaskGroup(of: Result<Void, JobFailure>.self) { group in
      group.addTask {
        do throws(JobFailure) {
          try await handler.run(job, context)
          return .success(())
        } catch {
          return .failure(error)
        }
      }
      group.addTask { .failure(await keepLease(job, context, claimedAt: claimedAt)) }
      defer { group.cancelAll() }
      return await group.next() ?? .failure(JobFailure("CANCELLED"))
    }
  }

  /// Returns when the lease is lost or the task is cancelled. A lease that could not be renewed is
  /// lost when it ends: another owner may have the job from then on.
  private func keepLease(
    _ job: ClaimedJob, _ context: JobContext, claimedAt: UInt64
  ) async -> JobFailure {
    var endsAt = claimedAt + SchedulerLimits.leaseNanoseconds
    while true {
      let left = endsAt - min(endsAt, world.monotonicNow())
      let pause = min(left, SchedulerLimits.renewNanoseconds)
      do { try await world.sleep(.nanoseconds(Int64(pause))) } catch {
        return JobFailure("CANCELLED")
      }
      let askedAt = world.monotonicNow()
      guard askedAt < endsAt else { return JobFailure("LEASE_LOST") }
      do throws(JobFailure) {
        guard try await context.store.renew(job.id) else { return JobFailure("LEASE_LOST") }
        endsAt = askedAt + SchedulerLimits.leaseNanoseconds
      } catch {
        world.tell(.warning, "lease not renewed", ["reason": error.reason])
      }
    }
  }
}
