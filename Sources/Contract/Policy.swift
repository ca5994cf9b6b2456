/// Who may call a method and what the call does, as its `.proto` declares it.
package struct Policy: Sendable, Equatable {
  /// Who may call.
  package enum Callers: Sendable, Equatable {
    /// No credential is asked.
    case everyone
    case authenticated
    /// Holders of at least one of these.
    case roles(Set<Role>)
  }

  package let callers: Callers
  package let effect: Effect
  package let reveals: Reveals
  /// A second person approves the hash of the payload before it runs.
  package let needsFourEyes: Bool
  /// The call carries an idempotency key; always true of a write and of a reveal.
  package let needsKey: Bool
  package let rate: RateClass
  package let kind: StreamKind
  /// Largest request message accepted, in bytes.
  package let messageByteCountMax: Int

  package init(
    callers: Callers, effect: Effect, reveals: Reveals, needsFourEyes: Bool, needsKey: Bool,
    rate: RateClass, kind: StreamKind, messageByteCountMax: Int
  ) {
    self.callers = callers
    self.effect = effect
    self.reveals = reveals
    self.needsFourEyes = needsFourEyes
    self.needsKey = needsKey
    self.rate = rate
    self.kind = kind
    self.messageByteCountMax = messageByteCountMax
  }
}

/// What a call changes.
package enum Effect: Sendable, Equatable {
  /// Nothing but its entry in the access log.
  case read
  /// Rows and ledger, in one transaction.
  case write
}

/// Whether a reply may hold personal data in clear.
package enum Reveals: Sendable, Equatable {
  case none, personal
}

/// How much of the caller's budget a call takes.
package enum RateClass: Sendable, Equatable, CaseIterable {
  case light, normal, heavy
}
