import ArgumentParser

/// `tally bench`: the load generators of ops/bench. Not shown by `tally help`.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Load generators for ops/bench; they print what they measured.",
    shouldDisplay: false,
    subcommands: [EchoBench.self, PaymentsBench.self, VerifyBench.self])
}

extension Terminal {
  /// What a measurement found: numbers by name.
  func measured(_ facts: [(String, String)]) throws(CommandFailure) {
    try show(json: .object(facts.map { (name: $0.0, value: .number($0.1)) })) { self.facts(facts) }
  }
}

/// How many calls at once, and for how long.
struct LoadOptions: ParsableArguments {
  @Option(help: "Connections, 1 to 256.") var connections = 1
  @Option(name: .customLong("in-flight"), help: "Calls in flight on each, 1 to 100.")
  var inFlight = 1
  @Option(help: "How long new calls begin, 1 to 60 seconds.") var seconds = 3

  func load() throws(CommandFailure) -> Load {
    try Load(connections: connections, inFlight: inFlight, seconds: seconds)
  }
}
