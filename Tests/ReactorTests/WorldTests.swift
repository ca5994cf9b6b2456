import Bytes
import Logging
import Testing
import World

@Suite struct WorldTests {
  static let start = Timestamp(microseconds: 1_700_000_000_000_000)

  @Test func liveClocksGoForwardAndRandomnessDiffers() {
    let world = World.quiet
    let before = world.monotonicNow()
    #expect(world.monotonicNow() >= before)
    #expect(world.recordedNow() > Self.start)
    #expect(world.randomBytes(0).isEmpty)
    // Across several refills of the pool, and above what the pool gives at once.
    var seen: Set<[UInt8]> = []
    for _ in 0..<2000 { seen.insert(world.randomBytes(16)) }
    #expect(seen.count == 2000)
    // No byte is handed out twice: what was taken is erased, so that a repetition would be zeroes.
    #expect(seen.allSatisfy { $0.prefix(8).contains { $0 != 0 } })
    #expect(seen.allSatisfy { $0.suffix(8).contains { $0 != 0 } })
    let large = world.randomBytes(10_000)
    #expect(large.count == 10_000)
    #expect(!large.suffix(256).allSatisfy { $0 == 0 })
    #expect(!large.prefix(256).allSatisfy { $0 == 0 })
  }

  @Test func civilClockMovesCivilTimeOnly() {
    let civilClock = CivilClock()
    let world = World.live(log: World.quiet.log, civilClock: civilClock)
    let wall = world.recordedNow()
    let night = wall.adding(seconds: -86_400)
    civilClock.move(to: night, at: wall)
    #expect(world.civilNow() < wall)
    #expect(world.civilNow() >= night)
    #expect(world.recordedNow() >= wall)
    civilClock.reset()
    #expect(world.civilNow() >= wall)
  }

  @Test func simulatedWorldRepeatsItself() {
    let first = World.simulated(seed: 7, start: Self.start).world
    let second = World.simulated(seed: 7, start: Self.start).world
    let other = World.simulated(seed: 8, start: Self.start).world
    let identifiers = (0..<50).map { _ in first.identifier() }
    #expect(identifiers == (0..<50).map { _ in second.identifier() })
    #expect(Set(identifiers).count == 50)
    #expect(other.identifier() != identifiers[0])
    #expect(first.randomBytes(5) == second.randomBytes(5))
    #expect(first.recordedNow() == Self.start)
  }

  /// Reference values of SplitMix64 for seed 1234567. Source: the algorithm's published test vector.
  @Test func seededNumbersFollowTheirSource() {
    var numbers = SeededNumbers(seed: 1_234_567)
    #expect(
      [numbers.next(), numbers.next(), numbers.next()] == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
  }

  @Test func sleepersWakeInTheOrderOfTheirDeadlines() async throws {
    let (world, clock) = World.simulated(seed: 1, start: Self.start)
    let woken = Inbox<UInt64>()
    for seconds in [30, 10, 20] {
      Task {
        try await world.sleep(.seconds(seconds))
        woken.put(world.monotonicNow())
      }
    }
    await clock.waiting(3)
    clock.advance(by: .seconds(9))
    #expect(clock.waitingCount == 3)
    clock.advance(by: .seconds(1))
    #expect(clock.waitingCount == 2)
    #expect(await woken.next() == 11_000_000_000)
    clock.advance(by: .seconds(100))
    #expect(clock.waitingCount == 0)
    #expect(world.recordedNow() == Self.start.adding(seconds: 110))
  }

  @Test func aSleeperMayBeCancelled() async {
    let (world, clock) = World.simulated(seed: 1, start: Self.start)
    let sleeper = Task { try await world.sleep(.seconds(60)) }
    await clock.waiting(1)
    sleeper.cancel()
    await #expect(throws: CancellationError.self) { try await sleeper.value }
    #expect(clock.waitingCount == 0)
  }

  @Test func wallAndCivilTimeMoveApartFromMonotonicTime() {
    let (world, clock) = World.simulated(seed: 1, start: Self.start)
    let monotonic = world.monotonicNow()
    clock.setWall(Self.start.adding(seconds: -3600))
    #expect(world.recordedNow() == Self.start.adding(seconds: -3600))
    clock.setCivil(Self.start.adding(seconds: 7200))
    #expect(world.civilNow() == Self.start.adding(seconds: 7200))
    clock.advance(by: .seconds(1))
    #expect(world.civilNow() == Self.start.adding(seconds: 7201))
    #expect(world.monotonicNow() == monotonic + 1_000_000_000)
  }

  @Test func zoneFilesAreReadByNameOnly() throws {
    let taipei = try #require(World.quiet.zoneFile("Asia/Taipei"))
    #expect(taipei.starts(with: [0x54, 0x5A, 0x69, 0x66]))
    #expect(World.quiet.zoneFile("America/Argentina/Buenos_Aires") != nil)
    for name in [
      "", "/etc/passwd", "../../../etc/passwd", "Asia/../Asia/Taipei", "Asia//Taipei", "Asia",
      "Nowhere/Town", "Asia/Taipei\u{0}", "zone.tab", String(repeating: "a", count: 65),
    ] {
      #expect(World.quiet.zoneFile(name) == nil, "\(name)")
    }
  }

  @Test func labelsHoldNamesOnly() {
    #expect(MeterLabel("method", "tally.v1.Debtors/Get").value == "tally.v1.Debtors/Get")
    for text in ["", "王小明", "a b", "x@y", String(repeating: "a", count: 97)] {
      #expect(MeterLabel("method", text).value == "other", "\(text)")
    }
  }

  @Test func durationsInNanoseconds() {
    #expect(Duration.milliseconds(1500).nanoseconds == 1_500_000_000)
    #expect(Duration.seconds(-1).nanoseconds == 0)
    #expect(Duration.seconds(Int64.max).nanoseconds == UInt64(Int64.max))
  }
}
