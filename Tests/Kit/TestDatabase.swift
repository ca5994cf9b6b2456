package import Postgres
package import SQL
import World

/// Logins into one database of the test cluster.
package struct TestDatabase: Sendable {
  /// The superuser.
  package let admin: DatabaseLogin

  package var name: String { admin.database }
  package var owner: DatabaseLogin { login(.owner) }
  package var platform: DatabaseLogin { login(.platform) }
  package var sealer: DatabaseLogin { login(.sealer) }

  package func login(_ role: Roles) -> DatabaseLogin {
    let password = TenantPassword.derive(
      loginKey: TestCluster.loginKey, role: role.rawValue, epoch: 1)
    return admin.with(user: role.rawValue, password: password)
  }

  package var provisioner: Provisioner {
    Provisioner(owner: owner, loginKey: TestCluster.loginKey, world: .real)
  }

  package func login(_ tenant: TenantName) -> DatabaseLogin { provisioner.login(of: tenant) }

  /// Provisions a new tenant with the migrations of `sql/tenant`, or with those given.
  package func tenant(_ migrations: [Migration]? = nil) async throws -> TenantName {
    let tenant = TenantName(World.real.identifier())
    try await provisioner.provision(
      tenant, try migrations ?? SQLFiles.migrations("tenant"))
    return tenant
  }

  /// Runs roles and hardening, as the server does with its private PostgreSQL.
  package func prepare() async throws {
    try await Roles.prepare(
      name, admin: admin, scripts: Self.scripts(), loginKey: TestCluster.loginKey, world: .real)
  }

  package static func scripts() throws -> Roles.Scripts {
    Roles.Scripts(
      roles: try SQLFiles.script("roles.sql"), harden: try SQLFiles.script("harden.sql"))
  }

  /// Runs statements as somebody, each of its own.
  @discardableResult
  package func run(_ statements: [String], as login: DatabaseLogin) async throws -> [[String?]] {
    try await AdminConnection.with(login, world: .real) { link throws(AdminFailure) in
      var rows: [[String?]] = []
      for statement in statements { rows = try link.query(statement, task: "a test") }
      return rows
    }
  }
}
