import Postgres
import SQL
import TestKit
import Testing
import World

/// Goal: injected SQL of tenant A gets nothing of tenant B. Method: run every attack, in both
/// protocols, where we are hardened and, as controls, where we are not.
@Suite struct EscapeTests {
  /// Where an attack starts from.
  private struct Ground: Sendable {
    let login: DatabaseLogin
    /// Taken on by `set local role`: the design we do not use.
    var role: String?
    let other: String
    let theirs: String
  }

  private static let secrets = Migration(
    number: 1, name: "secret",
    statements: [
      "create table tenant.secret (id integer primary key, v text)",
      "grant select, insert on tenant.secret to tenant_role",
    ], checks: [], digest: "one")

  /// What remains possible in every design (so: no data in notifications, our own deadlines, a look
  /// at role settings), and row security by a setting, which we do not use.
  private static let stillPossible: Set<String> = [
    "row security by setting: set", "names in the catalog", "row estimate", "listen", "notify",
    "lift statement_timeout", "alter role current_user set",
    "reset role, alter role current_user set role",
  ]

  @Test(arguments: AdminLink.Transport.allCases)
  func hardenedTenantGetsNothing(_ transport: AdminLink.Transport) async throws {
    let database = try await TestCluster.shared.database()
    let mine = try await database.tenant([Self.secrets])
    let other = try await database.tenant([Self.secrets])
    try await database.run(
      (1...3).map { "insert into \(other).secret values (\($0), 'B-SECRET')" },
      as: database.login(other))
    try await Self.furnish(database, roles: [mine.text, other.text], schemas: [other.text])
    let ground = Ground(login: database.login(mine), other: other.text, theirs: other.text)
    let worked = try await Self.worked(
      EscapeAttack.measured + EscapeAttack.ours, ground, transport, watchedBy: database.admin)
    #expect(worked == Self.stillPossible)
  }

  @Test(arguments: AdminLink.Transport.allCases)
  func loginRolesAloneAreNotEnough(_ transport: AdminLink.Transport) async throws {
    let (database, mine, other) = try await Self.unhardened()
    let ground = Ground(
      login: database.admin.with(user: mine, password: Self.password), other: other,
      theirs: "t_b")
    let worked = try await Self.worked(
      EscapeAttack.measured, ground, transport, watchedBy: database.admin)
    #expect(
      worked
        == Self.stillPossible.union([
          "row security by setting: set_config", "row security by setting: one select",
          "definer without path", "definer, half path", "list of roles", "function source",
          "table size", "sessions of others", "advisory lock", "large object",
        ]))
  }

  @Test(arguments: AdminLink.Transport.allCases)
  func sharedRoleLeaks(_ transport: AdminLink.Transport) async throws {
    let (database, mine, other) = try await Self.unhardened()
    let pool = "\(mine)_pool"
    try await database.run(
      [
        "create role \(pool) login noinherit password '\(Self.verifier)'",
        "grant \(mine), \(other) to \(pool)",
      ], as: database.admin)
    let ground = Ground(
      login: database.admin.with(user: pool, password: Self.password), role: mine,
      other: other, theirs: "t_b")
    let worked = try await Self.worked(
      EscapeAttack.measured, ground, transport, watchedBy: database.admin)
    let leaks: Set<String> = [
      "reset role, set role", "set role", "one select: set_config, query_to_xml",
      "set_config, then read", "do block",
      "commit, set role", "row security by role, set role",
    ]
    #expect(worked.isSuperset(of: leaks))
    // Only the simple protocol takes several statements in one text.
    #expect(worked.contains("stacked") == (transport == .simple))
    #expect(!worked.contains("direct read"))
  }

  /// A role may store another role for its next login; then it must not become it.
  @Test func roleStoredForTheNextLoginIsNotTakenOn() async throws {
    let database = try await TestCluster.shared.database()
    let mine = try await database.tenant([Self.secrets])
    let other = try await database.tenant([Self.secrets])
    let login = database.login(mine)
    try await database.run(
      ["alter role current_user in database \(database.name) set role = '\(other)'"], as: login)
    do {
      #expect(try await database.run(["select current_user"], as: login) == [[mine.text]])
    } catch {
      #expect((error as? AdminFailure)?.code == .cannotConnect)
    }
    try await database.provisioner.renewLogin(of: mine, epoch: 1)
    #expect(try await database.run(["select current_user"], as: login) == [[mine.text]])
  }

  // MARK: Running

  private static func worked(
    _ attacks: [EscapeAttack], _ ground: Ground, _ transport: AdminLink.Transport,
    watchedBy admin: DatabaseLogin
  ) async throws -> Set<String> {
    // Somebody else is connected while the attacks run.
    let bystander = try await AdminConnection.open(admin, world: .real)
    var worked: Set<String> = []
    for attack in attacks {
      let rows = try await AdminConnection.with(ground.login, world: .real) {
        link throws(AdminFailure) in
        try link.run("begin", task: "attack")
        if let role = ground.role { try link.run("set local role \(role)", task: "attack") }
        try link.run("set local app.tenant = 'a'", task: "attack")
        var rows: [[String?]] = []
        for step in attack.steps {
          let text = step.filled(ground.other, ground.theirs)
          do throws(AdminFailure) {
            rows += try link.query(text, transport: transport, task: attack.name)
          } catch {
            break
          }
        }
        return rows
      }
      let loot = attack.loot.filled(ground.other, ground.theirs)
      if rows.contains(where: { $0.contains { $0?.contains(loot) == true } }) {
        worked.insert(attack.name)
      }
    }
    await bystander.close()
    return worked
  }

  // MARK: Grounds

  private static let password = String(repeating: "p", count: 64)
  private static let verifier = ScramVerifier.make(password: password, world: .real)

  /// A database as PostgreSQL makes it, with two LOGIN roles and what the attacks look for.
  private static func unhardened() async throws -> (TestDatabase, mine: String, other: String) {
    let database = try await TestCluster.shared.emptyDatabase()
    let mine = "a_\(database.name)"
    let other = "b_\(database.name)"
    var statements = ["create schema t_a", "create schema t_b"]
    for (role, schema) in [(mine, "t_a"), (other, "t_b")] {
      statements += [
        "create role \(role) login password '\(verifier)'",
        "create table \(schema).secret (id integer primary key, v text)",
        "grant usage on schema \(schema) to \(role)",
        "grant select, insert on \(schema).secret to \(role)",
      ]
    }
    statements.append("insert into t_b.secret select n, 'B-SECRET' from generate_series(1, 3) n")
    try await database.run(statements, as: database.admin)
    try await furnish(database, roles: [mine, other], schemas: ["t_b"])
    return (database, mine, other)
  }

  /// Tables with row security and functions that run as their owner, as other designs have them.
  private static func furnish(
    _ database: TestDatabase, roles: [String], schemas: [String]
  ) async throws {
    let body = "begin return exists (select 1 from"
    var statements = [
      "create schema app",
      "create table app.tenants (name text primary key, api_key text)",
      "insert into app.tenants values ('a', 'KEY-A'), ('b', 'KEY-B')",
      """
      create function app.sd_unsafe(n text) returns boolean language plpgsql security definer as
      $$ \(body) tenants where name = n and api_key = 'x'); end $$
      """,
      """
      create function app.sd_half(n text, k text) returns boolean language plpgsql security definer
      set search_path = app as
      $$ \(body) tenants where name = n and api_key = k); end $$
      """,
      """
      create function app.sd_safe(n text, k text) returns boolean language plpgsql security definer
      set search_path = pg_catalog, app, pg_temp as
      $$ \(body) app.tenants where name = n and api_key = k); end $$
      """,
      "create table app.cases (tenant text, note text)",
      "insert into app.cases values ('a', 'A-CASE'), ('b', 'B-CASE')",
      "create policy p on app.cases using (tenant = current_setting('app.tenant', true))",
      "create table app.cases2 (tenant name, note text)",
      "insert into app.cases2 values ('\(roles[0])', 'A-CASE'), ('\(roles[1])', 'B-CASE')",
      "create policy p on app.cases2 using (tenant = current_user)",
      "alter table app.cases enable row level security",
      "alter table app.cases2 enable row level security",
      "grant usage on schema app to public",
    ]
    for role in roles { statements.append("grant select on app.cases, app.cases2 to \(role)") }
    for schema in schemas { statements.append("analyze \(schema).secret") }
    try await database.run(statements, as: database.admin)
  }
}

extension String {
  fileprivate func filled(_ other: String, _ theirs: String) -> String {
    replacing("OTHER", with: other).replacing("THEIRS", with: theirs)
  }
}
