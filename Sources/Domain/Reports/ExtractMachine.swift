import Contract

/// The life of a regulator extract, 报送.
package enum ExtractMachine: Machine {
  package enum State: Int16, MachineState {
    case scheduled = 1
    case frozen
    case generated
    case checked
    case signed
    case sent
    case accepted
    case rejected
    case corrected
  }

  package enum Event: MachineEvent {
    case schedule
    case freeze
    case generate
    case check
    case sign
    case send
    case accept
    case reject
    case correct
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.scheduled], on: .schedule, by: [[.system]]),
    Transition(from: [.scheduled], to: [.frozen], on: .freeze, by: [[.system]]),
    Transition(from: [.frozen], to: [.generated], on: .generate, by: [[.system]]),
    Transition(
      from: [.generated, .corrected],
      to: [.checked], on: .check,
      by: [[.complianceOfficer]]),
    Transition(from: [.checked], to: [.signed], on: .sign, by: [[.system]]),
    Transition(from: [.signed], to: [.sent], on: .send, by: [[.system]]),
    Transition(from: [.sent], to: [.accepted], on: .accept, by: [[.regulator]]),
    Transition(from: [.sent], to: [.rejected], on: .reject, by: [[.regulator]]),
    Transition(from: [.rejected], to: [.corrected], on: .correct, by: [[.complianceOfficer]]),
  ]
}
