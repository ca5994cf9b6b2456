package import Access
import Bytes
package import Contract
import Queries
package import SQL

/// Stores observations of assets, all or none, and raises the alerts they give rise to.
package struct ObserveAssets: RequestedOperation {
  /// Observations of one call: with their assets about 1,500 rows, a fraction of a batch.
  package static let observationsMax = 500

  private let source: Identifier
  private let observed: [ObservedAsset]
  private let debtors: [Identifier]
  private let bases: [Identifier]
  private let consents: [Identifier]

  /// - Throws: for the first observation at fault, naming it; nothing is stored then.
  package init(
    _ call: Authorised<Tally_V1_ObserveRequest>, tenant: TenantContext
  ) throws(Refusal) {
    let request = call.request
    source = try Field.identifier(request.sourceID, "source_id")
    guard !request.observations.isEmpty else { throw .missing("observations") }
    guard request.observations.count <= Self.observationsMax else {
      throw .invalid("observations", "are more than \(Self.observationsMax)")
    }
    var observed: [ObservedAsset] = []
    for (position, observation) in request.observations.enumerated() {
      observed.append(try ObservedAsset(observation, position: position, tenant: tenant))
    }
    self.observed = observed
    debtors = Set(observed.map(\.debtor)).sorted()
    bases = Set(observed.map(\.basis)).sorted()
    consents = Set(observed.compactMap(\.consent)).sorted()
  }

  package var rowEstimate: Int { observed.count * 3 }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(subjects: Set(debtors))
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    [AssetsQueries.source(sourceID: source).bound]
      + debtors.map { CasesQueries.debtor(subjectID: $0).bound }
      + bases.map { AssetsQueries.basis(basisID: $0).bound }
      + consents.map { AssetsQueries.consent(consentID: $0).bound }
      + observed.map {
        AssetsQueries.known(
          subjectID: $0.debtor, class: $0.assetClass, registryToken: $0.token
        ).bound
      }
  }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_ObserveReply> {
    let grounds = try ObservationGrounds(
      facts, debtors: debtors, bases: bases, consents: consents, now: moment.recordedAt)
    for item in observed { try grounds.check(item) }
    let firstKnown = 1 + debtors.count + bases.count + consents.count
    var posting = ObservationPosting(source: source, day: facts.day.businessOn, moment: moment)
    for (index, item) in observed.enumerated() {
      let known: [AssetsQueries.KnownRow] = try facts.rows(firstKnown + index)
      posting.add(item, known: known.first, firstOverdueOn: grounds.firstOverdueOn(item.debtor))
    }
    var reply = Tally_V1_ObserveReply()
    reply.observationIds = posting.observationIDs.map(\.description)
    reply.alertIds = posting.alertIDs.map(\.description)
    let answer = reply
    return Decision(
      writes: posting.writes, answer: .reply { _ in answer },
      hints: posting.alertIDs.isEmpty ? [] : [.alerts])
  }
}
