import Foundation

/// The top of the repository, and what may not be depended on.
package struct LayoutRules: Sendable {
  private let tree: Tree

  package init(tree: Tree) { self.tree = tree }

  /// Exactly these. Source: README, "The map of the house".
  private static let top: Set = [
    ".ci", ".editorconfig", ".gitignore", ".swift-format", "Package.swift", "README.md", "Sources",
    "Tests", "ops", "proto-like-specs", "sql",
  ]
  /// What tools leave behind and `.gitignore` keeps out.
  private static let passing: Set = [".build", ".git", "Package.resolved"]

  package func complaints() throws(Complaint) -> [Complaint] {
    var out: [Complaint] = []
    let names = try? FileManager.default.contentsOfDirectory(atPath: tree.root.path)
    let found = Set(names ?? []).subtracting(Self.passing).filter { !$0.hasPrefix(".build-") }
    for name in found.subtracting(Self.top).sorted() {
      out.append(Complaint(name, "does not belong at the top"))
    }
    for name in Self.top.subtracting(found).sorted() {
      out.append(Complaint(name, "is missing at the top"))
    }
    for path in ["Package.swift", "Package.resolved"] where tree.exists(path) {
      let text = try tree.text(path).lowercased()
      if text.contains("swift-nio") { out.append(Complaint(path, "depends on SwiftNIO")) }
    }
    return out
  }
}
