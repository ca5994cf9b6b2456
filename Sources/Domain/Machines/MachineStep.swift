package import Contract

extension TransitionRefusal {
  /// What the caller is told.
  package var refusal: Refusal {
    switch self {
    case .invalidTransition, .targetNotListed:
      .rule(.transitionInvalid, "state machine", description)
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
      throw Refusal(.invalidArgument, .enumUnknown, "\(field) is no known event", field: field)
    }
    return event
  }

  /// The state after `event` by the first of the caller's roles which may cause it.
  ///
  /// - Throws: `transitionInvalid`, or `roleNotAllowed` when no role may.
  package static func step(
    _ event: Event, in state: State?, by roles: Set<Role>
  ) throws(Refusal) -> (state: State, role: Role) {
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
}
