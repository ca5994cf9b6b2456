import Bytes
import Contract
import Domain
import Postgres
import Queries
import SQL
import Synchronization
import Testing
import World

// The limits of a lane are its own.
@testable import Engine

/// Goal: whatever breaks, each caller is told once, and the truth. Method: a stage before the real
/// sessions of a real PostgreSQL breaks one step; what was told is compared with what is stored.
@Suite("A lane whose sessions break", .serialized, .timeLimit(.minutes(3)))
struct LaneFaultTests {
  /// Lets a first operation through to its commit, so that what comes next waits together.
  private struct Door: Sendable {
    let gate = Gate()
    let reached = Gate()
    var fault: Fault { .paused(gate, reached: reached) }
  }

  private func deed(_ act: Deed.Act, _ debtor: Debtor, _ mark: String) -> Deed {
    Deed(act: act, debtor: debtor, history: debtor.subject, mark: mark)
  }

  /// Submits `deeds` so that they share the lane's second batch.
  private func together(_ deeds: [Deed], on side: Side, _ door: Door) async {
    await side.submit(deed(.note, deeds[0].debtor, "opener"))
    await door.reached.wait()
    for deed in deeds { await side.submit(deed) }
    door.gate.open()
  }

  private func expectOnce(
    _ deeds: [Deed], on side: Side, _ location: SourceLocation = #_sourceLocation
  ) {
    for deed in deeds {
      #expect(side.answers(deed).count == 1, "\(deed.mark)", sourceLocation: location)
      #expect(
        side.answers(deed).first?.isSuccess == true, "\(deed.mark)", sourceLocation: location)
    }
  }

  /// Every deed is stored once, and its key gives the same bytes again.
  private func expectStored(
    _ deeds: [Deed], in house: LaneHouse, by side: Side,
    _ location: SourceLocation = #_sourceLocation
  ) async throws {
    let again = house.side()
    for deed in deeds {
      let stored = try await house.count("tenant.lane_act where mark = '\(deed.mark)'")
      #expect(stored == 1, "\(deed.mark)", sourceLocation: location)
      let first = try side.answers(deed).first?.get()
      let second = try await again.perform(deed).get()
      #expect(first == second, "\(deed.mark)", sourceLocation: location)
    }
    await again.ended()
    #expect(await again.isTidy(), sourceLocation: location)
  }

  enum Breakage: String, CaseIterable, Sendable {
    case openBefore, openAfter, commitBefore, commitDone, commitUndone, serialization
    case secondHalf, claimLost, claimDone, twice

    func fault(_ step: Batch.Step, _ count: Int) -> Fault? {
      switch (self, step, count) {
      case (.openBefore, .open, 2): .lostBefore
      case (.openAfter, .open, 2): .lostAfter
      case (.commitBefore, .commit, 2): .lostBefore
      case (.commitDone, .commit, 2): .lostAfter
      case (.commitUndone, .commit, 2): .undone
      case (.serialization, .commit, 2): .refused(.serialization)
      // The batch is halved; the second half loses its session.
      case (.secondHalf, .commit, 2): .refused(.serialization)
      case (.secondHalf, .open, 4): .lostAfter
      case (.claimLost, .commit, 2), (.claimDone, .commit, 2): .undone
      case (.claimLost, .claim, 1): .lostBefore
      case (.claimDone, .claim, 1): .lostAfter
      case (.twice, .commit, 2), (.twice, .commit, 3): .undone
      default: nil
      }
    }
  }

  @Test("Each of a batch is told once, whatever step breaks", arguments: Breakage.allCases)
  func batch(_ breakage: Breakage) async throws {
    let house = try await LaneHouse()
    let debtors = try await house.debtors(5)
    let door = Door()
    let side = house.side(
      Scripted { step, count, _ in
        (step, count) == (.commit, 1) ? door.fault : breakage.fault(step, count)
      })
    let deeds = debtors.enumerated().map { deed(.pay(10), $1, "\(breakage) \($0)") }
    await together(deeds, on: side, door)
    await side.ended()
    expectOnce(deeds, on: side)
    try await expectStored(deeds, in: house, by: side)
    #expect(try await house.count("tenant.account where balance = 990 and version = 1") == 5)
    #expect(await side.isTidy())
  }

  @Test("What a batch decided is told before the rest runs alone and loses its session")
  func skippedThenLost() async throws {
    let house = try await LaneHouse()
    let debtors = try await house.debtors(4)
    let holder = try await house.holder(of: [debtors[1].subject, debtors[2].subject])
    let door = Door()
    let second = Door()
    let side = house.side(
      Scripted(lockTimeoutMilliseconds: 5_000) { step, count, _ in
        switch (step, count) {
        case (.commit, 1): door.fault
        // The first of the skipped, alone.
        case (.open, 3): .lostBefore
        case (.open, 4): second.fault
        default: nil
        }
      })
    let deeds = debtors.enumerated().map { deed(.pay(10), $1, "skip \($0)") }
    await together(deeds, on: side, door)
    await second.reached.wait()
    #expect(side.answers(deeds[0]).count == 1)
    #expect(side.answers(deeds[1]).isEmpty)
    #expect(side.answers(deeds[3]).count == 1)
    await holder.release()
    second.gate.open()
    await side.ended()
    expectOnce(deeds, on: side)
    try await expectStored(deeds, in: house, by: side)
    #expect(await side.isTidy())
  }

  @Test("Rows held elsewhere hold up nobody else; after the lock's time the call is refused")
  func skipLocked() async throws {
    let house = try await LaneHouse()
    let debtors = try await house.debtors(3)
    let holder = try await house.holder(of: [debtors[1].subject])
    let door = Door()
    let side = house.side(
      Scripted(lockTimeoutMilliseconds: 20) { step, count, _ in
        (step, count) == (.commit, 1) ? door.fault : nil
      })
    let deeds = debtors.enumerated().map { deed(.pay(10), $1, "held \($0)") }
    await together(deeds, on: side, door)
    await side.ended()
    expectOnce([deeds[0], deeds[2]], on: side)
    #expect(side.answers(deeds[1]).map(\.reason) == [.conflict])
    #expect(try await house.count("tenant.lane_act where mark = 'held 1'") == 0)
    await holder.release()
    #expect(await side.perform(deeds[1]).isSuccess)
    #expect(try await house.count("tenant.lane_act where mark = 'held 1'") == 1)
    await side.ended()
    #expect(await side.isTidy())
  }

  // MARK: Batches and time

  @Test("Batches become smaller when their operations turn out to be slow")
  func slow() async throws {
    let house = try await LaneHouse()
    let debtors = try await house.debtors(40)
    let door = Door()
    let second = Door()
    let ahead = Atomic<UInt64>(0)
    let sizes = Mutex<[Int]>([])
    let side = house.side(
      Scripted { step, count, batch in
        guard step == .commit else { return nil }
        sizes.withLock { $0.append(Self.keyCount(batch)) }
        return [1: door.fault, 2: second.fault][count]
      }, world: Self.world { ahead.load(ordering: .relaxed) })
    func deeds(_ name: String) -> [Deed] {
      debtors.enumerated().map { index, debtor in
        Deed(
          act: .pay(10), debtor: debtor, history: debtor.subject, mark: "\(name) \(index)",
          rowEstimate: LaneLimits.batchRowsMax / debtors.count)
      }
    }
    let (quick, late) = (deeds("quick"), deeds("late"))
    await together(quick, on: side, door)
    await second.reached.wait()
    for deed in late { await side.submit(deed) }
    // As the lane sees it, the batch at its commit takes ten seconds.
    ahead.store(10_000_000_000, ordering: .relaxed)
    second.gate.open()
    await side.ended()
    expectOnce(quick + late, on: side)
    let all = sizes.withLock { $0 }
    // Forty at the start value; then ten, each taken for 4.75 times as long.
    #expect(all.prefix(3) == [1, 40, 10])
    #expect(all.reduce(0, +) == 81)
    #expect(await side.isTidy())
  }

  private static func keyCount(_ batch: Batch) -> Int {
    let keys = batch.statements.first { $0.statement == EngineQueries.insertKeysStatement }
    guard case .array(_, let marks)? = keys?.values[2] else { return 0 }
    return marks.count
  }

  /// The real world with a clock that is ahead by `nanoseconds`.
  private static func world(ahead nanoseconds: @escaping @Sendable () -> UInt64) -> World {
    var world = LaneHouse.world
    let real = world
    world.monotonicNow = { real.monotonicNow() + nanoseconds() }
    return world
  }

  // MARK: Commits in doubt

  @Test("A commit that hangs is unknown, to its caller and to the next, until it is over")
  func hanging() async throws {
    let house = try await LaneHouse()
    let debtors = try await house.debtors(2)
    let (gate, done) = (Gate(), Gate())
    let side = house.side(
      Scripted(lockTimeoutMilliseconds: 20) { step, count, _ in
        (step, count) == (.commit, 1) ? .hanging(gate, done: done) : nil
      })
    let other = house.side(Scripted(lockTimeoutMilliseconds: 20) { _, _, _ in nil })
    let deed = deed(.pay(10), debtors[0], "hanging")
    #expect(await side.perform(deed).reason == .commitUnknown)
    // Not "another write holds the rows": that would say that nothing happened.
    #expect(await other.perform(deed).reason == .commitUnknown)
    #expect(await other.perform(self.deed(.pay(1), debtors[0], "else")).reason == .conflict)
    #expect(await other.perform(self.deed(.pay(1), debtors[1], "free")).isSuccess)
    gate.open()
    await done.wait()
    let first = try await side.perform(deed).get()
    let second = try await other.perform(deed).get()
    #expect(first == second)
    #expect(try await house.count("tenant.lane_act where mark = 'hanging'") == 1)
    #expect(try await house.count("tenant.lane_act where mark = 'else'") == 0)
    for side in [side, other] {
      await side.ended()
      #expect(await side.isTidy())
    }
  }

  @Test("A commit still on its way fails on the key that was claimed", arguments: [true, false])
  func late(locks: Bool) async throws {
    let house = try await LaneHouse()
    let debtor = try await house.debtors(1)[0]
    let (gate, done) = (Gate(), Gate())
    let side = house.side(
      Scripted(lockTimeoutMilliseconds: 20) { step, count, _ in
        (step, count) == (.commit, 1) ? .late(gate, done: done) : nil
      })
    let deed = deed(locks ? .pay(10) : .note, debtor, "late")
    let told = await side.perform(deed)
    // Its rows are still locked: it cannot run again; without any it ran again at once.
    #expect(told.reason == (locks ? .conflict : nil))
    gate.open()
    await done.wait()
    #expect(try await house.count("tenant.lane_act where mark = 'late'") == (locks ? 0 : 1))
    let first = try await side.perform(deed).get()
    let second = try await side.perform(deed).get()
    #expect(first == second)
    if !locks { #expect(try told.get() == first) }
    #expect(try await house.count("tenant.lane_act where mark = 'late'") == 1)
    #expect(try await house.count("tenant.command_key where reply is null") == 0)
    await side.ended()
    #expect(await side.isTidy())
  }

  @Test(
    "A reply that is not kept is decided anew after a commit in doubt", arguments: [true, false])
  func anew(committed: Bool) async throws {
    let house = try await LaneHouse()
    let debtor = try await house.debtors(1)[0]
    let side = house.side(
      Scripted { step, count, _ in
        (step, count) == (.commit, 1) ? (committed ? .lostAfter : .undone) : nil
      })
    var deed = deed(.note, debtor, "anew")
    deed.replay = .anew
    #expect(await side.perform(deed).isSuccess)
    #expect(await side.perform(deed).isSuccess)
    #expect(try await house.count("tenant.lane_act where mark = 'anew'") == 1)
    await side.ended()
    #expect(await side.isTidy())
  }

  @Test("A key in doubt that another request used is refused")
  func mismatch() async throws {
    let house = try await LaneHouse()
    let debtor = try await house.debtors(1)[0]
    let plain = house.side()
    let deed = deed(.note, debtor, "same")
    let door = Door()
    let side = house.side(
      Scripted { step, count, _ in
        switch (step, count) {
        // After its look-up found nothing, somebody else uses the key.
        case (.commit, 1): door.fault
        case (.claim, 1): nil
        default: nil
        }
      })
    async let told = side.perform(deed, request: 2)
    await door.reached.wait()
    #expect(await plain.perform(deed, request: 1).isSuccess)
    door.gate.open()
    #expect(await told.reason == .idempotencyMismatch)
    #expect(try await house.count("tenant.lane_act where mark = 'same'") == 1)
  }

  // MARK: Keys

  @Test("A key gives its reply where the operation itself would be refused now")
  func replyBeforeRefusal() async throws {
    let house = try await LaneHouse()
    let debtor = try await house.debtors(1)[0]
    let side = house.side()
    for act in [Deed.Act.take, .open, .pay(1_000)] {
      let first = deed(act, debtor, "first \(act)")
      let reply = try await side.perform(first).get()
      #expect(await side.perform(deed(act, debtor, "second \(act)")).reason != nil)
      #expect(try await side.perform(first).get() == reply)
    }
    await side.ended()
    #expect(await side.isTidy())
  }

  @Test("A call that waited for its own key's first call gets that call's reply")
  func sameKeyOnTwoSides() async throws {
    let house = try await LaneHouse()
    let debtor = try await house.debtors(1)[0]
    for act in [Deed.Act.open, .once("x")] {
      let deed = deed(act, debtor, "pair \(act)")
      let door = Door()
      let first = house.side(
        Scripted { step, count, _ in (step, count) == (.commit, 1) ? door.fault : nil })
      let waits = Door()
      let second = house.side(
        Scripted { step, count, _ in
          // One that locks waits in its first pipeline, one that does not has decided by then.
          (step, count) == (act == .open ? .open : .commit, 1) ? waits.fault : nil
        })
      async let one = first.perform(deed)
      await door.reached.wait()
      async let two = second.perform(deed)
      await waits.reached.wait()
      waits.gate.open()
      if act == .open { try await house.someoneWaits() }
      door.gate.open()
      let (left, right) = (try await one.get(), try await two.get())
      #expect(left == right)
      #expect(try await house.count("tenant.lane_act where mark = '\(deed.mark)'") == 1)
    }
  }

  // MARK: Deadlines

  @Test("A caller that leaves changes nothing: its key finds the outcome")
  func callerLeaves() async throws {
    let house = try await LaneHouse()
    let debtor = try await house.debtors(1)[0]
    let door = Door()
    let side = house.side(
      Scripted { step, count, _ in (step, count) == (.commit, 1) ? door.fault : nil })
    let running = deed(.pay(1), debtor, "running")
    let queued = deed(.pay(2), debtor, "queued")
    let callers = [running, queued].map { deed in Task { await side.perform(deed) } }
    await door.reached.wait()
    for caller in callers { caller.cancel() }
    door.gate.open()
    for caller in callers { #expect(await caller.value.isSuccess) }
    #expect(try await house.count("tenant.account where balance = 997 and version = 2") == 1)
    await side.ended()
    #expect(await side.isTidy())
  }

  @Test("A budget below what a commit takes now is refused, while the lane is busy only")
  func budgets() async throws {
    let house = try await LaneHouse()
    let debtor = try await house.debtors(1)[0]
    let door = Door()
    let slow = LaneLimits.durationsMin
    let side = house.side(
      Scripted { step, count, _ in (step, count) == (.commit, slow + 1) ? door.fault : nil })
    for index in 0..<slow {
      #expect(await side.perform(deed(.pay(1), debtor, "warm \(index)")).isSuccess)
    }
    await side.ended()
    #expect(await side.perform(deed(.note, debtor, "none"), budget: 0).reason == .deadlineExceeded)
    // Idle: what the lane knows may be long past.
    async let first = side.perform(deed(.note, debtor, "idle"), budget: 1)
    await door.reached.wait()
    #expect(await side.perform(deed(.note, debtor, "busy"), budget: 1).reason == .deadlineExceeded)
    door.gate.open()
    #expect(await first.isSuccess)
    #expect(try await house.count("tenant.lane_act where mark in ('busy', 'none')") == 0)
  }

  @Test("A batch over its deadline is cancelled and runs again; a commit is not cancelled")
  func hurried() async throws {
    let house = try await LaneHouse()
    let debtors = try await house.debtors(2)
    let holder = try await house.holder(of: [debtors[0].subject])
    let next = Door()
    let side = house.side(
      Scripted(lockTimeoutMilliseconds: 30_000) { step, count, _ in
        switch (step, count) {
        case (.open, 1): .hurried(30_000_000)
        case (.open, 2): next.fault
        default: nil
        }
      })
    let deed = deed(.pay(10), debtors[0], "hurried")
    await side.submit(deed)
    await next.reached.wait()
    #expect(side.answers(deed).isEmpty)
    await holder.release()
    next.gate.open()
    await side.ended()
    expectOnce([deed], on: side)
    try await expectStored([deed], in: house, by: side)
    #expect(await side.isTidy())
  }

  // MARK: Who shares, who waits

  @Test("The day closes between what came before it and what came after")
  func exclusive() async throws {
    let house = try await LaneHouse()
    let debtors = try await house.debtors(5)
    let door = Door()
    let stage = Scripted { step, count, batch in
      (step, count) == (.commit, 1) ? door.fault : nil
    }
    let side = house.side(stage)
    var deeds = debtors.enumerated().map { deed(.pay(10), $1, "day \($0)") }
    deeds.insert(deed(.closeDay, debtors[0], "close"), at: 2)
    await together(deeds, on: side, door)
    await side.ended()
    expectOnce(Array(deeds[...2]), on: side)
    for late in deeds[3...] { #expect(side.answers(late).map(\.reason) == [.businessDayClosing]) }
    // The opener, the two before, the close, and those after: all in vain, so no commit.
    #expect(stage.count(.open) == 4)
    #expect(stage.count(.commit) == 3)
    #expect(await side.isTidy())
  }

  @Test("A full lane refuses; a session that fails every batch ends with everybody told")
  func fullThenHopeless() async throws {
    let house = try await LaneHouse()
    let debtor = try await house.debtors(1)[0]
    let door = Door()
    let stage = Scripted { step, count, _ in
      switch (step, count) {
      case (.commit, 1): door.fault
      case (.open, 2...): .lostAfter
      default: nil
      }
    }
    let side = house.side(stage)
    await side.submit(deed(.note, debtor, "opener"))
    await door.reached.wait()
    let deeds = (0...LaneLimits.waitingMax).map { deed(.note, debtor, "full \($0)") }
    for deed in deeds { await side.submit(deed) }
    #expect(await side.lane.waitingCount == LaneLimits.waitingMax)
    #expect(side.answers(deeds[LaneLimits.waitingMax]).map(\.reason) == [.overloaded])
    door.gate.open()
    await side.ended()
    for deed in deeds.dropLast() { #expect(side.answers(deed).map(\.reason) == [.unavailable]) }
    #expect(stage.count(.open) <= LaneLimits.attemptsMax + 1)
    #expect(try await house.count("tenant.lane_act where mark like 'full%'") == 0)
    #expect(await side.isTidy())
  }

  @Test("An operation that ends each session it meets is refused; the others are performed")
  func sessionKiller() async throws {
    let house = try await LaneHouse()
    let debtors = try await house.debtors(6)
    let door = Door()
    let side = house.side(
      Scripted { step, count, batch in
        if (step, count) == (.commit, 1) { return door.fault }
        return step == .open && batch.names("killer 2") ? .lostAfter : nil
      })
    let deeds = debtors.enumerated().map { deed(.pay(10), $1, "killer \($0)") }
    await together(deeds, on: side, door)
    await side.ended()
    expectOnce(deeds.filter { $0.mark != "killer 2" }, on: side)
    #expect(side.answers(deeds[2]).map(\.reason) == [.unavailable])
    #expect(try await house.count("tenant.lane_act where mark like 'killer%'") == 5)
    #expect(await side.isTidy())
  }

  @Test("An operation that asks or writes what is refused harms no other")
  func offenders() async throws {
    let house = try await LaneHouse()
    let debtors = try await house.debtors(8)
    let door = Door()
    let side = house.side(
      Scripted { step, count, _ in (step, count) == (.commit, 1) ? door.fault : nil })
    let deeds = debtors.enumerated().map { index, debtor in
      deed(index == 3 ? .fail : index == 5 ? .misask : .pay(10), debtor, "offence \(index)")
    }
    await together(deeds, on: side, door)
    await side.ended()
    #expect(side.answers(deeds[3]).map(\.reason) == [.guardNotMet])
    #expect(side.answers(deeds[5]).map(\.reason) == [.internalError])
    let others = deeds.enumerated().filter { $0.offset != 3 && $0.offset != 5 }.map(\.element)
    expectOnce(others, on: side)
    try await expectStored(others, in: house, by: side)
    #expect(await side.isTidy())
  }

  @Test("A tenant without a business day is refused, and its session goes on")
  func noDay() async throws {
    let house = try await LaneHouse(hasDay: false)
    let debtors = try await house.debtors(2)
    let side = house.side()
    for debtor in debtors {
      #expect(
        await side.perform(deed(.note, debtor, "\(debtor.subject)")).reason == .internalError)
    }
    try await house.run("insert into tenant.business_day (business_on) values ('2026-03-31')")
    #expect(await side.perform(deed(.note, debtors[0], "later")).isSuccess)
    await side.ended()
    #expect(await side.isTidy())
  }

  @Test("A killed server process costs nobody an answer", arguments: [true, false])
  func killed(waitsForLock: Bool) async throws {
    let house = try await LaneHouse()
    let debtors = try await house.debtors(3)
    let holder = try await house.holder(of: waitsForLock ? debtors.map(\.subject) : [])
    let door = Door()
    let side = house.side(
      Scripted(lockTimeoutMilliseconds: 30_000) { step, count, _ in
        switch (step, count) {
        case (.commit, 1) where !waitsForLock: door.fault
        default: nil
        }
      })
    let deeds = debtors.enumerated().map { deed(.pay(10), $1, "killed \($0)") }
    for deed in deeds { await side.submit(deed) }
    if waitsForLock {
      try await house.someoneWaits()
    } else {
      await door.reached.wait()
    }
    try await house.killSessions(waiting: waitsForLock)
    await holder.release()
    door.gate.open()
    await side.ended()
    expectOnce(deeds, on: side)
    try await expectStored(deeds, in: house, by: side)
    #expect(await side.isTidy())
  }
}

extension LaneHouse {
  /// Returns when a session of the tenant waits for a lock.
  func someoneWaits() async throws {
    let query =
      "pg_stat_activity where usename = '\(login.user)' and wait_event_type = 'Lock'"
    while try await count(query) == 0 { await Task.yield() }
  }

  /// Ends the server processes of the tenant: those that wait for a lock, or all.
  func killSessions(waiting: Bool) async throws {
    try await run(
      """
      select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where usename = '\(login.user)'
        and (\(!waiting) or wait_event_type = 'Lock')
      """)
  }
}
