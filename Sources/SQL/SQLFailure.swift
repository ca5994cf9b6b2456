/// Why a batch failed. Names the statement; never shows its text or its values.
package struct SQLFailure: Error, Sendable, Equatable {
  package enum Code: Sendable, Equatable {
    /// A constraint refused the row (SQLSTATE class 23). The name may be empty.
    case violated(sqlState: String, constraint: String)
    /// 40001 or 40P01: nothing was written, the same transaction may run again.
    case serialization
    /// 55P03: a lock was not free within `lock_timeout`.
    case lockNotAvailable
    /// 57014, or our own deadline: the session was discarded.
    case cancelled
    /// The connection broke. When the batch held a COMMIT that was sent, its outcome is unknown.
    case connectionLost
    /// No session could be opened, or none was free before the deadline.
    case unavailable
    /// A server error that is none of the above; `detail` is our own error detail, if a trigger of
    /// ours raised it.
    case server(sqlState: String, detail: String)
    /// A column was NULL or of another size than the generated code expects.
    case undecodable(column: Int)
  }
  package var code: Code
  /// Name of the statement, never its text or its values.
  package var statement: String
  /// False when the failure happened before any byte reached the server.
  package var wasSent: Bool
  /// True when COMMIT was sent and no answer came: the idempotency key answers what happened.
  package var isCommitUnknown: Bool

  package init(code: Code, statement: String, wasSent: Bool, isCommitUnknown: Bool = false) {
    self.code = code
    self.statement = statement
    self.wasSent = wasSent
    self.isCommitUnknown = isCommitUnknown
  }

  package enum Retry: Sendable { case never, sameTransaction }
  package var retry: Retry {
    if isCommitUnknown { return .never }
    switch code {
    case .serialization, .lockNotAvailable: return .sameTransaction
    case .connectionLost, .unavailable: return wasSent ? .never : .sameTransaction
    case .violated, .cancelled, .server, .undecodable: return .never
    }
  }
}

extension SQLFailure: CustomStringConvertible {
  /// The statement's name and what became of it, without a value.
  package var description: String { "\(statement): \(code)" }
}

extension SQLFailure.Code: CustomStringConvertible {
  /// Codes and names; no value.
  package var description: String {
    switch self {
    case .violated(let sqlState, let constraint): "\(sqlState) \(constraint)"
    case .serialization: "serialization"
    case .lockNotAvailable: "lock not available"
    case .cancelled: "cancelled"
    case .connectionLost: "connection lost"
    case .unavailable: "unavailable"
    case .server(let sqlState, let detail): detail.isEmpty ? sqlState : "\(sqlState) \(detail)"
    case .undecodable(let column): "column \(column) undecodable"
    }
  }
}
