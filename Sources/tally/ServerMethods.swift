import Bytes
package import Contract
import SwiftProtobuf

/// The methods of a descriptor set: this client's own, or those of a server which has others.
package struct ServerMethods: Sendable {
  /// A method as its descriptor tells it.
  package struct Described: Sendable {
    /// `tally.v1.Debtors/Get`.
    package let name: String
    package let kind: StreamKind
    /// Whether the call carries an idempotency key.
    package let needsKey: Bool
    package let writes: Bool
    /// Names of the roles; "everyone" or "authenticated" where no role is asked.
    package let callers: String
    /// Full names of messages, with a dot in front.
    package let request: String
    package let reply: String
  }

  package let methods: [Described]
  package let messages: MessageShapes

  /// - Parameter bytes: a serialised `google.protobuf.FileDescriptorSet`.
  /// - Returns: nil when it cannot be read.
  package init?(descriptorSet bytes: [UInt8]) {
    guard
      let set = try? Google_Protobuf_FileDescriptorSet(
        serializedBytes: bytes, extensions: Tally_V1_Options_Extensions)
    else { return nil }
    messages = MessageShapes(set.file)
    methods = set.file.flatMap { file in
      file.service.flatMap { service in
        service.method.map {
          Self.described($0, name: "\(file.package).\(service.name)/\($0.name)")
        }
      }
    }
  }

  /// Those of the `.proto` files which this client was built from.
  package static let own = Base64.bytes(Descriptors.base64).flatMap(ServerMethods.init)

  package func method(_ name: String) -> Described? { methods.first { $0.name == name } }

  private static func described(
    _ method: Google_Protobuf_MethodDescriptorProto, name: String
  ) -> Described {
    let policy = method.options.Tally_V1_policy
    let kind: StreamKind =
      switch (method.clientStreaming, method.serverStreaming) {
      case (false, false): .unary
      case (true, false): .clientStreaming
      case (false, true): .serverStreaming
      case (true, true): .bidirectional
      }
    let writes = policy.effect == .write
    // A role which this client does not know is shown by its code.
    let roles = policy.roles.map {
      Role(rawValue: UInt8(clamping: $0.rawValue))?.name ?? "\($0.rawValue)"
    }
    let callers = policy.unauthenticated ? "everyone" : policy.anyRole ? "authenticated" : nil
    return Described(
      name: name, kind: kind,
      needsKey: policy.needsKey || writes || policy.reveals == .personal, writes: writes,
      callers: callers ?? roles.sorted().joined(separator: " "),
      request: method.inputType, reply: method.outputType)
  }
}
