/// The bounds of this module, each with its reason.
package enum SealerLimits {
  /// Entries of one block: 64 chunk rows in a transaction, about 20 ms of work.
  package static let blockEntryCountMax = 16_384
  /// Blocks of one log before another log has its turn.
  package static let blocksPerTurnMax = 4
  /// Attempts of a seal which another sealer was quicker with, before the next tick.
  package static let attemptCountMax = 3
  /// Logs sealed at the same time: each holds one session.
  package static let parallelLogCountMax = 4
  /// Trees kept in memory, at about 24 KiB each; others are taken up again from their tiles.
  package static let treeCountMax = 1_000
  /// Logs with a turn before them or shortly behind them; a hint beyond that is left to the sweep.
  package static let agendaCountMax = 100_000
  /// Pause of a log between two turns at least, in nanoseconds.
  package static let pauseNanosecondsMin: UInt64 = 5_000_000
  /// A turn is followed by a pause of this many times what it took from its due time on, so that
  /// sealing takes a fifth of the time at most and blocks grow with the load.
  package static let pauseFactor: UInt64 = 4
  /// Longest pause of a log between two turns, in nanoseconds: what an entry waits at most before
  /// its turn is due.
  package static let pauseNanosecondsMax: UInt64 = 200_000_000
  /// First pause after a turn that failed, doubled at each further failure, in nanoseconds.
  package static let retryNanosecondsMin: UInt64 = 100_000_000
  /// Longest pause after failures, in nanoseconds: how long after the cause is gone sealing goes on
  /// at the latest.
  package static let retryNanosecondsMax: UInt64 = 5_000_000_000
  /// Time for one sweep of all logs: hints may be lost.
  package static let sweepInterval = Duration.seconds(30)
  /// Logs which a sweep names at once, so that what is hinted never waits behind all of them.
  package static let sweepPortionMax = 64
  /// Pause between two portions of the first sweep.
  package static let sweepPause = Duration.milliseconds(20)
  /// Pause before the roster is asked again when it could not be read.
  package static let rosterRetry = Duration.seconds(1)
  /// A log's checkpoint is signed at most this often, unless asked for; in nanoseconds.
  package static let checkpointNanoseconds: UInt64 = 1_000_000_000
  /// Time that one transaction may take, in nanoseconds: the first of a seal reads all that waits,
  /// a million entries in some seconds. One which never ended in time would never seal.
  package static let transactionNanoseconds: UInt64 = 120_000_000_000
  /// Tiles of one level read in one statement: 2 MiB.
  package static let tilesPerReadMax = 256
  /// How long another process' lock on a note is waited for: it is held for two flushes of a disk.
  package static let noteLockWaitMax = Duration.seconds(2)
  /// How often it is looked whether the lock is free.
  static let noteLockPause = Duration.milliseconds(5)
  /// Bytes of an external note.
  package static let noteByteCountMax = 1 << 16
}
