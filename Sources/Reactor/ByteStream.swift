/// Who is at the other end, as the system tells it.
package enum Peer: Sendable, Hashable {
  /// A process of this machine. Source: SO_PEERCRED, unix(7).
  case process(id: Int32, user: UInt32, group: UInt32)
  /// A numeric address, 4 or 16 bytes, and its port.
  case address(bytes: [UInt8], port: UInt16)
  /// An end of a socket pair, or one the system says nothing about.
  case unknown
}

/// Why a stream is closed.
package enum StreamEnd: Sendable, Equatable {
  /// This side called `close` or `closeWhenWritten`.
  case closedHere
  /// The peer closed, reset or vanished.
  case closedByPeer
  /// More than `writeQueueByteCountMax` would have waited.
  case writeQueueFull
  /// The peer took no byte for `writeStallMax`, or not all of the last ones within `drainMax`.
  case stalled
  /// What came was no valid record of the layer below, such as TLS.
  case corrupt
  /// A call of the system failed.
  case system(error: Int32)
}

/// What a write came to.
package enum WriteOutcome: Sendable, Equatable {
  /// Written, or queued; go on.
  case flowing
  /// Queued, and much waits: write no more until `streamResumed()`.
  case paused
  /// The stream is closed; the bytes are lost.
  case closed
}

/// A two-way stream of bytes which lives on one shard.
///
/// All of it is called on the shard's queue, and the handler is called there. The plain conformer is
/// `SocketStream`; a TLS one wraps it and looks the same from above.
package protocol ByteStream: AnyObject, Sendable {
  /// Where the stream lives.
  var shard: Shard { get }
  var peer: Peer { get }
  var isClosed: Bool { get }
  /// Bytes accepted by `write` and not yet taken by the system.
  var queuedByteCount: Int { get }

  /// Begins to read; called once. The stream holds `handler` until `streamClosed`.
  func start(_ handler: any StreamHandler)

  /// Writes at once what the system takes and queues the rest, in order.
  ///
  /// One call with many messages costs far less than many calls.
  @discardableResult
  func write(_ bytes: RawSpan) -> WriteOutcome

  /// Stops reading until `resumeReading()`: the peer's writes fill its own queue.
  func pauseReading()
  func resumeReading()

  /// Moves to another shard: `arrived` is called there before any further event.
  ///
  /// Bytes which the handler has been given are its own to carry; nothing is read meanwhile, and
  /// until `arrived` nothing may be called on the stream. A stream which is closing does not move:
  /// `arrived` is not called, and `streamClosed` comes on the old shard.
  func move(to shard: Shard, arrived: @escaping @Sendable () -> Void)

  /// Closes after what is queued has been written; reads no more.
  func closeWhenWritten()
  /// Closes now; what is queued is lost. Harmless when closed.
  func close()
}

extension ByteStream {
  @discardableResult
  package func write(_ bytes: [UInt8]) -> WriteOutcome {
    // Safe because every pattern of bits is a byte.
    unsafe write(bytes.span.bytes)
  }
}

/// What a stream tells its owner, on the shard's queue, inline.
package protocol StreamHandler: AnyObject, Sendable {
  /// Bytes came; they are gone when this returns. May be called several times before
  /// `streamDrained()`: gather the answers and write them there.
  func streamReceived(_ bytes: RawSpan)
  /// All that had come has been received.
  func streamDrained()
  /// The peer will send no more; it may still read. Close when the last answer is written.
  func streamEnded()
  /// The system took `byteCount` of the bytes which were queued; not called for what `write` itself
  /// could hand over.
  func streamWrote(_ byteCount: Int)
  /// A paused writer may go on.
  func streamResumed()
  /// The stream is closed; called exactly once, and last, never from within a call to the stream.
  func streamClosed(_ end: StreamEnd)
}
