/// JSON of what no message holds.
package indirect enum JSONValue: Sendable, Equatable {
  case text(String)
  /// A number as it is written.
  case number(String)
  case flag(Bool)
  case list([JSONValue])
  case object([(name: String, value: JSONValue)])

  package static func number(_ value: some BinaryInteger) -> JSONValue { .number("\(value)") }

  /// Without white space, as replies are printed.
  package var description: String {
    switch self {
    case .text(let text): Self.quoted(text)
    case .number(let text): text
    case .flag(let flag): flag ? "true" : "false"
    case .list(let values): "[" + values.map(\.description).joined(separator: ",") + "]"
    case .object(let members):
      "{"
        + members.map { Self.quoted($0.name) + ":" + $0.value.description }
        .joined(separator: ",") + "}"
    }
  }

  package static func == (one: JSONValue, other: JSONValue) -> Bool {
    one.description == other.description
  }

  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case let other where other.value < 0x20 || other.value == 0x7F:
        let digits = String(other.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
