import Foundation
import Testing
import forge

/// `forge check` is all that a change must pass.
@Suite struct CheckTests {
  @Test func allOfItRunsInOrder() {
    let steps = CheckStep.steps(filter: nil)
    #expect(
      steps.map(\.name)
        == [
          "format", "build", "tidy", "tests", "tests of the database", "tests of lanes",
          "tests of servers", "documents", "scenarios", "protocol", "faults", "servers", "demo",
        ])
    #expect(
      steps[7...].map(\.work) == [
        .command(["python3", "Tests/Documents/run"]), .command(["python3", "Tests/Scenarios/run"]),
        .command(["python3", "Tests/Interop/conformance"]),
        .command(["python3", "Tests/Faults/run"]),
        .command(["python3", "Tests/Faults/two_servers"]), .command(["Tests/Demo/run"]),
      ])
  }

  /// What is left out is said, and nothing is without being asked.
  @Test func whatIsLeftOutIsSaid() {
    #expect(CheckStep.leftOut([:], filter: nil).isEmpty)
    #expect(CheckStep.leftOut(["TALLY_OFFLINE": "0"], filter: nil).isEmpty)
    #expect(CheckStep.leftOut(["TALLY_OFFLINE": "1"], filter: nil).count == 3)
    #expect(CheckStep.leftOut(["TALLY_OFFLINE": "1"], filter: "LedgerTests").count == 1)
  }

  /// What one step of tests leaves out another runs: no test is run twice or never.
  @Test func everyTestRunsOnce() throws {
    let commands = CheckStep.steps(filter: nil).compactMap { step -> [String]? in
      guard case .command(let words) = step.work, words.starts(with: ["swift", "test"]) else {
        return nil
      }
      return Array(words.dropFirst(3))
    }
    #expect(commands.map { $0.first } == ["--skip", "--filter", "--filter", "--filter"])
    let modules = try Places.repository.text("Package.swift").matches(of: /"(\w+Tests)",/)
      .map { String($0.output.1) }
    #expect(modules.count > 12)
    for module in modules {
      let runs = try commands.filter { words in
        let isNamed = try Regex(words[1]).firstMatch(in: "\(module).Suite/test()") != nil
        return isNamed == (words[0] == "--filter")
      }
      #expect(runs.count == 1, "\(module)")
    }
  }

  @Test func aFilterRunsThoseTestsAlone() {
    let steps = CheckStep.steps(filter: "LedgerTests")
    #expect(steps.map(\.name) == ["format", "build", "tidy", "tests"])
    #expect(
      steps[3].work == .command(["swift", "test", "--skip-build", "--filter", "LedgerTests"]))
  }

  /// `forge generate` alone writes both halves.
  @Test func generateWithoutAWordIsAll() throws {
    let forge = Process()
    forge.executableURL = Places.repository.url(".build/debug/forge")
    forge.arguments = ["generate", "--help"]
    let output = Pipe()
    forge.standardOutput = output
    try forge.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    forge.waitUntilExit()
    #expect(text.contains("all (default)"), "\(text)")
  }

  /// What runs in CI is `forge check`, and nothing beside it.
  @Test func opsTestIsForgeCheck() throws {
    let script = try Places.repository.text("ops/test")
    #expect(script.contains("exec .build/debug/forge check"))
    #expect(!script.contains("Tests/Scenarios/run"))
  }

  @Test func theWordsForPsqlHaveNoDashesInFront() {
    #expect(Passthrough.words(["--", "-c", "select 1"]) == ["-c", "select 1"])
    #expect(Passthrough.words(["-c", "select 1"]) == ["-c", "select 1"])
    #expect(Passthrough.words(["-c", "--", "x"]) == ["-c", "--", "x"])
    #expect(Passthrough.words([]) == [])
  }
}
