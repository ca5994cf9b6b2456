import Access
import Bytes
import Client
import Contract
import Domain
import Foundation
import Postgres
import Reactor
import Server
import SwiftProtobuf
import Synchronization
import TestKit
import Testing
import World

/// What the house does beside calls: routing, hints to other servers, keys that are old, ledgers that
/// were changed.
@Suite(.serialized, .timeLimit(.minutes(5))) struct HouseTests {
  /// Goal: a tenant is served where its placement says. Method: a second cell that is the same
  /// cluster under another name, then one that does not exist, then back.
  @Test func aTenantIsServedWhereItLives() async throws {
    let house = try await ServedHouse(directory: TemporaryDirectory.make())
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let admin = try await house.principal(of: tenant, roles: ["TENANT_ADMIN"], by: client)
    let administrator = try await house.client(token: admin.token.text)
    func ask() async -> CallFailure? {
      await failure { () async throws(CallFailure) in
        try await administrator.call(Days.get, Tally_V1_GetDayRequest(), deadline: .seconds(20))
      }
    }
    func sessions() async throws -> Set<String?> {
      try await AdminConnection.with(house.admin, world: .real) { link throws(AdminFailure) in
        Set(
          try link.query(
            "select pid from pg_stat_activity where usename = $1", [ServedHouse.schema(tenant)],
            task: "a test"
          ).map { $0[0] })
      }
    }
    func move(to cell: String, epoch: Int) async throws {
      try await house.run([
        """
        update platform.placement set cell_name = '\(cell)', epoch = \(epoch)
        where tenant_id = '\(tenant)'
        """
      ])
    }
    #expect(await ask() == nil)
    let before = try await sessions()
    #expect(!before.isEmpty)
    let place = "port=\(ClusterSettings.port) dbname=\(ClusterSettings.database)"
    try await house.run([
      """
      insert into platform.cell (name, connection) values
        ('second', 'host=\(house.directory)/postgres/run \(place)'),
        ('nowhere', 'host=/nonexistent \(place)')
      """
    ])
    try await move(to: "second", epoch: 2)
    house.shift.moveOn(seconds: 6)
    #expect(await ask() == nil)
    #expect(try await !sessions().isSubset(of: before), "a session of the new cell")
    try await move(to: "nowhere", epoch: 3)
    house.shift.moveOn(seconds: 6)
    #expect(await ask()?.code == .unavailable)
    // What failed is asked for anew, without waiting.
    try await move(to: "main", epoch: 4)
    #expect(await ask() == nil)
    await administrator.close()
    await client.close()
    await house.server.stop()
  }

  /// Goal: what one server tells is heard by the other, and by itself once.
  @Test func hintsReachOtherServers() async throws {
    let database = try await TestCluster.shared.database()
    let shard = Shard(label: "hints", world: .real)
    let target = database.admin.target
    let passwords: @Sendable (String) -> [String] = {
      [TenantPassword.derive(loginKey: TestCluster.loginKey, role: $0, epoch: 1)]
    }
    let opener = ConnectionOpener(world: .real)
    let pool = TenantSessions(
      TenantSessions.Settings(
        target: target, bounds: PoolMachine.Bounds(sessionsMax: 4), passwords: passwords),
      opener: opener, executor: shard.executor, world: .real)
    @Sendable func relay(_ board: HintBoard) -> HintRelay {
      HintRelay(
        board: board, target: target, passwords: passwords, opener: opener,
        platform: pool.sessions(
          of: SessionOwner(role: Roles.platform.rawValue, schema: nil, purpose: .platform)),
        executor: shard.executor, world: .real)
    }
    let (mine, other) = (HintBoard(), HintBoard())
    let tenant = World.real.identifier()
    let (heard, hear) = AsyncStream<Set<Hint>>.makeStream()
    await withTaskGroup(of: Void.self) { group in
      let (answered, answer) = AsyncStream<Bool>.makeStream()
      _ = mine.listen { _, hints in
        if hints == [.jobs] { Self.ownCount.wrappingAdd(1, ordering: .relaxed) }
        if hints == [.alerts] { answer.yield(true) }
      }
      _ = other.listen { id, hints in if id == tenant { hear.yield(hints) } }
      for board in [mine, other] { group.addTask { await relay(board).run() } }
      var told = 0
      var found: Set<Hint>?
      // A hint may be lost, before the listener is there for one: it is told until it is heard.
      group.addTask {
        while !Task.isCancelled {
          try? await World.real.sleep(.milliseconds(100))
          hear.yield([])
        }
      }
      for await hints in heard {
        if !hints.isEmpty {
          found = hints
          break
        }
        mine.tell(tenant, [.jobs])
        told += 1
        if told > 300 { break }
      }
      #expect(found == [.jobs])
      // Notifications come in order: once an answer is here, an echo of what was told would be too.
      group.addTask {
        while !Task.isCancelled {
          other.tell(tenant, [.alerts])
          try? await World.real.sleep(.milliseconds(100))
        }
      }
      for await _ in answered { break }
      #expect(Self.ownCount.load(ordering: .relaxed) == told, "its own come back to nobody")
      group.cancelAll()
    }
    await pool.close()
  }
  private static let ownCount = Atomic(0)

  /// Goal: keys go after thirty days, and not before.
  @Test func oldKeysAreRemoved() async throws {
    let house = try await ServedHouse(directory: TemporaryDirectory.make()) {
      $0.keyPurgePeriod = .milliseconds(50)
    }
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let tables = ["platform.command_key", "\(ServedHouse.schema(tenant)).command_key"]
    for table in tables {
      try await house.run([
        """
        insert into \(table) (principal_id, method, key, request_hash, reply, created_at)
        select gen_random_uuid(), 'm', 'old ' || n, '\\x00', '\\x00', now() - interval '31 days'
        from generate_series(1, 2500) n
        """,
        """
        insert into \(table) (principal_id, method, key, request_hash, reply, created_at)
        values (gen_random_uuid(), 'm', 'new', '\\x00', '\\x00', now() - interval '29 days')
        """,
      ])
    }
    func count(_ table: String, _ pattern: String) async throws -> String? {
      try await AdminConnection.with(house.admin, world: .real) { link throws(AdminFailure) in
        try link.query(
          "select count(*) from \(table) where key like $1", [pattern], task: "a test")[0][0]
      }
    }
    for table in tables {
      try await house.wait(for: table) { try await count(table, "old %") == "0" }
      #expect(try await count(table, "new") == "1")
    }
    await client.close()
    await house.server.stop()
  }

  /// Goal: a changed ledger is found by the command and by the server itself, and a sound one is not.
  @Test func aChangedLedgerIsFound() async throws {
    let house = try await ServedHouse(directory: TemporaryDirectory.make()) {
      $0.inspectionPeriod = .milliseconds(200)
    }
    var settings = ServerSettings(directory: house.directory)
    settings.isDurable = false
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let admin = try await house.principal(of: tenant, roles: ["TENANT_ADMIN"], by: client)
    let administrator = try await house.client(token: admin.token.text)
    house.shift.moveOn(seconds: 31)
    try await house.append("one", administrator)
    try await house.closeDay("2026-01-05", administrator)
    try await house.wait(for: "a seal") {
      try await administrator.call(
        Ledger.head, Tally_V1_LedgerHeadRequest(), deadline: .seconds(30)
      ).size > 0
    }
    #expect(try await Daemon.fsck(settings))
    #expect(await Daemon.doctor(settings))
    func inspections() -> Int {
      let name = "tally_ledger_inspections_total "
      let line = MetricsBook.shared.text.split(separator: "\n").first { $0.hasPrefix(name) }
      return line.flatMap { Int($0.dropFirst(name.count)) } ?? 0
    }
    let before = inspections()
    try await house.wait(for: "an inspection") { inspections() > before + 1 }
    func problem() async throws -> String {
      try await client.call(System.health, Tally_V1_HealthRequest(), deadline: .seconds(30)).problem
    }
    #expect(try await problem() == "")
    let schema = ServedHouse.schema(tenant)
    try await house.run([
      "alter table \(schema).ledger_block disable trigger all",
      "update \(schema).ledger_block set root = header_hash where number = 1",
    ])
    #expect(try await !Daemon.fsck(settings))
    try await house.wait(for: "the server's own finding") { try await !problem().isEmpty }
    // The next job is remembered: the day was closed by one, and none is left.
    try await house.wait(for: "the memory of jobs") {
      try await AdminConnection.with(house.admin, world: .real) { link throws(AdminFailure) in
        try link.query(
          "select from platform.job_hint where tenant_id = $1 and due_at is null", [tenant],
          task: "a test"
        ).count == 1
      }
    }
    let metrics = MetricsBook.shared.text
    for name in [
      "tally_round_trip_seconds_count{statement=\"platform/credential\"}",
      "tally_sessions{pool=\"0/main\"}", "tally_jobs_total{kind=", "tally_lanes ",
    ] { #expect(metrics.contains(name), "\(name)") }
    await administrator.close()
    await client.close()
    await house.server.stop()
  }

  /// Goal: the master key may come from a command, and then lies in no file.
  @Test func theMasterKeyComesFromACommand() async throws {
    let directory = try TemporaryDirectory.make()
    let house = try await ServedHouse(directory: directory, shardCount: 1) {
      $0.masterKeyCommand = "printf '%064d' 7"
    }
    await house.server.stop()
    #expect(!FileManager.default.fileExists(atPath: directory + "/master.key"))
    for command in ["exit 3", "printf 7", "head -c 100000 /dev/zero"] {
      await #expect(throws: ServerFailure.self, "\(command)") {
        _ = try await ServedHouse(directory: directory, shardCount: 1) {
          $0.masterKeyCommand = command
        }
      }
    }
  }

  /// Goal: a flood is refused with the time to wait, others are not, and the budget comes back.
  @Test func budgetsOfCalls() {
    var budgets = CallBudgets()
    let (one, two) = (Identifier(high: 0, low: 1), Identifier(high: 0, low: 2))
    let start: UInt64 = 1_000_000_000_000
    var taken: UInt64 = 0
    while budgets.take(.heavy, of: one, at: start) == nil { taken += 1 }
    #expect(taken == Server::Limits.budgetUnitsMax / 200)
    #expect(budgets.take(.heavy, of: one, at: start) == 1)
    #expect(budgets.take(.light, of: two, at: start) == nil)
    #expect(budgets.take(.heavy, of: one, at: start + 1_000_000) == nil)
    #expect(budgets.take(.heavy, of: one, at: start + 1_000_000_000_000) == nil)
  }
}
