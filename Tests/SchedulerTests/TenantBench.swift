import Access
import Bytes
import Contract
import Domain
import Engine
import Ledger
import Postgres
import Queries
import Reactor
import SQL
import Scheduler
import SwiftProtobuf
import Synchronization
import TestKit
import Vault
import World

/// What a lane told after its commits.
final class ToldHints: Sendable {
  private let hints = Mutex<Set<Hint>>([])

  func add(_ given: Set<Hint>) { hints.withLock { $0.formUnion(given) } }

  /// What was told since the last time.
  func take() -> Set<Hint> {
    hints.withLock { hints in
      defer { hints = [] }
      return hints
    }
  }
}

/// A tenant on a database of its own, with its lane.
struct TenantBench {
  static let world = World.real

  let name: TenantName
  let database: TestDatabase
  let tenant: SchedulerTenant
  let hints = ToldHints()

  init(businessOn: String) async throws {
    database = try await TestCluster.shared.database()
    name = try await database.tenant()
    try await database.run(
      [
        "insert into \(name.text).business_day (business_on) values ('\(businessOn)')",
        """
        insert into \(name.text).tenant_fact
          (tenant_id, base_currency, jurisdiction, regime, vkey, origin)
        values ('\(name.id)', 'TWD', 'CN', 'credit_card', 'vkey', 'example.com/l/t/1')
        """,
      ], as: database.admin)
    let executor = ShardExecutor(label: "tests.shard")
    let login = database.login(name)
    let pool = TenantSessions(
      TenantSessions.Settings(
        target: login.target,
        bounds: PoolMachine.Bounds(sessionsMax: 8, sessionsPerRoleMax: 8),
        passwords: { _ in [login.password ?? ""] }),
      opener: ConnectionOpener(world: Self.world), executor: executor, world: Self.world)
    let sessions = pool.sessions(
      of: SessionOwner(
        role: login.user, schema: TenantSchema(name.text), purpose: .tenant))
    let context = try Self.context(name)
    let hints = hints
    let lane = Lane(
      tenant: context, sessions: sessions, world: Self.world,
      executor: executor.asUnownedSerialExecutor(), zone: Self.zone,
      hint: { hints.add($0) },
      spawn: { work in Task { await work() } })
    tenant = SchedulerTenant(
      id: name.id,
      principal: .system(
        id: Self.world.identifier(), pseudonym: Self.world.identifier(), tenant: name.id),
      desk: TenantDesk(
        tenant: context, lane: lane, readers: sessions, world: Self.world, zone: Self.zone),
      sessions: sessions)
  }

  private static let zone: @Sendable (String) -> ZoneRules? = { name in
    world.zoneFile(name).flatMap { try? ZoneRules($0) }
  }

  private static func context(_ name: TenantName) throws -> TenantContext {
    let master = try MasterKey(bytes: (0..<UInt8(MasterKey.byteCount)).map { $0 })
    var entropy = Entropy(world)
    let records = TenantKeys.generate(tenant: name.id, under: master, entropy: &entropy)
    return TenantContext(
      tenant: name.id, opaqueName: name.text, baseCurrency: "TWD", jurisdiction: "CN",
      regime: "credit_card",
      keys: try TenantKeys(
        tenant: name.id, records: records, masters: try MasterKeys(current: master)),
      ledger: LogIdentity(origin: "example.com/l/t/1", vkey: ""),
      access: LogIdentity(origin: "example.com/a/t/1", vkey: ""))
  }

  // MARK: Calls

  func authorised<Request: Sendable>(
    _ request: Request, as roles: Set<Role>, key: String = "k", purpose: String = ""
  ) throws -> Authorised<Request> {
    let principal = Principal(
      id: tenant.principal.id, kind: .person, pseudonym: tenant.principal.pseudonym,
      tenant: name.id, roles: roles, expiresAt: Timestamp(microseconds: .max))
    return try Gate.admit(
      request, as: principal,
      under: Policy(
        callers: .roles(roles), effect: .write, reveals: purpose.isEmpty ? .none : .personal,
        needsFourEyes: false, needsKey: true, rate: .normal, kind: .unary,
        messageByteCountMax: 1 << 20),
      call: CallFacts(
        now: Self.world.recordedNow(), peer: .local, idempotencyKey: key, purpose: purpose))
  }

  func perform<O: Operation>(
    _ operation: O, key: String, method: String = "test"
  ) async throws -> O.Reply {
    let result = await tenant.desk.perform(
      operation,
      caller: Caller(
        principal: tenant.principal.id, pseudonym: tenant.principal.pseudonym, method: method,
        key: key, requestHash: digest(1)),
      budget: 60_000_000_000)
    return try O.Reply(serializedBytes: try result.get())
  }

  func answer<I: Inquiry>(_ inquiry: I) async throws -> I.Reply {
    try await tenant.desk.answer(
      inquiry, deadline: Self.world.monotonicNow() + 60_000_000_000)
  }

  func store(_ world: World = TenantBench.world, owner: UInt64 = 1) -> JobStore {
    JobStore(world: world, tenant: tenant, owner: Identifier(high: 0, low: owner))
  }

  /// Rows of one statement, run as the superuser; `tenant.` stands for the schema.
  func rows(_ statement: String) async throws -> [[String?]] {
    try await database.run([name.substituted(in: statement)], as: database.admin)
  }

  func close(_ day: String, next: String) async throws {
    var request = Tally_V1_CloseDayRequest()
    request.businessOn = day
    request.nextOn = next
    _ = try await perform(
      try CloseDay(authorised(request, as: [.tenantAdmin]), tenant: tenant.desk.tenant),
      key: "close \(day)")
  }

  /// Closes the open day and lets its run come to the end.
  func closeAndRun(_ day: String, next: String) async throws {
    try await close(day, next: next)
    await JobRunner(world: Self.world, handlers: [EndOfDayJob()]).runDue(tenant, store())
  }

  /// The account of an imported debtor: `R-0` is the first.
  func account(_ reference: String) async throws -> String {
    let found = try await rows(
      """
      select a.id from tenant.account a join tenant.subject s on s.id = a.subject_id
      order by s.display_token offset \(reference.dropFirst(2)) limit 1
      """)
    guard let id = found.first?[0] else { throw Rejected(reply: "no account of \(reference)") }
    return id
  }

  @discardableResult
  func pay(
    _ account: String, _ amount: Int64, on day: String
  ) async throws -> Tally_V1_PostPaymentReply {
    var request = Tally_V1_PostPaymentRequest()
    request.accountID = account
    request.money.amount = amount
    request.money.currency = "TWD"
    request.valueOn = day
    return try await perform(
      try PostPayment(
        authorised(request, as: [.financeOfficer]), tenant: tenant.desk.tenant),
      key: "pay \(account) \(amount) \(day)")
  }

  // MARK: Checks of the data

  /// What the files of `sql/checks/tenant` find, each by the file's name.
  func findings() async throws -> [String] {
    var found: [String] = []
    for (file, statements) in try SQLFiles.checks("tenant") {
      for statement in statements {
        found += try await rows(statement).map { "\(file): \($0[0] ?? "")" }
      }
    }
    return found
  }

  /// Changes rows as a superuser can who turns triggers and keys off.
  func damage(_ statement: String) async throws {
    try await database.run(
      [
        """
        do $$
        declare
          damaged text;
        begin
          for damaged in select c.relname from pg_catalog.pg_class c
            where c.relnamespace = '\(name.text)'::regnamespace and c.relkind = 'r'
          loop
            execute format('alter table \(name.text).%I disable trigger all', damaged);
          end loop;
        end
        $$
        """,
        name.substituted(in: statement),
      ], as: database.admin)
  }

  // MARK: Portfolio

  /// Imports debtors of whom every third pays nothing; statements from January to March 2026.
  func importPortfolio(_ count: Int) async throws {
    let hash = digest(9)
    _ = try await store().plan(
      kind: "other", slot: "1", payload: [], runAt: Timestamp(microseconds: .max / 4))
    try await database.run(
      [
        """
        insert into \(name.text).import_batch
          (batch_sha256, mapping, attribution, currency, created_at, created_by)
        values ('\\x\(hash)', 'm', 'a', 'TWD', now(), gen_random_uuid())
        """
      ], as: database.admin)
    for start in stride(from: 0, to: count, by: ImportChunk.rowsMax) {
      let rows = (start..<min(count, start + ImportChunk.rowsMax)).map(row)
      let reply = try await perform(
        ImportChunk(
          tenant: tenant.desk.tenant, createdBy: tenant.principal.id, batchSHA256: hash,
          currency: "TWD", after: UInt64(start), rows: rows),
        key: "import \(start)")
      guard reply.rejections.isEmpty else { throw Rejected(reply: "\(reply.rejections[0])") }
    }
  }
  struct Rejected: Error { let reply: String }

  func row(_ index: Int) -> Tally_V1_PortfolioRow {
    var row = Tally_V1_PortfolioRow()
    row.line = UInt64(index + 1)
    row.reference = "R-\(index)"
    row.name = "王小明"
    row.residentID = "11010119900307\(1000 + index % 9000)"
    row.phone = "139\(10_000_000 + index)"
    row.timeZone = "Asia/Shanghai"
    row.generated = true
    row.product = 3
    row.limitAmount = 10_000_000
    row.openingAmount = 500_000
    row.openingOn = "2025-12-20"
    for month in 1...3 {
      var statement = Tally_V1_ImportedStatement()
      statement.statementOn = "2026-0\(month)-01"
      statement.dueOn = "2026-0\(month)-15"
      statement.billAmount = 500_000
      statement.minimumDueAmount = 50_000
      row.statements.append(statement)
      guard index % 3 != 0 else { continue }
      var payment = Tally_V1_ImportedPayment()
      payment.valueOn = "2026-0\(month)-10"
      payment.amount = 60_000
      row.payments.append(payment)
    }
    for (month, end, late) in [(1, "2026-01-31", 1), (2, "2026-02-28", 2), (3, "2026-03-31", 3)]
    where month > 0 {
      var evidence = Tally_V1_ImportedEvidence()
      evidence.periodEndOn = end
      evidence.monthsLate = index % 3 == 0 ? UInt32(late) : 0
      row.evidence.append(evidence)
    }
    return row
  }
}

func digest(_ byte: UInt8) -> Digest {
  guard let digest = Digest(bytes: [UInt8](repeating: byte, count: 32)) else {
    preconditionFailure("32 bytes")
  }
  return digest
}
