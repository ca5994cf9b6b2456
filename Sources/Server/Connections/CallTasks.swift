import Reactor
import Synchronization

/// Every task the server starts for calls and lanes: counted, bounded, awaited at the end.
final class CallTasks: Sendable {
  private let taskCount = Atomic(0)

  init() {}

  /// Tasks under way.
  var count: Int { taskCount.load(ordering: .relaxed) }

  /// Starts `work` on `home`'s shard, whatever thread calls.
  func spawn(on home: ShardHome, _ work: @escaping @Sendable () async -> Void) {
    taskCount.wrappingAdd(1, ordering: .relaxed)
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
    taskCount.wrappingAdd(1, ordering: .relaxed)
    return home.assumeIsolated { home in home.begin(work) { self.ended() } }
  }

  private func ended() { taskCount.wrappingSubtract(1, ordering: .relaxed) }
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
