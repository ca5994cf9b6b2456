package import Bytes

/// The shipped rules that watch observations of assets, version 1 of each.
package enum AlertOnAsset: String, Sendable, CaseIterable {
  /// The debtor's share fell after the first overdue day: a sign of dissipation.
  case ownershipChangeAfterOverdue = "OWNERSHIP_CHANGE_AFTER_OVERDUE"
  /// More than half of what was there went away at once.
  case largeMovementOut = "LARGE_MOVEMENT_OUT"
  case newEncumbranceOrSeizure = "NEW_ENCUMBRANCE_OR_SEIZURE"

  package static let version: Int32 = 1
  /// A movement is large when more than this part of the old amount leaves.
  package static let movementPPM: Int64 = 500_000

  /// 1 information … 4 critical.
  package var severity: Int16 {
    switch self {
    case .ownershipChangeAfterOverdue: 4
    case .largeMovementOut, .newEncumbranceOrSeizure: 3
    }
  }

  /// What an observation says, as far as the rules ask.
  package struct Facts: Sendable, Equatable {
    package var kind: ObservationKind
    package var observedOn: Day
    package var oldAmount: Int64?
    package var newAmount: Int64?
    package var oldSharePPM: Int64?
    package var newSharePPM: Int64?
    package var firstOverdueOn: Day?

    package init(
      kind: ObservationKind, observedOn: Day, oldAmount: Int64? = nil, newAmount: Int64? = nil,
      oldSharePPM: Int64? = nil, newSharePPM: Int64? = nil, firstOverdueOn: Day? = nil
    ) {
      self.kind = kind
      self.observedOn = observedOn
      self.oldAmount = oldAmount
      self.newAmount = newAmount
      self.oldSharePPM = oldSharePPM
      self.newSharePPM = newSharePPM
      self.firstOverdueOn = firstOverdueOn
    }
  }

  /// The rule that fires on an observation; nil when none does.
  package static func rule(for facts: Facts) -> AlertOnAsset? {
    switch facts.kind {
    case .ownershipChange:
      guard let old = facts.oldSharePPM, let new = facts.newSharePPM, new < old,
        let overdue = facts.firstOverdueOn, facts.observedOn > overdue
      else { return nil }
      return .ownershipChangeAfterOverdue
    case .balance, .movement:
      guard let old = facts.oldAmount, let new = facts.newAmount, old > new,
        Int128(old - new) * 1_000_000 > Int128(old) * Int128(movementPPM)
      else { return nil }
      return .largeMovementOut
    case .encumbrance, .seizure: return .newEncumbranceOrSeizure
    case .existence, .value, .absence: return nil
    }
  }
}
