package import Bytes

/// The rows a statement returned, in PostgreSQL's binary format, in one buffer.
package struct Rows: Sendable {
  package let statement: String
  package let columnCount: Int
  package private(set) var count = 0
  private var buffer: [UInt8] = []
  /// Start and length of each cell, row by row; a length of -1 is NULL.
  private var cells: [(start: Int, byteCount: Int)] = []

  package init(statement: String, columnCount: Int) {
    self.statement = statement
    self.columnCount = columnCount
  }

  /// Appends a row; `cell` is asked for each column in order and appends the cell's bytes to the
  /// buffer, or returns false for NULL.
  package mutating func append(cell: (_ column: Int, _ buffer: inout [UInt8]) -> Bool) {
    for column in 0..<columnCount {
      let start = buffer.count
      let isPresent = cell(column, &buffer)
      cells.append((start, isPresent ? buffer.count - start : -1))
    }
    count += 1
  }

  package subscript(index: Int) -> Row {
    precondition(index < count)
    return Row(rows: self, index: index)
  }

  fileprivate func cell(row: Int, column: Int) -> ArraySlice<UInt8>? {
    let cell = cells[row * columnCount + column]
    return cell.byteCount < 0 ? nil : buffer[cell.start..<cell.start + cell.byteCount]
  }

  /// Splits a columnar read by its ordinal: part `k` holds the rows of call `k + 1`, without the
  /// ordinal column.
  package func split(callCount: Int) throws(SQLFailure) -> [Rows] {
    var parts = Array(
      repeating: Rows(statement: statement, columnCount: columnCount - 1), count: callCount)
    for index in 0..<count {
      let ordinal = Int(try self[index].int8(0))
      guard (1...callCount).contains(ordinal) else {
        throw SQLFailure(code: .undecodable(column: 0), statement: statement, wasSent: true)
      }
      parts[ordinal - 1].append { column, buffer in
        guard let bytes = cell(row: index, column: column + 1) else { return false }
        buffer.append(contentsOf: bytes)
        return true
      }
    }
    return parts
  }
}

/// One row; the accessors read a column by position and throw `undecodable` on NULL or a wrong size.
package struct Row: Sendable {
  private let rows: Rows
  private let index: Int

  fileprivate init(rows: Rows, index: Int) {
    self.rows = rows
    self.index = index
  }

  package func isNull(_ column: Int) -> Bool { rows.cell(row: index, column: column) == nil }

  private func required(_ column: Int, byteCount: Int? = nil) throws(SQLFailure) -> ArraySlice<
    UInt8
  > {
    guard let cell = rows.cell(row: index, column: column),
      byteCount == nil || cell.count == byteCount
    else {
      throw SQLFailure(code: .undecodable(column: column), statement: rows.statement, wasSent: true)
    }
    return cell
  }

  private func unsigned(_ column: Int, byteCount: Int) throws(SQLFailure) -> UInt64 {
    try required(column, byteCount: byteCount).reduce(0) { $0 << 8 | UInt64($1) }
  }

  package func bool(_ column: Int) throws(SQLFailure) -> Bool {
    try unsigned(column, byteCount: 1) != 0
  }
  package func int2(_ column: Int) throws(SQLFailure) -> Int16 {
    Int16(truncatingIfNeeded: try unsigned(column, byteCount: 2))
  }
  package func int4(_ column: Int) throws(SQLFailure) -> Int32 {
    Int32(truncatingIfNeeded: try unsigned(column, byteCount: 4))
  }
  package func int8(_ column: Int) throws(SQLFailure) -> Int64 {
    Int64(truncatingIfNeeded: try unsigned(column, byteCount: 8))
  }
  package func text(_ column: Int) throws(SQLFailure) -> String {
    String(decoding: try required(column), as: UTF8.self)
  }
  package func bytes(_ column: Int) throws(SQLFailure) -> [UInt8] { Array(try required(column)) }
  package func identifier(_ column: Int) throws(SQLFailure) -> Identifier {
    let cell = try required(column, byteCount: Identifier.byteCount)
    guard let identifier = Identifier(bytes: cell) else { preconditionFailure("16 bytes") }
    return identifier
  }
  /// PostgreSQL counts days from 2000-01-01.
  package func day(_ column: Int) throws(SQLFailure) -> Day {
    let (number, isInfinite) = try int4(column).addingReportingOverflow(PostgresEpoch.days)
    guard !isInfinite else { throw undecodable(column) }
    return Day(number: number)
  }
  /// PostgreSQL counts microseconds from 2000-01-01T00:00:00Z.
  package func timestamp(_ column: Int) throws(SQLFailure) -> Timestamp {
    let (microseconds, isInfinite) = try int8(column)
      .addingReportingOverflow(PostgresEpoch.microseconds)
    guard !isInfinite else { throw undecodable(column) }
    return Timestamp(microseconds: microseconds)
  }

  private func undecodable(_ column: Int) -> SQLFailure {
    SQLFailure(code: .undecodable(column: column), statement: rows.statement, wasSent: true)
  }

  /// The elements of a one-dimensional array column; NULL elements are refused.
  private func elements(_ column: Int) throws(SQLFailure) -> [ArraySlice<UInt8>] {
    let cell = try required(column)
    let failure = undecodable(column)
    var at = cell.startIndex
    func integer() throws(SQLFailure) -> Int32 {
      guard cell.endIndex - at >= 4 else { throw failure }
      let value = cell[at..<at + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      at += 4
      return Int32(bitPattern: value)
    }
    let dimensionCount = try integer()
    _ = try integer()
    _ = try integer()
    guard dimensionCount <= 1 else { throw failure }
    guard dimensionCount == 1 else { return [] }
    let elementCount = try integer()
    _ = try integer()
    var out: [ArraySlice<UInt8>] = []
    for _ in 0..<max(0, elementCount) {
      let byteCount = Int(try integer())
      guard byteCount >= 0, cell.endIndex - at >= byteCount else { throw failure }
      out.append(cell[at..<at + byteCount])
      at += byteCount
    }
    return out
  }

  package func int8s(_ column: Int) throws(SQLFailure) -> [Int64] {
    try elements(column).map { Int64(truncatingIfNeeded: $0.reduce(0) { $0 << 8 | UInt64($1) }) }
  }
  package func int2s(_ column: Int) throws(SQLFailure) -> [Int16] {
    try elements(column).map { Int16(truncatingIfNeeded: $0.reduce(0) { $0 << 8 | UInt64($1) }) }
  }
  package func int4s(_ column: Int) throws(SQLFailure) -> [Int32] {
    try elements(column).map { Int32(truncatingIfNeeded: $0.reduce(0) { $0 << 8 | UInt64($1) }) }
  }
  package func days(_ column: Int) throws(SQLFailure) -> [Day] {
    try int4s(column).map { Day(number: $0 + PostgresEpoch.days) }
  }
  package func texts(_ column: Int) throws(SQLFailure) -> [String] {
    try elements(column).map { String(decoding: $0, as: UTF8.self) }
  }
  package func byteArrays(_ column: Int) throws(SQLFailure) -> [[UInt8]] {
    try elements(column).map { Array($0) }
  }
  package func identifiers(_ column: Int) throws(SQLFailure) -> [Identifier] {
    try elements(column).compactMap { Identifier(bytes: $0) }
  }
}

/// PostgreSQL's binary dates and times count from 2000-01-01.
package enum PostgresEpoch {
  /// Days from 1970-01-01 to 2000-01-01.
  package static let days: Int32 = 10_957
  /// Microseconds from 1970-01-01 to 2000-01-01.
  package static let microseconds: Int64 = 946_684_800_000_000
}
