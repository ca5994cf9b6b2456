// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries
// SHA-256: a2eddb1b3ef26f09cd89a2b9c961fc936c4fa770982bebede236c3ddd0bf2736
package import SQL

/// The statements of all areas.
package enum EveryStatement {
  package static let list: [Statement] = areas.flatMap(\.self)

  private static let areas: [[Statement]] = [
    AccountsQueries.statements,
    EngineQueries.statements,
    ImportsQueries.statements,
    LedgerQueries.statements,
    PromisesQueries.statements,
    SealerQueries.statements,
  ]
}
