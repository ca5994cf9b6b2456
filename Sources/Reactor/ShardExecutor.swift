package import Dispatch

/// Runs actor jobs on one serial Dispatch queue, so that sources, timers and actors of a shard share
/// one isolation.
///
/// Source: swift-corelibs-libdispatch issue 848: `DispatchSerialQueue` does not exist on Linux.
package final class ShardExecutor: SerialExecutor, @unchecked Sendable {
  // Safe because the only stored property is an immutable, thread-safe queue.
  package let queue: DispatchQueue

  package init(label: String) { queue = DispatchQueue(label: label) }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    // Safe because the job is run exactly once, on this executor's own queue.
    queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    // Safe because an executor outlives its jobs: each enqueued closure holds it.
    unsafe UnownedSerialExecutor(ordinary: self)
  }

  /// Traps unless called on this shard's queue; makes `assumeIsolated` work in source handlers.
  package func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
