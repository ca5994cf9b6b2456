// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries
// SHA-256: 75ee4f6ea6a9f3fe2f4955a27b160c8e49a8a3f5d9c43eec9d5d8007b8f7edf8
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
