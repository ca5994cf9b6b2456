import Contract

/// The life of a joint-punishment listing, 联合惩戒.
package enum ListingMachine: Machine {
  package enum State: Int16, MachineState {
    case proposed = 1
    case reviewed
    /// 事先告知
    case notified
    case submitted
    case listed
    case objected
    case delistDue
    case delisted
  }

  package enum Event: MachineEvent {
    case propose
    case review
    case notify
    case submit
    case listInternally
    case list
    case object
    case decide
    case fallDue
    case delist
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.proposed], on: .propose, by: [[.legalOfficer], [.repairOfficer]]),
    Transition(from: [.proposed], to: [.reviewed], on: .review, by: [[.complianceOfficer]]),
    Transition(from: [.reviewed], to: [.notified], on: .notify, by: [[.system]]),
    Transition(from: [.notified], to: [.submitted], on: .submit, by: [[.legalOfficer]]),
    Transition(from: [.notified], to: [.listed], on: .listInternally, by: [[.complianceOfficer]]),
    Transition(from: [.submitted], to: [.listed], on: .list, by: [[.legalOfficer]]),
    Transition(from: [.listed], to: [.objected], on: .object, by: [[.debtor]]),
    Transition(from: [.objected], to: [.listed], on: .decide, by: [[.complaintHandler]]),
    Transition(
      from: [.objected],
      to: [.delisted], on: .decide,
      by: [[.legalOfficer], [.complaintHandler]]),
    Transition(from: [.listed], to: [.delistDue], on: .fallDue, by: [[.system]]),
    Transition(from: [.delistDue], to: [.delisted], on: .delist, by: [[.system]]),
  ]
}
