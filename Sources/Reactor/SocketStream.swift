import Dispatch
import Glibc

/// A plain socket on Dispatch sources.
///
/// Reads until the system has no more, with the handler called inline; writes directly first and by
/// a write source only when the system takes no more.
package final class SocketStream: ByteStream, @unchecked Sendable {
  // Safe because all mutable state is touched on the shard's queue only, which is checked at entry;
  // while the stream moves, no source watches it and nobody may call it.

  private enum State {
    /// Before `start`. May become `open` or `closed`.
    case idle
    /// May become any of the following.
    case open
    /// Between two shards. May become `open`.
    case moving
    /// Writes what is queued, reads nothing. May become `lingering` or `closed`.
    case draining
    /// All is written and the peer knows; waits for its end. May become `closed`.
    case lingering
    /// Terminal.
    case closed
  }

  package let peer: Peer
  package private(set) var shard: Shard
  private let limits: StreamLimits
  private var socket: Socket?
  private var handler: (any StreamHandler)?
  private var state = State.idle
  private var queue = WriteQueue()
  private var isWriterPaused = false
  private var isReadingPaused = false
  private var hasEnded = false
  private var lingeredByteCount = 0
  private var reader: (any DispatchSourceRead)?
  private var isReaderSuspended = false
  private var writer: (any DispatchSourceWrite)?
  private var isWriterSuspended = false
  private var stall: Timers.Token?
  private var linger: Timers.Token?
  private var drain: Timers.Token?
  /// Sources whose cancel handler has not run.
  private var watchCount = 0
  private var departure: Departure?

  private struct Departure {
    let target: Shard
    let arrived: @Sendable () -> Void
  }

  /// Takes over a connected, non-blocking socket. Nothing happens before `start`.
  package init(_ socket: Socket, on shard: Shard, limits: StreamLimits = StreamLimits()) {
    precondition(
      limits.writeResumeByteCount < limits.writePauseByteCount
        && limits.writePauseByteCount <= limits.writeQueueByteCountMax, "limits out of order")
    self.socket = socket
    self.shard = shard
    self.limits = limits
    peer = socket.peer()
    socket.enable(TCP_NODELAY, level: Int32(IPPROTO_TCP))
  }

  package var isClosed: Bool {
    shard.checkIsolated()
    return state == .closed
  }
  package var queuedByteCount: Int {
    shard.checkIsolated()
    return queue.count
  }

  package func start(_ handler: any StreamHandler) {
    shard.checkIsolated()
    guard state == .idle else { return }
    self.handler = handler
    state = .open
    watchReads()
  }

  package func write(_ bytes: RawSpan) -> WriteOutcome {
    shard.checkIsolated()
    switch state {
    case .open: break
    case .idle, .moving: preconditionFailure("written before it is open")
    case .draining, .lingering, .closed: return .closed
    }
    var sent = 0
    if queue.isEmpty {
      guard let taken = send(bytes) else { return .closed }
      sent = taken
    }
    guard sent < bytes.byteCount else { return .flowing }
    guard queue.count + bytes.byteCount - sent <= limits.writeQueueByteCountMax else {
      finish(.writeQueueFull)
      return .closed
    }
    queue.append(bytes.extracting(sent..<bytes.byteCount))
    watchWrites()
    if queue.count >= limits.writePauseByteCount { isWriterPaused = true }
    return isWriterPaused ? .paused : .flowing
  }

  package func pauseReading() {
    shard.checkIsolated()
    isReadingPaused = true
    adjustReader()
  }

  package func resumeReading() {
    shard.checkIsolated()
    isReadingPaused = false
    adjustReader()
  }

  package func closeWhenWritten() {
    shard.checkIsolated()
    switch state {
    case .idle: finish(.closedHere)
    case .open:
      state = .draining
      adjustReader()
      if queue.isEmpty { beginLinger() } else { armDrain() }
    case .moving: preconditionFailure("closed while it moves")
    case .draining, .lingering, .closed: break
    }
  }

  package func close() {
    shard.checkIsolated()
    precondition(state != .moving, "closed while it moves")
    finish(.closedHere)
  }

  package func move(to target: Shard, arrived: @escaping @Sendable () -> Void) {
    shard.checkIsolated()
    guard target !== shard else {
      shard.run(arrived)
      return
    }
    guard state == .open else {
      // Closed meanwhile: the handler hears so from this shard; nothing moves.
      return
    }
    state = .moving
    cancelStall()
    departure = Departure(target: target, arrived: arrived)
    detachReader()?.cancel()
    detachWriter()?.cancel()
  }

  /// A source has let go of the descriptor; once all have, another queue may watch it.
  private func released() {
    watchCount -= 1
    guard watchCount == 0, let departure else { return }
    self.departure = nil
    departure.target.queue.async { @Sendable [self] in
      shard = departure.target
      state = .open
      departure.arrived()
      guard state == .open else { return }
      watchReads()
      if !queue.isEmpty { watchWrites() }
    }
  }
}

// MARK: - Reading

extension SocketStream {
  private func watchReads() {
    guard let socket, reader == nil, !hasEnded else { return }
    let source = DispatchSource.makeReadSource(
      fileDescriptor: socket.descriptor, queue: shard.queue)
    source.setEventHandler { @Sendable [self] in becameReadable() }
    source.setCancelHandler { @Sendable [self] in withExtendedLifetime(socket) { released() } }
    watchCount += 1
    reader = source
    isReaderSuspended = false
    source.activate()
    adjustReader()
  }

  /// Lets the read source run or not, as the state asks.
  private func adjustReader() {
    guard let reader else { return }
    let wanted =
      switch state {
      case .open: !isReadingPaused && !hasEnded
      case .lingering: !hasEnded
      case .idle, .moving, .draining, .closed: false
      }
    if wanted, isReaderSuspended {
      isReaderSuspended = false
      reader.resume()
    } else if !wanted, !isReaderSuspended {
      isReaderSuspended = true
      reader.suspend()
    }
  }

  /// Gives up the read source; a suspended one must run to be cancelled.
  private func detachReader() -> (any DispatchSourceProtocol)? {
    guard let reader else { return nil }
    if isReaderSuspended { reader.resume() }
    isReaderSuspended = false
    self.reader = nil
    return reader
  }

  private func becameReadable() {
    var hasReceived = false
    for _ in 0..<Limits.readsPerWakeMax {
      guard state == .open && !isReadingPaused || state == .lingering, let socket else { break }
      let got = unsafe recv(
        socket.descriptor, shard.readBuffer.baseAddress, shard.readBuffer.count, 0)
      if got > 0 {
        guard state == .open else {
          discarded(got)
          continue
        }
        hasReceived = true
        let filled = unsafe UnsafeRawBufferPointer(rebasing: shard.readBuffer[..<got])
        // Safe because the buffer outlives the call and is not refilled within it.
        unsafe handler?.streamReceived(filled.bytes)
        // A short read emptied the socket; asking again would cost a system call for nothing.
        if got < Limits.readBufferByteCount { break }
      } else if got == 0 {
        ended(hasReceived: hasReceived)
        return
      } else if errno == EAGAIN {
        break
      } else if errno != EINTR {
        finish(errno == ECONNRESET ? .closedByPeer : .system(error: errno))
        return
      }
    }
    if hasReceived { handler?.streamDrained() }
  }

  private func ended(hasReceived: Bool) {
    hasEnded = true
    adjustReader()
    if state == .lingering {
      finish(.closedHere)
      return
    }
    if hasReceived { handler?.streamDrained() }
    if state == .open { handler?.streamEnded() }
  }

  private func discarded(_ byteCount: Int) {
    lingeredByteCount += byteCount
    if lingeredByteCount > Limits.lingerByteCountMax { finish(.closedHere) }
  }
}

// MARK: - Writing

extension SocketStream {
  /// Sends what the system takes.
  ///
  /// - Returns: nil when the stream has been closed by an error.
  private func send(_ bytes: RawSpan) -> Int? {
    guard let socket else { return nil }
    var sent = 0
    while sent < bytes.byteCount {
      let rest = bytes.extracting(sent..<bytes.byteCount)
      // MSG_NOSIGNAL: a peer which is gone is an error to return, not a signal.
      let taken = unsafe rest.withUnsafeBytes { raw in
        unsafe Glibc.send(
          socket.descriptor, raw.baseAddress, raw.count, Int32(MSG_NOSIGNAL))
      }
      if taken >= 0 {
        sent += taken
      } else if errno == EAGAIN {
        break
      } else if errno != EINTR {
        let isPeer = errno == EPIPE || errno == ECONNRESET
        finish(isPeer ? .closedByPeer : .system(error: errno))
        return nil
      }
    }
    return sent
  }

  private func watchWrites() {
    if stall == nil { armStall() }
    if let writer {
      if isWriterSuspended {
        isWriterSuspended = false
        writer.resume()
      }
      return
    }
    guard let socket else { return }
    let source = DispatchSource.makeWriteSource(
      fileDescriptor: socket.descriptor, queue: shard.queue)
    source.setEventHandler { @Sendable [self] in becameWritable() }
    source.setCancelHandler { @Sendable [self] in withExtendedLifetime(socket) { released() } }
    watchCount += 1
    writer = source
    isWriterSuspended = false
    source.activate()
  }

  private func detachWriter() -> (any DispatchSourceProtocol)? {
    guard let writer else { return nil }
    if isWriterSuspended { writer.resume() }
    isWriterSuspended = false
    self.writer = nil
    return writer
  }

  private func becameWritable() {
    guard state == .open || state == .draining else { return }
    guard let sent = queue.withWaiting({ send($0) }) else { return }
    if sent > 0 {
      queue.removeFirst(sent)
      cancelStall()
      handler?.streamWrote(sent)
      guard state == .open || state == .draining else { return }
    }
    if queue.isEmpty {
      if let writer, !isWriterSuspended {
        isWriterSuspended = true
        writer.suspend()
      }
      if state == .draining {
        beginLinger()
        return
      }
    } else if stall == nil {
      armStall()
    }
    if isWriterPaused, queue.count <= limits.writeResumeByteCount {
      isWriterPaused = false
      if state == .open { handler?.streamResumed() }
    }
  }

  private func armStall() {
    stall = shard.timers.set(after: limits.writeStallMax) { [weak self] in
      self?.stall = nil
      self?.finish(.stalled)
    }
  }

  /// A peer that takes a byte now and then never stalls.
  private func armDrain() {
    drain = shard.timers.set(after: limits.drainMax) { [weak self] in
      self?.drain = nil
      self?.finish(.stalled)
    }
  }

  private func cancelDrain() {
    if let drain { shard.timers.cancel(drain) }
    drain = nil
  }

  private func cancelStall() {
    if let stall { shard.timers.cancel(stall) }
    stall = nil
  }
}

// MARK: - Closing

extension SocketStream {
  /// Tells the peer that no more comes, and waits a little for its own end: closing with unread
  /// input would make the system send a reset, which destroys what the peer has not yet read.
  private func beginLinger() {
    cancelDrain()
    guard let socket, !hasEnded else { return finish(.closedHere) }
    state = .lingering
    guard shutdown(socket.descriptor, Int32(SHUT_WR)) == 0 else { return finish(.closedHere) }
    linger = shard.timers.set(after: limits.lingerMax) { [weak self] in
      self?.linger = nil
      self?.finish(.closedHere)
    }
    adjustReader()
  }

  /// Closes once: lets go of the descriptor and tells the handler, after the present call.
  private func finish(_ end: StreamEnd) {
    guard state != .closed else { return }
    state = .closed
    cancelStall()
    cancelDrain()
    if let linger { shard.timers.cancel(linger) }
    linger = nil
    queue.removeAll()
    if let socket { _ = shutdown(socket.descriptor, Int32(SHUT_RDWR)) }
    detachReader()?.cancel()
    detachWriter()?.cancel()
    socket = nil
    guard let handler else { return }
    self.handler = nil
    shard.queue.async { @Sendable in handler.streamClosed(end) }
  }
}
