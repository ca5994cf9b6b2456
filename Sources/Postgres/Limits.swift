/// The bounds of this module, each with its reason.
package enum Limits {
  /// Prepared statements kept by one session. PostgreSQL keeps 15–83 kB for each, so a session
  /// stays below about 20 MB; beyond it statements run unprepared and the session is recycled.
  package static let preparedStatementsMax = 256
  /// Statements of one batch: a batch is a few hundred calls made columnar, never a bulk load.
  package static let batchStatementsMax = 4096
  /// Batches waiting for one session: a lane runs one at a time, so more is a caller's mistake.
  package static let batchesWaitingMax = 64
  /// Milliseconds a batch may ask for as lock timeout: nothing waits for a lock for a minute.
  package static let lockTimeoutMillisecondsMax = 60_000
  /// Cancel requests under way at once; each blocks a thread for as long as the network likes.
  package static let cancelsInFlightMax = 8
  /// Nanoseconds the server may take to stop a cancelled read; PostgreSQL looks for it all the time.
  package static let cancelNanosecondsMax: UInt64 = 5_000_000_000
  /// Nanoseconds for one connection attempt: about 7 ms are usual, a fail-over takes seconds.
  package static let connectingNanosecondsMax: UInt64 = 5_000_000_000
  /// Passwords tried for one session: the present login-key epoch and the one before it.
  package static let passwordsMax = 2
  /// Sessions of one role in one pool, unless set: a lane and a few readers.
  package static let sessionsPerRoleMax = 4
  /// Callers waiting for a session of one pool, unless set: a second's work at worst.
  package static let sessionsWaitingMax = 1024
  /// Bytes of one chunk of a COPY: enough to amortise a system call, small enough to buffer.
  package static let copyChunkByteCountMax = 64 << 10
  /// Bytes of one row of a COPY: twice what a frame of the protocol may carry.
  package static let copyRowByteCountMax = 8 << 20
  /// Notifications kept for a slow reader; the oldest go first, since polling is the truth.
  package static let notificationsBufferedMax = 1024
  /// Channels of one listening session.
  package static let channelsMax = 16
  /// Hints kept by a sender before it forgets payloads and sends the channel alone.
  package static let hintsPendingMax = 1024
  /// Milliseconds between two attempts to listen again: the first, and the longest.
  package static let reconnectMillisecondsMin = 50
  package static let reconnectMillisecondsMax = 5000
}
