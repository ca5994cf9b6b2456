package import SwiftProtobuf

/// What the method table knows of one method.
package struct MethodEntry: Sendable {
  /// As on the wire: `tally.v1.Debtors/Get`.
  package let name: String
  /// The comment above the method in its `.proto`.
  package let documentation: String
  package let policy: Policy
  package let request: MessageCodec
  package let reply: MessageCodec

  package init(
    name: String, documentation: String, policy: Policy, request: MessageCodec, reply: MessageCodec
  ) {
    self.name = name
    self.documentation = documentation
    self.policy = policy
    self.request = request
    self.reply = reply
  }
}

/// Turns messages of one type from JSON into bytes and back.
package struct MessageCodec: Sendable {
  /// Why a message cannot be turned. Names a field or a kind of mistake, never a value.
  package struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String
  }

  /// `tally.v1.Debtor`.
  package let messageName: String
  private let encode: @Sendable ([UInt8]) throws -> [UInt8]
  private let decode: @Sendable ([UInt8]) throws -> [UInt8]

  private init(
    messageName: String, encode: @escaping @Sendable ([UInt8]) throws -> [UInt8],
    decode: @escaping @Sendable ([UInt8]) throws -> [UInt8]
  ) {
    self.messageName = messageName
    self.encode = encode
    self.decode = decode
  }

  /// Names as the `.proto` writes them, numbers as numbers.
  private static let options: JSONEncodingOptions = {
    var options = JSONEncodingOptions()
    options.preserveProtoFieldNames = true
    options.alwaysPrintInt64sAsNumbers = true
    options.useDeterministicOrdering = true
    return options
  }()

  package static func of<Body: Message>(_: Body.Type) -> MessageCodec {
    MessageCodec(
      messageName: Body.protoMessageName,
      encode: { try Body(jsonUTF8Bytes: $0).serializedBytes() },
      decode: { try Body(serializedBytes: $0).jsonUTF8Bytes(options: options) })
  }

  /// The message's bytes, from its JSON in UTF-8.
  package func bytes(fromJSON json: [UInt8]) throws(Failure) -> [UInt8] {
    do { return try encode(json) } catch { throw Self.failure(error) }
  }

  /// The message's JSON in UTF-8, from its bytes.
  package func json(fromBytes bytes: [UInt8]) throws(Failure) -> [UInt8] {
    do { return try decode(bytes) } catch { throw Self.failure(error) }
  }

  private static func failure(_ error: any Error) -> Failure {
    switch error {
    case JSONDecodingError.unknownField(let name):
      Failure(description: "no field is called \(name)")
    case is JSONDecodingError: Failure(description: "not this message's JSON")
    default: Failure(description: "not this message's bytes")
    }
  }
}
