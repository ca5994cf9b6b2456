import Contract

/// The life of a legal action, 法律程序: the main procedure, a payment order, a preservation.
package enum LegalActionMachine: Machine {
  package enum State: Int16, MachineState {
    case prepared = 1
    case filed
    /// 立案
    case accepted
    /// 不予受理
    case rejected
    /// 送达
    case served
    /// 开庭
    case heard
    /// 裁判
    case decided
    /// 上诉
    case appealed
    /// 生效
    case effective
    /// 履行
    case performed
    /// 申请执行
    case enforcementApplied
    /// 执行中
    case enforcing
    /// 查封
    case seized
    /// 变卖
    case assetSale
    /// 终结本次执行
    case terminatedThisRound
    /// 终结执行
    case ended
    /// 撤诉
    case withdrawn
    /// 和解
    case settled
    /// 支付令
    case issued
    /// 异议
    case objected
    /// 保全
    case applied
    case granted
    case renewed
    case released
    case converted
  }

  package enum Event: MachineEvent {
    case prepare
    case file
    case accept
    case reject
    case serve
    case hear
    case decide
    case appeal
    case takeEffect
    case applyEnforcement
    case start
    case seize
    case sell
    case perform
    case suspendRound
    case end
    case revive
    case withdraw
    case settle
    case issue
    case object
    case apply
    case grant
    case renew
    case release
    case convert
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.prepared], on: .prepare, by: [[.legalOfficer]]),
    Transition(from: [.prepared], to: [.filed], on: .file, by: [[.externalCounsel]]),
    Transition(from: [.filed], to: [.accepted], on: .accept, by: [[.legalOfficer]]),
    Transition(from: [.filed], to: [.rejected], on: .reject, by: [[.legalOfficer]]),
    Transition(
      from: [.accepted],
      to: [.served], on: .serve,
      by: [[.legalOfficer], [.externalCounsel]]),
    Transition(
      from: [.served], to: [.heard], on: .hear, by: [[.legalOfficer], [.externalCounsel]]),
    Transition(from: [.heard, .appealed], to: [.decided], on: .decide, by: [[.legalOfficer]]),
    Transition(
      from: [.decided],
      to: [.appealed], on: .appeal,
      by: [[.externalCounsel], [.legalOfficer]]),
    Transition(from: [.decided, .issued], to: [.effective], on: .takeEffect, by: [[.system]]),
    Transition(
      from: [.effective],
      to: [.enforcementApplied], on: .applyEnforcement,
      by: [[.legalOfficer]]),
    Transition(from: [.enforcementApplied], to: [.enforcing], on: .start, by: [[.legalOfficer]]),
    Transition(from: [.enforcing], to: [.seized], on: .seize, by: [[.legalOfficer]]),
    Transition(from: [.seized], to: [.assetSale], on: .sell, by: [[.legalOfficer]]),
    Transition(
      from: [.effective, .enforcing, .seized, .assetSale],
      to: [.performed], on: .perform,
      by: [[.system]]),
    Transition(
      from: [.enforcing, .seized, .assetSale],
      to: [.terminatedThisRound], on: .suspendRound,
      by: [[.legalOfficer]]),
    Transition(
      from: [.enforcing, .seized, .assetSale],
      to: [.ended], on: .end,
      by: [[.legalOfficer]]),
    Transition(from: [.terminatedThisRound], to: [.enforcing], on: .revive, by: [[.legalOfficer]]),
    Transition(
      from: [.prepared, .filed, .accepted, .served, .heard, .decided, .appealed, .issued],
      to: [.withdrawn], on: .withdraw,
      by: [[.legalOfficer]]),
    Transition(
      from: [.prepared, .filed, .accepted, .served, .heard, .decided, .appealed, .issued],
      to: [.settled], on: .settle,
      by: [[.legalOfficer]]),
    Transition(from: [.filed], to: [.issued], on: .issue, by: [[.legalOfficer]]),
    Transition(from: [.issued], to: [.objected], on: .object, by: [[.legalOfficer]]),
    Transition(from: [], to: [.applied], on: .apply, by: [[.legalOfficer]]),
    Transition(from: [.applied], to: [.granted], on: .grant, by: [[.legalOfficer]]),
    Transition(from: [.granted, .renewed], to: [.renewed], on: .renew, by: [[.legalOfficer]]),
    Transition(from: [.granted, .renewed], to: [.released], on: .release, by: [[.legalOfficer]]),
    Transition(from: [.granted, .renewed], to: [.converted], on: .convert, by: [[.legalOfficer]]),
  ]
}
