/// A JSON value which keeps integers apart from numbers written with a decimal point.
package enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int64)
  case decimal(Double)
  case text(String)
  case list([JSON])
  /// Fields in the order of the file.
  case object([Field])

  package struct Field: Sendable, Equatable {
    package let name: String
    package let value: JSON
  }

  package struct Malformed: Error, Equatable {
    package let offset: Int
  }

  /// Deepest nesting accepted, so that a hostile file cannot exhaust the stack.
  static let depthMax = 32

  /// Reads one value which fills `bytes`.
  package init(_ bytes: [UInt8]) throws(Malformed) {
    var reader = Reader(bytes: bytes)
    self = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.position == bytes.count else { throw Malformed(offset: reader.position) }
  }

  /// The field `name` of an object; nil when absent.
  package subscript(name: String) -> JSON? {
    guard case .object(let fields) = self else { return nil }
    return fields.first { $0.name == name }?.value
  }
}

extension JSON: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
  ExpressibleByBooleanLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByNilLiteral
{
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(stringLiteral value: String) { self = .text(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(nilLiteral: ()) { self = .null }
  package init(arrayLiteral elements: JSON...) { self = .list(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Field(name: $0.0, value: $0.1) })
  }
}

extension JSON: CustomStringConvertible {
  package var description: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .decimal(let value): "\(value)"
    case .text(let value): "\"\(value)\""
    case .list(let values): "[\(values.map(\.description).joined(separator: ","))]"
    case .object(let fields):
      "{\(fields.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ","))}"
    }
  }
}

extension JSON {
  private struct Reader {
    let bytes: [UInt8]
    var position = 0

    private var failure: Malformed { Malformed(offset: position) }
    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skipSpace() {
      while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    private mutating func take(_ word: StaticString) throws(Malformed) {
      for byte in "\(word)".utf8 {
        guard next == byte else { throw failure }
        position += 1
      }
    }

    private mutating func takes(_ character: Character) -> Bool {
      skipSpace()
      guard next == character.asciiValue else { return false }
      position += 1
      return true
    }

    mutating func value(depth: Int) throws(Malformed) -> JSON {
      guard depth < JSON.depthMax else { throw failure }
      skipSpace()
      switch next.map({ Character(UnicodeScalar($0)) }) {
      case "n":
        try take("null")
        return .null
      case "t":
        try take("true")
        return .bool(true)
      case "f":
        try take("false")
        return .bool(false)
      case "\"": return .text(try text())
      case "[": return .list(try list(depth: depth))
      case "{": return .object(try object(depth: depth))
      default: return try number()
      }
    }

    private mutating func list(depth: Int) throws(Malformed) -> [JSON] {
      position += 1
      if takes("]") { return [] }
      var values: [JSON] = []
      repeat { values.append(try value(depth: depth + 1)) } while takes(",")
      guard takes("]") else { throw failure }
      return values
    }

    private mutating func object(depth: Int) throws(Malformed) -> [Field] {
      position += 1
      if takes("}") { return [] }
      var fields: [Field] = []
      repeat {
        skipSpace()
        guard next == UInt8(ascii: "\"") else { throw failure }
        let name = try text()
        guard takes(":") else { throw failure }
        guard !fields.contains(where: { $0.name == name }) else { throw failure }
        fields.append(Field(name: name, value: try value(depth: depth + 1)))
      } while takes(",")
      guard takes("}") else { throw failure }
      return fields
    }

    /// Text without escapes, which the vectors do not use.
    private mutating func text() throws(Malformed) -> String {
      let start = position + 1
      guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\"")) else { throw failure }
      let content = bytes[start..<end]
      guard !content.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\\") }),
        let text = String(validating: content, as: UTF8.self)
      else { throw failure }
      position = end + 1
      return text
    }

    private mutating func number() throws(Malformed) -> JSON {
      let digits = bytes[position...].prefix { "+-.0123456789eE".utf8.contains($0) }
      guard let text = String(validating: digits, as: UTF8.self) else { throw failure }
      let value: JSON
      if let integer = Int64(text), !text.hasPrefix("+") {
        value = .integer(integer)
      } else if let decimal = Double(text), decimal.isFinite, !text.hasPrefix("+") {
        value = .decimal(decimal)
      } else {
        throw failure
      }
      position += digits.count
      return value
    }
  }
}
