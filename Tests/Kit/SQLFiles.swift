import Foundation
package import SQL

/// The files of `sql/`, read as the generator reads them.
package enum SQLFiles {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("sql")

  package static func script(_ name: String) throws -> Script {
    let text = try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
    return Script(name: name, statements: statements(text))
  }

  /// The statements of each check of a folder below `sql/checks`, by the file's name.
  package static func checks(_ folder: String) throws -> [(name: String, statements: [String])] {
    let path = root.appendingPathComponent("checks/\(folder)")
    return try FileManager.default.contentsOfDirectory(atPath: path.path).sorted().map { file in
      let text = try String(contentsOf: path.appendingPathComponent(file), encoding: .utf8)
      return (String(file.dropLast(4)), statements(text))
    }
  }

  /// The migrations of `platform` or `tenant`, in order.
  package static func migrations(_ side: String) throws -> [Migration] {
    let folder = root.appendingPathComponent("\(side)/migrations")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".sql") && !$0.hasSuffix(".check.sql") }.sorted()
    return try names.enumerated().map { index, file in
      let name = String(file.dropLast(4))
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      let check = try String(
        contentsOf: folder.appendingPathComponent(name + ".check.sql"), encoding: .utf8)
      return Migration(
        number: index + 1, name: String(name.dropFirst(5)), statements: statements(text),
        checks: statements(check), digest: name)
    }
  }

  /// The statements of a file: each ends with a semicolon at the end of a line, outside of dollar
  /// quotes.
  package static func statements(_ text: String) -> [String] {
    var out: [String] = []
    var current = ""
    var tag: String?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var code = line
      if tag == nil, let comment = line.range(of: "--") { code = line[..<comment.lowerBound] }
      for mark in code.matches(of: /\$[a-z_]*\$/).map({ String($0.output) }) {
        if tag == nil { tag = mark } else if tag == mark { tag = nil }
      }
      let trimmed = code.trimmingCharacters(in: .whitespaces)
      if tag == nil, trimmed.hasSuffix(";") {
        out.append(current + trimmed.dropLast())
        current = ""
      } else if tag != nil || !trimmed.isEmpty {
        current += code + "\n"
      }
    }
    precondition(current.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty, "no semicolon")
    return out
  }
}
