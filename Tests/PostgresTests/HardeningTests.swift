import Postgres
import SQL
import TestKit
import Testing
import World

/// Goal: a server never serves from a database that is open to tenants. Method: open one thing
/// after the other in a hardened database and see each named. Serialised: roles are shared.
@Suite(.serialized) struct HardeningTests {
  private static func findings(_ login: DatabaseLogin) async throws -> [String] {
    let check = try SQLFiles.script("checks/hardening.sql")
    do throws(AdminFailure) {
      try await Hardening.assertEffective(login, check: check, world: .real)
      return []
    } catch {
      guard case .unhardened(let findings) = error.code else { throw error }
      return findings
    }
  }

  @Test func hardenedDatabaseIsServedFrom() async throws {
    let database = try await TestCluster.shared.database()
    _ = try await database.tenant([MigrationTests.first])
    #expect(try await Self.findings(database.owner) == [])
  }

  @Test func hardeningTwiceChangesNothing() async throws {
    let database = try await TestCluster.shared.database()
    try await database.prepare()
    #expect(try await Self.findings(database.owner) == [])
  }

  @Test func freshDatabaseIsRefusedByName() async throws {
    let database = try await TestCluster.shared.emptyDatabase()
    _ = try await TestCluster.shared.database()  // The roles exist.
    let all = try await database.run(
      SQLFiles.script("checks/hardening.sql").statements, as: database.admin)
    let found = Set(all.compactMap { $0[0] })
    for wanted in [
      "function set_config(text,text,boolean) can be executed",
      "function query_to_xml(text,boolean,boolean,text) can be executed",
      "function pg_advisory_lock(bigint) can be executed",
      "function pg_advisory_lock(integer,integer) can be executed",
      "function pg_try_advisory_xact_lock_shared(integer,integer) can be executed",
      "function pg_database_size(oid) can be executed",
      "function pg_database_size(name) can be executed",
      "function pg_stat_get_activity(integer) can be executed",
      "function lo_from_bytea(oid,bytea) can be executed",
      "function pg_notify(text,text) can be executed",
      "pg_user can be read", "pg_roles can be read", "pg_proc can be read",
      "pg_stat_activity can be read", "pg_settings can be written",
      "language plpgsql can be used", "language sql can be used",
      "temporary is granted on database \(database.name)",
    ] {
      #expect(found.contains(wanted), "\(wanted)")
    }
    #expect(!(try await Self.findings(database.admin)).isEmpty)
  }

  @Test(arguments: [
    (
      "grant execute on function set_config(text, text, boolean) to public",
      "function set_config(text,text,boolean) can be executed"
    ),
    (
      "grant execute on function pg_advisory_lock(integer, integer) to public",
      "function pg_advisory_lock(integer,integer) can be executed"
    ),
    ("grant select on pg_catalog.pg_user to public", "pg_user can be read"),
    ("grant update on pg_catalog.pg_settings to public", "pg_settings can be written"),
    ("grant usage on language sql to public", "language sql can be used"),
    (
      "grant temporary on database DATABASE to public",
      "temporary is granted on database DATABASE"
    ),
    ("grant create on schema public to public", "create is granted on schema public"),
    ("grant usage on schema platform to ROLE", "role ROLE has a grant outside of its schema"),
    ("grant select on platform.tenant to ROLE", "role ROLE has a grant outside of its schema"),
    (
      "grant execute on function pg_notify(text, text) to ROLE",
      "role ROLE has a grant outside of its schema"
    ),
    ("alter table ROLE.note owner to ROLE", "role ROLE owns objects"),
    (
      """
      create function platform.f() returns int language sql security definer as 'select 1'
      """, "function platform.f() runs as its owner without a fixed search_path"
    ),
  ])
  func whatIsOpenedIsNamed(_ statement: String, _ finding: String) async throws {
    let database = try await TestCluster.shared.database()
    let role = try await database.tenant([MigrationTests.first]).text
    let filled: (String) -> String = {
      $0.replacing("DATABASE", with: database.name).replacing("ROLE", with: role)
    }
    try await database.run([filled(statement)], as: database.admin)
    #expect(try await Self.findings(database.owner).contains(filled(finding)))
    try await database.run(
      ["drop owned by \(role)", "revoke create on schema public from public"], as: database.admin)
  }

  @Test(arguments: [
    (
      "grant tally_platform to ROLE", "revoke tally_platform from ROLE",
      "role ROLE is a member of tally_platform"
    ),
    (
      "grant tally_ledger to tally_owner", "revoke tally_ledger from tally_owner",
      "role tally_owner is a member of tally_ledger"
    ),
    (
      "alter role ROLE createrole", "alter role ROLE nocreaterole",
      "role ROLE has rights of its own"
    ),
    (
      "alter role tally_provisioner login", "alter role tally_provisioner nologin",
      "role tally_provisioner can log in"
    ),
    (
      "grant connect on database postgres to public",
      "revoke connect on database postgres from public",
      "connect is granted on database postgres"
    ),
  ])
  func rolesThatAreWrongAreNamed(
    _ statement: String, _ undoing: String, _ finding: String
  ) async throws {
    let database = try await TestCluster.shared.database()
    let role = try await database.tenant([]).text
    try await database.run([statement.replacing("ROLE", with: role)], as: database.admin)
    let found = try await Self.findings(database.owner)
    try await database.run([undoing.replacing("ROLE", with: role)], as: database.admin)
    #expect(found == [finding.replacing("ROLE", with: role)])
  }

  @Test func settingsARoleGaveItselfAreFoundAndRemoved() async throws {
    let database = try await TestCluster.shared.database()
    let tenant = try await database.tenant([])
    try await database.run(
      [
        "alter role current_user set search_path = 'evil'",
        "alter role current_user set default_transaction_read_only = on",
        "alter role current_user in database \(database.name) set role = 'tally_owner'",
      ], as: database.login(tenant))
    let check = try SQLFiles.script("checks/role_settings.sql")
    let found = try await Hardening.alteredRoles(database.owner, check: check, world: .real)
    #expect(found == [tenant])
    try await database.provisioner.renewLogin(of: tenant, epoch: 1)
    #expect(
      try await Hardening.alteredRoles(database.owner, check: check, world: .real).isEmpty)
  }

  @Test func tenantsCannotConnectElsewhere() async throws {
    let database = try await TestCluster.shared.database()
    let tenant = try await database.tenant([])
    for name in ["postgres", "template1"] {
      var login = database.login(tenant)
      login.database = name
      await #expect(throws: AdminFailure.self) { try await database.run(["select 1"], as: login) }
    }
  }
}
