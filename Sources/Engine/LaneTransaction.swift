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
    /// One for each submission; nil: its rows were locked elsewhere and it did not take part.
    var results: [Result<[UInt8], Refusal>?]
    var hints: Set<Hint>
  }
  /// What was read under the locks.
  private struct Reading: Sendable {
    var day: BusinessDay
    var policy: TenantPolicy
    var stored: [Rows]
    var lockedSubjects: Set<Identifier>
    var answers: [[Rows]]
  }

  let tenant: TenantContext
  let world: World
  let zone: @Sendable (String) -> ZoneRules?
  let submissions: [Submission]
  let located: [[Rows]]
  let footprints: [Footprint]

  private var runsAlone: Bool { submissions.count == 1 }

  /// - Throws: when nothing was committed, or `isCommitUnknown`.
  func run(on session: any Session) async throws(SQLFailure) -> Outcome {
    var results = [Result<[UInt8], Refusal>?](repeating: nil, count: submissions.count)
    let reading = try await open(on: session, results: &results)
    let moment = Moment(
      recordedAt: world.recordedNow(), civilAt: world.civilNow(),
      newIdentifier: { [world] in world.identifier() }, randomBytes: world.randomBytes, zone: zone)
    var accepted: [(index: Int, decision: ErasedDecision)] = []
    var isMissing = [Bool](repeating: false, count: submissions.count)
    for index in submissions.indices where results[index] == nil {
      // Rows that exist but were skipped are locked by another process.
      if !runsAlone, !footprints[index].subjects.isSubset(of: reading.lockedSubjects) {
        isMissing[index] = true
        continue
      }
      let facts = Facts(
        tenant: tenant, day: reading.day, policy: reading.policy, located: located[index],
        answers: reading.answers[index])
      decide(index, facts, moment, reading.stored[index], &results, &accepted)
    }
    guard !accepted.isEmpty else {
      _ = try await session.run(Batch([], closing: .rollback), deadline: deadline)
      return Outcome(results: results, hints: [])
    }
    return try await commit(accepted, moment: moment, on: session, results: results)
  }

  private var deadline: UInt64 { world.monotonicNow() + LaneLimits.batchNanosecondsMax }

  // MARK: The first pipeline

  private func open(
    on session: any Session, results: inout [Result<[UInt8], Refusal>?]
  ) async throws(SQLFailure) -> Reading {
    var union = Footprint()
    for footprint in footprints { union.formUnion(footprint) }
    let keys = submissions.map { submission in
      EngineQueries.findKeys(
        principalID: submission.caller.principal, method: submission.caller.method,
        key: submission.caller.key
      ).bound
    }
    let keyExecutions = Columns.coalesced(keys)
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
    var reads: [[Bound]] = []
    for index in submissions.indices {
      do throws(Refusal) {
        reads.append(try submissions[index].reads(located[index]))
      } catch {
        results[index] = .failure(error)
        reads.append([])
      }
    }
    let calls = reads.flatMap { $0 }
    let executions = Columns.coalesced(calls)
    let rows = try await session.run(
      Batch(
        opening: .readCommitted,
        keyExecutions.map(\.bound) + locks + executions.map(\.bound),
        lockTimeoutMilliseconds: LaneLimits.lockTimeoutMilliseconds),
      deadline: deadline)
    let keyCount = keyExecutions.count
    let stored = try Columns.separated(
      Array(rows[..<keyCount]), of: keyExecutions, callCount: keys.count)
    let answers = try Columns.separated(
      Array(rows[(keyCount + locks.count)...]), of: executions, callCount: calls.count)
    var next = 0
    let split = reads.map { calls in
      defer { next += calls.count }
      return Array(answers[next..<next + calls.count])
    }
    return Reading(
      day: try day(rows[keyCount], isExclusive: union.day == .exclusive),
      policy: try policy(rows[keyCount + 3]), stored: stored,
      lockedSubjects: try lockedSubjects(rows[keyCount + 2]), answers: split)
  }

  private func day(_ rows: Rows, isExclusive: Bool) throws(SQLFailure) -> BusinessDay {
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

  private func decide(
    _ index: Int, _ facts: Facts, _ moment: Moment, _ stored: Rows,
    _ results: inout [Result<[UInt8], Refusal>?],
    _ accepted: inout [(index: Int, decision: ErasedDecision)]
  ) {
    let submission = submissions[index]
    do throws(Refusal) {
      if stored.count == 1 {
        let row: EngineQueries.FindKeysRow = try stored.rows()[0]
        guard row.requestHash == submission.caller.requestHash.bytes else {
          throw Refusal(
            .alreadyExists, .idempotencyMismatch, "the key was used for another request")
        }
        switch submission.replay {
        case .stored: results[index] = StoredReply.read(row.reply) ?? .failure(.internalError)
        case .anew:
          let decision = try submission.decide(facts, moment)
          results[index] = .success(try reply(of: decision, receipt: Tally_V1_Receipt()))
        }
        return
      }
      accepted.append((index, try submission.decide(facts, moment)))
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
    _ accepted: [(index: Int, decision: ErasedDecision)], moment: Moment, on session: any Session,
    results: [Result<[UInt8], Refusal>?]
  ) async throws(SQLFailure) -> Outcome {
    var results = results
    var hints: Set<Hint> = []
    var writes: [[Bound]] = []
    var appends: [Bound] = []
    var keys: [Bound] = []
    var entropy = moment.entropy()
    for (index, decision) in accepted {
      let submission = submissions[index]
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
      + Columns.coalesced(keys).map(\.bound)
    _ = try await session.run(Batch(statements, closing: .commit), deadline: deadline)
    return Outcome(results: results, hints: hints)
  }
}
