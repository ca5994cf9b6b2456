import Dispatch
package import Reactor
import SQL
package import World

/// Listens to channels on a session of its own and connects again whenever that breaks.
///
/// After each connect every channel gets a notification with an empty payload: something may have
/// been missed, so the reader should look.
package actor NotificationListener {
  package nonisolated let executor: ShardExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  /// Ends when `run` ends. Has one reader; a slow one loses the oldest.
  package nonisolated let notifications: AsyncStream<Notification>

  private let sink: AsyncStream<Notification>.Continuation
  private let target: ConnectionTarget
  private let role: String
  private let passwords: @Sendable (_ role: String) -> [String]
  private let channels: [String]
  private let opener: ConnectionOpener
  private let world: World
  private var gate: SocketGate?
  private var isStopped = false

  /// `channels` are lower-case identifiers, as `TenantSchema` accepts them.
  package init(
    _ target: ConnectionTarget, role: String,
    passwords: @escaping @Sendable (_ role: String) -> [String], channels: [String],
    opener: ConnectionOpener, executor: ShardExecutor, world: World
  ) {
    precondition((1...Limits.channelsMax).contains(channels.count), "channels")
    precondition(channels.allSatisfy { TenantSchema($0) != nil }, "channel names")
    self.target = target
    self.role = role
    self.passwords = passwords
    self.channels = channels
    self.opener = opener
    self.executor = executor
    self.world = world
    (notifications, sink) = AsyncStream.makeStream(
      bufferingPolicy: .bufferingNewest(Limits.notificationsBufferedMax))
  }

  /// Listens until the task is cancelled or `stop` is called.
  package func run() async {
    await withTaskCancellationHandler {
      var delay = Limits.reconnectMillisecondsMin
      while !isStopped, !Task.isCancelled {
        if await listen() { delay = Limits.reconnectMillisecondsMin }
        if isStopped { break }
        // Between half and the whole delay, so that many processes do not come at once.
        let jitter = Int(world.random64() % UInt64(delay / 2 + 1))
        do { try await world.sleep(.milliseconds(delay - jitter)) } catch { break }
        delay = min(delay * 2, Limits.reconnectMillisecondsMax)
      }
    } onCancel: {
      executor.queue.async { @Sendable in self.assumeIsolated { $0.stop() } }
    }
    sink.finish()
  }

  package func stop() {
    isStopped = true
    gate?.interrupt()
  }

  /// - Returns: whether the session got as far as to listen.
  private func listen() async -> Bool {
    let deadline = world.monotonicNow() + Limits.connectingNanosecondsMax
    let opened: Connection?
    do throws(SQLFailure) {
      opened = try await opener.open(
        target, role: role, passwords: passwords(role), mode: .plain, deadline: deadline)
    } catch {
      opened = nil
    }
    guard let connection = opened, !isStopped else { return false }
    let gate = SocketGate(socket: connection.socket, queue: executor.queue, world: world)
    self.gate = gate
    defer {
      gate.close()
      self.gate = nil
    }
    for channel in channels {
      guard connection.send(text: "listen \"\(channel)\""),
        await isAnswered(connection, gate, deadline: deadline)
      else { return false }
    }
    for channel in channels { sink.yield(Notification(channel: channel, payload: "")) }
    while !isStopped {
      deliver(connection)
      guard await gate.wait(for: .reading, deadline: nil) == .ready, connection.consumeInput()
      else { break }
    }
    return true
  }

  private func isAnswered(
    _ connection: Connection, _ gate: SocketGate, deadline: UInt64
  ) async -> Bool {
    var isDone = false
    while true {
      let flushed = connection.flush()
      guard flushed != .failed else { return false }
      while !connection.isBusy {
        guard let result = connection.nextResult() else { return isDone }
        guard result.status == .done else { return false }
        isDone = true
      }
      let interest: SocketGate.Interest = flushed == .pending ? .both : .reading
      guard await gate.wait(for: interest, deadline: deadline) == .ready,
        connection.consumeInput()
      else { return false }
    }
  }

  private func deliver(_ connection: Connection) {
    // Asking whether it is busy makes libpq sort what has arrived.
    _ = connection.isBusy
    while let notification = connection.nextNotification() { sink.yield(notification) }
  }
}
