import Dispatch
package import World

/// The timers of one shard, on one Dispatch timer. Called on the shard's queue only.
///
/// Setting and cancelling cost a dictionary entry each; a deadline which was cancelled stays in the
/// heap, dead, until it is reached or the dead outnumber the living.
package final class Timers: @unchecked Sendable {
  // Safe because all mutable state is touched on the executor's queue only, which is checked.

  /// Names a timer to cancel it; never used again.
  package struct Token: Sendable, Hashable {
    fileprivate let sequence: UInt64
  }
  private typealias Action = @Sendable () -> Void

  private let executor: ShardExecutor
  private let world: World
  private var heap = DeadlineHeap()
  private var actions: [UInt64: Action] = [:]
  private var lastSequence: UInt64 = 0
  /// The deadline the Dispatch timer is set to.
  private var armed: UInt64?
  private var source: (any DispatchSourceTimer)?

  package init(executor: ShardExecutor, world: World) {
    self.executor = executor
    self.world = world
  }

  deinit { source?.cancel() }

  /// How many timers are set.
  package var count: Int {
    executor.checkIsolated()
    return actions.count
  }

  /// Calls `action` on the shard once `delay` has passed, unless cancelled.
  ///
  /// Timers fire in the order of their deadlines, and of their setting where these are equal.
  @discardableResult
  package func set(after delay: Duration, _ action: @escaping @Sendable () -> Void) -> Token {
    set(at: world.monotonicNow() &+ delay.nanoseconds, action)
  }

  /// Calls `action` on the shard once `World.monotonicNow` has reached `deadline`.
  @discardableResult
  package func set(at deadline: UInt64, _ action: @escaping @Sendable () -> Void) -> Token {
    executor.checkIsolated()
    precondition(actions.count < Limits.timerCountMax, "timers leak")
    lastSequence += 1
    actions[lastSequence] = action
    heap.insert(DeadlineHeap.Entry(deadline: deadline, sequence: lastSequence))
    if deadline < armed ?? UInt64.max { arm(deadline) }
    return Token(sequence: lastSequence)
  }

  /// Cancels a timer; harmless when it has fired or was cancelled.
  package func cancel(_ token: Token) {
    executor.checkIsolated()
    guard actions.removeValue(forKey: token.sequence) != nil else { return }
    if heap.count > 2 * actions.count + Limits.deadTimerCountMax {
      heap.keep { actions[$0.sequence] != nil }
    }
  }

  private func fire() {
    armed = nil
    let now = world.monotonicNow()
    while let first = heap.first, first.deadline <= now {
      heap.removeFirst()
      actions.removeValue(forKey: first.sequence)?()
    }
    while let first = heap.first, actions[first.sequence] == nil { heap.removeFirst() }
    // An action may have armed an earlier one.
    if let first = heap.first, first.deadline < armed ?? UInt64.max { arm(first.deadline) }
  }

  private func arm(_ deadline: UInt64) {
    armed = deadline
    if let alarm = world.alarm {
      alarm(deadline) { [weak self, executor] in
        executor.queue.async { @Sendable [weak self] in self?.fire() }
      }
      return
    }
    let now = world.monotonicNow()
    let delay = deadline > now ? deadline - now : 0
    let source = self.source ?? makeSource()
    source.schedule(
      deadline: .now() + .nanoseconds(Int(clamping: min(delay, UInt64(Int64.max)))),
      leeway: .microseconds(500))
  }

  private func makeSource() -> any DispatchSourceTimer {
    let source = DispatchSource.makeTimerSource(queue: executor.queue)
    source.setEventHandler { @Sendable [weak self] in self?.fire() }
    source.schedule(deadline: .distantFuture)
    source.activate()
    self.source = source
    return source
  }
}
