import Client
import Contract

/// How a method is called with JSON.
struct CallShape {
  private enum Codec {
    case built(Method)
    case described(ServerMethods.Described, MessageShapes)
    /// Neither this client nor the server knows it; the server is let to say so.
    case unknown
  }

  private let codec: Codec

  /// What this client was built with, else what the server describes.
  static func find(_ name: String, _ server: Remote) async throws(CommandFailure) -> CallShape {
    if let method = Method(name: name) { return CallShape(codec: .built(method)) }
    let described = try await ServerMethods.asked(of: server)
    guard let method = described.method(name) else { return CallShape(codec: .unknown) }
    return CallShape(codec: .described(method, described.messages))
  }

  var kind: StreamKind {
    switch codec {
    case .built(let method): method.policy.kind
    case .described(let method, _): method.kind
    case .unknown: .unary
    }
  }

  var needsKey: Bool {
    switch codec {
    case .built(let method): method.policy.needsKey
    case .described(let method, _): method.needsKey
    case .unknown: false
    }
  }

  func request(_ json: [UInt8]) throws(CommandFailure) -> [UInt8] {
    switch codec {
    case .built(let method):
      do throws(MessageCodec.Failure) {
        return try method.request.bytes(fromJSON: json)
      } catch {
        throw .usage("the request: \(Self.reason(method, json) ?? error.description)")
      }
    case .described(let method, let shapes):
      do throws(MessageShapes.Failure) {
        return try shapes.bytes(of: method.request, fromJSON: json)
      } catch {
        throw .usage("the request: \(error)")
      }
    case .unknown: return []
    }
  }

  /// - Returns: nil when the reply does not decode.
  func reply(_ bytes: [UInt8]) -> String? {
    switch codec {
    case .built(let method):
      ReplyJSON.of("." + method.reply.messageName, bytes)?.description
    case .described(let method, let shapes):
      (try? shapes.reply(of: method.reply, fromBytes: bytes))?.description
    case .unknown: nil
    }
  }

  /// Generated code does not say where a value is wrong; the descriptors do.
  private static func reason(_ method: Method, _ json: [UInt8]) -> String? {
    guard let own = ServerMethods.own else { return nil }
    do throws(MessageShapes.Failure) {
      _ = try own.messages.bytes(of: "." + method.request.messageName, fromJSON: json)
      return nil
    } catch {
      return error.description
    }
  }
}

extension ServerMethods {
  /// Asks a server for its descriptors.
  static func asked(of server: Remote) async throws(CommandFailure) -> ServerMethods {
    let reply = try await server.call(System.describe, Tally_V1_DescribeRequest())
    guard let methods = ServerMethods(descriptorSet: Array(reply.descriptorSet)) else {
      throw .failed("the descriptors do not decode")
    }
    return methods
  }
}
