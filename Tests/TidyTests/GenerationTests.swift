import Foundation
import Testing
import forge

/// The generators on a small tree of their own, against golden files.
@Suite struct GenerationTests {
  @Test func queriesAndMigrationsOfTheFixture() throws {
    let texts = try QueryGeneration(tree: Places.fixture).texts()
    #expect(texts.count == 4)
    for (path, text) in texts { try expectGolden(text, (path as NSString).lastPathComponent) }
  }

  /// Goal: the types of the real tree are asked again, so that a hand-made change shows.
  @Test func queriesOfTheHouseAreWhatIsCommitted() throws {
    for (path, text) in try QueryGeneration(tree: Places.repository).texts() {
      #expect(try Places.repository.text(path) == text, "\(path): run forge generate sql")
    }
  }

  @Test func methodsOfTheFixture() throws {
    let texts = try MethodGeneration(tree: Places.fixture, plugin: "").tableTexts()
    let methods = try #require(texts["Sources/Contract/Generated/Methods.swift"])
    try expectGolden(methods, "Methods.swift")
  }

  @Test func methodsOfTheHouseAreWhatIsCommitted() throws {
    let texts = try MethodGeneration(tree: Places.repository, plugin: "").tableTexts()
    // The descriptor set holds the installed protoc's own descriptor.proto, so it may differ.
    let path = "Sources/Contract/Generated/Methods.swift"
    #expect(try Places.repository.text(path) == texts[path], "run forge generate contract")
  }

  private static let base = [
    "sql/roles.sql": "", "sql/harden.sql": "",
    "sql/platform/migrations/0001_a.sql": "select 1;",
    "sql/platform/migrations/0001_a.check.sql": "select 1 where false;",
  ]

  @Test(arguments: [
    ("sql/platform/migrations/0003_b.sql", "is not number 2, written 0001_name.sql"),
    ("sql/platform/migrations/2_b.sql", "is not number 2, written 0001_name.sql"),
    ("sql/platform/migrations/0002_b.sql", "has no 0002_b.check.sql"),
    ("sql/platform/migrations/0002_b.check.sql", "checks no migration"),
  ])
  func migrationsAreNumberedAndChecked(_ path: String, _ reason: String) throws {
    try withTree(Self.base.merging([path: "select 1;"]) { $1 }) { tree in
      #expect(complaint { _ = try MigrationFiles(in: tree) } == "\(path): \(reason)")
    }
  }

  /// Goal: PostgreSQL's own refusals come out with the file's name, all at once.
  @Test func wrongQueriesAreNamedTogether() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let copy = scratch.folder.appendingPathComponent("tree")
    try FileManager.default.copyItem(at: Places.fixture.root, to: copy)
    let tree = Tree(root: copy.path)
    try tree.write(
      "-- A.\nselect balance * 1.5 as b from tenant.collection_case",
      to: "sql/queries/cases/bad_a.sql")
    try tree.write("-- A.\nselect id from collection_case", to: "sql/queries/cases/bad_b.sql")
    try tree.write(
      "alter table tenant.access_note alter column note type integer using 1;",
      to: "sql/tenant/migrations/0002_other.sql")
    try tree.write("select 1 where false;", to: "sql/tenant/migrations/0002_other.check.sql")
    let found = try #require(complaint { _ = try QueryGeneration(tree: tree).texts() })
    #expect(found.contains("sql/queries/cases/bad_a.sql: column b has type 1700: add a cast"))
    #expect(found.contains("sql/queries/cases/bad_b.sql: ERROR:  relation \"collection_case\""))
    #expect(
      found.contains("sql/queries/end_of_day/notes.sql: returns other columns of the access log"))
  }
}
