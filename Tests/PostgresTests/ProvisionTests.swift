import Bytes
import Postgres
import SQL
import TestKit
import Testing
import World

@Suite struct ProvisionTests {
  @Test func namesAreStrict() throws {
    let id = try #require(Identifier("01890a5d-ac96-774b-bcce-b302099a8057"))
    let name = TenantName(id)
    #expect(name.text == "t_01890a5dac96774bbcceb302099a8057")
    #expect(TenantName(name.text) == name)
    for wrong in [
      "", "t_", "t_01890a5dac96774bbcceb302099a805", "t_01890a5dac96774bbcceb302099a80577",
      "T_01890a5dac96774bbcceb302099a8057", "t_01890A5DAC96774BBCCEB302099A8057",
      "t_01890a5dac96774bbcceb302099a805\"", "u_01890a5dac96774bbcceb302099a8057",
      "t_01890a5dac96774bbcceb302099a805\u{0}", "t_0189０a5dac96774bbcceb302099a80",
    ] {
      #expect(TenantName(wrong) == nil, "\(wrong)")
    }
  }

  @Test func placeholdersAreWords() throws {
    let name = TenantName(Identifier(high: 0, low: 10))
    let t = name.text
    for (text, wanted) in [
      ("select * from tenant.note", "select * from \(t).note"),
      ("tenant.a,tenant.b", "\(t).a,\(t).b"),
      ("grant select on tenant.note to tenant_role", "grant select on \(t).note to \(t)"),
      ("'tenant_schema' 'tenant.note'", "'\(t)' '\(t).note'"),
      ("platform.tenant.id tenant_id tenants.x my_tenant.x", nil),
      ("tenant tenant_roles xtenant_role \"tenant.x\"", nil),
      ("tenant", nil), ("tenant_role", t), ("", nil), ("债tenant.x", nil),
    ] {
      #expect(name.substituted(in: text) == wanted ?? text)
    }
  }

  @Test func serverAcceptsOurVerifierAndNoOtherPassword() async throws {
    let database = try await TestCluster.shared.database()
    let tenant = try await database.tenant([])
    let login = database.login(tenant)
    #expect(try await database.run(["select current_user"], as: login) == [[tenant.text]])
    await #expect(throws: AdminFailure.self) {
      try await database.run(["select 1"], as: login.with(user: login.user, password: "x"))
    }
    // Another epoch is another password; the old one ends with it.
    let next = database.provisioner.login(of: tenant, epoch: 2)
    await #expect(throws: AdminFailure.self) { try await database.run(["select 1"], as: next) }
    try await database.provisioner.renewLogin(of: tenant, epoch: 2)
    try await database.run(["select 1"], as: next)
    await #expect(throws: AdminFailure.self) { try await database.run(["select 1"], as: login) }
  }

  @Test func passwordsDifferByRoleKeyAndEpoch() {
    let key = [UInt8](repeating: 1, count: 32)
    let other = [UInt8](repeating: 2, count: 32)
    let all = Set([
      TenantPassword.derive(loginKey: key, role: "a", epoch: 1),
      TenantPassword.derive(loginKey: key, role: "b", epoch: 1),
      TenantPassword.derive(loginKey: key, role: "a", epoch: 2),
      TenantPassword.derive(loginKey: other, role: "a", epoch: 1),
    ])
    #expect(all.count == 4)
  }

  @Test func halfMadeTenantCannotLogInAndIsFinishedLater() async throws {
    let database = try await TestCluster.shared.database()
    let tenant = TenantName(World.real.identifier())
    let broken = Migration(
      number: 1, name: "note", statements: ["select 1 / 0"], checks: [], digest: "one")
    await #expect(throws: AdminFailure.self) {
      try await database.provisioner.provision(tenant, [broken])
    }
    await #expect(throws: AdminFailure.self) {
      try await database.run(["select 1"], as: database.login(tenant))
    }
    try await database.provisioner.provision(tenant, [MigrationTests.first])
    try await database.provisioner.provision(tenant, [MigrationTests.first])
    try await database.run(["select * from \(tenant).note"], as: database.login(tenant))
  }

  @Test func provisioningTakesTenantNamesAndVerifiersOnly() async throws {
    let database = try await TestCluster.shared.database()
    let name = TenantName(World.real.identifier()).text
    for call in [
      "set_tenant_role('tally_owner', null)", "set_tenant_role('postgres', null)",
      "set_tenant_role('\(name)x', null)", "set_tenant_role(null, null)",
      "set_tenant_role('\(name)', 'secret')", "set_tenant_role('\(name)', '')",
      "set_tenant_role('\(name)', 'md5aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')",
      "create_tenant_schema('public')", "create_tenant_schema('platform')",
      "create_tenant_schema(null)", "seal_ledger('platform', '{tenant}', '{}')",
      "seal_ledger('\(name)', '{absent}', '{}')",
    ] {
      await #expect(throws: AdminFailure.self, "\(call)") {
        try await database.run(["select provisioning.\(call)"], as: database.owner)
      }
    }
    let tenant = try await database.tenant([])
    for login in [database.platform, database.sealer, database.login(tenant)] {
      await #expect(throws: AdminFailure.self) {
        try await database.run(
          ["select provisioning.set_tenant_role('\(name)', null)"], as: login)
      }
    }
  }

  @Test func ownerCannotTouchASealedLedger() async throws {
    let database = try await TestCluster.shared.database()
    let ledger = Migration(
      number: 1, name: "ledger",
      statements: [
        "create table tenant.entry (id integer primary key)",
        "grant select, insert on tenant.entry to tenant_role",
        """
        create function tenant.refuse() returns trigger language plpgsql
        as $$ begin raise exception 'append only'; end $$
        """,
        """
        create trigger refuse before update or delete on tenant.entry
        for each row execute function tenant.refuse()
        """,
        "alter table tenant.entry enable always trigger refuse",
        "select provisioning.seal_ledger('tenant_schema', '{entry}', '{refuse}')",
      ], checks: [], digest: "one")
    let tenant = try await database.tenant([ledger])
    try await database.run(
      ["insert into \(tenant).entry values (1)"], as: database.login(tenant))
    for statement in [
      "drop table \(tenant).entry", "alter table \(tenant).entry disable trigger refuse",
      "alter table \(tenant).entry rename to other", "drop schema \(tenant) cascade",
      "alter table \(tenant).entry alter id type text using ''", "delete from \(tenant).entry",
      "truncate \(tenant).entry", "set role tally_ledger", "grant tally_ledger to tally_owner",
      """
      create or replace function \(tenant).refuse() returns trigger language plpgsql
      as $$ begin return old; end $$
      """,
    ] {
      await #expect(throws: AdminFailure.self, "\(statement)") {
        try await database.run([statement], as: database.owner)
      }
    }
  }
}
