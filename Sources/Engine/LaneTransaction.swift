import Access
import Bytes
import Contract
import Domain
import Ledger
import Queries
import SQL
import SwiftProtobuf
import Vault
import World

/// One transaction of a lane: a pipeline of locks and reads, decisions in order, a pipeline of
/// writes, one commit.
struct LaneTransaction: Sendable {
  struct Outcome: Sendable {
    /// One for each operation; nil: its rows were locked elsewhere and it did not take part.
    var results: [Result<[UInt8], Refusal>?]
    var hints: Set<Hint>
    /// Positions of those that took part in the commit; empty: nothing was committed.
    var written: [Int] = []
  }
  /// What the first pipeline asks, and which of its statements answers what.
  private struct Asking: Sendable {
    var locks: [Bound]
    var reads: [Columns.Execution]
    var readCounts: [Int]
    var keys: [Columns.Execution]
    /// For each operation why it cannot be decided, if it cannot.
    var refusals: [Refusal?]

    var statements: [Bound] { locks + reads.map(\.bound) + keys.map(\.bound) }
  }
  /// What was read under the locks.
  private struct Reading: Sendable {
    var day: BusinessDay
    var policy: TenantPolicy
    /// What is known under each operation's key.
    var stored: [EngineQueries.FindKeysRow?]
    var lockedSubjects: Set<Identifier>
    var answers: [[Rows]]
  }
  private struct Accepted: Sendable {
    let index: Int
    let decision: ErasedDecision
    /// The key was claimed after a commit in doubt; it is given back as it is stored.
    let claim: Identifier?
  }

  let tenant: TenantContext
  let world: World
  let zone: @Sendable (String) -> ZoneRules?
  let operations: [WaitingOperation]

  private var runsAlone: Bool { operations.count == 1 }

  /// - Throws: when nothing was committed, or `isCommitUnknown`.
  func run(on session: any Session) async throws(SQLFailure) -> Outcome {
    let asking = asking()
    let rows = try await session.run(
      Batch(
        opening: .readCommitted, asking.statements,
        lockTimeoutMilliseconds: LaneLimits.lockTimeoutMilliseconds),
      deadline: deadline)
    let reading: Reading
    do throws(SQLFailure) {
      reading = try self.reading(rows, of: asking)
    } catch {
      try await rollBack(on: session)
      throw error
    }
    let moment = Moment(
      recordedAt: world.recordedNow(), civilAt: world.civilNow(),
      newIdentifier: { [world] in world.identifier() }, randomBytes: world.randomBytes, zone: zone)
    var results = [Result<[UInt8], Refusal>?](repeating: nil, count: operations.count)
    var accepted: [Accepted] = []
    for index in operations.indices {
      decide(
        index, refusal: asking.refusals[index], from: reading, at: moment, &results, &accepted)
    }
    guard !accepted.isEmpty else {
      try await rollBack(on: session)
      return Outcome(results: results, hints: [])
    }
    return try await commit(accepted, moment: moment, on: session, results: results)
  }

  private var deadline: UInt64 { world.monotonicNow() + LaneLimits.batchNanosecondsMax }

  private func rollBack(on session: any Session) async throws(SQLFailure) {
    _ = try await session.run(Batch([], closing: .rollback), deadline: deadline)
  }

  // MARK: The first pipeline

  /// Locks first, then the reads that rest on them. The keys are looked up last: whoever sees what
  /// another process did under a key also sees the reply stored with it.
  private func asking() -> Asking {
    var union = Footprint()
    for operation in operations { union.formUnion(operation.footprint) }
    let subjects = union.subjects.sorted()
    let locks: [Bound] = [
      union.day == .exclusive
        ? EngineQueries.lockDay().bound : EngineQueries.shareDay().bound,
      EngineQueries.lockCounters(names: union.guards.map(\.rawValue).sorted()).bound,
      runsAlone
        ? EngineQueries.lockSubjects(ids: subjects).bound
        : EngineQueries.lockSubjectsSkipping(ids: subjects).bound,
      EngineQueries.currentPolicy().bound,
    ]
    var refusals = operations.map(\.refusal)
    var reads: [[Bound]] = []
    for (index, operation) in operations.enumerated() {
      var calls: [Bound] = []
      if refusals[index] == nil {
        do throws(Refusal) {
          calls = try operation.submission.reads(operation.located)
        } catch {
          refusals[index] = error
        }
      }
      reads.append(calls)
    }
    let keys = operations.map { operation in
      let caller = operation.submission.caller
      return EngineQueries.findKeys(
        principalID: caller.principal, method: caller.method, key: caller.key
      ).bound
    }
    return Asking(
      locks: locks, reads: Columns.coalesced(reads.flatMap { $0 }), readCounts: reads.map(\.count),
      keys: Columns.coalesced(keys), refusals: refusals)
  }

  private func reading(_ rows: [Rows], of asking: Asking) throws(SQLFailure) -> Reading {
    let lockCount = asking.locks.count
    let keysStart = lockCount + asking.reads.count
    let answers = try Columns.separated(
      Array(rows[lockCount..<keysStart]), of: asking.reads,
      callCount: asking.readCounts.reduce(0, +))
    let keys = try Columns.separated(
      Array(rows[keysStart...]), of: asking.keys, callCount: operations.count)
    var stored: [EngineQueries.FindKeysRow?] = []
    for rows in keys { stored.append(try rows.decoded(EngineQueries.FindKeysRow.self).first) }
    var next = 0
    let split = asking.readCounts.map { count in
      defer { next += count }
      return Array(answers[next..<next + count])
    }
    return Reading(
      day: try day(rows[0]), policy: try policy(rows[3]), stored: stored,
      lockedSubjects: try lockedSubjects(rows[2]), answers: split)
  }

  private func day(_ rows: Rows) throws(SQLFailure) -> BusinessDay {
    guard rows.count == 1 else {
      throw SQLFailure(code: .undecodable(column: 0), statement: rows.statement, wasSent: true)
    }
    // Both statements return the same columns.
    let row = try EngineQueries.ShareDayRow(rows[0])
    return BusinessDay(
      businessOn: row.businessOn, nextOn: row.nextOn, isClosing: row.dayState == 2,
      lastClosedOn: row.lastClosedOn)
  }

  private func policy(_ rows: Rows) throws(SQLFailure) -> TenantPolicy {
    guard rows.count == 1 else { return .shipped }
    let row = try EngineQueries.CurrentPolicyRow(rows[0])
    guard let stored = try? Tally_V1_TenantPolicy(serializedBytes: row.body) else {
      throw SQLFailure(code: .undecodable(column: 1), statement: rows.statement, wasSent: true)
    }
    return TenantPolicy(version: Int(row.version), stored: stored)
  }

  private func lockedSubjects(_ rows: Rows) throws(SQLFailure) -> Set<Identifier> {
    var out: Set<Identifier> = []
    for index in 0..<rows.count { out.insert(try rows[index].identifier(0)) }
    return out
  }

  // MARK: Decisions

  /// What is stored under the key goes before everything else; a refusal before the locks.
  private func decide(
    _ index: Int, refusal: Refusal?, from reading: Reading, at moment: Moment,
    _ results: inout [Result<[UInt8], Refusal>?], _ accepted: inout [Accepted]
  ) {
    let operation = operations[index]
    let stored = reading.stored[index]
    let isPerformed = stored?.reply != nil
    if let stored, isPerformed,
      let answer = StoredReply.answer(stored, toRequest: operation.submission.caller.requestHash)
    {
      results[index] = answer
      return
    }
    if let refusal {
      results[index] = .failure(refusal)
      return
    }
    // Rows that exist but were skipped are locked by another process.
    guard runsAlone || operation.footprint.subjects.isSubset(of: reading.lockedSubjects) else {
      return
    }
    let facts = Facts(
      tenant: tenant, day: reading.day, policy: reading.policy, located: operation.located,
      answers: reading.answers[index])
    do throws(Refusal) {
      let decision = try operation.submission.decide(facts, moment)
      if isPerformed {
        results[index] = .success(try reply(of: decision, receipt: Tally_V1_Receipt()))
      } else {
        accepted.append(Accepted(index: index, decision: decision, claim: stored?.claim))
      }
    } catch {
      results[index] = .failure(error)
    }
  }

  private func reply(
    of decision: ErasedDecision, receipt: Tally_V1_Receipt
  ) throws(Refusal) -> [UInt8] {
    switch decision.answer {
    case .refusal(let refusal): throw refusal
    case .reply(let reply): return try reply(receipt)
    }
  }

  // MARK: The second pipeline

  private func commit(
    _ accepted: [Accepted], moment: Moment, on session: any Session,
    results: [Result<[UInt8], Refusal>?]
  ) async throws(SQLFailure) -> Outcome {
    var results = results
    var hints: Set<Hint> = []
    var writes: [[Bound]] = []
    var appends: [Bound] = []
    var releases: [Bound] = []
    var keys: [Bound] = []
    var entropy = moment.entropy()
    for item in accepted {
      let (index, decision) = (item.index, item.decision)
      let submission = operations[index].submission
      do throws(Refusal) {
        let record = try EntryRecorder(
          tenant: tenant, caller: submission.caller, recordedAt: moment.recordedAt
        ).record(decision.entries, entropy: &entropy)
        let result: Result<[UInt8], Refusal>
        switch decision.answer {
        case .reply(let reply): result = .success(try reply(record.receipt))
        case .refusal(let refusal): result = .failure(refusal)
        }
        writes.append(decision.writes)
        appends.append(contentsOf: record.appends)
        if let claim = item.claim {
          releases.append(
            EngineQueries.releaseKey(
              principalID: submission.caller.principal, method: submission.caller.method,
              key: submission.caller.key, claim: claim))
        }
        keys.append(
          EngineQueries.insertKeys(
            principalID: submission.caller.principal, method: submission.caller.method,
            key: submission.caller.key, requestHash: submission.caller.requestHash.bytes,
            reply: submission.replay == .anew ? StoredReply.anew : StoredReply.stored(result),
            createdAt: moment.recordedAt))
        results[index] = result
        hints.formUnion(decision.hints.union(record.hints))
      } catch {
        results[index] = .failure(error)
      }
    }
    let statements =
      Columns.merged(writes) + Columns.coalesced(appends).map(\.bound)
      + releases + Columns.coalesced(keys).map(\.bound)
    _ = try await session.run(Batch(statements, closing: .commit), deadline: deadline)
    return Outcome(results: results, hints: hints, written: accepted.map(\.index))
  }
}
