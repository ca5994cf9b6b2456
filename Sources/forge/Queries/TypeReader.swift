import Bytes
import Postgres
import SQL

/// Asks a migrated database what the statements take and return.
struct TypeReader {
  /// The tenant which stands for all.
  private static let tenant = TenantName(Identifier(high: 0, low: 0))
  private static let database = "forge"
  private let connection: ToolConnection

  /// Brings the schemas into a new database as the server does, and runs every check.
  ///
  /// - Parameter cluster: a connection string of a superuser, without the database.
  init(cluster: String, files: MigrationFiles) throws(Complaint) {
    do throws(ToolFailure) {
      try ToolConnection("\(cluster) dbname=template1").run("create database \(Self.database)")
      connection = try ToolConnection("\(cluster) dbname=\(Self.database)")
    } catch {
      throw Complaint("", "no connection to the database: \(error)")
    }
    try run("set client_min_messages = warning", from: "")
    for statement in files.roles.statements { try run(statement, from: "sql/roles.sql") }
    for statement in files.harden.statements { try run(statement, from: "sql/harden.sql") }

    try run("set session authorization tally_owner", from: "")
    try migrate("platform", files.platform, file: "sql/platform/migrations")
    try run("select provisioning.set_tenant_role('tenant_role', null)", from: "sql/roles.sql")
    try run("select provisioning.create_tenant_schema('tenant_schema')", from: "sql/roles.sql")
    try migrate("tenant", files.tenant, file: "sql/tenant/migrations")
    try run("reset session authorization", from: "")

    try run("set search_path = ''", from: "")
    for check in files.checks {
      for statement in check.statements {
        try requireNoRow(statement, from: "sql/checks/\(check.name).sql")
      }
    }
  }

  private func migrate(
    _ schema: String, _ migrations: [Migration], file folder: String
  ) throws(Complaint) {
    // The runner of migrations has this table before the first file.
    try run(
      "create table \(schema).migration (number integer, name text, digest text)", from: folder)
    for migration in migrations {
      let number = padded(Int64(migration.number), 4)
      let stem = "\(folder)/\(number)_\(migration.name)"
      try run("begin", from: stem)
      for statement in migration.statements { try run(statement, from: stem + ".sql") }
      for check in migration.checks { try requireNoRow(check, from: stem + ".check.sql") }
      try run("commit", from: stem)
    }
  }

  private func requireNoRow(_ statement: String, from file: String) throws(Complaint) {
    let rows = try run(statement, from: file)
    if let first = rows.first {
      let shown = first.map { $0 ?? "null" }.joined(separator: " | ")
      throw Complaint(file, "returns a row: \(shown)")
    }
  }

  @discardableResult
  private func run(_ statement: String, from file: String) throws(Complaint) -> [[String?]] {
    do { return try connection.run(Self.tenant.substituted(in: statement)) } catch {
      throw Complaint(file, "\(error.message)in: \(statement.prefix(300))")
    }
  }

  /// - Throws: once, naming what is wrong with any of the files.
  func typed(_ files: [QueryFile]) throws(Complaint) -> [TypedQuery] {
    var typed: [TypedQuery] = []
    var complaints: [String] = []
    for file in files {
      do { typed.append(try self.typed(file)) } catch { complaints.append(error.description) }
    }
    guard complaints.isEmpty else { throw Complaint("", complaints.joined(separator: "\n")) }
    return typed
  }

  /// Prepares the statement twice: once for its types, once with the types the server will name.
  private func typed(_ file: QueryFile) throws(Complaint) -> TypedQuery {
    let text = Self.tenant.substituted(in: file.text)
    do {
      let description = try connection.describe(text)
      let parameters = try resolved(description.parameters)
      let columns = zip(description.columns, try resolved(description.columns.map(\.type)))
      let query = try TypedQuery(
        file, parameters: parameters, columns: columns.map { ($0.name, $1) })
      let types = query.parameters.map(\.type.objectID)
      _ = try connection.describe(text, types: types)
      if file.isOfEachLog {
        let twin = try connection.describe(
          Self.tenant.substituted(in: file.accessText), types: types)
        guard twin.columns.map(\.name) == description.columns.map(\.name),
          twin.columns.map(\.type) == description.columns.map(\.type)
        else { throw Complaint(file.path, "returns other columns of the access log") }
      }
      return query
    } catch let complaint as Complaint {
      throw complaint
    } catch {
      throw Complaint(file.path, "\(error)")
    }
  }

  /// Base types in place of domains.
  private func resolved(_ types: [UInt32]) throws(ToolFailure) -> [UInt32] {
    try types.map { type throws(ToolFailure) in
      let rows = try connection.run(
        """
        with recursive chain (type, base) as (
          select oid, typbasetype from pg_type where oid = \(type)
          union all
          select t.oid, t.typbasetype from chain c join pg_type t on t.oid = c.base
        )
        select type::int8 from chain where base = 0
        """)
      return rows.first?.first?.flatMap { $0 }.flatMap { UInt32($0) } ?? type
    }
  }
}
