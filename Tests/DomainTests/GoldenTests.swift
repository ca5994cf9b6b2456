import Foundation
import Testing
import Vectors

/// The golden vectors, computed by the code of `forge vectors`.
struct GoldenTests {
  static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("golden.json").path

  @Test func everyVectorPasses() throws {
    let report = try VectorsCommand.run(path: Self.file)
    #expect(report.exitStatus == 0, "\(report.lines.joined(separator: "\n"))")
    #expect(report.lines.contains("total\t382\t0\t0"))
  }

  @Test func aWrongExpectationAndAnUnknownFunctionFail() throws {
    let wrong = #"""
      {"format": 1, "vectors": [
        {"name": "a/1", "function": "debtor_dpd", "inputs": {"account_dpds": [3]},
         "expected": {"dpd": 4}, "exactness": "exact"},
        {"name": "b/1", "function": "nonesuch", "inputs": {}, "expected": {}, "exactness": "exact"}
      ]}
      """#
    let report = VectorsCommand.report(
      try Vector.all(in: Array(wrong.utf8)), zones: ZoneDirectory(path: "/nonexistent"))
    #expect(report.exitStatus == 1)
    #expect(report.lines.contains("total\t0\t1\t1"))
  }
}
