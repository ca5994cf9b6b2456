import Testing
import forge

/// Each rule finds what breaks it, and only that.
@Suite struct TidyRuleTests {
  private static let manifest = """
    let package = Package(
      targets: [
        .systemLibrary(name: "CThing", providers: [.apt(["libthing-dev"])]),
        room("Bytes", settings: audited),
        room(
          "World", ["Bytes"],
          uses: ["Logging", "Metrics"]),
        door("tool", ["World"]),
        .target(name: "TestKit", dependencies: dependencies(["Bytes"], ["Logging"]), path: "Tests/Kit"),
        .testTarget(name: "TidyTests", dependencies: ["tool"], exclude: ["Fixtures"]),
        proof("WorldTests", ["World"], data: ["golden.json"]),
      ])
    """

  @Test func theManifestIsRead() throws {
    let targets = try Manifest(text: Self.manifest).targets
    #expect(
      targets.map(\.name)
        == ["CThing", "Bytes", "World", "tool", "TestKit", "TidyTests", "WorldTests"])
    #expect(targets[0].isSystemLibrary)
    #expect(targets[1].dependencies.isEmpty)
    #expect(targets[2].dependencies == ["Bytes", "Logging", "Metrics"])
    #expect(targets[4].folder == "Tests/Kit")
    #expect(targets[4].dependencies == ["Bytes", "Logging"])
    #expect(targets[5].dependencies == ["tool"])
    #expect(targets[6].folder == "Tests/WorldTests")
    #expect(targets[6].dependencies == ["World", "TestKit"])
  }

  private func imports(_ text: String, at path: String = "Sources/World/World.swift") throws
    -> [String]
  {
    var files = [
      "Sources/World/World.swift": "", "Sources/Bytes/Hex.swift": "", "Sources/tool/main.swift": "",
      "Sources/World/Own.swift": "import Bytes", "Sources/tool/Own.swift": "import World",
      "Tests/Kit/Kit.swift": "", "Tests/TidyTests/A.swift": "", "Tests/WorldTests/A.swift": "",
    ]
    files[path] = text
    var found: [String] = []
    try withTree(files) { tree in
      let rules = ImportRules(tree: tree, manifest: try Manifest(text: Self.manifest))
      found = try rules.complaints().map(\.description)
    }
    return found
  }

  @Test func anImportMustBeInTheManifest() throws {
    #expect(try imports("import Bytes\npackage import Logging\nimport Dispatch").isEmpty)
    #expect(try imports("import CoreMetrics\n@preconcurrency import struct Bytes.Hex").isEmpty)
    #expect(
      try imports("import Bytes\npackage import Crypto")
        == ["Sources/World/World.swift:2: imports Crypto, which Package.swift does not say"])
    #expect(
      try imports("import World", at: "Sources/Bytes/Hex.swift")
        == ["Sources/Bytes/Hex.swift:1: imports World, which Package.swift does not say"])
    #expect(
      try imports("internal import Bytes")
        == ["Sources/World/World.swift:1: an import is internal without saying so"])
    #expect(
      try imports("import Foundation") == ["Sources/World/World.swift:1: imports Foundation"])
    #expect(try imports("// import Crypto\nlet a = \"\"\"\nimport Crypto\n\"\"\"").isEmpty)
    #expect(
      try imports("", at: "Sources/Loose/A.swift") == [
        "Sources/Loose: is no target of Package.swift"
      ])
  }

  @Test func anArrowMustBeUsed() throws {
    #expect(
      try imports("import Logging", at: "Sources/World/Own.swift")
        == ["Package.swift: says that World imports Bytes, and no file does"])
    // Of products only what is imported without being said matters, and tests may have more.
    #expect(try imports("import Bytes").isEmpty)
    #expect(try imports("", at: "Tests/WorldTests/A.swift").isEmpty)
  }

  private func words(_ text: String, at path: String = "Sources/Domain/Case.swift") -> [String] {
    WordRules.complaints(of: SwiftSource(path: path, text: text)).map(\.description)
  }

  @Test(arguments: [
    "let a = ContinuousClock()", "let a = Date()", "let a = Int.random(in: 0..<3)",
    "var a = SystemRandomNumberGenerator()", "try! run()", "fatalError(\"a\")", "public let a = 1",
    "let a = \"select id from platform.tenant\"",
    "let a = \"\"\"\n  insert into\n  a (b)\n  \"\"\"",
    "let a = \"UPDATE tenant.a SET b = 1\"", "let a = #\"delete from a\"#",
    "let a = \"create table a (b int)\"", "let a = \"\\(Date())\"",
  ])
  func aBannedWordIsFound(_ text: String) {
    #expect(words("\n" + text).count == 1)
    #expect(words("\n" + text).first?.hasPrefix("Sources/Domain/Case.swift:2: ") == true)
  }

  @Test(arguments: [
    "let a = myDate()", "let a = Date(timeIntervalSince1970: 0)", "// let a = Date()",
    "/* try! /* a */ public */", "let a = \"try! public Date()\"", "let republic = 1",
    "let a = \"update it, or insert another\"", "let publicKey = 1",
  ])
  func whatOnlyLooksLikeABannedWordIsNot(_ text: String) {
    #expect(words(text) == [])
  }

  @Test func someWordsAreAllowedWhereTheyAreDecidedOn() {
    #expect(words("let a = Date()", at: "Sources/World/World.swift") == [])
    #expect(words("try! a()", at: "Tests/BytesTests/A.swift") == [])
    #expect(words("let a = \"select 1 from a\"", at: "Sources/Queries/A.swift") == [])
  }

  @Test func anEmptyNameIsFound() throws {
    let files = [
      "Sources/A/StringUtils.swift": "", "Sources/A/CaseManager+X.swift": "",
      "Sources/Common/A.swift": "", "Sources/A/FieldType.swift": "",
    ]
    try withTree(files) { tree in
      let found = try WordRules(tree: tree).complaints().map(\.file)
      #expect(
        found == [
          "Sources/A/CaseManager+X.swift", "Sources/A/StringUtils.swift", "Sources/Common/A.swift",
        ])
    }
  }

  @Test func driftIsFound() throws {
    try withTree(["sql/queries/cases/a.sql": "select 1"]) { tree in
      let path = "Sources/Queries/CasesQueries.swift"
      let rules = DriftRules(tree: tree)
      #expect(
        try rules.complaints().map(\.description) == ["\(path): is missing: run forge generate sql"]
      )
      let mark = try SourceMark(of: ["sql/queries/cases"], in: tree)
      try tree.write(mark.header(by: "generate sql"), to: path)
      #expect(try rules.complaints().isEmpty)
      try tree.write("select 2", to: "sql/queries/cases/a.sql")
      #expect(
        try rules.complaints().map(\.description)
          == ["\(path): is older than sql/queries/cases: run forge generate"])
      try tree.write("select 1", to: "sql/queries/cases/a.sql")
      try tree.write("select 1", to: "sql/queries/cases/b.sql")
      #expect(try rules.complaints().count == 1)
      try tree.write("package let a = 1", to: path)
      #expect(
        try rules.complaints().map(\.description)
          == ["\(path): was not made by forge generate"])
    }
    try withTree(["proto-like-specs/tally/v1/a.proto": ""]) { tree in
      let found = try DriftRules(tree: tree).complaints()
      #expect(found.count == 1)
    }
  }

  @Test func theTopIsWhatItShouldBeAndNIOIsOut() throws {
    var files = ["Package.swift": "", "README.md": ""]
    for name in [".editorconfig", ".gitignore", ".swift-format"] { files[name] = "" }
    for name in [".ci", "Sources", "Tests", "ops", "proto-like-specs", "sql"] {
      files["\(name)/a"] = ""
    }
    files[".build/a"] = ""
    try withTree(files) { tree in
      let rules = LayoutRules(tree: tree)
      #expect(try rules.complaints().isEmpty)
      try tree.write("", to: "docs/a.md")
      try tree.remove("README.md")
      try tree.write("\"identity\" : \"swift-nio\"", to: "Package.resolved")
      #expect(
        try rules.complaints().map(\.description) == [
          "docs: does not belong at the top", "README.md: is missing at the top",
          "Package.resolved: depends on SwiftNIO",
        ])
    }
  }

  @Test func aLongFileIsRemarkedOn() throws {
    let long = String(repeating: "let a = 1\n", count: Tidy.lineCountMax)
    try withTree(["Sources/A/A.swift": long, "Sources/A/B.swift": String(long.dropLast())]) {
      tree in
      let found = try Tidy(tree: tree).remarks().map(\.description)
      #expect(found == ["Sources/A/A.swift: has \(Tidy.lineCountMax + 1) lines"])
    }
  }
}
