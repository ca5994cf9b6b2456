/// Bounds of the reactor. Source for those of connections: RELIABILITY.md, section 2.
package enum Limits {
  /// One buffer per shard, refilled at each read: as large as a socket usually holds.
  package static let readBufferByteCount = 64 << 10
  /// Reads of one stream before the others of its shard get their turn.
  package static let readsPerWakeMax = 16
  /// Connections accepted before the shard turns to its other work.
  package static let acceptsPerWakeMax = 64
  /// Queue of connections the kernel completes before they are accepted.
  package static let acceptBacklog: Int32 = 512
  /// How long a listener waits when the process or the machine has no descriptor left.
  package static let acceptPause = Duration.milliseconds(100)
  /// A path longer than this does not fit in `sockaddr_un` with its closing zero. Source: unix(7).
  package static let socketPathByteCountMax = 107
  /// Pause before another try when a Unix listener's backlog is full.
  package static let connectPause = Duration.milliseconds(10)
  /// Addresses of a name which are tried in turn.
  package static let addressesPerNameMax = 4
  /// Timers of one shard: four for each call of each connection it may have.
  package static let timerCountMax = 4_000_000
  /// Dead entries the timer heap keeps before it is rebuilt.
  package static let deadTimerCountMax = 4096
  /// Bytes swallowed after the last write, so that the peer reads it instead of a reset.
  package static let lingerByteCountMax = 1 << 20
}

/// Bounds of one stream; the defaults suit a connection from outside.
package struct StreamLimits: Sendable {
  /// A writer is told to pause when so many bytes wait.
  package var writePauseByteCount = 1 << 20
  /// A paused writer is told to go on when no more than this waits.
  package var writeResumeByteCount = 256 << 10
  /// The stream is closed when more than this would wait: a writer which did not pause, or one
  /// message of the largest size after the pause.
  package var writeQueueByteCountMax = 6 << 20
  /// The stream is closed when bytes wait and the peer takes none for so long.
  package var writeStallMax = Duration.seconds(10)
  /// How long a stream that closes may take to write what is queued, however steadily.
  package var drainMax = Duration.seconds(30)
  /// How long a closed stream waits for its peer to close too, so that the last bytes arrive.
  package var lingerMax = Duration.seconds(1)

  package init() {}
}
