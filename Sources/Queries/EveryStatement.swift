// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries
// SHA-256: d553a0c96e37043f8d60e3537da84a7e0fb5cd7d117545f1334b6e6b655e0152
package import SQL

/// The statements of all areas.
package enum EveryStatement {
  package static let list: [Statement] = areas.flatMap(\.self)

  private static let areas: [[Statement]] = [
    AccountsQueries.statements,
    AlertsQueries.statements,
    AssetsQueries.statements,
    CasesQueries.statements,
    ConductQueries.statements,
    EngineQueries.statements,
    ImportsQueries.statements,
    PromisesQueries.statements,
    RepairsQueries.statements,
  ]
}
