// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries
// SHA-256: a6823fdcdc41f5f8901a91a9a9fe017fe400f61f3bd2cffafed77adcea5317a7
package import SQL

/// The statements of all areas.
package enum EveryStatement {
  package static let list: [Statement] = areas.flatMap(\.self)

  private static let areas: [[Statement]] = [
    AccountsQueries.statements,
    AlertsQueries.statements,
    EngineQueries.statements,
    ImportsQueries.statements,
    PromisesQueries.statements,
  ]
}
