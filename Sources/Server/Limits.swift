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
  /// How often the file of metrics is written.
  static let metricsPeriod = Duration.seconds(10)
  /// Series kept by the metrics; names and labels come from closed sets, so more is a mistake.
  static let seriesMax = 4_096
  /// Sessions of all shards: the private PostgreSQL takes 200, and administrative work needs some.
  static let sessionsMax = 160
  /// Connections of all listeners.
  static let connectionsMax = 20_000
  /// Messages of a client's stream received and not yet taken: more than its credit allows.
  static let messagesWaitingMax = 16_384
  /// Bytes of a configuration or key file.
  static let fileByteCountMax = 64 << 10
}
