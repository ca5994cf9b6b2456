/// The bounds of administrative work, each with its reason.
enum ClusterLimits {
  /// `sun_path` holds 108 bytes with the final zero. Source: unix(7).
  static let socketPathByteCountMax = 107
  /// A crash recovery of 2 GiB of WAL took about a minute on two cores; five times that.
  static let startWait = Duration.seconds(300)
  /// How long an orphan that refuses connections may take to end before it is asked harder.
  static let adoptionWait = Duration.seconds(60)
  /// A fast shutdown writes a checkpoint; then immediate shutdown, then SIGKILL.
  static let fastShutdownWait = Duration.seconds(60)
  static let immediateShutdownWait = Duration.seconds(10)
  /// Starts that may end at once because backends of a killed postmaster still hold its shared
  /// memory; with the backoff this is about a minute.
  static let startAttemptsMax = 12
  static let restartBackoffMin = Duration.milliseconds(100)
  static let restartBackoffMax = Duration.seconds(10)
  /// A server that ran this long begins the backoff anew.
  static let steadyAfter = Duration.seconds(60)
  static let pollInterval = Duration.milliseconds(20)
  /// How often a postmaster that is not our child is looked at.
  static let adoptedPollInterval = Duration.milliseconds(100)

  /// Connecting takes milliseconds; libpq accepts no less than two seconds.
  static let connectTimeoutSeconds = 10
  /// One administrative statement: an index on a large table is the longest.
  static let statementTimeout = Duration.seconds(600)
  /// A migration that waits longer for a lock gives way to the service and is tried again.
  static let lockTimeoutMilliseconds = 5_000
  static let lockAttemptsMax = 3
  /// Tenants migrated at once: each costs about 100 ms of the server's CPU.
  static let tenantsAtOnceMax = 16
  /// Rows of a failing check that are counted before the rest is left.
  static let findingsMax = 100
}
