/// Risk class of a debtor, by the first rule that holds.
package enum RiskClass: Int16, Sendable, CaseIterable {
  case low = 1
  case medium
  case high

  /// The rules in the order they are asked.
  package enum Rule: String, Sendable, CaseIterable {
    case adverseAssetChange = "H1_ADVERSE_ASSET_CHANGE"
    case overdueRecord = "H2_OVERDUE_RECORD"
    case informationIncomplete = "M1_INFORMATION_INCOMPLETE"
    case scoreFell = "M2_SCORE_FELL"
    case stableAndGood = "L1_STABLE_AND_GOOD"
    case fallback = "M9_DEFAULT"

    package var riskClass: RiskClass {
      switch self {
      case .adverseAssetChange, .overdueRecord: .high
      case .informationIncomplete, .scoreFell, .fallback: .medium
      case .stableAndGood: .low
      }
    }
  }

  package struct Facts: Sendable {
    /// A gain is not an adverse change.
    package var adverseAssetChange: Bool
    package var overdueRecord: Bool
    package var informationIncomplete: Bool
    package var scoreFell: Bool
    package var financesStable: Bool
    package var recordGood: Bool

    package init(
      adverseAssetChange: Bool, overdueRecord: Bool, informationIncomplete: Bool,
      scoreFell: Bool, financesStable: Bool, recordGood: Bool
    ) {
      self.adverseAssetChange = adverseAssetChange
      self.overdueRecord = overdueRecord
      self.informationIncomplete = informationIncomplete
      self.scoreFell = scoreFell
      self.financesStable = financesStable
      self.recordGood = recordGood
    }
  }

  /// The first rule that holds for `facts`.
  package static func rule(for facts: Facts) -> Rule {
    if facts.adverseAssetChange { return .adverseAssetChange }
    if facts.overdueRecord { return .overdueRecord }
    if facts.informationIncomplete { return .informationIncomplete }
    if facts.scoreFell { return .scoreFell }
    if facts.financesStable && facts.recordGood { return .stableAndGood }
    return .fallback
  }
}
