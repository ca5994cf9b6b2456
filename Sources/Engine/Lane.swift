import Bytes
package import Contract
import DequeModule
package import Domain
import Queries
package import SQL
package import World

/// A tenant's writes, in order: what waits while a commit is under way shares the next transaction.
///
/// Whatever fails, each operation is told exactly once: it is in the queue, or in one batch under
/// way, or told. A session that is lost leaves everything not told in the queue.
///
/// The rules, each with the experiment behind it: proto-like-specs/decisions/0002-write-lanes.md.
package actor Lane {
  package nonisolated let unownedExecutor: UnownedSerialExecutor
  private let tenant: TenantContext
  private let sessions: any SessionSource
  private let world: World
  private let zone: @Sendable (String) -> ZoneRules?
  private let hint: @Sendable (Set<Hint>) -> Void
  private let spawn: @Sendable (@escaping @Sendable () async -> Void) -> Void

  private var queue: LaneQueue
  /// Keys submitted and not told.
  private var inFlight: Set<CommandKey> = []
  private var durations: Deque<UInt64> = []
  /// The longest of the recent batches but one in fifty, in nanoseconds.
  private var typicalDuration: UInt64 = 0
  private var isDraining = false
  /// Operations over batches is how many writes share a commit.
  private let batchMeter = CountMeter("tally_lane_batches_total")
  private let operationMeter = CountMeter("tally_lane_operations_total")

  /// - Parameters:
  ///   - executor: the shard's; calls, lane and sessions of a tenant share it.
  ///   - hint: told after a commit, from outside the transaction.
  ///   - spawn: starts a task that the server owns and awaits.
  package init(
    tenant: TenantContext, sessions: any SessionSource, world: World,
    executor: UnownedSerialExecutor,
    zone: @escaping @Sendable (String) -> ZoneRules?,
    hint: @escaping @Sendable (Set<Hint>) -> Void,
    spawn: @escaping @Sendable (@escaping @Sendable () async -> Void) -> Void
  ) {
    self.init(
      tenant: tenant, sessions: sessions, world: world, executor: executor, zone: zone,
      hint: hint, spawn: spawn, former: BatchFormer())
  }

  init(
    tenant: TenantContext, sessions: any SessionSource, world: World,
    executor: UnownedSerialExecutor,
    zone: @escaping @Sendable (String) -> ZoneRules?,
    hint: @escaping @Sendable (Set<Hint>) -> Void,
    spawn: @escaping @Sendable (@escaping @Sendable () async -> Void) -> Void,
    former: BatchFormer
  ) {
    self.tenant = tenant
    self.sessions = sessions
    self.world = world
    unownedExecutor = executor
    self.zone = zone
    self.hint = hint
    self.spawn = spawn
    queue = LaneQueue(former: former)
  }

  /// Performs `operation`, or answers from its key.
  ///
  /// After admission the work goes on whatever becomes of the caller: the key finds the outcome.
  ///
  /// - Parameter budget: nanoseconds the caller still has; less than a batch takes is refused.
  package func perform<O: Operation>(
    _ operation: O, caller: Caller, budget: UInt64
  ) async -> Result<[UInt8], Refusal> {
    await withCheckedContinuation { continuation in
      submit(
        Submission(operation, caller: caller) { continuation.resume(returning: $0) },
        budget: budget)
    }
  }

  /// Operations waiting, those under way not counted.
  package var waitingCount: Int { queue.count }

  func submit(_ submission: Submission, budget: UInt64) {
    if let refusal = admission(of: submission.caller, budget: budget) {
      return submission.finish(.failure(refusal))
    }
    inFlight.insert(submission.caller.commandKey)
    queue.arrived(submission)
    guard !isDraining else { return }
    isDraining = true
    spawn { [self] in await drain() }
  }

  // MARK: Admission

  private func admission(of caller: Caller, budget: UInt64) -> Refusal? {
    if inFlight.contains(caller.commandKey) {
      return Refusal(
        .aborted, .idempotencyInFlight, "the same key is being performed; ask again for its reply",
        retry: .sameKey(afterMilliseconds: 100))
    }
    guard queue.count < LaneLimits.waitingMax else {
      return Refusal(
        .resourceExhausted, .overloaded, "too many writes of this tenant are waiting",
        retry: .sameKey(afterMilliseconds: 500))
    }
    // An idle lane admits: what it last knew may be long past.
    guard budget > 0, !isDraining || budget >= typicalDuration else {
      return Refusal(
        .deadlineExceeded, .deadlineExceeded, "the deadline is shorter than a commit takes now",
        retry: .sameKey(afterMilliseconds: 0))
    }
    return nil
  }

  // MARK: The lane's loop

  private func tell(_ submission: Submission, _ result: Result<[UInt8], Refusal>) {
    inFlight.remove(submission.caller.commandKey)
    submission.finish(result)
  }

  private func drain() async {
    var failures = 0
    while queue.count > 0 {
      do throws(SQLFailure) {
        let deadline = world.monotonicNow() + LaneLimits.batchNanosecondsMax
        try await sessions.withSession(deadline: deadline) { (session) throws(SQLFailure) in
          while self.queue.count > 0 {
            try await self.settle(on: session)
            try await self.locate(on: session)
            try await self.runNext(on: session)
            failures = 0
          }
        }
      } catch {
        failures += 1
        world.tell(.warning, "lane lost its session", ["statement": error.statement])
        if failures >= LaneLimits.attemptsMax { refuseAll() }
      }
    }
    isDraining = false
  }

  /// Without a database nobody waits longer than it takes to find out.
  private func refuseAll() {
    tellDoubts()
    for submission in queue.takeAll() { tell(submission, .failure(.databaseUnreachable)) }
  }

  private func tellDoubts() {
    for doubt in queue.takeDoubts() { tell(doubt.operation.submission, .failure(.commitUnknown)) }
  }

  /// Learns what became of the operations in doubt. What did not happen waits again, before
  /// everything else, or is refused.
  private func settle(on session: any Session) async throws(SQLFailure) {
    guard !queue.inDoubt.isEmpty else { return }
    let callers = queue.inDoubt.map(\.operation.submission.caller)
    world.tell(.warning, "commit outcome unknown", ["operations": "\(callers.count)"])
    let found: [EngineQueries.FindKeysRow?]
    do throws(SQLFailure) {
      found = try await KeyClaim(callers: callers, world: world).settle(
        on: session, deadline: world.monotonicNow() + LaneLimits.batchNanosecondsMax)
    } catch {
      if error.isSessionLost || error.isCommitUnknown { throw error }
      // A transaction that holds a key is not over: the callers ask again.
      return tellDoubts()
    }
    var again: [WaitingOperation] = []
    for (doubt, row) in zip(queue.takeDoubts(), found) {
      let submission = doubt.operation.submission
      if let row {
        // A reply that is not kept is decided anew by a further run.
        if let answer = StoredReply.answer(row, toRequest: submission.caller.requestHash) {
          tell(submission, answer)
        } else {
          again.append(doubt.operation)
        }
      } else if let refusal = doubt.refusal {
        tell(submission, .failure(refusal))
      } else {
        again.append(doubt.operation)
      }
    }
    queue.putBack(again)
    // What the decisions wanted told is forgotten: whoever waits for anything looks.
    if found.contains(where: { $0 != nil }) { hint(Set(Hint.allCases)) }
  }

  // MARK: Learning footprints

  private func locate(on session: any Session) async throws(SQLFailure) {
    try await locate(min(queue.arriving.count, LaneLimits.batchOperationsMax), on: session)
  }

  /// Learns the footprints of the first `count` that arrived, in one round trip. Where that fails
  /// the half of them is tried, down to the one that is to blame.
  private func locate(_ count: Int, on session: any Session) async throws(SQLFailure) {
    let batch = Array(queue.arriving.prefix(count))
    let rows: [Rows]
    do throws(SQLFailure) {
      rows = try await located(batch, on: session)
    } catch {
      if error.isSessionLost || error.retry == .sameTransaction { throw error }
      if let submission = batch.first, count == 1 {
        queue.removeArrived(1)
        report(error, of: submission)
        return tell(submission, .failure(.internalError))
      }
      try await locate(count / 2, on: session)
      return try await locate(count - count / 2, on: session)
    }
    queue.removeArrived(count)
    var next = 0
    for submission in batch {
      let located = Array(rows[next..<next + submission.locating.count])
      next += submission.locating.count
      var footprint = Footprint()
      var refusal: Refusal?
      do throws(Refusal) { footprint = try submission.footprint(located) } catch { refusal = error }
      queue.append(
        WaitingOperation(
          submission: submission, located: located, footprint: footprint, refusal: refusal))
    }
  }

  private func located(
    _ batch: [Submission], on session: any Session
  ) async throws(SQLFailure) -> [Rows] {
    let calls = batch.flatMap(\.locating)
    guard !calls.isEmpty else { return [] }
    let executions = Columns.coalesced(calls)
    let results = try await session.run(
      Batch(opening: .snapshot, executions.map(\.bound), closing: .commit),
      deadline: world.monotonicNow() + LaneLimits.batchNanosecondsMax)
    return try Columns.separated(results, of: executions, callCount: calls.count)
  }

  // MARK: Running batches

  private func runNext(on session: any Session) async throws(SQLFailure) {
    let batch = queue.next()
    guard !batch.isEmpty else { return }
    let start = world.monotonicNow()
    try await run(batch, on: session)
    took(world.monotonicNow() - start)
    batchMeter.add()
    operationMeter.add(batch.count)
  }

  private func took(_ duration: UInt64) {
    durations.append(duration)
    if durations.count > LaneLimits.durationsMax { durations.removeFirst() }
    guard durations.count >= LaneLimits.durationsMin else { return }
    let sorted = durations.sorted()
    typicalDuration = sorted[sorted.count * 49 / 50]
  }

  /// Runs a batch to its end: every operation in it is told.
  ///
  /// - Throws: when the session is lost; whoever is not told is back in the queue by then.
  private func run(
    _ batch: [WaitingOperation], on session: any Session
  ) async throws(SQLFailure) {
    let outcome: LaneTransaction.Outcome
    let start = world.monotonicNow()
    do throws(SQLFailure) {
      outcome = try await transaction(batch).run(on: session)
    } catch {
      return try await recover(batch, from: error, on: session)
    }
    if !outcome.written.isEmpty {
      queue.took(world.monotonicNow() - start, for: batch, written: outcome.written)
    }
    if !outcome.hints.isEmpty { hint(outcome.hints) }
    // What was decided is told before anything else may fail: nobody is told twice or never.
    var lockedOut: [WaitingOperation] = []
    for (waiting, result) in zip(batch, outcome.results) {
      if let result { tell(waiting.submission, result) } else { lockedOut.append(waiting) }
    }
    // A row was locked elsewhere: alone, each waits for the lock.
    for (position, waiting) in lockedOut.enumerated() {
      do throws(SQLFailure) {
        try await runAlone(waiting, on: session)
      } catch {
        queue.putBack(lockedOut[(position + 1)...])
        throw error
      }
    }
  }

  private func transaction(_ batch: [WaitingOperation]) -> LaneTransaction {
    LaneTransaction(tenant: tenant, world: world, zone: zone, operations: batch)
  }

  /// What becomes of a batch whose transaction failed: nothing of it was told yet.
  private func recover(
    _ batch: [WaitingOperation], from failure: SQLFailure, on session: any Session
  ) async throws(SQLFailure) {
    if failure.isSessionLost || failure.isCommitUnknown {
      lost(batch, with: failure)
      throw failure
    }
    if let waiting = batch.first, batch.count == 1 {
      queue.isolate(waiting.submission.caller.method)
      return try await runAlone(waiting, on: session)
    }
    let half = batch.count / 2
    do throws(SQLFailure) {
      try await run(Array(batch[..<half]), on: session)
    } catch {
      queue.putBack(batch[half...])
      throw error
    }
    try await run(Array(batch[half...]), on: session)
  }

  /// The session of `batch` is lost. Without a commit under way nothing happened; who was there
  /// too often is told so.
  private func lost(_ batch: [WaitingOperation], with failure: SQLFailure) {
    if failure.isCommitUnknown {
      for waiting in batch { queue.doubt(waiting) }
      return
    }
    var again: [WaitingOperation] = []
    for var waiting in batch {
      if failure.wasSent { waiting.sessionsLost += 1 }
      if waiting.sessionsLost < LaneLimits.sessionsLostMax {
        again.append(waiting)
      } else {
        report(failure, of: waiting.submission)
        tell(waiting.submission, .failure(.databaseUnreachable))
      }
    }
    queue.putBack(again)
  }

  /// Runs one operation by itself, again when the database asks for it, at most `attemptsMax`
  /// times. Re-reads and re-decides each time.
  private func runAlone(
    _ waiting: WaitingOperation, on session: any Session
  ) async throws(SQLFailure) {
    let submission = waiting.submission
    for attempt in 1...LaneLimits.attemptsMax {
      do throws(SQLFailure) {
        let outcome = try await transaction([waiting]).run(on: session)
        if !outcome.hints.isEmpty { hint(outcome.hints) }
        guard let result = outcome.results[0] else { preconditionFailure("alone waits for locks") }
        return tell(submission, result)
      } catch {
        if error.isSessionLost || error.isCommitUnknown {
          lost([waiting], with: error)
          throw error
        }
        switch verdict(on: error, of: submission, attempt: attempt) {
        case .again: continue
        case .refuse(let refusal): return tell(submission, .failure(refusal))
        case .settle(let refusal): return queue.doubt(waiting, otherwise: refusal)
        }
      }
    }
  }

  private enum Verdict {
    case again
    case refuse(Refusal)
    /// Refused if it did not happen.
    case settle(otherwise: Refusal)
  }

  private func verdict(
    on failure: SQLFailure, of submission: Submission, attempt: Int
  ) -> Verdict {
    if case .violated(_, let constraint) = failure.code {
      // Another process stored a reply under this key: the next run finds it.
      if constraint == "command_key_pk", attempt < LaneLimits.attemptsMax { return .again }
      if let refusal = submission.refusalForConstraint(constraint) {
        // The row that was there may be this command's own, as another process performed it.
        return attempt == 1 ? .again : .refuse(refusal)
      }
    }
    if failure.retry == .sameTransaction {
      if attempt < LaneLimits.attemptsMax { return .again }
      // Who holds the rows may be an earlier call under the same key whose commit hangs.
      return .settle(
        otherwise: Refusal(
          .aborted, .conflict, "another write holds the same rows",
          retry: .sameKey(afterMilliseconds: 200)))
    }
    report(failure, of: submission)
    return .refuse(.internalError)
  }

  private func report(_ failure: SQLFailure, of submission: Submission) {
    world.tell(
      .error, "operation failed",
      [
        "method": submission.caller.method, "statement": failure.statement,
        "failure": failure.logged,
      ])
  }
}

extension Refusal {
  fileprivate static let commitUnknown = Refusal(
    .unavailable, .commitUnknown,
    "whether the write happened is not known yet; the same key will tell",
    retry: .sameKey(afterMilliseconds: 1000))

  fileprivate static let databaseUnreachable = Refusal(
    .unavailable, .unavailable, "the database cannot be reached",
    retry: .sameKey(afterMilliseconds: 1000))
}
