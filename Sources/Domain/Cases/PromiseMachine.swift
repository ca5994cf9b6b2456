import Contract

/// The life of a promise to pay, 还款承诺; no person may set kept, partial or broken.
package enum PromiseMachine: Machine {
  package enum State: Int16, MachineState {
    case open = 1
    case kept
    case partial
    case broken
    case superseded
    case invalidated
    case cancelled
  }

  package enum Event: MachineEvent {
    case make
    case met
    case duePartlyPaid
    case lapse
    case chargeback
    case supersede
    case invalidate
    case cancel
  }

  package static let transitions: [Transition<State, Event>] = [
    Transition(from: [], to: [.open], on: .make, by: [[.collector], [.debtor]]),
    Transition(from: [.open, .partial], to: [.kept], on: .met, by: [[.system]]),
    Transition(from: [.open], to: [.partial], on: .duePartlyPaid, by: [[.system]]),
    Transition(from: [.open, .partial], to: [.broken], on: .lapse, by: [[.system]]),
    Transition(from: [.kept], to: [.broken], on: .chargeback, by: [[.system]]),
    Transition(from: [.open, .partial], to: [.superseded], on: .supersede, by: [[.system]]),
    Transition(from: [.open, .partial], to: [.invalidated], on: .invalidate, by: [[.system]]),
    Transition(from: [.open], to: [.cancelled], on: .cancel, by: [[.teamLead]]),
  ]
}
