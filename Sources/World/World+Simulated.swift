package import Bytes
package import Logging
import Synchronization

extension World {
  /// A world which repeats itself: time stands until `clock` is advanced, and randomness follows
  /// from the seed. For tests; its numbers are guessable.
  package static func simulated(
    seed: UInt64, start: Timestamp, log: Logger = Logger(label: "simulated")
  ) -> (world: World, clock: SimulatedClock) {
    let clock = SimulatedClock(start: start)
    let numbers = Mutex(SeededNumbers(seed: seed))
    let source = SeededSource(numbers: numbers)
    let world = World(
      recordedNow: { clock.recordedNow },
      civilNow: { clock.civilNow },
      monotonicNow: { clock.monotonicNow },
      randomBytes: { source.take($0) },
      sleep: { try await clock.sleep($0) },
      alarm: { clock.alarm(at: $0, $1) },
      log: log)
    return (world, clock)
  }
}

/// Numbers which follow from a seed. Not secret.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (SplitMix64).
package struct SeededNumbers: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

private final class SeededSource: Sendable {
  private let numbers: Mutex<SeededNumbers>

  init(numbers: consuming Mutex<SeededNumbers>) { self.numbers = numbers }

  func take(_ byteCount: Int) -> [UInt8] {
    numbers.withLock { numbers in
      var bytes: [UInt8] = []
      bytes.reserveCapacity(byteCount + 7)
      while bytes.count < byteCount {
        let number = numbers.next()
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * shift))) }
      }
      return Array(bytes.prefix(byteCount))
    }
  }
}
