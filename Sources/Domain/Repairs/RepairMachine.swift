import Contract

/// The life of a credit repair, 信用修复, in six stages.
package enum RepairMachine: Machine {
  package enum State: Int16, MachineState {
    case draft = 1
    case submitted
    /// 信用评估
    case assessment
    /// 问题识别
    case identification
    /// 方案制定
    case planning
    /// 执行与监督
    case execution
    case suspended
    /// 效果评估
    case evaluation
    /// 监管审核
    case regulatorReview
    /// 公示
    case publicity
    /// 信用恢复
    case restoration
    case completed
    case monitored
    case closed
    case rejected
    case failed
    case withdrawn
    case revoked
  }

  package enum Event: MachineEvent {
    case start
    case submit
    case accept
    case reject
    case assessed
    case identified
    case planAgreed
    case track
    case suspend
    case resume
    case fail
    case executed
    case extend
    case submitUp
    case approveLocal
    case approvedUp
    case returned
    case noObjection
    case objectionUpheld
    case restored
    case followUp
    case finish
    case revoke
    case withdraw
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.draft], on: .start, by: [[.debtor], [.repairOfficer]]),
    Transition(from: [.draft], to: [.submitted], on: .submit, by: [[.debtor]]),
    Transition(from: [.submitted], to: [.assessment], on: .accept, by: [[.repairOfficer]]),
    Transition(from: [.submitted], to: [.rejected], on: .reject, by: [[.repairOfficer]]),
    Transition(
      from: [.assessment],
      to: [.identification], on: .assessed,
      by: [[.repairOfficer], [.thirdPartyAssessor]]),
    Transition(from: [.identification], to: [.planning], on: .identified, by: [[.repairOfficer]]),
    Transition(
      from: [.planning],
      to: [.execution], on: .planAgreed,
      by: [[.debtor, .repairOfficer], [.debtor, .repairOfficer, .collectionsManager]]),
    Transition(from: [.execution], to: [], on: .track, by: [[.system], [.repairOfficer]]),
    Transition(from: [.execution], to: [.suspended], on: .suspend, by: [[.repairOfficer]]),
    Transition(from: [.suspended], to: [.execution], on: .resume, by: [[.repairOfficer]]),
    Transition(from: [.execution], to: [.failed], on: .fail, by: [[.system]]),
    Transition(
      from: [.execution],
      to: [.evaluation], on: .executed,
      by: [[.system], [.repairOfficer]]),
    Transition(from: [.evaluation], to: [.execution], on: .extend, by: [[.repairOfficer]]),
    Transition(
      from: [.evaluation],
      to: [.regulatorReview], on: .submitUp,
      by: [[.repairOfficer, .thirdPartyAssessor]]),
    Transition(
      from: [.evaluation],
      to: [.restoration], on: .approveLocal,
      by: [[.collectionsManager, .thirdPartyAssessor]]),
    Transition(
      from: [.regulatorReview],
      to: [.publicity], on: .approvedUp,
      by: [[.regulator], [.repairOfficer]]),
    Transition(
      from: [.regulatorReview],
      to: [.execution, .rejected], on: .returned,
      by: [[.regulator]]),
    Transition(from: [.publicity], to: [.restoration], on: .noObjection, by: [[.system]]),
    Transition(
      from: [.publicity],
      to: [.evaluation], on: .objectionUpheld,
      by: [[.complaintHandler]]),
    Transition(
      from: [.restoration],
      to: [.completed], on: .restored,
      by: [[.system], [.repairOfficer]]),
    Transition(from: [.completed], to: [.monitored], on: .followUp, by: [[.system]]),
    Transition(from: [.monitored], to: [.closed], on: .finish, by: [[.system]]),
    Transition(
      from: [.completed, .monitored],
      to: [.revoked], on: .revoke,
      by: [[.complianceOfficer, .thirdPartyAssessor]]),
    Transition(
      from: [
        .draft, .submitted, .assessment, .identification, .planning, .execution, .suspended,
        .evaluation, .regulatorReview, .publicity,
      ],
      to: [.withdrawn], on: .withdraw,
      by: [[.debtor]]),
  ]
}

extension RepairMachine.State {
  /// The stage of credit repair this state belongs to, 1...6; nil before the first and after the
  /// end.
  package var stage: Int? {
    switch self {
    case .assessment: 1
    case .identification: 2
    case .planning: 3
    case .execution, .suspended: 4
    case .evaluation, .regulatorReview, .publicity: 5
    case .restoration: 6
    case .draft, .submitted, .completed, .monitored, .closed, .rejected, .failed, .withdrawn,
      .revoked:
      nil
    }
  }
}
