import Contract
import Foundation
import Testing

/// Goal: partners find every reason in `errors.md` with the status it comes with, and nothing that
/// does not exist.
/// Method: the table against the enum, and against every place of the sources that makes a refusal.
@Suite struct ErrorListTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The reasons and statuses of the table, in order.
  private static func table() throws -> [(reason: String, status: String)] {
    let text = try String(
      contentsOf: root.appending(path: "proto-like-specs/errors.md"), encoding: .utf8)
    return text.matches(of: /(?m)^\| `([A-Z0-9_]+)` \| ([A-Z_]+) \|/).map {
      (String($0.1), String($0.2))
    }
  }

  /// The hand-written sources, by path.
  private static func sources() throws -> [String: String] {
    let folder = root.appending(path: "Sources")
    var out: [String: String] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    where path.hasSuffix(".swift") && !path.contains("/Generated/") {
      out[path] = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    }
    return out
  }

  /// The words of Swift for the reason and the code of each refusal that `text` makes.
  private static func refusals(in text: String) -> [(reason: String, code: String)] {
    text.matches(of: /Refusal\(\s*\.(\w+),\s*\.(\w+)/).map { (String($0.2), String($0.1)) }
      + text.matches(of: /\.rule\(\s*\.(\w+),/).map { (String($0.1), "failedPrecondition") }
      + text.matches(of: /\.refusal\(\s*\.(\w+), rule:/).map {
        (String($0.1), "failedPrecondition")
      }
      + text.matches(of: /\.denied\(\s*\.(\w+),/).map { (String($0.1), "permissionDenied") }
  }

  @Test func theListNamesEveryReason() throws {
    let listed = try Self.table().map(\.reason)
    #expect(Set(listed).count == listed.count)
    #expect(Set(listed) == Set(Reason.allCases.map(\.rawValue)))
  }

  @Test func everyReasonComesWithItsStatusAndIsUsed() throws {
    let statuses = Dictionary(
      uniqueKeysWithValues: try Self.table().map { ($0.reason, $0.status) })
    let reasons = Dictionary(
      uniqueKeysWithValues: Reason.allCases.map { ("\($0)", $0.rawValue) })
    let codes = Dictionary(
      uniqueKeysWithValues: StatusCode.allCases.map { ("\($0)", $0.name) })
    var used: Set<String> = []
    for (path, text) in try Self.sources() {
      for refusal in Self.refusals(in: text) {
        guard let reason = reasons[refusal.reason] else {
          Issue.record("\(path): \(refusal.reason) is no reason")
          continue
        }
        used.insert(reason)
        #expect(codes[refusal.code] == statuses[reason], "\(path): \(reason)")
      }
    }
    #expect(used == Set(statuses.keys))
  }
}
