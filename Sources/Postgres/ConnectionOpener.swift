package import Reactor
import SQL
package import World

/// Opens connections on a queue of its own, so that neither a look-up of a host name nor the work
/// of a SCRAM log-in holds a shard.
package actor ConnectionOpener {
  package nonisolated let executor: ShardExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }
  private let world: World

  package init(world: World) {
    executor = ShardExecutor(label: "postgres.connecting")
    self.world = world
  }

  enum Mode: Sendable { case pipeline, plain }

  /// Connects as `role`, trying `passwords` in order as long as the server refuses them.
  ///
  /// - Throws: `unavailable` when no attempt succeeded before `deadline`.
  func open(
    _ target: ConnectionTarget, role: String, passwords: [String], mode: Mode, deadline: UInt64
  ) async throws(SQLFailure) -> Connection {
    var candidates: [String?] = passwords.prefix(Limits.passwordsMax).map { $0 }
    if candidates.isEmpty { candidates = [nil] }
    for password in candidates {
      let parameters = target.parameters(role: role, password: password)
      switch await attempt(parameters, deadline: deadline) {
      case .connected(let connection):
        guard connection.becomeNonBlocking(), mode == .plain || connection.enterPipeline() else {
          throw Self.failure
        }
        return connection
      case .refused(let isPassword):
        guard isPassword else { throw Self.failure }
      }
    }
    throw Self.failure
  }

  private enum Attempt: Sendable {
    case connected(Connection)
    /// `isPassword`: the server asked for one and ended the attempt, so another one may do.
    case refused(isPassword: Bool)
  }

  private func attempt(
    _ parameters: [ConnectionTarget.Parameter], deadline: UInt64
  ) async -> Attempt {
    let deadline = min(deadline, world.monotonicNow() + Limits.connectingNanosecondsMax)
    guard let connection = Connection(starting: parameters) else {
      return .refused(isPassword: false)
    }
    // As if the first poll had asked to write. Source: PostgreSQL 15, "PQconnectStartParams".
    var interest = SocketGate.Interest.writing
    while true {
      // The descriptor may be another one after each poll, even under the same number.
      let gate = SocketGate(socket: connection.socket, queue: executor.queue, world: world)
      let wake = await gate.wait(for: interest, deadline: deadline)
      gate.close()
      guard wake == .ready else { return .refused(isPassword: false) }
      switch connection.poll() {
      case .reading: interest = .reading
      case .writing: interest = .writing
      case .connected: return .connected(connection)
      case .failed: return .refused(isPassword: connection.usedPassword)
      }
    }
  }

  private static var failure: SQLFailure {
    SQLFailure(code: .unavailable, statement: "connect", wasSent: false)
  }
}
