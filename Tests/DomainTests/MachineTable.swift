import Foundation

/// The tables of proto-like-specs/machines.md.
struct MachineTable: Sendable {
  struct Row: Sendable {
    /// nil for creation.
    let from: [String?]
    /// Empty when the state stays.
    let to: [String]
    let event: String
    let authority: [[String]]
  }

  struct Unreadable: Error {
    let line: String
  }

  let name: String
  let states: [(code: Int, word: String)]
  let rows: [Row]

  static func all() throws -> [MachineTable] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appendingPathComponent("proto-like-specs/machines.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    return try text.components(separatedBy: "\n## ").dropFirst().map(MachineTable.init(section:))
  }

  init(section: String) throws {
    let lines = section.split(separator: "\n").map(String.init)
    guard let title = lines.first, let dot = title.firstIndex(of: "."),
      let colon = title.firstIndex(of: ":"), lines.count > 4
    else { throw Unreadable(line: section) }
    name = title[title.index(after: dot)..<colon].trimmingCharacters(in: .whitespaces)
    states = try lines[1].components(separatedBy: " · ").map { part in
      let words = part.split(separator: " ")
      guard words.count >= 2, let code = Int(words[0]) else { throw Unreadable(line: part) }
      return (code, String(words[1]))
    }
    rows = try lines.dropFirst(4).map { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard line.hasPrefix("|"), cells.count == 5 else { throw Unreadable(line: line) }
      return Row(
        from: cells[0] == "—" ? [nil] : Self.parts(cells[0]),
        to: cells[1] == "same" ? [] : Self.parts(cells[1]),
        event: cells[2].replacingOccurrences(of: " †", with: ""),
        authority: Self.parts(cells[4]).map { alternative in
          alternative.components(separatedBy: " + ")
        })
    }
  }

  private static func parts(_ cell: String) -> [String] { cell.components(separatedBy: ", ") }
}
