/// SQL source text: knows what is code and what is quoted or commented out.
package struct SQLText: Sendable {
  package let characters: [Character]
  /// For each character, whether it is code: outside quotes, dollar quotes and comments.
  package let isCode: [Bool]

  /// - Throws: when a quote or a comment is not closed.
  package init(_ text: String, file: String) throws(Complaint) {
    let characters = Array(text)
    var isCode = [Bool](repeating: true, count: characters.count)
    var at = 0
    while at < characters.count {
      guard let end = Self.endOfQuoted(characters, from: at) else {
        let line = characters[..<at].count { $0 == "\n" } + 1
        throw Complaint(file, line: line, "a quote or comment is not closed")
      }
      for index in at..<end { isCode[index] = false }
      at = max(end, at + 1)
    }
    self.characters = characters
    self.isCode = isCode
  }

  /// The end of the quote or comment which starts at `start`; `start` itself when none does; nil
  /// when it is not closed.
  private static func endOfQuoted(_ text: [Character], from start: Int) -> Int? {
    let next = start + 1 < text.count ? text[start + 1] : " "
    switch text[start] {
    case "'":
      let isEscaped =
        start > 0 && (text[start - 1] == "E" || text[start - 1] == "e")
        && (start < 2 || !isWord(text[start - 2]))
      return endOfString(text, from: start, hasEscapes: isEscaped)
    case "\"": return endOfString(text, from: start, hasEscapes: false)
    case "-" where next == "-":
      return text[start...].firstIndex(of: "\n") ?? text.count
    case "/" where next == "*": return endOfComment(text, from: start)
    case "$" where start == 0 || !isWord(text[start - 1]):
      return endOfDollarQuote(text, from: start)
    default: return start
    }
  }

  private static func endOfString(
    _ text: [Character], from start: Int, hasEscapes: Bool
  ) -> Int? {
    var at = start + 1
    while at < text.count {
      if hasEscapes, text[at] == "\\" {
        at += 2
      } else if text[at] == text[start] {
        return at + 1
      } else {
        at += 1
      }
    }
    return nil
  }

  private static func endOfComment(_ text: [Character], from start: Int) -> Int? {
    var depth = 0
    var at = start
    while at + 1 < text.count {
      switch (text[at], text[at + 1]) {
      case ("/", "*"):
        depth += 1
        at += 2
      case ("*", "/"):
        depth -= 1
        at += 2
        if depth == 0 { return at }
      default: at += 1
      }
    }
    return nil
  }

  private static func endOfDollarQuote(_ text: [Character], from start: Int) -> Int? {
    var at = start + 1
    while at < text.count, isWord(text[at]) { at += 1 }
    guard at < text.count, text[at] == "$", !text[start + 1].isNumber else { return start }
    let tag = Array(text[start...at])
    at += 1
    while at + tag.count <= text.count {
      if text[at] == "$", Array(text[at..<at + tag.count]) == tag { return at + tag.count }
      at += 1
    }
    return nil
  }

  static func isWord(_ character: Character) -> Bool {
    character == "_" || character.isLetter || character.isNumber
  }

  /// The statements, each ended by a `;` at the end of a line, without the `;` and without the
  /// comments before it.
  package var statements: [String] {
    var out: [String] = []
    var start = 0
    for index in characters.indices where isCode[index] && characters[index] == ";" {
      guard endsLine(after: index) else { continue }
      out.append(trimmed(start..<index))
      start = index + 1
    }
    out.append(trimmed(start..<characters.count))
    return out.filter { !$0.isEmpty }
  }

  /// Whether only blanks and a comment follow on the line.
  private func endsLine(after index: Int) -> Bool {
    for next in characters[(index + 1)...].indices {
      if characters[next] == "\n" || !isCode[next] { return true }
      if !characters[next].isWhitespace { return false }
    }
    return true
  }

  private func trimmed(_ range: Range<Int>) -> String {
    var range = range
    while let first = range.first, characters[first].isWhitespace || isComment(first) {
      range = range.dropFirst()
    }
    while let last = range.last, characters[last].isWhitespace { range = range.dropLast() }
    return String(characters[range])
  }

  /// Whether the character lies in a comment which began as one (not in a quote).
  private func isComment(_ index: Int) -> Bool {
    guard !isCode[index] else { return false }
    var start = index
    while start > 0, !isCode[start - 1] { start -= 1 }
    return characters[start] == "-" || characters[start] == "/"
  }
}
