import Bytes
import Scheduler
import Synchronization
import TestKit
import Testing
import World

/// Goal: a sweep comes to everybody, between sweeps only to those who are remembered or hinted, and a
/// list that cannot be had is asked for again. Method: a roster that answers as told, moved clocks.
@Suite(.timeLimit(.minutes(1))) struct SchedulerServiceTests {
  private static let shift = Atomic<UInt64>(0)
  private static let sweeps = Atomic(0)

  @Test func whoIsAskedAndWhen() async {
    let (opened, open) = AsyncStream<Identifier>.makeStream()
    let ids = (1...4).map { Identifier(high: 0, low: UInt64($0)) }
    var moved = World.real
    moved.monotonicNow = { World.real.monotonicNow() + Self.shift.load(ordering: .relaxed) }
    let service = SchedulerService(
      world: moved, handlers: [],
      roster: SchedulerRoster(
        all: {
          // The first answer fails.
          Self.sweeps.wrappingAdd(1, ordering: .relaxed).oldValue == 0 ? nil : [ids[0], ids[1]]
        }, due: { [ids[2]] },
        open: {
          open.yield($0)
          return nil
        }, remembered: { _ in .nothing }, remember: { _, _, _ in }))
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await service.run() }
      var names = opened.makeAsyncIterator()
      while Self.sweeps.load(ordering: .relaxed) == 0 { await Task.yield() }
      Self.moveOn(SchedulerLimits.lookNanoseconds)
      var found = [await names.next(), await names.next()]
      #expect(Set(found) == [ids[0], ids[1]])
      Self.moveOn(SchedulerLimits.lookNanoseconds)
      found = [await names.next()]
      #expect(found == [ids[2]])
      service.hint(ids[3])
      found = [await names.next()]
      #expect(found == [ids[3]])
      // Without waiting for the next look: a server's hints may have been lost.
      service.missed()
      found = [await names.next()]
      #expect(found == [ids[2]])
      Self.moveOn(SchedulerLimits.sweepNanoseconds)
      found = [await names.next(), await names.next()]
      #expect(Set(found) == [ids[0], ids[1]])
      group.cancelAll()
    }
  }

  private static func moveOn(_ nanoseconds: UInt64) {
    shift.wrappingAdd(nanoseconds, ordering: .relaxed)
  }
}
