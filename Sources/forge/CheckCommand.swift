import ArgumentParser

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
        CheckStep(name: "scenarios", work: .command(["python3", "Tests/Scenarios/run"])),
        CheckStep(name: "protocol", work: .command(["python3", "Tests/Interop/conformance"])),
        CheckStep(name: "faults", work: .command(["python3", "Tests/Faults/run"])),
        CheckStep(name: "demo", work: .command(["Tests/Demo/run"])),
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
