package import Reactor
package import SQL
package import World

/// Lends the sessions of one shard, a few for each role, and closes those unused for longest.
package actor TenantSessions {
  package struct Settings: Sendable {
    package var target: ConnectionTarget
    package var bounds: PoolMachine.Bounds
    /// The passwords of a role, the newest first.
    package var passwords: @Sendable (_ role: String) -> [String]
    /// Run after each connect; a session for which one of them returns a row is refused.
    package var onConnect: [Bound]
    /// Of the pool, in metrics: shard and cell.
    package var name = "0/main"

    package init(
      target: ConnectionTarget, bounds: PoolMachine.Bounds,
      passwords: @escaping @Sendable (_ role: String) -> [String], onConnect: [Bound] = []
    ) {
      self.target = target
      self.bounds = bounds
      self.passwords = passwords
      self.onConnect = onConnect
    }
  }

  package nonisolated let executor: ShardExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  private enum Grant: Sendable {
    case session(PipelineSession, slot: Int)
    case connect(slot: Int)
    /// Too many wait, or the pool is closed.
    case refused
    /// None was free before the caller's deadline.
    case late
  }
  private struct Waiter {
    let deadline: UInt64
    let continuation: CheckedContinuation<Grant, Never>
  }

  private let settings: Settings
  private let opener: ConnectionOpener
  private let world: World
  private var machine: PoolMachine
  private var sessions: [Int: PipelineSession] = [:]
  /// Slots in their user's hands: connecting or lent.
  private var busy: Set<Int> = []
  private var waiters: [Int: Waiter] = [:]
  private var waitersMade = 0
  private var timer: DeadlineTimer?
  private var isClosed = false
  private let sessionMeter: LevelMeter
  private let waiterMeter: LevelMeter

  package init(
    _ settings: Settings, opener: ConnectionOpener, executor: ShardExecutor, world: World
  ) {
    self.settings = settings
    self.opener = opener
    self.executor = executor
    self.world = world
    machine = PoolMachine(settings.bounds)
    sessionMeter = LevelMeter("tally_sessions", MeterLabel("pool", settings.name))
    waiterMeter = LevelMeter("tally_sessions_awaited", MeterLabel("pool", settings.name))
  }

  /// Lends sessions of `owner` for the time of a closure.
  package nonisolated func sessions(of owner: SessionOwner) -> OwnedSessions {
    OwnedSessions(pool: self, owner: owner)
  }

  package var sessionCount: Int { machine.sessionCount }
  package var waiterCount: Int { machine.waiterCount }

  /// Lends a session until its lease is given back: a write lane's, for as long as the lane lives.
  ///
  /// - Throws: `unavailable` when too many wait or no session could be opened, `cancelled` when none
  ///   was free before `deadline`.
  package func leaseSession(
    of owner: SessionOwner, deadline: UInt64
  ) async throws(SQLFailure) -> SessionLease {
    while true {
      switch await grant(owner, isFresh: false, deadline: deadline) {
      case .refused: throw Self.failure
      case .late: throw Self.lateness
      case .session(let session, let slot):
        if await session.isUsable {
          return SessionLease(session: session, pool: self, slot: slot)
        }
        // It ended while it was idle. Each such turn removes one, so the loop ends.
        discarded(slot)
      case .connect(let slot):
        do throws(SQLFailure) {
          let session = try await PipelineSession.open(
            settings.target, role: owner.role, passwords: settings.passwords(owner.role),
            schema: owner.schema, onConnect: settings.onConnect, opener: opener,
            executor: executor, world: world, deadline: deadline)
          sessions[slot] = session
          return SessionLease(session: session, pool: self, slot: slot)
        } catch {
          discarded(slot)
          throw error
        }
      }
    }
  }

  /// Lends a new session for COPY, which is not in pipeline mode; it takes a place of its own.
  ///
  /// - Throws: as `leaseSession`.
  package func leaseCopySession(
    of owner: SessionOwner, deadline: UInt64
  ) async throws(SQLFailure) -> CopyLease {
    let slot: Int
    switch await grant(owner, isFresh: true, deadline: deadline) {
    case .connect(let granted): slot = granted
    case .late: throw Self.lateness
    case .refused, .session: throw Self.failure
    }
    do throws(SQLFailure) {
      let session = try await CopySession.open(
        settings.target, role: owner.role, passwords: settings.passwords(owner.role),
        schema: owner.schema, opener: opener, executor: executor, world: world,
        deadline: deadline)
      return CopyLease(session: session, pool: self, slot: slot)
    } catch {
      discarded(slot)
      throw error
    }
  }

  /// Closes what is idle and refuses all further callers; what is lent ends when it comes back.
  package func close() async {
    isClosed = true
    for slot in machine.idleSlots {
      let session = sessions.removeValue(forKey: slot)
      await session?.close()
      perform(machine.removed(slot))
    }
    for (number, waiter) in waiters {
      machine.gaveUp(number)
      waiter.continuation.resume(returning: .refused)
    }
    waiters = [:]
  }

  /// A lease was given back.
  func returned(_ slot: Int) async {
    guard busy.contains(slot), let session = sessions[slot] else { return }
    let isKept = await session.isKeepable
    guard isKept, !isClosed else { return discarded(slot) }
    guard busy.remove(slot) != nil else { return }
    perform(machine.returned(slot))
  }

  /// A lease was thrown away, or its session was never opened.
  func discarded(_ slot: Int) {
    guard busy.remove(slot) != nil else { return }
    if let session = sessions.removeValue(forKey: slot) {
      session.assumeIsolated { $0.close() }
    }
    perform(machine.removed(slot))
  }

  private static var failure: SQLFailure {
    SQLFailure(code: .unavailable, statement: "session", wasSent: false)
  }
  private static var lateness: SQLFailure {
    SQLFailure(code: .cancelled, statement: "session", wasSent: false)
  }

  private func grant(_ owner: SessionOwner, isFresh: Bool, deadline: UInt64) async -> Grant {
    guard !isClosed else { return .refused }
    guard world.monotonicNow() < deadline else { return .late }
    waitersMade += 1
    let number = waitersMade
    let effects = machine.asked(number, for: owner, isFresh: isFresh)
    return await withCheckedContinuation { continuation in
      waiters[number] = Waiter(deadline: deadline, continuation: continuation)
      perform(effects)
      armTimer()
    }
  }

  private func perform(_ effects: [PoolMachine.Effect]) {
    defer {
      sessionMeter.set(machine.sessionCount)
      waiterMeter.set(machine.waiterCount)
    }
    for effect in effects {
      switch effect {
      case .lend(let slot, let number):
        busy.insert(slot)
        guard let session = sessions[slot] else { preconditionFailure("slot \(slot) is empty") }
        answer(number, .session(session, slot: slot))
      case .connect(let slot, let number):
        busy.insert(slot)
        answer(number, .connect(slot: slot))
      case .close(let slot):
        sessions.removeValue(forKey: slot)?.assumeIsolated { $0.close() }
      case .refuse(let number): answer(number, .refused)
      }
    }
  }

  private func answer(_ number: Int, _ grant: Grant) {
    guard let waiter = waiters.removeValue(forKey: number) else {
      preconditionFailure("waiter \(number) is gone")
    }
    waiter.continuation.resume(returning: grant)
  }

  private func armTimer() {
    if timer == nil {
      timer = DeadlineTimer(queue: executor.queue, world: world) { @Sendable [weak self] in
        self?.assumeIsolated { $0.timerPassed() }
      }
    }
    timer?.set(waiters.values.map(\.deadline).min())
  }

  private func timerPassed() {
    let now = world.monotonicNow()
    for (number, waiter) in waiters where waiter.deadline <= now {
      machine.gaveUp(number)
      answer(number, .late)
    }
    armTimer()
  }
}

/// The sessions of one owner in one pool.
package struct OwnedSessions: SessionSource {
  private let pool: TenantSessions
  package let owner: SessionOwner

  init(pool: TenantSessions, owner: SessionOwner) {
    self.pool = pool
    self.owner = owner
  }

  package func withSession<Result: Sendable>(
    deadline: UInt64, _ body: (any Session) async throws(SQLFailure) -> Result
  ) async throws(SQLFailure) -> Result {
    let lease = try await pool.leaseSession(of: owner, deadline: deadline)
    do throws(SQLFailure) {
      let result = try await body(lease.session)
      await lease.giveBack()
      return result
    } catch {
      await lease.giveBack()
      throw error
    }
  }
}
