import Bytes
import Ledger
import Sealer
import Synchronization
import TestKit
import Testing
import World

/// A sealer service over logs in memory, with a clock that stands until it is advanced.
private final class Bench: Sendable {
  let clock: SimulatedClock
  let service: SealerService
  private let folder: NoteFolder
  private let stores = Mutex<[TenantLog: MemoryStore]>([:])
  private let listed = Mutex<[TenantLog]?>([])
  private let events: AsyncStream<String>
  private let task = Mutex<Task<Void, Never>?>(nil)

  init() throws {
    let (world, clock) = World.simulated(seed: 1, start: Timestamp("2026-01-31T08:00:00Z")!)
    self.clock = clock
    let folder = try NoteFolder()
    self.folder = folder
    let (events, event) = AsyncStream<String>.makeStream()
    self.events = events
    let parts = Parts()
    service = SealerService(
      world: world, notes: FileNoteStore(directory: folder.path),
      watch: .init(
        sealed: { event.yield("sealed \($0.name)") },
        signed: { name, checkpoint in event.yield("signed \(name) \(checkpoint.size)") },
        failed: { name, _ in event.yield("failed \(name)") }),
      roster: { parts.bench?.listed.withLock { $0 } },
      open: { (name) throws(SealFailure) in try parts.bench?.target(name) })
    parts.hold(self)
  }

  /// Lets closures reach the bench which is being made.
  private final class Parts: Sendable {
    private let held = Mutex<Weak>(Weak())
    var bench: Bench? { held.withLock { $0.bench } }
    func hold(_ bench: Bench) { held.withLock { $0.bench = bench } }
    private struct Weak { weak var bench: Bench? }
  }

  private func target(_ name: TenantLog) throws(SealFailure) -> SealTarget? {
    guard let store = stores.withLock({ $0[name] }) else { return nil }
    let origin = LogOrigins(prefix: "ledger.example", tenant: name.tenant).origin(of: name.log)
    guard let signer = try? NoteSigner(name: origin, seed: Array(0...31)) else {
      throw .unavailable
    }
    return SealTarget(name: name, store: store, signer: signer)
  }

  /// A log which the next sweep finds, or which only a hint can name.
  func add(_ name: TenantLog, isListed: Bool = true) -> MemoryStore {
    let store = MemoryStore()
    stores.withLock { $0[name] = store }
    if isListed { listed.withLock { $0?.append(name) } }
    return store
  }

  func start() { task.withLock { $0 = Task { [service] in await service.run() } } }

  /// Waits until `wanted` happened.
  func until(_ wanted: String) async { _ = await until(count: 1) { $0 == wanted } }

  /// Waits for so many events of a kind.
  func until(count: Int, _ isWanted: (String) -> Bool) async -> [String] {
    var out: [String] = []
    for await event in events where isWanted(event) {
      out.append(event)
      if out.count == count { break }
    }
    return out
  }

  func list(_ names: [TenantLog]?) { listed.withLock { $0 = names } }

  func stop() async {
    let running = task.withLock { $0 }
    running?.cancel()
    await running?.value
    folder.remove()
  }
}

@Suite(.timeLimit(.minutes(2))) struct SealerServiceTests {
  private static let a = TenantLog("t_a", .ledger)
  private static let b = TenantLog("t_b", .ledger)
  private static let accesses = TenantLog("t_a", .access)

  @Test func theFirstSweepSealsAndSignsEveryLog() async throws {
    let bench = try Bench()
    for name in [Self.a, Self.b, Self.accesses] { bench.add(name).append(3) }
    bench.start()
    let signed = await bench.until(count: 3) { $0.hasPrefix("signed") }
    #expect(Set(signed) == ["signed t_a/ledger 3", "signed t_b/ledger 3", "signed t_a/access 3"])
    await bench.stop()
  }

  /// Goal: an entry which comes after a long idle time is sealed and signed at once. Method: the
  /// clock stands from the hint on.
  @Test func aHintAfterIdleTimeIsServedAtOnce() async throws {
    let bench = try Bench()
    let store = bench.add(Self.a)
    bench.start()
    // The sweep sleeps, and nothing else: the service is idle.
    await bench.clock.waiting(1)
    bench.clock.advance(by: .seconds(23))
    store.append(2)
    bench.service.hint("t_a", .ledger)
    await bench.until("signed t_a/ledger 2")
    #expect(store.state.withLock { $0.head.size } == 2)
    await bench.stop()
  }

  /// Goal: a tenant which was made after the last sweep does not wait for the next one.
  @Test func aTenantWhichNoSweepHasSeen() async throws {
    let bench = try Bench()
    bench.start()
    await bench.clock.waiting(1)
    let store = bench.add(Self.accesses, isListed: false)
    store.append(1)
    bench.service.hint("t_a", .access)
    await bench.until("signed t_a/access 1")
    bench.service.hint("unknown", .ledger)
    await bench.stop()
  }

  /// A hint which was lost costs one sweep.
  @Test func aLostHintCostsASweep() async throws {
    let bench = try Bench()
    let store = bench.add(Self.a)
    bench.start()
    await bench.clock.waiting(1)
    store.append(1)
    bench.clock.advance(by: SealerLimits.sweepInterval)
    await bench.until("sealed t_a/ledger")
    await bench.stop()
  }

  /// Goal: a log whose database fails is sealed soon after it works again, without a new hint.
  @Test func aFailureIsTriedAgain() async throws {
    let bench = try Bench()
    let store = bench.add(Self.a)
    store.append(1)
    store.state.withLock { $0.failure = .unavailable }
    bench.start()
    await bench.until("failed t_a/ledger")
    store.state.withLock { $0.failure = nil }
    // The sweep and the pause before the next attempt.
    await bench.clock.waiting(2)
    bench.clock.advance(by: .nanoseconds(Int64(SealerLimits.retryNanosecondsMax)))
    await bench.until("sealed t_a/ledger")
    await bench.stop()
  }

  /// Goal: a log which does not come to an end holds up no other.
  @Test func aStuckLogHoldsUpNoOther() async throws {
    let bench = try Bench()
    let stuck = bench.add(Self.a)
    stuck.append(1)
    stuck.hold()
    let other = bench.add(Self.b, isListed: false)
    bench.start()
    await stuck.held()
    for count in 1...3 {
      other.append(1)
      bench.service.hint("t_b", .ledger)
      await bench.until("sealed t_b/ledger")
      #expect(other.state.withLock { $0.head.size } == count)
      // The sweep, and the pause of the other log.
      await bench.clock.waiting(2)
      bench.clock.advance(by: .nanoseconds(Int64(SealerLimits.pauseNanosecondsMax)))
    }
    stuck.release()
    await bench.until("sealed t_a/ledger")
    await bench.stop()
  }

  @Test func aCheckpointOnDemand() async throws {
    let bench = try Bench()
    bench.add(Self.a).append(40_000)
    #expect(try await bench.service.checkpoint(of: "t_a", .ledger)?.size == 40_000)
    #expect(try await bench.service.checkpoint(of: "t_a", .access) == nil)
    #expect(try await bench.service.checkpoint(of: "unknown", .ledger) == nil)
    await bench.stop()
  }

  /// The roster is asked again soon when it could not be read.
  @Test func aRosterWhichCannotBeRead() async throws {
    let bench = try Bench()
    let store = bench.add(Self.a, isListed: false)
    bench.list(nil)
    bench.start()
    await bench.clock.waiting(1)
    store.append(1)
    bench.list([Self.a])
    bench.clock.advance(by: SealerLimits.rosterRetry)
    await bench.until("sealed t_a/ledger")
    await bench.stop()
  }
}
