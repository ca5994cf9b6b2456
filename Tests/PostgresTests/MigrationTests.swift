import Bytes
import Postgres
import SQL
import TestKit
import Testing
import World

@Suite struct MigrationTests {
  static let first = Migration(
    number: 1, name: "note",
    statements: [
      "create table tenant.note (id integer primary key, body text not null)",
      "grant select, insert on tenant.note to tenant_role",
    ],
    checks: ["select 1 where not has_table_privilege('tenant_role', 'tenant.note', 'select')"],
    digest: "one")
  static let second = Migration(
    number: 2, name: "mark", statements: ["alter table tenant.note add column mark integer"],
    checks: [], digest: "two")

  private static func runner(_ database: TestDatabase) -> MigrationRunner {
    MigrationRunner(owner: database.owner, world: .real)
  }

  private static func failure(
    _ body: () async throws(AdminFailure) -> Void
  ) async -> AdminFailure? {
    do throws(AdminFailure) {
      try await body()
      return nil
    } catch {
      return error
    }
  }

  @Test func platformMigrationsApplyOnce() async throws {
    let database = try await TestCluster.shared.database()
    let rows = try await database.run(
      ["select number, name from platform.migration order by number"], as: database.platform)
    #expect(rows.first == ["1", "platform"])
    let again = try await Self.runner(database).migratePlatform(SQLFiles.migrations("platform"))
    #expect(again == [])
  }

  @Test func tenantUsesItsOwnTablesOnly() async throws {
    let database = try await TestCluster.shared.database()
    let one = try await database.tenant([Self.first])
    let two = try await database.tenant([Self.first])
    try await database.run(
      ["insert into \(one).note (id, body) values (1, 'x')"], as: database.login(one))
    await #expect(throws: AdminFailure.self) {
      try await database.run(["select * from \(one).note"], as: database.login(two))
    }
    await #expect(throws: AdminFailure.self) {
      try await database.run(["delete from \(one).note"], as: database.login(one))
    }
    await #expect(throws: AdminFailure.self) {
      try await database.run(["create table \(one).mine ()"], as: database.login(one))
    }
  }

  @Test func goesOnAfterAFailure() async throws {
    let database = try await TestCluster.shared.database()
    let tenant = try await database.tenant([Self.first])
    let broken = Migration(
      number: 2, name: "mark",
      statements: ["alter table tenant.note add column mark integer", "select 1 / 0"],
      checks: [], digest: "broken")
    let runner = Self.runner(database)
    let failure = await Self.failure { () async throws(AdminFailure) in
      _ = try await runner.migrate(tenant, [Self.first, broken])
    }
    #expect(failure?.code == .refused(sqlState: "22012"))
    #expect(failure?.task == "tenant \(tenant.id), migration 2 mark, statement 2")
    // The first statement of the broken one left nothing, or this would fail.
    #expect(try await runner.migrate(tenant, [Self.first, Self.second]) == [2])
  }

  @Test func changedDigestIsRefused() async throws {
    let database = try await TestCluster.shared.database()
    let tenant = try await database.tenant([Self.first])
    let changed = Migration(
      number: 1, name: "note", statements: Self.first.statements, checks: [], digest: "other")
    let failure = await Self.failure { () async throws(AdminFailure) in
      _ = try await Self.runner(database).migrate(tenant, [changed])
    }
    #expect(failure?.code == .digestChanged)
  }

  /// Goal: what a schema lacks, or has otherwise than it is shipped, is told without a change.
  @Test func whatIsMissingIsToldAndNotApplied() async throws {
    let database = try await TestCluster.shared.database()
    let behind = try await database.tenant([Self.first])
    let complete = try await database.tenant([Self.first, Self.second])
    let changed = Migration(
      number: 1, name: "note", statements: Self.first.statements, checks: [], digest: "other")
    let runner = Self.runner(database)
    let shipped = [Self.first, Self.second]
    for _ in 0..<2 {
      let found = try await runner.missing(of: shipped, in: [behind, complete])
      #expect(found == [.success([2]), .success([])])
    }
    let other = try await runner.missing(of: [changed], in: [behind, complete])
    #expect(other.map { try? $0.get() } == [nil, nil])
    guard case .failure(let altered) = other[0], case .failure(let newer) = other[1] else {
      Issue.record("no failure")
      return
    }
    #expect(altered.code == .digestChanged)
    #expect(newer.code == .digestChanged || newer.code == .unknownMigration)
    #expect(
      try await runner.missing(of: SQLFiles.migrations("platform"), in: [nil]) == [.success([])])
  }

  @Test func newerDatabaseAndGapsAreRefused() async throws {
    let database = try await TestCluster.shared.database()
    let tenant = try await database.tenant([Self.first, Self.second])
    let older = await Self.failure { () async throws(AdminFailure) in
      _ = try await Self.runner(database).migrate(tenant, [Self.first])
    }
    #expect(older?.code == .unknownMigration)
    let gap = await Self.failure { () async throws(AdminFailure) in
      _ = try await Self.runner(database).migrate(tenant, [Self.second])
    }
    #expect(gap?.code == .numbering)
  }

  @Test func failingCheckRollsBack() async throws {
    let database = try await TestCluster.shared.database()
    let tenant = try await database.tenant([Self.first])
    let unchecked = Migration(
      number: 2, name: "mark", statements: Self.second.statements,
      checks: ["select 1 where false", "select from generate_series(1, 3)"], digest: "two")
    let failure = await Self.failure { () async throws(AdminFailure) in
      _ = try await Self.runner(database).migrate(tenant, [Self.first, unchecked])
    }
    #expect(failure?.code == .checkFailed(rowCount: 3))
    #expect(failure?.task.hasSuffix("check 2") == true)
    #expect(try await Self.runner(database).migrate(tenant, [Self.first, Self.second]) == [2])
  }

  @Test func lockThatIsNotFreeIsReported() async throws {
    let database = try await TestCluster.shared.database()
    let tenant = try await database.tenant([Self.first])
    let holder = try await AdminConnection.open(database.admin, world: .real)
    _ = try await holder.query("begin", task: "holding")
    _ = try await holder.query("lock table \(tenant).note", task: "holding")
    let impatient = Migration(
      number: 2, name: "mark",
      statements: ["set local lock_timeout = 10"] + Self.second.statements, checks: [],
      digest: "two")
    let failure = await Self.failure { () async throws(AdminFailure) in
      _ = try await Self.runner(database).migrate(tenant, [Self.first, impatient])
    }
    #expect(failure?.code == .refused(sqlState: "55P03"))
    await holder.close()
    #expect(try await Self.runner(database).migrate(tenant, [Self.first, impatient]) == [2])
  }

  @Test func twentyTenantsAtOnceAndOneOfThemFails() async throws {
    let database = try await TestCluster.shared.database()
    var tenants: [TenantName] = []
    for _ in 0..<20 { tenants.append(try await database.tenant([Self.first])) }
    let odd = tenants[7]
    try await database.run(
      ["alter table \(odd).note add column mark integer"], as: database.owner)
    let runner = Self.runner(database)
    let failures = await runner.migrate(tenants, [Self.first, Self.second], width: 6)
    #expect(failures.mapValues(\.code) == [odd: .refused(sqlState: "42701")])
    #expect(failures[odd]?.task == "tenant \(odd.id), migration 2 mark, statement 1")
    try await database.run(["alter table \(odd).note drop column mark"], as: database.owner)
    #expect(await runner.migrate(tenants, [Self.first, Self.second], width: 6).isEmpty)
  }

  @Test func twoRunnersApplyEachMigrationOnce() async throws {
    let database = try await TestCluster.shared.database()
    let tenant = try await database.tenant([])
    let runner = Self.runner(database)
    async let left = runner.migrate(tenant, [Self.first, Self.second])
    async let right = runner.migrate(tenant, [Self.first, Self.second])
    let applied = try await left + right
    #expect(applied.sorted() == [1, 2])
  }
}
