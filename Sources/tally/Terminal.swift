import Bytes
import Logging
import SwiftProtobuf
import World

/// Where a command writes, and how.
struct Terminal: Sendable {
  /// Standard output is a terminal: tables, colours, times relative to now.
  let isInteractive: Bool
  /// Standard error is one: progress is drawn.
  let showsProgress: Bool
  let hasColor: Bool
  let language: Language
  let json: Selection?
  let world: World

  init(_ options: CommonOptions) {
    isInteractive = Process.isTerminal(.standardOutput)
    showsProgress = Process.isTerminal(.standardError)
    hasColor = isInteractive && Process.variable("NO_COLOR") == nil
    language = options.chosenLanguage
    json = options.json.map(Selection.init)
    world = .live(log: Logger(label: "tally") { _ in SwiftLogNoOpLogHandler() })
  }

  /// One line of data.
  func line(_ text: String) { Files.write(text + "\n", to: .standardOutput) }

  /// One line for the person, in their language.
  func note(_ sentence: Sentence) {
    Files.write(language.text(sentence) + "\n", to: .standardError)
  }

  /// A word or heading in the person's language.
  func say(_ english: String) -> String { language.text(english) }

  /// A sentence in the person's language.
  func sentence(_ sentence: Sentence) -> String { language.text(sentence) }

  /// A sentence among data: in the person's language on a terminal, in English for a pipe.
  func value(_ sentence: Sentence) -> String {
    isInteractive ? language.text(sentence) : sentence.text()
  }

  /// The language of values: the person's on a terminal, English for a pipe.
  var valueLanguage: Language { isInteractive ? language : .english }

  func word(_ codes: Codes, _ code: UInt32) -> String { codes.word(code, in: valueLanguage) }
  func word(_ codes: Codes, _ sent: String) -> String { codes.word(sent, in: valueLanguage) }
  func answer(_ flag: Bool) -> String { word(.answer, flag ? 2 : 1) }

  /// `M0`, `M1`, …; in Chinese the first says what it is, as the others are usual names.
  func bucket(_ index: UInt32) -> String {
    switch valueLanguage {
    case .english: "M\(index)"
    case .chinese: index == 0 ? "M0 未逾期" : "M\(index)"
    }
  }

  /// The reply as JSON when that was asked for, otherwise what `table` prints.
  func show(
    _ reply: some Message, _ table: () throws(CommandFailure) -> Void
  ) throws(CommandFailure) {
    guard let json else { return try table() }
    guard let value = ReplyJSON.of(reply) else {
      throw .failed("the reply cannot be written as JSON")
    }
    line(try json.of(value.description))
  }

  /// What no message holds, as JSON when that was asked for, otherwise what `table` prints.
  func show(
    json value: JSONValue, _ table: () throws(CommandFailure) -> Void
  ) throws(CommandFailure) {
    guard let json else { return try table() }
    line(try json.of(value.description))
  }

  /// The findings of a verification which failed, when JSON was asked for.
  func showFindings(_ failure: CommandFailure) throws(CommandFailure) {
    guard json != nil, case .unsound(_, let findings) = failure else { return }
    try show(
      json: .object([("verified", .flag(false)), ("findings", .list(findings.map(JSONValue.text)))])
    ) {}
  }

  /// Names and values, one a line.
  func facts(_ facts: [(String, String)]) {
    let shown = facts.filter { !$0.1.isEmpty }
    guard isInteractive else {
      for (name, value) in shown { line("\(name)\t\(value)") }
      return
    }
    let names = shown.map { say($0.0) }
    let width = names.map(Table.width).max() ?? 0
    for (name, fact) in zip(names, shown) {
      line(dim(Table.padded(name, width)) + "  " + fact.1)
    }
  }

  func table(_ headings: [String], _ rows: [[String]]) {
    guard isInteractive else {
      for row in rows { line(row.map(Table.flat).joined(separator: "\t")) }
      return
    }
    let table = Table(headings: headings.map(say), rows: rows)
    for (number, text) in table.lines.enumerated() { line(number == 0 ? bold(text) : text) }
  }

  /// RFC 3339 for a pipe, the distance from now for a terminal.
  func time(_ text: String) -> String {
    guard isInteractive, let time = Timestamp(text) else { return text }
    let seconds = (world.recordedNow().microseconds - time.microseconds) / 1_000_000
    switch seconds {
    case ..<0: return text
    case ..<60: return "\(seconds) s \(say("ago"))"
    case ..<3600: return "\(seconds / 60) min \(say("ago"))"
    case ..<86_400: return "\(seconds / 3600) h \(say("ago"))"
    default: return String(text.prefix(10))
    }
  }

  func bold(_ text: String) -> String { hasColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
  func dim(_ text: String) -> String { hasColor ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
  func green(_ text: String) -> String { hasColor ? "\u{1B}[32m\(text)\u{1B}[0m" : text }
}
