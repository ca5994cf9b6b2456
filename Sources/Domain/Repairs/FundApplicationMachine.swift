import Contract

/// The life of an application to a repair fund, 基金申请.
package enum FundApplicationMachine: Machine {
  package enum State: Int16, MachineState {
    case applied = 1
    case approved
    case disbursed
    case repaying
    case closed
    case refused
  }

  package enum Event: MachineEvent {
    case apply
    case approve
    case refuse
    case disburse
    case repay
    case close
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.applied], on: .apply, by: [[.debtor], [.repairOfficer]]),
    Transition(
      from: [.applied],
      to: [.approved], on: .approve,
      by: [[.repairOfficer, .financeOfficer]]),
    Transition(
      from: [.applied],
      to: [.refused], on: .refuse,
      by: [[.repairOfficer, .financeOfficer]]),
    Transition(from: [.approved], to: [.disbursed], on: .disburse, by: [[.financeOfficer]]),
    Transition(from: [.disbursed], to: [.repaying], on: .repay, by: [[.system]]),
    Transition(from: [.repaying], to: [.closed], on: .close, by: [[.system], [.financeOfficer]]),
    Transition(from: [.disbursed], to: [.closed], on: .close, by: [[.system], [.financeOfficer]]),
  ]
}
