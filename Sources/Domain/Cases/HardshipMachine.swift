import Contract

/// The life of a hardship application, 困难.
package enum HardshipMachine: Machine {
  package enum State: Int16, MachineState {
    case applied = 1
    case verified
    case granted
    case refused
    case expired
    case ended
  }

  package enum Event: MachineEvent {
    case apply
    case verify
    case grant
    case refuse
    case expire
    case end
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.applied], on: .apply, by: [[.debtor], [.collector]]),
    Transition(from: [.applied], to: [.verified], on: .verify, by: [[.collector], [.teamLead]]),
    Transition(
      from: [.verified],
      to: [.granted], on: .grant,
      by: [[.teamLead, .complianceOfficer]]),
    Transition(
      from: [.verified],
      to: [.refused], on: .refuse,
      by: [[.teamLead, .complianceOfficer]]),
    Transition(from: [.granted], to: [.expired], on: .expire, by: [[.system]]),
    Transition(from: [.granted], to: [.ended], on: .end, by: [[.teamLead], [.debtor]]),
  ]
}
