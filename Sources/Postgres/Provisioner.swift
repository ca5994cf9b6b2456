package import SQL
package import World

/// Makes tenants' roles and schemas, through the functions of `sql/roles.sql`.
package struct Provisioner: Sendable {
  private let owner: DatabaseLogin
  private let loginKey: [UInt8]
  private let world: World

  /// `owner` is a login of `tally_owner`; `loginKey` is what passwords are derived from.
  package init(owner: DatabaseLogin, loginKey: [UInt8], world: World) {
    self.owner = owner
    self.loginKey = loginKey
    self.world = world
  }

  /// Makes role and schema, applies `migrations` (which hold the grants), and lets the role log in
  /// last: what is half made cannot be used. Runs again over what is there.
  package func provision(
    _ tenant: TenantName, _ migrations: [Migration], epoch: Int = 1
  ) async throws(AdminFailure) {
    let task = "tenant \(tenant.id), provisioning"
    try await AdminConnection.with(owner, world: world) { link throws(AdminFailure) in
      try link.transaction(task: task) { () throws(AdminFailure) in
        try link.run("select provisioning.set_tenant_role($1, null)", [tenant.text], task: task)
        try link.run("select provisioning.create_tenant_schema($1)", [tenant.text], task: task)
      }
    }
    _ = try await MigrationRunner(owner: owner, world: world).migrate(tenant, migrations)
    try await renewLogin(of: tenant, epoch: epoch)
  }

  /// Sets the password of `epoch` and removes settings the role gave itself. Sessions that are open
  /// stay open.
  package func renewLogin(of tenant: TenantName, epoch: Int) async throws(AdminFailure) {
    let verifier = ScramVerifier.make(password: password(of: tenant, epoch: epoch), world: world)
    try await AdminConnection.with(owner, world: world) { link throws(AdminFailure) in
      try link.run(
        "select provisioning.set_tenant_role($1, $2)", [tenant.text, verifier],
        task: "tenant \(tenant.id), login")
    }
    try await resetSettings(of: tenant, epoch: epoch)
  }

  /// As the role itself: a function that runs as somebody else cannot remove a stored `role`.
  private func resetSettings(of tenant: TenantName, epoch: Int) async throws(AdminFailure) {
    let login = login(of: tenant, epoch: epoch)
    let database = DatabaseLogin.quoted(login.database)
    try await AdminConnection.with(login, world: world) { link throws(AdminFailure) in
      let task = "tenant \(tenant.id), settings"
      let found = try link.query(
        """
        select from pg_catalog.pg_db_role_setting s
        where s.setrole = pg_catalog.to_regrole($1)
        """, [tenant.text], task: task)
      guard !found.isEmpty else { return }
      try link.run("alter role \(tenant.text) reset all", task: task)
      try link.run("alter role \(tenant.text) in database \(database) reset all", task: task)
    }
  }

  /// The login of a tenant's role.
  package func login(of tenant: TenantName, epoch: Int = 1) -> DatabaseLogin {
    owner.with(user: tenant.text, password: password(of: tenant, epoch: epoch))
  }

  private func password(of tenant: TenantName, epoch: Int) -> String {
    TenantPassword.derive(loginKey: loginKey, role: tenant.text, epoch: epoch)
  }
}
