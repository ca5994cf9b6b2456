import SwiftProtobuf

/// Replies as JSON, as `--json` and `tally call` print them.
///
/// Every field is there, one without a value as 0, false, "" or []; only messages and `optional`
/// fields which are not set are left out. Beside a code stands its word: `risk_class` 3,
/// `risk_class_name` "high".
package enum ReplyJSON {
  /// - Returns: nil when this client's own descriptors do not know the message.
  static func of<Reply: Message>(_ reply: Reply) -> JSONValue? {
    guard let bytes: [UInt8] = try? reply.serializedBytes() else { return nil }
    return of("." + Reply.protoMessageName, bytes)
  }

  /// - Parameter name: the message's full name with a dot in front.
  package static func of(_ name: String, _ bytes: [UInt8]) -> JSONValue? {
    try? ServerMethods.own?.messages.reply(of: name, fromBytes: bytes)
  }
}
