/// Bounds of the write lanes. Source: proto-like-specs/decisions/0002-write-lanes.md.
package enum LaneLimits {
  /// Operations waiting in one lane; above it a call is refused, since it would wait longer than
  /// its caller.
  package static let waitingMax = 4_096
  /// Operations in one transaction: more gain nothing and make a failing batch dearer.
  package static let batchOperationsMax = 256
  /// Rows in one transaction, as the operations estimate them.
  package static let batchRowsMax = 8_000
  /// What the operations of one transaction may take together, as `BatchPace` estimates it, in
  /// nanoseconds: a call that arrives behind a batch waits for it. A single operation may take more.
  package static let batchEstimateMax: UInt64 = 200_000_000
  /// What a row is taken to cost before its method was seen, in nanoseconds: 256 small writes stay
  /// far below the cap. Imports took 41,000. Source: ops/bench/RESULTS.md, 24,283 rows/s.
  static let rowDurationStart: Double = 20_000
  /// Bounds of what a row may be found to cost, in nanoseconds: so little that it caps nothing, yet
  /// a dozen batches lead back from it; and so much that one row fills a batch.
  static let rowDurationMin: Double = 2_000
  static let rowDurationMax = Double(batchEstimateMax)
  /// How much one batch counts in the moving average of a method.
  static let paceWeight = 0.25
  /// How many times as long as expected one batch may count: a stall of the disk says little of the
  /// method, and 256 small writes still share a batch after one.
  static let paceRiseMax: Double = 16
  /// Methods of which a lane remembers what they cost: several times as many as write.
  static let pacedMethodsMax = 256
  /// What a batch is taken to cost whatever is in it, in nanoseconds, at the start and at most; and
  /// the part by which it is taken to cost more with each batch, until a short one shows better.
  static let batchBaseStart: UInt64 = 5_000_000
  static let batchBaseMax: UInt64 = 50_000_000
  static let batchBaseRiseDivisor: UInt64 = 16
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
