import Contract

/// The life of a control measure, 控制措施.
package enum ControlMachine: Machine {
  package enum State: Int16, MachineState {
    case proposed = 1
    case approved
    case active
    case lifted
    case replaced
    case rejected
    case appealed
  }

  package enum Event: MachineEvent {
    case propose
    case approve
    case reject
    case apply
    case lift
    case expire
    case replace
    case appeal
    case appealRejected
    case appealUpheld
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.proposed], on: .propose, by: [[.riskAnalyst], [.system]]),
    Transition(
      from: [.proposed],
      to: [.approved], on: .approve,
      by: [[.complianceOfficer], [.collectionsManager], [.system]]),
    Transition(
      from: [.proposed],
      to: [.rejected], on: .reject,
      by: [[.complianceOfficer], [.collectionsManager]]),
    Transition(from: [.approved], to: [.active], on: .apply, by: [[.system]]),
    Transition(from: [.active], to: [.lifted], on: .lift, by: [[.riskAnalyst]]),
    Transition(from: [.active], to: [.lifted], on: .expire, by: [[.system]]),
    Transition(from: [.active], to: [.replaced], on: .replace, by: [[.system]]),
    Transition(from: [.active], to: [.appealed], on: .appeal, by: [[.debtor]]),
    Transition(from: [.appealed], to: [.active], on: .appealRejected, by: [[.complaintHandler]]),
    Transition(from: [.appealed], to: [.lifted], on: .appealUpheld, by: [[.complaintHandler]]),
    Transition(from: [.appealed], to: [.lifted], on: .expire, by: [[.system]]),
  ]
}
