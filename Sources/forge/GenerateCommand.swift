import ArgumentParser

/// `forge generate`.
struct GenerateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Writes Swift from the SQL files and the .proto files.",
    subcommands: [EverythingCommand.self, SQLCommand.self, ContractCommand.self],
    defaultSubcommand: EverythingCommand.self)
}

/// `forge generate` without a further word: both, the one after the other.
struct EverythingCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "all", abstract: "Writes both; what is done when nothing else is said.")

  @OptionGroup var contract: ContractCommand

  func run() async throws {
    for path in try QueryGeneration(tree: contract.repository.tree).run() { print(path) }
    try await contract.run()
  }
}

/// The option every command takes.
struct RootOption: ParsableArguments {
  @Option(name: .long, help: "The repository.")
  var root = "."

  var tree: Tree { Tree(root: root) }
}

/// `forge generate sql`.
struct SQLCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sql", abstract: "Writes Sources/Queries from sql/.")

  @OptionGroup var repository: RootOption

  func run() async throws {
    for path in try QueryGeneration(tree: repository.tree).run() { print(path) }
  }
}
