import Contract

/// The life of a disposal, 处置.
package enum DisposalMachine: Machine {
  package enum State: Int16, MachineState {
    case proposed = 1
    case valued
    case approved
    case listed
    /// 一拍
    case round1
    /// 二拍
    case round2
    case sold
    /// 流拍
    case failed
    /// 变卖
    case privateSale
    /// 以物抵债
    case inKind
    case withdrawn
    case settled
    case distributed
    case closed
    /// 悔拍
    case defaultedBuyer
  }

  package enum Event: MachineEvent {
    case propose
    case value
    case approve
    case list
    case openRound
    case knockDown
    case noBid
    case reopenRound
    case choose
    case sell
    case settle
    case takeOver
    case buyerDefault
    case distribute
    case close
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.proposed], on: .propose, by: [[.disposalOfficer]]),
    Transition(from: [.proposed], to: [.valued], on: .value, by: [[.disposalOfficer]]),
    Transition(
      from: [.valued],
      to: [.approved], on: .approve,
      by: [[.collectionsManager, .financeOfficer]]),
    Transition(
      from: [.approved, .defaultedBuyer],
      to: [.listed], on: .list,
      by: [[.disposalOfficer]]),
    Transition(from: [.listed], to: [.round1], on: .openRound, by: [[.system]]),
    Transition(from: [.round1, .round2], to: [.sold], on: .knockDown, by: [[.disposalOfficer]]),
    Transition(from: [.round1, .round2], to: [.failed], on: .noBid, by: [[.disposalOfficer]]),
    Transition(from: [.failed], to: [.round2], on: .reopenRound, by: [[.disposalOfficer]]),
    Transition(
      from: [.failed],
      to: [.privateSale, .inKind, .withdrawn], on: .choose,
      by: [[.disposalOfficer]]),
    Transition(from: [.privateSale], to: [.sold], on: .sell, by: [[.disposalOfficer]]),
    Transition(from: [.sold], to: [.settled], on: .settle, by: [[.financeOfficer]]),
    Transition(from: [.inKind], to: [.settled], on: .takeOver, by: [[.financeOfficer]]),
    Transition(from: [.sold], to: [.defaultedBuyer], on: .buyerDefault, by: [[.disposalOfficer]]),
    Transition(from: [.settled], to: [.distributed], on: .distribute, by: [[.financeOfficer]]),
    Transition(from: [.distributed], to: [.closed], on: .close, by: [[.financeOfficer]]),
  ]
}
