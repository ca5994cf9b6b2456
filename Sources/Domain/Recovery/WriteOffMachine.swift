import Contract

/// The life of a write-off, 核销.
package enum WriteOffMachine: Machine {
  package enum State: Int16, MachineState {
    case proposed = 1
    case evidenced
    case committeeApproved
    case posted
    case undone
    case rejected
  }

  package enum Event: MachineEvent {
    case propose
    case evidence
    case decide
    case post
    case undo
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.proposed], on: .propose, by: [[.collectionsManager]]),
    Transition(from: [.proposed], to: [.evidenced], on: .evidence, by: [[.collectionsManager]]),
    Transition(
      from: [.evidenced],
      to: [.committeeApproved, .rejected], on: .decide,
      by: [[.collectionsManager, .financeOfficer, .complianceOfficer]]),
    Transition(from: [.committeeApproved], to: [.posted], on: .post, by: [[.financeOfficer]]),
    Transition(from: [.posted], to: [.undone], on: .undo, by: [[.financeOfficer]]),
  ]
}
