/// A JSON value of the subset that the ledger's files use: no fractions, no exponents.
package indirect enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// Magnitude at most 2^53 - 1, so that every JSON reader keeps it exactly.
  case integer(Int64)
  case string(String)
  case array([JSONValue])
  /// Members in any order; names are distinct.
  case object([String: JSONValue])
}

/// Writes JSON in the canonical form of RFC 8785 (JCS).
package enum JCS {
  /// Largest integer written as a number. Source: RFC 8785 section 3.2.2.3, by IEEE 754.
  package static let integerMagnitudeMax: Int64 = 9_007_199_254_740_991

  /// - Throws: `invalidField` for an integer beyond `integerMagnitudeMax`.
  package static func bytes(_ value: JSONValue) throws(LedgerFailure) -> [UInt8] {
    var out: [UInt8] = []
    try append(value, to: &out)
    return out
  }

  private static func append(_ value: JSONValue, to out: inout [UInt8]) throws(LedgerFailure) {
    switch value {
    case .null: out.append(contentsOf: "null".utf8)
    case .bool(let flag): out.append(contentsOf: (flag ? "true" : "false").utf8)
    case .integer(let number):
      guard number.magnitude <= UInt64(integerMagnitudeMax) else {
        throw .invalidField("integer")
      }
      appendDecimal(number, to: &out)
    case .string(let text): appendString(text, to: &out)
    case .array(let elements):
      out.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        try append(element, to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let members):
      out.append(UInt8(ascii: "{"))
      let names = members.keys.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
      for (index, name) in names.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        appendString(name, to: &out)
        out.append(UInt8(ascii: ":"))
        try append(members[name] ?? .null, to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  /// Source: RFC 8785 section 3.2.2.2: two-character escapes, `\u00xx` for other controls.
  package static func appendString(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        out.append(UInt8(ascii: "\\"))
        out.append(byte)
      case 0x08: out.append(contentsOf: "\\b".utf8)
      case 0x09: out.append(contentsOf: "\\t".utf8)
      case 0x0A: out.append(contentsOf: "\\n".utf8)
      case 0x0C: out.append(contentsOf: "\\f".utf8)
      case 0x0D: out.append(contentsOf: "\\r".utf8)
      case 0..<0x20:
        out.append(contentsOf: "\\u00".utf8)
        appendHexDigit(byte >> 4, to: &out)
        appendHexDigit(byte & 15, to: &out)
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }

  static func appendDecimal(_ number: Int64, to out: inout [UInt8]) {
    if number < 0 { out.append(UInt8(ascii: "-")) }
    var magnitude = number.magnitude
    let start = out.count
    repeat {
      out.append(UInt8(ascii: "0") + UInt8(magnitude % 10))
      magnitude /= 10
    } while magnitude > 0
    out[start...].reverse()
  }

  static func appendHexDigit(_ value: UInt8, to out: inout [UInt8]) {
    out.append(value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10)
  }
}
