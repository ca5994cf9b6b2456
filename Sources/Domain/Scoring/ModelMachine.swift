import Contract

/// The life of a model, 模型.
package enum ModelMachine: Machine {
  package enum State: Int16, MachineState {
    case draft = 1
    case validating
    case approved
    case shadow
    case active
    case watch
    case suspended
    case retired
  }

  package enum Event: MachineEvent {
    case draft
    case submit
    case approve
    case `return`
    case shadow
    case activate
    case watch
    case recover
    case suspend
    case retire
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.draft], on: .draft, by: [[.riskAnalyst]]),
    Transition(from: [.draft], to: [.validating], on: .submit, by: [[.riskAnalyst]]),
    Transition(
      from: [.validating],
      to: [.approved], on: .approve,
      by: [[.modelValidator, .complianceOfficer]]),
    Transition(from: [.validating], to: [.draft], on: .`return`, by: [[.modelValidator]]),
    Transition(from: [.approved], to: [.shadow], on: .shadow, by: [[.system]]),
    Transition(
      from: [.shadow],
      to: [.active], on: .activate,
      by: [[.modelValidator, .complianceOfficer]]),
    Transition(from: [.active], to: [.watch], on: .watch, by: [[.system]]),
    Transition(from: [.watch], to: [.active], on: .recover, by: [[.system]]),
    Transition(
      from: [.active, .watch],
      to: [.suspended], on: .suspend,
      by: [[.system], [.modelValidator]]),
    Transition(
      from: [.active, .watch, .suspended],
      to: [.retired], on: .retire,
      by: [[.modelValidator]]),
  ]
}
