import Foundation

/// Words which may stand only where they are decided on, and names which say nothing.
package struct WordRules: Sendable {
  private let tree: Tree

  package init(tree: Tree) { self.tree = tree }

  private struct Ban {
    let word: String
    let reason: String
    /// Paths which may use it.
    var except: [String] = []
  }

  private static let bans: [Ban] = [
    Ban(
      word: "ContinuousClock()", reason: "time comes from World",
      except: ["Sources/World/", "Tests/"]),
    Ban(
      word: "SuspendingClock()", reason: "time comes from World",
      except: ["Sources/World/", "Tests/"]),
    Ban(word: "Date()", reason: "time comes from World", except: ["Sources/World/", "Tests/"]),
    Ban(
      word: ".random(", reason: "randomness comes from World", except: ["Sources/World/", "Tests/"]),
    Ban(
      word: "SystemRandomNumberGenerator", reason: "randomness comes from World",
      except: ["Sources/World/", "Tests/"]),
    Ban(word: "try!", reason: "throw the error on", except: ["Tests/"]),
    Ban(
      word: "fatalError(", reason: "use precondition for our bugs, a typed error for the world's",
      except: ["Tests/"]),
    Ban(word: "public", reason: "what crosses a module is package"),
    Ban(word: "@_implementationOnly", reason: "write package import or import"),
  ]

  /// Names of files and folders which say nothing about their contents.
  private static let emptyNames = [
    "Common", "Util", "Utils", "Helper", "Helpers", "Manager", "Types",
  ]

  /// Where SQL text may stand in Swift: generated code, the tool which asks a database for types,
  /// and the administrative half of Postgres, which works before or beside any schema of ours.
  private static let sqlAllowed = [
    "Sources/Queries/", "Sources/Postgres/", "Sources/forge/", "Tests/",
  ]

  package func complaints() throws(Complaint) -> [Complaint] {
    var out: [Complaint] = []
    for path in swiftFiles(of: tree) {
      let name = path.split(separator: "/").last.map { $0.prefix { $0 != "." && $0 != "+" } } ?? ""
      let folders = path.split(separator: "/").dropLast().map(String.init)
      for word in Self.emptyNames where name.hasSuffix(word) || folders.contains(word) {
        out.append(Complaint(path, "is called \(word), which says nothing"))
      }
      guard !isGenerated(path) else { continue }
      out += Self.complaints(of: SwiftSource(path: path, text: try tree.text(path)))
    }
    return out
  }

  /// What the text of one file breaks.
  package static func complaints(of source: SwiftSource) -> [Complaint] {
    var out: [Complaint] = []
    for (index, line) in source.code.enumerated() {
      for ban in bans where stands(ban.word, in: line) {
        guard !ban.except.contains(where: { source.path.hasPrefix($0) }) else { continue }
        out.append(Complaint(source.path, line: index + 1, "\(ban.word): \(ban.reason)"))
      }
    }
    guard !sqlAllowed.contains(where: { source.path.hasPrefix($0) }) else { return out }
    for literal in source.literals where isSQL(literal.text) {
      out.append(Complaint(source.path, line: literal.line, "holds SQL text: use sql/queries"))
    }
    return out
  }

  /// Whether the word stands in the line and is not the end or the beginning of another.
  private static func stands(_ word: String, in line: String) -> Bool {
    let bytes = Array(line.utf8)
    let wanted = Array(word.utf8)
    guard bytes.count >= wanted.count else { return false }
    for start in 0...(bytes.count - wanted.count) where bytes[start] == wanted[0] {
      let end = start + wanted.count
      guard bytes[start..<end].elementsEqual(wanted) else { continue }
      let isWhole = [(start - 1, wanted[0]), (end, wanted[wanted.count - 1])].allSatisfy {
        !(bytes.indices.contains($0) && isWord(bytes[$0]) && isWord($1))
      }
      if isWhole { return true }
    }
    return false
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static let firstWords = [
    "select", "insert", "delete", "update", "create", "alter", "drop",
  ]

  /// A guess: a statement's first words, or a clause that is seldom English.
  package static func isSQL(_ text: String) -> Bool {
    let text = text.lowercased()
    guard firstWords.contains(where: { text.contains($0) }) else { return false }
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.contains(#/\bselect .+ from [a-z]/#)
      || words.contains(#/\b(insert into|delete from) [a-z]|\bupdate [a-z_.]+ set [a-z]/#)
      || words.contains(#/^(create|alter|drop) (table|role|schema|index|function|trigger) [a-z]/#)
  }
}
