import World

/// Bounds of the client.
package enum Limits {
  /// Calls which wait for a slot of the connection; the server allows 100 at once.
  package static let waitingCallCountMax = 10_000
  /// Times a call which certainly never ran is sent again on a fresh connection without asking.
  package static let resendCountMax = 2
  /// From the first try to connect to the server's HELLO.
  package static let connectTimeMax = Duration.seconds(10)
  /// Longest time a call may be given: a day, so that a watch ends and is taken up again.
  package static let deadlineMax = Duration.seconds(86_400)
}

/// How often, and after how long a pause, a call is tried again.
package struct RetryPolicy: Sendable {
  /// Tries in all.
  package var attemptCountMax = 8
  /// Upper bound of the first pause; it doubles with each try. The pause is random below it.
  package var pauseFirst = Duration.milliseconds(50)
  package var pauseMax = Duration.seconds(5)

  package init() {}

  /// The pause after the `attempt`-th try (from 1), with a random number for the jitter.
  package func pause(after attempt: Int, random: UInt64) -> Duration {
    let doublings = min(max(attempt - 1, 0), 30)
    let (first, most) = (pauseFirst.nanoseconds, pauseMax.nanoseconds)
    let bound = first > most >> doublings ? most : first << doublings
    return .nanoseconds(Int64(clamping: random % max(bound, 1)))
  }
}
