import ArgumentParser

/// `forge check`.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Format, build, tidy, tests: what a change must pass.")

  @OptionGroup var repository: RootOption

  @Option(name: .long, help: "Only the tests whose name matches.")
  var filter: String?

  func run() async throws {
    let root = repository.tree.root
    try step(
      "format", ["swift", "format", "lint", "--strict", "-r", "Package.swift", "Sources", "Tests"])
    try step("build", ["swift", "build", "--build-tests"])
    print("== tidy")
    let tidy = Tidy(tree: repository.tree)
    let complaints = try tidy.complaints()
    for complaint in complaints { print(complaint) }
    if !complaints.isEmpty { throw ExitCode.failure }
    try step("tests", ["swift", "test", "--skip-build"] + (filter.map { ["--filter", $0] } ?? []))

    func step(_ name: String, _ command: [String]) throws {
      print("== \(name)")
      guard try Shell.show(command, in: root) == 0 else { throw ExitCode.failure }
    }
  }
}
