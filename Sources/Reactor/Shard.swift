package import Dispatch
package import World

/// One serial queue with what its connections share: executor, timers and read buffer.
///
/// A connection, its calls and its database sessions live on one shard; nothing here blocks.
@safe package final class Shard: @unchecked Sendable {
  // Safe because the buffer is touched on the queue only, and all else is immutable and Sendable.

  /// For actors of this shard: `nonisolated var unownedExecutor { shard.executor.as… }`.
  package let executor: ShardExecutor
  package let timers: Timers
  package let world: World
  /// Filled by one read and consumed before the next, all on the queue.
  let readBuffer: UnsafeMutableRawBufferPointer

  package init(label: String, world: World) {
    executor = ShardExecutor(label: label)
    timers = Timers(executor: executor, world: world)
    self.world = world
    unsafe readBuffer = .allocate(byteCount: Limits.readBufferByteCount, alignment: 16)
  }

  deinit { unsafe readBuffer.deallocate() }

  package var queue: DispatchQueue { executor.queue }

  /// Traps unless called on this shard's queue.
  package func checkIsolated() { executor.checkIsolated() }

  /// Runs `work` on this shard, after what is queued there already.
  package func run(_ work: @escaping @Sendable () -> Void) {
    executor.queue.async { @Sendable in work() }
  }
}
