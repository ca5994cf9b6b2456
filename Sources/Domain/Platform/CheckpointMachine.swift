import Contract

/// The life of a ledger checkpoint, 检查点.
package enum CheckpointMachine: Machine {
  package enum State: Int16, MachineState {
    case collecting = 1
    case sealed
    case published
    case verified
  }

  package enum Event: MachineEvent {
    case open
    case seal
    case publish
    case verify
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.collecting], on: .open, by: [[.system]]),
    Transition(from: [.collecting], to: [.sealed], on: .seal, by: [[.system]]),
    Transition(from: [.sealed], to: [.published], on: .publish, by: [[.system]]),
    Transition(from: [.published], to: [.verified], on: .verify, by: [[.auditor], [.system]]),
  ]
}
