/// Writes the typed functions of one area.
package struct QueryWriter: Sendable {
  package let area: String
  package let queries: [TypedQuery]
  package let header: String

  package init(area: String, queries: [TypedQuery], header: String) {
    self.area = area
    self.queries = queries
    self.header = header
  }

  package var typeName: String { SwiftText.upperCamel(area) + "Queries" }

  package var text: String {
    let usesBytes = queries.contains {
      $0.parameters.contains(where: \.type.isFromBytes)
        || $0.columns.contains(where: \.type.isFromBytes) || $0.file.isOfEachLog
    }
    let all = queries.flatMap { query in
      (query.file.isOfEachLog ? ["", Self.accessEnding] : [""])
        .map { "    \(statementName(query))\($0),\n" }
    }.joined()
    return """
      \(header)\(usesBytes ? "package import Bytes\n" : "")package import SQL

      /// The statements of `sql/queries/\(area)`.
      package enum \(typeName) {
        /// Every statement of the area, by name.
        package static let statements: [Statement] = [
      \(all)  ]

      \(queries.map(query).joined(separator: "\n"))}

      """
  }

  private func statementName(_ query: TypedQuery) -> String {
    SwiftText.lowerCamel(query.file.name) + "Statement"
  }

  private func rowName(_ query: TypedQuery) -> String {
    SwiftText.upperCamel(query.file.name) + "Row"
  }

  /// What the name of the statement on the access log's tables ends with.
  private static let accessEnding = "OfAccess"

  private func query(_ query: TypedQuery) -> String {
    let name = "\(area)/\(query.file.name)"
    var out = statement(query, statementName(query), name: name, text: query.file.text)
    if query.file.isOfEachLog {
      out +=
        "\n"
        + statement(
          query, statementName(query) + Self.accessEnding, name: name + ".access",
          text: query.file.accessText)
    }
    return out + "\n" + function(query) + (query.returnsRows ? "\n" + row(query) : "")
  }

  private func statement(
    _ query: TypedQuery, _ constant: String, name: String, text: String
  ) -> String {
    let parameters = query.parameters.map {
      "      .init(name: \(SwiftText.literal($0.name)), type: .\($0.type.caseName), "
        + "isArray: \($0.type.isArray)),\n"
    }
    let list = parameters.isEmpty ? "[]" : "[\n\(parameters.joined())    ]"
    return """
        /// The statement of `\(functionName(query))`.
        package static let \(constant) = Statement(
          name: \(SwiftText.literal(name)),
          text: \(SwiftText.block(text, indent: 6)),
          shape: .\(query.file.isColumnar ? "columnar" : "single"),
          parameters: \(list),
          returnsRows: \(query.returnsRows))

      """
  }

  private func functionName(_ query: TypedQuery) -> String {
    SwiftText.escaped(SwiftText.lowerCamel(query.file.name))
  }

  private func function(_ query: TypedQuery) -> String {
    let log = query.file.isOfEachLog ? ["of log: Log"] : []
    let arguments =
      log + query.parameters.map { "\(propertyName($0.name)): \(argumentType($0, query))" }
    let values = query.parameters.map { value($0, query) }
    let name = statementName(query)
    let choice = """
          let statement =
            switch log {
            case .ledger: \(name)
            case .access: \(name)\(Self.accessEnding)
            }

      """
    let chosen = query.file.isOfEachLog ? "statement" : name
    let bound = "Bound(\(chosen), [\(values.joined(separator: ", "))])"
    let result = query.returnsRows ? "Query<\(rowName(query))>" : "Bound"
    let head = "  package static func \(functionName(query))"
    let line = "\(head)(\(arguments.joined(separator: ", "))) -> \(result) {\n"
    let lines = "\(head)(\n    \(arguments.joined(separator: ", "))\n  ) -> \(result) {\n"
    return SwiftText.documentation(query.file.documentation, indent: 2)
      + (line.count <= 100 ? line : lines)
      + (query.file.isOfEachLog ? "\(choice)    return " : "    ")
      + "\(query.returnsRows ? "Query(\(bound))" : bound)\n  }\n"
  }

  private func propertyName(_ name: String) -> String {
    SwiftText.escaped(SwiftText.lowerCamel(name))
  }

  /// A columnar statement takes one call's scalars.
  private func argumentType(_ parameter: TypedQuery.Parameter, _ query: TypedQuery) -> String {
    let type = query.file.isColumnar ? FieldType(parameter.type.element) : parameter.type
    return type.swift + (parameter.isNullable ? "?" : "")
  }

  private func value(_ parameter: TypedQuery.Parameter, _ query: TypedQuery) -> String {
    let name = propertyName(parameter.name)
    let wrap = "Value.\(parameter.type.caseName)"
    let isArray = parameter.type.isArray && !query.file.isColumnar
    switch (isArray, parameter.isNullable) {
    case (false, false): return ".\(parameter.type.caseName)(\(name))"
    case (false, true): return "\(name).map(\(wrap)) ?? .null"
    case (true, false):
      return ".array(element: .\(parameter.type.caseName), \(name).map(\(wrap)))"
    case (true, true):
      return
        "\(name).map { .array(element: .\(parameter.type.caseName), $0.map(\(wrap))) } ?? .null"
    }
  }

  private func row(_ query: TypedQuery) -> String {
    let names = query.columns.map { propertyName($0.name) }
    let types = query.columns.map { $0.type.swift + ($0.isNullable ? "?" : "") }
    let properties = zip(names, types).map { "    package let \($0): \($1)\n" }.joined()
    let arguments = zip(names, types).map { "\($0): \($1)" }.joined(separator: ", ")
    let assignments = names.map { "      self.\($0) = \($0)\n" }.joined()
    let reads = query.columns.indices.map { index in
      let column = query.columns[index]
      let read = "try row.\(column.type.accessor)(\(index))"
      let value = column.isNullable ? "row.isNull(\(index)) ? nil : \(read)" : read
      return "      \(names[index]) = \(value)\n"
    }
    return """
        /// A row of `\(functionName(query))`.
        package struct \(rowName(query)): DecodableRow, Equatable {
      \(properties)
          package init(\(arguments)) {
      \(assignments)    }

          package init(_ row: Row) throws(SQLFailure) {
      \(reads.joined())    }
        }

      """
  }
}
