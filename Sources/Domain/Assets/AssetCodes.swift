import Contract

/// Classes of assets are the codes 1 to 12 of the domain model, `asset`.
enum AssetClass {
  static let codes: ClosedRange<UInt32> = 1...12
}

/// What an observation says of an asset. Source: domain model, `asset_observation`.
package enum ObservationKind: Int16, Sendable, CaseIterable {
  case existence = 1
  case balance = 2
  /// 权属变更
  case ownershipChange = 3
  case value = 4
  case encumbrance = 5
  /// 查封
  case seizure = 6
  /// 大额变动
  case movement = 7
  case absence = 8

  /// True when its new amount is what the asset is worth.
  var tellsValue: Bool {
    switch self {
    case .existence, .balance, .value, .movement: true
    case .ownershipChange, .encumbrance, .seizure, .absence: false
    }
  }
}

/// Where an asset stands. Source: domain model, `asset`.
package enum AssetState: Int16, Sendable, CaseIterable {
  case stated = 1
  case verified = 2
  case disputed = 3
  case disposed = 4
  case notFound = 5
}

/// Types of legal bases. Source: domain model, `legal_basis`.
package enum LegalBasisType: Int16, Sendable, CaseIterable {
  case consent = 1
  case contract = 2
  case legalDuty = 3
  case courtOrder = 4
  case publicSource = 5
}

/// Purposes of consents are the codes 1 to 9 of the domain model, `consent`.
enum ConsentPurpose {
  static let codes: ClosedRange<UInt32> = 1...9
  static let assetMonitoring: Int16 = 2
}

/// Shares and probabilities in millionths.
enum PartsPerMillion {
  static let all: Int64 = 1_000_000

  /// - Throws: `fieldInvalid`.
  static func checked(_ value: Int64, _ field: String) throws(Refusal) -> Int64 {
    guard (0...all).contains(value) else {
      throw .invalid(field, "is not within 0 and \(all)")
    }
    return value
  }
}
