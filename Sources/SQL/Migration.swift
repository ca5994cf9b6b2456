/// A forward-only change of a schema, as embedded from `sql/platform/migrations` or
/// `sql/tenant/migrations`.
package struct Migration: Sendable, Equatable {
  /// From the file's name: `0001_ledger.sql` is number 1. Numbers rise without gaps.
  package let number: Int
  package let name: String
  /// One statement each, in order; `tenant.` stands for the schema of a tenant migration.
  package let statements: [String]
  /// From `0001_ledger.check.sql`: each returns no row when the migration did what it should.
  package let checks: [String]
  /// SHA-256 of the file, lower-case hexadecimal: an applied migration must not change.
  package let digest: String

  package init(number: Int, name: String, statements: [String], checks: [String], digest: String) {
    self.number = number
    self.name = name
    self.statements = statements
    self.checks = checks
    self.digest = digest
  }
}

/// A named list of statements that is no migration: `sql/roles.sql`, a file of `sql/checks`.
package struct Script: Sendable, Equatable {
  package let name: String
  package let statements: [String]

  package init(name: String, statements: [String]) {
    self.name = name
    self.statements = statements
  }
}
