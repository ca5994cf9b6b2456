package import Contract

extension TransitionRefusal {
  /// What the caller is told.
  package var refusal: Refusal {
    switch self {
    case .invalidTransition(let from, let event):
      .rule(
        .transitionInvalid, "state machine",
        "\(event) is not possible " + (from.map { "in state \($0)" } ?? "before the record exists"))
    case .targetNotListed(_, let event):
      .rule(
        .transitionInvalid, "state machine", "\(event) leads to no such state as is asked for")
    case .roleNotPermitted: .denied(.roleNotAllowed, description, rule: "state machine")
    case .approvalMissing: .rule(.guardNotMet, "combined authority", description)
    }
  }
}

extension Machine {
  /// The event a request names, among those it may name.
  ///
  /// - Throws: `enumUnknown`.
  package static func event(_ word: String, _ field: String) throws(Refusal) -> Event {
    guard !word.isEmpty else { throw .missing(field) }
    guard let event = Event.allCases.first(where: { $0.word == word }) else {
      let known = Event.allCases.map(\.word).joined(separator: ", ")
      throw Refusal(
        .invalidArgument, .enumUnknown, "\(field) is no known event; there are: \(known)",
        field: field)
    }
    return event
  }

  /// The state after `event` by the first of the caller's roles which may cause it.
  ///
  /// - Throws: `transitionInvalid`, or `roleNotAllowed` when no role may.
  package static func step(
    _ event: Event, in state: State?, by roles: Set<Role>
  ) throws(Refusal) -> (state: State, role: Role) {
    try requireListed(event, in: state, by: roles)
    var last: Refusal?
    for role in roles.sorted(by: { $0.rawValue < $1.rawValue }) {
      do throws(TransitionRefusal) {
        return (try apply(event, in: state, by: role), role)
      } catch {
        last = error.refusal
      }
    }
    throw last ?? .denied(.roleNotAllowed, "no role of the caller may \(event.word)")
  }

  /// - Throws: `transitionInvalid` when the table has no such event in `state`, saying what is
  ///   possible there.
  package static func requireListed(
    _ event: Event, in state: State?, by roles: Set<Role>
  ) throws(Refusal) {
    guard !transitions.contains(where: { $0.event == event && starts($0, from: state) }) else {
      return
    }
    throw .rule(.transitionInvalid, "state machine", unlisted(event, in: state, by: roles))
  }

  private static func starts(_ row: Transition<State, Event>, from state: State?) -> Bool {
    state.map(row.from.contains) ?? row.from.isEmpty
  }

  /// The sentence about an event which the table does not list in `state`: what else is possible,
  /// and by whom where the caller may not.
  private static func unlisted(_ event: Event, in state: State?, by roles: Set<Role>) -> String {
    let possible = Event.allCases.compactMap { other -> String? in
      let rows = transitions.filter { $0.event == other && starts($0, from: state) }
      // What only the system causes is nobody's to ask for.
      let allowed = Set(rows.flatMap(\.authority).flatMap(\.self)).subtracting([.system])
      guard !allowed.isEmpty else { return nil }
      guard allowed.isDisjoint(with: roles) else { return other.word }
      let names = allowed.map(\.name).sorted().joined(separator: ", ")
      return "\(other.word) (by \(names))"
    }
    let place = state.map { "in state \($0.word)" } ?? "before the record exists"
    let rest = possible.isEmpty ? "nothing" : possible.joined(separator: ", ")
    return "\(event.word) is not possible \(place); possible now: \(rest)"
  }
}
