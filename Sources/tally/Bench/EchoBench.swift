import ArgumentParser
import Client
import Contract
import FoundationEssentials
import SwiftProtobuf
import World

/// `tally bench echo`.
struct EchoBench: TallyCommand {
  static let configuration = CommandConfiguration(
    commandName: "echo", abstract: "Calls System.Echo.")

  /// What the method accepts, with the field's own bytes.
  private static let payloadByteCountMax = 65_000

  @OptionGroup var options: LoadOptions
  @Option(help: "Bytes of the payload.") var bytes = 200
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func run(_ io: Terminal) async throws(CommandFailure) {
    let load = try options.load()
    guard (0...Self.payloadByteCountMax).contains(bytes) else {
      throw .usage("--bytes is 0 to \(Self.payloadByteCountMax)")
    }
    var request = Tally_V1_EchoRequest()
    request.payload = Data(io.world.randomBytes(bytes))
    let method = System.echo.name
    guard let message: [UInt8] = try? request.serializedBytes() else {
      preconditionFailure("proto3 without required fields encodes")
    }
    let result = try await load.run(
      try Remote.endpoint(connection), token: try Credentials.token(connection), io.world
    ) { (client, _) throws(CallFailure) in
      let reply = try await client.unary(
        method: method, request: message, deadline: Load.answerTime)
      // Request and reply have the same field, so the same bytes.
      guard reply.count == message.count else {
        throw CallFailure(
          method: method, code: .internal, reason: .messageUndecodable,
          message: "the reply is not the request")
      }
    }
    try io.measured(result.facts)
  }
}
