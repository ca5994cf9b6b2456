import CLibPQ
package import SQL

/// One `PGresult`, freed at the end of its life.
@safe struct QueryResult: ~Copyable {
  enum Status: Sendable { case done, failed, aborted, synced, copyOut, copyIn, unexpected }

  private let pointer: OpaquePointer

  init(adopting pointer: OpaquePointer) { unsafe self.pointer = pointer }

  deinit { unsafe PQclear(pointer) }

  var status: Status {
    switch unsafe PQresultStatus(pointer) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK: .done
    case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE: .failed
    case PGRES_PIPELINE_ABORTED: .aborted
    case PGRES_PIPELINE_SYNC: .synced
    case PGRES_COPY_OUT: .copyOut
    case PGRES_COPY_IN: .copyIn
    // C's enumeration is open, so a switch over it needs this.
    default: .unexpected
    }
  }

  /// What the command did: `COMMIT`, `COPY 12`.
  var commandTag: String {
    guard let text = unsafe PQcmdStatus(pointer) else { return "" }
    return unsafe String(cString: text)
  }

  var serverError: ServerError { unsafe ServerError(reading: pointer) }

  /// Copies the rows out.
  func rows(statement: String) -> Rows {
    let columnCount = unsafe PQnfields(pointer)
    var rows = Rows(statement: statement, columnCount: Int(columnCount))
    for row in 0..<(unsafe PQntuples(pointer)) {
      rows.append { column, buffer in
        let column = Int32(column)
        guard unsafe PQgetisnull(pointer, row, column) == 0,
          let start = unsafe PQgetvalue(pointer, row, column)
        else { return false }
        let byteCount = Int(unsafe PQgetlength(pointer, row, column))
        unsafe buffer.append(contentsOf: UnsafeRawBufferPointer(start: start, count: byteCount))
        return true
      }
    }
    return rows
  }
}

/// What the server said about a failure, or libpq when the connection broke.
package struct ServerError: Sendable, Equatable {
  /// Empty when libpq itself made the error: the connection broke.
  package var sqlState: String
  /// FATAL or PANIC: the server ended the session.
  package var endsSession: Bool
  package var constraint: String
  package var detail: String

  package init(
    sqlState: String, endsSession: Bool = false, constraint: String = "", detail: String = ""
  ) {
    self.sqlState = sqlState
    self.endsSession = endsSession
    self.constraint = constraint
    self.detail = detail
  }

  /// Field codes. Source: PostgreSQL 15, postgres_ext.h.
  private enum Field {
    static let severity = Int32(UInt8(ascii: "V"))
    static let sqlState = Int32(UInt8(ascii: "C"))
    static let detail = Int32(UInt8(ascii: "D"))
    static let constraint = Int32(UInt8(ascii: "n"))
  }

  @unsafe init(reading result: OpaquePointer) {
    func field(_ code: Int32) -> String {
      guard let text = unsafe PQresultErrorField(result, code) else { return "" }
      return unsafe String(cString: text)
    }
    let severity = field(Field.severity)
    self.init(
      sqlState: field(Field.sqlState), endsSession: severity == "FATAL" || severity == "PANIC",
      constraint: field(Field.constraint), detail: field(Field.detail))
  }

  /// Whether the connection is gone: the server ended it or libpq lost it.
  package var isLoss: Bool { endsSession || sqlState.isEmpty || sqlState.hasPrefix("08") }

  /// Source: PostgreSQL 15, appendix A. The detail may hold values, so it is kept for our own
  /// class only, whose texts we write.
  package var code: SQLFailure.Code {
    if isLoss { return .connectionLost }
    switch sqlState {
    case "40001", "40P01": return .serialization
    case "55P03": return .lockNotAvailable
    case "57014": return .cancelled
    default:
      if sqlState.hasPrefix("23") {
        return .violated(sqlState: sqlState, constraint: constraint)
      }
      return .server(sqlState: sqlState, detail: sqlState.hasPrefix("TL") ? detail : "")
    }
  }
}
