import SwiftProtobuf

/// Messages by their descriptors: turns them from JSON into bytes and back without generated code.
package struct MessageShapes: Sendable {
  /// Why a message cannot be turned. Names a field, never a value.
  package struct Failure: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
  }

  /// Messages nest as JSON does; one nested deeper is refused rather than followed.
  static let depthMax = 32

  typealias Field = Google_Protobuf_FieldDescriptorProto

  /// By full name with a dot in front, as descriptors name types.
  private var messages: [String: Google_Protobuf_DescriptorProto] = [:]
  private var enums: [String: Google_Protobuf_EnumDescriptorProto] = [:]

  init(_ files: [Google_Protobuf_FileDescriptorProto]) {
    for file in files {
      let scope = "." + file.package
      for one in file.enumType { enums["\(scope).\(one.name)"] = one }
      for message in file.messageType { add(message, in: scope) }
    }
  }

  private mutating func add(_ message: Google_Protobuf_DescriptorProto, in scope: String) {
    let name = "\(scope).\(message.name)"
    messages[name] = message
    for one in message.enumType { enums["\(name).\(one.name)"] = one }
    for inner in message.nestedType { add(inner, in: name) }
  }

  /// The fields of a message in the order of their declaration.
  package func fields(of name: String) -> [(name: String, type: String, isRepeated: Bool)]? {
    messages[name]?.field.map { field in
      (
        field.name, field.typeName.isEmpty ? "\(field.type)" : field.typeName,
        field.label == .repeated
      )
    }
  }

  /// The message's bytes, from its JSON in UTF-8.
  package func bytes(of name: String, fromJSON json: [UInt8]) throws(Failure) -> [UInt8] {
    guard let value = try? Google_Protobuf_Value(jsonUTF8Bytes: json),
      case .structValue(let object)? = value.kind
    else { throw Failure(description: "not a JSON object") }
    return try MessageEncoding(shapes: self).bytes(of: name, object, at: "", depth: 0)
  }

  /// The message as JSON, from its bytes: what is set, as generated code writes it.
  package func json(of name: String, fromBytes bytes: [UInt8]) throws(Failure) -> JSONValue {
    try MessageDecoding(shapes: self, isComplete: false).json(of: name, bytes[...], depth: 0)
  }

  /// The message as JSON for a reader: with fields that have no value and with words of codes.
  package func reply(of name: String, fromBytes bytes: [UInt8]) throws(Failure) -> JSONValue {
    try MessageDecoding(shapes: self, isComplete: true).json(of: name, bytes[...], depth: 0)
  }

  func shape(_ name: String) throws(Failure) -> Google_Protobuf_DescriptorProto {
    guard let message = messages[name] else {
      throw Failure(description: "the server describes no message \(name)")
    }
    return message
  }

  func enumeration(_ name: String) throws(Failure) -> Google_Protobuf_EnumDescriptorProto {
    guard let found = enums[name] else {
      throw Failure(description: "the server describes no enumeration \(name)")
    }
    return found
  }

  /// The message behind a map: a list of pairs on the wire, an object in JSON.
  func mapEntry(_ field: Field) -> Google_Protobuf_DescriptorProto? {
    guard field.type == .message, let entry = messages[field.typeName], entry.options.mapEntry
    else { return nil }
    return entry
  }
}
