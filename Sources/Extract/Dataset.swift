import Bytes
import Ledger

/// One dataset of an extract: rows with an operation, in a fixed order of columns.
package struct Dataset: Sendable, Equatable {
  package enum Operation: String, Sendable, CaseIterable {
    case add = "A"
    case update = "U"
    case delete = "D"
  }
  package struct Column: Sendable, Equatable {
    package enum Kind: String, Sendable {
      case text, integer, day
      /// Minor units of the row's `currency` column; summed into the control totals.
      case amount
    }
    package let name: String
    package let kind: Kind
    package init(_ name: String, _ kind: Kind) {
      self.name = name
      self.kind = kind
    }
  }
  package struct Row: Sendable, Equatable {
    package let operation: Operation
    /// Stable id of the fact, the same in A, U and D.
    package let requestID: String
    /// Beside the columns; nil is an empty cell.
    package let values: [String?]
    package init(operation: Operation, requestID: String, values: [String?]) {
      self.operation = operation
      self.requestID = requestID
      self.values = values
    }
  }
  /// The sum of one amount column over the rows of one operation and currency, in minor units.
  package struct ControlTotal: Sendable, Equatable {
    package let operation: Operation
    package let column: String
    package let currency: String
    package let sum: Int128
  }

  /// Code of the dataset in the domain model: 1 customer … 11 incident.
  package let code: Int
  /// `a-z` and `_`; the name of its files.
  package let name: String
  package let columns: [Column]
  package private(set) var rows: [Row]

  /// - Throws: `dataset` when a name, a value or the number of values is outside its form.
  package init(
    code: Int, name: String, columns: [Column], rows: [Row]
  ) throws(ExtractFailure) {
    self.code = code
    self.name = name
    self.columns = columns
    self.rows = rows
    guard Self.isWord(name), columns.allSatisfy({ Self.isWord($0.name) }) else {
      throw .dataset("name of a dataset or column")
    }
    let names = Set(columns.map(\.name))
    guard names.count == columns.count, names.isDisjoint(with: ["op", "req_id"]) else {
      throw .dataset("\(name): column names")
    }
    guard columns.count <= ExtractLimits.columnCountMax, rows.count <= ExtractLimits.rowCountMax
    else { throw .tooLarge("dataset \(name)") }
    if columns.contains(where: { $0.kind == .amount }) {
      guard names.contains("currency") else { throw .dataset("\(name): no currency column") }
    }
    for row in rows { try check(row) }
  }

  private static func isWord(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 40
      && text.utf8.allSatisfy {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "_")
      }
  }

  private func check(_ row: Row) throws(ExtractFailure) {
    guard row.values.count == columns.count else { throw .dataset("\(name): number of values") }
    guard !row.requestID.isEmpty else { throw .dataset("\(name): req_id is empty") }
    for (column, value) in zip(columns, row.values) {
      guard let value else { continue }
      let isWellFormed =
        switch column.kind {
        case .text: !value.isEmpty
        case .integer, .amount: Int64(value).map { String($0) == value } ?? false
        case .day: Day(value) != nil
        }
      guard isWellFormed else { throw .dataset("\(name): value of \(column.name)") }
    }
  }

  package var csvPath: String { "datasets/\(name).csv" }
  package var ndjsonPath: String { "datasets/\(name).ndjson" }

  package func count(_ operation: Operation) -> Int { rows.count { $0.operation == operation } }

  /// - Throws: `dataset` when a row has an amount and no currency.
  package func controlTotals() throws(ExtractFailure) -> [ControlTotal] {
    guard let currencyIndex = columns.firstIndex(where: { $0.name == "currency" }) else {
      return []
    }
    var out: [ControlTotal] = []
    for (index, column) in columns.enumerated() where column.kind == .amount {
      var sums: [Operation: [String: Int128]] = [:]
      for row in rows {
        guard let text = row.values[index], let amount = Int64(text) else { continue }
        guard let currency = row.values[currencyIndex] else {
          throw .dataset("\(name): amount without a currency")
        }
        sums[row.operation, default: [:]][currency, default: 0] += Int128(amount)
      }
      for operation in Operation.allCases {
        for (currency, sum) in (sums[operation] ?? [:]).sorted(by: { $0.key < $1.key }) {
          out.append(
            ControlTotal(
              operation: operation, column: column.name, currency: currency, sum: sum))
        }
      }
    }
    return out
  }
}
