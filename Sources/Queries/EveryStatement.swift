// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries
// SHA-256: 4759ee576aa19318765f767408d48557e24804a9b8d166a4f7234bd3b6c84f2e
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
