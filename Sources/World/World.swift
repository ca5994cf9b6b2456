package import Bytes
package import Logging

/// The only door to the nondeterministic: clocks, randomness, identifiers, logging.
///
/// Three times, never mixed: `recordedNow` is wall time in UTC and goes into rows; `civilNow` is the
/// time conduct rules are judged by and may be moved for demonstrations; `monotonicNow` measures
/// deadlines and is never moved.
package struct World: Sendable {
  /// Wall time in UTC, written as recorded time.
  package var recordedNow: @Sendable () -> Timestamp
  /// Civil time for conduct rules: wall time, unless moved by `--civil-clock`.
  package var civilNow: @Sendable () -> Timestamp
  /// Nanoseconds from an arbitrary origin, never going back.
  package var monotonicNow: @Sendable () -> UInt64
  /// As many bytes as asked from a cryptographically secure source.
  package var randomBytes: @Sendable (_ byteCount: Int) -> [UInt8]
  /// Waits; throws `CancellationError` when the task is cancelled.
  package var sleep: @Sendable (Duration) async throws -> Void
  /// Calls back once `monotonicNow` has reached a given value, from any thread.
  ///
  /// Nil in the live world, where a shard's timers use Dispatch; the simulated clock offers it.
  package var alarm:
    (@Sendable (_ monotonic: UInt64, _ ring: @escaping @Sendable () -> Void) -> Void)?
  /// What is written for the operator; never personal data.
  package var log: Logger

  package init(
    recordedNow: @escaping @Sendable () -> Timestamp,
    civilNow: @escaping @Sendable () -> Timestamp,
    monotonicNow: @escaping @Sendable () -> UInt64,
    randomBytes: @escaping @Sendable (_ byteCount: Int) -> [UInt8],
    sleep: @escaping @Sendable (Duration) async throws -> Void,
    alarm: (@Sendable (_ monotonic: UInt64, _ ring: @escaping @Sendable () -> Void) -> Void)? = nil,
    log: Logger
  ) {
    self.recordedNow = recordedNow
    self.civilNow = civilNow
    self.monotonicNow = monotonicNow
    self.randomBytes = randomBytes
    self.sleep = sleep
    self.alarm = alarm
    self.log = log
  }

  /// A uniformly random number.
  package func random64() -> UInt64 {
    randomBytes(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A new version 7 identifier of the present millisecond.
  package func identifier() -> Identifier {
    let now = recordedNow().microseconds
    return Identifier(
      milliseconds: UInt64(max(0, now / 1000)), randomHigh: random64(), randomLow: random64())
  }
}
