package import SQL

/// Decides what a session in pipeline mode does next. Performs no I/O.
package struct SessionMachine: Sendable {
  /// One message pair of a pipeline.
  package enum Step: Sendable, Equatable {
    case begin(Batch.Opening)
    case lockTimeout(milliseconds: Int)
    /// Prepares statement `index` of the batch under `slot`.
    case prepare(index: Int, slot: Int)
    /// Executes statement `index` of the batch; without a slot it is sent unprepared.
    case execute(index: Int, slot: Int?)
    case commit
    case rollback
  }

  /// What the server says about its transaction after a Sync.
  package enum TransactionStatus: Sendable { case idle, open, failed, unknown }

  /// What came back for the step that is due.
  package enum Reply: Sendable, Equatable {
    /// `tag` names the command done; `warning` is the SQLSTATE of a warning that came with it.
    case done(tag: String, warning: String?)
    case failed(ServerError)
    /// Not executed since an earlier step of the pipeline failed.
    case aborted
    case synced(TransactionStatus)
    case unexpected
  }

  package enum Action: Sendable, Equatable {
    case wait
    /// The rows of the reply belong to statement `index` of the batch.
    case keepRows(index: Int)
    case sendRollback
    /// The server is asked to stop; its answer is still to come.
    case sendCancel
    /// The batch is over; the session goes on.
    case finish(SQLFailure?)
    /// The batch is over and so is the session. `cancels` asks the server to stop first.
    case close(SQLFailure?, cancels: Bool)
  }

  private enum Transaction: Sendable { case none, readOnly, readWrite }

  private struct Progress: Sendable {
    var names: [String]
    var steps: [Step]
    var next = 0
    var failure: SQLFailure?
    /// The transaction the steps run in; `none` when each Sync commits by itself.
    var transaction: Transaction
    /// Index of the step whose answer says whether the writes are kept; nil when nothing is kept.
    var decisive: Int?
    var staysOpen: Bool
    /// Whether a cancel request is on its way: it may hit whatever runs next.
    var isCancelled = false
  }

  private enum State: Sendable {
    /// Ready for a batch. May become `running` or `closed`.
    case idle(Transaction)
    /// A batch was sent. May become `idle`, `recovering` or `closed`.
    case running(Progress)
    /// A batch failed and ROLLBACK was sent. May become `idle` or `closed`.
    case recovering(SQLFailure)
    /// Terminal.
    case closed
  }

  private var state = State.idle(.none)
  /// Slot by statement name, once the server has prepared it.
  private var slots: [String: Int] = [:]
  private var slotsUsed = 0
  private let preparedStatementsMax: Int

  package init(preparedStatementsMax: Int = Limits.preparedStatementsMax) {
    self.preparedStatementsMax = preparedStatementsMax
  }

  package var isClosed: Bool {
    if case .closed = state { true } else { false }
  }
  package var isIdle: Bool {
    if case .idle = state { true } else { false }
  }
  package var isInTransaction: Bool {
    if case .idle(.none) = state { false } else { true }
  }
  /// Idle with no transaction, and not worn.
  package var isFresh: Bool { isIdle && !isInTransaction && !isWorn }
  /// Whether the session has prepared as many statements as it may and should make place for
  /// another one.
  package var isWorn: Bool { slotsUsed >= preparedStatementsMax }

  /// A batch begins; the session must be idle.
  ///
  /// - Returns: the steps to send, followed by one Sync.
  package mutating func started(_ batch: Batch) -> [Step] {
    guard case .idle(let open) = state else { preconditionFailure("one batch at a time") }
    precondition(
      batch.opening == .none || open == .none, "a transaction is open: \(batch.opening)")
    let transaction: Transaction =
      switch batch.opening {
      case .none: open
      case .snapshot: .readOnly
      case .readCommitted, .repeatableRead: .readWrite
      }
    precondition(batch.closing == .none || transaction != .none, "no transaction to close")
    precondition(
      batch.lockTimeoutMilliseconds == nil || transaction != .none, "no transaction for a timeout")
    let steps = plan(batch)
    // Without a transaction of its own a pipeline commits at its Sync.
    let decisive: Int? =
      switch (transaction, batch.closing) {
      case (.none, _): batch.statements.isEmpty ? nil : steps.count
      case (.readWrite, .commit): steps.count - 1
      case (.readWrite, .none), (.readWrite, .rollback), (.readOnly, _): nil
      }
    state = .running(
      Progress(
        names: batch.statements.map(\.statement.name), steps: steps, transaction: transaction,
        decisive: decisive, staysOpen: transaction != .none && batch.closing == .none))
    return steps
  }

  /// A result arrived.
  package mutating func received(_ reply: Reply) -> Action {
    switch state {
    case .running(var progress): return received(reply, &progress)
    case .recovering(let failure):
      switch reply {
      case .done: return .wait
      case .synced(.idle):
        state = .idle(.none)
        return .finish(failure)
      case .synced, .failed, .aborted, .unexpected:
        state = .closed
        return .close(failure, cancels: false)
      }
    case .idle, .closed: return .wait
    }
  }

  /// The connection broke, or its owner lets it go.
  package mutating func lost() -> Action {
    switch state {
    case .idle:
      state = .closed
      return .close(nil, cancels: false)
    case .running(let progress):
      state = .closed
      if isCommitted(progress) { return .close(nil, cancels: false) }
      return .close(progress.failure ?? unanswered(.connectionLost, progress), cancels: false)
    case .recovering(let failure):
      state = .closed
      return .close(failure, cancels: false)
    case .closed: return .wait
    }
  }

  /// The caller of the running batch gave up.
  ///
  /// Only reads are cancelled. The batch ends when the server says so, and the session with it: the
  /// request may arrive after what it was meant for.
  package mutating func cancelled() -> Action {
    switch state {
    case .running(var progress):
      guard progress.transaction == .readOnly, !progress.isCancelled else { return .wait }
      progress.isCancelled = true
      state = .running(progress)
      return .sendCancel
    case .recovering, .idle, .closed: return .wait
    }
  }

  /// The deadline of the running batch passed.
  ///
  /// Once COMMIT is sent nothing is cancelled: PostgreSQL would report a success that may not be
  /// replicated.
  package mutating func deadlinePassed() -> Action {
    switch state {
    case .running(let progress):
      state = .closed
      if isCommitted(progress) { return .close(nil, cancels: false) }
      let commits = progress.decisive != nil && progress.transaction != .none
      return .close(progress.failure ?? unanswered(.cancelled, progress), cancels: !commits)
    case .recovering(let failure):
      state = .closed
      return .close(failure, cancels: false)
    case .idle, .closed: return .wait
    }
  }

  private mutating func plan(_ batch: Batch) -> [Step] {
    var steps: [Step] = []
    if batch.opening != .none { steps.append(.begin(batch.opening)) }
    if let milliseconds = batch.lockTimeoutMilliseconds {
      steps.append(.lockTimeout(milliseconds: milliseconds))
    }
    var underWay: [String: Int] = [:]
    for (index, bound) in batch.statements.enumerated() {
      let name = bound.statement.name
      if let slot = slots[name] ?? underWay[name] {
        steps.append(.execute(index: index, slot: slot))
      } else if slotsUsed < preparedStatementsMax {
        slotsUsed += 1
        underWay[name] = slotsUsed
        steps.append(.prepare(index: index, slot: slotsUsed))
        steps.append(.execute(index: index, slot: slotsUsed))
      } else {
        steps.append(.execute(index: index, slot: nil))
      }
    }
    switch batch.closing {
    case .none: break
    case .commit: steps.append(.commit)
    case .rollback: steps.append(.rollback)
    }
    return steps
  }

  private mutating func received(_ reply: Reply, _ progress: inout Progress) -> Action {
    switch reply {
    case .done(let tag, let warning):
      guard progress.next < progress.steps.count else { return broken(progress) }
      let step = progress.steps[progress.next]
      if step == .commit, progress.failure == nil {
        progress.failure = doubt(of: progress, tag: tag, warning: warning)
      }
      progress.next += 1
      state = .running(progress)
      switch step {
      case .prepare(let index, let slot):
        slots[progress.names[index]] = slot
        return .wait
      case .execute(let index, _): return .keepRows(index: index)
      case .begin, .lockTimeout, .commit, .rollback: return .wait
      }
    case .failed(let error):
      if progress.failure == nil {
        // The server answers in order: what it refused before COMMIT was not committed. An error
        // without a state is libpq's own, so COMMIT may have run.
        let isUnknown =
          error.isLoss
          && progress.decisive.map { error.sqlState.isEmpty || progress.next >= $0 } == true
        progress.failure = SQLFailure(
          code: error.code, statement: name(of: progress), wasSent: true, isCommitUnknown: isUnknown
        )
      }
      progress.next += 1
      if error.isLoss { return ended(progress) }
      state = .running(progress)
      return .wait
    case .aborted:
      progress.next += 1
      state = .running(progress)
      return progress.failure == nil ? broken(progress) : .wait
    case .synced(let status): return synced(status, progress)
    case .unexpected: return broken(progress)
    }
  }

  private mutating func synced(
    _ status: TransactionStatus, _ progress: Progress
  ) -> Action {
    guard !progress.isCancelled else {
      state = .closed
      return .close(
        progress.failure ?? unanswered(.cancelled, progress), cancels: false)
    }
    guard let failure = progress.failure else {
      let expected = progress.staysOpen ? TransactionStatus.open : .idle
      guard progress.next == progress.steps.count, status == expected else {
        return broken(progress)
      }
      state = .idle(progress.staysOpen ? progress.transaction : .none)
      return .finish(nil)
    }
    // A cancel meant for this batch may still be on its way: such a session is not used again.
    if failure.code == .cancelled || failure.isCommitUnknown { return ended(progress) }
    switch status {
    case .idle:
      state = .idle(.none)
      return .finish(failure)
    case .open, .failed:
      state = .recovering(failure)
      return .sendRollback
    case .unknown: return ended(progress)
    }
  }

  /// The answer to COMMIT is here: only the Sync behind it is missing.
  private func isCommitted(_ progress: Progress) -> Bool {
    guard let decisive = progress.decisive, decisive < progress.steps.count else { return false }
    return progress.next > decisive && progress.failure == nil
  }

  /// COMMIT answered otherwise than by a plain COMMIT.
  private func doubt(of progress: Progress, tag: String, warning: String?) -> SQLFailure? {
    guard progress.transaction == .readWrite else { return nil }
    if tag != "COMMIT" {
      // The transaction had failed before: PostgreSQL rolled back.
      return SQLFailure(
        code: .server(sqlState: "25P02", detail: ""), statement: "commit", wasSent: true)
    }
    guard let warning else { return nil }
    return SQLFailure(
      code: .server(sqlState: warning, detail: ""), statement: "commit", wasSent: true,
      isCommitUnknown: true)
  }

  private mutating func ended(_ progress: Progress) -> Action {
    state = .closed
    return .close(progress.failure, cancels: false)
  }

  /// The server answered out of turn: nothing on this connection can be trusted.
  private mutating func broken(_ progress: Progress) -> Action {
    state = .closed
    return .close(progress.failure ?? unanswered(.connectionLost, progress), cancels: false)
  }

  /// Names the first statement without an answer: PostgreSQL holds its answers back until the
  /// Sync, so nobody knows how far it got.
  private func unanswered(_ code: SQLFailure.Code, _ progress: Progress) -> SQLFailure {
    let ahead = progress.steps.dropFirst(progress.next).lazy.compactMap { step -> String? in
      switch step {
      case .prepare(let index, _), .execute(let index, _): progress.names[index]
      case .begin, .lockTimeout, .commit, .rollback: nil
      }
    }
    return SQLFailure(
      code: code, statement: ahead.first ?? name(of: progress), wasSent: true,
      isCommitUnknown: progress.decisive != nil)
  }

  private func name(of progress: Progress) -> String {
    guard progress.next < progress.steps.count else { return "sync" }
    return switch progress.steps[progress.next] {
    case .begin: "begin"
    case .lockTimeout: "lock_timeout"
    case .prepare(let index, _), .execute(let index, _): progress.names[index]
    case .commit: "commit"
    case .rollback: "rollback"
    }
  }
}
