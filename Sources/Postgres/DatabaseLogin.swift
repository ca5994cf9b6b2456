/// Where a database is, and as whom to connect.
package struct DatabaseLogin: Sendable, Equatable {
  package var target: ConnectionTarget
  package var user: String
  /// Nil where the operating system's user is the proof (peer authentication).
  package var password: String?

  /// - Parameter options: further libpq keywords: `sslmode`, `target_session_attrs`, …
  package init(
    host: String, port: UInt16, database: String, user: String, password: String? = nil,
    options: [String: String] = [:]
  ) {
    target = ConnectionTarget(
      host: host, port: port, database: database,
      extra: options.sorted { $0.key < $1.key }
        .map { ConnectionTarget.Parameter($0.key, $0.value) })
    self.user = user
    self.password = password
  }

  package var database: String {
    get { target.database }
    set { target.database = newValue }
  }

  /// The same place as somebody else.
  package func with(user: String, password: String?) -> DatabaseLogin {
    var other = self
    other.user = user
    other.password = password
    return other
  }

  /// A database's name as an identifier.
  static func quoted(_ name: String) -> String {
    let parts = name.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + parts.joined(separator: "\"\"") + "\""
  }

  /// libpq's keywords and values for administrative work, with a bound on connecting.
  var parameters: [ConnectionTarget.Parameter] {
    // Before what the login itself says, which so has the last word.
    [.init("connect_timeout", String(ClusterLimits.connectTimeoutSeconds))]
      + target.parameters(
        role: user, password: password,
        // Stronger than what a role may have set for itself.
        settings: [
          .init("client_min_messages", "error"), .init("statement_timeout", "0"),
          .init("lock_timeout", "0"), .init("default_transaction_read_only", "off"),
        ])
  }
}

extension DatabaseLogin: CustomStringConvertible, CustomDebugStringConvertible {
  /// Never the password.
  package var description: String { "\(user) at \(target.host):\(target.port)/\(database)" }
  package var debugDescription: String { description }
}
