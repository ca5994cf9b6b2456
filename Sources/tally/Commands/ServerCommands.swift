import ArgumentParser
import Bytes
import Client
import Contract
import World

/// `tally info`.
struct InfoCommand: RemoteCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "The server's version and times, and who you are to it.")

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
    let reply = try await server.call(System.info, Tally_V1_InfoRequest())
    try io.show(reply) {
      io.facts([
        ("version", reply.version), ("principal_id", reply.principalID),
        ("tenant_id", reply.tenantID),
        ("roles", reply.roles.map { io.word(.role, $0) }.joined(separator: " ")),
        ("business_on", reply.businessOn), ("server_time", reply.serverTime),
        ("civil_time", reply.civilTime),
      ])
    }
  }
}

/// `tally call`.
struct CallCommand: RemoteCommand {
  static let configuration = CommandConfiguration(
    commandName: "call", abstract: "Calls any method with a request in JSON.",
    discussion: """
      The reply is printed as JSON, for a stream one reply a line. `tally describe` lists the \
      methods and their fields. A server is asked to describe a method which this client was \
      built without.

        tally call System/Health
        tally call Debtors/List '{"page": {"size": 2}, "risk_class": 3}' --as a-analyst
        tally call Payments/Post - --as a-finance < payment.json
      """)

  @Argument(help: ArgumentHelp("Service and method.", valueName: "Service/Method"))
  var method: String

  @Argument(help: ArgumentHelp("The request; - reads it from standard input.", valueName: "json"))
  var request = "{}"

  @Flag(help: "Send no idempotency key, also where the method needs one.")
  var noKey = false

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
    let name = method.hasPrefix("tally.v1.") ? method : "tally.v1." + method
    let shape = try await CallShape.find(name, server)
    let text =
      request == "-"
      ? try CommandFailure.reading { () throws(Files.Failure) in try Files.read("-") }
      : Array(request.utf8)
    let bytes = try shape.request(text)
    let key =
      noKey
      ? nil : connection.key ?? (shape.needsKey ? io.world.identifier().description : nil)
    do throws(CallFailure) {
      switch shape.kind {
      case .unary:
        let reply = try await server.client.unary(
          method: name, request: bytes, key: key, deadline: server.deadline)
        try show(reply, shape, io)
      case .serverStreaming:
        let open = try await server.client.download(
          method: name, request: bytes, key: key, deadline: server.deadline)
        while let reply = try await open.next() { try show(reply, shape, io) }
      case .clientStreaming, .bidirectional:
        let open = try await server.client.upload(
          method: name, key: key, deadline: server.deadline)
        try await open.send(bytes)
        try show(try await open.reply(), shape, io)
      }
    } catch {
      throw .call(error)
    }
  }

  private func show(_ reply: [UInt8], _ shape: CallShape, _ io: Terminal) throws(CallFailure) {
    guard let text = shape.reply(reply) else {
      throw CallFailure(
        method: method, code: .internal, reason: .messageUndecodable,
        message: "the reply does not decode")
    }
    io.line((try? io.json?.of(text)) ?? text)
  }
}
