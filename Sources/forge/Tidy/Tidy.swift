/// The house rules a compiler does not keep.
package struct Tidy: Sendable {
  private let tree: Tree

  package init(tree: Tree) { self.tree = tree }

  /// What breaks a rule.
  package func complaints() throws(Complaint) -> [Complaint] {
    let manifest = try Manifest(text: try tree.text("Package.swift"))
    var out = try ImportRules(tree: tree, manifest: manifest).complaints()
    out += try WordRules(tree: tree).complaints()
    out += try DriftRules(tree: tree).complaints()
    out += try LayoutRules(tree: tree).complaints()
    return out
  }

  /// What should be looked at, and breaks nothing: files longer than `lineCountMax`.
  package func remarks() throws(Complaint) -> [Complaint] {
    var out: [Complaint] = []
    for path in swiftFiles(of: tree) where !isGenerated(path) {
      let count = try tree.text(path).split(separator: "\n", omittingEmptySubsequences: false).count
      if count > Self.lineCountMax { out.append(Complaint(path, "has \(count) lines")) }
    }
    return out
  }

  /// A file longer than this should have a reason, such as a state machine kept whole.
  package static let lineCountMax = 500
}

/// Every Swift file of the package but its manifest.
func swiftFiles(of tree: Tree) -> [String] {
  tree.files(below: "Sources", endingIn: ".swift")
    + tree.files(below: "Tests", endingIn: ".swift").filter { !$0.contains("/Fixtures/") }
}

/// Whether `forge generate` writes the file.
func isGenerated(_ path: String) -> Bool {
  path.hasPrefix("\(QueryGeneration.target)/") || path.hasPrefix("\(MethodGeneration.target)/")
}
