/// Bounds of the server, each with its reason. Source: RELIABILITY.md, section 2.
package enum Limits {
  /// The time of a call that names none, in milliseconds: longer than any interactive answer.
  static let deadlineMillisecondsDefault: UInt64 = 30_000
  /// The longest time of a call, in milliseconds: an end-of-day question of a large tenant.
  static let deadlineMillisecondsMax: UInt64 = 600_000
  /// Handlers running at a time on one shard; above it a call is refused at once, since its answer
  /// would come after its deadline anyway.
  static let handlersMax = 4_096
  /// Age at which the facts of a credential are read again, in nanoseconds.
  static let credentialFreshNanoseconds: UInt64 = 2_000_000_000
  /// Age beyond which they admit nothing, in nanoseconds: a revocation is effective by then.
  static let credentialStaleNanoseconds: UInt64 = 4_500_000_000
  /// Time for one look-up of a credential, in nanoseconds.
  static let credentialReadNanoseconds: UInt64 = 3_000_000_000
  /// Principals whose changes of rights are kept apart; beyond it everybody's facts are read again
  /// once.
  static let standingChangesMax = 4_096
  /// Credentials kept by one shard; each is a few hundred bytes.
  static let credentialsMax = 20_000
  /// Desks of tenants kept open; each holds two keys and a lane.
  static let desksMax = 4_096
  /// How long it is known where a tenant lives before it is asked again, in nanoseconds: a suspension
  /// holds by then.
  static let placementNanoseconds: UInt64 = 5_000_000_000
  /// Placements kept: as many as tenants are listed.
  static let placementsMax = 10_000
  /// Other cells for which a shard keeps a pool.
  static let cellsMax = 64
  /// Time zones kept parsed: more than tzdata has names.
  static let zonesMax = 700
  /// Tenants listed in one answer.
  static let tenantsListedMax: Int64 = 10_000
  /// Nanoseconds for a statement on the platform's tables.
  static let platformNanoseconds: UInt64 = 10_000_000_000
  /// Milliseconds a write of the platform waits for another under the same key.
  static let platformLockMilliseconds = 5_000
  /// Days for which a credential may be issued. Source: operator.proto.
  static let credentialDaysMax: Int64 = 366
  /// Seconds for which a credential of the platform's operators may be issued. Source:
  /// RELIABILITY.md, section 2: one hour at most.
  static let operatorSeconds: Int64 = 3_600
  /// How often the operator's token in the data directory is renewed: half of its life, so that
  /// whoever reads it has half an hour at least.
  package static let operatorRenewal = Duration.seconds(1_800)
  /// Pause before another try when it could not be renewed.
  static let operatorRetry = Duration.seconds(60)
  /// How long calls in flight may take to finish at a shutdown.
  static let drainMax = Duration.seconds(20)
  /// How long the answers to what is still called then may take to be written.
  static let lastWordsMax = Duration.seconds(1)
  /// How often it is looked whether all has finished.
  static let drainLook = Duration.milliseconds(10)
  /// How often the same trouble of one ledger is written into the log, in nanoseconds.
  static let troubleToldNanoseconds: UInt64 = 60_000_000_000
  /// How long a trouble that is not seen again still counts, in nanoseconds: three sweeps of the
  /// sealer.
  static let troubleStandsNanoseconds: UInt64 = 90_000_000_000
  /// Troubles of ledgers kept: more are told each time.
  static let troublesMax = 20_000
  /// How long hints to other servers are gathered: each batch costs a round trip.
  static let hintPause = Duration.milliseconds(50)
  /// Seconds for which a key and its reply are kept. Source: SQL.md, rule 6.
  static let keysKeptSeconds: Int64 = 30 * 86_400
  /// How often keys are looked through.
  package static let keyPurgePeriod = Duration.seconds(3_600)
  /// Keys removed by one statement: its locks are held for milliseconds.
  static let keysPerStatementMax: Int64 = 1_000
  /// Such statements of one tenant in one round.
  static let keyStatementsMax = 1_000
  /// How often every ledger is recomputed beside the calls: reading a million entries takes seconds.
  package static let inspectionPeriod = Duration.seconds(6 * 3_600)
  /// Findings of one ledger written into the log; the rest is counted.
  static let findingsToldMax = 20
  /// Tenants whose new jobs are not remembered yet; the sweep of all tenants comes to the rest.
  static let jobHintsWaitingMax = 10_000
  /// Units a principal regains a second. A light call costs 1, a normal one 10, a heavy one 200: far
  /// above what a shard performs in a second, so only a flood meets it.
  package static let budgetUnitsPerSecond: UInt64 = 400_000
  /// Units a principal holds at most: two seconds' worth.
  package static let budgetUnitsMax: UInt64 = 800_000
  /// Principals whose budgets are kept by one shard.
  package static let budgetsMax = 20_000
  /// How long it is waited for a signature that may just be made.
  static let signingLook = Duration.seconds(3)
  /// How often the file of metrics is written.
  static let metricsPeriod = Duration.seconds(10)
  /// Series kept by the metrics; names and labels come from closed sets, so more is a mistake.
  static let seriesMax = 4_096
  /// Sessions of all shards: the private PostgreSQL takes 200, and administrative work needs some.
  static let sessionsMax = 160
  /// Shards: each needs sixteen sessions at least, out of `sessionsMax`.
  static let shardsMax = 10
  /// Connections of all listeners.
  static let connectionsMax = 20_000
  /// Bytes of replies that wait for their clients, of all connections: what slow clients may cost
  /// together. Source: RELIABILITY.md, R12.
  package static let replyBytesWaitingMax = 256 << 20
  /// Messages of a client's stream received and not yet taken: more than its credit allows.
  static let messagesWaitingMax = 16_384
  /// Milliseconds for the command that prints the master key: it may ask a key server.
  static let commandMillisecondsMax = 30_000
  /// Microseconds between two looks whether it has ended, once its output is closed.
  static let commandLookMicroseconds: UInt32 = 2_000
  /// Names in one folder of the data directory: extracts of many years.
  static let folderEntriesMax = 1_000_000
  /// Bytes of a configuration or key file.
  static let fileByteCountMax = 64 << 10
}
