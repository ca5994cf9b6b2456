import Synchronization

/// The connections of one shard, for the end of the server.
final class ConnectionHub: @unchecked Sendable {
  // Safe because the connections are touched on the shard's queue only; the rest has a lock.

  private struct State {
    var count = 0
    var waiters: [CheckedContinuation<Void, Never>] = []
  }
  private var connections: [ObjectIdentifier: ConnectionDriver] = [:]
  private let state = Mutex(State())

  /// Connections open now.
  var count: Int { state.withLock { $0.count } }

  func add(_ connection: ConnectionDriver) {
    connections[ObjectIdentifier(connection)] = connection
    state.withLock { $0.count += 1 }
  }

  func remove(_ connection: ConnectionDriver) {
    guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
    let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      state.count -= 1
      guard state.count == 0 else { return [] }
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Asks every client to go elsewhere. Called on the shard.
  func drain() {
    for connection in Array(connections.values) { connection.drain() }
  }

  /// Closes what is left. Called on the shard.
  func closeAll() {
    for connection in Array(connections.values) { connection.close() }
  }

  /// Returns when no connection is open.
  func empty() async {
    await withCheckedContinuation { continuation in
      let isEmpty = state.withLock { state in
        if state.count == 0 { return true }
        state.waiters.append(continuation)
        return false
      }
      if isEmpty { continuation.resume() }
    }
  }
}
