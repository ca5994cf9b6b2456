// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries
// SHA-256: 3627d8141b21de4e89b345fa08721afbe00ab0cb32e892b8715eb30c1178d2a4
package import SQL

/// The statements of all areas.
package enum EveryStatement {
  package static let list: [Statement] = areas.flatMap(\.self)

  private static let areas: [[Statement]] = [
    AccountsQueries.statements,
    EngineQueries.statements,
    ExtractsQueries.statements,
    ImportsQueries.statements,
    LedgerQueries.statements,
    PromisesQueries.statements,
    SealerQueries.statements,
  ]
}
