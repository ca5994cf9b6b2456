import Bytes
import Contract
import Domain
import Postgres
import Reactor
import SQL
import Synchronization
import World

@testable import Engine

/// A random history of one tenant, served by two lanes with sessions of their own as two servers
/// would, and everything about it that is wrong.
struct LaneHistory: Sendable {
  enum Wrong: Hashable, Sendable {
    /// More calls, cases or places than allowed, or a balance below zero.
    case limit
    /// A balance or a version which is not the sum of its postings.
    case balance
    /// Entries of an account whose `seq` is not in the order of its versions.
    case order
    /// A deadlock or another failure of a transaction that right locks do not have.
    case deadlock
    /// Told refused and performed, told performed and not, or performed twice.
    case outcome
    /// Two replies under one key.
    case reply
    /// A fault of ours was told.
    case fault
    /// Nobody was told of what a watcher waits for.
    case hint
    /// A session was kept.
    case leak
  }
  struct Finding: Hashable, Sendable, CustomStringConvertible {
    let wrong: Wrong
    let detail: String
    var description: String { "\(wrong): \(detail)" }
  }
  /// What a key's callers were told.
  private struct Trace: Sendable {
    let deed: Deed
    var told: [Side.Told] = []
  }
  private final class Traces: Sendable {
    let all = Mutex<[String: Trace]>([:])
  }

  static let debtorCount = 3
  static let clientCount = 8
  static let deedCount = 8
  static let opening: Int64 = 60

  let house: LaneHouse
  let seed: UInt64
  let rule: BrokenRule?
  /// Sessions are lost and commits hang.
  let isTroubled: Bool

  func findings() async throws -> [Finding] {
    let debtors = try await house.debtors(Self.debtorCount, balance: Self.opening)
    let watcher = Watcher(house: house, history: debtors[0].subject)
    let open = [OpenTransactions(), OpenTransactions()]
    let troubles = (0..<2).map { side in
      Trouble(
        seed: seed &* 2 &+ UInt64(side), isOn: isTroubled,
        breaking: rule.map { rule in
          Breaking(rule, seed: seed &+ UInt64(side), own: open[side], other: open[1 - side]) {
            await watcher.look()
          }
        })
    }
    let sides = troubles.map { trouble in
      house.side(
        trouble, hint: { [rule] _ in if rule != .hintInside { watcher.hinted() } },
        former: rule == .overlapAllowed ? BatchFormer(mayShare: { _, _ in true }) : BatchFormer())
    }
    let traces = Traces()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<Self.clientCount {
        group.addTask { await client(number, debtors, sides, traces) }
      }
    }
    for trouble in troubles { await trouble.end() }
    for side in sides { await side.ended() }
    await watcher.ended()
    var findings = troubles.filter { $0.failures > 0 }.map {
      Finding(wrong: .deadlock, detail: "\($0.failures) transactions")
    }
    for side in sides where await !side.isTidy() {
      findings.append(Finding(wrong: .leak, detail: "sessions"))
    }
    findings += try await outcomes(traces.all.withLock { $0 })
    findings += try await stored(debtors)
    let alerts = try await house.count(
      "tenant.lane_act where history = '\(debtors[0].subject)' and kind = 'alert'")
    if watcher.seen < alerts {
      findings.append(Finding(wrong: .hint, detail: "\(watcher.seen) of \(alerts) alerts seen"))
    }
    await watcher.close()
    return findings
  }

  // MARK: Clients

  private func client(
    _ number: Int, _ debtors: [Debtor], _ sides: [Side], _ traces: Traces
  ) async {
    var dice = Dice(seed: seed &* 1_000 &+ UInt64(number))
    for step in 0..<Self.deedCount {
      let deed = deed(&dice, debtors, mark: "\(debtors[0].subject) \(number) \(step)")
      var told: [Side.Told] = []
      if dice.happens(30) {
        // The same call at both servers at once.
        async let one = sides[0].perform(deed)
        async let two = sides[1].perform(deed)
        told = [await one, await two]
      } else {
        repeat {
          told.append(await sides[dice.below(2)].perform(deed))
        } while told.count < 3 && Self.isOpen(told[told.count - 1])
      }
      let all = told
      traces.all.withLock { $0[deed.mark] = Trace(deed: deed, told: all) }
    }
  }

  private func deed(_ dice: inout Dice, _ debtors: [Debtor], mark: String) -> Deed {
    let at = dice.below(debtors.count)
    let other = debtors[(at + 1 + dice.below(debtors.count - 1)) % debtors.count]
    let amount = Int64(1 + dice.below(20))
    let act: Deed.Act =
      switch dice.below(100) {
      case ..<20: .pay(amount)
      case ..<36: .move(amount, to: other)
      case ..<56: .call
      case ..<68: .open
      case ..<76: .close
      case ..<84: .join
      case ..<87: .count
      case ..<90: .note
      case ..<95: .alert
      default: .fail
      }
    return Deed(act: act, debtor: debtors[at], history: debtors[0].subject, mark: mark)
  }

  /// True when the caller does not know whether it happened and asks again. Every other refusal
  /// says that it did not.
  private static func isOpen(_ told: Side.Told) -> Bool {
    switch told.reason {
    case .commitUnknown, .unavailable, .idempotencyInFlight, .overloaded, .deadlineExceeded: true
    default: false
    }
  }

  // MARK: What was told, what is stored

  private func outcomes(_ traces: [String: Trace]) async throws -> [Finding] {
    var findings: [Finding] = []
    let marks = try await house.run(
      """
      select mark, count(*) from tenant.lane_act
      where mark = any(array['\(traces.keys.sorted().joined(separator: "','"))']) group by mark
      """)
    var effects: [String: Int] = [:]
    for row in marks { effects[row[0] ?? ""] = Int(row[1] ?? "") }
    let asker = house.side()
    for (mark, trace) in traces.sorted(by: { $0.key < $1.key }) {
      let before = effects[mark] ?? 0
      func wrong(_ wrong: Wrong, _ text: String) {
        findings.append(
          Finding(wrong: wrong, detail: "\(text): \(trace.deed.act) \(trace.told.map(\.reason))"))
      }
      var replies = trace.told.compactMap { try? $0.get() }
      let refusals = trace.told.filter { !$0.isSuccess && !Self.isOpen($0) }
      if trace.told.contains(where: { $0.reason == .internalError }) { wrong(.fault, "a fault") }
      if before > 1 { wrong(.outcome, "performed \(before) times") }
      if !replies.isEmpty, before == 0 { wrong(.outcome, "told and not performed") }
      if !refusals.isEmpty, replies.isEmpty, before > 0 { wrong(.outcome, "refused and performed") }
      // What only grows is not refused first and performed afterwards.
      if !refusals.isEmpty, !replies.isEmpty, [.call, .join].contains(trace.deed.act),
        refusals.contains(where: { $0.reason == .guardNotMet })
      {
        wrong(.reply, "performed and refused")
      }
      if refusals.isEmpty || !replies.isEmpty {
        let told = await asker.perform(trace.deed)
        if Self.isOpen(told) { wrong(.outcome, "never settled") }
        if (before > 0) != told.isSuccess, before > 0 || !replies.isEmpty {
          wrong(.outcome, "settled otherwise")
        }
        if let reply = try? told.get() { replies.append(reply) }
      }
      if Set(replies).count > 1 { wrong(.reply, "two replies") }
    }
    await asker.ended()
    if await !asker.isTidy() { findings.append(Finding(wrong: .leak, detail: "sessions")) }
    return findings
  }

  /// Statements that return a row for whatever is wrong; `H` stands for the history, `S` for its
  /// debtors.
  private static let checks: [(Wrong, String)] = [
    (
      .limit,
      """
      select 'calls', subject_id, count(*) from tenant.lane_act where history = H and kind = 'call'
      group by subject_id having count(*) > \(Deed.callsMax)
      """
    ),
    (
      .limit,
      """
      select 'cases', subject_id from tenant.lane_act where history = H group by subject_id
      having count(*) filter (where kind = 'open') - count(*) filter (where kind = 'close')
        not in (0, 1)
      """
    ),
    (
      .limit,
      """
      select 'places', count(*) from tenant.lane_act where history = H and kind = 'join'
      having count(*) > \(Deed.placesMax)
      """
    ),
    (
      .limit,
      """
      select 'counted', t.note from tenant.lane_act t where t.history = H and t.kind = 'count'
        and t.note::bigint <> (select count(*) from tenant.lane_act p
          where p.history = H and p.kind = 'pay' and p.id < t.id)
      """
    ),
    (.limit, "select 'below zero', id from tenant.account where balance < 0 and subject_id in (S)"),
    (
      .balance,
      """
      select 'balance', a.id from tenant.account a where a.subject_id in (S) and (a.balance, a.version)
        <> (select \(opening) + coalesce(sum(t.amount), 0), count(*)
          from tenant.account_transaction t where t.account_id = a.id)
      """
    ),
    (
      .balance,
      """
      select 'versions', a.id from tenant.account a where a.subject_id in (S) and a.version <>
        (select count(distinct \(version)) from tenant.ledger_entry e where e.account_id = a.pseudonym)
      """
    ),
    (
      .order,
      """
      select 'order', account_id, seq from (
        select e.account_id, e.seq, \(version) as version,
          lag(\(version)) over (partition by e.account_id order by e.seq) as before
        from tenant.ledger_entry e
        where e.account_id in (select pseudonym from tenant.account where subject_id in (S))) o
      where version < before
      """
    ),
  ]
  private static let version = "(convert_from(e.leaf, 'UTF8')::json->>'account_version')::bigint"

  private func stored(_ debtors: [Debtor]) async throws -> [Finding] {
    let subjects = debtors.map { "'\($0.subject)'" }
    var findings: [Finding] = []
    for (wrong, check) in Self.checks {
      let statement = check.replacing("history = H", with: "history = \(subjects[0])")
        .replacing("(S)", with: "(\(subjects.joined(separator: ", ")))")
      for row in try await house.run(statement) {
        findings.append(
          Finding(wrong: wrong, detail: row.map { $0 ?? "" }.joined(separator: " ")))
      }
    }
    return findings
  }
}

/// Looks when it is told to, as a watch does, and remembers how many alerts it saw.
final class Watcher: Sendable {
  private let executor = ShardExecutor(label: "tests.watcher")
  private let pool: TenantSessions
  private let owner: SessionOwner
  private let history: Identifier
  private let looks = Running()
  private let count = Mutex(0)

  init(house: LaneHouse, history: Identifier) {
    (pool, owner) = house.pool(executor)
    self.history = history
  }

  var seen: Int { count.withLock { $0 } }
  func hinted() { looks.add(Task { await look() }) }
  func ended() async { await looks.ended() }
  func close() async { await pool.close() }

  func look() async {
    let deadline = LaneHouse.world.monotonicNow() + 30_000_000_000
    let rows = try? await pool.sessions(of: owner).withSession(deadline: deadline) {
      (session) throws(SQLFailure) in
      try await session.run(
        Batch([LaneStatements.countAll("alert", in: history)]), deadline: deadline)
    }
    guard let rows, let found = try? rows[0][0].int8(0) else { return }
    count.withLock { $0 = max($0, Int(found)) }
  }
}

/// What goes wrong in a history, drawn from its seed, before the rule that is left out.
final class Trouble: Stage {
  private static let hangingMax = 1
  /// Batches after which what hangs goes on: enough to tell a caller of its conflict.
  private static let hangingBatches = 12
  private struct State {
    var dice: Dice
    var failures = 0
    var hanging: [Gate] = []
    var batchesLeft = Trouble.hangingBatches
  }
  private let isOn: Bool
  private let breaking: Breaking?
  private let gate = Gate()
  private let state: Mutex<State>

  init(seed: UInt64, isOn: Bool, breaking: Breaking?) {
    self.isOn = isOn
    self.breaking = breaking
    state = Mutex(State(dice: Dice(seed: seed)))
  }

  /// Transactions that ended in a deadlock.
  var failures: Int { state.withLock { $0.failures } }

  /// What hangs goes on; returns when it is over.
  func end() async {
    gate.open()
    for done in state.withLock({ $0.hanging }) { await done.wait() }
  }

  func play(
    _ batch: Batch, on session: StagedSession, deadline: UInt64
  ) async throws(SQLFailure) -> [Rows] {
    var batch = batch
    if batch.lockTimeoutMilliseconds != nil {
      // Long enough for a commit of the other side, unless one hangs.
      batch.lockTimeoutMilliseconds = isOn ? 20 : 2_000
    }
    if isOn, isEnough(batch) { gate.open() }
    if let fault = isOn ? fault(batch) : nil {
      return try await fault.play(batch, on: session, deadline: deadline)
    }
    do throws(SQLFailure) {
      if let breaking {
        return try await breaking.play(batch, on: session.real, deadline: deadline)
      }
      return try await session.real.run(batch, deadline: deadline)
    } catch {
      if error.code == .serialization { state.withLock { $0.failures += 1 } }
      throw error
    }
  }

  private func isEnough(_ batch: Batch) -> Bool {
    state.withLock { state in
      guard !state.hanging.isEmpty, batch.step == .open else { return false }
      state.batchesLeft -= 1
      return state.batchesLeft == 0
    }
  }

  private func fault(_ batch: Batch) -> Fault? {
    state.withLock { state in
      switch (batch.step, state.dice.below(100)) {
      case (.commit, ..<4): return .lostAfter
      case (.commit, ..<8): return .undone
      case (.commit, ..<9): return .lostBefore
      case (.commit, ..<25) where state.hanging.count < Self.hangingMax:
        let done = Gate()
        state.hanging.append(done)
        return state.dice.happens(50) ? .hanging(gate, done: done) : .late(gate, done: done)
      case (.open, ..<3), (.claim, ..<10): return .lostAfter
      default: return nil
      }
    }
  }
}
