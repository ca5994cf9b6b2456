import Bytes
import Dispatch
import Glibc
import Reactor
import Synchronization
import Testing
import World

/// An actor which lives on a shard, as connections and sessions do.
private actor Counter {
  nonisolated let shard: Shard
  nonisolated var unownedExecutor: UnownedSerialExecutor {
    shard.executor.asUnownedSerialExecutor()
  }
  private(set) var count = 0

  init(shard: Shard) { self.shard = shard }

  func add() {
    shard.checkIsolated()
    count += 1
  }

  func refuse() throws(Refused) { throw Refused() }
  func refuseUntyped() throws { throw Refused() }

  /// Is back on its own shard once it has caught what another one's actor threw.
  func askInVain(_ other: Counter) async {
    do throws(Refused) { try await pass(on: other) } catch { add() }
  }
  func askInVainUntyped(_ other: Counter) async {
    do { try await passUntyped(on: other) } catch { add() }
  }
}

private struct Refused: Error {}

/// Runs wherever its caller runs; the error passes through it as it is. One that is turned into
/// another kind of error is thrown anew, behind the hop.
private func pass(on other: Counter) async throws(Refused) { try await other.refuse() }
private func passUntyped(on other: Counter) async throws { try await other.refuseUntyped() }

@Suite struct ShardTests {
  @Test func aSourceHandlerEntersAnActorOfItsShard() async throws {
    let shard = Shard.live()
    let counter = Counter(shard: shard)
    let (near, far) = try Socket.pair()
    let done = Inbox<Bool>()
    let source = DispatchSource.makeReadSource(
      fileDescriptor: near.descriptor, queue: shard.queue)
    source.setEventHandler { @Sendable in
      var byte: UInt8 = 0
      if read(near.descriptor, &byte, 1) == 1 {
        counter.assumeIsolated { $0.add() }
        done.put(true)
      }
    }
    source.activate()
    var byte: UInt8 = 1
    #expect(write(far.descriptor, &byte, 1) == 1)
    _ = await done.next()
    #expect(await counter.count == 1)
    source.cancel()
    await shard.sync {}
    withExtendedLifetime(near) {}
  }

  @Test func actorsOfAShardRunOnItsQueue() async {
    let counter = Counter(shard: .live())
    for _ in 0..<100 { await counter.add() }
    #expect(await counter.count == 100)
  }

  /// Both fail when the compiler loses the hop before `throw`: decision 0012.
  @Test func anErrorOfAnotherShardComesBackToItsOwn() async {
    await #expect(processExitsWith: .success) {
      let (own, other) = (Counter(shard: .live()), Counter(shard: .live()))
      await own.askInVain(other)
      #expect(await own.count == 1)
    }
    await #expect(processExitsWith: .success) {
      let (own, other) = (Counter(shard: .live()), Counter(shard: .live()))
      await own.askInVainUntyped(other)
      #expect(await own.count == 1)
    }
  }

  @Test func aCallFromElsewhereTraps() async {
    await #expect(processExitsWith: .failure) {
      Shard(label: "elsewhere", world: .quiet).checkIsolated()
    }
  }

  @Test func timersFireInOrderOfTheirDeadlines() async {
    let (world, clock) = World.simulated(seed: 1, start: WorldTests.start)
    let shard = Shard(label: "timers", world: world)
    let fired = Mutex<[Int]>([])
    let late = await shard.sync {
      for seconds in [5, 1, 3, 3, 2] {
        let order = fired.withLock { _ in seconds }
        shard.timers.set(after: .seconds(seconds)) { fired.withLock { $0.append(order) } }
      }
      let cancelled = shard.timers.set(after: .seconds(2)) { fired.withLock { $0.append(-1) } }
      shard.timers.cancel(cancelled)
      shard.timers.cancel(cancelled)
      // Set while one fires, and earlier than those which are left.
      shard.timers.set(after: .milliseconds(1500)) {
        shard.timers.set(after: .milliseconds(100)) { fired.withLock { $0.append(16) } }
      }
      return shard.timers.set(after: .seconds(50)) { fired.withLock { $0.append(-2) } }
    }
    for _ in 0..<60 {
      clock.advance(by: .milliseconds(100))
      await shard.sync {}
    }
    #expect(fired.withLock { $0 } == [1, 16, 2, 3, 3, 5])
    #expect(await shard.sync { shard.timers.count } == 1)
    await shard.sync { shard.timers.cancel(late) }
    #expect(await shard.sync { shard.timers.count } == 0)
  }

  /// Goal: after any mix of setting and cancelling, exactly the living fire, in order.
  /// Method: thousands of timers from a seed, most cancelled, so that the heap is rebuilt too.
  @Test(arguments: [1, 2, 3] as [UInt64]) func timersKeepTheirOrder(seed: UInt64) async {
    let (world, clock) = World.simulated(seed: seed, start: WorldTests.start)
    let shard = Shard(label: "timers", world: world)
    let fired = Mutex<[UInt64]>([])
    let expected = await shard.sync { () -> [UInt64] in
      var numbers = SeededNumbers(seed: seed)
      var tokens: [(UInt64, Timers.Token)] = []
      for _ in 0..<20_000 {
        let delay = UInt64.random(in: 1...1_000_000, using: &numbers)
        let token = shard.timers.set(after: .nanoseconds(Int64(delay))) {
          fired.withLock { $0.append(delay) }
        }
        tokens.append((delay, token))
      }
      var living: [UInt64] = []
      for (delay, token) in tokens {
        if UInt64.random(in: 0..<4, using: &numbers) == 0 {
          living.append(delay)
        } else {
          shard.timers.cancel(token)
        }
      }
      return living.sorted()
    }
    for _ in 0..<20 {
      clock.advance(by: .microseconds(60))
      await shard.sync {}
    }
    #expect(fired.withLock { $0 } == expected, "seed \(seed)")
  }

  @Test func aTimerFiresInTheLiveWorld() async {
    let shard = Shard.live()
    let fired = Inbox<Int>()
    await shard.sync {
      shard.timers.set(after: .milliseconds(20)) { fired.put(2) }
      shard.timers.set(after: .milliseconds(1)) { fired.put(1) }
    }
    #expect(await fired.next() == 1)
    #expect(await fired.next() == 2)
  }
}
