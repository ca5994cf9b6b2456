package import SQL

/// The migrations and scripts below `sql/`.
package struct MigrationFiles: Sendable {
  package let platform: [Migration]
  package let tenant: [Migration]
  package let roles: Script
  package let harden: Script
  package let checks: [Script]

  package static let sources = [
    "sql/checks", "sql/harden.sql", "sql/platform/migrations", "sql/roles.sql",
    "sql/tenant/migrations",
  ]
  /// What the types of a query depend on beside its own file.
  package static let schemaSources = [
    "sql/platform/migrations", "sql/tenant/migrations",
  ]

  package init(in tree: Tree) throws(Complaint) {
    platform = try Self.migrations("sql/platform/migrations", in: tree)
    tenant = try Self.migrations("sql/tenant/migrations", in: tree)
    roles = try Self.script("sql/roles.sql", in: tree)
    harden = try Self.script("sql/harden.sql", in: tree)
    checks = try tree.files(below: "sql/checks", endingIn: ".sql").map { path throws(Complaint) in
      Script(
        name: String(path.dropFirst("sql/checks/".count).dropLast(4)),
        statements: try Self.statements(path, in: tree))
    }
  }

  private static func script(_ path: String, in tree: Tree) throws(Complaint) -> Script {
    let name = path.split(separator: "/").last.map { String($0.dropLast(4)) }
    return Script(name: name ?? path, statements: try statements(path, in: tree))
  }

  private static func statements(_ path: String, in tree: Tree) throws(Complaint) -> [String] {
    try SQLText(try tree.text(path), file: path).statements
  }

  /// Reads `0001_name.sql` and `0001_name.check.sql`; numbers rise from 1 without gaps.
  private static func migrations(_ folder: String, in tree: Tree) throws(Complaint) -> [Migration] {
    let names = tree.names(folder).filter { $0.hasSuffix(".sql") }
    let bodies = names.filter { !$0.hasSuffix(".check.sql") }
    for check in names where check.hasSuffix(".check.sql") {
      guard bodies.contains(check.dropLast(".check.sql".count) + ".sql") else {
        throw Complaint("\(folder)/\(check)", "checks no migration")
      }
    }
    return try bodies.enumerated().map { (index, file) throws(Complaint) in
      let path = "\(folder)/\(file)"
      let stem = file.dropLast(4)
      guard let mark = stem.firstIndex(of: "_"), Int(stem[..<mark]) == index + 1,
        stem[..<mark].count == 4
      else { throw Complaint(path, "is not number \(index + 1), written 0001_name.sql") }
      let check = "\(folder)/\(stem).check.sql"
      guard tree.exists(check) else { throw Complaint(path, "has no \(stem).check.sql") }
      return Migration(
        number: index + 1, name: String(stem[mark...].dropFirst()),
        statements: try statements(path, in: tree), checks: try statements(check, in: tree),
        digest: SourceMark.digest(try tree.bytes(path)))
    }
  }

  /// `Sources/Queries/Migrations.swift`.
  package func text(header: String) -> String {
    let all = platform.map { ("platform", $0) } + tenant.map { ("tenant", $0) }
    let constants = all.map { area, migration in
      """
        private static let \(Self.constant(area, migration)) = Migration(
          number: \(migration.number), name: \(SwiftText.literal(migration.name)),
          statements: \(Self.list(migration.statements, indent: 4)),
          checks: \(Self.list(migration.checks, indent: 4)),
          digest: "\(migration.digest)")

      """
    }
    let scripts = checks.map { Self.script($0, indent: 4) + ",\n" }.joined(separator: "    ")
    return """
      \(header)package import SQL

      /// The schemas' migrations and scripts, as they lie below `sql/`.
      package enum Schema {
        /// Of the schema `platform`.
        package static let platform: [Migration] = [\(Self.names("platform", platform))]
        /// Of each tenant's schema.
        package static let tenant: [Migration] = [\(Self.names("tenant", tenant))]
        /// `sql/roles.sql`: the cluster's roles.
        package static let roles = \(Self.script(roles, indent: 2))
        /// `sql/harden.sql`: the revokes only a superuser can do.
        package static let harden = \(Self.script(harden, indent: 2))
        /// `sql/checks`: each statement returns no row when all is well.
        package static let checks: [Script] = [\(scripts.isEmpty ? "" : "\n    \(scripts)  ")]

      \(constants.joined(separator: "\n"))}

      """
  }

  private static func constant(_ area: String, _ migration: Migration) -> String {
    "\(area)\(migration.number)"
  }

  private static func names(_ area: String, _ migrations: [Migration]) -> String {
    migrations.map { constant(area, $0) }.joined(separator: ", ")
  }

  private static func script(_ script: Script, indent: Int) -> String {
    "Script(name: \(SwiftText.literal(script.name)), "
      + "statements: \(list(script.statements, indent: indent)))"
  }

  private static func list(_ statements: [String], indent: Int) -> String {
    guard !statements.isEmpty else { return "[]" }
    let margin = String(repeating: " ", count: indent + 2)
    let items = statements.map { margin + SwiftText.block($0, indent: indent + 4) + ",\n" }
    return "[\n\(items.joined())\(String(repeating: " ", count: indent))]"
  }
}
