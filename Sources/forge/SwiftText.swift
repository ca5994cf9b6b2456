/// Names and literals of generated Swift.
package enum SwiftText {
  /// `debtor_id` becomes `debtorID`, `end_of_day` becomes `endOfDay`.
  package static func lowerCamel(_ snake: String) -> String {
    let words = snake.split(separator: "_").map(String.init)
    guard let first = words.first else { return snake }
    return first + words.dropFirst().map(capitalised).joined()
  }

  /// `end_of_day` becomes `EndOfDay`.
  package static func upperCamel(_ snake: String) -> String {
    snake.split(separator: "_").map { capitalised(String($0)) }.joined()
  }

  private static func capitalised(_ word: String) -> String {
    switch word {
    case "id": "ID"
    case "ids": "IDs"
    default: word.prefix(1).uppercased() + word.dropFirst()
    }
  }

  /// In backticks when Swift keeps the word for itself.
  package static func escaped(_ name: String) -> String {
    reserved.contains(name) ? "`\(name)`" : name
  }

  private static let reserved: Set = [
    "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer",
    "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "for", "func", "guard",
    "if", "import", "in", "init", "inout", "internal", "is", "let", "nil", "operator", "package",
    "private", "protocol", "public", "repeat", "rethrows", "return", "self", "static", "struct",
    "subscript", "super", "switch", "throw", "throws", "true", "try", "typealias", "var", "where",
    "while",
  ]

  /// A quoted one-line literal.
  package static func literal(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  /// A raw literal over several lines, indented; the first line starts where the caller stands.
  package static func block(_ text: String, indent: Int) -> String {
    var fence = "#"
    while text.contains("\"\"\"" + fence) || text.contains("\\" + fence) { fence += "#" }
    let margin = String(repeating: " ", count: indent)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : margin + $0 }
    return "\(fence)\"\"\"\n\(lines.joined(separator: "\n"))\n\(margin)\"\"\"\(fence)"
  }

  /// Doc comment lines, wrapped at 100 columns.
  package static func documentation(_ lines: [String], indent: Int) -> String {
    let margin = String(repeating: " ", count: indent) + "///"
    var out = ""
    for line in lines {
      var current = margin
      for word in line.split(separator: " ") {
        if current.count + 1 + word.count > 100, current != margin {
          out += current + "\n"
          current = margin
        }
        current += " " + word
      }
      out += current + "\n"
    }
    return out
  }
}
