// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries
// SHA-256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
package import SQL

/// The statements of all areas.
package enum EveryStatement {
  package static let list: [Statement] = areas.flatMap(\.self)

  private static let areas: [[Statement]] = [
  ]
}
