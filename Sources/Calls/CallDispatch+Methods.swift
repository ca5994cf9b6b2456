import Access
import Bytes
import Contract
import Domain
import Engine
import World

extension CallDispatch {
  /// Every unary method and what performs it. A new method does not compile until it is here.
  func perform(_ call: IncomingCall, _ bytes: [UInt8]) async throws(Refusal) -> [UInt8] {
    switch call.method {
    case .systemHealth: return try encode(await house.platform.health())
    case .systemInfo: return try await info(call, bytes)
    case .systemDescribe: return try describe(call, bytes)
    case .operatorCreateTenant:
      return try await house.platform.createTenant(try admit(call, bytes), caller: caller(call, bytes))
    case .operatorListTenants:
      return try encode(try await house.platform.listTenants(try admit(call, bytes)))
    case .operatorCreatePrincipal:
      return try await house.platform.createPrincipal(try admit(call, bytes), caller: caller(call, bytes))
    case .operatorRevokePrincipal:
      return try await house.platform.revokePrincipal(try admit(call, bytes), caller: caller(call, bytes))
    case .operatorCreateRegulator:
      return try await house.platform.createRegulator(try admit(call, bytes), caller: caller(call, bytes))
    case .operatorGrantRegulator:
      return try await house.platform.grantRegulator(try admit(call, bytes), caller: caller(call, bytes))
    case .operatorMoveCivilClock:
      return try await house.platform.moveCivilClock(try admit(call, bytes), caller: caller(call, bytes))
    case .importsStatus: return try await inquire(GetImportStatus.self, call, bytes)
    // OPERATIONS OF OTHER BRANCHES BEGIN
    case .policiesGet, .policiesSet, .daysGet, .daysClose, .debtorsList, .debtorsGet, .debtorsReveal, .debtorsCreditReport, .debtorsIssueSubjectToken, .debtorsPortfolio, .debtorsEvidenceAgreement, .paymentsPost, .assetsRegisterSource, .assetsGiveConsent, .assetsObserve, .assetsList, .alertsList, .alertsHandle, .casesList, .casesGet, .casesTakeNext, .casesCheckContact, .casesRecordAction, .casesMakePromise, .casesClose, .repairsStart, .repairsAdvance, .repairsGet, .repairsList, .ledgerHead, .ledgerBlocks, .ledgerDebtorEntries, .ledgerProof, .extractsList:
      throw Refusal(.unimplemented, .methodUnknown, "no such method")
      // OPERATIONS OF OTHER BRANCHES END
    case .systemEcho, .importsLoad, .alertsWatch, .ledgerExport, .extractsPull:
      // Answered before, or streams: the driver asks for these by their kind.
      throw .internalError
    }
  }

  /// The methods that answer with a stream.
  func stream(
    _ call: IncomingCall, _ bytes: [UInt8], _ sink: any MessageSink
  ) async throws(Refusal) {
    switch call.method {
    case .alertsWatch:
      let admitted: Authorised<Tally_V1_WatchAlertsRequest> = try admit(call, bytes)
      let desk = try await house.desk(try admitted.requiredTenant())
      try await house.streams.watchAlerts(admitted, desk: desk, into: sink)
    case .ledgerExport:
      let admitted: Authorised<Tally_V1_LedgerExportRequest> = try admit(call, bytes)
      let desk = try await house.desk(try admitted.requiredTenant())
      try await house.streams.exportLedger(admitted, desk: desk, into: sink)
    case .extractsPull:
      let admitted: Authorised<Tally_V1_PullExtractRequest> = try admit(call, bytes)
      let desk = try await house.desk(try admitted.requiredTenant())
      try await house.streams.pullExtract(admitted, desk: desk, into: sink)
    default:
      // Not a stream: the policy's kind and this switch disagree.
      throw .internalError
    }
  }

  private func info(_ call: IncomingCall, _ bytes: [UInt8]) async throws(Refusal) -> [UInt8] {
    let admitted: Authorised<Tally_V1_InfoRequest> = try admit(call, bytes)
    var reply = Tally_V1_InfoReply()
    reply.version = house.version
    reply.principalID = admitted.principal.id.description
    reply.roles = admitted.principal.roles.map { $0.name.uppercased() }.sorted()
    reply.serverTime = house.world.recordedNow().description
    reply.civilTime = house.world.civilNow().description
    if let tenant = admitted.tenant {
      reply.tenantID = tenant.description
      let desk = try await house.desk(tenant)
      _ = desk
    }
    return try encode(reply)
  }

  private func describe(_ call: IncomingCall, _ bytes: [UInt8]) throws(Refusal) -> [UInt8] {
    let _: Authorised<Tally_V1_DescribeRequest> = try admit(call, bytes)
    var reply = Tally_V1_DescribeReply()
    reply.descriptorSet = Descriptors.set
    return try encode(reply)
  }
}
