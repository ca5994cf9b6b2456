// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries
// SHA-256: 2ad7588f1af196b3cdfbf32e52c5abcd7dc84d12235b774918ec82e670194a95
package import SQL

/// The statements of all areas.
package enum EveryStatement {
  package static let list: [Statement] = areas.flatMap(\.self)

  private static let areas: [[Statement]] = [
    AccessQueries.statements,
    AccountsQueries.statements,
    EngineQueries.statements,
    ImportsQueries.statements,
    PlatformQueries.statements,
    PromisesQueries.statements,
    ProvisioningQueries.statements,
  ]
}
