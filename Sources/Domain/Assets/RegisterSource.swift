package import Access
import Bytes
package import Contract
import Queries
package import SQL

/// Registers a data source with its legal basis and the asset classes it may send.
package struct RegisterSource: RequestedOperation {
  private let kind: Int16
  private let label: String
  private let basis: LegalBasisType
  private let assetClasses: [Int16]
  private let reliabilityPPM: Int64
  private let generated: Bool
  private let principal: Identifier

  /// - Throws: `fieldMissing`, `fieldInvalid`, `enumUnknown`, `legalBasisMissing`.
  package init(
    _ call: Authorised<Tally_V1_RegisterSourceRequest>, tenant: TenantContext
  ) throws(Refusal) {
    let request = call.request
    kind = try Field.code(request.kind, "kind", in: 1...8)
    label = try Field.text(request.label, "label", lengthMax: 200)
    guard request.legalBasis != 0 else {
      throw Refusal(
        .failedPrecondition, .legalBasisMissing, "a source needs a legal basis",
        rule: "legal basis for each record", field: "legal_basis")
    }
    let code = try Field.code(request.legalBasis, "legal_basis", in: 1...5)
    guard let basis = LegalBasisType(rawValue: code) else { throw .internalError }
    self.basis = basis
    guard !request.assetClasses.isEmpty else { throw .missing("asset_classes") }
    var classes: Set<Int16> = []
    for (index, code) in request.assetClasses.enumerated() {
      let field = "asset_classes[\(index)]"
      guard classes.insert(try Field.code(code, field, in: AssetClass.codes)).inserted else {
        throw .invalid(field, "is listed twice")
      }
    }
    assetClasses = classes.sorted()
    reliabilityPPM = try PartsPerMillion.checked(request.reliabilityPpm, "reliability_ppm")
    generated = request.generated
    principal = call.principal.id
  }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint { Footprint() }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] { [] }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_RegisterSourceReply> {
    let (basisID, sourceID) = (moment.newIdentifier(), moment.newIdentifier())
    return Decision(
      writes: [
        AssetsQueries.insertBasis(
          id: basisID, type: basis.rawValue, createdAt: moment.recordedAt, createdBy: principal),
        AssetsQueries.insertSource(
          id: sourceID, kind: kind, label: label, legalBasisID: basisID,
          assetClasses: assetClasses, reliabilityPpm: reliabilityPPM,
          state: DataSourceMachine.State.active.rawValue, generated: generated,
          createdAt: moment.recordedAt, createdBy: principal),
      ],
      answer: .reply { _ in
        var reply = Tally_V1_RegisterSourceReply()
        reply.sourceID = sourceID.description
        reply.legalBasisID = basisID.description
        return reply
      })
  }
}
