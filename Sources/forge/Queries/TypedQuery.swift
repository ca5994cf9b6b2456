import SQL

/// A query file with the types PostgreSQL gave it.
package struct TypedQuery: Sendable, Equatable {
  package struct Parameter: Sendable, Equatable {
    package let name: String
    package let type: FieldType
    package let isNullable: Bool
  }
  package struct Column: Sendable, Equatable {
    /// As in the statement, without the `?`.
    package let name: String
    package let type: FieldType
    package let isNullable: Bool
  }

  package let file: QueryFile
  package let parameters: [Parameter]
  /// Without the ordinal `n` of a columnar read.
  package let columns: [Column]
  package let returnsRows: Bool

  /// - Parameters:
  ///   - parameters: type object ids of `$1`, `$2` …, domains already resolved.
  ///   - columns: names and type object ids of the result.
  package init(
    _ file: QueryFile, parameters: [UInt32], columns: [(name: String, type: UInt32)]
  ) throws(Complaint) {
    self.file = file
    guard parameters.count == file.parameters.count else {
      throw Complaint(file.path, "PostgreSQL sees \(parameters.count) parameters")
    }
    self.parameters = try zip(file.parameters, parameters).map {
      (parameter, objectID) throws(Complaint) in
      guard let type = FieldType(objectID: objectID) else {
        throw Complaint(file.path, "parameter \(parameter.name) has type \(objectID): add a cast")
      }
      if file.isColumnar, !type.isArray {
        throw Complaint(file.path, "parameter \(parameter.name) of a columnar statement: no array")
      }
      return Parameter(name: parameter.name, type: type, isNullable: parameter.isNullable)
    }
    var typed = try columns.map { (column, objectID) throws(Complaint) in
      let isNullable = column.hasSuffix("?")
      let name = isNullable ? String(column.dropLast()) : column
      guard let type = FieldType(objectID: objectID) else {
        throw Complaint(file.path, "column \(name) has type \(objectID): add a cast")
      }
      guard name.allSatisfy({ SQLText.isWord($0) }), name.first?.isNumber == false else {
        throw Complaint(file.path, "column \(name) needs a name: add an alias")
      }
      return Column(name: name, type: type, isNullable: isNullable)
    }
    returnsRows = !typed.isEmpty
    if file.isColumnar, returnsRows {
      guard typed[0] == Column(name: "n", type: FieldType(.int8), isNullable: false) else {
        throw Complaint(file.path, "the first column of a columnar read must be n, a bigint")
      }
      typed.removeFirst()
    }
    let names = typed.map(\.name)
    for name in names where names.count(where: { $0 == name }) > 1 {
      throw Complaint(file.path, "two columns are called \(name)")
    }
    self.columns = typed
  }
}
