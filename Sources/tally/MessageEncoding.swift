import Bytes
import SwiftProtobuf

/// Writes the bytes of a message from JSON, by its descriptor.
struct MessageEncoding {
  typealias Failure = MessageShapes.Failure

  let shapes: MessageShapes

  func bytes(
    of name: String, _ object: Google_Protobuf_Struct, at path: String, depth: Int
  ) throws(Failure) -> [UInt8] {
    guard depth < MessageShapes.depthMax else { throw Failure(description: "nested too deep") }
    let shape = try shapes.shape(name)
    let known = Set(shape.field.flatMap { [$0.name, $0.jsonName] })
    for name in object.fields.keys.sorted() where !known.contains(name) {
      throw Failure(description: "no field is called \(path)\(name)")
    }
    var out: [UInt8] = []
    for field in shape.field.sorted(by: { $0.number < $1.number }) {
      guard let value = object.fields[field.name] ?? object.fields[field.jsonName] else { continue }
      if case .nullValue? = value.kind { continue }
      try append(field, value, at: path + field.name, depth: depth, to: &out)
    }
    return out
  }

  private func append(
    _ field: MessageShapes.Field, _ value: Google_Protobuf_Value, at path: String, depth: Int,
    to out: inout [UInt8]
  ) throws(Failure) {
    if let entry = shapes.mapEntry(field) {
      guard case .structValue(let object)? = value.kind, entry.field.count == 2 else {
        throw Self.wrong(path, "an object")
      }
      for (name, value) in object.fields.sorted(by: { $0.key < $1.key }) {
        var pair: [UInt8] = []
        let key = Google_Protobuf_Value(stringValue: name)
        try appendOne(entry.field[0], key, at: path, depth, to: &pair)
        try appendOne(entry.field[1], value, at: "\(path).\(name)", depth, to: &pair)
        Self.append(field.number, pair, to: &out)
      }
    } else if field.label == .repeated {
      guard case .listValue(let list)? = value.kind else { throw Self.wrong(path, "a list") }
      for (index, value) in list.values.enumerated() {
        try appendOne(field, value, at: "\(path).\(index)", depth, to: &out)
      }
    } else {
      try appendOne(field, value, at: path, depth, to: &out)
    }
  }

  /// Repeated numbers go one by one: every reader takes them so too.
  private func appendOne(
    _ field: MessageShapes.Field, _ value: Google_Protobuf_Value, at path: String, _ depth: Int,
    to out: inout [UInt8]
  ) throws(Failure) {
    switch field.type {
    case .int64, .int32:
      Self.append(field.number, varint: bits(try signed(field, value, path)), to: &out)
    case .uint64, .uint32:
      Self.append(field.number, varint: try unsigned(field, value, path), to: &out)
    case .sint64, .sint32:
      let number = try signed(field, value, path)
      Self.append(field.number, varint: bits(number << 1 ^ number >> 63), to: &out)
    case .fixed64: Self.append(field.number, fixed: try unsigned(field, value, path), 8, to: &out)
    case .fixed32: Self.append(field.number, fixed: try unsigned(field, value, path), 4, to: &out)
    case .sfixed64:
      Self.append(field.number, fixed: bits(try signed(field, value, path)), 8, to: &out)
    case .sfixed32:
      Self.append(field.number, fixed: bits(try signed(field, value, path)), 4, to: &out)
    case .double:
      Self.append(field.number, fixed: try double(field, value, path).bitPattern, 8, to: &out)
    case .float:
      let number = Float(try double(field, value, path))
      Self.append(field.number, fixed: UInt64(number.bitPattern), 4, to: &out)
    case .bool:
      guard case .boolValue(let flag)? = value.kind else { throw Self.wrong(path, "true or false") }
      Self.append(field.number, varint: flag ? 1 : 0, to: &out)
    case .enum: Self.append(field.number, varint: bits(try code(field, value, path)), to: &out)
    case .string:
      guard case .stringValue(let text)? = value.kind else { throw Self.wrong(path, "a text") }
      Self.append(field.number, Array(text.utf8), to: &out)
    case .bytes:
      guard case .stringValue(let text)? = value.kind, let bytes = Base64.bytes(text) else {
        throw Self.wrong(path, "bytes in Base64")
      }
      Self.append(field.number, bytes, to: &out)
    case .message:
      guard case .structValue(let object)? = value.kind else { throw Self.wrong(path, "an object") }
      let inner = try bytes(
        of: field.typeName, object, at: path + ".", depth: depth + 1)
      Self.append(field.number, inner, to: &out)
    case .group: throw Failure(description: "\(path) is a group, which JSON cannot say")
    }
  }

  /// Whole numbers above this lose digits in JSON readers: they are written as texts.
  private static let exactMax = 9_007_199_254_740_992.0

  private func signed(
    _ field: MessageShapes.Field, _ value: Google_Protobuf_Value, _ path: String
  ) throws(Failure) -> Int64 {
    let narrow = [.int32, .sint32, .sfixed32].contains(field.type)
    let number: Int64? =
      switch value.kind {
      case .numberValue(let number)? where number.magnitude < Self.exactMax: Int64(exactly: number)
      case .stringValue(let text)?: Int64(text)
      default: nil
      }
    guard let number, !narrow || Int32(exactly: number) != nil else {
      throw Self.wrong(path, "a whole number, above 2^53 in quotes")
    }
    return number
  }

  private func unsigned(
    _ field: MessageShapes.Field, _ value: Google_Protobuf_Value, _ path: String
  ) throws(Failure) -> UInt64 {
    let narrow = [.uint32, .fixed32].contains(field.type)
    let number: UInt64? =
      switch value.kind {
      case .numberValue(let number)? where number.magnitude < Self.exactMax: UInt64(exactly: number)
      case .stringValue(let text)?: UInt64(text)
      default: nil
      }
    guard let number, !narrow || UInt32(exactly: number) != nil else {
      throw Self.wrong(path, "a whole number from 0, above 2^53 in quotes")
    }
    return number
  }

  private func double(
    _ field: MessageShapes.Field, _ value: Google_Protobuf_Value, _ path: String
  ) throws(Failure) -> Double {
    guard case .numberValue(let number)? = value.kind else { throw Self.wrong(path, "a number") }
    return number
  }

  private func code(
    _ field: MessageShapes.Field, _ value: Google_Protobuf_Value, _ path: String
  ) throws(Failure) -> Int64 {
    let known = try shapes.enumeration(field.typeName).value
    switch value.kind {
    case .stringValue(let name)?:
      if let found = known.first(where: { $0.name == name }) { return Int64(found.number) }
    case .numberValue(let number)?:
      if let code = Int32(exactly: number) { return Int64(code) }
    default: break
    }
    throw Self.wrong(path, "one of \(known.map(\.name).joined(separator: ", "))")
  }

  private static func wrong(_ path: String, _ expected: String) -> Failure {
    Failure(description: "\(path) is to be \(expected)")
  }

  private func bits(_ number: Int64) -> UInt64 { UInt64(bitPattern: number) }

  // The four forms of the wire. Source: protobuf.dev, "Encoding".

  private static func append(_ number: Int32, varint: UInt64, to out: inout [UInt8]) {
    append(varint: UInt64(number) << 3, to: &out)
    append(varint: varint, to: &out)
  }

  private static func append(
    _ number: Int32, fixed: UInt64, _ byteCount: Int, to out: inout [UInt8]
  ) {
    append(varint: UInt64(number) << 3 | (byteCount == 8 ? 1 : 5), to: &out)
    for index in 0..<byteCount { out.append(UInt8(truncatingIfNeeded: fixed >> (8 * index))) }
  }

  private static func append(_ number: Int32, _ bytes: [UInt8], to out: inout [UInt8]) {
    append(varint: UInt64(number) << 3 | 2, to: &out)
    append(varint: UInt64(bytes.count), to: &out)
    out += bytes
  }

  private static func append(varint: UInt64, to out: inout [UInt8]) {
    var rest = varint
    while rest >= 0x80 {
      out.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    out.append(UInt8(rest))
  }
}
