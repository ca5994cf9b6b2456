import Bytes
import Glibc
package import Logging

extension World {
  /// The real world: the machine's clocks and the kernel's randomness.
  package static func live(log: Logger, civilClock: CivilClock = CivilClock()) -> World {
    let pool = RandomPool()
    return World(
      recordedNow: { wallTime() },
      civilNow: { civilClock.civil(wallTime()) },
      monotonicNow: { nanoseconds(CLOCK_MONOTONIC) },
      randomBytes: { pool.take($0) },
      sleep: { try await Task.sleep(for: $0) },
      log: log)
  }

  private static func wallTime() -> Timestamp {
    var now = timespec()
    let status = unsafe clock_gettime(CLOCK_REALTIME, &now)
    precondition(status == 0, "no wall clock")
    return Timestamp(microseconds: Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000)
  }

  private static func nanoseconds(_ clock: clockid_t) -> UInt64 {
    var now = timespec()
    let status = unsafe clock_gettime(clock, &now)
    precondition(status == 0, "no monotonic clock")
    return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
  }
}

extension Duration {
  /// This duration in whole nanoseconds, zero when negative, 292 years at most.
  package var nanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    guard seconds < Int64.max / 1_000_000_000 else { return UInt64(Int64.max) }
    return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
  }
}
