package import SQL
package import World

/// Applies migrations, forward only: one transaction each, recorded in the schema's `migration`
/// table, so that a run that was broken off goes on where it stopped.
package struct MigrationRunner: Sendable {
  private let owner: DatabaseLogin
  private let world: World

  /// `owner` is a login of `tally_owner`.
  package init(owner: DatabaseLogin, world: World) {
    self.owner = owner
    self.world = world
  }

  /// Brings the `platform` schema to the last of `migrations`.
  ///
  /// - Returns: the numbers applied now.
  package func migratePlatform(_ migrations: [Migration]) async throws(AdminFailure) -> [Int] {
    try await migrate(Target(schema: "platform", tenant: nil), migrations)
  }

  /// Brings a tenant's schema to the last of `migrations`.
  ///
  /// - Returns: the numbers applied now.
  package func migrate(
    _ tenant: TenantName, _ migrations: [Migration]
  ) async throws(AdminFailure) -> [Int] {
    try await migrate(Target(schema: tenant.text, tenant: tenant), migrations)
  }

  /// Brings all `tenants` to the last of `migrations`, `width` at a time.
  ///
  /// One that fails does not stop the others; run again to go on with the failed ones.
  /// - Returns: the failures, each naming its tenant, by tenant.
  package func migrate(
    _ tenants: [TenantName], _ migrations: [Migration],
    width: Int = ClusterLimits.tenantsAtOnceMax
  ) async -> [TenantName: AdminFailure] {
    let width = min(max(1, width), ClusterLimits.tenantsAtOnceMax)
    return await withTaskGroup(of: (TenantName, AdminFailure?).self) { group in
      var failures: [TenantName: AdminFailure] = [:]
      var rest = tenants[...]
      var underWay = 0
      while underWay > 0 || !rest.isEmpty {
        while underWay < width, let tenant = rest.popFirst() {
          group.addTask { @Sendable in
            do throws(AdminFailure) {
              _ = try await migrate(tenant, migrations)
              return (tenant, nil)
            } catch {
              return (tenant, error)
            }
          }
          underWay += 1
        }
        guard let (tenant, failure) = await group.next() else { break }
        underWay -= 1
        if let failure { failures[tenant] = failure }
      }
      return failures
    }
  }

  /// The numbers of the migrations which each schema still needs; changes nothing.
  ///
  /// - Parameter tenants: nil is the `platform` schema.
  /// - Returns: in the order of `tenants`; a failure where a schema has others than `migrations`.
  package func missing(
    of migrations: [Migration], in tenants: [TenantName?]
  ) async throws(AdminFailure) -> [Result<[Int], AdminFailure>] {
    try await AdminConnection.with(owner, world: world) { link throws(AdminFailure) in
      tenants.map { tenant in
        let target = Target(schema: tenant?.text ?? "platform", tenant: tenant)
        return Result { () throws(AdminFailure) in
          try MigrationRun(target: target, link: link).missing(of: migrations)
        }
      }
    }
  }

  private func migrate(
    _ target: Target, _ migrations: [Migration]
  ) async throws(AdminFailure) -> [Int] {
    guard migrations.map(\.number) == Array(1..<(migrations.count + 1)) else {
      throw AdminFailure(code: .numbering, task: target.task)
    }
    return try await AdminConnection.with(owner, world: world) { link throws(AdminFailure) in
      try MigrationRun(target: target, link: link).apply(migrations)
    }
  }

  /// A schema and how to write about it.
  struct Target: Sendable {
    let schema: String
    let tenant: TenantName?

    var task: String {
      if let tenant { "tenant \(tenant.id)" } else { schema }
    }

    func task(_ migration: Migration) -> String {
      "\(task), migration \(migration.number) \(migration.name)"
    }

    func text(_ statement: String) -> String {
      tenant?.substituted(in: statement) ?? statement
    }
  }
}
