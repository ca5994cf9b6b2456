// Made by `forge generate contract`. Do not edit.
// swift-format-ignore-file
// Sources: proto-like-specs/tally/v1
// SHA-256: 3051e4d1427a867daf27d5b283019d131294f53176c0f2cdbc9eba5eb61db6b4

/// Every method. The raw value is a place in a table, not a code on the wire.
package enum Method: Int, Sendable, CaseIterable {
  /// Moves an alert along machine 2: acknowledge, investigate, act, resolve, escalate, dismiss.
  case alertsHandle = 0
  /// Alerts, newest position first.
  case alertsList = 1
  /// Streams alerts after a position, then live. Every event has a position; a client that
  /// reconnects with the last one misses nothing.
  case alertsWatch = 2
  /// Records the consent of a debtor; ledger kind 31.
  case assetsGiveConsent = 3
  /// The assets of one debtor with their last observation.
  case assetsList = 4
  /// Stores observations; refused as a whole without a legal basis for each. An ownership change
  /// after the first overdue day raises an alert in the same transaction.
  case assetsObserve = 5
  /// Registers a data source with its legal basis and the data classes it may send.
  case assetsRegisterSource = 6
  /// Judges a contact by the rules valid on the day of civil time, without recording an act. The
  /// check itself is recorded.
  case casesCheckContact = 7
  /// Closes a case whose arrears are gone (machine 1, close).
  case casesClose = 8
  /// A case with its acts, promises and the debtor's local time.
  case casesGet = 9
  /// Open cases in the order of the queue.
  case casesList = 10
  /// Registers a promise to pay made in a recorded act (machine 4).
  case casesMakePromise = 11
  /// Records an act of collection. An outbound act is judged first, in the same transaction, and
  /// refused with the rules that deny it; the refused check is kept.
  case casesRecordAction = 12
  /// Takes the next case of the queue (highest priority first; a case without arrears at the last
  /// run after all others) and assigns it to the caller.
  case casesTakeNext = 13
  /// Starts the end-of-day run of the open business date. The run is a durable job: it goes on when
  /// the caller is gone; `Get` tells how far it is.
  case daysClose = 14
  /// The open business date, and how far a run is.
  case daysGet = 15
  /// Starts the run of the closing business date again after it was given up; it goes on where it
  /// stopped. `Get` tells why it was given up.
  case daysResume = 16
  /// The credit report of one debtor: accounts, buckets with history, classes, score with reasons,
  /// cases, repairs. Masked.
  case debtorsCreditReport = 17
  /// Compares the computed months past due with those the source reported at import.
  case debtorsEvidenceAgreement = 18
  /// One debtor with accounts; personal data masked.
  case debtorsGet = 19
  /// Registers the SHA-256 of a token by which the debtor sees their own data and asks for repair.
  case debtorsIssueSubjectToken = 20
  /// Debtors with masked names and their standing.
  case debtorsList = 21
  /// Totals by bucket, class and risk class at the last closed business date.
  case debtorsPortfolio = 22
  /// Shows personal data in clear. Logged with purpose, fields and principal; one log entry for
  /// each idempotency key.
  case debtorsReveal = 23
  /// A page of the extracts of a tenant, the newest first. A regulator's may hold fewer than asked
  /// for, or none, with a mark of the next.
  case extractsList = 24
  /// Streams the bytes of one extract file.
  case extractsPull = 25
  /// Streams a portfolio, one debtor a message. The first message opens the batch. A batch is named
  /// by its file and its mapping: a broken stream resumes after `Status.durable_line`, and a second
  /// import of the same file by the same mapping changes nothing. By another mapping it is another
  /// batch: every row comes again, and a debtor who is there already is rejected with
  /// ALREADY_EXISTS.
  case importsLoad = 26
  /// How far a batch is durable.
  case importsStatus = 27
  /// Who saw which personal data of one debtor in clear, and why: the entries of the access log
  /// about
  /// the debtor, oldest first.
  case ledgerAccesses = 28
  /// Sealed blocks with their headers.
  case ledgerBlocks = 29
  /// The entries of one debtor, oldest first.
  case ledgerDebtorEntries = 30
  /// Everything needed to recompute a log: sealed chunks with their leaf bytes, block headers,
  /// the newest signed checkpoint. The verifier runs at the caller's side.
  case ledgerExport = 31
  /// Size, root and signed checkpoint of a log.
  case ledgerHead = 32
  /// Index, block and .tlog-proof of an entry, once it is sealed.
  case ledgerProof = 33
  /// Registers a principal of a tenant (or of the platform) with the SHA-256 of a token which the
  /// caller generated: the server never sees the token before its first use.
  case operatorCreatePrincipal = 34
  /// Registers a regulator: a principal of the platform which sees a tenant only by a grant.
  case operatorCreateRegulator = 35
  /// Creates a tenant: schema, LOGIN role, keys, ledger, and its first administrator.
  case operatorCreateTenant = 36
  /// Grants a regulator datasets of a tenant and schedules the extracts. A grant which has a
  /// dataset
  /// and a day in common with another one of the same regulator and tenant is refused. A grant ends
  /// with its regulator's credential; it cannot be taken back alone yet.
  case operatorGrantRegulator = 37
  /// All tenants with their state.
  case operatorListTenants = 38
  /// Moves the civil clock by which conduct rules are judged; only with the private PostgreSQL and
  /// when the server was started with --civil-clock. A restart returns it to wall time.
  case operatorMoveCivilClock = 39
  /// Revokes every credential of a principal; effective on its next call.
  case operatorRevokePrincipal = 40
  /// Posts a payment: the account, the ledger and an open promise in one transaction.
  case paymentsPost = 41
  /// The policy valid on the business date, or the newest one, with every default filled in.
  case policiesGet = 42
  /// Adds a version. A rule of law may only be tightened.
  case policiesSet = 43
  /// Moves a repair along machine 8; each event names its own role and guard.
  case repairsAdvance = 44
  /// One repair with its stages.
  case repairsGet = 45
  /// Repairs, newest first.
  case repairsList = 46
  /// Opens a draft for the debtor's own records.
  case repairsStart = 47
  /// The descriptor set of every service, for clients without generated code.
  case systemDescribe = 48
  /// Returns the payload it was sent; for measuring.
  case systemEcho = 49
  /// Says whether the server answers and can reach its database.
  case systemHealth = 50
  /// Version, limits and who the caller is.
  case systemInfo = 51
}

extension Method {
  /// As on the wire: `tally.v1.Debtors/Get`.
  package var name: String { Self.entries[rawValue].name }
  /// Who may call and what the call does.
  package var policy: Policy { Self.entries[rawValue].policy }
  /// The comment above the method in its `.proto`.
  package var documentation: String { Self.entries[rawValue].documentation }
  package var request: MessageCodec { Self.entries[rawValue].request }
  package var reply: MessageCodec { Self.entries[rawValue].reply }

  /// - Returns: nil when no method is called `name`.
  package init?(name: String) {
    guard let method = Self.byName[name] else { return nil }
    self = method
  }

  private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })

  private static let entries: [MethodEntry] = [
    alertsHandleEntry, alertsListEntry, alertsWatchEntry, assetsGiveConsentEntry, assetsListEntry, assetsObserveEntry, assetsRegisterSourceEntry, casesCheckContactEntry, casesCloseEntry, casesGetEntry, casesListEntry, casesMakePromiseEntry, casesRecordActionEntry, casesTakeNextEntry, daysCloseEntry, daysGetEntry, daysResumeEntry, debtorsCreditReportEntry, debtorsEvidenceAgreementEntry, debtorsGetEntry, debtorsIssueSubjectTokenEntry, debtorsListEntry, debtorsPortfolioEntry, debtorsRevealEntry, extractsListEntry, extractsPullEntry, importsLoadEntry, importsStatusEntry, ledgerAccessesEntry, ledgerBlocksEntry, ledgerDebtorEntriesEntry, ledgerExportEntry, ledgerHeadEntry, ledgerProofEntry, operatorCreatePrincipalEntry, operatorCreateRegulatorEntry, operatorCreateTenantEntry, operatorGrantRegulatorEntry, operatorListTenantsEntry, operatorMoveCivilClockEntry, operatorRevokePrincipalEntry, paymentsPostEntry, policiesGetEntry, policiesSetEntry, repairsAdvanceEntry, repairsGetEntry, repairsListEntry, repairsStartEntry, systemDescribeEntry, systemEchoEntry, systemHealthEntry, systemInfoEntry,
  ]

  private static let alertsHandleEntry = MethodEntry(
    name: "tally.v1.Alerts/Handle",
    documentation: "Moves an alert along machine 2: acknowledge, investigate, act, resolve, escalate, dismiss.",
    policy: Policy(
      callers: .roles([.riskAnalyst, .collectionsManager, .complianceOfficer]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_HandleAlertRequest.self), reply: .of(Tally_V1_HandleAlertReply.self))

  private static let alertsListEntry = MethodEntry(
    name: "tally.v1.Alerts/List",
    documentation: "Alerts, newest position first.",
    policy: Policy(
      callers: .roles([.riskAnalyst, .collectionsManager, .complianceOfficer, .auditor]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_ListAlertsRequest.self), reply: .of(Tally_V1_ListAlertsReply.self))

  private static let alertsWatchEntry = MethodEntry(
    name: "tally.v1.Alerts/Watch",
    documentation: "Streams alerts after a position, then live. Every event has a position; a client that\nreconnects with the last one misses nothing.",
    policy: Policy(
      callers: .roles([.riskAnalyst, .collectionsManager, .complianceOfficer, .system]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .serverStreaming,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_WatchAlertsRequest.self), reply: .of(Tally_V1_AlertEvent.self))

  private static let assetsGiveConsentEntry = MethodEntry(
    name: "tally.v1.Assets/GiveConsent",
    documentation: "Records the consent of a debtor; ledger kind 31.",
    policy: Policy(
      callers: .roles([.dpo, .debtor, .system]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_GiveConsentRequest.self), reply: .of(Tally_V1_GiveConsentReply.self))

  private static let assetsListEntry = MethodEntry(
    name: "tally.v1.Assets/List",
    documentation: "The assets of one debtor with their last observation.",
    policy: Policy(
      callers: .roles([.riskAnalyst, .collector, .teamLead, .collectionsManager, .legalOfficer, .complianceOfficer, .auditor]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_ListAssetsRequest.self), reply: .of(Tally_V1_ListAssetsReply.self))

  private static let assetsObserveEntry = MethodEntry(
    name: "tally.v1.Assets/Observe",
    documentation: "Stores observations; refused as a whole without a legal basis for each. An ownership change\nafter the first overdue day raises an alert in the same transaction.",
    policy: Policy(
      callers: .roles([.tenantAdmin, .riskAnalyst, .system]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 1048576),
    request: .of(Tally_V1_ObserveRequest.self), reply: .of(Tally_V1_ObserveReply.self))

  private static let assetsRegisterSourceEntry = MethodEntry(
    name: "tally.v1.Assets/RegisterSource",
    documentation: "Registers a data source with its legal basis and the data classes it may send.",
    policy: Policy(
      callers: .roles([.tenantAdmin, .dpo]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_RegisterSourceRequest.self), reply: .of(Tally_V1_RegisterSourceReply.self))

  private static let casesCheckContactEntry = MethodEntry(
    name: "tally.v1.Cases/CheckContact",
    documentation: "Judges a contact by the rules valid on the day of civil time, without recording an act. The\ncheck itself is recorded.",
    policy: Policy(
      callers: .roles([.collector, .teamLead, .complianceOfficer]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_CheckContactRequest.self), reply: .of(Tally_V1_CheckContactReply.self))

  private static let casesCloseEntry = MethodEntry(
    name: "tally.v1.Cases/Close",
    documentation: "Closes a case whose arrears are gone (machine 1, close).",
    policy: Policy(
      callers: .roles([.teamLead, .collectionsManager]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_CloseCaseRequest.self), reply: .of(Tally_V1_CloseCaseReply.self))

  private static let casesGetEntry = MethodEntry(
    name: "tally.v1.Cases/Get",
    documentation: "A case with its acts, promises and the debtor's local time.",
    policy: Policy(
      callers: .roles([.collector, .teamLead, .collectionsManager, .legalOfficer, .complianceOfficer, .auditor]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_GetCaseRequest.self), reply: .of(Tally_V1_GetCaseReply.self))

  private static let casesListEntry = MethodEntry(
    name: "tally.v1.Cases/List",
    documentation: "Open cases in the order of the queue.",
    policy: Policy(
      callers: .roles([.collector, .teamLead, .collectionsManager, .legalOfficer, .complianceOfficer, .auditor]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_ListCasesRequest.self), reply: .of(Tally_V1_ListCasesReply.self))

  private static let casesMakePromiseEntry = MethodEntry(
    name: "tally.v1.Cases/MakePromise",
    documentation: "Registers a promise to pay made in a recorded act (machine 4).",
    policy: Policy(
      callers: .roles([.collector, .debtor]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_MakePromiseRequest.self), reply: .of(Tally_V1_MakePromiseReply.self))

  private static let casesRecordActionEntry = MethodEntry(
    name: "tally.v1.Cases/RecordAction",
    documentation: "Records an act of collection. An outbound act is judged first, in the same transaction, and\nrefused with the rules that deny it; the refused check is kept.",
    policy: Policy(
      callers: .roles([.collector]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_RecordActionRequest.self), reply: .of(Tally_V1_RecordActionReply.self))

  private static let casesTakeNextEntry = MethodEntry(
    name: "tally.v1.Cases/TakeNext",
    documentation: "Takes the next case of the queue (highest priority first; a case without arrears at the last\nrun after all others) and assigns it to the caller.",
    policy: Policy(
      callers: .roles([.collector]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_TakeNextRequest.self), reply: .of(Tally_V1_TakeNextReply.self))

  private static let daysCloseEntry = MethodEntry(
    name: "tally.v1.Days/Close",
    documentation: "Starts the end-of-day run of the open business date. The run is a durable job: it goes on when\nthe caller is gone; `Get` tells how far it is.",
    policy: Policy(
      callers: .roles([.tenantAdmin, .financeOfficer, .system]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_CloseDayRequest.self), reply: .of(Tally_V1_CloseDayReply.self))

  private static let daysGetEntry = MethodEntry(
    name: "tally.v1.Days/Get",
    documentation: "The open business date, and how far a run is.",
    policy: Policy(
      callers: .authenticated,
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_GetDayRequest.self), reply: .of(Tally_V1_GetDayReply.self))

  private static let daysResumeEntry = MethodEntry(
    name: "tally.v1.Days/Resume",
    documentation: "Starts the run of the closing business date again after it was given up; it goes on where it\nstopped. `Get` tells why it was given up.",
    policy: Policy(
      callers: .roles([.tenantAdmin, .financeOfficer]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_ResumeDayRequest.self), reply: .of(Tally_V1_ResumeDayReply.self))

  private static let debtorsCreditReportEntry = MethodEntry(
    name: "tally.v1.Debtors/CreditReport",
    documentation: "The credit report of one debtor: accounts, buckets with history, classes, score with reasons,\ncases, repairs. Masked.",
    policy: Policy(
      callers: .roles([.riskAnalyst, .collector, .teamLead, .collectionsManager, .complianceOfficer, .repairOfficer, .debtor, .auditor]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_CreditReportRequest.self), reply: .of(Tally_V1_CreditReportReply.self))

  private static let debtorsEvidenceAgreementEntry = MethodEntry(
    name: "tally.v1.Debtors/EvidenceAgreement",
    documentation: "Compares the computed months past due with those the source reported at import.",
    policy: Policy(
      callers: .roles([.tenantAdmin, .riskAnalyst, .auditor]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_EvidenceAgreementRequest.self), reply: .of(Tally_V1_EvidenceAgreementReply.self))

  private static let debtorsGetEntry = MethodEntry(
    name: "tally.v1.Debtors/Get",
    documentation: "One debtor with accounts; personal data masked.",
    policy: Policy(
      callers: .roles([.riskAnalyst, .collector, .teamLead, .collectionsManager, .financeOfficer, .complianceOfficer, .repairOfficer, .debtor, .auditor]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_GetDebtorRequest.self), reply: .of(Tally_V1_GetDebtorReply.self))

  private static let debtorsIssueSubjectTokenEntry = MethodEntry(
    name: "tally.v1.Debtors/IssueSubjectToken",
    documentation: "Registers the SHA-256 of a token by which the debtor sees their own data and asks for repair.",
    policy: Policy(
      callers: .roles([.tenantAdmin, .repairOfficer]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_IssueSubjectTokenRequest.self), reply: .of(Tally_V1_IssueSubjectTokenReply.self))

  private static let debtorsListEntry = MethodEntry(
    name: "tally.v1.Debtors/List",
    documentation: "Debtors with masked names and their standing.",
    policy: Policy(
      callers: .roles([.riskAnalyst, .collector, .teamLead, .collectionsManager, .financeOfficer, .complianceOfficer, .repairOfficer, .auditor]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_ListDebtorsRequest.self), reply: .of(Tally_V1_ListDebtorsReply.self))

  private static let debtorsPortfolioEntry = MethodEntry(
    name: "tally.v1.Debtors/Portfolio",
    documentation: "Totals by bucket, class and risk class at the last closed business date.",
    policy: Policy(
      callers: .roles([.tenantAdmin, .riskAnalyst, .teamLead, .collectionsManager, .financeOfficer, .complianceOfficer, .auditor]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_PortfolioRequest.self), reply: .of(Tally_V1_PortfolioReply.self))

  private static let debtorsRevealEntry = MethodEntry(
    name: "tally.v1.Debtors/Reveal",
    documentation: "Shows personal data in clear. Logged with purpose, fields and principal; one log entry for\neach idempotency key.",
    policy: Policy(
      callers: .roles([.collector, .teamLead, .collectionsManager, .dpo, .repairOfficer]),
      effect: .write, reveals: .personal,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_RevealRequest.self), reply: .of(Tally_V1_RevealReply.self))

  private static let extractsListEntry = MethodEntry(
    name: "tally.v1.Extracts/List",
    documentation: "A page of the extracts of a tenant, the newest first. A regulator's may hold fewer than asked\nfor, or none, with a mark of the next.",
    policy: Policy(
      callers: .roles([.tenantAdmin, .complianceOfficer, .regulator, .auditor]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_ListExtractsRequest.self), reply: .of(Tally_V1_ListExtractsReply.self))

  private static let extractsPullEntry = MethodEntry(
    name: "tally.v1.Extracts/Pull",
    documentation: "Streams the bytes of one extract file.",
    policy: Policy(
      callers: .roles([.complianceOfficer, .regulator]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .heavy, kind: .serverStreaming,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_PullExtractRequest.self), reply: .of(Tally_V1_ExtractPart.self))

  private static let importsLoadEntry = MethodEntry(
    name: "tally.v1.Imports/Load",
    documentation: "Streams a portfolio, one debtor a message. The first message opens the batch. A batch is named\nby its file and its mapping: a broken stream resumes after `Status.durable_line`, and a second\nimport of the same file by the same mapping changes nothing. By another mapping it is another\nbatch: every row comes again, and a debtor who is there already is rejected with ALREADY_EXISTS.",
    policy: Policy(
      callers: .roles([.tenantAdmin, .system]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .heavy, kind: .clientStreaming,
      messageByteCountMax: 4194304),
    request: .of(Tally_V1_LoadRequest.self), reply: .of(Tally_V1_LoadReply.self))

  private static let importsStatusEntry = MethodEntry(
    name: "tally.v1.Imports/Status",
    documentation: "How far a batch is durable.",
    policy: Policy(
      callers: .roles([.tenantAdmin, .auditor, .system]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_ImportStatusRequest.self), reply: .of(Tally_V1_ImportStatusReply.self))

  private static let ledgerAccessesEntry = MethodEntry(
    name: "tally.v1.Ledger/Accesses",
    documentation: "Who saw which personal data of one debtor in clear, and why: the entries of the access log about\nthe debtor, oldest first.",
    policy: Policy(
      callers: .roles([.complianceOfficer, .dpo, .debtor, .auditor]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_DebtorEntriesRequest.self), reply: .of(Tally_V1_DebtorEntriesReply.self))

  private static let ledgerBlocksEntry = MethodEntry(
    name: "tally.v1.Ledger/Blocks",
    documentation: "Sealed blocks with their headers.",
    policy: Policy(
      callers: .roles([.tenantAdmin, .riskAnalyst, .financeOfficer, .complianceOfficer, .auditor]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_LedgerBlocksRequest.self), reply: .of(Tally_V1_LedgerBlocksReply.self))

  private static let ledgerDebtorEntriesEntry = MethodEntry(
    name: "tally.v1.Ledger/DebtorEntries",
    documentation: "The entries of one debtor, oldest first.",
    policy: Policy(
      callers: .roles([.riskAnalyst, .collectionsManager, .financeOfficer, .complianceOfficer, .debtor, .auditor]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_DebtorEntriesRequest.self), reply: .of(Tally_V1_DebtorEntriesReply.self))

  private static let ledgerExportEntry = MethodEntry(
    name: "tally.v1.Ledger/Export",
    documentation: "Everything needed to recompute a log: sealed chunks with their leaf bytes, block headers,\nthe newest signed checkpoint. The verifier runs at the caller's side.",
    policy: Policy(
      callers: .roles([.tenantAdmin, .auditor]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .heavy, kind: .serverStreaming,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_LedgerExportRequest.self), reply: .of(Tally_V1_LedgerPart.self))

  private static let ledgerHeadEntry = MethodEntry(
    name: "tally.v1.Ledger/Head",
    documentation: "Size, root and signed checkpoint of a log.",
    policy: Policy(
      callers: .roles([.tenantAdmin, .riskAnalyst, .financeOfficer, .complianceOfficer, .regulator, .auditor]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_LedgerHeadRequest.self), reply: .of(Tally_V1_LedgerHeadReply.self))

  private static let ledgerProofEntry = MethodEntry(
    name: "tally.v1.Ledger/Proof",
    documentation: "Index, block and .tlog-proof of an entry, once it is sealed.",
    policy: Policy(
      callers: .roles([.tenantAdmin, .riskAnalyst, .financeOfficer, .complianceOfficer, .debtor, .auditor, .system]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_LedgerProofRequest.self), reply: .of(Tally_V1_LedgerProofReply.self))

  private static let operatorCreatePrincipalEntry = MethodEntry(
    name: "tally.v1.Operator/CreatePrincipal",
    documentation: "Registers a principal of a tenant (or of the platform) with the SHA-256 of a token which the\ncaller generated: the server never sees the token before its first use.",
    policy: Policy(
      callers: .roles([.platformAdmin, .tenantAdmin]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_CreatePrincipalRequest.self), reply: .of(Tally_V1_CreatePrincipalReply.self))

  private static let operatorCreateRegulatorEntry = MethodEntry(
    name: "tally.v1.Operator/CreateRegulator",
    documentation: "Registers a regulator: a principal of the platform which sees a tenant only by a grant.",
    policy: Policy(
      callers: .roles([.platformAdmin]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_CreateRegulatorRequest.self), reply: .of(Tally_V1_CreateRegulatorReply.self))

  private static let operatorCreateTenantEntry = MethodEntry(
    name: "tally.v1.Operator/CreateTenant",
    documentation: "Creates a tenant: schema, LOGIN role, keys, ledger, and its first administrator.",
    policy: Policy(
      callers: .roles([.platformAdmin]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .heavy, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_CreateTenantRequest.self), reply: .of(Tally_V1_CreateTenantReply.self))

  private static let operatorGrantRegulatorEntry = MethodEntry(
    name: "tally.v1.Operator/GrantRegulator",
    documentation: "Grants a regulator datasets of a tenant and schedules the extracts. A grant which has a dataset\nand a day in common with another one of the same regulator and tenant is refused. A grant ends\nwith its regulator's credential; it cannot be taken back alone yet.",
    policy: Policy(
      callers: .roles([.platformAdmin]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_GrantRegulatorRequest.self), reply: .of(Tally_V1_GrantRegulatorReply.self))

  private static let operatorListTenantsEntry = MethodEntry(
    name: "tally.v1.Operator/ListTenants",
    documentation: "All tenants with their state.",
    policy: Policy(
      callers: .roles([.platformAdmin]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_ListTenantsRequest.self), reply: .of(Tally_V1_ListTenantsReply.self))

  private static let operatorMoveCivilClockEntry = MethodEntry(
    name: "tally.v1.Operator/MoveCivilClock",
    documentation: "Moves the civil clock by which conduct rules are judged; only with the private PostgreSQL and\nwhen the server was started with --civil-clock. A restart returns it to wall time.",
    policy: Policy(
      callers: .roles([.platformAdmin]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_MoveCivilClockRequest.self), reply: .of(Tally_V1_MoveCivilClockReply.self))

  private static let operatorRevokePrincipalEntry = MethodEntry(
    name: "tally.v1.Operator/RevokePrincipal",
    documentation: "Revokes every credential of a principal; effective on its next call.",
    policy: Policy(
      callers: .roles([.platformAdmin, .tenantAdmin]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_RevokePrincipalRequest.self), reply: .of(Tally_V1_RevokePrincipalReply.self))

  private static let paymentsPostEntry = MethodEntry(
    name: "tally.v1.Payments/Post",
    documentation: "Posts a payment: the account, the ledger and an open promise in one transaction.",
    policy: Policy(
      callers: .roles([.financeOfficer, .system]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_PostPaymentRequest.self), reply: .of(Tally_V1_PostPaymentReply.self))

  private static let policiesGetEntry = MethodEntry(
    name: "tally.v1.Policies/Get",
    documentation: "The policy valid on the business date, or the newest one, with every default filled in.",
    policy: Policy(
      callers: .authenticated,
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_GetPolicyRequest.self), reply: .of(Tally_V1_GetPolicyReply.self))

  private static let policiesSetEntry = MethodEntry(
    name: "tally.v1.Policies/Set",
    documentation: "Adds a version. A rule of law may only be tightened.",
    policy: Policy(
      callers: .roles([.tenantAdmin]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_SetPolicyRequest.self), reply: .of(Tally_V1_SetPolicyReply.self))

  private static let repairsAdvanceEntry = MethodEntry(
    name: "tally.v1.Repairs/Advance",
    documentation: "Moves a repair along machine 8; each event names its own role and guard.",
    policy: Policy(
      callers: .roles([.collectionsManager, .repairOfficer, .thirdPartyAssessor, .debtor, .system]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_AdvanceRepairRequest.self), reply: .of(Tally_V1_RepairReply.self))

  private static let repairsGetEntry = MethodEntry(
    name: "tally.v1.Repairs/Get",
    documentation: "One repair with its stages.",
    policy: Policy(
      callers: .roles([.collectionsManager, .repairOfficer, .thirdPartyAssessor, .debtor, .auditor]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_GetRepairRequest.self), reply: .of(Tally_V1_RepairReply.self))

  private static let repairsListEntry = MethodEntry(
    name: "tally.v1.Repairs/List",
    documentation: "Repairs, newest first.",
    policy: Policy(
      callers: .roles([.collectionsManager, .repairOfficer, .thirdPartyAssessor, .auditor]),
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_ListRepairsRequest.self), reply: .of(Tally_V1_ListRepairsReply.self))

  private static let repairsStartEntry = MethodEntry(
    name: "tally.v1.Repairs/Start",
    documentation: "Opens a draft for the debtor's own records.",
    policy: Policy(
      callers: .roles([.repairOfficer, .debtor]),
      effect: .write, reveals: .none,
      needsFourEyes: false, needsKey: true,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_StartRepairRequest.self), reply: .of(Tally_V1_RepairReply.self))

  private static let systemDescribeEntry = MethodEntry(
    name: "tally.v1.System/Describe",
    documentation: "The descriptor set of every service, for clients without generated code.",
    policy: Policy(
      callers: .authenticated,
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .normal, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_DescribeRequest.self), reply: .of(Tally_V1_DescribeReply.self))

  private static let systemEchoEntry = MethodEntry(
    name: "tally.v1.System/Echo",
    documentation: "Returns the payload it was sent; for measuring.",
    policy: Policy(
      callers: .authenticated,
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .light, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_EchoRequest.self), reply: .of(Tally_V1_EchoReply.self))

  private static let systemHealthEntry = MethodEntry(
    name: "tally.v1.System/Health",
    documentation: "Says whether the server answers and can reach its database.",
    policy: Policy(
      callers: .everyone,
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .light, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_HealthRequest.self), reply: .of(Tally_V1_HealthReply.self))

  private static let systemInfoEntry = MethodEntry(
    name: "tally.v1.System/Info",
    documentation: "Version, limits and who the caller is.",
    policy: Policy(
      callers: .authenticated,
      effect: .read, reveals: .none,
      needsFourEyes: false, needsKey: false,
      rate: .light, kind: .unary,
      messageByteCountMax: 65536),
    request: .of(Tally_V1_InfoRequest.self), reply: .of(Tally_V1_InfoReply.self))
}

/// Early warnings.
package enum Alerts {
  /// Moves an alert along machine 2: acknowledge, investigate, act, resolve, escalate, dismiss.
  package static let handle =
    MethodDescriptor<Tally_V1_HandleAlertRequest, Tally_V1_HandleAlertReply>(
      name: "tally.v1.Alerts/Handle", kind: .unary,
      needsKey: true)

  /// Alerts, newest position first.
  package static let list =
    MethodDescriptor<Tally_V1_ListAlertsRequest, Tally_V1_ListAlertsReply>(
      name: "tally.v1.Alerts/List", kind: .unary,
      needsKey: false)

  /// Streams alerts after a position, then live. Every event has a position; a client that
  /// reconnects with the last one misses nothing.
  package static let watch =
    MethodDescriptor<Tally_V1_WatchAlertsRequest, Tally_V1_AlertEvent>(
      name: "tally.v1.Alerts/Watch", kind: .serverStreaming,
      needsKey: false)
}

/// What a debtor owns, as registered sources observe it.
package enum Assets {
  /// Records the consent of a debtor; ledger kind 31.
  package static let giveConsent =
    MethodDescriptor<Tally_V1_GiveConsentRequest, Tally_V1_GiveConsentReply>(
      name: "tally.v1.Assets/GiveConsent", kind: .unary,
      needsKey: true)

  /// The assets of one debtor with their last observation.
  package static let list =
    MethodDescriptor<Tally_V1_ListAssetsRequest, Tally_V1_ListAssetsReply>(
      name: "tally.v1.Assets/List", kind: .unary,
      needsKey: false)

  /// Stores observations; refused as a whole without a legal basis for each. An ownership change
  /// after the first overdue day raises an alert in the same transaction.
  package static let observe =
    MethodDescriptor<Tally_V1_ObserveRequest, Tally_V1_ObserveReply>(
      name: "tally.v1.Assets/Observe", kind: .unary,
      needsKey: true)

  /// Registers a data source with its legal basis and the data classes it may send.
  package static let registerSource =
    MethodDescriptor<Tally_V1_RegisterSourceRequest, Tally_V1_RegisterSourceReply>(
      name: "tally.v1.Assets/RegisterSource", kind: .unary,
      needsKey: true)
}

/// Collection cases: the queue, the acts, the rules of conduct.
package enum Cases {
  /// Judges a contact by the rules valid on the day of civil time, without recording an act. The
  /// check itself is recorded.
  package static let checkContact =
    MethodDescriptor<Tally_V1_CheckContactRequest, Tally_V1_CheckContactReply>(
      name: "tally.v1.Cases/CheckContact", kind: .unary,
      needsKey: true)

  /// Closes a case whose arrears are gone (machine 1, close).
  package static let close =
    MethodDescriptor<Tally_V1_CloseCaseRequest, Tally_V1_CloseCaseReply>(
      name: "tally.v1.Cases/Close", kind: .unary,
      needsKey: true)

  /// A case with its acts, promises and the debtor's local time.
  package static let get =
    MethodDescriptor<Tally_V1_GetCaseRequest, Tally_V1_GetCaseReply>(
      name: "tally.v1.Cases/Get", kind: .unary,
      needsKey: false)

  /// Open cases in the order of the queue.
  package static let list =
    MethodDescriptor<Tally_V1_ListCasesRequest, Tally_V1_ListCasesReply>(
      name: "tally.v1.Cases/List", kind: .unary,
      needsKey: false)

  /// Registers a promise to pay made in a recorded act (machine 4).
  package static let makePromise =
    MethodDescriptor<Tally_V1_MakePromiseRequest, Tally_V1_MakePromiseReply>(
      name: "tally.v1.Cases/MakePromise", kind: .unary,
      needsKey: true)

  /// Records an act of collection. An outbound act is judged first, in the same transaction, and
  /// refused with the rules that deny it; the refused check is kept.
  package static let recordAction =
    MethodDescriptor<Tally_V1_RecordActionRequest, Tally_V1_RecordActionReply>(
      name: "tally.v1.Cases/RecordAction", kind: .unary,
      needsKey: true)

  /// Takes the next case of the queue (highest priority first; a case without arrears at the last
  /// run after all others) and assigns it to the caller.
  package static let takeNext =
    MethodDescriptor<Tally_V1_TakeNextRequest, Tally_V1_TakeNextReply>(
      name: "tally.v1.Cases/TakeNext", kind: .unary,
      needsKey: true)
}

/// The tenant's logical calendar.
package enum Days {
  /// Starts the end-of-day run of the open business date. The run is a durable job: it goes on when
  /// the caller is gone; `Get` tells how far it is.
  package static let close =
    MethodDescriptor<Tally_V1_CloseDayRequest, Tally_V1_CloseDayReply>(
      name: "tally.v1.Days/Close", kind: .unary,
      needsKey: true)

  /// The open business date, and how far a run is.
  package static let get =
    MethodDescriptor<Tally_V1_GetDayRequest, Tally_V1_GetDayReply>(
      name: "tally.v1.Days/Get", kind: .unary,
      needsKey: false)

  /// Starts the run of the closing business date again after it was given up; it goes on where it
  /// stopped. `Get` tells why it was given up.
  package static let resume =
    MethodDescriptor<Tally_V1_ResumeDayRequest, Tally_V1_ResumeDayReply>(
      name: "tally.v1.Days/Resume", kind: .unary,
      needsKey: true)
}

/// Debtors, their agreements and money.
package enum Debtors {
  /// The credit report of one debtor: accounts, buckets with history, classes, score with reasons,
  /// cases, repairs. Masked.
  package static let creditReport =
    MethodDescriptor<Tally_V1_CreditReportRequest, Tally_V1_CreditReportReply>(
      name: "tally.v1.Debtors/CreditReport", kind: .unary,
      needsKey: false)

  /// Compares the computed months past due with those the source reported at import.
  package static let evidenceAgreement =
    MethodDescriptor<Tally_V1_EvidenceAgreementRequest, Tally_V1_EvidenceAgreementReply>(
      name: "tally.v1.Debtors/EvidenceAgreement", kind: .unary,
      needsKey: false)

  /// One debtor with accounts; personal data masked.
  package static let get =
    MethodDescriptor<Tally_V1_GetDebtorRequest, Tally_V1_GetDebtorReply>(
      name: "tally.v1.Debtors/Get", kind: .unary,
      needsKey: false)

  /// Registers the SHA-256 of a token by which the debtor sees their own data and asks for repair.
  package static let issueSubjectToken =
    MethodDescriptor<Tally_V1_IssueSubjectTokenRequest, Tally_V1_IssueSubjectTokenReply>(
      name: "tally.v1.Debtors/IssueSubjectToken", kind: .unary,
      needsKey: true)

  /// Debtors with masked names and their standing.
  package static let list =
    MethodDescriptor<Tally_V1_ListDebtorsRequest, Tally_V1_ListDebtorsReply>(
      name: "tally.v1.Debtors/List", kind: .unary,
      needsKey: false)

  /// Totals by bucket, class and risk class at the last closed business date.
  package static let portfolio =
    MethodDescriptor<Tally_V1_PortfolioRequest, Tally_V1_PortfolioReply>(
      name: "tally.v1.Debtors/Portfolio", kind: .unary,
      needsKey: false)

  /// Shows personal data in clear. Logged with purpose, fields and principal; one log entry for
  /// each idempotency key.
  package static let reveal =
    MethodDescriptor<Tally_V1_RevealRequest, Tally_V1_RevealReply>(
      name: "tally.v1.Debtors/Reveal", kind: .unary,
      needsKey: true)
}

/// Regulator extracts.
package enum Extracts {
  /// A page of the extracts of a tenant, the newest first. A regulator's may hold fewer than asked
  /// for, or none, with a mark of the next.
  package static let list =
    MethodDescriptor<Tally_V1_ListExtractsRequest, Tally_V1_ListExtractsReply>(
      name: "tally.v1.Extracts/List", kind: .unary,
      needsKey: false)

  /// Streams the bytes of one extract file.
  package static let pull =
    MethodDescriptor<Tally_V1_PullExtractRequest, Tally_V1_ExtractPart>(
      name: "tally.v1.Extracts/Pull", kind: .serverStreaming,
      needsKey: false)
}

/// Bringing a partner's portfolio in.
package enum Imports {
  /// Streams a portfolio, one debtor a message. The first message opens the batch. A batch is named
  /// by its file and its mapping: a broken stream resumes after `Status.durable_line`, and a second
  /// import of the same file by the same mapping changes nothing. By another mapping it is another
  /// batch: every row comes again, and a debtor who is there already is rejected with
  /// ALREADY_EXISTS.
  package static let load =
    MethodDescriptor<Tally_V1_LoadRequest, Tally_V1_LoadReply>(
      name: "tally.v1.Imports/Load", kind: .clientStreaming,
      needsKey: true)

  /// How far a batch is durable.
  package static let status =
    MethodDescriptor<Tally_V1_ImportStatusRequest, Tally_V1_ImportStatusReply>(
      name: "tally.v1.Imports/Status", kind: .unary,
      needsKey: false)
}

/// The tenant's two logs, the ledger and the access log: sealed blocks, entries, proofs. A request
/// names the log by its word: "ledger", which is meant when left empty, or "access".
package enum Ledger {
  /// Who saw which personal data of one debtor in clear, and why: the entries of the access log
  /// about
  /// the debtor, oldest first.
  package static let accesses =
    MethodDescriptor<Tally_V1_DebtorEntriesRequest, Tally_V1_DebtorEntriesReply>(
      name: "tally.v1.Ledger/Accesses", kind: .unary,
      needsKey: false)

  /// Sealed blocks with their headers.
  package static let blocks =
    MethodDescriptor<Tally_V1_LedgerBlocksRequest, Tally_V1_LedgerBlocksReply>(
      name: "tally.v1.Ledger/Blocks", kind: .unary,
      needsKey: false)

  /// The entries of one debtor, oldest first.
  package static let debtorEntries =
    MethodDescriptor<Tally_V1_DebtorEntriesRequest, Tally_V1_DebtorEntriesReply>(
      name: "tally.v1.Ledger/DebtorEntries", kind: .unary,
      needsKey: false)

  /// Everything needed to recompute a log: sealed chunks with their leaf bytes, block headers,
  /// the newest signed checkpoint. The verifier runs at the caller's side.
  package static let export =
    MethodDescriptor<Tally_V1_LedgerExportRequest, Tally_V1_LedgerPart>(
      name: "tally.v1.Ledger/Export", kind: .serverStreaming,
      needsKey: false)

  /// Size, root and signed checkpoint of a log.
  package static let head =
    MethodDescriptor<Tally_V1_LedgerHeadRequest, Tally_V1_LedgerHeadReply>(
      name: "tally.v1.Ledger/Head", kind: .unary,
      needsKey: false)

  /// Index, block and .tlog-proof of an entry, once it is sealed.
  package static let proof =
    MethodDescriptor<Tally_V1_LedgerProofRequest, Tally_V1_LedgerProofReply>(
      name: "tally.v1.Ledger/Proof", kind: .unary,
      needsKey: false)
}

/// What the operator of the platform does: tenants, principals, regulators. Never personal data.
package enum Operator {
  /// Registers a principal of a tenant (or of the platform) with the SHA-256 of a token which the
  /// caller generated: the server never sees the token before its first use.
  package static let createPrincipal =
    MethodDescriptor<Tally_V1_CreatePrincipalRequest, Tally_V1_CreatePrincipalReply>(
      name: "tally.v1.Operator/CreatePrincipal", kind: .unary,
      needsKey: true)

  /// Registers a regulator: a principal of the platform which sees a tenant only by a grant.
  package static let createRegulator =
    MethodDescriptor<Tally_V1_CreateRegulatorRequest, Tally_V1_CreateRegulatorReply>(
      name: "tally.v1.Operator/CreateRegulator", kind: .unary,
      needsKey: true)

  /// Creates a tenant: schema, LOGIN role, keys, ledger, and its first administrator.
  package static let createTenant =
    MethodDescriptor<Tally_V1_CreateTenantRequest, Tally_V1_CreateTenantReply>(
      name: "tally.v1.Operator/CreateTenant", kind: .unary,
      needsKey: true)

  /// Grants a regulator datasets of a tenant and schedules the extracts. A grant which has a
  /// dataset
  /// and a day in common with another one of the same regulator and tenant is refused. A grant ends
  /// with its regulator's credential; it cannot be taken back alone yet.
  package static let grantRegulator =
    MethodDescriptor<Tally_V1_GrantRegulatorRequest, Tally_V1_GrantRegulatorReply>(
      name: "tally.v1.Operator/GrantRegulator", kind: .unary,
      needsKey: true)

  /// All tenants with their state.
  package static let listTenants =
    MethodDescriptor<Tally_V1_ListTenantsRequest, Tally_V1_ListTenantsReply>(
      name: "tally.v1.Operator/ListTenants", kind: .unary,
      needsKey: false)

  /// Moves the civil clock by which conduct rules are judged; only with the private PostgreSQL and
  /// when the server was started with --civil-clock. A restart returns it to wall time.
  package static let moveCivilClock =
    MethodDescriptor<Tally_V1_MoveCivilClockRequest, Tally_V1_MoveCivilClockReply>(
      name: "tally.v1.Operator/MoveCivilClock", kind: .unary,
      needsKey: true)

  /// Revokes every credential of a principal; effective on its next call.
  package static let revokePrincipal =
    MethodDescriptor<Tally_V1_RevokePrincipalRequest, Tally_V1_RevokePrincipalReply>(
      name: "tally.v1.Operator/RevokePrincipal", kind: .unary,
      needsKey: true)
}

/// Receipts of money.
package enum Payments {
  /// Posts a payment: the account, the ledger and an open promise in one transaction.
  package static let post =
    MethodDescriptor<Tally_V1_PostPaymentRequest, Tally_V1_PostPaymentReply>(
      name: "tally.v1.Payments/Post", kind: .unary,
      needsKey: true)
}

/// What the rules leave open, as each tenant sets it. Versioned; the newest version valid on the
/// business date holds. A value of 0 or an empty list means the shipped default, which `Get` shows.
package enum Policies {
  /// The policy valid on the business date, or the newest one, with every default filled in.
  package static let get =
    MethodDescriptor<Tally_V1_GetPolicyRequest, Tally_V1_GetPolicyReply>(
      name: "tally.v1.Policies/Get", kind: .unary,
      needsKey: false)

  /// Adds a version. A rule of law may only be tightened.
  package static let set =
    MethodDescriptor<Tally_V1_SetPolicyRequest, Tally_V1_SetPolicyReply>(
      name: "tally.v1.Policies/Set", kind: .unary,
      needsKey: true)
}

/// Credit repair in six stages (machine 8).
package enum Repairs {
  /// Moves a repair along machine 8; each event names its own role and guard.
  package static let advance =
    MethodDescriptor<Tally_V1_AdvanceRepairRequest, Tally_V1_RepairReply>(
      name: "tally.v1.Repairs/Advance", kind: .unary,
      needsKey: true)

  /// One repair with its stages.
  package static let get =
    MethodDescriptor<Tally_V1_GetRepairRequest, Tally_V1_RepairReply>(
      name: "tally.v1.Repairs/Get", kind: .unary,
      needsKey: false)

  /// Repairs, newest first.
  package static let list =
    MethodDescriptor<Tally_V1_ListRepairsRequest, Tally_V1_ListRepairsReply>(
      name: "tally.v1.Repairs/List", kind: .unary,
      needsKey: false)

  /// Opens a draft for the debtor's own records.
  package static let start =
    MethodDescriptor<Tally_V1_StartRepairRequest, Tally_V1_RepairReply>(
      name: "tally.v1.Repairs/Start", kind: .unary,
      needsKey: true)
}

/// The server itself.
package enum System {
  /// The descriptor set of every service, for clients without generated code.
  package static let describe =
    MethodDescriptor<Tally_V1_DescribeRequest, Tally_V1_DescribeReply>(
      name: "tally.v1.System/Describe", kind: .unary,
      needsKey: false)

  /// Returns the payload it was sent; for measuring.
  package static let echo =
    MethodDescriptor<Tally_V1_EchoRequest, Tally_V1_EchoReply>(
      name: "tally.v1.System/Echo", kind: .unary,
      needsKey: false)

  /// Says whether the server answers and can reach its database.
  package static let health =
    MethodDescriptor<Tally_V1_HealthRequest, Tally_V1_HealthReply>(
      name: "tally.v1.System/Health", kind: .unary,
      needsKey: false)

  /// Version, limits and who the caller is.
  package static let info =
    MethodDescriptor<Tally_V1_InfoRequest, Tally_V1_InfoReply>(
      name: "tally.v1.System/Info", kind: .unary,
      needsKey: false)
}
