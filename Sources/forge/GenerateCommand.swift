import ArgumentParser

/// `forge generate`.
struct GenerateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Writes Swift from the SQL files and the .proto files.",
    subcommands: [SQLCommand.self, ContractCommand.self])
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
