package import Bytes

/// A value bound to a parameter, or one element of an array parameter.
package enum Value: Sendable, Equatable {
  case null
  case bool(Bool)
  case int2(Int16)
  case int4(Int32)
  case int8(Int64)
  case text(String)
  case bytes([UInt8])
  case identifier(Identifier)
  case day(Day)
  case timestamp(Timestamp)
  /// A one-dimensional array; each element is `null` or of type `element`.
  case array(element: ColumnType, [Value])
}

/// The column types our statements use, with their PostgreSQL type and array type object ids.
package enum ColumnType: Sendable, Hashable, CaseIterable {
  case bool, int2, int4, int8, text, bytes, identifier, day, timestamp

  /// Source: PostgreSQL 15 pg_type.dat.
  package var objectID: UInt32 {
    switch self {
    case .bool: 16
    case .bytes: 17
    case .int8: 20
    case .int2: 21
    case .int4: 23
    case .text: 25
    case .day: 1082
    case .timestamp: 1184
    case .identifier: 2950
    }
  }

  /// Object id of the array type over this type. Source: PostgreSQL 15 pg_type.dat.
  package var arrayObjectID: UInt32 {
    switch self {
    case .bool: 1000
    case .bytes: 1001
    case .int2: 1005
    case .int4: 1007
    case .text: 1009
    case .int8: 1016
    case .day: 1182
    case .timestamp: 1185
    case .identifier: 2951
    }
  }
}
