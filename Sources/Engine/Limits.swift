/// Bounds of the write lanes. Source: proto-like-specs/decisions/0002-write-lanes.md.
package enum LaneLimits {
  /// Operations waiting in one lane; above it a call is refused, since it would wait longer than
  /// its caller.
  package static let waitingMax = 4_096
  /// Operations in one transaction: more gain nothing and make a failing batch dearer.
  package static let batchOperationsMax = 256
  /// Rows in one transaction, as the operations estimate them.
  package static let batchRowsMax = 8_000
  /// Runs of one operation before its caller is told to try again.
  package static let attemptsMax = 5
  /// Sessions that may be lost while an operation was under way before its caller is told, so that
  /// an operation that ends sessions holds up the others no longer; less than `attemptsMax`, after
  /// which everybody is told.
  package static let sessionsLostMax = 3
  /// Batches for which operations of a method that failed a batch run alone.
  package static let quarantineBatches = 16
  /// Interactive batches after which one bulk operation runs although others wait.
  package static let interactiveBatchesMax = 8
  /// How long a batch waits for a lock of another process, in milliseconds.
  package static let lockTimeoutMilliseconds = 2_000
  /// Our own deadline of a batch, in nanoseconds.
  package static let batchNanosecondsMax: UInt64 = 30_000_000_000
  /// Batches whose duration is remembered for admission.
  package static let durationsMax = 64
  /// Batches below which nothing is refused for their duration: too few to know.
  package static let durationsMin = 16
  /// Seconds within which an entry is promised to be in a sealed block. Source: LEDGER.md §2.
  package static let inclusionSeconds: Int64 = 600
}
