import ArgumentParser
import Client
import Contract

/// `tally describe`.
struct DescribeCommand: TallyCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "The services, their methods, who may call them and with which fields.",
    discussion: """
        tally describe                  every method, one a line
        tally describe Cases            the methods of a service
        tally describe Cases/MakePromise   the fields of request and reply

      A name which this client was built without is asked of the server.
      """)

  @Argument(help: ArgumentHelp("Service, or Service/Method.", valueName: "name"))
  var name: String?

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func run(_ io: Terminal) async throws(CommandFailure) {
    let wanted = name.map { $0.hasPrefix("tally.v1.") ? String($0.dropFirst(9)) : $0 } ?? ""
    guard let own = ServerMethods.own else { throw .failed("the descriptors do not decode") }
    if try show(wanted, of: own, io) { return }
    let server = try await Remote.connect(connection, io)
    let described = try await ServerMethods.asked(of: server)
    await server.close()
    guard try show(wanted, of: described, io) else { throw .usage("nothing is called \(wanted)") }
  }

  /// - Returns: false when nothing is called so.
  private func show(
    _ wanted: String, of all: ServerMethods, _ io: Terminal
  ) throws(CommandFailure) -> Bool {
    let found = all.methods.filter { method in
      let short = Self.short(method)
      return wanted.isEmpty || short == wanted || short.hasPrefix(wanted + "/")
    }.sorted { $0.name < $1.name }
    guard !found.isEmpty else { return false }
    if found.count == 1, let method = found.first, Self.short(method) == wanted {
      try describe(method, all.messages, io)
      return true
    }
    let list = found.map { method in
      JSONValue.object([
        ("method", .text(Self.short(method))), ("kind", .text(Self.kind(method).text())),
        ("roles", .text(method.callers)), ("about", .text(Self.about(method))),
      ])
    }
    try io.show(json: .object([("methods", .list(list))])) {
      io.table(
        ["method", "kind", "roles", "about"],
        found.map { method in
          [
            Self.short(method), io.value(Self.kind(method)), Self.callers(method, io),
            String(Self.about(method, io).prefix { $0 != "." && $0 != "。" }),
          ]
        })
    }
    return true
  }

  private func describe(
    _ method: ServerMethods.Described, _ messages: MessageShapes, _ io: Terminal
  ) throws(CommandFailure) {
    let facts = [
      ("method", method.name), ("kind", Self.kind(method).text()), ("roles", method.callers),
      ("about", Self.about(method)),
    ]
    let both = [method.request, method.reply]
    var members: [(name: String, value: JSONValue)] = facts.map { fact in
      (name: fact.0, value: .text(fact.1))
    }
    let shapes = both.map { Self.json($0, messages, depth: 0) }
    members.append((name: "messages", value: .list(shapes)))
    try io.show(json: .object(members)) {
      io.facts([
        ("method", method.name), ("kind", io.value(Self.kind(method))),
        ("roles", Self.callers(method, io)), ("about", Self.about(method, io)),
      ])
      for name in both {
        io.line("")
        io.line(Self.lastPart(name))
        Self.print(name, messages, depth: 0, io)
      }
    }
  }

  /// Messages hold messages, but none holds itself; the bound is for one that does.
  private static let depthMax = 4

  private static func print(
    _ name: String, _ messages: MessageShapes, depth: Int, _ io: Terminal
  ) {
    guard depth < depthMax, let fields = messages.fields(of: name) else { return }
    let margin = String(repeating: "  ", count: depth + 1)
    for field in fields {
      let many = field.isRepeated ? "repeated " : ""
      io.line("\(margin)\(field.name): \(many)\(lastPart(field.type))")
      print(field.type, messages, depth: depth + 1, io)
    }
  }

  private static func json(_ name: String, _ messages: MessageShapes, depth: Int) -> JSONValue {
    let fields = depth < depthMax ? messages.fields(of: name) ?? [] : []
    let list = fields.map { field in
      var members: [(name: String, value: JSONValue)] = [
        ("name", .text(field.name)), ("type", .text(lastPart(field.type))),
        ("repeated", .flag(field.isRepeated)),
      ]
      if messages.fields(of: field.type) != nil {
        members.append((name: "of", value: json(field.type, messages, depth: depth + 1)))
      }
      return JSONValue.object(members)
    }
    return .object([("message", .text(lastPart(name))), ("fields", .list(list))])
  }

  private static func lastPart(_ name: String) -> String {
    String(name.split(separator: ".").last ?? "")
  }

  private static func short(_ method: ServerMethods.Described) -> String {
    method.name.hasPrefix("tally.v1.") ? String(method.name.dropFirst(9)) : method.name
  }

  /// The descriptors hold no comments; the table of methods does, of those it knows.
  private static func about(_ method: ServerMethods.Described) -> String {
    Method(name: method.name)?.documentation.split(separator: "\n").joined(separator: " ") ?? ""
  }

  /// What a method is for, in the language of values.
  private static func about(_ method: ServerMethods.Described, _ io: Terminal) -> String {
    guard let known = Method(name: method.name), io.valueLanguage == .chinese else {
      return about(method)
    }
    return Language.chineseText(of: known)
  }

  private static func callers(_ method: ServerMethods.Described, _ io: Terminal) -> String {
    if method.callers == "everyone" { return io.value("everyone") }
    if method.callers == "authenticated" { return io.value("authenticated") }
    return method.callers.split(separator: " ").map { io.word(.role, String($0)) }
      .joined(separator: " ")
  }

  private static func kind(_ method: ServerMethods.Described) -> Sentence {
    switch (method.writes, method.kind) {
    case (false, .unary): "read"
    case (false, .clientStreaming): "read, stream in"
    case (false, .serverStreaming): "read, stream out"
    case (false, .bidirectional): "read, stream both ways"
    case (true, .unary): "write"
    case (true, .clientStreaming): "write, stream in"
    case (true, .serverStreaming): "write, stream out"
    case (true, .bidirectional): "write, stream both ways"
    }
  }
}
