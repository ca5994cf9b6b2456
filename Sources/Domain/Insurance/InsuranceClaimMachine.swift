import Contract

/// The life of an insurance claim, 理赔.
package enum InsuranceClaimMachine: Machine {
  package enum State: Int16, MachineState {
    case notified = 1
    case waiting
    case submitted
    case assessed
    case paid
    case refused
    case contested
    case subrogated
    case closed
  }

  package enum Event: MachineEvent {
    case notify
    case wait
    case submit
    case assess
    case pay
    case refuse
    case subrogate
    case close
    case contest
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.notified], on: .notify, by: [[.financeOfficer]]),
    Transition(from: [.notified], to: [.waiting], on: .wait, by: [[.system]]),
    Transition(from: [.waiting], to: [.submitted], on: .submit, by: [[.financeOfficer]]),
    Transition(
      from: [.submitted, .contested],
      to: [.assessed], on: .assess,
      by: [[.financeOfficer]]),
    Transition(from: [.assessed], to: [.paid], on: .pay, by: [[.financeOfficer]]),
    Transition(from: [.assessed], to: [.refused], on: .refuse, by: [[.financeOfficer]]),
    Transition(from: [.paid], to: [.subrogated], on: .subrogate, by: [[.system]]),
    Transition(from: [.subrogated, .refused], to: [.closed], on: .close, by: [[.financeOfficer]]),
    Transition(from: [.refused], to: [.contested], on: .contest, by: [[.financeOfficer]]),
  ]
}
