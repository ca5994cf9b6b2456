// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries
// SHA-256: cae784b6750215ab050f7859188b4003f816551d833ae7a47d36a55db6823b6d
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
