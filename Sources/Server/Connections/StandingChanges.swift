import Bytes
import Synchronization

/// Which principals' rights were changed by this process, so that what is kept of their
/// credentials is read again at their next call. What another process changes is seen when the
/// kept facts are read again by their age.
final class StandingChanges: Sendable {
  private struct State {
    /// The number of each principal's last change.
    var changes: [Identifier: UInt64] = [:]
    /// Changes up to this one are no longer kept apart: they may concern anybody.
    var forgotten: UInt64 = 0
  }
  private let latest = Atomic<UInt64>(0)
  private let state = Mutex(State())

  /// The number of the last change. Facts which were read after it was asked for hold that change
  /// and all before.
  var number: UInt64 { latest.load(ordering: .acquiring) }

  /// Says that the rights of `principal` were changed. Called after the commit, before the answer.
  func note(_ principal: Identifier) {
    state.withLock { state in
      let number = latest.load(ordering: .relaxed) + 1
      if state.changes.count >= Limits.standingChangesMax {
        state.changes = [:]
        state.forgotten = number - 1
      }
      state.changes[principal] = number
      latest.store(number, ordering: .releasing)
    }
  }

  /// Whether the rights of `principal` may have changed after `number`.
  func isChanged(_ principal: Identifier, since number: UInt64) -> Bool {
    guard self.number != number else { return false }
    return state.withLock { state in
      number < max(state.forgotten, state.changes[principal] ?? 0)
    }
  }
}
