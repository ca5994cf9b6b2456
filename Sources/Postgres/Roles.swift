package import SQL
package import World

/// The roles that serve, and preparing a database for them as a superuser.
package enum Roles: String, Sendable, CaseIterable {
  case owner = "tally_owner"
  case platform = "tally_platform"
  case sealer = "tally_sealer"

  /// What a superuser runs once in a database, and again after each upgrade of it.
  package struct Scripts: Sendable {
    /// `sql/roles.sql`.
    package let roles: Script
    /// `sql/harden.sql`.
    package let harden: Script

    package init(roles: Script, harden: Script) {
      self.roles = roles
      self.harden = harden
    }
  }

  /// Creates `database` if it is not there, the roles and functions, sets the derived passwords of
  /// the serving roles and takes away what everybody may do. May run again at any time.
  ///
  /// `admin` is a login of a superuser; its database is ignored.
  package static func prepare(
    _ database: String, admin: DatabaseLogin, scripts: Scripts, loginKey: [UInt8], epoch: Int = 1,
    world: World
  ) async throws(AdminFailure) {
    var maintenance = admin
    maintenance.database = "template1"
    let quoted = DatabaseLogin.quoted(database)
    try await AdminConnection.with(maintenance, world: world) { link throws(AdminFailure) in
      let task = "creating the database"
      let found = try link.query(
        "select from pg_catalog.pg_database where datname = $1", [database], task: task)
      guard found.isEmpty else { return }
      try link.run("create database \(quoted) template template0 encoding 'UTF8'", task: task)
    }
    var target = admin
    target.database = database
    let verifiers = allCases.map { role in
      let password = TenantPassword.derive(loginKey: loginKey, role: role.rawValue, epoch: epoch)
      return (role: role, verifier: ScramVerifier.make(password: password, world: world))
    }
    try await AdminConnection.with(target, world: world) { link throws(AdminFailure) in
      try run(scripts.roles, on: link)
      try run(scripts.harden, on: link)
      for (role, verifier) in verifiers {
        try link.run(
          "alter role \(role.rawValue) password '\(verifier)'",
          task: "setting the password of \(role.rawValue)")
      }
    }
  }

  /// Runs a script in one transaction.
  package static func run(_ script: Script, on link: AdminLink) throws(AdminFailure) {
    try link.transaction(task: script.name) { () throws(AdminFailure) in
      for (index, statement) in script.statements.enumerated() {
        try link.run(statement, task: "\(script.name), statement \(index + 1)")
      }
    }
  }
}
