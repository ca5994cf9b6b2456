import ArgumentParser
import Bytes
import Client
import Contract
import SwiftProtobuf
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
        ("tenant_id", reply.tenantID), ("roles", reply.roles.joined(separator: " ")),
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
      methods and their fields.

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
    let known = Method(name: name)
    let text =
      request == "-"
      ? try CommandFailure.reading { () throws(Files.Failure) in try Files.read("-") }
      : Array(request.utf8)
    var bytes: [UInt8] = []
    do throws(MessageCodec.Failure) {
      bytes = try known?.request.bytes(fromJSON: text) ?? []
    } catch {
      throw .usage("the request: \(error)")
    }
    let isKeyed = known?.policy.needsKey ?? false
    let key = noKey ? nil : connection.key ?? (isKeyed ? io.world.identifier().description : nil)
    do throws(CallFailure) {
      switch known?.policy.kind ?? .unary {
      case .unary:
        let reply = try await server.client.unary(
          method: name, request: bytes, key: key, deadline: server.deadline)
        try show(reply, known, io)
      case .serverStreaming:
        let open = try await server.client.download(
          method: name, request: bytes, key: key, deadline: server.deadline)
        while let reply = try await open.next() { try show(reply, known, io) }
      case .clientStreaming, .bidirectional:
        let open = try await server.client.upload(
          method: name, key: key, deadline: server.deadline)
        try await open.send(bytes)
        try show(try await open.reply(), known, io)
      }
    } catch {
      throw .call(error)
    }
  }

  private func show(_ reply: [UInt8], _ method: Method?, _ io: Terminal) throws(CallFailure) {
    guard let method, let json = try? method.reply.json(fromBytes: reply) else {
      throw CallFailure(
        method: self.method, code: .internal, reason: .messageUndecodable,
        message: "the reply does not decode")
    }
    let text = String(decoding: json, as: UTF8.self)
    io.line((try? io.json?.of(text)) ?? text)
  }
}

/// `tally describe`.
struct DescribeCommand: TallyCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "The services, their methods, who may call them and with which fields.",
    discussion: """
        tally describe                  every method, one a line
        tally describe Cases            the methods of a service
        tally describe Cases/MakePromise   the fields of request and reply
      """)

  @Argument(help: ArgumentHelp("Service, or Service/Method.", valueName: "name"))
  var name: String?

  @OptionGroup var common: CommonOptions

  func run(_ io: Terminal) async throws(CommandFailure) {
    let wanted = name.map { $0.hasPrefix("tally.v1.") ? String($0.dropFirst(9)) : $0 } ?? ""
    let methods = Method.allCases.filter { method in
      let short = Self.short(method)
      return wanted.isEmpty || short == wanted || short.hasPrefix(wanted + "/")
    }
    guard !methods.isEmpty else { throw .usage("nothing is called \(wanted)") }
    if methods.count == 1, let method = methods.first, Self.short(method) == wanted {
      try describe(method, io)
      return
    }
    io.table(
      ["method", "kind", "roles", "about"],
      methods.map { method in
        let sentence = method.documentation.split(separator: "\n").joined(separator: " ")
        return [
          Self.short(method), Self.kind(method), Self.callers(method),
          String(sentence.prefix { $0 != "." }),
        ]
      })
  }

  private func describe(_ method: Method, _ io: Terminal) throws(CommandFailure) {
    io.facts([
      ("method", method.name), ("kind", Self.kind(method)), ("roles", Self.callers(method)),
      ("about", method.documentation.split(separator: "\n").joined(separator: " ")),
    ])
    guard let bytes = Base64.bytes(Descriptors.base64),
      let files = try? Google_Protobuf_FileDescriptorSet(serializedBytes: bytes)
    else { throw .failed("the descriptors do not decode") }
    let messages = files.file.flatMap(\.messageType)
    for name in [method.request.messageName, method.reply.messageName] {
      io.line("")
      Self.describe(name, messages, depth: 0, io)
    }
  }

  /// Messages hold messages, but none holds itself; the bound is for one that does.
  private static let depthMax = 4

  private static func describe(
    _ name: String, _ messages: [Google_Protobuf_DescriptorProto], depth: Int, _ io: Terminal
  ) {
    let own = short(typeName: name)
    guard depth < depthMax, let message = messages.first(where: { $0.name == own }) else {
      return
    }
    let margin = String(repeating: "  ", count: depth)
    if depth == 0 { io.line(own) }
    for field in message.field {
      let many = field.label == .repeated ? "repeated " : ""
      let type = field.typeName.isEmpty ? word(field.type) : short(typeName: field.typeName)
      io.line("\(margin)  \(field.name): \(many)\(type)")
      if field.type == .message {
        describe(field.typeName, messages, depth: depth + 1, io)
      }
    }
  }

  private static func short(typeName: String) -> String {
    String(typeName.split(separator: ".").last ?? "")
  }

  private static func word(_ type: Google_Protobuf_FieldDescriptorProto.TypeEnum) -> String {
    "\(type)"
  }

  private static func short(_ method: Method) -> String {
    String(method.name.dropFirst("tally.v1.".count))
  }

  private static func kind(_ method: Method) -> String {
    let stream =
      switch method.policy.kind {
      case .unary: ""
      case .clientStreaming: ", stream in"
      case .serverStreaming: ", stream out"
      case .bidirectional: ", stream both ways"
      }
    return (method.policy.effect == .write ? "write" : "read") + stream
  }

  private static func callers(_ method: Method) -> String {
    switch method.policy.callers {
    case .everyone: "everyone"
    case .authenticated: "authenticated"
    case .roles(let roles): roles.map(\.name).sorted().joined(separator: " ")
    }
  }
}
