import CLibPQ
import Dispatch
import Glibc

/// The synchronous side of an `AdminConnection`.
@safe package final class AdminLink: @unchecked Sendable {
  // Safe because every method checks that it runs on the connection's serial queue.
  private var connection: OpaquePointer?
  private let queue: DispatchQueue
  private let monotonicNow: @Sendable () -> UInt64

  /// How a statement travels.
  package enum Transport: Sendable, CaseIterable {
    /// One statement, with values apart from the text.
    case extended
    /// Any number of statements in one text.
    case simple
  }

  init(
    _ login: DatabaseLogin, queue: DispatchQueue, monotonicNow: @escaping @Sendable () -> UInt64
  ) throws(AdminFailure) {
    self.queue = queue
    self.monotonicNow = monotonicNow
    let parameters = login.parameters
    unsafe connection = unsafe CStrings.with(parameters.map { $0.name }) { keys in
      unsafe CStrings.with(parameters.map { $0.value }) { values in
        unsafe PQconnectdbParams(keys, values, 0)
      }
    }
    guard unsafe PQstatus(connection) == CONNECTION_OK else {
      let message = unsafe Self.firstLine(PQerrorMessage(connection))
      unsafe PQfinish(connection)
      unsafe connection = nil
      throw AdminFailure(code: .cannotConnect, task: "connecting as \(login)", message: message)
    }
    unsafe PQsetNoticeProcessor(connection, { _, _ in }, nil)
  }

  deinit { unsafe PQfinish(connection) }

  package func close() {
    unsafe PQfinish(connection)
    unsafe connection = nil
  }

  /// Runs `statement` and returns the rows of all its results as text.
  ///
  /// - Throws: `refused` with the server's state, after which the connection can be used again;
  ///   `deadline` and `connectionLost` close it.
  package func query(
    _ statement: String, _ values: [String?] = [], transport: Transport = .extended, task: String,
    timeout: Duration = ClusterLimits.statementTimeout
  ) throws(AdminFailure) -> [[String?]] {
    dispatchPrecondition(condition: .onQueue(queue))
    guard unsafe connection != nil else { throw AdminFailure(code: .connectionLost, task: task) }
    let deadline = monotonicNow() + timeout.nanoseconds
    let sent: Int32
    switch transport {
    case .extended:
      sent = unsafe CStrings.with(values) { pointers in
        unsafe PQsendQueryParams(
          connection, statement, Int32(values.count), nil, pointers, nil, nil, 0)
      }
    case .simple: sent = unsafe PQsendQuery(connection, statement)
    }
    guard sent == 1 else { throw lost(task) }
    var rows: [[String?]] = []
    var failure: AdminFailure?
    while true {
      try waitForResult(until: deadline, task: task)
      guard let result = unsafe PQgetResult(connection) else { break }
      defer { unsafe PQclear(result) }
      switch unsafe PQresultStatus(result) {
      case PGRES_TUPLES_OK: unsafe Self.append(result, to: &rows)
      case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: break
      case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH: throw lost(task)
      default:  // A C enum: the rest are errors.
        if failure == nil { failure = unsafe Self.failure(of: result, task: task) }
      }
    }
    if unsafe PQstatus(connection) == CONNECTION_BAD { throw lost(task) }
    if let failure { throw failure }
    return rows
  }

  /// Runs `statement` for its effect.
  package func run(
    _ statement: String, _ values: [String?] = [], task: String
  ) throws(AdminFailure) {
    _ = try query(statement, values, task: task)
  }

  /// Runs `body` between begin and commit; rolls back when it throws.
  package func transaction<Value>(
    task: String, _ body: () throws(AdminFailure) -> Value
  ) throws(AdminFailure) -> Value {
    try run("begin", task: task)
    do throws(AdminFailure) {
      let value = try body()
      try run("commit", task: task)
      return value
    } catch {
      // A connection that is gone has rolled back by itself.
      do throws(AdminFailure) { try run("rollback", task: task) } catch { close() }
      throw error
    }
  }

  // MARK: Waiting

  private func waitForResult(until deadline: UInt64, task: String) throws(AdminFailure) {
    while true {
      let unflushed = unsafe PQflush(connection)
      guard unflushed >= 0 else { throw lost(task) }
      if unsafe PQisBusy(connection) == 0 { return }
      let now = monotonicNow()
      guard now < deadline else {
        cancel()
        close()
        throw AdminFailure(code: .deadline, task: task)
      }
      let remaining = min((deadline - now) / 1_000_000 + 1, 60_000)
      let events = Int16(POLLIN) | (unflushed == 1 ? Int16(POLLOUT) : 0)
      var entry = unsafe pollfd(fd: PQsocket(connection), events: events, revents: 0)
      if unsafe poll(&entry, 1, Int32(remaining)) > 0,
        unsafe PQconsumeInput(connection) == 0
      {
        throw lost(task)
      }
    }
  }

  private func cancel() {
    guard let request = unsafe PQgetCancel(connection) else { return }
    var message = [CChar](repeating: 0, count: 256)
    _ = unsafe PQcancel(request, &message, Int32(message.count))
    unsafe PQfreeCancel(request)
  }

  private func lost(_ task: String) -> AdminFailure {
    let message = unsafe Self.firstLine(PQerrorMessage(connection))
    close()
    return AdminFailure(code: .connectionLost, task: task, message: message)
  }

  // MARK: Results

  private static func append(_ result: OpaquePointer, to rows: inout [[String?]]) {
    let columnCount = unsafe PQnfields(result)
    for row in 0..<(unsafe PQntuples(result)) {
      var cells: [String?] = []
      for column in 0..<columnCount {
        if unsafe PQgetisnull(result, row, column) == 1 {
          cells.append(nil)
        } else {
          cells.append(unsafe String(cString: PQgetvalue(result, row, column)))
        }
      }
      rows.append(cells)
    }
  }

  private static func failure(of result: OpaquePointer, task: String) -> AdminFailure {
    // PG_DIAG_SQLSTATE and PG_DIAG_MESSAGE_PRIMARY are character constants in C.
    let state = unsafe PQresultErrorField(result, Int32(UInt8(ascii: "C")))
    let message = unsafe PQresultErrorField(result, Int32(UInt8(ascii: "M")))
    return AdminFailure(
      code: .refused(sqlState: unsafe state.map { unsafe String(cString: $0) } ?? ""), task: task,
      message: unsafe firstLine(message))
  }

  private static func firstLine(_ text: UnsafePointer<CChar>?) -> String {
    guard let text = unsafe text else { return "" }
    let whole = unsafe String(cString: text)
    return whole.split(separator: "\n").first.map(String.init) ?? ""
  }
}

extension Duration {
  /// Whole nanoseconds of a duration that is not negative.
  var nanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
  }
}
