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
  private struct State {
    var count = 0
    var listeners: [Int: @Sendable (Identifier, Set<Hint>) -> Void] = [:]
  }
  private let state = Mutex(State())

  package init() {}

  /// Calls `told` after each hint, from whatever thread gives it.
  package func listen(
    _ told: @escaping @Sendable (_ tenant: Identifier, _ hints: Set<Hint>) -> Void
  ) -> Listening {
    state.withLock { state in
      state.count += 1
      state.listeners[state.count] = told
      return Listening(number: state.count)
    }
  }

  /// Ends a listening; harmless when it has ended.
  package func end(_ listening: Listening) {
    state.withLock { $0.listeners[listening.number] = nil }
  }

  func tell(_ tenant: Identifier, _ hints: Set<Hint>) {
    for told in state.withLock({ Array($0.listeners.values) }) { told(tenant, hints) }
  }
}
