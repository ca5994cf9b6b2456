/// One statement file of `sql/queries`, as generated into `Queries`.
///
/// The text writes the tenant's schema as `tenant.`; a session substitutes its own schema when it
/// prepares the statement, so that every name is qualified and no text is built at run time.
package struct Statement: Sendable {
  /// How the parameters of several calls may share one execution.
  package enum Shape: Sendable, Equatable {
    /// Executed once for each call, with the values as they are.
    case single
    /// Every parameter is an array, one element for each call: the calls of a batch are executed
    /// together. A columnar read returns the ordinal of its call (from 1) as its first column, `n`.
    case columnar
  }
  /// A parameter's element type and whether the parameter as written in the file is an array.
  package struct Parameter: Sendable, Equatable {
    package let name: String
    package let type: ColumnType
    package let isArray: Bool
    package init(name: String, type: ColumnType, isArray: Bool) {
      self.name = name
      self.type = type
      self.isArray = isArray
    }
  }

  /// The path of its file below `sql/queries` without the ending: `payments/insert`. Its name in
  /// errors, metrics and tests.
  package let name: String
  package let text: String
  package let shape: Shape
  package let parameters: [Parameter]
  package let returnsRows: Bool

  package init(
    name: String, text: String, shape: Shape, parameters: [Parameter], returnsRows: Bool
  ) {
    self.name = name
    self.text = text
    self.shape = shape
    self.parameters = parameters
    self.returnsRows = returnsRows
  }
}

extension Statement: Hashable {
  package static func == (left: Statement, right: Statement) -> Bool { left.name == right.name }
  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// A statement with one call's values. For a columnar statement the values are that call's scalars.
package struct Bound: Sendable, Equatable {
  package let statement: Statement
  package let values: [Value]

  package init(_ statement: Statement, _ values: [Value]) {
    precondition(values.count == statement.parameters.count, statement.name)
    self.statement = statement
    self.values = values
  }
}

/// A bound statement whose rows decode as `Row`. Generated functions return it.
package struct Query<Result: DecodableRow>: Sendable {
  package let bound: Bound
  package init(_ bound: Bound) { self.bound = bound }
}

/// A generated struct with one property for each column of a statement.
package protocol DecodableRow: Sendable {
  init(_ row: Row) throws(SQLFailure)
}

extension Rows {
  /// Every row decoded as `Result`.
  package func decoded<Result: DecodableRow>(
    _: Result.Type = Result.self
  ) throws(SQLFailure) -> [Result] {
    var out: [Result] = []
    out.reserveCapacity(count)
    for index in 0..<count { out.append(try Result(self[index])) }
    return out
  }
}
