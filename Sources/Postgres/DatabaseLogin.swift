/// Where a database is, in libpq's keywords, and as whom to connect.
package struct DatabaseLogin: Sendable, Equatable {
  /// A directory of Unix sockets, or a host name; several separated by commas.
  package var host: String
  package var port: Int
  package var database: String
  package var user: String
  /// Nil where the operating system's user is the proof (peer authentication).
  package var password: String?
  /// Further libpq keywords: `sslmode`, `target_session_attrs`, …
  package var options: [String: String]

  package init(
    host: String, port: Int, database: String, user: String, password: String? = nil,
    options: [String: String] = [:]
  ) {
    self.host = host
    self.port = port
    self.database = database
    self.user = user
    self.password = password
    self.options = options
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

  /// libpq's keywords and values, with a bound on connecting.
  var keywords: [(key: String, value: String)] {
    var all: [(key: String, value: String)] = [
      ("host", host), ("port", String(port)), ("dbname", database), ("user", user),
      ("application_name", "tallyd"), ("client_encoding", "UTF8"),
      // Stronger than what a role may have set for itself.
      (
        "options",
        "-c client_min_messages=error -c statement_timeout=0 -c lock_timeout=0"
          + " -c default_transaction_read_only=off"
      ),
      ("connect_timeout", String(ClusterLimits.connectTimeoutSeconds)),
    ]
    if let password { all.append(("password", password)) }
    all += options.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
    return all
  }
}

extension DatabaseLogin: CustomStringConvertible, CustomDebugStringConvertible {
  /// Never the password.
  package var description: String { "\(user) at \(host):\(port)/\(database)" }
  package var debugDescription: String { description }
}
