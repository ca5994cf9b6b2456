import Foundation

/// The targets as `Package.swift` writes them.
package struct Manifest: Sendable {
  package struct Target: Sendable, Equatable {
    package let name: String
    /// Relative to the repository's root.
    package let folder: String
    /// Own modules and products it may import.
    package let dependencies: Set<String>
    package let isTest: Bool
    package let isSystemLibrary: Bool
  }

  package let targets: [Target]

  /// Reads the rows `room`, `door`, `proof`, `.target`, `.testTarget` and `.systemLibrary`.
  package init(text: String) throws(Complaint) {
    guard let start = text.range(of: "targets: [") else {
      throw Complaint("Package.swift", "has no list of targets")
    }
    var rest = text[start.upperBound...]
    var targets: [Target] = []
    while let match = rest.firstMatch(
      of: /(room|door|proof|\.target|\.testTarget|\.systemLibrary)\(/)
    {
      let row = Self.row(rest[match.range.upperBound...])
      targets.append(try Self.target(kind: String(match.output.1), row: row))
      rest = row.endIndex < rest.endIndex ? rest[row.endIndex...] : ""
    }
    self.targets = targets
  }

  /// The text up to the parenthesis that closes the row.
  private static func row(_ text: Substring) -> Substring {
    var depth = 1
    for index in text.indices {
      if text[index] == "(" { depth += 1 }
      if text[index] == ")" { depth -= 1 }
      if depth == 0 { return text[..<index] }
    }
    return text
  }

  private static func target(kind: String, row: Substring) throws(Complaint) -> Target {
    guard let name = row.firstMatch(of: /"([A-Za-z]+)"/).map({ String($0.output.1) }) else {
      throw Complaint("Package.swift", "a row has no name: \(row.prefix(40))")
    }
    // Arrays of names: the imports, and after `uses:` the products.
    let lists = row.matches(of: /\[([^\[\]]*)\]/).map { String($0.output.1) }
    var dependencies: Set<String> = []
    for list in lists where !list.contains(".apt") {
      for match in list.matches(of: /"([A-Za-z]+)"/) { dependencies.insert(String(match.output.1)) }
    }
    for match in row.matches(of: /exclude: \["([A-Za-z]+)"\]/) {
      dependencies.remove(String(match.output.1))
    }
    let isTest = kind == "proof" || kind == ".testTarget"
    if kind == "proof" { dependencies.insert("TestKit") }
    let path = row.firstMatch(of: /path: "([^"]+)"/).map { String($0.output.1) }
    return Target(
      name: name, folder: path ?? (isTest ? "Tests/" : "Sources/") + name,
      dependencies: dependencies, isTest: isTest, isSystemLibrary: kind == ".systemLibrary")
  }
}
