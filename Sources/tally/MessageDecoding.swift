import Bytes
import SwiftProtobuf

/// Reads the bytes of a message as JSON, by its descriptor. Unknown fields are passed over.
struct MessageDecoding {
  typealias Failure = MessageShapes.Failure

  /// One field as it stands on the wire.
  private enum Raw {
    case number(UInt64)
    case bytes(ArraySlice<UInt8>)
  }

  let shapes: MessageShapes
  /// Whether fields without a value are written, and words beside codes.
  let isComplete: Bool

  /// - Parameter place: message and field which hold this message.
  func json(
    of name: String, _ bytes: ArraySlice<UInt8>, in place: String? = nil, depth: Int
  ) throws(Failure) -> JSONValue {
    guard depth < MessageShapes.depthMax else { throw Failure(description: "nested too deep") }
    let shape = try shapes.shape(name)
    let found = try raws(bytes)
    var members: [(name: String, value: JSONValue)] = []
    for field in shape.field.sorted(by: { $0.number < $1.number }) {
      guard let raws = found[field.number], let last = raws.last else {
        if isComplete, let empty = try emptyValue(of: field) {
          members.append((field.name, empty))
          members += word(for: 0, field, of: shape.name, in: place)
        }
        continue
      }
      if let entry = shapes.mapEntry(field) {
        members.append((field.name, try map(raws, entry, of: field, depth)))
      } else if field.label == .repeated {
        var values: [JSONValue] = []
        for raw in raws { values += try elements(raw, field, of: shape.name, depth) }
        members.append((field.name, .list(values)))
      } else {
        members.append((field.name, try value(last, field, of: shape.name, depth)))
        if isComplete, case .number(let code) = last {
          members += word(for: code, field, of: shape.name, in: place)
        }
      }
    }
    return .object(members)
  }

  /// What stands for no value; nil for a field which tells that it has none by its absence.
  private func emptyValue(of field: MessageShapes.Field) throws(Failure) -> JSONValue? {
    if shapes.mapEntry(field) != nil { return .object([]) }
    if field.label == .repeated { return .list([]) }
    guard !field.hasOneofIndex else { return nil }
    switch field.type {
    case .message, .group: return nil
    case .string, .bytes: return .text("")
    case .bool: return .flag(false)
    case .enum: return try value(.number(0), field, of: "", 0)
    case .double, .float, .int32, .int64, .uint32, .uint64, .sint32, .sint64, .fixed32, .fixed64,
      .sfixed32, .sfixed64:
      return .number(0)
    }
  }

  private func word(
    for code: UInt64, _ field: MessageShapes.Field, of message: String, in place: String?
  ) -> [(name: String, value: JSONValue)] {
    guard let codes = Codes.ofField(field.name, of: message, in: place) else { return [] }
    return [(field.name + "_name", .text(codes.word(UInt32(clamping: code))))]
  }

  private func map(
    _ raws: [Raw], _ entry: Google_Protobuf_DescriptorProto, of field: MessageShapes.Field,
    _ depth: Int
  ) throws(Failure) -> JSONValue {
    var members: [(name: String, value: JSONValue)] = []
    for raw in raws {
      guard case .bytes(let bytes) = raw, entry.field.count == 2,
        case .object(let pair) = try json(of: field.typeName, bytes, depth: depth + 1)
      else { throw undecodable(field) }
      let name = pair.first { $0.name == entry.field[0].name }?.value
      guard let value = pair.first(where: { $0.name == entry.field[1].name })?.value else {
        continue
      }
      switch name {
      case .text(let text)?, .number(let text)?: members.append((text, value))
      case .flag(let flag)?: members.append((flag ? "true" : "false", value))
      case nil: members.append(("", value))
      case .list?, .object?: throw undecodable(field)
      }
    }
    return .object(members.sorted { $0.name < $1.name })
  }

  /// Numbers may lie packed, one behind the other.
  private func elements(
    _ raw: Raw, _ field: MessageShapes.Field, of message: String, _ depth: Int
  ) throws(Failure) -> [JSONValue] {
    switch (raw, field.type) {
    case (.bytes, .string), (.bytes, .bytes), (.bytes, .message), (.number, _):
      return [try value(raw, field, of: message, depth)]
    case (.bytes(var rest), _):
      var out: [JSONValue] = []
      while !rest.isEmpty {
        let number: UInt64
        switch field.type {
        case .double, .fixed64, .sfixed64: number = try Self.fixed(&rest, 8)
        case .float, .fixed32, .sfixed32: number = try Self.fixed(&rest, 4)
        default: number = try Self.varint(&rest)
        }
        out.append(try value(.number(number), field, of: message, depth))
      }
      return out
    }
  }

  private func value(
    _ raw: Raw, _ field: MessageShapes.Field, of message: String, _ depth: Int
  ) throws(Failure) -> JSONValue {
    switch (field.type, raw) {
    case (.int64, .number(let bits)), (.sfixed64, .number(let bits)):
      return .number(Int64(bitPattern: bits))
    case (.int32, .number(let bits)), (.sfixed32, .number(let bits)):
      return .number(Int32(truncatingIfNeeded: bits))
    case (.uint64, .number(let bits)), (.fixed64, .number(let bits)): return .number(bits)
    case (.uint32, .number(let bits)), (.fixed32, .number(let bits)):
      return .number(UInt32(truncatingIfNeeded: bits))
    case (.sint64, .number(let bits)), (.sint32, .number(let bits)):
      return .number(Int64(bitPattern: bits >> 1) ^ -Int64(bitPattern: bits & 1))
    case (.bool, .number(let bits)): return .flag(bits != 0)
    case (.double, .number(let bits)): return Self.number(Double(bitPattern: bits))
    case (.float, .number(let bits)):
      return Self.number(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
    case (.enum, .number(let bits)):
      let code = Int32(truncatingIfNeeded: bits)
      let known = try shapes.enumeration(field.typeName).value
      return known.first { $0.number == code }.map { .text($0.name) } ?? .number(code)
    case (.string, .bytes(let bytes)):
      guard let text = String(validating: bytes, as: UTF8.self) else { throw undecodable(field) }
      return .text(text)
    case (.bytes, .bytes(let bytes)): return .text(Base64.text(Array(bytes)))
    case (.message, .bytes(let bytes)):
      let place = "\(message).\(field.name)"
      return try json(of: field.typeName, bytes, in: place, depth: depth + 1)
    default: throw undecodable(field)
    }
  }

  /// JSON has no number which is none.
  private static func number(_ value: Double) -> JSONValue {
    value.isFinite ? .number("\(value)") : .text("\(value)")
  }

  private func undecodable(_ field: MessageShapes.Field) -> Failure {
    Failure(description: "the field \(field.name) does not decode")
  }

  private static let short = Failure(description: "the message ends too early")

  private func raws(_ bytes: ArraySlice<UInt8>) throws(Failure) -> [Int32: [Raw]] {
    var out: [Int32: [Raw]] = [:]
    var rest = bytes
    while !rest.isEmpty {
      let tag = try Self.varint(&rest)
      guard let number = Int32(exactly: tag >> 3), number > 0 else {
        throw Failure(description: "a field has no number")
      }
      let raw: Raw
      switch tag & 7 {
      case 0: raw = .number(try Self.varint(&rest))
      case 1: raw = .number(try Self.fixed(&rest, 8))
      case 2:
        let length = try Self.varint(&rest)
        guard length <= UInt64(rest.count) else { throw Self.short }
        raw = .bytes(rest.prefix(Int(length)))
        rest = rest.dropFirst(Int(length))
      case 5: raw = .number(try Self.fixed(&rest, 4))
      default: throw Failure(description: "a field has an unknown form")
      }
      out[number, default: []].append(raw)
    }
    return out
  }

  private static func varint(_ rest: inout ArraySlice<UInt8>) throws(Failure) -> UInt64 {
    var out: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard let byte = rest.popFirst() else { throw short }
      out |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte < 0x80 { return out }
    }
    throw Failure(description: "a number has more than ten bytes")
  }

  private static func fixed(
    _ rest: inout ArraySlice<UInt8>, _ byteCount: Int
  ) throws(Failure) -> UInt64 {
    guard rest.count >= byteCount else { throw short }
    var out: UInt64 = 0
    for (index, byte) in rest.prefix(byteCount).enumerated() { out |= UInt64(byte) << (8 * index) }
    rest = rest.dropFirst(byteCount)
    return out
  }
}
