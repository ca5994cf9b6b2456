/// The bounds of this module, each with its reason.
package enum SealerLimits {
  /// Entries of one block: 64 chunk rows in a transaction, about 20 ms of work.
  package static let blockEntryCountMax = 16_384
  /// Blocks of one tenant before another tenant has its turn.
  package static let blocksPerTurnMax = 4
  /// Attempts of a seal which another sealer was quicker with, before the next tick.
  package static let attemptCountMax = 3
  /// Tenants sealed at the same time: each holds one session.
  package static let parallelTenantCountMax = 4
  /// Trees kept in memory, at about 24 KiB each; others are taken up again from their tiles.
  package static let treeCountMax = 1_000
  /// Tenants waiting for their turn; a hint beyond that is left to the sweep.
  package static let dirtyTenantCountMax = 100_000
  /// Time between two rounds at least.
  package static let tickMin = Duration.milliseconds(5)
  /// A round which sealed is followed by a pause of this many times its own duration, so that
  /// sealing takes a fifth of the time at most and blocks grow with the load.
  package static let pauseFactor = 4
  /// Longest time between two rounds: what a caller who waits for a position waits at most, once
  /// its tenant is known to be dirty.
  package static let tickMax = Duration.milliseconds(200)
  /// Time between two sweeps of all tenants: hints may be lost, and 5,000 tenants cost 3 seconds.
  package static let sweepInterval = Duration.seconds(30)
  /// A tenant's checkpoint is signed at most this often, unless asked for.
  package static let checkpointInterval = Duration.seconds(1)
  /// Time that one transaction may take, in nanoseconds.
  package static let transactionNanoseconds: UInt64 = 10_000_000_000
  /// Tiles of one level read in one statement: 2 MiB.
  package static let tilesPerReadMax = 256
  /// Bytes of an external note.
  package static let noteByteCountMax = 1 << 16
}
