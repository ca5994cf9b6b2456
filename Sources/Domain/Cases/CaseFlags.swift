/// Flags beside the state of a case. Source: domain/state-machines.md section 1.
package struct CaseFlags: OptionSet, Sendable {
  package let rawValue: Int32
  package init(rawValue: Int32) { self.rawValue = rawValue }

  package static let onHold = CaseFlags(rawValue: 1 << 0)
  package static let disputed = CaseFlags(rawValue: 1 << 1)
  package static let hardship = CaseFlags(rawValue: 1 << 2)
  package static let noContact = CaseFlags(rawValue: 1 << 3)
}

/// Why a case was closed. Source: domain model, `collection_case`.
package enum CloseReason: Int16, Sendable, CaseIterable {
  case paid = 1
  case settled = 2
  case cured = 3
  case assigned = 4
  case writtenOff = 5
  case fraud = 6
  case discharged = 7
  case invalidated = 8
  case deceasedNoEstate = 9
  case discarded = 10

  /// The word for it in answers and payloads.
  package var word: String {
    switch self {
    case .paid: "paid"
    case .settled: "settled"
    case .cured: "cured"
    case .assigned: "assigned"
    case .writtenOff: "written_off"
    case .fraud: "fraud"
    case .discharged: "discharged"
    case .invalidated: "invalidated"
    case .deceasedNoEstate: "deceased_no_estate"
    case .discarded: "discarded"
    }
  }
}
