import Contract
import Foundation
import Testing

/// Goal: partners find every reason in `errors.md`, and nothing that does not exist.
/// Method: the table's first column against the enum.
@Suite struct ErrorListTests {
  @Test func theListNamesEveryReason() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "proto-like-specs/errors.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    let listed = text.matches(of: /(?m)^\| `([A-Z0-9_]+)` \|/).map { String($0.1) }
    #expect(Set(listed).count == listed.count)
    #expect(Set(listed) == Set(Reason.allCases.map(\.rawValue)))
  }
}
