// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries
// SHA-256: e52500f22ff24afad70fa1124280e7beada2cc2dbe943e1ee6179af866b36a90
package import SQL

/// The statements of all areas.
package enum EveryStatement {
  package static let list: [Statement] = areas.flatMap(\.self)

  private static let areas: [[Statement]] = [
    AccessQueries.statements,
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
    PlatformQueries.statements,
    PoliciesQueries.statements,
    PromisesQueries.statements,
    ProvisioningQueries.statements,
    RepairsQueries.statements,
    SealerQueries.statements,
  ]
}
