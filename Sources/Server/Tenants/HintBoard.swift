package import Bytes
package import Domain
import Synchronization

/// Wake-ups within this process: what a commit hints at, told to whoever listens. Carries no data
/// and promises nothing: polling is the truth.
package final class HintBoard: Sendable {
  /// Names a listener.
  package struct Listening: Sendable, Hashable {
    fileprivate let number: Int
  }
  private struct Listener {
    /// Hears only what this process tells.
    let isToOwn: Bool
    let told: @Sendable (Identifier, Set<Hint>) -> Void
    let missed: @Sendable () -> Void
    let closed: @Sendable () -> Void
  }
  private struct State {
    var count = 0
    var listeners: [Int: Listener] = [:]
    var isClosed = false
  }
  private let state = Mutex(State())

  package init() {}

  /// Calls `told` after each hint, from whatever thread gives it, `missed` when hints of other
  /// processes may have been lost, so that a look is due, and `closed` when no more come.
  ///
  /// - Parameter toOwn: leaves out the hints of other processes.
  package func listen(
    toOwn isToOwn: Bool = false,
    _ told: @escaping @Sendable (_ tenant: Identifier, _ hints: Set<Hint>) -> Void,
    missed: @escaping @Sendable () -> Void = {}, closed: @escaping @Sendable () -> Void = {}
  ) -> Listening {
    let (listening, isClosed) = state.withLock { state in
      state.count += 1
      state.listeners[state.count] = Listener(
        isToOwn: isToOwn, told: told, missed: missed, closed: closed)
      return (Listening(number: state.count), state.isClosed)
    }
    if isClosed { closed() }
    return listening
  }

  /// Ends a listening; harmless when it has ended.
  package func end(_ listening: Listening) {
    state.withLock { $0.listeners[listening.number] = nil }
  }

  package func tell(_ tenant: Identifier, _ hints: Set<Hint>, isOwn: Bool = true) {
    for listener in state.withLock({ Array($0.listeners.values) })
    where isOwn || !listener.isToOwn { listener.told(tenant, hints) }
  }

  /// Hints of other processes may have been lost: whoever hears those looks for itself.
  package func missed() {
    for listener in state.withLock({ Array($0.listeners.values) }) where !listener.isToOwn {
      listener.missed()
    }
  }

  /// The server stops: whoever only waits for hints ends.
  func close() {
    let listeners = state.withLock { state in
      state.isClosed = true
      return Array(state.listeners.values)
    }
    for listener in listeners { listener.closed() }
  }
}
