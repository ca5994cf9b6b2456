import Contract

/// The life of an alert, 预警.
package enum AlertMachine: Machine {
  package enum State: Int16, MachineState {
    case open = 1
    case acknowledged
    case investigating
    case actioned
    case resolved
    case suppressed
    case escalated
    case falsePositive
  }

  package enum Event: MachineEvent {
    case fire
    case acknowledge
    case investigate
    case act
    case resolve
    case suppress
    case escalate
    case takeOver
    case dismiss
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.open], on: .fire, by: [[.system]]),
    Transition(from: [.open], to: [.acknowledged], on: .acknowledge, by: [[.riskAnalyst]]),
    Transition(from: [.acknowledged], to: [.investigating], on: .investigate, by: [[.riskAnalyst]]),
    Transition(from: [.investigating], to: [.actioned], on: .act, by: [[.riskAnalyst]]),
    Transition(from: [.actioned], to: [.resolved], on: .resolve, by: [[.riskAnalyst]]),
    Transition(from: [.open, .acknowledged], to: [.suppressed], on: .suppress, by: [[.system]]),
    Transition(
      from: [.open, .acknowledged, .investigating],
      to: [.escalated], on: .escalate,
      by: [[.system], [.riskAnalyst]]),
    Transition(
      from: [.escalated],
      to: [.investigating], on: .takeOver,
      by: [[.collectionsManager], [.complianceOfficer]]),
    Transition(from: [.investigating], to: [.falsePositive], on: .dismiss, by: [[.riskAnalyst]]),
  ]
}
