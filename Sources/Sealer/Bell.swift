import Synchronization
import World

/// Wakes the one who waits; a ring which nobody waits for is kept for the next wait.
final class Bell: Sendable {
  private struct State {
    var isRung = false
    var waiter: CheckedContinuation<Void, Never>?
  }
  private let state = Mutex(State())

  func ring() {
    let waiter = state.withLock { state in
      let waiter = state.waiter.take()
      state.isRung = waiter == nil
      return waiter
    }
    waiter?.resume()
  }

  /// Returns after a ring, after `duration`, or when the task is cancelled.
  func wait(atMost duration: Duration?, _ world: World) async {
    guard let duration else { return await rung() }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { try? await world.sleep(duration) }
      group.addTask { await self.rung() }
      await group.next()
      group.cancelAll()
    }
  }

  private func rung() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          // A cancellation comes either before this check or finds the waiter.
          if state.isRung || Task.isCancelled {
            state.isRung = false
            return true
          }
          state.waiter = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiter.take() }?.resume()
    }
  }
}
