import Bytes
import Queries
import SQL

/// Collects the rows of observations: assets as their newest observation shows them, the
/// observations, the alerts.
struct ObservationPosting {
  private struct Key: Hashable {
    let debtor: Identifier
    let assetClass: Int16
    let token: [UInt8]
  }
  private struct Asset {
    let id: Identifier
    var sharePPM: Int64
    var valueAmount: Int64?
    var currency: String?
    var state: AssetState
    var firstSeenOn: Day
    var lastSeenOn: Day
    var addedCount: Int32 = 0
  }

  private(set) var observationIDs: [Identifier] = []
  private(set) var alertIDs: [Identifier] = []
  private var assets: [Key: Asset] = [:]
  private var order: [Key] = []
  private var observations: [Bound] = []
  private var alerts: [Bound] = []
  private let source: Identifier
  private let day: Day
  private let moment: Moment

  init(source: Identifier, day: Day, moment: Moment) {
    self.source = source
    self.day = day
    self.moment = moment
  }

  /// Assets first: observations and alerts refer to them.
  var writes: [Bound] {
    order.compactMap { key in
      guard let asset = assets[key] else { return nil }
      return AssetsQueries.upsert(
        id: asset.id, subjectID: key.debtor, class: key.assetClass, registryToken: key.token,
        sharePpm: asset.sharePPM, valueAmount: asset.valueAmount, currency: asset.currency,
        state: asset.state.rawValue, firstSeenOn: asset.firstSeenOn,
        lastSeenOn: asset.lastSeenOn, observationCount: asset.addedCount)
    } + observations + alerts
  }

  mutating func add(
    _ item: ObservedAsset, known: AssetsQueries.KnownRow?, firstOverdueOn: Day?
  ) {
    let key = Key(debtor: item.debtor, assetClass: item.assetClass, token: item.token)
    var asset = assets[key] ?? self.asset(item, known: known)
    if assets[key] == nil { order.append(key) }
    update(&asset, with: item)
    assets[key] = asset
    let id = moment.newIdentifier()
    observationIDs.append(id)
    observations.append(
      AssetsQueries.insertObservations(
        id: id, assetID: asset.id, subjectID: item.debtor, sourceID: source,
        legalBasisID: item.basis, consentID: item.consent, kind: item.kind.rawValue,
        observedOn: item.observedOn, oldAmount: item.oldAmount, newAmount: item.newAmount,
        oldSharePpm: item.oldSharePPM, newSharePpm: item.newSharePPM, currency: item.currency,
        confidencePpm: item.confidencePPM, generated: item.generated,
        recordedAt: moment.recordedAt))
    let rule = AlertOnAsset.rule(
      for: AlertOnAsset.Facts(
        kind: item.kind, observedOn: item.observedOn, oldAmount: item.oldAmount,
        newAmount: item.newAmount, oldSharePPM: item.oldSharePPM, newSharePPM: item.newSharePPM,
        firstOverdueOn: firstOverdueOn))
    guard let rule else { return }
    let alert = moment.newIdentifier()
    alertIDs.append(alert)
    alerts.append(
      AlertsQueries.insert(
        id: alert, subjectID: item.debtor, accountID: nil, assetID: asset.id,
        rule: rule.rawValue, ruleVersion: AlertOnAsset.version, severity: rule.severity,
        businessOn: day, firedAt: moment.recordedAt, evidence: id.description))
  }

  private func asset(_ item: ObservedAsset, known: AssetsQueries.KnownRow?) -> Asset {
    guard let known else {
      return Asset(
        id: moment.newIdentifier(), sharePPM: item.oldSharePPM ?? PartsPerMillion.all,
        valueAmount: nil, currency: nil, state: .verified, firstSeenOn: item.observedOn,
        lastSeenOn: item.observedOn)
    }
    return Asset(
      id: known.id, sharePPM: known.sharePpm, valueAmount: known.valueAmount,
      currency: known.currency, state: AssetState(rawValue: known.state) ?? .verified,
      firstSeenOn: item.observedOn, lastSeenOn: known.lastSeenOn)
  }

  /// A back-dated observation is kept, but what is newer stands.
  private func update(_ asset: inout Asset, with item: ObservedAsset) {
    asset.addedCount += 1
    asset.firstSeenOn = min(asset.firstSeenOn, item.observedOn)
    guard item.observedOn >= asset.lastSeenOn else { return }
    asset.lastSeenOn = item.observedOn
    if item.kind.tellsValue, let amount = item.newAmount {
      asset.valueAmount = amount
      asset.currency = item.currency
    }
    if let share = item.newSharePPM { asset.sharePPM = share }
    switch item.kind {
    case .absence: asset.state = .notFound
    case .ownershipChange: asset.state = asset.sharePPM == 0 ? .disposed : .verified
    case .existence, .balance, .value, .encumbrance, .seizure, .movement: asset.state = .verified
    }
  }
}
