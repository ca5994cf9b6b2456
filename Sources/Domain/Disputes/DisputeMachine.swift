import Contract

/// The life of a dispute or complaint, 异议、投诉.
package enum DisputeMachine: Machine {
  package enum State: Int16, MachineState {
    case received = 1
    /// 标注
    case annotated
    case investigating
    case needInfo
    case decided
    case correcting
    case closed
    case appealed
    case decided2
  }

  package enum Event: MachineEvent {
    case receive
    case annotate
    case investigate
    case ask
    case answer
    case decide
    case correct
    case close
    case appeal
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.received], on: .receive, by: [[.debtor], [.system]]),
    Transition(from: [.received], to: [.annotated], on: .annotate, by: [[.system]]),
    Transition(
      from: [.received, .annotated],
      to: [.investigating], on: .investigate,
      by: [[.complaintHandler]]),
    Transition(from: [.investigating], to: [.needInfo], on: .ask, by: [[.complaintHandler]]),
    Transition(from: [.needInfo], to: [.investigating], on: .answer, by: [[.debtor], [.system]]),
    Transition(from: [.investigating], to: [.decided], on: .decide, by: [[.complaintHandler]]),
    Transition(
      from: [.decided, .decided2],
      to: [.correcting], on: .correct,
      by: [[.financeOfficer], [.repairOfficer]]),
    Transition(
      from: [.correcting, .decided, .decided2],
      to: [.closed], on: .close,
      by: [[.system]]),
    Transition(from: [.decided], to: [.appealed], on: .appeal, by: [[.debtor]]),
    Transition(from: [.appealed], to: [.decided2], on: .decide, by: [[.complianceOfficer]]),
  ]
}
