import Postgres
import SQL

/// Asks a migrated database what the statements take and return.
struct TypeReader {
  /// The schema and the role which stand for a tenant's.
  private static let tenant = "t_00000000000000000000000000000000"
  private let connection: ToolConnection

  /// Brings the schemas into an empty database and checks them.
  init(database: String, files: MigrationFiles) throws(Complaint) {
    do { connection = try ToolConnection(database) } catch {
      throw Complaint("", "no connection to the database: \(error)")
    }
    try run("set client_min_messages = warning", from: "")
    if let roles = files.roles {
      for statement in roles.statements { try run(statement, from: "sql/roles.sql") }
    } else {
      for role in ["tally_owner", "tally_platform", "tally_sealer", "tally_ledger"] {
        try run("create role \(role)", from: "")
      }
    }
    try run("create schema if not exists platform", from: "")
    for migration in files.platform { try apply(migration, of: "platform") }
    try run("create role \(Self.tenant) login", from: "")
    try run("create schema if not exists \(Self.tenant)", from: "")
    for migration in files.tenant { try apply(migration, of: "tenant") }
    try run("set search_path = ''", from: "")
    for check in files.checks {
      for statement in check.statements {
        try requireNoRow(statement, from: "sql/checks/\(check.name).sql")
      }
    }
  }

  /// Last of all, since it takes rights away.
  func tryHardening(_ script: Script) throws(Complaint) {
    for statement in script.statements { try run(statement, from: "sql/harden.sql") }
  }

  private func apply(_ migration: Migration, of area: String) throws(Complaint) {
    let number = String(migration.number)
    let padding = String(repeating: "0", count: 4 - number.count)
    let stem = "sql/\(area)/migrations/\(padding)\(number)_\(migration.name)"
    for statement in migration.statements { try run(statement, from: stem + ".sql") }
    for check in migration.checks { try requireNoRow(check, from: stem + ".check.sql") }
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
    do { return try connection.run(Placeholders.filled(statement, tenant: Self.tenant)) } catch {
      throw Complaint(file, "\(error.message)in: \(statement.prefix(300))")
    }
  }

  /// Prepares the statement twice: once for its types, once with the types the server will name.
  func typed(_ file: QueryFile) throws(Complaint) -> TypedQuery {
    let text = Placeholders.filled(file.text, tenant: Self.tenant)
    do {
      let description = try connection.describe(text)
      let parameters = try resolved(description.parameters)
      let columns = zip(description.columns, try resolved(description.columns.map(\.type)))
      let query = try TypedQuery(
        file, parameters: parameters, columns: columns.map { ($0.name, $1) })
      _ = try connection.describe(text, types: query.parameters.map(\.type.objectID))
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

/// The names which a SQL file leaves open.
package enum Placeholders {
  /// Puts a tenant's schema for `tenant.` and its role for `tenant_role`.
  ///
  /// A name is left alone when it is part of another (`platform.tenant.x`, `a_tenant.b`).
  package static func filled(_ text: String, tenant: String) -> String {
    var out = ""
    var rest = Substring(text)
    var previous: Character = " "
    while let first = rest.first {
      let standsAlone = !SQLText.isWord(previous) && previous != "."
      if standsAlone, rest.hasPrefix("tenant.") {
        out += tenant + "."
        rest = rest.dropFirst("tenant.".count)
        previous = "."
      } else if standsAlone, rest.hasPrefix("tenant_role"),
        !(rest.dropFirst("tenant_role".count).first.map(SQLText.isWord) ?? false)
      {
        out += tenant
        rest = rest.dropFirst("tenant_role".count)
        previous = "e"
      } else {
        out.append(first)
        previous = first
        rest = rest.dropFirst()
      }
    }
    return out
  }
}
