/// Options of every command may stand before its name: `tally --as collector case next`.
package enum Arguments {
  private static let withValue: Set = [
    "--as", "--key", "--language", "--server", "--timeout", "--token-file",
  ]
  private static let json = "--json"

  /// The ways to read a command line, the likely one first.
  ///
  /// `--json` has a value or none, which no parser can tell in every order of the words, so each is
  /// made `--json=fields`, all fields being `--json=*`. A word behind a bare `--json` belongs to the
  /// command; only a command with no place for it takes it for the fields.
  ///
  /// A word such as "-5 TWD" is a value and no option, unless an option stands before it: such words
  /// are put behind the others.
  package static func readings(_ arguments: [String]) -> [[String]] {
    let likely = reading(arguments, takesWord: false)
    let other = reading(arguments, takesWord: true)
    return likely == other ? [likely] : [likely, other]
  }

  private static func reading(_ arguments: [String], takesWord: Bool) -> [String] {
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    var rest: [String] = []
    var negatives: [String] = []
    var fields: String?
    var index = arguments.startIndex
    while index < end {
      let word = arguments[index]
      index += 1
      if word.hasPrefix(json + "=") {
        fields = String(word.dropFirst(json.count + 1))
      } else if word == json {
        fields = ""
        if takesWord, index < end, !arguments[index].hasPrefix("-") {
          fields = arguments[index]
          index += 1
        }
      } else if isNegative(word), rest.last?.hasPrefix("-") == false {
        negatives.append(word)
      } else {
        rest.append(word)
      }
    }
    let asked = fields.map { [json + "=" + ($0.isEmpty ? Selection.all : $0)] } ?? []
    guard !negatives.isEmpty else { return arranged(rest, asked) + arguments[end...] }
    return arranged(rest, asked) + ["--"] + negatives + arguments[end...].dropFirst()
  }

  private static func isNegative(_ word: String) -> Bool {
    word.hasPrefix("-") && word.dropFirst().first.map { $0.isASCII && $0.isNumber } ?? false
  }

  /// Moves leading options behind the command's own. Help and the version have none.
  private static func arranged(_ words: [String], _ asked: [String]) -> [String] {
    var rest = words[...]
    var moved: [String] = []
    while let first = rest.first {
      if withValue.contains(first), rest.count > 1 {
        moved += rest.prefix(2)
        rest = rest.dropFirst(2)
      } else if first.contains("="), withValue.contains(String(first.prefix { $0 != "=" })) {
        moved.append(first)
        rest = rest.dropFirst()
      } else {
        break
      }
    }
    guard let command = rest.first, command != "help", !command.hasPrefix("-") else {
      return Array(rest)
    }
    return rest + moved + asked
  }
}
