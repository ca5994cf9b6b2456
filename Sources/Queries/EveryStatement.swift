// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries
// SHA-256: 3147d918faf611870fe1e07563f9e3d1aba24ee3195b1d07e222a8e24af368aa
package import SQL

/// The statements of all areas.
package enum EveryStatement {
  package static let list: [Statement] = areas.flatMap(\.self)

  private static let areas: [[Statement]] = [
    AccountsQueries.statements,
    EngineQueries.statements,
    ImportsQueries.statements,
    PromisesQueries.statements,
  ]
}
