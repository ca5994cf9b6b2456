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
      return try await house.platform.createTenant(
        try admit(call, bytes), caller: caller(call, bytes))
    case .operatorListTenants:
      return try encode(try await house.platform.listTenants(try admit(call, bytes)))
    case .operatorCreatePrincipal:
      return try await house.platform.createPrincipal(
        try admit(call, bytes), caller: caller(call, bytes))
    case .operatorRevokePrincipal:
      return try await house.platform.revokePrincipal(
        try admit(call, bytes), caller: caller(call, bytes))
    case .operatorCreateRegulator:
      return try await house.platform.createRegulator(
        try admit(call, bytes), caller: caller(call, bytes))
    case .operatorGrantRegulator:
      return try await house.platform.grantRegulator(
        try admit(call, bytes), caller: caller(call, bytes))
    case .operatorMoveCivilClock:
      return try await house.platform.moveCivilClock(
        try admit(call, bytes), caller: caller(call, bytes))
    case .importsStatus: return try await inquire(GetImportStatus.self, call, bytes)
    case .policiesGet: return try await inquire(GetPolicy.self, call, bytes)
    case .policiesSet: return try await operate(SetPolicy.self, call, bytes)
    case .daysGet: return try await inquire(GetDay.self, call, bytes)
    case .daysClose: return try await operate(CloseDay.self, call, bytes)
    case .daysResume: return try await operate(ResumeDay.self, call, bytes)
    case .debtorsList: return try await inquire(ListDebtors.self, call, bytes)
    case .debtorsGet: return try await inquire(GetDebtor.self, call, bytes)
    case .debtorsReveal: return try await operate(RevealPersonal.self, call, bytes)
    case .debtorsCreditReport: return try await inquire(GetCreditReport.self, call, bytes)
    case .debtorsIssueSubjectToken: return try await operate(IssueSubjectToken.self, call, bytes)
    case .debtorsPortfolio: return try await inquire(GetPortfolio.self, call, bytes)
    case .debtorsEvidenceAgreement:
      return try await inquire(GetEvidenceAgreement.self, call, bytes)
    case .paymentsPost: return try await operate(PostPayment.self, call, bytes)
    case .assetsRegisterSource: return try await operate(RegisterSource.self, call, bytes)
    case .assetsGiveConsent: return try await operate(GiveConsent.self, call, bytes)
    case .assetsObserve: return try await operate(ObserveAssets.self, call, bytes)
    case .assetsList: return try await inquire(ListAssets.self, call, bytes)
    case .alertsList: return try await inquire(ListAlerts.self, call, bytes)
    case .alertsHandle: return try await operate(HandleAlert.self, call, bytes)
    case .casesList: return try await inquire(ListCases.self, call, bytes)
    case .casesGet: return try await inquire(GetCase.self, call, bytes)
    case .casesTakeNext: return try await operate(TakeNextCase.self, showing: \.case, call, bytes)
    case .casesCheckContact: return try await operate(CheckContact.self, call, bytes)
    case .casesRecordAction: return try await operate(RecordAction.self, call, bytes)
    case .casesMakePromise: return try await operate(MakePromise.self, call, bytes)
    case .casesClose: return try await operate(CloseCase.self, showing: \.case, call, bytes)
    case .repairsStart: return try await operate(StartRepair.self, call, bytes)
    case .repairsAdvance: return try await operate(AdvanceRepair.self, call, bytes)
    case .repairsGet: return try await inquire(GetRepair.self, call, bytes)
    case .repairsList: return try await inquire(ListRepairs.self, call, bytes)
    case .ledgerHead: return try await inquire(GetLedgerHead.self, call, bytes)
    case .ledgerBlocks: return try await inquire(ListLedgerBlocks.self, call, bytes)
    case .ledgerDebtorEntries: return try await inquire(ListDebtorEntries.self, call, bytes)
    case .ledgerAccesses: return try await inquire(ListDebtorAccesses.self, call, bytes)
    case .ledgerProof: return try await inquire(GetLedgerProof.self, call, bytes)
    case .extractsList: return try await inquire(ListExtracts.self, call, bytes)
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
    case .systemHealth, .systemInfo, .systemDescribe, .systemEcho, .operatorCreateTenant,
      .operatorListTenants, .operatorCreatePrincipal, .operatorRevokePrincipal,
      .operatorCreateRegulator, .operatorGrantRegulator, .operatorMoveCivilClock, .importsLoad,
      .importsStatus, .policiesGet, .policiesSet, .daysGet, .daysClose, .daysResume,
      .debtorsList, .debtorsGet, .debtorsReveal, .debtorsCreditReport, .debtorsIssueSubjectToken,
      .debtorsPortfolio, .debtorsEvidenceAgreement, .paymentsPost, .assetsRegisterSource,
      .assetsGiveConsent, .assetsObserve, .assetsList, .alertsList, .alertsHandle, .casesList,
      .casesGet, .casesTakeNext, .casesCheckContact, .casesRecordAction, .casesMakePromise,
      .casesClose, .repairsStart, .repairsAdvance, .repairsGet, .repairsList, .ledgerHead,
      .ledgerBlocks, .ledgerDebtorEntries, .ledgerAccesses, .ledgerProof, .extractsList:
      // No streams: the policy's kind and this switch disagree.
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
      reply.businessOn = try await desk.answer(ReadDay(), deadline: call.deadline).businessOn
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
