import ArgumentParser

/// What every command understands.
struct CommonOptions: ParsableArguments {
  @Option(
    name: .customLong("json"), defaultAsFlag: "",
    help: ArgumentHelp(
      "Print the reply as JSON: all of it, or the named fields (--json=reference,balance).",
      valueName: "fields"))
  var json: String?

  @Option(help: ArgumentHelp("Language of headings and summaries: en or zh.", valueName: "en|zh"))
  var language: String?

  /// What was asked for, or what the environment says.
  var chosenLanguage: Language {
    language.flatMap(Language.init(rawValue:)) ?? .ofEnvironment
  }

  func validate() throws {
    if let language, Language(rawValue: language) == nil {
      throw ValidationError("--language is en or zh")
    }
  }
}

/// How a command finds the server, and as whom it comes.
struct ConnectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The server: unix:/path or tcp:host:port. Also TALLY_SERVER.", valueName: "endpoint"))
  var server: String?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("Use the credential of this profile.", valueName: "profile"))
  var profile: String?

  @Option(
    name: .customLong("token-file"),
    help: ArgumentHelp("Read the credential from a file of mode 0600.", valueName: "path"))
  var tokenFile: String?

  @Option(help: ArgumentHelp("Seconds a call may take.", valueName: "seconds"))
  var timeout: UInt32 = 60

  @Option(
    help: ArgumentHelp(
      "Idempotency key of a write; one is made when none is given.", valueName: "text"))
  var key: String?

  func validate() throws {
    guard timeout > 0, timeout <= 86_400 else {
      throw ValidationError("--timeout is 1 to 86400 seconds")
    }
    if profile != nil && tokenFile != nil {
      throw ValidationError("--as and --token-file exclude each other")
    }
    if let key, !(1...128).contains(key.utf8.count) {
      throw ValidationError("--key has 1 to 128 bytes")
    }
  }
}

/// A command: its options are read and checked first, then it runs.
protocol TallyCommand: AsyncParsableCommand {
  var common: CommonOptions { get }
  func run(_ io: Terminal) async throws(CommandFailure)
}

extension TallyCommand {
  func run() async throws { try await run(Terminal(common)) }
}

/// A command which talks to the server.
protocol RemoteCommand: TallyCommand {
  var connection: ConnectionOptions { get }
  func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure)
}

extension RemoteCommand {
  func run(_ io: Terminal) async throws(CommandFailure) {
    let server = try await Remote.connect(connection, io)
    try await run(server, io)
    await server.close()
  }
}
