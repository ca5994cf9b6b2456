import SQL

/// The migrations of one schema on one connection.
struct MigrationRun {
  let target: MigrationRunner.Target
  let link: AdminLink

  /// - Returns: the numbers applied now.
  func apply(_ migrations: [Migration]) throws(AdminFailure) -> [Int] {
    try createTable()
    let applied = try appliedDigests(task: target.task)
    try compare(applied, with: migrations)
    var appliedNow: [Int] = []
    for migration in migrations where applied[migration.number] == nil {
      if try applyWaiting(migration) { appliedNow.append(migration.number) }
    }
    return appliedNow
  }

  /// Changes nothing.
  ///
  /// - Returns: the numbers which are still to be applied.
  /// - Throws: as `apply`, for what was applied otherwise than it is in `migrations`.
  func missing(of migrations: [Migration]) throws(AdminFailure) -> [Int] {
    let applied = try hasTable() ? appliedDigests(task: target.task) : [:]
    try compare(applied, with: migrations)
    return migrations.map(\.number).filter { applied[$0] == nil }
  }

  private func compare(
    _ applied: [Int: String], with migrations: [Migration]
  ) throws(AdminFailure) {
    let known = Dictionary(uniqueKeysWithValues: migrations.map { ($0.number, $0) })
    for (number, digest) in applied.sorted(by: { $0.key < $1.key }) {
      guard let migration = known[number] else {
        throw AdminFailure(code: .unknownMigration, task: "\(target.task), migration \(number)")
      }
      guard migration.digest == digest else {
        throw AdminFailure(code: .digestChanged, task: target.task(migration))
      }
    }
  }

  private func hasTable() throws(AdminFailure) -> Bool {
    let found = try link.query(
      """
      select from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relname = 'migration'
      """, [target.schema], task: "\(target.task), table of migrations")
    return !found.isEmpty
  }

  /// The table exists before the first file, so its statement lives here.
  private func createTable() throws(AdminFailure) {
    let task = "\(target.task), table of migrations"
    // Looked up first: "if not exists" still asks for the right to create.
    guard try !hasTable() else { return }
    do throws(AdminFailure) {
      try link.run(
        """
        create table \(target.schema).migration (
          number integer constraint migration_pkey primary key,
          name text not null,
          digest text not null,
          applied_at timestamptz not null default now()
        )
        """, task: task)
    } catch {
      // Another runner was quicker: 42P07, or 23505 in the catalog.
      guard [.refused(sqlState: "42P07"), .refused(sqlState: "23505")].contains(error.code) else {
        throw error
      }
    }
  }

  private func appliedDigests(task: String) throws(AdminFailure) -> [Int: String] {
    var applied: [Int: String] = [:]
    let rows = try link.query("select number, digest from \(target.schema).migration", task: task)
    for row in rows {
      if let number = row[0].flatMap({ Int($0) }) { applied[number] = row[1] ?? "" }
    }
    return applied
  }

  /// Applies again, a few times, when a lock was not free in time.
  private func applyWaiting(_ migration: Migration) throws(AdminFailure) -> Bool {
    for _ in 1..<ClusterLimits.lockAttemptsMax {
      do throws(AdminFailure) {
        return try apply(migration)
      } catch {
        guard error.isLockTimeout else { throw error }
      }
    }
    return try apply(migration)
  }

  /// - Returns: false when another runner applied it meanwhile.
  private func apply(_ migration: Migration) throws(AdminFailure) -> Bool {
    let task = target.task(migration)
    return try link.transaction(task: task) { () throws(AdminFailure) in
      try link.run(
        "set local lock_timeout = \(ClusterLimits.lockTimeoutMilliseconds)", task: task)
      // Runners of one schema go one after the other; readers are not held up.
      try link.run(
        "lock table \(target.schema).migration in share row exclusive mode", task: task)
      if let digest = try appliedDigests(task: task)[migration.number] {
        guard digest == migration.digest else {
          throw AdminFailure(code: .digestChanged, task: task)
        }
        return false
      }
      for (index, statement) in migration.statements.enumerated() {
        try link.run(target.text(statement), task: "\(task), statement \(index + 1)")
      }
      for (index, check) in migration.checks.enumerated() {
        let task = "\(task), check \(index + 1)"
        let rows = try link.query(target.text(check), task: task)
        guard rows.isEmpty else {
          throw AdminFailure(code: .checkFailed(rowCount: rows.count), task: task)
        }
      }
      try link.run(
        "insert into \(target.schema).migration (number, name, digest) values ($1, $2, $3)",
        [String(migration.number), migration.name, migration.digest], task: task)
      return true
    }
  }
}
