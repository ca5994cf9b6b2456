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

  /// Goal: who wrote the file is told what to mend. Method: each member taken away or spoilt.
  @Test(arguments: [
    ("", "", "a list"),
    (#""name": "a/1", "#, "", #"vector 2: "name" is missing"#),
    (#""a/1""#, "7", #"vector 2: "name" is"#),
    (#""function": "debtor_dpd", "#, "", #"vector 2: "function" is missing"#),
    (#""inputs": {}, "#, "", #"vector 2: "inputs" is missing"#),
    (#""expected": {}, "#, "", #"vector 2: "expected" is missing"#),
    (#""exactness": "exact""#, #""exactness": "nearly""#, #"vector 2: "exactness" is"#),
    (#""exactness": "exact""#, #""exactness": {"absolute": 1}"#, #""exactness.absolute" is"#),
    ("}", "", "no JSON, at byte"),
  ])
  func whatAFileLacksIsNamed(part: String, wrong: String, said: String) throws {
    let good = #"""
      {"name": "g/1", "function": "debtor_dpd", "inputs": {}, "expected": {}, "exactness": "exact"}
      """#
    let vector = #"""
      {"name": "a/1", "function": "debtor_dpd", "inputs": {}, "expected": {}, "exactness": "exact"}
      """#
    let spoilt = vector.replacingOccurrences(of: part, with: wrong)
    let text =
      part.isEmpty
      ? #"{"format": 1}"# : #"{"format": 1, "vectors": [\#(good), \#(spoilt)]}"#
    let failure = #expect(throws: Vector.Unreadable.self) {
      try Vector.all(in: Array(text.utf8))
    }
    #expect(failure?.description.contains(said) == true, "\(failure?.description ?? "nothing")")
    #expect(throws: Vector.Unreadable.file) { try VectorsCommand.run(path: "/nonexistent") }
  }
}
