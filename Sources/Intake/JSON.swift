/// A JSON text (RFC 8259), read strictly: names once per object, numbers as they are written, no
/// text behind the value. Each value knows its line.
struct JSON: Sendable {
  enum Value: Sendable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSON])
    case object([(name: String, value: JSON)])
  }

  let line: Int
  let value: Value

  static func parse(_ bytes: [UInt8]) throws(IntakeFailure) -> JSON {
    guard bytes.count <= Limits.mappingByteCountMax else {
      throw .mapping(line: 1, reason: "longer than \(Limits.mappingByteCountMax) bytes")
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw .mapping(line: 1, reason: "not UTF-8")
    }
    var parser = JSONParser(bytes: bytes)
    return try parser.document()
  }
}

private struct JSONParser {
  let bytes: [UInt8]
  private var offset = 0
  private var line = 1

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(IntakeFailure) -> JSON {
    let value = try value(depth: 0)
    skipSpace()
    guard offset == bytes.count else { throw failure("text behind the end") }
    return value
  }

  private func failure(_ reason: String) -> IntakeFailure { .mapping(line: line, reason: reason) }

  private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 32 || byte == 9 || byte == 10 || byte == 13 {
      if byte == 10 { line += 1 }
      offset += 1
    }
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(IntakeFailure) {
    skipSpace()
    guard next == UInt8(ascii: character) else { throw failure("expected \(character)") }
    offset += 1
  }

  private mutating func value(depth: Int) throws(IntakeFailure) -> JSON {
    guard depth < Limits.jsonDepthMax else { throw failure("nested too deep") }
    skipSpace()
    let start = line
    guard let byte = next else { throw failure("the text ends too early") }
    let value: JSON.Value
    switch byte {
    case UInt8(ascii: "{"): value = try object(depth: depth)
    case UInt8(ascii: "["): value = try array(depth: depth)
    case UInt8(ascii: "\""): value = .string(try string())
    case UInt8(ascii: "t"): value = try word("true", .bool(true))
    case UInt8(ascii: "f"): value = try word("false", .bool(false))
    case UInt8(ascii: "n"): value = try word("null", .null)
    default: value = .number(try number())
    }
    return JSON(line: start, value: value)
  }

  private mutating func word(
    _ text: StaticString, _ value: JSON.Value
  ) throws(IntakeFailure) -> JSON.Value {
    let expected = Array("\(text)".utf8)
    guard bytes[offset...].starts(with: expected) else { throw failure("not a value") }
    offset += expected.count
    return value
  }

  private mutating func object(depth: Int) throws(IntakeFailure) -> JSON.Value {
    try expect("{")
    var members: [(name: String, value: JSON)] = []
    var names: Set<String> = []
    skipSpace()
    if next == UInt8(ascii: "}") {
      offset += 1
      return .object([])
    }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw failure("expected a name in quotes") }
      let name = try string()
      guard names.insert(name).inserted else { throw failure("\(name) comes twice") }
      try expect(":")
      members.append((name, try value(depth: depth + 1)))
      skipSpace()
      if next == UInt8(ascii: ",") {
        offset += 1
        continue
      }
      try expect("}")
      return .object(members)
    }
  }

  private mutating func array(depth: Int) throws(IntakeFailure) -> JSON.Value {
    try expect("[")
    var elements: [JSON] = []
    skipSpace()
    if next == UInt8(ascii: "]") {
      offset += 1
      return .array([])
    }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if next == UInt8(ascii: ",") {
        offset += 1
        continue
      }
      try expect("]")
      return .array(elements)
    }
  }

  private mutating func number() throws(IntakeFailure) -> String {
    let start = offset
    if next == UInt8(ascii: "-") { offset += 1 }
    let whole = digits()
    guard whole == 1 || (whole > 1 && bytes[offset - whole] != 48) else {
      throw failure("not a value")
    }
    if next == UInt8(ascii: ".") {
      offset += 1
      guard digits() > 0 else { throw failure("not a number") }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      throw failure("write the number without an exponent")
    }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  private mutating func digits() -> Int {
    let start = offset
    while let byte = next, (48...57).contains(byte) { offset += 1 }
    return offset - start
  }

  private mutating func string() throws(IntakeFailure) -> String {
    offset += 1
    var out: [UInt8] = []
    while let byte = next {
      offset += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: out, as: UTF8.self)
      case UInt8(ascii: "\\"): out.append(contentsOf: String(try escape()).utf8)
      case 0..<32: throw failure("a control character in a text")
      default: out.append(byte)
      }
    }
    throw failure("the quote is left open")
  }

  private mutating func escape() throws(IntakeFailure) -> Character {
    guard let byte = next else { throw failure("the quote is left open") }
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return Character(Unicode.Scalar(byte))
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let high = try codeUnit()
      guard UTF16.isLeadSurrogate(high) else {
        guard let scalar = Unicode.Scalar(high) else { throw failure("half a surrogate pair") }
        return Character(scalar)
      }
      guard bytes[offset...].starts(with: Array("\\u".utf8)) else {
        throw failure("half a surrogate pair")
      }
      offset += 2
      let low = try codeUnit()
      guard UTF16.isTrailSurrogate(low) else { throw failure("half a surrogate pair") }
      return Character(UTF16.decode(UTF16.EncodedScalar([high, low])))
    default: throw failure("an unknown escape")
    }
  }

  private mutating func codeUnit() throws(IntakeFailure) -> UInt16 {
    let end = offset + 4
    guard end <= bytes.count, bytes[offset..<end].allSatisfy({ Character(.init($0)).isHexDigit }),
      let value = UInt16(String(decoding: bytes[offset..<end], as: UTF8.self), radix: 16)
    else { throw failure("an escape without four hexadecimal digits") }
    offset = end
    return value
  }
}
