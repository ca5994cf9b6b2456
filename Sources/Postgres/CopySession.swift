package import Reactor
package import SQL
package import World

/// One session of one role for COPY, in either direction, on its shard.
///
/// Not in pipeline mode, in which libpq 15 hangs at COPY. A failure ends the session.
package actor CopySession {
  package nonisolated let executor: ShardExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  private enum State: Sendable, Equatable {
    /// May become `sending`, `receiving` or `closed`.
    case ready
    /// Rows come out. May become `ready` or `closed`.
    case sending
    /// Rows go in. May become `ready` or `closed`.
    case receiving
    /// Terminal.
    case closed
  }

  private let schema: TenantSchema?
  private let world: World
  private var connection: Connection?
  private let gate: SocketGate
  private var state = State.ready

  private init(
    adopting connection: Connection, schema: TenantSchema?, executor: ShardExecutor, world: World
  ) {
    self.executor = executor
    self.schema = schema
    self.world = world
    self.connection = connection
    gate = SocketGate(socket: connection.socket, queue: executor.queue, world: world)
  }

  /// Connects.
  ///
  /// - Throws: `unavailable` when that fails or takes until `deadline`.
  package static func open(
    _ target: ConnectionTarget, role: String, passwords: [String], schema: TenantSchema?,
    opener: ConnectionOpener, executor: ShardExecutor, world: World, deadline: UInt64
  ) async throws(SQLFailure) -> CopySession {
    let connection = try await opener.open(
      target, role: role, passwords: passwords, mode: .plain, deadline: deadline)
    return CopySession(adopting: connection, schema: schema, executor: executor, world: world)
  }

  package var isUsable: Bool { state != .closed }

  package func close() {
    guard state != .closed else { return }
    state = .closed
    gate.close()
    connection = nil
  }

  /// Opens a transaction, so that several COPYs see one state or commit together.
  package func begin(_ opening: Batch.Opening, deadline: UInt64) async throws(SQLFailure) {
    guard let text = PipelineControl.text(of: opening) else { return }
    try await control(text, name: "begin", commits: false, deadline: deadline)
  }

  /// Ends the transaction.
  ///
  /// - Throws: with `isCommitUnknown` when COMMIT was sent and not plainly answered.
  package func finish(_ closing: Batch.Closing, deadline: UInt64) async throws(SQLFailure) {
    switch closing {
    case .none: return
    case .commit:
      try await control(PipelineControl.commit, name: "commit", commits: true, deadline: deadline)
    case .rollback:
      try await control(
        PipelineControl.rollback, name: "rollback", commits: false, deadline: deadline)
    }
  }

  /// Begins `copy … to stdout`; read the chunks to their end before anything else is asked of this
  /// session. The server waits while nobody reads.
  package func copyOut(
    _ statement: Statement, deadline: UInt64
  ) async throws(SQLFailure) -> CopyChunks {
    try await ask(statement, expecting: .copyOut, deadline: deadline)
    state = .sending
    return CopyChunks(session: self, name: statement.name, deadline: deadline)
  }

  /// Runs `copy … from stdin` with the bytes of `next`, which is asked for more only once the
  /// socket took what came before. It returns nil at the end.
  ///
  /// - Returns: the number of rows.
  /// - Throws: what `next` throws, after the server has dropped the rows; `isCommitUnknown` when
  ///   the end was sent outside a transaction and no answer came.
  package func copyIn(
    _ statement: Statement, deadline: UInt64,
    _ next: () async throws(SQLFailure) -> [UInt8]?
  ) async throws(SQLFailure) -> Int {
    let commits = connection?.transactionStatus == .idle
    try await ask(statement, expecting: .copyIn, deadline: deadline)
    state = .receiving
    do throws(SQLFailure) {
      while let bytes = try await next() {
        var rest = bytes[...]
        while !rest.isEmpty {
          let part = Array(rest.prefix(Limits.copyChunkByteCountMax))
          rest = rest.dropFirst(part.count)
          try await put(part, name: statement.name, deadline: deadline)
        }
      }
    } catch {
      // The server drops the rows whether it reads the refusal or the end of the connection.
      if let connection {
        _ = connection.endCopy(refusal: "refused by the sender")
        _ = connection.flush()
      }
      close()
      throw error
    }
    while true {
      guard let connection else { throw lost(statement.name) }
      switch connection.endCopy(refusal: nil) {
      case .flushed:
        try await flush(name: statement.name, commits: commits, deadline: deadline)
        let tag = try await outcome(name: statement.name, commits: commits, deadline: deadline)
        state = .ready
        return tag.split(separator: " ").last.flatMap { Int($0) } ?? 0
      case .pending: try await makeRoom(statement.name, deadline: deadline)
      case .failed: throw lost(statement.name)
      }
    }
  }

  /// The next chunk of a COPY under way: whole rows, about 64 KiB.
  ///
  /// - Returns: nil at the end, and again afterwards.
  fileprivate func nextChunk(name: String, deadline: UInt64) async throws(SQLFailure) -> [UInt8]? {
    guard state == .sending else {
      if state == .closed { throw lost(name) }
      return nil
    }
    var chunk: [UInt8] = []
    while true {
      guard let connection else { throw lost(name) }
      switch connection.copyRow(into: &chunk) {
      case .row:
        guard chunk.count <= Limits.copyRowByteCountMax else { throw tooLong(name) }
        if chunk.count >= Limits.copyChunkByteCountMax { return chunk }
      case .wait:
        if !chunk.isEmpty { return chunk }
        try await wait(.reading, name, deadline: deadline)
        if !connection.consumeInput() { try await failed(name, commits: false, deadline: deadline) }
      case .ended:
        _ = try await outcome(name: name, commits: false, deadline: deadline)
        state = .ready
        return chunk.isEmpty ? nil : chunk
      case .failed: try await failed(name, commits: false, deadline: deadline)
      }
    }
  }

  private func put(_ bytes: [UInt8], name: String, deadline: UInt64) async throws(SQLFailure) {
    while true {
      guard let connection else { throw lost(name) }
      switch connection.putCopy(bytes) {
      case .flushed: return try await flush(name: name, commits: false, deadline: deadline)
      case .pending: try await makeRoom(name, deadline: deadline)
      case .failed: try await failed(name, commits: false, deadline: deadline)
      }
    }
  }

  private func makeRoom(_ name: String, deadline: UInt64) async throws(SQLFailure) {
    try await wait(.both, name, deadline: deadline)
    guard let connection, connection.consumeInput() else { throw lost(name) }
  }

  private func control(
    _ text: String, name: String, commits: Bool, deadline: UInt64
  ) async throws(SQLFailure) {
    guard state == .ready, let connection else { throw lost(name) }
    let statusBefore = connection.transactionStatus
    _ = connection.takeWarning()
    guard connection.send(text: text) else { throw lost(name) }
    try await flush(name: name, commits: commits, deadline: deadline)
    let tag = try await outcome(name: name, commits: commits, deadline: deadline)
    guard commits else { return }
    if let warning = connection.takeWarning(), statusBefore == .open {
      throw ended(.server(sqlState: warning, detail: ""), name, isCommitUnknown: true)
    }
    guard tag == "COMMIT" else { throw ended(.server(sqlState: "25P02", detail: ""), name) }
  }

  private func ask(
    _ statement: Statement, expecting status: QueryResult.Status, deadline: UInt64
  ) async throws(SQLFailure) {
    precondition(state == .ready || state == .closed, "one COPY at a time")
    guard state == .ready, let connection else {
      throw SQLFailure(code: .connectionLost, statement: statement.name, wasSent: false)
    }
    let text = schema.map { $0.substituted(into: statement.text) } ?? statement.text
    guard connection.send(text: text) else { throw lost(statement.name) }
    try await flush(name: statement.name, commits: false, deadline: deadline)
    try await settle(statement.name, commits: false, deadline: deadline)
    guard let result = connection.nextResult() else { throw lost(statement.name) }
    if result.status == status { return }
    throw ended(
      result.status == .failed ? result.serverError.code : .connectionLost, statement.name)
  }

  /// Sends all that libpq holds, and reads meanwhile, since the server may wait for that.
  private func flush(name: String, commits: Bool, deadline: UInt64) async throws(SQLFailure) {
    while true {
      guard let connection else { throw lost(name, isCommitUnknown: commits) }
      switch connection.flush() {
      case .flushed: return
      case .pending:
        try await wait(.both, name, commits: commits, deadline: deadline)
        if !connection.consumeInput() {
          try await failed(name, commits: commits, deadline: deadline)
        }
      case .failed: try await failed(name, commits: commits, deadline: deadline)
      }
    }
  }

  /// Waits until a result is complete.
  private func settle(_ name: String, commits: Bool, deadline: UInt64) async throws(SQLFailure) {
    while true {
      guard let connection else { throw lost(name, isCommitUnknown: commits) }
      guard connection.isBusy else { return }
      try await wait(.reading, name, commits: commits, deadline: deadline)
      if !connection.consumeInput() {
        // A last message of the server may be complete already.
        guard !connection.isBusy else { throw lost(name, isCommitUnknown: commits) }
        return
      }
    }
  }

  /// Reads the results of the command to their end.
  private func outcome(
    name: String, commits: Bool, deadline: UInt64
  ) async throws(SQLFailure) -> String {
    var tag = ""
    var failure: ServerError?
    while true {
      try await settle(name, commits: commits, deadline: deadline)
      guard let connection else { throw lost(name, isCommitUnknown: commits) }
      guard let result = connection.nextResult() else { break }
      switch result.status {
      case .done: tag = result.commandTag
      case .failed: failure = failure ?? result.serverError
      case .aborted, .synced, .copyOut, .copyIn, .unexpected:
        throw lost(name, isCommitUnknown: commits)
      }
    }
    guard let failure else { return tag }
    throw ended(failure.code, name, isCommitUnknown: commits && failure.isLoss)
  }

  private func wait(
    _ interest: SocketGate.Interest, _ name: String, commits: Bool = false, deadline: UInt64
  ) async throws(SQLFailure) {
    guard world.monotonicNow() < deadline else { throw late(name, commits: commits) }
    switch await gate.wait(for: interest, deadline: deadline) {
    case .ready: return
    case .deadline: throw late(name, commits: commits)
    case .interrupted: throw lost(name, isCommitUnknown: commits)
    }
  }

  /// The connection or the COPY broke: what the server said about it, if anything.
  private func failed(
    _ name: String, commits: Bool, deadline: UInt64
  ) async throws(SQLFailure) -> Never {
    guard let connection, !connection.isBusy, let result = connection.nextResult(),
      result.status == .failed
    else { throw lost(name, isCommitUnknown: commits) }
    let error = result.serverError
    throw ended(error.code, name, isCommitUnknown: commits && error.isLoss)
  }

  private func late(_ name: String, commits: Bool) -> SQLFailure {
    // Once the end is sent nothing is cancelled: the rows may be committed already.
    if !commits { connection?.cancelToken()?.cancel() }
    return ended(.cancelled, name, isCommitUnknown: commits)
  }

  private func lost(_ name: String, isCommitUnknown: Bool = false) -> SQLFailure {
    ended(.connectionLost, name, isCommitUnknown: isCommitUnknown)
  }

  private func tooLong(_ name: String) -> SQLFailure {
    connection?.cancelToken()?.cancel()
    return ended(.server(sqlState: "54000", detail: ""), name)
  }

  private func ended(
    _ code: SQLFailure.Code, _ name: String, isCommitUnknown: Bool = false
  ) -> SQLFailure {
    close()
    return SQLFailure(
      code: code, statement: name, wasSent: true, isCommitUnknown: isCommitUnknown)
  }
}

/// The bytes of one COPY, in chunks of whole rows, read as fast as they are asked for.
package struct CopyChunks: AsyncSequence, Sendable {
  package typealias Element = [UInt8]
  package typealias Failure = SQLFailure

  fileprivate let session: CopySession
  fileprivate let name: String
  fileprivate let deadline: UInt64

  package struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let chunks: CopyChunks

    package mutating func next() async throws(SQLFailure) -> [UInt8]? {
      try await chunks.session.nextChunk(name: chunks.name, deadline: chunks.deadline)
    }
    package mutating func next(isolation actor: isolated (any Actor)?) async throws(SQLFailure)
      -> [UInt8]?
    {
      try await chunks.session.nextChunk(name: chunks.name, deadline: chunks.deadline)
    }
  }

  package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(chunks: self) }
}
