package import Bytes

/// What the closing day makes of one account. Pure.
package struct AccountDay: Sendable, Equatable {
  /// What a run knew of the account before.
  package struct Before: Sendable, Equatable {
    package var asOfOn: Day?
    /// Bucket of the open period; nil before the first run.
    package var bucket: Int16?
    /// Class of the open class period; nil before the first run.
    package var loanClass: LoanClass?
    /// The day on which bucket 0 was left last.
    package var currentUntilOn: Day?
    /// Periods outside bucket 0 of the last thirteen months.
    package var latePeriods: [BucketHistory.Period]

    package init(
      asOfOn: Day?, bucket: Int16?, loanClass: LoanClass?, currentUntilOn: Day?,
      latePeriods: [BucketHistory.Period]
    ) {
      self.asOfOn = asOfOn
      self.bucket = bucket
      self.loanClass = loanClass
      self.currentUntilOn = currentUntilOn
      self.latePeriods = latePeriods
    }
  }

  package let standing: AccountReplay.Standing
  package let bucket: Int16
  package let steps: [BucketHistory.Step]
  package let history: BucketHistory
  package let loanClass: LoanClass
  /// Begin of the unbroken time past due; nil when nothing is past due.
  package let overdueSince: Day?
  /// True when the account was late in the twelve months before that begin.
  package let wasLateBefore: Bool

  package init(
    _ replay: AccountReplay, before: Before, closing: Day, buckets: Buckets, tolerance: Int64,
    table: ClassificationTable
  ) {
    standing = replay.standing(asOf: closing, tolerance: tolerance)
    let bucket = Int16(buckets.index(ofDays: standing.daysPastDue))
    self.bucket = bucket
    // A day that was run already has no further moves.
    let isRun = before.asOfOn.map { $0 >= closing } ?? false
    steps =
      isRun
      ? []
      : BucketHistory.steps(
        of: replay, buckets: buckets, tolerance: tolerance, after: before.asOfOn,
        through: closing, current: before.bucket)
    var history = BucketHistory(periods: before.latePeriods)
    for step in steps { history.apply(step) }
    self.history = history
    loanClass = Classification.fiveTier(
      dpd: standing.daysPastDue, table: table, impairment: nil, contagion: false,
      restructuredInObservation: false, manual: nil)
    let entered = steps.last { ($0.from ?? 0) == 0 && $0.to > 0 }
    let since = bucket > 0 ? entered?.day ?? before.currentUntilOn ?? Day.first : nil
    overdueSince = since
    wasLateBefore =
      since.map { begin in
        let from = begin.adding(months: -12)
        return history.periods.contains {
          $0.bucket > 0 && $0.enteredOn < begin && ($0.leftOn.map { $0 > from } ?? true)
        }
      } ?? false
  }
}
