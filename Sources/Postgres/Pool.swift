/// What a session is for; all but tenants have slots of their own.
package enum SessionPurpose: Sendable, Hashable, CaseIterable {
  case tenant, sealer, platform, `operator`
}

/// Whose sessions these are: a role, and the schema its statements mean by `tenant.`.
package struct SessionOwner: Sendable, Hashable {
  package let role: String
  /// Nil for a role of the platform, whose statements name their schema.
  package let schema: TenantSchema?
  package let purpose: SessionPurpose
  /// Counts the moves of the tenant: sessions of before a move are not lent after it.
  package let epoch: Int64

  package init(role: String, schema: TenantSchema?, purpose: SessionPurpose, epoch: Int64 = 1) {
    self.role = role
    self.schema = schema
    self.purpose = purpose
    self.epoch = epoch
  }
}

/// Decides who gets a session, who connects, who waits and what is closed. Performs no I/O.
package struct PoolMachine: Sendable {
  /// The bounds of one pool.
  package struct Bounds: Sendable, Equatable {
    /// Sessions of this pool together; the sum over all pools lies below `max_connections`.
    package var sessionsMax: Int
    /// Slots no other purpose may take.
    package var reserved: [SessionPurpose: Int]
    package var sessionsPerRoleMax: Int
    package var waitersMax: Int

    package init(
      sessionsMax: Int, reserved: [SessionPurpose: Int] = [:],
      sessionsPerRoleMax: Int = Limits.sessionsPerRoleMax,
      waitersMax: Int = Limits.sessionsWaitingMax
    ) {
      precondition(sessionsMax >= reserved.values.reduce(0, +), "reserved slots fit")
      precondition(sessionsPerRoleMax > 0, "sessions per role")
      self.sessionsMax = sessionsMax
      self.reserved = reserved
      self.sessionsPerRoleMax = sessionsPerRoleMax
      self.waitersMax = waitersMax
    }
  }

  package enum Effect: Sendable, Equatable {
    /// The idle session `slot` is the waiter's.
    case lend(slot: Int, to: Int)
    /// The waiter may connect; the session it opens takes `slot`.
    case connect(slot: Int, for: Int)
    /// The idle session `slot` makes place for another role.
    case close(slot: Int)
    /// Too many wait.
    case refuse(Int)
  }

  private enum Use: Sendable, Equatable {
    /// Connecting or lent. May become `idle` or be removed.
    case busy
    /// Free since the given tick. May become `busy` or be removed.
    case idle(since: Int)
  }
  private struct Slot: Sendable {
    let owner: SessionOwner
    var use: Use
  }
  private struct Waiter: Sendable {
    let number: Int
    let owner: SessionOwner
    /// Wants a connection of its own instead of one from the pool.
    let isFresh: Bool
  }

  private let bounds: Bounds
  private var slots: [Int: Slot] = [:]
  private var waiters: [Waiter] = []
  private var slotsMade = 0
  private var tick = 0

  package init(_ bounds: Bounds) { self.bounds = bounds }

  package var sessionCount: Int { slots.count }
  package var waiterCount: Int { waiters.count }
  package var idleSlots: [Int] { slots.filter { $0.value.use != .busy }.keys.sorted() }

  /// `waiter` asks for a session of `owner`; with no effect for it, it waits.
  package mutating func asked(
    _ waiter: Int, for owner: SessionOwner, isFresh: Bool = false
  ) -> [Effect] {
    let waiter = Waiter(number: waiter, owner: owner, isFresh: isFresh)
    // Whatever could serve an earlier waiter was given to it already, so nobody is overtaken.
    if let effects = place(waiter) { return effects }
    guard waiters.count < bounds.waitersMax else { return [.refuse(waiter.number)] }
    waiters.append(waiter)
    return []
  }

  /// A lent session came back in a known state.
  package mutating func returned(_ slot: Int) -> [Effect] {
    precondition(slots[slot]?.use == .busy, "slot \(slot) was not lent")
    tick += 1
    slots[slot]?.use = .idle(since: tick)
    return serve()
  }

  /// A session ended, or was never opened.
  package mutating func removed(_ slot: Int) -> [Effect] {
    slots[slot] = nil
    return serve()
  }

  /// A waiter's deadline passed.
  package mutating func gaveUp(_ waiter: Int) { waiters.removeAll { $0.number == waiter } }

  /// Serves the waiters in the order they came; one whose role has all the sessions it may have
  /// does not hold up the others.
  private mutating func serve() -> [Effect] {
    var effects: [Effect] = []
    var left: [Waiter] = []
    for waiter in waiters {
      if let placed = place(waiter) { effects += placed } else { left.append(waiter) }
    }
    waiters = left
    return effects
  }

  private mutating func place(_ waiter: Waiter) -> [Effect]? {
    let own = slots.filter { $0.value.owner == waiter.owner }
    if !waiter.isFresh, let slot = Self.newest(own) {
      slots[slot]?.use = .busy
      return [.lend(slot: slot, to: waiter.number)]
    }
    guard own.count < bounds.sessionsPerRoleMax else { return nil }
    if hasPlace(for: waiter.owner.purpose) { return [connect(waiter)] }
    guard let victim = oldestWhoseEndHelps(waiter.owner.purpose) else { return nil }
    slots[victim] = nil
    return [.close(slot: victim), connect(waiter)]
  }

  private mutating func connect(_ waiter: Waiter) -> Effect {
    slotsMade += 1
    slots[slotsMade] = Slot(owner: waiter.owner, use: .busy)
    return .connect(slot: slotsMade, for: waiter.number)
  }

  /// A purpose fills its own slots first, then what is reserved for nobody.
  private func hasPlace(for purpose: SessionPurpose, without slot: Int? = nil) -> Bool {
    var used: [SessionPurpose: Int] = [:]
    for (number, entry) in slots where number != slot { used[entry.owner.purpose, default: 0] += 1 }
    if used[purpose, default: 0] < bounds.reserved[purpose, default: 0] { return true }
    let sharedUse = used.reduce(0) { $0 + max(0, $1.value - bounds.reserved[$1.key, default: 0]) }
    return sharedUse < bounds.sessionsMax - bounds.reserved.values.reduce(0, +)
  }

  private func oldestWhoseEndHelps(_ purpose: SessionPurpose) -> Int? {
    var oldest: (slot: Int, since: Int)?
    for (number, entry) in slots {
      guard case .idle(let since) = entry.use, since < oldest?.since ?? .max,
        hasPlace(for: purpose, without: number)
      else { continue }
      oldest = (number, since)
    }
    return oldest?.slot
  }

  private static func newest(_ slots: [Int: Slot]) -> Int? {
    var newest: (slot: Int, since: Int)?
    for (number, entry) in slots {
      guard case .idle(let since) = entry.use, since > newest?.since ?? .min else { continue }
      newest = (number, since)
    }
    return newest?.slot
  }
}
