import Contract

/// The life of a request of a person about their data, 个人权利请求.
package enum SubjectRequestMachine: Machine {
  package enum State: Int16, MachineState {
    case received = 1
    case identityChecked
    case inProgress
    case closed
  }

  package enum Event: MachineEvent {
    case receive
    case checkIdentity
    case start
    case close
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.received], on: .receive, by: [[.debtor], [.dpo]]),
    Transition(from: [.received], to: [.identityChecked], on: .checkIdentity, by: [[.dpo]]),
    Transition(from: [.identityChecked], to: [.inProgress], on: .start, by: [[.dpo]]),
    Transition(from: [.inProgress], to: [.closed], on: .close, by: [[.dpo]]),
  ]
}
