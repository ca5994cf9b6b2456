// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/checks sql/harden.sql sql/platform/migrations sql/roles.sql sql/tenant/migrations
// SHA-256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
package import SQL

/// The schemas' migrations and scripts, as they lie below `sql/`.
package enum Schema {
  /// Of the schema `platform`.
  package static let platform: [Migration] = []
  /// Of each tenant's schema.
  package static let tenant: [Migration] = []
  /// `sql/roles.sql`: the cluster's roles.
  package static let roles = Script(name: "roles", statements: [])
  /// `sql/harden.sql`: the revokes only a superuser can do.
  package static let harden = Script(name: "harden", statements: [])
  /// `sql/checks`: each statement returns no row when all is well.
  package static let checks: [Script] = []

}
