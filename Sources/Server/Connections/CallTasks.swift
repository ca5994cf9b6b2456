import Reactor
import Synchronization

/// Every task the server starts for calls and lanes: counted, bounded, awaited at the end.
final class CallTasks: Sendable {
  private struct State {
    var count = 0
    var waiters: [CheckedContinuation<Void, Never>] = []
  }
  private let state = Mutex(State())

  init() {}

  /// Tasks under way.
  var count: Int { state.withLock { $0.count } }

  /// Starts `work` on `home`'s shard, whatever thread calls.
  func spawn(on home: ShardHome, _ work: @escaping @Sendable () async -> Void) {
    state.withLock { $0.count += 1 }
    Task {
      await home.perform(work)
      ended()
    }
  }

  /// Starts `work` from the shard itself, without leaving it first.
  @discardableResult
  func spawnHere(
    on home: ShardHome, _ work: @escaping @Sendable (isolated ShardHome) async -> Void
  ) -> Task<Void, Never> {
    state.withLock { $0.count += 1 }
    return home.assumeIsolated { home in home.begin(work) { self.ended() } }
  }

  /// Returns when no task is under way.
  func idle() async {
    await withCheckedContinuation { continuation in
      let isIdle = state.withLock { state in
        if state.count == 0 { return true }
        state.waiters.append(continuation)
        return false
      }
      if isIdle { continuation.resume() }
    }
  }

  private func ended() {
    let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      state.count -= 1
      guard state.count == 0 else { return [] }
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }
}

/// The isolation of one shard, for tasks: what it performs runs on the shard's queue.
actor ShardHome {
  nonisolated let shard: Shard
  nonisolated var unownedExecutor: UnownedSerialExecutor {
    // Safe because the shard is kept for as long as this actor.
    unsafe shard.executor.asUnownedSerialExecutor()
  }

  init(_ shard: Shard) { self.shard = shard }

  /// Runs `work` here; it stays on the shard but for what it awaits elsewhere.
  func perform<Value: Sendable>(
    _ work: @Sendable () async -> Value
  ) async -> Value { await work() }

  func begin(
    _ work: @escaping @Sendable (isolated ShardHome) async -> Void,
    ended: @escaping @Sendable () -> Void
  ) -> Task<Void, Never> {
    Task {
      await work(self)
      ended()
    }
  }
}
