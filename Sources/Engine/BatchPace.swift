/// How long operations take, as the committed batches of a lane showed. Pure.
///
/// A batch takes a base, whatever is in it, and a time for each row of each method. Its duration is
/// attributed to its operations in the proportion in which they were expected to take it.
struct BatchPace: Sendable {
  /// One operation of a batch.
  struct Share: Sendable, Equatable {
    let method: String
    /// As the operation estimates them.
    let rows: Int
  }

  /// What round trips and the commit take: the shortest batch of late, in nanoseconds.
  private var base = LaneLimits.batchBaseStart
  /// Nanoseconds a row, by method.
  private var rowDurations: [String: Double] = [:]

  /// How long an operation will take in a batch, in nanoseconds, at most
  /// `LaneLimits.batchEstimateMax`: whatever takes that long runs alone.
  func estimate(_ operation: Share) -> UInt64 {
    UInt64(min(expected(operation), Double(LaneLimits.batchEstimateMax)))
  }

  /// Learns from a committed batch.
  ///
  /// - Parameters:
  ///   - written: those that took part in the commit, at least one.
  ///   - isAlone: the batch held one operation. It waits for rows of other processes, where a
  ///     larger batch skips them: it makes a method no dearer than lets two of it share a batch,
  ///     and these show what is true.
  mutating func took(_ duration: UInt64, for written: [Share], isAlone: Bool) {
    let rising = base + max(1, base / LaneLimits.batchBaseRiseDivisor)
    base = min(duration, rising, LaneLimits.batchBaseMax)
    let whole = written.reduce(0) { $0 + expected($1) }
    precondition(whole > 0, "a batch of nothing")
    let seen = min(Double(duration - base) / whole, LaneLimits.paceRiseMax)
    let change = 1 - LaneLimits.paceWeight + LaneLimits.paceWeight * seen
    var learned: Set<String> = []
    for share in written where learned.insert(share.method).inserted {
      let old = rowDuration(share.method)
      var new = old * change
      if isAlone {
        new = min(new, max(old, Double(LaneLimits.batchEstimateMax) / 2 / Self.rows(share)))
      }
      remember(min(max(new, LaneLimits.rowDurationMin), LaneLimits.rowDurationMax), share.method)
    }
  }

  private mutating func remember(_ duration: Double, _ method: String) {
    guard rowDurations[method] != nil || rowDurations.count < LaneLimits.pacedMethodsMax else {
      return
    }
    rowDurations[method] = duration
  }

  private func expected(_ operation: Share) -> Double {
    rowDuration(operation.method) * Self.rows(operation)
  }

  private func rowDuration(_ method: String) -> Double {
    rowDurations[method] ?? LaneLimits.rowDurationStart
  }

  /// An operation that writes no row takes its time too.
  private static func rows(_ operation: Share) -> Double { Double(max(1, operation.rows)) }
}
