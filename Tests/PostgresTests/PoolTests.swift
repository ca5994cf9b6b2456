import Postgres
import SQL
import Testing

@Suite struct PoolMachineTests {
  private func owner(_ role: String, _ purpose: SessionPurpose = .tenant) -> SessionOwner {
    SessionOwner(role: role, schema: nil, purpose: purpose)
  }

  @Test func aFreeSessionIsLentAgainTheNewestFirst() {
    var machine = PoolMachine(PoolMachine.Bounds(sessionsMax: 4))
    #expect(machine.asked(1, for: owner("a")) == [.connect(slot: 1, for: 1)])
    #expect(machine.asked(2, for: owner("a")) == [.connect(slot: 2, for: 2)])
    #expect(machine.returned(2) == [])
    #expect(machine.returned(1) == [])
    #expect(machine.asked(3, for: owner("a")) == [.lend(slot: 1, to: 3)])
    #expect(machine.asked(4, for: owner("b")) == [.connect(slot: 3, for: 4)])
    #expect(machine.asked(5, for: owner("a"), isFresh: true) == [.connect(slot: 4, for: 5)])
  }

  @Test func theOldestIdleSessionMakesPlace() {
    var machine = PoolMachine(PoolMachine.Bounds(sessionsMax: 2))
    _ = machine.asked(1, for: owner("a"))
    _ = machine.asked(2, for: owner("b"))
    _ = machine.returned(2)
    _ = machine.returned(1)
    #expect(
      machine.asked(3, for: owner("c")) == [.close(slot: 2), .connect(slot: 3, for: 3)])
    #expect(machine.sessionCount == 2)
  }

  @Test func waitersAreServedInOrderAcrossRoles() {
    var machine = PoolMachine(PoolMachine.Bounds(sessionsMax: 1, waitersMax: 3))
    _ = machine.asked(1, for: owner("a"))
    #expect(machine.asked(2, for: owner("b")) == [])
    #expect(machine.asked(3, for: owner("a")) == [])
    #expect(machine.asked(4, for: owner("b")) == [])
    #expect(machine.asked(5, for: owner("a")) == [.refuse(5)])
    machine.gaveUp(4)
    // The session is of the role of 3, but 2 came first.
    #expect(machine.returned(1) == [.close(slot: 1), .connect(slot: 2, for: 2)])
    #expect(machine.removed(2) == [.connect(slot: 3, for: 3)])
    #expect(machine.waiterCount == 0)
  }

  @Test func aRoleAtItsBoundHoldsUpNobody() {
    var machine = PoolMachine(PoolMachine.Bounds(sessionsMax: 3, sessionsPerRoleMax: 1))
    _ = machine.asked(1, for: owner("a"))
    #expect(machine.asked(2, for: owner("a")) == [])
    #expect(machine.asked(3, for: owner("b")) == [.connect(slot: 2, for: 3)])
    #expect(machine.returned(1) == [.lend(slot: 1, to: 2)])
  }

  @Test func reservedSlotsStayFree() {
    var machine = PoolMachine(
      PoolMachine.Bounds(
        sessionsMax: 4, reserved: [.sealer: 1, .operator: 1], sessionsPerRoleMax: 4))
    #expect(machine.asked(1, for: owner("a")) != [])
    #expect(machine.asked(2, for: owner("a")) != [])
    #expect(machine.asked(3, for: owner("a")) == [])
    #expect(machine.asked(4, for: owner("s", .sealer)) == [.connect(slot: 3, for: 4)])
    // Its own place is taken and the shared ones are full.
    #expect(machine.asked(5, for: owner("s", .sealer)) == [])
    #expect(machine.asked(6, for: owner("o", .operator)) == [.connect(slot: 4, for: 6)])
    // An idle session in a reserved place is of no use to a tenant.
    #expect(machine.returned(4) == [])
    #expect(machine.asked(7, for: owner("b")) == [])
    #expect(machine.sessionCount == 4)
  }

  /// Whatever is asked, returned and removed: the bounds hold, and nobody waits who could be
  /// served.
  @Test(arguments: [1 as UInt64, 2, 3, 4, 5])
  func boundsHold(seed: UInt64) {
    print("seed \(seed)")
    var random = SplitMix(seed: seed)
    let bounds = PoolMachine.Bounds(
      sessionsMax: 6, reserved: [.sealer: 1, .platform: 1], sessionsPerRoleMax: 2, waitersMax: 8)
    var machine = PoolMachine(bounds)
    var lent: [Int: SessionOwner] = [:]
    var askers: [Int: SessionOwner] = [:]
    var open: [Int: SessionOwner] = [:]
    func apply(_ effects: [PoolMachine.Effect]) {
      for effect in effects {
        switch effect {
        case .lend(let slot, let waiter):
          #expect(open[slot] == askers[waiter], "a session crossed roles")
          #expect(lent[slot] == nil)
          lent[slot] = askers.removeValue(forKey: waiter)
        case .connect(let slot, let waiter):
          lent[slot] = askers.removeValue(forKey: waiter)
          open[slot] = lent[slot]
        case .close(let slot):
          #expect(lent[slot] == nil)
          open[slot] = nil
        case .refuse(let waiter):
          #expect(machine.waiterCount == bounds.waitersMax)
          askers[waiter] = nil
        }
      }
    }
    for step in 1...3000 {
      let busy = lent.keys.sorted()
      switch random.next() % 5 {
      case 0, 1, 2:
        let purpose = SessionPurpose.allCases[Int(random.next() % 3)]
        let asker = owner("\(purpose)\(random.next() % 3)", purpose)
        askers[step] = asker
        apply(machine.asked(step, for: asker))
      case 3 where !busy.isEmpty:
        let slot = busy[Int(random.next() % UInt64(busy.count))]
        lent[slot] = nil
        apply(machine.returned(slot))
      default:
        guard !busy.isEmpty else { continue }
        let slot = busy[Int(random.next() % UInt64(busy.count))]
        lent[slot] = nil
        open[slot] = nil
        apply(machine.removed(slot))
      }
      #expect(machine.sessionCount == open.count)
      #expect(open.count <= bounds.sessionsMax)
      #expect(open.values.count { $0.purpose == .tenant } <= 4)
      #expect(Dictionary(grouping: open.values, by: \.role).values.allSatisfy { $0.count <= 2 })
      #expect(machine.waiterCount == askers.count)
    }
  }
}

/// A small generator for tests. Source: S. Vigna, splitmix64.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite struct PoolTests {
  let bench = Bench()
  let platform = SessionOwner(role: ServerFixture.role, schema: nil, purpose: .platform)

  @Test func theCapTheQueueAndTheDeadlineAreReached() async throws {
    let pool = try await bench.pool(
      PoolMachine.Bounds(sessionsMax: 1, sessionsPerRoleMax: 1, waitersMax: 1))
    let lease = try await pool.leaseSession(of: platform, deadline: ServerFixture.deadline())
    async let late = failure {
      try await pool.leaseSession(of: platform, deadline: ServerFixture.deadline(seconds: 0.2))
    }
    while await pool.waiterCount == 0 { await Task.yield() }
    let refused = await failure {
      try await pool.leaseSession(of: platform, deadline: ServerFixture.deadline())
    }
    let unavailable = SQLFailure(code: .unavailable, statement: "session", wasSent: false)
    #expect(refused == unavailable)
    #expect(await late == SQLFailure(code: .cancelled, statement: "session", wasSent: false))
    #expect(await pool.waiterCount == 0)
    #expect(await pool.sessionCount == 1)
    await lease.giveBack()
    let again = try await pool.leaseSession(of: platform, deadline: ServerFixture.deadline())
    #expect(again.session === lease.session)
    // Giving back a second time takes nothing from the new holder.
    await lease.giveBack()
    await lease.discard()
    #expect(await again.session.isUsable)
    await again.discard()
    #expect(await pool.sessionCount == 0)
    await pool.close()
  }

  @Test func waitersAreServedInOrder() async throws {
    let pool = try await bench.pool(PoolMachine.Bounds(sessionsMax: 1))
    let source = pool.sessions(of: platform)
    let lease = try await pool.leaseSession(of: platform, deadline: ServerFixture.deadline())
    let order = AsyncStream<Int>.makeStream()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<5 {
        group.addTask {
          try await source.withSession(deadline: ServerFixture.deadline()) {
            (_: any Session) async throws(SQLFailure) -> Void in order.continuation.yield(number)
          }
        }
        while await pool.waiterCount <= number { await Task.yield() }
      }
      await lease.giveBack()
      try await group.waitForAll()
    }
    order.continuation.finish()
    var seen: [Int] = []
    for await number in order.stream { seen.append(number) }
    #expect(seen == [0, 1, 2, 3, 4])
    await pool.close()
  }

  @Test func aForgottenLeaseIsDiscarded() async throws {
    let pool = try await bench.pool(PoolMachine.Bounds(sessionsMax: 1))
    _ = try await pool.leaseSession(of: platform, deadline: ServerFixture.deadline())
    while await pool.sessionCount > 0 { await Task.yield() }
    let next = try await pool.leaseSession(of: platform, deadline: ServerFixture.deadline())
    await next.giveBack()
    await pool.close()
    let closed = await failure {
      try await pool.leaseSession(of: platform, deadline: ServerFixture.deadline())
    }
    #expect(closed?.code == .unavailable)
  }

  @Test func anOpenTransactionIsNotHandedOn() async throws {
    let pool = try await bench.pool(PoolMachine.Bounds(sessionsMax: 1))
    let first = try await pool.leaseSession(of: platform, deadline: ServerFixture.deadline())
    _ = try await first.session.run(
      Batch(opening: .readCommitted, [bound("select 1")]), deadline: ServerFixture.deadline())
    await first.giveBack()
    let second = try await pool.leaseSession(of: platform, deadline: ServerFixture.deadline())
    #expect(second.session !== first.session)
    await second.giveBack()
    await pool.close()
  }

  @Test func aSessionThatEndedWhileIdleIsReplaced() async throws {
    let pool = try await bench.pool(PoolMachine.Bounds(sessionsMax: 2))
    let first = try await pool.leaseSession(of: platform, deadline: ServerFixture.deadline())
    await first.giveBack()
    await first.session.close()
    let second = try await pool.leaseSession(of: platform, deadline: ServerFixture.deadline())
    #expect(second.session !== first.session)
    #expect(await pool.sessionCount == 1)
    await second.giveBack()
    await pool.close()
  }

  /// Leases of four roles on three sessions, with errors, cancels, forgotten transactions and
  /// leases: whoever reads his canary reads his own.
  @Test(arguments: [20_261_122 as UInt64])
  func canariesNeverCross(seed: UInt64) async throws {
    print("seed \(seed)")
    let owner = try await bench.session()
    let roles = (0..<4).map { "t_canary\($0)" }
    for role in roles {
      try await owner.prepare(
        "create role \(role) login password 'secret'", "create schema \(role)",
        "create table \(role).canary (who text)", "insert into \(role).canary values ('\(role)')",
        "grant usage on schema \(role) to \(role)", "grant select on \(role).canary to \(role)")
    }
    let pool = try await bench.pool(PoolMachine.Bounds(sessionsMax: 3))
    var random = SplitMix(seed: seed)
    let plans = (0..<200).map { _ in
      (role: roles[Int(random.next() % 4)], fault: Int(random.next() % 8))
    }
    let lanes = (0..<6).map { lane in
      plans.enumerated().filter { $0.offset % 6 == lane }.map(\.element)
    }
    let count = try await withThrowingTaskGroup(of: Int.self) { group in
      for lane in lanes {
        group.addTask {
          for plan in lane { try await Self.use(pool, role: plan.role, fault: plan.fault) }
          return lane.count
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(count == 200)
    #expect(await pool.sessionCount <= 3)
    await pool.close()
    await owner.close()
  }

  private static func use(_ pool: TenantSessions, role: String, fault: Int) async throws {
    let sessions = pool.sessions(
      of: SessionOwner(role: role, schema: TenantSchema(role), purpose: .tenant))
    let canary = bound("select who, current_user::text from tenant.canary", name: "canary")
    _ = await failure {
      try await sessions.withSession(deadline: ServerFixture.deadline()) {
        (session: any Session) async throws(SQLFailure) -> Void in
        let row = try await session.run(Batch([canary]), deadline: ServerFixture.deadline())[0][0]
        let seen = [try row.text(0), try row.text(1)]
        #expect(seen == [role, role])
        switch fault {
        case 0:
          _ = try await session.run(
            Batch(opening: .readCommitted, [canary, bound("select 1 / 0"), canary]),
            deadline: ServerFixture.deadline())
        case 1:
          _ = try await session.run(
            Batch(opening: .snapshot, [canary, bound("select pg_sleep(30)")]),
            deadline: ServerFixture.deadline(seconds: 0.02))
        case 2:
          _ = try await session.run(
            Batch(opening: .readCommitted, [canary]), deadline: ServerFixture.deadline())
        case 3:
          _ = try await session.run(
            Batch([bound("select pg_terminate_backend(pg_backend_pid())")]),
            deadline: ServerFixture.deadline())
        default: return
        }
      }
    }
    let read = try await sessions.withSession(deadline: ServerFixture.deadline()) {
      (session: any Session) async throws(SQLFailure) -> [String] in
      let row = try await session.run(Batch([canary]), deadline: ServerFixture.deadline())[0][0]
      return [try row.text(0), try row.text(1)]
    }
    #expect(read == [role, role])
  }
}
