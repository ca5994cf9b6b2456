import ArgumentParser

/// The developer's one tool.
@main
struct Forge: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forge",
    abstract: "Generates, checks and measures Tallystick.",
    subcommands: [
      CheckCommand.self, GenerateCommand.self, TidyCommand.self, DatabaseCommand.self,
      BenchCommand.self, RunVectorsCommand.self,
    ])
}
