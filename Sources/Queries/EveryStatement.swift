// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries
// SHA-256: 72b92f0ac538e17f64179ec3684c91cca573795ea0fb9e23fd041df3ab65c4b6
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
