package import Bytes
package import Contract

/// One role's part of an event that needs several, as a stage record keeps it.
package struct RepairAgreement: Sendable, Equatable {
  package let event: RepairMachine.Event
  package let role: Role
  package let principal: Identifier
  /// Hexadecimal SHA-256 of what was agreed to; empty without a document.
  package let document: String

  package init(
    event: RepairMachine.Event, role: Role, principal: Identifier, document: String
  ) {
    self.event = event
    self.role = role
    self.principal = principal
    self.document = document
  }

  /// `agree:plan_agreed:debtor:` and the document's hash.
  package var word: String { "agree:\(event.word):\(role.name):\(document)" }

  /// - Returns: nil for the word of another record.
  package init?(_ word: String, by principal: Identifier) {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 4, parts[0] == "agree",
      let event = RepairMachine.Event.allCases.first(where: { $0.word == parts[1] }),
      let role = Role(name: parts[2])
    else { return nil }
    self.init(event: event, role: role, principal: principal, document: parts[3])
  }
}

/// What a caller's request comes to under the authority of machine 8.
package enum RepairAuthority: Sendable, Equatable {
  /// The event happens.
  case moves(to: RepairMachine.State, by: Role)
  /// One of the roles it needs has agreed; another has to.
  case agrees(Role)

  /// - Parameter agreements: since the repair entered its state. Those of the same person and
  ///   those to another document do not count.
  /// - Throws: `transitionInvalid`, `roleNotAllowed`.
  package init(
    _ event: RepairMachine.Event, in state: RepairMachine.State, roles: Set<Role>,
    principal: Identifier, document: String, agreements: [RepairAgreement]
  ) throws(Refusal) {
    try RepairMachine.requireListed(event, in: state, by: roles)
    let others = agreements.filter {
      $0.event == event && $0.principal != principal && $0.document == document
    }.map(\.role)
    var pending: Role?
    var last: Refusal?
    for role in roles.sorted(by: { $0.rawValue < $1.rawValue }) {
      do throws(TransitionRefusal) {
        let next = try RepairMachine.apply(event, in: state, by: role, with: others)
        self = .moves(to: next, by: role)
        return
      } catch {
        switch error {
        case .approvalMissing: pending = pending ?? role
        case .invalidTransition, .targetNotListed, .roleNotPermitted: last = error.refusal
        }
      }
    }
    if let pending {
      self = .agrees(pending)
      return
    }
    throw last ?? .denied(.roleNotAllowed, "no role of the caller may \(event.word)")
  }

  package var role: Role {
    switch self {
    case .moves(_, let role), .agrees(let role): role
    }
  }

  /// The roles in one of which somebody caused a recorded event, given the agreements before it.
  static func roles(
    of word: String, by principal: Identifier, agreements: [RepairAgreement]
  ) -> Set<Role> {
    guard let event = RepairMachine.Event.allCases.first(where: { $0.word == word }) else {
      return []
    }
    let others = Set(
      agreements.filter { $0.event == event && $0.principal != principal }.map(\.role))
    let alternatives = RepairMachine.transitions.filter { $0.event == event }.flatMap(\.authority)
    return Set(
      alternatives.flatMap { roles in
        roles.filter { role in roles.allSatisfy { $0 == role || others.contains($0) } }
      })
  }
}
