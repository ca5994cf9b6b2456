import CLibPQ
import Dispatch
import Logging
package import Reactor
package import SQL
package import World

/// One session of one role in libpq's pipeline mode, on its shard.
package actor PipelineSession: Session {
  package nonisolated let executor: ShardExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  /// A batch that runs or waits, and who waits for it.
  private struct Request {
    let number: UInt64
    let batch: Batch
    var deadline: UInt64
    let continuation: CheckedContinuation<Result<[Rows], SQLFailure>, Never>
    var results: [Rows]
    var begunAt: UInt64 = 0
  }

  private let world: World
  private let schema: TenantSchema?
  private var connection: Connection?
  private var watch: SocketWatch?
  private var timer: DeadlineTimer?
  private var machine: SessionMachine
  private var current: Request?
  private var waiting: [Request] = []
  /// Of the statements which batches of this session began with.
  private var meters: [String: DurationMeter] = [:]
  private var requestsMade: UInt64 = 0
  /// The server process, as `pg_stat_activity.pid` has it.
  package nonisolated let processID: Int32

  private init(
    adopting connection: Connection, schema: TenantSchema?, executor: ShardExecutor, world: World,
    preparedStatementsMax: Int
  ) {
    self.executor = executor
    self.world = world
    self.schema = schema
    self.connection = connection
    processID = connection.processID
    machine = SessionMachine(preparedStatementsMax: preparedStatementsMax)
  }

  /// Connects and asks `onConnect`, whose statements must return no row.
  ///
  /// - Throws: `unavailable` when no password was taken, the server did not answer before
  ///   `deadline`, or a statement of `onConnect` returned a row.
  package static func open(
    _ target: ConnectionTarget, role: String, passwords: [String], schema: TenantSchema?,
    onConnect: [Bound] = [], opener: ConnectionOpener, executor: ShardExecutor, world: World,
    deadline: UInt64, preparedStatementsMax: Int = Limits.preparedStatementsMax
  ) async throws(SQLFailure) -> PipelineSession {
    let connection = try await opener.open(
      target, role: role, passwords: passwords, mode: .pipeline, deadline: deadline)
    let session = PipelineSession(
      adopting: connection, schema: schema, executor: executor, world: world,
      preparedStatementsMax: preparedStatementsMax)
    guard await session.start() else {
      throw SQLFailure(code: .unavailable, statement: "connect", wasSent: false)
    }
    guard !onConnect.isEmpty else { return session }
    do throws(SQLFailure) {
      let answers = try await session.run(Batch(onConnect), deadline: deadline)
      if let refused = answers.first(where: { $0.count > 0 }) {
        world.log.error(
          "a session was refused at log-in",
          metadata: ["role": "\(role)", "statement": "\(refused.statement)"])
        throw SQLFailure(code: .unavailable, statement: refused.statement, wasSent: false)
      }
    } catch {
      await session.close()
      // Nothing of the caller's was sent.
      throw SQLFailure(code: .unavailable, statement: error.statement, wasSent: false)
    }
    return session
  }

  /// Whether another batch may be sent.
  package var isUsable: Bool { !machine.isClosed }
  package var isInTransaction: Bool { machine.isInTransaction }
  /// Whether the session has prepared as many statements as it may: lease another one soon.
  package var isWorn: Bool { machine.isWorn }

  /// Whether another caller may have the session: nothing runs, nothing is open, nothing is worn.
  var isKeepable: Bool { current == nil && waiting.isEmpty && machine.isFresh }

  package func run(_ batch: Batch, deadline: UInt64) async throws(SQLFailure) -> [Rows] {
    precondition(batch.statements.count <= Limits.batchStatementsMax, "statements of a batch")
    precondition(
      (0...Limits.lockTimeoutMillisecondsMax).contains(batch.lockTimeoutMilliseconds ?? 0),
      "lock timeout in milliseconds")
    requestsMade += 1
    let number = requestsMade
    let outcome: Result<[Rows], SQLFailure> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let request = Request(
          number: number, batch: batch, deadline: deadline, continuation: continuation,
          results: batch.statements.map { Rows(statement: $0.statement.name, columnCount: 0) })
        if current == nil {
          begin(request)
        } else if waiting.count < Limits.batchesWaitingMax {
          waiting.append(request)
          armTimer()
        } else {
          refuse(request, .unavailable)
        }
      }
    } onCancel: {
      // Later than the lines above: the closure runs on this very queue.
      executor.queue.async { @Sendable [weak self] in
        self?.assumeIsolated { $0.cancelled(number) }
      }
    }
    return try outcome.get()
  }

  /// The task which waits for a batch was cancelled. A read is stopped at the server and the session
  /// ends with it; a write goes on, and so does its waiter.
  private func cancelled(_ number: UInt64) {
    if let index = waiting.firstIndex(where: { $0.number == number }) {
      // One that has not begun opens its own transaction, so it tells whether it may write.
      guard waiting[index].batch.opening == .snapshot else { return }
      refuse(waiting.remove(at: index), .cancelled)
    } else if current?.number == number {
      perform(machine.cancelled())
    }
  }

  /// Ends the session; a running batch fails as if the connection had broken.
  package func close() { perform(machine.lost()) }

  private func start() -> Bool {
    guard let connection else { return false }
    let queue = executor.queue
    let watch = SocketWatch(
      socket: connection.socket, queue: queue,
      onReadable: { @Sendable [weak self] in self?.assumeIsolated { $0.becameReadable() } },
      onWritable: { @Sendable [weak self] in self?.assumeIsolated { $0.becameWritable() } })
    self.watch = watch
    timer = DeadlineTimer(queue: queue, world: world) { @Sendable [weak self] in
      self?.assumeIsolated { $0.timerPassed() }
    }
    guard watch.setReading(true) else {
      close()
      return false
    }
    return true
  }

  private func refuse(_ request: Request, _ code: SQLFailure.Code) {
    let name = request.batch.statements.first?.statement.name ?? "batch"
    request.continuation.resume(
      returning: .failure(SQLFailure(code: code, statement: name, wasSent: false)))
  }

  private func begin(_ request: Request) {
    guard let connection, !machine.isClosed else { return refuse(request, .connectionLost) }
    guard world.monotonicNow() < request.deadline else { return refuse(request, .cancelled) }
    current = request
    current?.begunAt = world.monotonicNow()
    _ = connection.takeWarning()
    for step in machine.started(request.batch) {
      guard send(step, of: request.batch, on: connection) else { return perform(machine.lost()) }
    }
    guard connection.sendSync() else { return perform(machine.lost()) }
    armTimer()
    flush()
  }

  private func send(_ step: SessionMachine.Step, of batch: Batch, on connection: Connection) -> Bool
  {
    switch step {
    case .begin(let opening):
      guard let text = PipelineControl.text(of: opening) else { return true }
      return connection.send(text: text)
    case .lockTimeout(let milliseconds):
      return connection.send(text: PipelineControl.lockTimeout(milliseconds: milliseconds))
    case .prepare(let index, let slot):
      let statement = batch.statements[index].statement
      return connection.sendPrepare(
        name: "s\(slot)", text: text(of: statement), types: EncodedParameters.types(of: statement))
    case .execute(let index, let slot):
      let bound = batch.statements[index]
      let parameters = EncodedParameters(bound.values)
      if let slot { return connection.sendPrepared(name: "s\(slot)", parameters) }
      return connection.send(
        text: text(of: bound.statement), types: EncodedParameters.types(of: bound.statement),
        parameters)
    case .commit: return connection.send(text: PipelineControl.commit)
    case .rollback: return connection.send(text: PipelineControl.rollback)
    }
  }

  private func text(of statement: Statement) -> String {
    schema.map { $0.substituted(into: statement.text) } ?? statement.text
  }

  private func flush() {
    guard let connection else { return }
    switch connection.flush() {
    case .flushed: _ = watch?.setWriting(false)
    case .pending: if watch?.setWriting(true) == false { perform(machine.lost()) }
    // What the server said before it left is still to be read.
    case .failed: becameReadable()
    }
  }

  private func becameWritable() { flush() }

  private func becameReadable() {
    // Until the socket is empty: a hang-up is told once, and often together with a last message.
    repeat {
      guard let connection else { return }
      let isAlive = connection.consumeInput()
      drain(connection)
      if !isAlive { return perform(machine.lost()) }
    } while watch?.isReadable == true
  }

  /// Takes every result that is complete.
  private func drain(_ connection: Connection) {
    var emptyInRow = 0
    while !connection.isBusy, current != nil, emptyInRow < 2 {
      guard let result = connection.nextResult() else {
        // One stands between two statements; a second one means that nothing is due.
        emptyInRow += 1
        continue
      }
      emptyInRow = 0
      received(result, on: connection)
    }
  }

  private func received(_ result: borrowing QueryResult, on connection: Connection) {
    let warning = connection.takeWarning()
    let reply: SessionMachine.Reply =
      switch result.status {
      case .done: .done(tag: result.commandTag, warning: warning)
      case .failed: .failed(result.serverError)
      case .aborted: .aborted
      case .synced: .synced(connection.transactionStatus)
      case .copyOut, .copyIn, .unexpected: .unexpected
      }
    let action = machine.received(reply)
    if case .keepRows(let index) = action,
      let statement = current?.batch.statements[index].statement
    {
      if statement.returnsRows {
        current?.results[index] = result.rows(statement: statement.name)
      }
      return
    }
    perform(action)
  }

  private func perform(_ action: SessionMachine.Action) {
    switch action {
    case .wait, .keepRows: return
    case .sendRollback:
      guard let connection, connection.send(text: PipelineControl.rollback), connection.sendSync()
      else { return perform(machine.lost()) }
      flush()
    case .sendCancel:
      connection?.cancelToken()?.cancel()
      // Should the server not answer, the session ends without it.
      let end = world.monotonicNow() + Limits.cancelNanosecondsMax
      if let current, end < current.deadline { self.current?.deadline = end }
      armTimer()
    case .finish(let failure): finish(failure)
    case .close(let failure, let cancels):
      if cancels { connection?.cancelToken()?.cancel() }
      watch?.cancel()
      watch = nil
      timer = nil
      connection = nil
      finish(failure)
    }
  }

  /// Answers the running batch and begins the next one.
  private func finish(_ failure: SQLFailure?) {
    if let request = current {
      current = nil
      meter(request)
      request.continuation.resume(
        returning: failure.map { .failure($0) } ?? .success(request.results))
    }
    while current == nil, !waiting.isEmpty { begin(waiting.removeFirst()) }
    armTimer()
  }

  /// A round trip is named by the first statement in it.
  private func meter(_ request: Request) {
    guard let name = request.batch.statements.first?.statement.name else { return }
    if meters.count >= Limits.preparedStatementsMax { meters = [:] }
    let meter =
      meters[name] ?? DurationMeter("tally_round_trip_seconds", MeterLabel("statement", name))
    meters[name] = meter
    meter.record(from: request.begunAt, to: world.monotonicNow())
  }

  private func armTimer() {
    guard let current else { return timer?.set(nil) ?? () }
    timer?.set(waiting.reduce(current.deadline) { min($0, $1.deadline) })
  }

  private func timerPassed() {
    let now = world.monotonicNow()
    let late = waiting.filter { $0.deadline <= now }
    waiting.removeAll { $0.deadline <= now }
    for request in late { refuse(request, .cancelled) }
    if let current, current.deadline <= now { perform(machine.deadlinePassed()) }
    armTimer()
  }
}
