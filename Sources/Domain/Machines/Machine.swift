package import Contract

/// A state with a fixed code.
package protocol MachineState: RawRepresentable<Int16>, CaseIterable, Hashable, Sendable {}

/// Something that may happen to a row.
package protocol MachineEvent: CaseIterable, Hashable, Sendable {}

extension MachineState {
  /// The word of specifications and answers: `PLAN_ACTIVE`.
  package var word: String { snake("\(self)").uppercased() }
}

extension MachineEvent {
  /// The word of specifications and answers: `plan_activated`.
  package var word: String { snake("\(self)") }
}

/// `planActive` → `plan_active`, `decided2` → `decided_2`.
private func snake(_ name: String) -> String {
  name.reduce(into: "") { word, character in
    if character.isUppercase || character.isNumber { word += "_" }
    word += character.lowercased()
  }
}

/// One row of a machine's table.
package struct Transition<State: MachineState, Event: MachineEvent>: Sendable {
  /// Empty for creation.
  package let from: [State]
  /// The states the request chooses from; empty when the state stays.
  package let to: [State]
  package let event: Event
  /// Alternatives; the roles of one alternative act together.
  package let authority: [[Role]]

  init(from: [State], to: [State], on event: Event, by authority: [[Role]]) {
    self.from = from
    self.to = to
    self.event = event
    self.authority = authority
  }
}

/// Why a transition is refused.
package enum TransitionRefusal: Error, Sendable, Equatable {
  /// The table has no such row; `from` is nil for creation.
  case invalidTransition(from: String?, event: String)
  /// The request must name one of several target states, or named none of them.
  case targetNotListed(from: String?, event: String)
  /// The role may not cause the event.
  case roleNotPermitted(role: Role, event: String)
  /// The role may, together with others who have not agreed.
  case approvalMissing(role: Role, event: String)
}

extension TransitionRefusal: CustomStringConvertible {
  package var description: String {
    switch self {
    case .invalidTransition(let from, let event):
      "INVALID_TRANSITION(\(from ?? "—"), \(event))"
    case .targetNotListed(let from, let event):
      "INVALID_TRANSITION(\(from ?? "—"), \(event)): the target is not one of those listed"
    case .roleNotPermitted(let role, let event): "\(role.name) may not \(event)"
    case .approvalMissing(let role, let event):
      "\(role.name) may \(event) only together with another role"
    }
  }
}

/// A life cycle given as one table. Guards are decided by the operation, from data.
package protocol Machine: Sendable {
  associatedtype State: MachineState
  associatedtype Event: MachineEvent
  static var transitions: [Transition<State, Event>] { get }
}

extension Machine {
  /// The state after `event`.
  ///
  /// `state` is nil for creation; `others` are the roles of those who have agreed besides the
  /// requester; `target` is needed where the table lists several.
  /// - Throws: when the table, the target or the roles do not permit it, in this order.
  package static func apply(
    _ event: Event, in state: State?, by role: Role, with others: [Role] = [],
    choosing target: State? = nil
  ) throws(TransitionRefusal) -> State {
    let (from, word) = (state?.word, event.word)
    let rows = transitions.filter { row in
      row.event == event && (state.map(row.from.contains) ?? row.from.isEmpty)
    }
    guard !rows.isEmpty else { throw .invalidTransition(from: from, event: word) }
    let targets = rows.flatMap { row in row.to.isEmpty ? [state].compactMap(\.self) : row.to }
    let chosen = target ?? (targets.count == 1 ? targets.first : nil)
    guard let chosen, targets.contains(chosen) else {
      throw .targetNotListed(from: from, event: word)
    }
    let authority = rows.filter { $0.to.isEmpty || $0.to.contains(chosen) }.flatMap(\.authority)
    let alternatives = authority.filter { $0.contains(role) }
    guard !alternatives.isEmpty else { throw .roleNotPermitted(role: role, event: word) }
    let present = [role] + others
    guard alternatives.contains(where: { $0.allSatisfy(present.contains) }) else {
      throw .approvalMissing(role: role, event: word)
    }
    return chosen
  }

  /// The events which `role` may request in `state`, in the order of the table.
  package static func events(in state: State?, by role: Role) -> [Event] {
    Event.allCases.filter { event in
      transitions.contains { row in
        row.event == event && (state.map(row.from.contains) ?? row.from.isEmpty)
          && row.authority.contains { $0.contains(role) }
      }
    }
  }
}
