/// Why administrative work on a database ended.
package struct AdminFailure: Error, Sendable, Equatable {
  package enum Code: Sendable, Equatable {
    /// No connection: not there, not allowed, or not in time.
    case cannotConnect
    /// The server refused a statement.
    case refused(sqlState: String)
    case connectionLost
    /// Our own deadline passed; the connection was closed.
    case deadline
    /// A check of a migration returned rows: the migration was rolled back.
    case checkFailed(rowCount: Int)
    /// A migration that was applied has another digest than the one we hold.
    case digestChanged
    /// The database has a migration which this program does not know.
    case unknownMigration
    /// The migrations given are not numbered 1, 2, 3, …
    case numbering
    /// What is still open to tenants, in words. Nothing may be served.
    case unhardened([String])
  }
  package var code: Code
  /// What was being done: `tenant t_…, migration 3 ledger, statement 5`.
  package var task: String
  /// The server's first line. May show names and, for a wrong literal, the literal.
  package var message: String

  package init(code: Code, task: String, message: String = "") {
    self.code = code
    self.task = task
    self.message = message
  }

  var isLockTimeout: Bool { code == .refused(sqlState: "55P03") }
}

extension AdminFailure: CustomStringConvertible, CustomDebugStringConvertible {
  package var description: String {
    switch code {
    case .cannotConnect: "\(task): cannot connect"
    case .refused(let sqlState): "\(task): refused with \(sqlState)"
    case .connectionLost: "\(task): connection lost"
    case .deadline: "\(task): deadline passed"
    case .checkFailed(let rowCount): "\(task): check returned \(rowCount) rows"
    case .digestChanged: "\(task): was applied with another content"
    case .unknownMigration: "\(task): applied by a newer program"
    case .numbering: "\(task): migrations are not numbered without gaps from 1"
    case .unhardened(let findings): "\(task): open to tenants: " + findings.joined(separator: "; ")
    }
  }
  package var debugDescription: String {
    message.isEmpty ? description : "\(description): \(message)"
  }
}
