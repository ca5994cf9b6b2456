import ArgumentParser
import Foundation

/// `forge check`.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Format, build, tidy, tests and scenarios of all kinds: what a change must pass.")

  @OptionGroup var repository: RootOption

  @Option(name: .long, help: "Only the tests whose name matches; nothing behind them.")
  var filter: String?

  func run() async throws {
    for step in CheckStep.steps(filter: filter) {
      print("== \(step.name)")
      switch step.work {
      case .tidy:
        let complaints = try Tidy(tree: repository.tree).complaints()
        for complaint in complaints { print(complaint) }
        if !complaints.isEmpty { throw ExitCode.failure }
      case .command(let command):
        guard try Shell.show(command, in: repository.tree.root) == 0 else {
          throw ExitCode.failure
        }
      }
    }
    for left in CheckStep.leftOut(ProcessInfo.processInfo.environment, filter: filter) {
      print("left out: \(left)")
    }
  }
}

/// One step of `forge check`.
package struct CheckStep: Sendable, Equatable {
  package enum Work: Sendable, Equatable {
    case command([String])
    /// The house rules, in this process.
    case tidy
  }

  package let name: String
  package let work: Work

  /// Everything a change must pass, in this order; with a filter, the tests which match alone.
  package static func steps(filter: String?) -> [CheckStep] {
    let before = [
      CheckStep(
        name: "format",
        work: .command([
          "swift", "format", "lint", "--strict", "-r", "Package.swift", "Sources", "Tests",
        ])),
      CheckStep(name: "build", work: .command(["swift", "build", "--build-tests"])),
      CheckStep(name: "tidy", work: .tidy),
    ]
    if let filter { return before + [tests("tests", ["--filter", filter])] }
    return before + [
      // Apart, each with a PostgreSQL of its own: together they ask for more sessions than it has.
      tests("tests", ["--skip", "(\(groups.map(\.modules).joined(separator: "|")))\\."])
    ]
      + groups.map { tests($0.name, ["--filter", "(\($0.modules))\\."]) } + [
        CheckStep(name: "documents", work: .command(["python3", "Tests/Documents/run"])),
        CheckStep(name: "scenarios", work: .command(["python3", "Tests/Scenarios/run"])),
        CheckStep(name: "protocol", work: .command(["python3", "Tests/Interop/conformance"])),
        CheckStep(name: "faults", work: .command(["python3", "Tests/Faults/run"])),
        CheckStep(name: "servers", work: .command(["python3", "Tests/Faults/two_servers"])),
        CheckStep(name: "demo", work: .command(["Tests/Demo/run"])),
      ]
  }

  /// What the steps leave out where nothing may be fetched.
  package static func leftOut(_ environment: [String: String], filter: String?) -> [String] {
    guard environment["TALLY_OFFLINE"] == "1" else { return [] }
    let tests = ["the verifiers from PyPI of InteropTests: TALLY_OFFLINE is 1"]
    guard filter == nil else { return tests }
    return tests + [
      "the scenario 12-verifiers: TALLY_OFFLINE is 1",
      "protocol, faults and servers, unless Python has protobuf: TALLY_OFFLINE is 1",
    ]
  }

  /// Test modules which keep a database busy.
  private static let groups = [
    (name: "tests of the database", modules: "PostgresTests|SealerTests|SchedulerTests"),
    (name: "tests of lanes", modules: "EngineTests"),
    (name: "tests of servers", modules: "ServerTests|ReactorTests"),
  ]

  private static func tests(_ name: String, _ options: [String]) -> CheckStep {
    CheckStep(name: name, work: .command(["swift", "test", "--skip-build"] + options))
  }
}
