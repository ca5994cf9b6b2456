import Foundation
import Testing
import forge

/// Where the tests find the repository and their fixtures.
enum Places {
  static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  static let repository = Tree(
    root: tests.deletingLastPathComponent().deletingLastPathComponent().path)
  /// A small tree with SQL files and `.proto` files of its own.
  static let fixture = Tree(root: tests.appendingPathComponent("Fixtures/small").path)
}

/// Compares with a golden file; `UPDATE_GOLDEN=1` rewrites it instead.
func expectGolden(_ text: String, _ name: String) throws {
  let golden = Tree(root: Places.tests.appendingPathComponent("Golden").path)
  let file = name + ".golden"
  if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
    try golden.write(text, to: file)
  } else {
    let expected = try golden.text(file)
    #expect(text == expected, "\(file) differs; UPDATE_GOLDEN=1 rewrites it")
  }
}

/// Runs `body` in a new tree with the files given.
func withTree(_ files: [String: String], _ body: (Tree) throws -> Void) throws {
  let scratch = try Scratch()
  defer { scratch.remove() }
  let tree = Tree(root: scratch.folder.path)
  for (path, text) in files { try tree.write(text, to: path) }
  try body(tree)
}

/// The complaint which `body` throws.
func complaint(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch { return "\(error)" }
}
