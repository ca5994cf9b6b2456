import Ledger

extension Dataset {
  /// RFC 4180 with LF: `op,req_id,<columns>`; a cell is quoted when it must be.
  package func csv() -> [UInt8] {
    var out = Array((["op", "req_id"] + columns.map(\.name)).joined(separator: ",").utf8)
    out.append(UInt8(ascii: "\n"))
    for row in rows {
      Self.cell(row.operation.rawValue, to: &out)
      out.append(UInt8(ascii: ","))
      Self.cell(row.requestID, to: &out)
      for value in row.values {
        out.append(UInt8(ascii: ","))
        if let value { Self.cell(value, to: &out) }
      }
      out.append(UInt8(ascii: "\n"))
    }
    return out
  }

  private static func cell(_ text: String, to out: inout [UInt8]) {
    let mustQuote = text.utf8.contains {
      $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D
    }
    guard mustQuote else {
      out.append(contentsOf: text.utf8)
      return
    }
    out.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      out.append(byte)
      if byte == UInt8(ascii: "\"") { out.append(byte) }
    }
    out.append(UInt8(ascii: "\""))
  }

  /// One JCS object a line: `{"op":"A","req_id":…,"row":{…}}`; every value a string or null.
  package func ndjson() throws(ExtractFailure) -> [UInt8] {
    var out: [UInt8] = []
    for row in rows {
      var members: [String: JSONValue] = [:]
      for (column, value) in zip(columns, row.values) {
        members[column.name] = value.map { .string($0) } ?? .null
      }
      let line = JSONValue.object([
        "op": .string(row.operation.rawValue), "req_id": .string(row.requestID),
        "row": .object(members),
      ])
      out.append(contentsOf: try ledger { () throws(LedgerFailure) in try JCS.bytes(line) })
      out.append(UInt8(ascii: "\n"))
    }
    return out
  }

  /// Reads the rows of an NDJSON file.
  ///
  /// - Throws: `malformed` with the line, or `dataset`.
  package init(
    code: Int, name: String, columns: [Column], ndjson bytes: [UInt8]
  ) throws(ExtractFailure) {
    let file = "datasets/\(name).ndjson"
    var rows: [Row] = []
    guard bytes.isEmpty || bytes.last == UInt8(ascii: "\n") else {
      throw .malformed(file: file, "does not end in a line feed")
    }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.dropLast().enumerated() {
      guard let row = Self.row(line, columns) else {
        throw .malformed(file: file, "line \(index + 1)")
      }
      rows.append(row)
    }
    try self.init(code: code, name: name, columns: columns, rows: rows)
  }

  private static func row(_ line: ArraySlice<UInt8>, _ columns: [Column]) -> Row? {
    guard case .object(let members)? = try? JCS.value(Array(line)), members.count == 3,
      case .string(let word)? = members["op"], let operation = Operation(rawValue: word),
      case .string(let requestID)? = members["req_id"],
      case .object(let cells)? = members["row"], cells.count == columns.count
    else { return nil }
    var values: [String?] = []
    for column in columns {
      switch cells[column.name] {
      case .string(let value): values.append(value)
      case .null: values.append(nil)
      case .bool, .integer, .array, .object, nil: return nil
      }
    }
    return Row(operation: operation, requestID: requestID, values: values)
  }
}
