package import SQL

/// The type of a parameter or a result column, as Swift and PostgreSQL know it.
package struct FieldType: Sendable, Equatable {
  package let element: ColumnType
  package let isArray: Bool

  package init(_ element: ColumnType, isArray: Bool = false) {
    self.element = element
    self.isArray = isArray
  }

  /// varchar, char and name travel as text does. Source: PostgreSQL 15 pg_type.dat.
  private static let textLike: [UInt32: FieldType] = [
    19: FieldType(.text), 1042: FieldType(.text), 1043: FieldType(.text),
    1003: FieldType(.text, isArray: true), 1014: FieldType(.text, isArray: true),
    1015: FieldType(.text, isArray: true),
  ]

  /// - Returns: nil for a type our statements do not use.
  package init?(objectID: UInt32) {
    if let type = Self.textLike[objectID] {
      self = type
    } else if let element = ColumnType.allCases.first(where: { $0.objectID == objectID }) {
      self.init(element)
    } else if let element = ColumnType.allCases.first(where: { $0.arrayObjectID == objectID }) {
      self.init(element, isArray: true)
    } else {
      return nil
    }
  }

  package var objectID: UInt32 { isArray ? element.arrayObjectID : element.objectID }

  /// The case of `ColumnType` and of `Value`, and the accessor of `Row`.
  package var caseName: String {
    switch element {
    case .bool: "bool"
    case .int2: "int2"
    case .int4: "int4"
    case .int8: "int8"
    case .text: "text"
    case .bytes: "bytes"
    case .identifier: "identifier"
    case .day: "day"
    case .timestamp: "timestamp"
    }
  }

  package var accessor: String {
    guard isArray else { return caseName }
    return element == .bytes ? "byteArrays" : caseName + "s"
  }

  package var swift: String {
    let one =
      switch element {
      case .bool: "Bool"
      case .int2: "Int16"
      case .int4: "Int32"
      case .int8: "Int64"
      case .text: "String"
      case .bytes: "[UInt8]"
      case .identifier: "Identifier"
      case .day: "Day"
      case .timestamp: "Timestamp"
      }
    return isArray ? "[\(one)]" : one
  }

  /// Whether the Swift type is declared in `Bytes`.
  package var isFromBytes: Bool {
    switch element {
    case .identifier, .day, .timestamp: true
    case .bool, .int2, .int4, .int8, .text, .bytes: false
    }
  }
}
