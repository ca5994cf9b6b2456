import Contract

/// The life of a durable job. Its rows move by statements which name the state they move from.
package enum JobMachine: Machine {
  package enum State: Int16, MachineState {
    case waiting = 1
    case running
    case done
    case failed
  }

  package enum Event: MachineEvent {
    case plan
    case take
    case complete
    case putBack
    case giveUp
    case restart
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(
      from: [], to: [.waiting], on: .plan, by: [[.tenantAdmin], [.financeOfficer], [.system]]),
    Transition(from: [.waiting, .running], to: [.running], on: .take, by: [[.system]]),
    Transition(from: [.running], to: [.done], on: .complete, by: [[.system]]),
    Transition(from: [.running], to: [.waiting], on: .putBack, by: [[.system]]),
    Transition(from: [.running], to: [.failed], on: .giveUp, by: [[.system]]),
    Transition(
      from: [.failed], to: [.waiting], on: .restart, by: [[.tenantAdmin], [.financeOfficer]]),
  ]
}
