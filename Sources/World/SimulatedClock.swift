package import Bytes
import Synchronization

/// The time of a simulated world: it stands until a test advances it.
///
/// Wall time and monotonic time advance together; civil time may be moved apart from them.
package final class SimulatedClock: Sendable {
  /// What waits for a time.
  private enum Waiter {
    case sleeper(CheckedContinuation<Void, any Error>)
    case alarm(@Sendable () -> Void)
  }
  private struct Waiting {
    var deadline: UInt64
    var waiter: Waiter
  }
  /// A test which waits until so many sleepers and alarms exist.
  private struct Watcher {
    var count: Int
    var continuation: CheckedContinuation<Void, Never>
  }
  private struct State {
    /// Nanoseconds; starts at one second, so that a subtraction in a test does not go below zero.
    var monotonic: UInt64 = 1_000_000_000
    var wallOffsetMicroseconds: Int64
    var nextID: UInt64 = 0
    var waiting: [UInt64: Waiting] = [:]
    var cancelled: Set<UInt64> = []
    var watchers: [Watcher] = []

    var recorded: Timestamp {
      Timestamp(microseconds: wallOffsetMicroseconds + Int64(monotonic / 1000))
    }
    mutating func readyWatchers() -> [Watcher] {
      let ready = watchers.filter { $0.count <= waiting.count }
      watchers.removeAll { $0.count <= waiting.count }
      return ready
    }
  }

  /// Civil time of this world.
  package let civilClock = CivilClock()
  private let state: Mutex<State>

  init(start: Timestamp) {
    state = Mutex(State(wallOffsetMicroseconds: start.microseconds - 1_000_000))
  }

  /// Wall time now.
  package var recordedNow: Timestamp { state.withLock { $0.recorded } }
  /// Civil time now.
  package var civilNow: Timestamp { civilClock.civil(recordedNow) }
  /// Monotonic time now, in nanoseconds.
  package var monotonicNow: UInt64 { state.withLock { $0.monotonic } }
  /// How many sleepers and alarms wait.
  package var waitingCount: Int { state.withLock { $0.waiting.count } }

  /// Lets time pass: stops at each deadline on the way, in order, and wakes what waits for it.
  ///
  /// What is woken runs on its own thread and may not have finished when this returns.
  package func advance(by duration: Duration) {
    let target = state.withLock { $0.monotonic + duration.nanoseconds }
    while let waiter = step(to: target) {
      switch waiter {
      case .sleeper(let continuation): continuation.resume()
      case .alarm(let ring): ring()
      }
    }
  }

  /// Moves wall time alone, as an operator who sets the clock does; monotonic time stays.
  package func setWall(_ now: Timestamp) {
    state.withLock { state in
      state.wallOffsetMicroseconds = now.microseconds - Int64(state.monotonic / 1000)
    }
  }

  /// Moves civil time alone, to `civil` now.
  package func setCivil(_ civil: Timestamp) { civilClock.move(to: civil, at: recordedNow) }

  /// Waits until at least `count` sleepers and alarms wait for this clock.
  package func waiting(_ count: Int) async {
    await withCheckedContinuation { continuation in
      let ready = state.withLock { state in
        state.watchers.append(Watcher(count: count, continuation: continuation))
        return state.readyWatchers()
      }
      for watcher in ready { watcher.continuation.resume() }
    }
  }

  /// The next waiter due at or before `target`, with the time set to its deadline.
  ///
  /// - Returns: nil when none is left; the time is `target` then.
  private func step(to target: UInt64) -> Waiter? {
    state.withLock { state in
      let due = state.waiting.filter { $0.value.deadline <= target }
      guard
        let next = due.min(by: { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) })
      else {
        state.monotonic = max(state.monotonic, target)
        return nil
      }
      state.waiting[next.key] = nil
      state.monotonic = max(state.monotonic, next.value.deadline)
      return next.value.waiter
    }
  }

  func sleep(_ duration: Duration) async throws {
    guard duration > .zero else { return try Task.checkCancellation() }
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let (ready, isCancelled) = state.withLock { state -> ([Watcher], Bool) in
          if state.cancelled.remove(id) != nil { return ([], true) }
          let deadline = state.monotonic + duration.nanoseconds
          return (Self.add(.sleeper(continuation), at: deadline, id: id, to: &state), false)
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
        for watcher in ready { watcher.continuation.resume() }
      }
    } onCancel: {
      let waiting = state.withLock { state -> Waiting? in
        let waiting = state.waiting.removeValue(forKey: id)
        if waiting == nil { state.cancelled.insert(id) }
        return waiting
      }
      if case .sleeper(let continuation) = waiting?.waiter {
        continuation.resume(throwing: CancellationError())
      }
    }
    // A cancellation which came after the wake left its mark.
    state.withLock { _ = $0.cancelled.remove(id) }
  }

  func alarm(at deadline: UInt64, _ ring: @escaping @Sendable () -> Void) {
    let (ready, isDue) = state.withLock { state -> ([Watcher], Bool) in
      guard deadline > state.monotonic else { return ([], true) }
      state.nextID += 1
      return (Self.add(.alarm(ring), at: deadline, id: state.nextID, to: &state), false)
    }
    if isDue { ring() }
    for watcher in ready { watcher.continuation.resume() }
  }

  private static func add(
    _ waiter: Waiter, at deadline: UInt64, id: UInt64, to state: inout State
  ) -> [Watcher] {
    precondition(state.waiting.count < Limits.simulatedSleeperCountMax, "sleepers leak")
    state.waiting[id] = Waiting(deadline: deadline, waiter: waiter)
    return state.readyWatchers()
  }
}
