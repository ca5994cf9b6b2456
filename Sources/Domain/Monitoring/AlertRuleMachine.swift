import Contract

/// The life of an alert rule, 预警规则; a change is a new version.
package enum AlertRuleMachine: Machine {
  package enum State: Int16, MachineState {
    case draft = 1
    case approved
    case active
    case retired
  }

  package enum Event: MachineEvent {
    case draft
    case approve
    case activate
    case retire
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.draft], on: .draft, by: [[.riskAnalyst]]),
    Transition(
      from: [.draft],
      to: [.approved], on: .approve,
      by: [[.riskAnalyst, .complianceOfficer]]),
    Transition(from: [.approved], to: [.active], on: .activate, by: [[.riskAnalyst], [.system]]),
    Transition(
      from: [.active],
      to: [.retired], on: .retire,
      by: [[.riskAnalyst], [.complianceOfficer]]),
  ]
}
