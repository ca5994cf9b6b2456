import ArgumentParser
import Foundation

/// `forge bench`.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Runs a measurement of ops/bench.")

  @OptionGroup var repository: RootOption

  @Argument(help: "A script of ops/bench; without it, their names are shown.")
  var name: String?

  @Argument(parsing: .captureForPassthrough, help: "Passed on to the script.")
  var arguments: [String] = []

  func run() async throws {
    let tree = repository.tree
    guard let name else {
      for name in tree.names("ops/bench") where !name.contains(".") { print(name) }
      return
    }
    guard !name.contains("/"), tree.exists("ops/bench/\(name)") else {
      throw Complaint("ops/bench/\(name)", "is not there")
    }
    let status = try Shell.show([tree.url("ops/bench/\(name)").path] + arguments, in: tree.root)
    if status != 0 { throw ExitCode(status) }
  }
}
