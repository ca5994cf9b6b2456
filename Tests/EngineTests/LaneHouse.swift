import Bytes
import Contract
import Domain
import Ledger
import Postgres
import Queries
import Reactor
import SQL
import Synchronization
import TestKit
import Vault
import World

// Submissions are counted as they are told, which `perform` cannot show: told twice it traps.
@testable import Engine

/// A tenant for the tests of lanes, with the table of `Deed`.
struct LaneHouse: Sendable {
  static let world = World.real
  private static let shared = Task { try await TestCluster.shared.database() }

  let database: TestDatabase
  let name: TenantName
  private let tenant: TenantContext

  /// - Parameter hasDay: false leaves the tenant without a business day, as half provisioned.
  init(in database: TestDatabase? = nil, hasDay: Bool = true) async throws {
    if let database {
      self.database = database
    } else {
      self.database = try await Self.shared.value
    }
    name = try await self.database.tenant()
    tenant = try Self.context(name)
    try await run(
      """
      create table tenant.lane_act (
        id bigint generated always as identity,
        kind text not null,
        subject_id uuid not null,
        mark text not null,
        history uuid not null,
        note text not null,
        constraint lane_act_kind check (kind <> 'fail'))
      """,
      "create index lane_act_of_subject on tenant.lane_act (subject_id, kind)",
      "create index lane_act_of_history on tenant.lane_act (history, kind)",
      "create unique index lane_act_once on tenant.lane_act (note) where kind = 'once'",
      "grant select, insert on tenant.lane_act to \(login.user)",
      // For the rule that is broken by drawing numbers early.
      "grant insert (seq) on tenant.ledger_entry to \(login.user)",
      "grant usage on all sequences in schema \(name.text) to \(login.user)",
      // Deadlocks are found at once; only the rule that is broken on purpose makes any.
      "alter role \(login.user) set deadlock_timeout = '10ms'")
    if hasDay {
      try await run("insert into tenant.business_day (business_on) values ('2026-03-31')")
    }
  }

  var login: DatabaseLogin { database.login(name) }

  private static func context(_ name: TenantName) throws -> TenantContext {
    let master = try MasterKey(bytes: (0..<UInt8(MasterKey.byteCount)).map { $0 })
    var entropy = Entropy(world)
    let records = TenantKeys.generate(tenant: name.id, under: master, entropy: &entropy)
    return TenantContext(
      tenant: name.id, opaqueName: name.text, baseCurrency: "CNY", jurisdiction: "CN",
      regime: "credit_card",
      keys: try TenantKeys(
        tenant: name.id, records: records, masters: try MasterKeys(current: master)),
      ledger: LogIdentity(origin: "example.com/l/t/1", vkey: ""),
      access: LogIdentity(origin: "example.com/a/t/1", vkey: ""))
  }

  /// Runs statements as the superuser; `tenant.` stands for the schema.
  @discardableResult
  func run(_ statements: String...) async throws -> [[String?]] {
    try await database.run(statements.map { name.substituted(in: $0) }, as: database.admin)
  }

  func count(_ query: String) async throws -> Int {
    try await run("select count(*) from \(query)")[0][0].flatMap { Int($0) } ?? -1
  }

  func debtors(_ count: Int, balance: Int64 = 1_000) async throws -> [Debtor] {
    let world = Self.world
    let all = (0..<count).map { _ in
      Debtor(
        subject: world.identifier(), account: world.identifier(), pseudonym: world.identifier())
    }
    func values(_ row: (Debtor) -> String) -> String { all.map(row).joined(separator: ", ") }
    try await run(
      """
      insert into tenant.subject
        (id, pseudonym, display_token, kind, time_zone, created_at, created_by)
      values \(values { "('\($0.subject)', '\($0.pseudonym)', '\($0.subject)', 1, 'UTC', now(), '\($0.subject)')" })
      """,
      """
      insert into tenant.agreement
        (id, subject_id, product, principal_amount, currency, signed_on, created_at, created_by,
        entry_id)
      values \(values { "('\($0.account)', '\($0.subject)', 1, 1, 'CNY', '2026-01-01', now(), '\($0.subject)', '\($0.account)')" })
      """,
      """
      insert into tenant.account (id, agreement_id, subject_id, pseudonym, currency, balance)
      values \(values { "('\($0.account)', '\($0.account)', '\($0.subject)', '\($0.pseudonym)', 'CNY', \(balance))" })
      """)
    return all
  }

  /// Sessions of the tenant's role, on a shard of their own.
  func pool(_ executor: ShardExecutor) -> (TenantSessions, SessionOwner) {
    let login = login
    let pool = TenantSessions(
      TenantSessions.Settings(
        target: login.target,
        bounds: PoolMachine.Bounds(sessionsMax: 12, sessionsPerRoleMax: 12),
        passwords: { _ in [login.password ?? ""] }),
      opener: ConnectionOpener(world: Self.world), executor: executor, world: Self.world)
    return (pool, SessionOwner(role: login.user, schema: TenantSchema(name.text), purpose: .tenant))
  }

  /// One server's side of the tenant: a lane with sessions of its own.
  ///
  /// - Parameter world: the lane's own; its sessions live in the real one.
  func side(
    _ stage: any Stage = Plain(), hint: @escaping @Sendable (Set<Hint>) -> Void = { _ in },
    former: BatchFormer = BatchFormer(), world: World = LaneHouse.world
  ) -> Side {
    let executor = ShardExecutor(label: "tests.side")
    let (pool, owner) = pool(executor)
    let running = Running()
    let lane = Lane(
      tenant: tenant, sessions: StagedSessions(pool: pool, owner: owner, stage: stage),
      world: world, executor: executor.asUnownedSerialExecutor(), zone: { _ in nil },
      hint: hint, spawn: { work in running.add(Task { await work() }) }, former: former)
    return Side(executor: executor, pool: pool, lane: lane, running: running)
  }

  /// A transaction of somebody else that holds rows until it is released.
  func holder(of subjects: [Identifier]) async throws -> Holder {
    let executor = ShardExecutor(label: "tests.holder")
    let (pool, owner) = pool(executor)
    let deadline = Self.world.monotonicNow() + 30_000_000_000
    let lease = try await pool.leaseSession(of: owner, deadline: deadline)
    _ = try await lease.session.run(
      Batch(
        opening: .readCommitted, [EngineQueries.lockSubjects(ids: subjects.sorted()).bound]),
      deadline: deadline)
    return Holder(executor: executor, pool: pool, lease: lease)
  }
}

/// Tasks the lane asked for.
final class Running: Sendable {
  private let tasks = Mutex<[Task<Void, Never>]>([])
  func add(_ task: Task<Void, Never>) { tasks.withLock { $0.append(task) } }
  /// Returns when all of them ended.
  func ended() async {
    while let task = tasks.withLock({ $0.popLast() }) { await task.value }
  }
}

final class Holder: Sendable {
  // Kept while its queue is in use.
  private let executor: ShardExecutor
  private let pool: TenantSessions
  private let lease: SessionLease

  init(executor: ShardExecutor, pool: TenantSessions, lease: SessionLease) {
    self.executor = executor
    self.pool = pool
    self.lease = lease
  }

  func release() async { await lease.discard() }
}

/// A lane and what it told.
final class Side: Sendable {
  typealias Told = Result<[UInt8], Refusal>
  static let principal = Identifier(high: 7, low: 7)

  private let executor: ShardExecutor
  let pool: TenantSessions
  let lane: Lane
  private let running: Running
  private let told = Mutex<[String: [Told]]>([:])

  init(executor: ShardExecutor, pool: TenantSessions, lane: Lane, running: Running) {
    self.executor = executor
    self.pool = pool
    self.lane = lane
    self.running = running
  }

  static func caller(of deed: Deed, request: UInt8 = 1) -> Caller {
    guard let hash = Digest(bytes: [UInt8](repeating: request, count: 32)) else {
      preconditionFailure("32 bytes")
    }
    return Caller(
      principal: principal, pseudonym: principal, method: deed.method, key: deed.mark,
      requestHash: hash)
  }

  /// Submits `deed` under its mark as key and notes each answer.
  func submit(_ deed: Deed, budget: UInt64 = 60_000_000_000) async {
    await lane.submit(
      Submission(deed, caller: Self.caller(of: deed)) { [self] result in
        told.withLock { $0[deed.mark, default: []].append(result) }
      }, budget: budget)
  }

  func perform(
    _ deed: Deed, request: UInt8 = 1, budget: UInt64 = 60_000_000_000
  ) async -> Told {
    await lane.perform(deed, caller: Self.caller(of: deed, request: request), budget: budget)
  }

  func answers(_ deed: Deed) -> [Told] { told.withLock { $0[deed.mark] ?? [] } }

  /// Returns when the lane has nothing to do.
  func ended() async { await running.ended() }

  /// True when every session was given back or discarded.
  func isTidy() async -> Bool {
    await pool.close()
    let left = await pool.sessionCount
    let waiting = await pool.waiterCount
    return left == 0 && waiting == 0
  }
}

extension Result where Success == [UInt8], Failure == Refusal {
  var reason: Reason? {
    switch self {
    case .success: nil
    case .failure(let refusal): refusal.reason
    }
  }
  var isSuccess: Bool { reason == nil }
}
