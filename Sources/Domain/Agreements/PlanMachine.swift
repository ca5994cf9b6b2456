import Contract

/// The life of a repayment plan, 还款计划.
package enum PlanMachine: Machine {
  package enum State: Int16, MachineState {
    case draft = 1
    case submitted
    case approved
    case signed
    case active
    case late
    case completed
    case broken
    case cancelled
    case renegotiated
    case rejected
    case expired
  }

  package enum Event: MachineEvent {
    case draft
    case submit
    case approve
    case reject
    case sign
    case start
    case expire
    case miss
    case cure
    case `break`
    case complete
    case cancel
    case renegotiate
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.draft], on: .draft, by: [[.collector], [.debtor]]),
    Transition(from: [.draft], to: [.submitted], on: .submit, by: [[.collector], [.debtor]]),
    Transition(
      from: [.submitted],
      to: [.approved], on: .approve,
      by: [[.teamLead], [.collectionsManager], [.collectionsManager, .complianceOfficer]]),
    Transition(
      from: [.submitted],
      to: [.rejected], on: .reject,
      by: [[.teamLead], [.collectionsManager], [.collectionsManager, .complianceOfficer]]),
    Transition(from: [.approved], to: [.signed], on: .sign, by: [[.debtor]]),
    Transition(from: [.signed], to: [.active], on: .start, by: [[.system]]),
    Transition(from: [.signed], to: [.expired], on: .expire, by: [[.system]]),
    Transition(from: [.active], to: [.late], on: .miss, by: [[.system]]),
    Transition(from: [.late], to: [.active], on: .cure, by: [[.system]]),
    Transition(from: [.active, .late], to: [.broken], on: .`break`, by: [[.system]]),
    Transition(from: [.active, .late], to: [.completed], on: .complete, by: [[.system]]),
    Transition(from: [.active, .late], to: [.cancelled], on: .cancel, by: [[.collectionsManager]]),
    Transition(from: [.active, .late], to: [.renegotiated], on: .renegotiate, by: [[.system]]),
  ]
}
