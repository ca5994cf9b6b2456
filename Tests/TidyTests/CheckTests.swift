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
          "format", "build", "tidy", "tests", "scenarios", "protocol", "faults", "demo",
        ])
    #expect(steps[3].work == .command(["swift", "test", "--skip-build"]))
    #expect(steps[4].work == .command(["python3", "Tests/Scenarios/run"]))
    #expect(steps[5].work == .command(["python3", "Tests/Interop/conformance"]))
    #expect(steps[6].work == .command(["python3", "Tests/Faults/run"]))
    #expect(steps[7].work == .command(["Tests/Demo/run"]))
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
}
