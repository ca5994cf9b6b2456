import Dispatch
import Glibc
import World

/// Watches one socket on a queue.
///
/// It watches duplicates of the descriptor, which it closes itself: libpq may close or replace its
/// own at any time.
///
/// After a hang-up a source of Dispatch calls once and never again, so whoever is called must
/// read until `isReadable` is false. Source: swift-corelibs-libdispatch, event_epoll.c.
final class SocketWatch: @unchecked Sendable {
  // Safe because it is created and called on its queue only.
  private let queue: DispatchQueue
  /// Our duplicate of the socket; -1 when no descriptor was free, and after the end.
  private var own: Int32
  private let onReadable: @Sendable () -> Void
  private let onWritable: @Sendable () -> Void
  private var reader: (any DispatchSourceRead)?
  private var writer: (any DispatchSourceWrite)?
  private var isReading = false
  private var isWriting = false

  init(
    socket: Int32, queue: DispatchQueue, onReadable: @escaping @Sendable () -> Void,
    onWritable: @escaping @Sendable () -> Void
  ) {
    own = fcntl(socket, F_DUPFD_CLOEXEC, 0)
    self.queue = queue
    self.onReadable = onReadable
    self.onWritable = onWritable
  }

  deinit { cancel() }

  /// - Returns: false when no descriptor was free.
  func setReading(_ isWanted: Bool) -> Bool {
    guard isWanted != isReading else { return true }
    if reader == nil {
      guard own >= 0 else { return false }
      let source = DispatchSource.makeReadSource(fileDescriptor: own, queue: queue)
      source.setEventHandler(handler: DispatchWorkItem(block: onReadable))
      let closing = own
      source.setCancelHandler(handler: DispatchWorkItem { @Sendable in Self.end(closing) })
      reader = source
    }
    isReading = isWanted
    if isWanted { reader?.resume() } else { reader?.suspend() }
    return true
  }

  /// - Returns: false when no descriptor was free.
  func setWriting(_ isWanted: Bool) -> Bool {
    guard isWanted != isWriting else { return true }
    if writer == nil {
      let copy = fcntl(own, F_DUPFD_CLOEXEC, 0)
      guard copy >= 0 else { return false }
      let source = DispatchSource.makeWriteSource(fileDescriptor: copy, queue: queue)
      source.setEventHandler(handler: DispatchWorkItem(block: onWritable))
      source.setCancelHandler(handler: DispatchWorkItem { @Sendable in Self.end(copy) })
      writer = source
    }
    isWriting = isWanted
    if isWanted { writer?.resume() } else { writer?.suspend() }
    return true
  }

  /// Whether a read would return something, an end or an error included.
  var isReadable: Bool { isReady(POLLIN) }
  var isWritable: Bool { isReady(POLLOUT) }

  private func isReady(_ events: Int32) -> Bool {
    var entry = pollfd(fd: own, events: Int16(events), revents: 0)
    return unsafe poll(&entry, 1, 0) > 0
  }

  private static func end(_ descriptor: Int32) {
    let status = close(descriptor)
    precondition(status == 0 || errno != EBADF, "\(descriptor) was closed by somebody else")
  }

  /// Ends both sources. A suspended source must run again before it may end.
  func cancel() {
    if let reader { reader.cancel() } else if own >= 0 { Self.end(own) }
    own = -1
    if !isReading { reader?.resume() }
    reader = nil
    isReading = false
    writer?.cancel()
    if !isWriting { writer?.resume() }
    writer = nil
    isWriting = false
  }
}

/// Calls back once a deadline passes; set again and again it arms the clock seldom.
final class DeadlineTimer: @unchecked Sendable {
  // Safe because it is created and called on its queue only.
  private let source: any DispatchSourceTimer
  private let now: @Sendable () -> UInt64
  private let onPassed: @Sendable () -> Void
  private var armedFor = UInt64.max
  private var wanted: UInt64?

  init(queue: DispatchQueue, world: World, onPassed: @escaping @Sendable () -> Void) {
    source = DispatchSource.makeTimerSource(queue: queue)
    now = world.monotonicNow
    self.onPassed = onPassed
    source.setEventHandler(handler: DispatchWorkItem { @Sendable [weak self] in self?.fired() })
    source.schedule(deadline: .distantFuture)
    source.resume()
  }

  deinit { source.cancel() }

  /// `deadline` is on the monotonic clock; nil wants no call.
  func set(_ deadline: UInt64?) {
    wanted = deadline
    guard let deadline, deadline < armedFor else { return }
    arm(deadline)
  }

  private func arm(_ deadline: UInt64) {
    armedFor = deadline
    let present = now()
    let remaining = deadline > present ? min(deadline - present, Self.remainingMax) : 0
    source.schedule(deadline: .now() + .nanoseconds(Int(remaining)))
  }

  private func fired() {
    armedFor = .max
    guard let wanted else { return }
    guard now() < wanted else {
      self.wanted = nil
      return onPassed()
    }
    arm(wanted)
  }

  /// A day, in nanoseconds: a longer wait is armed again.
  private static let remainingMax: UInt64 = 86_400_000_000_000
}

/// Lets one task at a time wait for a socket.
final class SocketGate: @unchecked Sendable {
  // Safe because it is created and called on its queue only.
  enum Interest: Sendable { case reading, writing, both }
  enum Wake: Sendable { case ready, deadline, interrupted }

  private var watch: SocketWatch?
  private var timer: DeadlineTimer?
  private var waiter: CheckedContinuation<Wake, Never>?
  private var isInterrupted = false

  init(socket: Int32, queue: DispatchQueue, world: World) {
    watch = SocketWatch(
      socket: socket, queue: queue,
      onReadable: { @Sendable [weak self] in self?.wake(.ready) },
      onWritable: { @Sendable [weak self] in self?.wake(.ready) })
    timer = DeadlineTimer(queue: queue, world: world) { @Sendable [weak self] in
      self?.wake(.deadline)
    }
  }

  func wait(for interest: Interest, deadline: UInt64?) async -> Wake {
    precondition(waiter == nil, "one waiter at a time")
    guard !isInterrupted, let watch else { return .interrupted }
    switch interest {
    case .reading: if watch.isReadable { return .ready }
    case .writing: if watch.isWritable { return .ready }
    case .both: if watch.isReadable || watch.isWritable { return .ready }
    }
    guard watch.setReading(interest != .writing), watch.setWriting(interest != .reading)
    else { return .interrupted }
    timer?.set(deadline)
    return await withCheckedContinuation { waiter = $0 }
  }

  /// Ends the present wait and refuses later ones.
  func interrupt() {
    isInterrupted = true
    wake(.interrupted)
  }

  func close() {
    interrupt()
    watch?.cancel()
    watch = nil
    timer = nil
  }

  private func wake(_ wake: Wake) {
    guard let waiter else { return }
    self.waiter = nil
    timer?.set(nil)
    _ = watch?.setReading(false)
    _ = watch?.setWriting(false)
    waiter.resume(returning: wake)
  }
}
