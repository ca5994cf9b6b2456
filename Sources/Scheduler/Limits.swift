/// Bounds of durable jobs.
package enum SchedulerLimits {
  /// Jobs running at a time: they share two cores with the calls people wait for.
  package static let jobsRunningMax = 2
  /// How long a job is its owner's without a sign of life; after a crash it waits as long.
  package static let leaseSeconds: Int64 = 60
  /// The lease as a process measures it for itself.
  package static let leaseNanoseconds = UInt64(leaseSeconds) * 1_000_000_000
  /// A quarter of the lease: two renewals may fail, and the third comes before it ends.
  package static let renewNanoseconds = leaseNanoseconds / 4
  /// Runs of one job before it is given up; with the waits between them this is an hour and three
  /// quarters.
  package static let attemptsMax = 16
  /// Waits between two runs: one second, doubled each time, up to this.
  package static let backoffSecondsMax: Int64 = 1_024
  /// How often hints are looked at; polling all tenants is rarer.
  package static let tick: Duration = .milliseconds(100)
  /// How often the platform is asked for tenants with due jobs, in nanoseconds.
  package static let lookNanoseconds: UInt64 = 5_000_000_000
  /// How often every tenant is asked for due jobs, in nanoseconds: polling is the truth, but it opens
  /// a session of each.
  package static let sweepNanoseconds: UInt64 = 300_000_000_000
  /// Longest wait for one statement about a job, in nanoseconds.
  package static let statementNanoseconds: UInt64 = 10_000_000_000
  /// Longest wait of a job for one operation in the tenant's lane, in nanoseconds.
  package static let operationNanoseconds: UInt64 = 120_000_000_000
  /// Parts of an end-of-day run handed to the lane at a time: one commits, one waits.
  package static let chunksInFlightMax = 2
  /// Times a job repeats one operation that asks for it, before the job itself is run again.
  package static let operationAttemptsMax = 8
  /// Longest text kept of why a job failed.
  package static let errorLengthMax = 200
}
