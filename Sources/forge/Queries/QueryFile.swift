/// One file of `sql/queries`, read but not yet asked for its types.
package struct QueryFile: Sendable, Equatable {
  package struct Parameter: Sendable, Equatable {
    package let name: String
    package var isNullable: Bool
  }

  /// Relative to the repository's root.
  package let path: String
  /// `cases`, from the folder.
  package let area: String
  /// `insert`, from the file.
  package let name: String
  package let documentation: [String]
  package let isColumnar: Bool
  /// Whether the statement, written for the ledger's tables, serves the access log's too.
  package let isOfEachLog: Bool
  /// The statement with `$1`, `$2` … in place of the named parameters.
  package let text: String
  /// In the order of their first appearance.
  package let parameters: [Parameter]

  /// Reads `sql/queries/<area>/<name>.sql`.
  package init(path: String, source: String) throws(Complaint) {
    let parts = path.split(separator: "/").map(String.init)
    guard parts.count >= 2, path.hasSuffix(".sql") else {
      throw Complaint(path, "does not lie at sql/queries/<area>/<name>.sql")
    }
    area = parts[parts.count - 2]
    name = String(parts[parts.count - 1].dropLast(4))
    self.path = path
    for part in [area, name] where !Self.isName(part) {
      throw Complaint(path, "\(part) is not a lower-case name with underscores")
    }

    let lines = source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let top = lines.prefix { $0.hasPrefix("--") }
    let remarks = top.map { $0.drop { $0 == "-" }.trimmed }
    isColumnar = remarks.contains("columnar")
    isOfEachLog = remarks.contains("of each log")
    documentation = remarks.filter { $0 != "columnar" && $0 != "of each log" && !$0.isEmpty }
    guard !documentation.isEmpty else {
      throw Complaint(path, line: 1, "needs a comment on top, which becomes its documentation")
    }
    let body = try SQLText(lines.dropFirst(top.count).joined(separator: "\n"), file: path)
    (text, parameters) = try Self.numbered(body, path: path, firstLine: top.count + 1)
    if isColumnar, parameters.isEmpty {
      throw Complaint(path, "a columnar statement needs a parameter")
    }
    if isOfEachLog, accessText == text {
      throw Complaint(path, "a statement of each log names no table of the ledger")
    }
  }

  /// The statement on the access log's tables: the only difference is the table names.
  package var accessText: String {
    text.replacing("tenant.ledger_", with: "tenant.access_")
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.first, first.isLowercase else { return false }
    return text.allSatisfy { ($0.isASCII && $0.isLowercase) || $0.isNumber || $0 == "_" }
  }

  /// Puts `$n` in place of each `:name` and `:name?`, and takes the closing `;` away.
  private static func numbered(
    _ body: SQLText, path: String, firstLine: Int
  ) throws(Complaint) -> (String, [Parameter]) {
    var out = ""
    var parameters: [Parameter] = []
    var line = firstLine
    var at = 0
    let characters = body.characters
    while at < characters.count {
      let character = characters[at]
      if character == "\n" { line += 1 }
      if body.isCode[at], character == ";" {
        let rest = (at + 1..<characters.count).filter { body.isCode[$0] }
        guard rest.allSatisfy({ characters[$0].isWhitespace }) else {
          throw Complaint(path, line: line, "holds more than one statement")
        }
        break
      }
      guard body.isCode[at], character == ":", let name = nameAfterColon(characters, at) else {
        out.append(character)
        at += 1
        continue
      }
      at += 1 + name.count
      let isNullable = at < characters.count && characters[at] == "?"
      if isNullable { at += 1 }
      let index = parameters.firstIndex { $0.name == name } ?? parameters.count
      if index == parameters.count { parameters.append(Parameter(name: name, isNullable: false)) }
      if isNullable { parameters[index].isNullable = true }
      out += "$\(index + 1)"
    }
    let text = Substring(out).trimmed
    guard !text.isEmpty else { throw Complaint(path, "holds no statement") }
    return (text, parameters)
  }

  /// The name after a single colon; nil for `::`, `:=` and array slices.
  private static func nameAfterColon(_ text: [Character], _ colon: Int) -> String? {
    if colon > 0, text[colon - 1] == ":" { return nil }
    let name = text[(colon + 1)...].prefix(while: SQLText.isWord)
    guard let first = name.first, first.isLowercase else { return nil }
    return String(name)
  }
}

extension Substring {
  /// Without blanks and line ends at both ends.
  var trimmed: String {
    let start = drop(while: \.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}
