/// A module imports what its row in `Package.swift` says, and nothing else.
package struct ImportRules: Sendable {
  private let tree: Tree
  private let manifest: Manifest

  package init(tree: Tree, manifest: Manifest) {
    self.tree = tree
    self.manifest = manifest
  }

  /// Modules of the toolchain. Foundation has a rule of its own.
  private static let toolchain: Set = [
    "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "RegexBuilder", "Swift",
    "Synchronization", "Testing",
  ]
  /// Modules of a product which are not called like it.
  private static let modulesOfProduct = [
    "Collections": [
      "BitCollections", "DequeModule", "HashTreeCollections", "HeapModule", "OrderedCollections",
    ],
    "Metrics": ["CoreMetrics"],
  ]
  /// Everywhere else, dates and formats of Foundation would pull in its 40 MB.
  private static let foundationAllowed = ["Sources/Vectors/", "Sources/forge/", "Tests/"]

  package func complaints() throws(Complaint) -> [Complaint] {
    var out: [Complaint] = []
    for target in manifest.targets where !target.isSystemLibrary {
      var allowed = target.dependencies.union(Self.toolchain)
      for product in target.dependencies {
        allowed.formUnion(Self.modulesOfProduct[product] ?? [])
      }
      let files = tree.files(below: target.folder, endingIn: ".swift")
      if files.isEmpty { out.append(Complaint(target.folder, "has no Swift file")) }
      for path in files where !path.contains("/Fixtures/") {
        out += complaints(
          of: SwiftSource(path: path, text: try tree.text(path)), allowed: allowed, in: target.name)
      }
    }
    let folders =
      tree.names("Sources").map { "Sources/\($0)" } + tree.names("Tests").map { "Tests/\($0)" }
    for folder in folders where !manifest.targets.contains(where: { $0.folder == folder }) {
      guard tree.files(below: folder, endingIn: ".swift").isEmpty else {
        out.append(Complaint(folder, "is no target of Package.swift"))
        continue
      }
    }
    return out
  }

  private func complaints(
    of source: SwiftSource, allowed: Set<String>, in target: String
  ) -> [Complaint] {
    var out: [Complaint] = []
    for (line, module, words) in source.imports {
      if module != target, !allowed.contains(module) {
        out.append(
          Complaint(source.path, line: line, "imports \(module), which Package.swift does not say"))
      }
      if words.contains("internal") {
        out.append(Complaint(source.path, line: line, "an import is internal without saying so"))
      }
      let mayUseFoundation = Self.foundationAllowed.contains { source.path.hasPrefix($0) }
      if module == "Foundation", !mayUseFoundation {
        out.append(Complaint(source.path, line: line, "imports Foundation"))
      }
    }
    return out
  }
}
