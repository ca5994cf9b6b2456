/// What surrounds the statements of a batch.
package struct Batch: Sendable {
  package enum Opening: Sendable, Equatable {
    /// The batch goes on in the transaction that an earlier batch of this session opened; when none
    /// is open it commits as a whole at its end.
    case none
    case readCommitted
    /// `repeatable read read only`: several reads of one state.
    case snapshot
    /// `repeatable read`, for the sealer.
    case repeatableRead
  }
  package enum Closing: Sendable, Equatable { case none, commit, rollback }

  package var opening: Opening
  package var statements: [Bound]
  package var closing: Closing
  /// Applied by `set local lock_timeout` after the opening; nil leaves the session's default.
  package var lockTimeoutMilliseconds: Int?

  package init(
    opening: Opening = .none, _ statements: [Bound], closing: Closing = .none,
    lockTimeoutMilliseconds: Int? = nil
  ) {
    self.opening = opening
    self.statements = statements
    self.closing = closing
    self.lockTimeoutMilliseconds = lockTimeoutMilliseconds
  }
}

/// One database session of one role. Runs batches one after the other.
package protocol Session: Sendable {
  /// Runs `batch` in one pipeline with one round trip; columnar statements run as they stand, so
  /// their values must be arrays (`Columns.coalesced`).
  ///
  /// - Returns: the rows of each statement, in order; none for a statement that returns no rows.
  /// - Throws: on the first failing statement; the open transaction is then rolled back, unless the
  ///   connection is lost. `deadline` is on the monotonic clock, in nanoseconds; when it passes the
  ///   SQL is cancelled and the session discarded. So it is when the task is cancelled while it waits
  ///   for a batch of a `snapshot`; other batches go on, since they may write.
  func run(_ batch: Batch, deadline: UInt64) async throws(SQLFailure) -> [Rows]
}

/// Lends sessions of a tenant's role, or of a platform role.
package protocol SessionSource: Sendable {
  /// Borrows a session for the time of `body`. A session that failed in an unknown state is
  /// discarded, not lent again.
  func withSession<Result: Sendable>(
    deadline: UInt64, _ body: (any Session) async throws(SQLFailure) -> Result
  ) async throws(SQLFailure) -> Result
}
