import Bytes
import Contract
import Queries
import SQL

/// What allows observations to be stored: the source, the legal bases, the consents.
struct ObservationGrounds {
  private let source: AssetsQueries.SourceRow?
  private var debtors: [Identifier: CasesQueries.DebtorRow] = [:]
  private var bases: [Identifier: AssetsQueries.BasisRow] = [:]
  private var consents: [Identifier: AssetsQueries.ConsentRow] = [:]
  private let businessOn: Day
  private let now: Timestamp

  /// Takes the rows of the source, the debtors, the bases and the consents, in this order.
  init(
    _ facts: Facts, debtors: [Identifier], bases: [Identifier], consents: [Identifier],
    now: Timestamp
  ) throws(Refusal) {
    let sources: [AssetsQueries.SourceRow] = try facts.rows(0)
    source = sources.first
    businessOn = facts.day.businessOn
    self.now = now
    var next = 1
    for debtor in debtors {
      let rows: [CasesQueries.DebtorRow] = try facts.rows(next)
      self.debtors[debtor] = rows.first
      next += 1
    }
    for basis in bases {
      let rows: [AssetsQueries.BasisRow] = try facts.rows(next)
      self.bases[basis] = rows.first
      next += 1
    }
    for consent in consents {
      let rows: [AssetsQueries.ConsentRow] = try facts.rows(next)
      self.consents[consent] = rows.first
      next += 1
    }
  }

  func firstOverdueOn(_ debtor: Identifier) -> Day? { debtors[debtor]?.firstOverdueOn }

  /// - Throws: the first ground that is missing, naming the observation.
  func check(_ item: ObservedAsset) throws(Refusal) {
    guard let source else { throw .notFound }
    guard source.state == DataSourceMachine.State.active.rawValue else {
      throw Refusal(
        .failedPrecondition, .sourceNotActive, "the source is not active; nothing was stored",
        rule: "active source", field: "source_id")
    }
    guard debtors[item.debtor] != nil else { throw .notFound }
    guard let basis = bases[item.basis] else {
      throw ObservedAsset.refusal(
        .legalBasisMissing, rule: ObservedAsset.Rule.basis, item.position, "legal_basis_id",
        "names no legal basis on file")
    }
    // Used on the business date and of facts of the observation's day: it holds on both.
    let lastNeededOn = max(businessOn, item.observedOn)
    guard basis.validToOn.map({ lastNeededOn <= $0 }) ?? true else {
      throw ObservedAsset.refusal(
        .legalBasisMissing, rule: ObservedAsset.Rule.basis, item.position, "legal_basis_id",
        "names a legal basis that ended before \(lastNeededOn)")
    }
    guard source.assetClasses.contains(item.assetClass) else {
      throw ObservedAsset.refusal(
        .dataClassNotAllowed, rule: ObservedAsset.Rule.dataClass, item.position, "asset_class",
        "is of a class which the source may not send")
    }
    if basis.type == LegalBasisType.consent.rawValue { try checkConsent(item) }
    guard item.observedOn <= businessOn else {
      throw Refusal(
        .invalidArgument, .dateInvalid,
        "observations[\(item.position)].observed_on lies after the open business date \(businessOn)",
        field: "observations[\(item.position)].observed_on")
    }
  }

  private func checkConsent(_ item: ObservedAsset) throws(Refusal) {
    guard let id = item.consent, let consent = consents[id], consent.subjectID == item.debtor,
      consent.purpose == ConsentPurpose.assetMonitoring, consent.separate,
      consent.state == ConsentMachine.State.active.rawValue,
      consent.expiresAt.map({ now < $0 }) ?? true
    else {
      throw ObservedAsset.refusal(
        .consentMissing, rule: ObservedAsset.Rule.consent, item.position, "consent_id",
        "needs an active separate consent of the debtor to asset monitoring")
    }
  }
}
