import Contract

/// The life of an assignment of claims, 债权转让.
package enum AssignmentMachine: Machine {
  package enum State: Int16, MachineState {
    case draft = 1
    case eligibilityChecked
    case thirdPartyReviewed
    case approved
    case listed
    case negotiated
    case signed
    /// 通知债务人
    case noticeSent
    case effective
    case completed
    case cancelled
    case buybackPending
    case boughtBack
  }

  package enum Event: MachineEvent {
    case draft
    case check
    case review
    case approve
    case list
    case negotiate
    case sign
    case notify
    case settle
    case complete
    case cancel
    case buyBack
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.draft], on: .draft, by: [[.disposalOfficer]]),
    Transition(from: [.draft], to: [.eligibilityChecked], on: .check, by: [[.system]]),
    Transition(
      from: [.eligibilityChecked],
      to: [.thirdPartyReviewed], on: .review,
      by: [[.thirdPartyAssessor]]),
    Transition(
      from: [.thirdPartyReviewed],
      to: [.approved], on: .approve,
      by: [[.collectionsManager, .financeOfficer, .complianceOfficer]]),
    Transition(from: [.approved], to: [.listed], on: .list, by: [[.disposalOfficer]]),
    Transition(from: [.approved], to: [.negotiated], on: .negotiate, by: [[.disposalOfficer]]),
    Transition(from: [.listed, .negotiated], to: [.signed], on: .sign, by: [[.disposalOfficer]]),
    Transition(from: [.signed], to: [.noticeSent], on: .notify, by: [[.system]]),
    Transition(from: [.noticeSent], to: [.effective], on: .settle, by: [[.system]]),
    Transition(from: [.effective], to: [.completed], on: .complete, by: [[.financeOfficer]]),
    Transition(
      from: [
        .draft, .eligibilityChecked, .thirdPartyReviewed, .approved, .listed, .negotiated, .signed,
        .noticeSent,
      ],
      to: [.cancelled], on: .cancel,
      by: [[.disposalOfficer], [.system]]),
    Transition(
      from: [.effective, .completed],
      to: [.buybackPending], on: .buyBack,
      by: [[.disposalOfficer]]),
    Transition(from: [.buybackPending], to: [.boughtBack], on: .settle, by: [[.financeOfficer]]),
  ]
}
