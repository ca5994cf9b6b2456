import Dispatch
package import Reactor
package import World

/// Gathers hints and sends those of one pause together, each once, from a session of its own: a
/// NOTIFY inside a tenant's transaction would make its commits wait for one another.
package actor NotificationSender {
  package nonisolated let executor: ShardExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  private let pause: Duration
  private let world: World
  private let send: @Sendable (_ hints: [Notification]) async -> Bool
  /// Hints whose batch failed.
  package private(set) var hintsLost = 0
  private let lost = CountMeter("tally_hints_lost_total")
  private var pending: [Notification] = []
  private var known: Set<Notification> = []
  private var waiter: CheckedContinuation<Void, Never>?
  private var isStopped = false

  /// `pause` is the shortest time between two batches; `send` sends one batch as a role of the
  /// platform, and false from it loses the batch.
  package init(
    pause: Duration, executor: ShardExecutor, world: World,
    send: @escaping @Sendable (_ hints: [Notification]) async -> Bool
  ) {
    self.executor = executor
    self.pause = pause
    self.world = world
    self.send = send
  }

  /// Gives a hint, after the commit it speaks of. Once `hintsPendingMax` are waiting, a hint is
  /// kept without its payload, and none is kept twice.
  package func hint(_ notification: Notification) {
    guard !isStopped else { return }
    let isFull = pending.count >= Limits.hintsPendingMax
    let kept =
      isFull ? Notification(channel: notification.channel, payload: "") : notification
    // Beyond the payloads there is one hint for each channel.
    guard pending.count < Limits.hintsPendingMax + Limits.channelsMax,
      known.insert(kept).inserted
    else { return }
    pending.append(kept)
    wake()
  }

  /// Sends until the task is cancelled or `stop` is called.
  package func run() async {
    await withTaskCancellationHandler {
      while !isStopped, !Task.isCancelled {
        if pending.isEmpty { await withCheckedContinuation { waiter = $0 } }
        guard !isStopped, !pending.isEmpty else { continue }
        let hints = pending
        pending = []
        known = []
        // A hint only saves time: the reader polls.
        if await !send(hints) {
          hintsLost += hints.count
          lost.add(hints.count)
        }
        do { try await world.sleep(pause) } catch { break }
      }
    } onCancel: {
      executor.queue.async { @Sendable in self.assumeIsolated { $0.stop() } }
    }
  }

  package func stop() {
    isStopped = true
    wake()
  }

  private func wake() {
    waiter?.resume()
    waiter = nil
  }
}
