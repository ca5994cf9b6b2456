import Access
import Calls
import Contract
import Engine

/// Answers the streams of this server that nobody serves yet.
struct UnservedStreams: StreamDesk {
  private static let refusal = Refusal(.unimplemented, .methodUnknown, "no such method")

  func watchAlerts(
    _: Authorised<Tally_V1_WatchAlertsRequest>, desk _: TenantDesk, into _: any MessageSink
  ) async throws(Refusal) { throw Self.refusal }

  func exportLedger(
    _: Authorised<Tally_V1_LedgerExportRequest>, desk _: TenantDesk, into _: any MessageSink
  ) async throws(Refusal) { throw Self.refusal }

  func pullExtract(
    _: Authorised<Tally_V1_PullExtractRequest>, desk _: TenantDesk, into _: any MessageSink
  ) async throws(Refusal) { throw Self.refusal }
}
