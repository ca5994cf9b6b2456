package import Access
package import Bytes
package import Contract
package import Engine
package import World

/// What calls need of the rest of the house; composed by the server, scripted in tests.
package struct House: Sendable {
  package let world: World
  /// Version of the server, for `System.Info`.
  package let version: String
  /// The desk of a tenant in service.
  ///
  /// Throws `notFound` for a tenant that is not there, `unavailable` when it cannot be opened.
  package let desk: @Sendable (_ tenant: Identifier) async throws(Refusal) -> TenantDesk
  package let platform: any PlatformDesk
  package let streams: any StreamDesk

  package init(
    world: World, version: String,
    desk: @escaping @Sendable (_ tenant: Identifier) async throws(Refusal) -> TenantDesk,
    platform: any PlatformDesk, streams: any StreamDesk
  ) {
    self.world = world
    self.version = version
    self.desk = desk
    self.platform = platform
    self.streams = streams
  }
}

/// Operations on the platform's own schema; each write is idempotent by the call's key and answers
/// with the bytes that are stored under it.
package protocol PlatformDesk: Sendable {
  func health() async -> Tally_V1_HealthReply
  func createTenant(
    _ call: Authorised<Tally_V1_CreateTenantRequest>, caller: Caller
  ) async throws(Refusal) -> [UInt8]
  func listTenants(
    _ call: Authorised<Tally_V1_ListTenantsRequest>
  ) async throws(Refusal) -> Tally_V1_ListTenantsReply
  func createPrincipal(
    _ call: Authorised<Tally_V1_CreatePrincipalRequest>, caller: Caller
  ) async throws(Refusal) -> [UInt8]
  func revokePrincipal(
    _ call: Authorised<Tally_V1_RevokePrincipalRequest>, caller: Caller
  ) async throws(Refusal) -> [UInt8]
  func createRegulator(
    _ call: Authorised<Tally_V1_CreateRegulatorRequest>, caller: Caller
  ) async throws(Refusal) -> [UInt8]
  func grantRegulator(
    _ call: Authorised<Tally_V1_GrantRegulatorRequest>, caller: Caller
  ) async throws(Refusal) -> [UInt8]
  func moveCivilClock(
    _ call: Authorised<Tally_V1_MoveCivilClockRequest>, caller: Caller
  ) async throws(Refusal) -> [UInt8]
}

/// Calls which answer with a stream, or whose answer lies outside a tenant's tables.
package protocol StreamDesk: Sendable {
  func watchAlerts(
    _ call: Authorised<Tally_V1_WatchAlertsRequest>, desk: TenantDesk, into sink: any MessageSink
  ) async throws(Refusal)
  func exportLedger(
    _ call: Authorised<Tally_V1_LedgerExportRequest>, desk: TenantDesk, into sink: any MessageSink
  ) async throws(Refusal)
  func pullExtract(
    _ call: Authorised<Tally_V1_PullExtractRequest>, desk: TenantDesk, into sink: any MessageSink
  ) async throws(Refusal)
}
