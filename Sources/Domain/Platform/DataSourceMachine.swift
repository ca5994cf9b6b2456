import Contract

/// The life of a data source, 数据来源.
package enum DataSourceMachine: Machine {
  package enum State: Int16, MachineState {
    case draft = 1
    case active
    case degraded
    case suspended
    case retired
  }

  package enum Event: MachineEvent {
    case draft
    case activate
    case degrade
    case recover
    case suspend
    case resume
    case retire
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.draft], on: .draft, by: [[.tenantAdmin]]),
    Transition(from: [.draft], to: [.active], on: .activate, by: [[.tenantAdmin]]),
    Transition(from: [.active], to: [.degraded], on: .degrade, by: [[.system]]),
    Transition(from: [.degraded], to: [.active], on: .recover, by: [[.system]]),
    Transition(
      from: [.degraded],
      to: [.suspended], on: .suspend,
      by: [[.tenantAdmin], [.dpo], [.system]]),
    Transition(from: [.suspended], to: [.degraded], on: .resume, by: [[.tenantAdmin]]),
    Transition(
      from: [.draft, .active, .degraded, .suspended],
      to: [.retired], on: .retire,
      by: [[.tenantAdmin]]),
  ]
}
