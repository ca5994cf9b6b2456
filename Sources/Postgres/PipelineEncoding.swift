import Bytes
import SQL

/// The values of one execution in PostgreSQL's binary format, in one buffer.
struct EncodedParameters: Sendable, Equatable {
  /// Ends with one byte more than the values need, so that an empty value has an address.
  private(set) var bytes: [UInt8] = []
  /// Start and length of each value; a length of -1 is NULL.
  private(set) var slices: [(start: Int, byteCount: Int)] = []

  init(_ values: [Value]) {
    slices.reserveCapacity(values.count)
    for value in values {
      let start = bytes.count
      let isPresent = Self.append(value, to: &bytes)
      slices.append((start, isPresent ? bytes.count - start : -1))
    }
    bytes.append(0)
  }

  static func == (left: EncodedParameters, right: EncodedParameters) -> Bool {
    left.bytes == right.bytes && left.slices.elementsEqual(right.slices, by: ==)
  }

  /// The object ids PostgreSQL is told for the parameters of `statement`.
  static func types(of statement: Statement) -> [UInt32] {
    statement.parameters.map { parameter in
      let isArray = parameter.isArray || statement.shape == .columnar
      return isArray ? parameter.type.arrayObjectID : parameter.type.objectID
    }
  }

  /// - Returns: false for NULL, which appends nothing.
  private static func append(_ value: Value, to bytes: inout [UInt8]) -> Bool {
    switch value {
    case .null: return false
    case .bool(let value): bytes.append(value ? 1 : 0)
    case .int2(let value): append(integer: value, to: &bytes)
    case .int4(let value): append(integer: value, to: &bytes)
    case .int8(let value): append(integer: value, to: &bytes)
    case .text(let value): bytes.append(contentsOf: value.utf8)
    case .bytes(let value): bytes.append(contentsOf: value)
    case .identifier(let value):
      append(integer: value.high, to: &bytes)
      append(integer: value.low, to: &bytes)
    case .day(let value):
      append(integer: value.number &- PostgresEpoch.days, to: &bytes)
    case .timestamp(let value):
      append(integer: value.microseconds &- PostgresEpoch.microseconds, to: &bytes)
    case .array(let element, let values): append(values, of: element, to: &bytes)
    }
    return true
  }

  /// Layout: `i32` dimensions, `i32` whether an element is NULL, `u32` element type, then for one
  /// dimension `i32` count and `i32` lower bound, then `i32` length and bytes of each element.
  /// Source: PostgreSQL 15, array_recv in arrayfuncs.c.
  private static func append(_ values: [Value], of element: ColumnType, to bytes: inout [UInt8]) {
    append(integer: Int32(values.isEmpty ? 0 : 1), to: &bytes)
    append(integer: Int32(values.contains(.null) ? 1 : 0), to: &bytes)
    append(integer: element.objectID, to: &bytes)
    guard !values.isEmpty else { return }
    append(integer: Int32(values.count), to: &bytes)
    append(integer: Int32(1), to: &bytes)
    for value in values {
      let start = bytes.count
      append(integer: Int32(-1), to: &bytes)
      guard append(value, to: &bytes) else { continue }
      let byteCount = UInt32(bytes.count - start - 4)
      for index in 0..<4 {
        bytes[start + index] = UInt8(truncatingIfNeeded: byteCount >> (24 - 8 * UInt32(index)))
      }
    }
  }

  private static func append(integer: some FixedWidthInteger, to bytes: inout [UInt8]) {
    var shift = integer.bitWidth
    while shift > 0 {
      shift -= 8
      bytes.append(UInt8(truncatingIfNeeded: integer >> shift))
    }
  }
}
