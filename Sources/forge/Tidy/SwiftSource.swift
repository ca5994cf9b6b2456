/// A Swift file taken apart: its code without comments and literals, and its literals.
package struct SwiftSource: Sendable {
  package struct Literal: Sendable, Equatable {
    package let line: Int
    /// As it is written; `%` stands for what is put in.
    package let text: String
    /// Where it stands in the file, quotes and all, in bytes.
    package let range: Range<Int>
  }

  package let path: String
  /// The lines of code; comments and the contents of literals are blanks.
  package let code: [String]
  package let literals: [Literal]
  package let lineCount: Int

  package init(path: String, text: String) {
    self.path = path
    var scan = Scan(bytes: Array(text.utf8))
    scan.run()
    code = scan.code.split(separator: Scan.lineEnd, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    literals = scan.literals
    lineCount = code.count
  }

  /// The modules imported, with the line and the words before `import`.
  package var imports: [(line: Int, module: String, words: [String])] {
    code.enumerated().compactMap { index, text in
      let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
      guard let mark = words.firstIndex(of: "import"), mark + 1 < words.count else { return nil }
      let before = Array(words[..<mark])
      guard before.allSatisfy({ $0.hasPrefix("@") || Self.accessWords.contains($0) }) else {
        return nil
      }
      var name = words[mark + 1]
      if Self.kindWords.contains(name), mark + 2 < words.count { name = words[mark + 2] }
      return (index + 1, String(name.prefix { $0 != "." }), before)
    }
  }

  private static let accessWords: Set = ["package", "public", "internal", "private", "fileprivate"]
  private static let kindWords: Set = ["struct", "class", "enum", "func", "protocol", "let", "var"]

  /// Reads the file once, byte by byte.
  private struct Scan {
    static let lineEnd = UInt8(ascii: "\n")
    private static let blank = UInt8(ascii: " ")
    private static let hash = UInt8(ascii: "#")
    private static let quote = UInt8(ascii: "\"")
    /// What may begin a comment or a literal.
    private static let starts = [UInt8(ascii: "/"), hash, quote]

    let bytes: [UInt8]
    var code: [UInt8] = []
    var literals: [Literal] = []
    private var at = 0
    private var line = 1

    init(bytes: [UInt8]) {
      self.bytes = bytes
      code.reserveCapacity(bytes.count)
    }

    mutating func run() {
      while at < bytes.count {
        guard Self.starts.contains(bytes[at]) else {
          copy()
          continue
        }
        if isNext("//") {
          while at < bytes.count, bytes[at] != Self.lineEnd { hide() }
        } else if isNext("/*") {
          comment()
        } else if let fence = fenceOfLiteral() {
          literal(fence: fence)
        } else {
          copy()
        }
      }
    }

    private func isNext(_ text: String) -> Bool {
      let text = text.utf8
      guard at + text.count <= bytes.count, bytes[at] == text.first else { return false }
      return bytes[at..<at + text.count].elementsEqual(text)
    }

    private mutating func copy() {
      if bytes[at] == Self.lineEnd { line += 1 }
      code.append(bytes[at])
      at += 1
    }

    /// Passes over `count` bytes, at the end of the file over fewer.
    private mutating func hide(_ count: Int = 1) {
      for _ in 0..<min(count, bytes.count - at) {
        if bytes[at] == Self.lineEnd { line += 1 }
        code.append(bytes[at] == Self.lineEnd ? Self.lineEnd : Self.blank)
        at += 1
      }
    }

    private mutating func comment() {
      var depth = 0
      repeat {
        if isNext("/*") {
          depth += 1
          hide(2)
        } else if isNext("*/") {
          depth -= 1
          hide(2)
        } else {
          hide()
        }
      } while depth > 0 && at < bytes.count
    }

    /// The number of `#` before a quote that stands here; nil when no literal starts here.
    private func fenceOfLiteral() -> Int? {
      guard bytes[at] == Self.hash || bytes[at] == Self.quote else { return nil }
      var end = at
      while end < bytes.count, bytes[end] == Self.hash { end += 1 }
      guard end < bytes.count, bytes[end] == Self.quote else { return nil }
      return end - at
    }

    private mutating func literal(fence: Int) {
      let start = line
      let startsAt = at
      let hashes = String(repeating: "#", count: fence)
      hide(fence)
      let end = (isNext("\"\"\"") ? "\"\"\"" : "\"") + hashes
      hide(end.utf8.count - fence)
      var text: [UInt8] = []
      while at < bytes.count, !isNext(end) {
        if isNext("\\" + hashes + "(") {
          interpolation(fence: fence)
          text.append(UInt8(ascii: "%"))
        } else {
          // An escaped quote does not end the literal.
          let count = isNext("\\" + hashes) ? 2 + fence : 1
          text += bytes[at..<min(at + count, bytes.count)]
          hide(count)
        }
      }
      hide(end.utf8.count)
      literals.append(
        Literal(line: start, text: String(decoding: text, as: UTF8.self), range: startsAt..<at))
    }

    /// Code inside a literal, up to the closing parenthesis.
    private mutating func interpolation(fence: Int) {
      hide(1 + fence)
      var depth = 0
      repeat {
        if let inner = fenceOfLiteral() {
          literal(fence: inner)
          continue
        }
        if bytes[at] == UInt8(ascii: "(") { depth += 1 }
        if bytes[at] == UInt8(ascii: ")") { depth -= 1 }
        copy()
      } while depth > 0 && at < bytes.count
    }
  }
}
