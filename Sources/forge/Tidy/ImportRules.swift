/// A module imports what its row in `Package.swift` says, nothing else and nothing less.
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

  /// Arrows which no file uses yet, with what will. They are drawn, so that nobody has to ask.
  private static let kept: [String: String] = [
    "Calls → Wire": "the plan draws it; `Contract` hides the frames so far",
    "Delivery → CCurl": "the transfers of parcels",
    "Delivery → World": "their clock and log",
    "Reactor → CTLS": "TLS on a connection",
    "Scheduler → Delivery": "the job which hands over a parcel",
    "Sealer → Vault": "keys of ledgers which are wrapped",
    "Server → Delivery": "the composition of deliveries",
  ]

  package func complaints() throws(Complaint) -> [Complaint] {
    var out: [Complaint] = []
    let own = Set(manifest.targets.map(\.name))
    for target in manifest.targets where !target.isSystemLibrary {
      var allowed = target.dependencies.union(Self.toolchain)
      for product in target.dependencies {
        allowed.formUnion(Self.modulesOfProduct[product] ?? [])
      }
      let files = tree.files(below: target.folder, endingIn: ".swift")
      if files.isEmpty { out.append(Complaint(target.folder, "has no Swift file")) }
      var imported: Set<String> = []
      for path in files where !path.contains("/Fixtures/") {
        let source = SwiftSource(path: path, text: try tree.text(path))
        imported.formUnion(source.imports.map(\.module))
        out += complaints(of: source, allowed: allowed, in: target.name)
      }
      // Tests may be given more than they use: they follow the sources.
      guard !target.isTest, target.name != "TestKit" else { continue }
      for module in target.dependencies.intersection(own).subtracting(imported).sorted()
      where Self.kept["\(target.name) → \(module)"] == nil {
        out.append(
          Complaint(
            "Package.swift", "says that \(target.name) imports \(module), and no file does"))
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
