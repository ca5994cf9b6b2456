import Contract

/// The life of a settlement, 和解.
package enum SettlementMachine: Machine {
  package enum State: Int16, MachineState {
    case active = 1
    case fulfilled
    case breached
    case withdrawn
  }

  package enum Event: MachineEvent {
    case agree
    case fulfil
    case breach
    case withdraw
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.active], on: .agree, by: [[.teamLead], [.collectionsManager]]),
    Transition(from: [.active], to: [.fulfilled], on: .fulfil, by: [[.system]]),
    Transition(from: [.active], to: [.breached], on: .breach, by: [[.system]]),
    Transition(from: [.active], to: [.withdrawn], on: .withdraw, by: [[.collectionsManager]]),
  ]
}
