import Synchronization

/// The connections of one shard, for the end of the server.
final class ConnectionHub: @unchecked Sendable {
  // Safe because the connections are touched on the shard's queue only; the count is atomic.

  private var connections: [ObjectIdentifier: ConnectionDriver] = [:]
  private let connectionCount = Atomic(0)
  private var isDraining = false

  /// Connections open now.
  var count: Int { connectionCount.load(ordering: .relaxed) }

  func add(_ connection: ConnectionDriver) {
    connections[ObjectIdentifier(connection)] = connection
    connectionCount.wrappingAdd(1, ordering: .relaxed)
    // It was on its way here when the others were told.
    if isDraining { connection.drain() }
  }

  func remove(_ connection: ConnectionDriver) {
    guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
    connectionCount.wrappingSubtract(1, ordering: .relaxed)
  }

  /// Asks every client to go elsewhere. Called on the shard.
  func drain() {
    isDraining = true
    for connection in Array(connections.values) { connection.drain() }
  }

  /// Answers what is still called; each connection ends when its last words are written. Called on
  /// the shard.
  func endCalls() {
    for connection in Array(connections.values) { connection.endCalls() }
  }

  /// Closes what is left. Called on the shard.
  func closeAll() {
    for connection in Array(connections.values) { connection.close() }
  }
}
