package import SQL
package import World

/// Whether the database keeps tenants apart: asked by effect, at each start.
package enum Hardening {
  /// - Parameter check: `sql/checks/hardening.sql`.
  /// - Throws: `unhardened` with what is open, in words; the server must not serve.
  package static func assertEffective(
    _ owner: DatabaseLogin, check: Script, world: World
  ) async throws(AdminFailure) {
    let found = try await findings(owner, check: check, world: world)
    guard found.isEmpty else {
      throw AdminFailure(code: .unhardened(found), task: "checking privileges in \(owner)")
    }
  }

  /// Tenant roles which gave themselves settings, which PostgreSQL lets each role do. The cure is
  /// `Provisioner.renewLogin`.
  ///
  /// - Parameter check: `sql/checks/role_settings.sql`.
  package static func alteredRoles(
    _ owner: DatabaseLogin, check: Script, world: World
  ) async throws(AdminFailure) -> [TenantName] {
    try await findings(owner, check: check, world: world).compactMap { TenantName($0) }
  }

  private static func findings(
    _ owner: DatabaseLogin, check: Script, world: World
  ) async throws(AdminFailure) -> [String] {
    try await AdminConnection.with(owner, world: world) { link throws(AdminFailure) in
      var found: [String] = []
      for (index, statement) in check.statements.enumerated() {
        let rows = try link.query(statement, task: "\(check.name), statement \(index + 1)")
        found += rows.prefix(ClusterLimits.findingsMax - found.count).compactMap { $0.first ?? nil }
      }
      return found
    }
  }
}
