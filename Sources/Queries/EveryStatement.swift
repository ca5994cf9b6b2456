// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries
// SHA-256: 935d5d91192d7e8ec1a15d0a0a2dd7596d84cc7f65953debef5cce38f652ec6e
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
    DaysQueries.statements,
    DebtorsQueries.statements,
    EngineQueries.statements,
    ExtractsQueries.statements,
    ImportsQueries.statements,
    JobsQueries.statements,
    LedgerQueries.statements,
    MonitoringQueries.statements,
    PoliciesQueries.statements,
    PromisesQueries.statements,
    RepairsQueries.statements,
    SealerQueries.statements,
  ]
}
