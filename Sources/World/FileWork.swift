import Dispatch

/// A thread for work on files, which waits for a disk or for a lock: a shard would keep all of its
/// tenants waiting, and tasks have as many threads as the machine has cores.
package final class FileWork: Sendable {
  // A serial queue has a thread of its own, however many others wait.
  private let queue: DispatchQueue

  package init(label: String) { queue = DispatchQueue(label: label) }

  /// Runs `work` after what was asked for before; it is not cancelled with the task.
  package func perform<Value: Sendable, Failure: Error>(
    _ work: @escaping @Sendable () throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let outcome: Result<Value, Failure> = await withCheckedContinuation { waiter in
      queue.async { @Sendable in
        waiter.resume(returning: Result { () throws(Failure) in try work() })
      }
    }
    return try outcome.get()
  }
}
