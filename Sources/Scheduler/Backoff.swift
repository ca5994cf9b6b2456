/// What becomes of a job whose run failed. Pure.
package enum Backoff: Sendable, Equatable {
  case again(afterSeconds: Int64)
  case givenUp

  /// - Parameter attempt: runs so far, from 1.
  package init(after failure: JobFailure, attempt: Int) {
    guard !failure.isFinal, attempt < SchedulerLimits.attemptsMax else {
      self = .givenUp
      return
    }
    let doublings = min(max(attempt, 1) - 1, 62)
    let seconds = doublings >= 20 ? Int64.max : Int64(1) << Int64(doublings)
    self = .again(afterSeconds: min(seconds, SchedulerLimits.backoffSecondsMax))
  }
}
