import Bytes
package import Contract
import DequeModule
package import Domain
import Queries
package import SQL
package import World

/// A tenant's writes, in order: what waits while a commit is under way shares the next transaction.
///
/// The rules, each with the experiment behind it: proto-like-specs/decisions/0002-write-lanes.md.
package actor Lane {
  private struct Waiting: Sendable {
    let submission: Submission
    var located: [Rows] = []
    var candidate: BatchFormer.Candidate
  }

  package nonisolated let unownedExecutor: UnownedSerialExecutor
  private let tenant: TenantContext
  private let sessions: any SessionSource
  private let world: World
  private let zone: @Sendable (String) -> ZoneRules?
  private let hint: @Sendable (Set<Hint>) -> Void
  private let spawn: @Sendable (@escaping @Sendable () async -> Void) -> Void

  /// Submitted, their rows not yet known.
  private var arriving: Deque<Submission> = []
  private var interactive: Deque<Waiting> = []
  private var bulk: Deque<Waiting> = []
  private var inFlight: [CommandKey: Digest] = [:]
  private var quarantine: [String: Int] = [:]
  private var interactiveBatches = 0
  private var durations: Deque<UInt64> = []
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
    self.tenant = tenant
    self.sessions = sessions
    self.world = world
    unownedExecutor = executor
    self.zone = zone
    self.hint = hint
    self.spawn = spawn
  }

  /// Performs `operation`, or answers from its key.
  ///
  /// After admission the work goes on whatever becomes of the caller: the key finds the outcome.
  ///
  /// - Parameter budget: nanoseconds the caller still has; less than a batch takes is refused.
  package func perform<O: Operation>(
    _ operation: O, caller: Caller, budget: UInt64
  ) async -> Result<[UInt8], Refusal> {
    if let refusal = admission(of: caller, budget: budget) { return .failure(refusal) }
    inFlight[caller.commandKey] = caller.requestHash
    let result = await withCheckedContinuation { continuation in
      arriving.append(
        Submission(operation, caller: caller) { continuation.resume(returning: $0) })
      startDraining()
    }
    inFlight[caller.commandKey] = nil
    return result
  }

  /// Operations waiting, those under way not counted.
  package var waitingCount: Int { arriving.count + interactive.count + bulk.count }

  private func admission(of caller: Caller, budget: UInt64) -> Refusal? {
    if inFlight[caller.commandKey] != nil {
      return Refusal(
        .aborted, .idempotencyInFlight, "the same key is being performed; ask again for its reply",
        retry: .sameKey(afterMilliseconds: 100))
    }
    guard waitingCount < LaneLimits.waitingMax else {
      return Refusal(
        .resourceExhausted, .overloaded, "too many writes of this tenant are waiting",
        retry: .sameKey(afterMilliseconds: 500))
    }
    guard budget >= typicalDuration else {
      return Refusal(
        .deadlineExceeded, .deadlineExceeded, "the deadline is shorter than a commit takes now",
        retry: .sameKey(afterMilliseconds: 0))
    }
    return nil
  }

  /// The longest of the recent batches but one in fifty, in nanoseconds.
  private var typicalDuration: UInt64 {
    guard durations.count >= 16 else { return 0 }
    let sorted = durations.sorted()
    return sorted[sorted.count * 49 / 50]
  }

  private func startDraining() {
    guard !isDraining else { return }
    isDraining = true
    spawn { [self] in await drain() }
  }

  private func drain() async {
    var failures = 0
    while waitingCount > 0 {
      do throws(SQLFailure) {
        let deadline = world.monotonicNow() + LaneLimits.batchNanosecondsMax
        try await sessions.withSession(deadline: deadline) { (session) throws(SQLFailure) in
          while self.waitingCount > 0 {
            try await self.locate(on: session)
            try await self.runNext(on: session)
            failures = 0
          }
        }
      } catch {
        failures += 1
        world.tell(.warning, "lane lost its session", ["statement": error.statement])
        if failures >= LaneLimits.attemptsMax { refuseAll(error) }
      }
    }
    isDraining = false
  }

  /// Without a database nobody waits longer than it takes to find out.
  private func refuseAll(_ failure: SQLFailure) {
    let refusal = Refusal(
      .unavailable, .unavailable, "the database cannot be reached",
      retry: .sameKey(afterMilliseconds: 1000))
    for submission in arriving { submission.finish(.failure(refusal)) }
    for waiting in interactive { waiting.submission.finish(.failure(refusal)) }
    for waiting in bulk { waiting.submission.finish(.failure(refusal)) }
    arriving.removeAll()
    interactive.removeAll()
    bulk.removeAll()
  }

  // MARK: Forming a batch

  /// Learns the footprints of what arrived, all in one round trip.
  private func locate(on session: any Session) async throws(SQLFailure) {
    let count = min(arriving.count, LaneLimits.batchOperationsMax)
    let batch = Array(arriving.prefix(count))
    let calls = batch.flatMap(\.locating)
    var rows: [Rows] = []
    if !calls.isEmpty {
      let executions = Columns.coalesced(calls)
      let results = try await session.run(
        Batch(opening: .snapshot, executions.map(\.bound), closing: .commit),
        deadline: world.monotonicNow() + LaneLimits.batchNanosecondsMax)
      rows = try Columns.separated(results, of: executions, callCount: calls.count)
    }
    arriving.removeFirst(count)
    var next = 0
    for submission in batch {
      let located = Array(rows[next..<next + submission.locating.count])
      next += submission.locating.count
      admit(submission, located: located)
    }
  }

  private func admit(_ submission: Submission, located: [Rows]) {
    do throws(Refusal) {
      let candidate = BatchFormer.Candidate(
        footprint: try submission.footprint(located), key: submission.caller.commandKey,
        rowEstimate: submission.rowEstimate, runsAlone: false)
      let waiting = Waiting(submission: submission, located: located, candidate: candidate)
      if submission.isBulk { bulk.append(waiting) } else { interactive.append(waiting) }
    } catch {
      submission.finish(.failure(error))
    }
  }

  private func runNext(on session: any Session) async throws(SQLFailure) {
    let isBulkTurn =
      interactive.isEmpty
      || (!bulk.isEmpty && interactiveBatches >= LaneLimits.interactiveBatchesMax)
    let batch: [Waiting]
    if isBulkTurn {
      interactiveBatches = 0
      batch = take(from: &bulk)
    } else {
      interactiveBatches += 1
      batch = take(from: &interactive)
    }
    guard !batch.isEmpty else { return }
    let start = world.monotonicNow()
    try await run(batch, on: session)
    durations.append(world.monotonicNow() - start)
    batchMeter.add()
    operationMeter.add(batch.count)
    if durations.count > LaneLimits.durationsMax { durations.removeFirst() }
  }

  private func take(from queue: inout Deque<Waiting>) -> [Waiting] {
    let candidates = queue.prefix(LaneLimits.batchOperationsMax * 2).map { waiting in
      var candidate = waiting.candidate
      if let rest = quarantine[waiting.submission.caller.method], rest > 0 {
        candidate = BatchFormer.Candidate(
          footprint: candidate.footprint, key: candidate.key, rowEstimate: candidate.rowEstimate,
          runsAlone: true)
      }
      return candidate
    }
    let positions = BatchFormer.pick(candidates)
    let batch = positions.map { queue[$0] }
    for position in positions.reversed() { queue.remove(at: position) }
    for method in Set(batch.map(\.submission.caller.method)) {
      if let rest = quarantine[method] { quarantine[method] = rest > 1 ? rest - 1 : nil }
    }
    return batch
  }

  // MARK: Running a batch

  /// Runs a batch to its end: every operation in it is told, or the session is lost before
  /// anything was decided and the batch waits again.
  private func run(_ batch: [Waiting], on session: any Session) async throws(SQLFailure) {
    let outcome: LaneTransaction.Outcome
    do throws(SQLFailure) {
      outcome = try await LaneTransaction(
        tenant: tenant, world: world, zone: zone, submissions: batch.map(\.submission),
        located: batch.map(\.located), footprints: batch.map(\.candidate.footprint)
      ).run(on: session)
    } catch {
      return try await recover(batch, from: error, on: session)
    }
    if !outcome.hints.isEmpty { hint(outcome.hints) }
    // What was decided is told before anything else may fail: nobody is told twice or never.
    var lockedOut: [Waiting] = []
    for (waiting, result) in zip(batch, outcome.results) {
      if let result { waiting.submission.finish(result) } else { lockedOut.append(waiting) }
    }
    // A row was locked elsewhere: alone, each waits for the lock.
    for (position, waiting) in lockedOut.enumerated() {
      do throws(SQLFailure) {
        try await runAlone(waiting, on: session)
      } catch {
        requeue(Array(lockedOut[(position + 1)...]))
        throw error
      }
    }
  }

  /// What becomes of a batch whose transaction failed: nothing of it was told yet.
  private func recover(
    _ batch: [Waiting], from failure: SQLFailure, on session: any Session
  ) async throws(SQLFailure) {
    if failure.isCommitUnknown { return try await settle(batch, after: failure) }
    guard batch.count > 1 else {
      if let waiting = batch.first { try await runAlone(waiting, on: session) }
      return
    }
    guard !failure.isSessionLost else {
      requeue(batch)
      throw failure
    }
    let half = batch.count / 2
    do throws(SQLFailure) {
      try await run(Array(batch[..<half]), on: session)
    } catch {
      requeue(Array(batch[half...]))
      throw error
    }
    try await run(Array(batch[half...]), on: session)
  }

  private func requeue(_ batch: [Waiting]) {
    for waiting in batch.reversed() {
      if waiting.submission.isBulk {
        bulk.prepend(waiting)
      } else {
        interactive.prepend(waiting)
      }
    }
  }

  /// Runs one operation by itself, again when the database asks for it, at most `attemptsMax`
  /// times. Re-reads and re-decides each time.
  private func runAlone(_ waiting: Waiting, on session: any Session) async throws(SQLFailure) {
    let submission = waiting.submission
    quarantine[submission.caller.method] = LaneLimits.quarantineBatches
    for attempt in 1...LaneLimits.attemptsMax {
      do throws(SQLFailure) {
        let transaction = LaneTransaction(
          tenant: tenant, world: world, zone: zone, submissions: [submission],
          located: [waiting.located], footprints: [waiting.candidate.footprint])
        let outcome = try await transaction.run(on: session)
        if !outcome.hints.isEmpty { hint(outcome.hints) }
        guard let result = outcome.results[0] else { preconditionFailure("alone waits for locks") }
        submission.finish(result)
        return
      } catch {
        if error.isCommitUnknown { return try await settle([waiting], after: error) }
        if error.isSessionLost {
          requeue([waiting])
          throw error
        }
        if let refusal = refusal(for: error, of: submission, attempt: attempt) {
          submission.finish(.failure(refusal))
          return
        }
      }
    }
  }

  /// - Returns: nil when the operation should run again.
  private func refusal(
    for failure: SQLFailure, of submission: Submission, attempt: Int
  ) -> Refusal? {
    if case .violated(_, let constraint) = failure.code {
      // Another process stored a reply under this key: the next run finds it.
      if constraint == "command_key_pk", attempt < LaneLimits.attemptsMax { return nil }
      if let refusal = submission.refusalForConstraint(constraint) { return refusal }
    }
    if failure.retry == .sameTransaction {
      if attempt < LaneLimits.attemptsMax { return nil }
      return Refusal(
        .aborted, .conflict, "another write holds the same rows",
        retry: .sameKey(afterMilliseconds: 200))
    }
    world.tell(
      .error, "operation failed",
      [
        "method": submission.caller.method, "statement": failure.statement,
        "failure": failure.logged,
      ])
    return .internalError
  }

  // MARK: A commit whose outcome is unknown

  /// Learns by claiming each key whether the commit happened: a plain look-up may miss a commit
  /// that is still under way. What did not happen runs again.
  private func settle(_ batch: [Waiting], after failure: SQLFailure) async throws(SQLFailure) {
    world.tell(.warning, "commit outcome unknown", ["operations": "\(batch.count)"])
    for waiting in batch {
      let deadline = world.monotonicNow() + LaneLimits.batchNanosecondsMax
      let found: Rows?
      do throws(SQLFailure) {
        found = try await sessions.withSession(deadline: deadline) { (session) throws(SQLFailure) in
          try await KeyClaim(caller: waiting.submission.caller, world: world).settle(
            on: session, deadline: deadline)
        }
      } catch {
        waiting.submission.finish(
          .failure(
            Refusal(
              .unavailable, .commitUnknown,
              "whether the write happened is not known yet; the same key will tell",
              retry: .sameKey(afterMilliseconds: 1000))))
        continue
      }
      if let found, found.count == 1 {
        waiting.submission.finish(
          replyResult(found, hash: waiting.submission.caller.requestHash))
      } else {
        requeue([waiting])
      }
    }
    if failure.isSessionLost { throw failure }
  }

  private func replyResult(_ rows: Rows, hash: Digest) -> Result<[UInt8], Refusal> {
    do throws(SQLFailure) {
      let row = try EngineQueries.FindKeysRow(rows[0])
      return StoredReply.read(row.reply) ?? .failure(.internalError)
    } catch {
      return .failure(.internalError)
    }
  }
}

extension SQLFailure {
  /// True when the session that failed is of no further use.
  var isSessionLost: Bool {
    switch code {
    case .connectionLost, .cancelled, .unavailable: true
    case .violated, .serialization, .lockNotAvailable, .server, .undecodable: false
    }
  }

  /// What a log may show: codes and names, no value.
  var logged: String {
    switch code {
    case .violated(let state, let constraint): "\(state) \(constraint)"
    case .serialization: "serialization"
    case .lockNotAvailable: "lock not available"
    case .cancelled: "cancelled"
    case .connectionLost: "connection lost"
    case .unavailable: "unavailable"
    case .server(let state, let detail): "\(state) \(detail)"
    case .undecodable(let column): "column \(column) undecodable"
    }
  }
}
