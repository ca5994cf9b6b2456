import ArgumentParser

/// What every command understands.
struct CommonOptions: ParsableArguments {
  @Option(
    name: .customLong("json"),
    help: ArgumentHelp(
      "Print the reply as JSON: all of it (--json), or fields (--json=reference,balance).",
      valueName: "fields"))
  var json: String?

  @Option(
    help: ArgumentHelp(
      "Language of headings, summaries and words of codes: en or zh.", valueName: "en|zh"))
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

  @Option(
    help: ArgumentHelp(
      "Seconds a call may take, 60 when left out; a watch ends after them.", valueName: "seconds"))
  var timeout: UInt32?

  @Option(
    help: ArgumentHelp(
      "Idempotency key of a write; one is made when none is given, and reading has none.",
      valueName: "text"))
  var key: String?

  func validate() throws {
    if let timeout, !(1...86_400).contains(timeout) {
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

/// How many rows are asked for: one or more.
struct RowCount: ExpressibleByArgument {
  let count: Int

  init?(argument: String) {
    guard let count = Int(argument), count > 0 else { return nil }
    self.count = count
  }

  init(_ count: Int) { self.count = count }

  var defaultValueDescription: String { "\(count)" }

  /// The size of the page which is asked for when so many rows are there.
  func pageSize(after rowCount: Int = 0) -> UInt32 {
    UInt32(clamping: min(1000, count - rowCount))
  }
}

/// A bucket as it is printed, such as `M1`, or its number.
struct BucketName: ExpressibleByArgument {
  let index: UInt32

  init?(argument: String) {
    let digits = argument.hasPrefix("M") ? argument.dropFirst() : argument[...]
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let index = UInt32(digits) else {
      return nil
    }
    self.index = index
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
