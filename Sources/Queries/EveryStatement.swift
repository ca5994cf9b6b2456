// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries
// SHA-256: 5ffed032cab30d4bbf93c9b72dff88c34d657a112bb5ff1de7c5918655c4a108
package import SQL

/// The statements of all areas.
package enum EveryStatement {
  package static let list: [Statement] = areas.flatMap(\.self)

  private static let areas: [[Statement]] = [
    AccessQueries.statements,
    AccountsQueries.statements,
    EngineQueries.statements,
    ImportsQueries.statements,
    LedgerQueries.statements,
    PlatformQueries.statements,
    PromisesQueries.statements,
    ProvisioningQueries.statements,
    SealerQueries.statements,
  ]
}
