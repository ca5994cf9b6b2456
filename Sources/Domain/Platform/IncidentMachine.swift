import Contract

/// The life of an incident, 事件; no step is skipped, drills included.
package enum IncidentMachine: Machine {
  package enum State: Int16, MachineState {
    case detected = 1
    case contained
    case assessed
    case notified
    case remedied
    case reviewed
    case closed
  }

  package enum Event: MachineEvent {
    case detect
    case contain
    case assess
    case notify
    case remedy
    case review
    case close
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.detected], on: .detect, by: [[.dpo]]),
    Transition(from: [.detected], to: [.contained], on: .contain, by: [[.dpo]]),
    Transition(from: [.contained], to: [.assessed], on: .assess, by: [[.dpo]]),
    Transition(from: [.assessed], to: [.notified], on: .notify, by: [[.dpo]]),
    Transition(from: [.notified], to: [.remedied], on: .remedy, by: [[.dpo]]),
    Transition(from: [.remedied], to: [.reviewed], on: .review, by: [[.dpo]]),
    Transition(from: [.reviewed], to: [.closed], on: .close, by: [[.dpo]]),
  ]
}
