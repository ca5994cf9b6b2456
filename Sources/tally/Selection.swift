/// Which fields of a reply `--json` prints: all, or those named.
struct Selection: Sendable {
  /// Stands for the whole reply.
  static let all = "*"

  /// Empty: the whole reply.
  private let fields: [String]

  init(_ text: String) {
    fields = text == Self.all ? [] : text.split(separator: ",").map(String.init)
  }

  /// The named fields of `json`. A path's parts are divided by dots. Where the reply is a list, the
  /// fields are those of its members. What the reply leaves out is null.
  func of(_ json: String) throws(CommandFailure) -> String {
    guard !fields.isEmpty else { return json }
    let top = try Self.members(json[...])
    let names = Set(top.map(\.name))
    let isOfTop = fields.contains { names.contains(String($0.prefix { $0 != "." })) }
    let lists = top.filter { $0.value.hasPrefix("[{") }
    guard !isOfTop, lists.count == 1, let list = lists.first else {
      return try object(json[...])
    }
    var out: [String] = []
    for element in try Self.elements(list.value) { out.append(try object(element)) }
    return "[" + out.joined(separator: ",") + "]"
  }

  private func object(_ json: Substring) throws(CommandFailure) -> String {
    var out: [String] = []
    for field in fields {
      var value = json
      for part in field.split(separator: ".") {
        guard value.hasPrefix("{") else {
          value = "null"
          break
        }
        value = try Self.members(value).first { $0.name == part }?.value ?? "null"
      }
      out.append("\"\(field)\":\(value)")
    }
    return "{" + out.joined(separator: ",") + "}"
  }

  /// The members of an object, as they are written.
  static func members(
    _ json: Substring
  ) throws(CommandFailure) -> [(name: String, value: Substring)] {
    var out: [(name: String, value: Substring)] = []
    for part in try parts(json) {
      let name = extent(of: part)
      let rest = part[name.endIndex...].drop { $0 == " " || $0 == ":" }
      out.append((String(name.dropFirst().dropLast()), rest))
    }
    return out
  }

  private static func elements(_ json: Substring) throws(CommandFailure) -> [Substring] {
    try parts(json)
  }

  /// What stands between the commas of an object or a list.
  private static func parts(_ json: Substring) throws(CommandFailure) -> [Substring] {
    guard let first = json.first, first == "{" || first == "[" else {
      throw .failed("the reply is no object")
    }
    var out: [Substring] = []
    var rest = json.dropFirst().dropLast()
    while !rest.isEmpty {
      var end = rest.startIndex
      while end < rest.endIndex, rest[end] != "," {
        end = extent(of: rest[end...]).endIndex
      }
      out.append(rest[..<end])
      rest = end < rest.endIndex ? rest[rest.index(after: end)...] : ""
    }
    return out
  }

  /// The string, list or object at the front, or one character.
  private static func extent(of json: Substring) -> Substring {
    var depth = 0
    var isText = false
    var isEscaped = false
    for index in json.indices {
      let character = json[index]
      if isText {
        if isEscaped {
          isEscaped = false
        } else if character == "\\" {
          isEscaped = true
        } else if character == "\"" {
          isText = false
        }
      } else if character == "\"" {
        isText = true
      } else if character == "{" || character == "[" {
        depth += 1
      } else if character == "}" || character == "]" {
        depth -= 1
      }
      if depth <= 0 && !isText { return json[...index] }
    }
    return json
  }
}
