import Contract

/// The life of a collection case, 案件.
package enum CaseMachine: Machine {
  package enum State: Int16, MachineState {
    /// 受理
    case new = 1
    /// 已分类
    case classified
    /// 已分配
    case assigned
    /// 初步催收
    case early
    /// 协商
    case negotiation
    /// 履约中
    case planActive
    /// 法律评估
    case preLegal
    /// 诉讼
    case litigation
    /// 执行
    case enforcement
    /// 变现
    case realisation
    /// 委外
    case placed
    /// 账销案存
    case writtenOffActive
    /// 结案
    case closed
    /// 归档
    case archived
  }

  package enum Event: MachineEvent {
    case open
    case classify
    case assign
    case firstAction
    case escalate
    case planActivated
    case planBroken
    case toLegal
    case notWorth
    case filed
    case courtSettlement
    case judgmentFinal
    case assetSeized
    case shortfall
    case place
    case recall
    case writeOff
    case resume
    case close
    case archive
    case reopen
    case hold
    case release
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.new], on: .open, by: [[.system], [.teamLead]]),
    Transition(
      from: [.new],
      to: [.classified], on: .classify,
      by: [[.system], [.teamLead], [.collectionsManager]]),
    Transition(from: [.classified], to: [.assigned], on: .assign, by: [[.system], [.teamLead]]),
    Transition(from: [.assigned], to: [.early], on: .firstAction, by: [[.collector], [.system]]),
    Transition(
      from: [.early],
      to: [.negotiation], on: .escalate,
      by: [[.collector], [.teamLead], [.system]]),
    Transition(
      from: [.early, .negotiation],
      to: [.planActive], on: .planActivated,
      by: [[.teamLead], [.system]]),
    Transition(from: [.planActive], to: [.negotiation], on: .planBroken, by: [[.system]]),
    Transition(
      from: [.early, .negotiation, .planActive],
      to: [.preLegal], on: .toLegal,
      by: [[.collectionsManager], [.legalOfficer]]),
    Transition(from: [.preLegal], to: [.negotiation], on: .notWorth, by: [[.legalOfficer]]),
    Transition(from: [.preLegal], to: [.litigation], on: .filed, by: [[.legalOfficer]]),
    Transition(from: [.litigation], to: [.planActive], on: .courtSettlement, by: [[.legalOfficer]]),
    Transition(from: [.litigation], to: [.enforcement], on: .judgmentFinal, by: [[.legalOfficer]]),
    Transition(
      from: [.enforcement],
      to: [.realisation], on: .assetSeized,
      by: [[.legalOfficer], [.disposalOfficer]]),
    Transition(from: [.realisation], to: [.enforcement], on: .shortfall, by: [[.disposalOfficer]]),
    Transition(
      from: [.assigned, .early, .negotiation, .preLegal],
      to: [.placed], on: .place,
      by: [[.collectionsManager]]),
    Transition(
      from: [.placed],
      to: [.assigned], on: .recall,
      by: [[.collectionsManager], [.system]]),
    Transition(
      from: [.negotiation, .preLegal, .litigation, .enforcement, .realisation, .placed],
      to: [.writtenOffActive], on: .writeOff,
      by: [[.financeOfficer]]),
    Transition(
      from: [.writtenOffActive],
      to: [.litigation, .enforcement, .realisation], on: .resume,
      by: [[.legalOfficer]]),
    Transition(
      from: [
        .new, .classified, .assigned, .early, .negotiation, .planActive, .preLegal, .litigation,
        .enforcement, .realisation, .placed, .writtenOffActive,
      ],
      to: [.closed], on: .close,
      by: [[.teamLead], [.collectionsManager]]),
    Transition(from: [.closed], to: [.archived], on: .archive, by: [[.system]]),
    Transition(from: [.closed], to: [.assigned], on: .reopen, by: [[.collectionsManager]]),
    Transition(
      from: [
        .new, .classified, .assigned, .early, .negotiation, .planActive, .preLegal, .litigation,
        .enforcement, .realisation, .placed, .writtenOffActive,
      ],
      to: [], on: .hold,
      by: [[.teamLead], [.complianceOfficer]]),
    Transition(
      from: [
        .new, .classified, .assigned, .early, .negotiation, .planActive, .preLegal, .litigation,
        .enforcement, .realisation, .placed, .writtenOffActive,
      ],
      to: [], on: .release,
      by: [[.teamLead], [.complianceOfficer]]),
  ]
}

extension CaseMachine.State {
  /// Neither closed nor archived.
  package var isOpen: Bool { rawValue < Self.closed.rawValue }

  /// The stage shown and counted; a placed or written-off case keeps the stage it came from.
  package enum Stage: Int16, Sendable, CaseIterable {
    case early = 1
    case negotiation
    case legal
    case realisation
    case archive
  }

  /// The stage of this state, where `previous` is the stage the case had before.
  package func stage(after previous: Stage) -> Stage {
    switch self {
    case .new, .classified, .assigned, .early: .early
    case .negotiation, .planActive: .negotiation
    case .preLegal, .litigation, .enforcement: .legal
    case .realisation: .realisation
    case .closed, .archived: .archive
    case .placed, .writtenOffActive: previous
    }
  }
}
