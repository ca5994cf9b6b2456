import Bytes
import Contract
import Domain
import Postgres
import Queries
import SQL
import Synchronization
import World

/// The rules of write lanes that a stage can leave out: what the lane sends is changed on its way,
/// the lane itself is the one that serves.
enum BrokenRule: String, CaseIterable, Sendable {
  /// Rule 1: rows are read without being locked.
  case lockLeftOut
  /// Rule 1: one snapshot for locks and reads.
  case repeatableRead
  /// Rule 1: keys are looked up before the locks.
  case keysBeforeLocks
  /// Rule 2: operations that overlap share a transaction. Left out in `BatchFormer`.
  case overlapAllowed
  /// Rule 3: debtors are locked in the order of the operations.
  case orderPerOperation
  /// Rule 4: after a failed batch it is decided again on what was read then.
  case oldReads
  /// Rule 6: a key in doubt is looked up, not claimed.
  case lookUpForClaim
  /// Rule 7: the hint goes out inside the transaction.
  case hintInside
  /// Rule 8: `seq` is drawn before the locks.
  case seqBeforeLocks
}

/// Leaves one rule out of what a lane sends.
final class Breaking: Sendable {
  private struct State {
    var dice: Dice
    /// What reads returned in a transaction that failed.
    var old: [String: Rows] = [:]
    /// What reads returned in the transaction under way.
    var fresh: [String: Rows] = [:]
    var drawn: [Int64] = []
  }
  private let rule: BrokenRule
  private let state: Mutex<State>
  private let own: OpenTransactions
  private let other: OpenTransactions
  /// Told, and awaited, inside of the transaction.
  private let hint: @Sendable () async -> Void

  init(
    _ rule: BrokenRule, seed: UInt64, own: OpenTransactions, other: OpenTransactions,
    hint: @escaping @Sendable () async -> Void
  ) {
    self.rule = rule
    self.own = own
    self.other = other
    state = Mutex(State(dice: Dice(seed: seed)))
    self.hint = hint
  }

  func play(
    _ batch: Batch, on session: PipelineSession, deadline: UInt64
  ) async throws(SQLFailure) -> [Rows] {
    switch (rule, batch.step) {
    case (.lockLeftOut, .open):
      return try await session.run(replacing(batch, Self.unlocked), deadline: deadline)
    case (.repeatableRead, .open):
      var batch = batch
      batch.opening = .repeatableRead
      return try await session.run(batch, deadline: deadline)
    case (.keysBeforeLocks, .open): return try await keysFirst(batch, session, deadline)
    case (.orderPerOperation, .open): return try await unsorted(batch, session, deadline)
    case (.oldReads, .open):
      own.began(session)
      do throws(SQLFailure) {
        return try await remembering(batch, session, deadline)
      } catch {
        own.ended(session)
        throw error
      }
    case (.oldReads, .commit):
      return try await remembering(batch, session, deadline)
    case (.oldReads, _):
      own.ended(session)
      return try await session.run(batch, deadline: deadline)
    case (.lookUpForClaim, .claim):
      return try await session.run(replacing(batch, Self.unclaimed), deadline: deadline)
    case (.hintInside, .commit):
      if batch.statements.contains(where: Self.isAlert) { await hint() }
      return try await session.run(batch, deadline: deadline)
    case (.seqBeforeLocks, .open): return try await drawing(batch, session, deadline)
    case (.seqBeforeLocks, .commit):
      return try await session.run(replacing(batch, withDrawn), deadline: deadline)
    default: return try await session.run(batch, deadline: deadline)
    }
  }

  private func replacing(_ batch: Batch, _ change: (Bound) -> Bound?) -> Batch {
    var batch = batch
    batch.statements = batch.statements.map { change($0) ?? $0 }
    return batch
  }

  private static func statement(
    _ name: String, _ text: String, like other: Statement? = nil, returnsRows: Bool = true
  ) -> Statement {
    Statement(
      name: "broken/\(name)", text: text, shape: .single, parameters: other?.parameters ?? [],
      returnsRows: returnsRows)
  }

  // MARK: Rule 1

  private static func unlocked(_ bound: Bound) -> Bound? {
    let locks = [
      EngineQueries.lockCountersStatement, EngineQueries.lockSubjectsStatement,
      EngineQueries.lockSubjectsSkippingStatement,
    ]
    guard locks.contains(bound.statement) else { return nil }
    let text = bound.statement.text
      .replacing("for no key update", with: "").replacing("skip locked", with: "")
    return Bound(
      statement(bound.statement.name, text, like: bound.statement), bound.values)
  }

  private func keysFirst(
    _ batch: Batch, _ session: PipelineSession, _ deadline: UInt64
  ) async throws(SQLFailure) -> [Rows] {
    var turned = batch
    guard let keys = turned.statements.popLast() else { return [] }
    turned.statements.insert(keys, at: 0)
    var rows = try await session.run(turned, deadline: deadline)
    rows.append(rows.removeFirst())
    return rows
  }

  // MARK: Rule 3

  private func unsorted(
    _ batch: Batch, _ session: PipelineSession, _ deadline: UInt64
  ) async throws(SQLFailure) -> [Rows] {
    let names = [EngineQueries.lockSubjectsStatement, EngineQueries.lockSubjectsSkippingStatement]
    guard let at = batch.statements.firstIndex(where: { names.contains($0.statement) }),
      case .array(_, let ids) = batch.statements[at].values[0]
    else { return try await session.run(batch, deadline: deadline) }
    let order = state.withLock { ids.shuffled(using: &$0.dice) }
    // Each operation locks its rows when its turn comes.
    var turn = batch
    turn.statements.removeSubrange(at...)
    var rows = try await session.run(turn, deadline: deadline)
    turn.opening = .none
    turn.lockTimeoutMilliseconds = nil
    for id in order {
      turn.statements = [
        Bound(EngineQueries.lockSubjectsStatement, [.array(element: .identifier, [id])])
      ]
      rows += try await session.run(turn, deadline: deadline)
    }
    turn.statements = Array(batch.statements[(at + 1)...])
    turn.closing = batch.closing
    rows += try await session.run(turn, deadline: deadline)
    var locked = Rows(statement: "broken", columnCount: 1)
    for row in rows[at..<at + order.count] where row.count == 1 {
      let id = try row[0].identifier(0)
      locked.append { _, buffer in
        buffer.append(contentsOf: id.bytes)
        return true
      }
    }
    rows.replaceSubrange(at..<at + order.count, with: [locked])
    return rows
  }

  // MARK: Rule 4

  private func remembering(
    _ batch: Batch, _ session: PipelineSession, _ deadline: UInt64
  ) async throws(SQLFailure) -> [Rows] {
    do throws(SQLFailure) {
      var rows = try await session.run(batch, deadline: deadline)
      if batch.step == .commit { own.ended(session) }
      state.withLock { state in
        guard batch.step == .open else {
          state.old = [:]
          return
        }
        state.fresh = [:]
        for (index, bound) in batch.statements.enumerated()
        where bound.statement.name.hasPrefix("test/") {
          let read = "\(bound.statement.name) \(bound.values)"
          if let old = state.old[read] { rows[index] = old }
          state.fresh[read] = rows[index]
        }
      }
      return rows
    } catch {
      let isCommit = batch.step == .commit
      state.withLock { state in
        if isCommit { state.old.merge(state.fresh) { old, _ in old } }
      }
      // What the other side has under way, often behind the locks just released, is done in between.
      if isCommit {
        own.ended(session)
        await other.current()
      }
      throw error
    }
  }

  // MARK: Rule 6

  private static func unclaimed(_ bound: Bound) -> Bound? {
    guard bound.statement == EngineQueries.claimKeyStatement else { return nil }
    return Bound(statement("look_up", "select 1 where false", returnsRows: false), [])
  }

  // MARK: Rule 7

  private static func isAlert(_ bound: Bound) -> Bool {
    bound.statement.name == LaneStatements.insertName && bound.values[0] == .text("alert")
  }

  // MARK: Rule 8

  private func drawing(
    _ batch: Batch, _ session: PipelineSession, _ deadline: UInt64
  ) async throws(SQLFailure) -> [Rows] {
    var changed = batch
    changed.statements.insert(
      Bound(
        Self.statement(
          "draw",
          """
          select nextval(pg_get_serial_sequence('tenant.ledger_entry', 'seq'))
          from generate_series(1, 64)
          """), []), at: 0)
    var rows = try await session.run(changed, deadline: deadline)
    let drawn = rows.removeFirst()
    var numbers: [Int64] = []
    for index in 0..<drawn.count { numbers.append(try drawn[index].int8(0)) }
    state.withLock { $0.drawn = numbers }
    return rows
  }

  private func withDrawn(_ bound: Bound) -> Bound? {
    let original = EngineQueries.appendEntriesStatement
    guard bound.statement == original, case .array(_, let ids) = bound.values[0] else { return nil }
    let text = original.text
      .replacing(
        "(entry_id, kind, subject_id", with: "(seq, entry_id, kind, subject_id", maxReplacements: 1
      )
      .replacing("select q.entry_id", with: "overriding system value select q.seq, q.entry_id")
      .replacing("from unnest(", with: "from unnest($10::bigint[], ")
      .replacing("as q (entry_id", with: "as q (seq, entry_id")
    let numbers = state.withLock { state in
      defer { state.drawn.removeFirst(ids.count) }
      return state.drawn.prefix(ids.count).map { Value.int8($0) }
    }
    let statement = Statement(
      name: "broken/append", text: text, shape: .columnar,
      parameters: original.parameters + [.init(name: "seq", type: .int8, isArray: true)],
      returnsRows: false)
    return Bound(statement, bound.values + [.array(element: .int8, numbers)])
  }
}

/// The transactions that one side has open, for the other to wait for.
final class OpenTransactions: Sendable {
  private typealias Sessions = Set<ObjectIdentifier>
  private struct State {
    var open: Sessions = []
    var waiters: [(left: Sessions, told: CheckedContinuation<Void, Never>)] = []
  }
  private let state = Mutex(State())

  func began(_ session: PipelineSession) {
    state.withLock { _ = $0.open.insert(ObjectIdentifier(session)) }
  }

  func ended(_ session: PipelineSession) {
    let id = ObjectIdentifier(session)
    let told = state.withLock { state in
      state.open.remove(id)
      for index in state.waiters.indices { state.waiters[index].left.remove(id) }
      let told = state.waiters.filter(\.left.isEmpty).map(\.told)
      state.waiters.removeAll(where: \.left.isEmpty)
      return told
    }
    for waiter in told { waiter.resume() }
  }

  /// Returns when those that are open now have ended.
  func current() async {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.open.isEmpty { state.waiters.append((state.open, continuation)) }
        return !state.open.isEmpty
      }
      if !isOpen { continuation.resume() }
    }
  }
}
