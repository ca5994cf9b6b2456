import Bytes
import Contract
import Vault

/// One observation of a request, checked field by field.
struct ObservedAsset: Sendable {
  let position: Int
  let debtor: Identifier
  let basis: Identifier
  let consent: Identifier?
  let assetClass: Int16
  let token: [UInt8]
  let kind: ObservationKind
  let observedOn: Day
  let oldAmount: Int64?
  let newAmount: Int64?
  let currency: String?
  let oldSharePPM: Int64?
  let newSharePPM: Int64?
  let confidencePPM: Int64
  let generated: Bool

  /// - Throws: `legalBasisMissing` without a basis; `fieldMissing`, `fieldInvalid`, `enumUnknown`,
  ///   `dateInvalid`; each names `observations[i]`.
  init(
    _ observation: Tally_V1_Observation, position: Int, tenant: TenantContext
  ) throws(Refusal) {
    let path = "observations[\(position)]"
    self.position = position
    debtor = try Field.identifier(observation.debtorID, "\(path).debtor_id")
    guard !observation.legalBasisID.isEmpty else {
      throw Self.refusal(
        .legalBasisMissing, rule: Rule.basis, position, "legal_basis_id",
        "has no legal basis")
    }
    basis = try Field.identifier(observation.legalBasisID, "\(path).legal_basis_id")
    consent =
      observation.consentID.isEmpty
      ? nil : try Field.identifier(observation.consentID, "\(path).consent_id")
    assetClass = try Field.code(
      observation.assetClass, "\(path).asset_class", in: AssetClass.codes)
    let reference = try Field.text(
      observation.registryRef, "\(path).registry_ref", lengthMax: 200)
    do throws(VaultFailure) {
      token = try tenant.keys.blindIndex(
        reference, column: .assetRegistry, countryCode: .china
      ).bytes
    } catch {
      throw .invalid("\(path).registry_ref", "is no name of an asset")
    }
    guard
      let kind = ObservationKind(
        rawValue: try Field.code(observation.kind, "\(path).kind", in: 1...8))
    else { throw .internalError }
    self.kind = kind
    observedOn = try Field.day(observation.observedOn, "\(path).observed_on")
    confidencePPM = try PartsPerMillion.checked(
      observation.confidencePpm, "\(path).confidence_ppm")
    generated = observation.generated
    (oldSharePPM, newSharePPM) = try Self.shares(observation, kind, path)
    if kind == .absence {
      for (name, amount) in [
        ("old_amount", observation.oldAmount), ("new_amount", observation.newAmount),
      ] where amount != 0 {
        throw .invalid("\(path).\(name)", "is of an asset which is there")
      }
    }
    if observation.currency.isEmpty {
      guard observation.oldAmount == 0, observation.newAmount == 0 else {
        throw .missing("\(path).currency")
      }
      (oldAmount, newAmount, currency) = (nil, nil, nil)
    } else {
      currency = try Field.currency(observation.currency, "\(path).currency")
      oldAmount = try Field.amount(observation.oldAmount, "\(path).old_amount")
      newAmount = try Field.amount(observation.newAmount, "\(path).new_amount")
    }
  }

  /// The rules as refusals name them.
  enum Rule {
    static let basis = "legal basis for each record"
    static let consent = "separate consent to asset monitoring"
    static let dataClass = "data classes of the source"
  }

  private static func shares(
    _ observation: Tally_V1_Observation, _ kind: ObservationKind, _ path: String
  ) throws(Refusal) -> (Int64?, Int64?) {
    guard kind == .ownershipChange else {
      let unused = [
        ("old_share_ppm", observation.oldSharePpm), ("new_share_ppm", observation.newSharePpm),
      ]
      for (name, share) in unused where share != 0 {
        throw .invalid("\(path).\(name)", "is of ownership changes only")
      }
      return (nil, nil)
    }
    return (
      try PartsPerMillion.checked(observation.oldSharePpm, "\(path).old_share_ppm"),
      try PartsPerMillion.checked(observation.newSharePpm, "\(path).new_share_ppm")
    )
  }

  /// A refusal of the whole call for the observation at `position`.
  static func refusal(
    _ reason: Reason, rule: String, _ position: Int, _ field: String, _ why: String
  ) -> Refusal {
    return Refusal(
      .failedPrecondition, reason, "observations[\(position)] \(why); nothing was stored",
      rule: rule, field: "observations[\(position)].\(field)")
  }
}
