extension JCS {
  /// Reads canonical JSON: any deviation from what the writer makes is refused.
  ///
  /// - Throws: `malformedJSON` with the offset at which it was noticed.
  package static func value(_ bytes: [UInt8]) throws(LedgerFailure) -> JSONValue {
    var reader = JCSReader(bytes: bytes)
    let value = try reader.value(depth: 0)
    guard reader.at == bytes.count else { throw .malformedJSON(at: reader.at) }
    let canonical = try Self.bytes(value)
    guard canonical == bytes else {
      let same = zip(canonical, bytes).prefix { $0 == $1 }.count
      throw .malformedJSON(at: same)
    }
    return value
  }
}

/// A cursor over JSON text. Canonical order and spelling are checked by writing the value again.
private struct JCSReader {
  let bytes: [UInt8]
  var at = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  var malformed: LedgerFailure { .malformedJSON(at: at) }

  func peek() throws(LedgerFailure) -> UInt8 {
    guard at < bytes.count else { throw malformed }
    return bytes[at]
  }

  mutating func take(_ literal: String) throws(LedgerFailure) {
    for character in literal.utf8 {
      guard try peek() == character else { throw malformed }
      at += 1
    }
  }

  mutating func value(depth: Int) throws(LedgerFailure) -> JSONValue {
    guard depth < LedgerLimits.jsonDepthMax else { throw malformed }
    switch try peek() {
    case UInt8(ascii: "n"):
      try take("null")
      return .null
    case UInt8(ascii: "t"):
      try take("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try take("false")
      return .bool(false)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "["): return .array(try array(depth: depth))
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    default: return .integer(try integer())
    }
  }

  private mutating func integer() throws(LedgerFailure) -> Int64 {
    let start = at
    if try peek() == UInt8(ascii: "-") { at += 1 }
    while at < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[at]) { at += 1 }
    guard let number = Int64(String(decoding: bytes[start..<at], as: UTF8.self)) else {
      throw .malformedJSON(at: start)
    }
    return number
  }

  private mutating func array(depth: Int) throws(LedgerFailure) -> [JSONValue] {
    try take("[")
    var out: [JSONValue] = []
    if try peek() == UInt8(ascii: "]") {
      at += 1
      return out
    }
    while true {
      out.append(try value(depth: depth + 1))
      if try peek() == UInt8(ascii: "]") {
        at += 1
        return out
      }
      try take(",")
    }
  }

  private mutating func object(depth: Int) throws(LedgerFailure) -> [String: JSONValue] {
    try take("{")
    var out: [String: JSONValue] = [:]
    if try peek() == UInt8(ascii: "}") {
      at += 1
      return out
    }
    while true {
      let start = at
      let name = try string()
      try take(":")
      let member = try value(depth: depth + 1)
      guard out.updateValue(member, forKey: name) == nil else { throw .malformedJSON(at: start) }
      if try peek() == UInt8(ascii: "}") {
        at += 1
        return out
      }
      try take(",")
    }
  }

  private mutating func string() throws(LedgerFailure) -> String {
    try take("\"")
    let start = at
    var raw: [UInt8] = []
    while true {
      let byte = try peek()
      at += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: raw, as: UTF8.self) else {
          throw .malformedJSON(at: start)
        }
        return text
      case UInt8(ascii: "\\"): raw.append(try escaped())
      case 0..<0x20: throw .malformedJSON(at: at - 1)
      default: raw.append(byte)
      }
    }
  }

  /// The character after a backslash. Canonical text escapes ASCII only.
  private mutating func escaped() throws(LedgerFailure) -> UInt8 {
    let byte = try peek()
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): return byte
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "f"): return 0x0C
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "u"):
      try take("00")
      guard at + 2 <= bytes.count,
        let code = UInt8(String(decoding: bytes[at..<at + 2], as: UTF8.self), radix: 16)
      else { throw malformed }
      at += 2
      return code
    default: throw .malformedJSON(at: at - 1)
    }
  }
}
