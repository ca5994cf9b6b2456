import Bytes
import Foundation
import Ledger
import Testing

@Suite struct JCSTests {
  private static func random(_ random: inout Seeded, depth: Int) -> JSONValue {
    switch Int.random(in: 0..<(depth > 3 ? 4 : 6), using: &random) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &random))
    case 2:
      return .integer(
        Int64.random(in: -JCS.integerMagnitudeMax...JCS.integerMagnitudeMax, using: &random))
    case 3: return .string(text(&random))
    case 4:
      return .array(
        (0..<Int.random(in: 0...4, using: &random)).map { _ in
          Self.random(&random, depth: depth + 1)
        })
    default:
      var members: [String: JSONValue] = [:]
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        members[text(&random)] = Self.random(&random, depth: depth + 1)
      }
      return .object(members)
    }
  }

  private static func text(_ random: inout Seeded) -> String {
    let ranges: [ClosedRange<UInt32>] = [
      0...0x7F, 0...0x1F, 0x20...0x7E, 0x80...0x7FF, 0x800...0xD7FF, 0xE000...0xFFFF,
      0x10000...0x10FFFF,
    ]
    var out = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...6, using: &random) {
      let range = ranges.randomElement(using: &random)!
      out.append(Unicode.Scalar(UInt32.random(in: range, using: &random))!)
    }
    return String(out)
  }

  /// Any JSON spelling of a value, all text escaped, names in no order: what Python reads.
  private static func spelled(_ value: JSONValue) -> String {
    switch value {
    case .null: return "null"
    case .bool(let flag): return flag ? "true" : "false"
    case .integer(let number): return String(number)
    case .string(let text):
      return "\""
        + text.utf16.map { "\\u" + String(UInt32($0) + 0x10000, radix: 16).dropFirst() }
        .joined() + "\""
    case .array(let elements): return "[" + elements.map(spelled).joined(separator: " , ") + "]"
    case .object(let members):
      return "{"
        + members.map { spelled(.string($0)) + " : " + spelled($1) }.joined(separator: " , ") + "}"
    }
  }

  private static let python = """
    import json, sys
    def order(v):
        if isinstance(v, dict):
            return {k: order(v[k]) for k in sorted(v, key=lambda k: k.encode('utf-16-be', 'surrogatepass'))}
        if isinstance(v, list):
            return [order(e) for e in v]
        return v
    for line in sys.stdin:
        text = json.dumps(order(json.loads(line)), ensure_ascii=False, separators=(',', ':'))
        print(text.encode().hex())
    """

  /// Goal: the writer is RFC 8785. Method: Python's json module writes the same values with names
  /// sorted by UTF-16 code units; it shares no code with ours.
  @Test(arguments: [11, 12] as [UInt64])
  func agreesWithPython(seed: UInt64) throws {
    var random = Seeded(seed)
    // Dictionaries in Swift compare names by canonical equivalence; the text has no such pairs
    // that matter here, since equal names would simply replace each other.
    let values = (0..<500).map { _ in Self.random(&random, depth: 0) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", Self.python]
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let text = values.map { Self.spelled($0) + "\n" }.joined()
    let writer = input.fileHandleForWriting
    Thread.detachNewThread {
      try? writer.write(contentsOf: Data(text.utf8))
      try? writer.close()
    }
    let answer = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let lines = answer.split(separator: "\n")
    try #require(lines.count == values.count)
    for (value, line) in zip(values, lines) {
      let bytes = try JCS.bytes(value)
      #expect(Hex.text(bytes) == line, "seed \(seed)")
      #expect(try JCS.value(bytes) == value, "seed \(seed)")
    }
  }

  /// Source: RFC 8785 section 3.2.3.
  @Test func namesAreSortedByUTF16() throws {
    let names = ["\u{20AC}", "\r", "\u{FB33}", "1", "\u{1F600}", "\u{80}", "\u{F6}"]
    let value = JSONValue.object(Dictionary(uniqueKeysWithValues: names.map { ($0, .null) }))
    #expect(
      String(decoding: try JCS.bytes(value), as: UTF8.self)
        == "{\"\\r\":null,\"1\":null,\"\u{80}\":null,\"\u{F6}\":null,\"\u{20AC}\":null,"
        + "\"\u{1F600}\":null,\"\u{FB33}\":null}")
  }

  @Test func readerRefusesOtherSpellings() throws {
    for text in [
      "", " 1", "1 ", "01", "-0", "1.0", "1e2", "[1,]", "[,]", "{\"b\":1,\"a\":2}",
      "{\"a\":1,\"a\":1}", "\"\\u0041\"", "\"\\u000A\"", "\"\\/\"", "\"\n\"", "nul", "\"a",
      "9007199254740992", "{\"a\" :1}", String(repeating: "[", count: 40),
    ] {
      #expect(throws: LedgerFailure.self, "\(text)") { try JCS.value(Array(text.utf8)) }
    }
    #expect(throws: LedgerFailure.self) { try JCS.value([0x22, 0xFF, 0x22]) }
    #expect(throws: LedgerFailure.invalidField("integer")) {
      try JCS.bytes(.integer(9_007_199_254_740_992))
    }
  }
}
