import CLibPQ

/// Why a statement of a tool failed.
///
/// The message is the server's own: tools show it to the developer, no server code uses it.
package struct ToolFailure: Error, Sendable, CustomStringConvertible {
  package let message: String
  package var description: String { message }
}

/// A small blocking libpq connection for tools, which asks what statements take and return.
@safe
package final class ToolConnection {
  /// What PostgreSQL says about a prepared statement.
  package struct Description: Sendable {
    /// Type object ids, in the order of `$1`, `$2` …
    package let parameters: [UInt32]
    package let columns: [(name: String, type: UInt32)]
  }

  // Safe because the class alone holds the pointer, from init to deinit.
  private let connection: OpaquePointer

  /// Connects with a libpq connection string.
  package init(_ connectionString: String) throws(ToolFailure) {
    guard let connection = unsafe PQconnectdb(connectionString) else {
      throw ToolFailure(message: "no memory for a connection")
    }
    unsafe self.connection = connection
    guard unsafe PQstatus(connection) == CONNECTION_OK else {
      throw ToolFailure(message: unsafe String(cString: PQerrorMessage(connection)))
    }
  }

  deinit { unsafe PQfinish(connection) }

  /// Runs one or more statements without parameters; answers the rows of the last one as text.
  @discardableResult
  package func run(_ text: String) throws(ToolFailure) -> [[String?]] {
    let result = unsafe PQexec(connection, text)
    defer { unsafe PQclear(result) }
    try unsafe check(result)
    return unsafe (0..<PQntuples(result)).map { row in
      unsafe (0..<PQnfields(result)).map { column in
        guard unsafe PQgetisnull(result, row, column) == 0 else { return nil }
        return unsafe String(cString: PQgetvalue(result, row, column))
      }
    }
  }

  /// Prepares `text` and asks for the types of its parameters and columns.
  ///
  /// - Parameter types: object ids of the parameters; PostgreSQL infers them when nil.
  package func describe(
    _ text: String, types: [UInt32]? = nil
  ) throws(ToolFailure) -> Description {
    try run("deallocate all")
    let prepared = unsafe PQprepare(connection, "tool", text, Int32(types?.count ?? 0), types)
    defer { unsafe PQclear(prepared) }
    try unsafe check(prepared)
    let result = unsafe PQdescribePrepared(connection, "tool")
    defer { unsafe PQclear(result) }
    try unsafe check(result)
    let parameters = unsafe (0..<PQnparams(result)).map { unsafe PQparamtype(result, $0) }
    let columns = unsafe (0..<PQnfields(result)).map { column in
      unsafe (name: String(cString: PQfname(result, column)), type: PQftype(result, column))
    }
    return Description(parameters: parameters, columns: columns)
  }

  private func check(_ result: OpaquePointer?) throws(ToolFailure) {
    let status = unsafe PQresultStatus(result)
    guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY
    else {
      throw ToolFailure(message: unsafe String(cString: PQerrorMessage(connection)))
    }
  }
}
