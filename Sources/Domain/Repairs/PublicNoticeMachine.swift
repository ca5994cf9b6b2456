import Contract

/// The life of a public notice, 公示.
package enum PublicNoticeMachine: Machine {
  package enum State: Int16, MachineState {
    case scheduled = 1
    case live
    case objected
    case ended
    case withdrawn
  }

  package enum Event: MachineEvent {
    case schedule
    case goLive
    case object
    case end
    case withdraw
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.scheduled], on: .schedule, by: [[.repairOfficer], [.system]]),
    Transition(from: [.scheduled], to: [.live], on: .goLive, by: [[.system]]),
    Transition(from: [.live], to: [.objected], on: .object, by: [[.complaintHandler]]),
    Transition(from: [.live], to: [.ended], on: .end, by: [[.system]]),
    Transition(
      from: [.scheduled, .live],
      to: [.withdrawn], on: .withdraw,
      by: [[.repairOfficer], [.complianceOfficer]]),
  ]
}
