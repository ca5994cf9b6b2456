import Contract

/// The life of a consent, 同意.
package enum ConsentMachine: Machine {
  package enum State: Int16, MachineState {
    case active = 1
    case expired
    case withdrawn
    case superseded
  }

  package enum Event: MachineEvent {
    case give
    case expire
    case withdraw
    case supersede
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.active], on: .give, by: [[.debtor]]),
    Transition(from: [.active], to: [.expired], on: .expire, by: [[.system]]),
    Transition(from: [.active], to: [.withdrawn], on: .withdraw, by: [[.debtor], [.dpo]]),
    Transition(from: [.active], to: [.superseded], on: .supersede, by: [[.debtor], [.system]]),
  ]
}
