import Intake
import Testing

/// What a machine makes of `bytes` cut into pieces.
func events(_ bytes: [UInt8], pieceByteCount: Int = .max) throws -> [CSVMachine.Event] {
  var machine = CSVMachine()
  var events: [CSVMachine.Event] = []
  var rest = bytes[...]
  while !rest.isEmpty {
    events += try machine.received(rest.prefix(pieceByteCount))
    rest = rest.dropFirst(pieceByteCount)
  }
  return events + machine.finished()
}

func records(_ text: String) throws -> [[String]] {
  try events(Array(text.utf8)).map { event in
    guard case .record(let record) = event else { throw Unexpected() }
    return record.fields
  }
}

struct Unexpected: Error {}

@Suite struct CSVMachineTests {
  @Test(arguments: [
    ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]), ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
    ("a,b\n1,2", [["a", "b"], ["1", "2"]]), ("\u{FEFF}a\n", [["a"]]), ("", []), ("\n\r\n\n", []),
    ("a,\n,b\n,\n", [["a", ""], ["", "b"], ["", ""]]), ("a,", [["a", ""]]),
    ("\"a,b\",c\n", [["a,b", "c"]]), ("\"a\"\"b\"\n", [["a\"b"]]), ("\"\"\"\"\n", [["\""]]),
    ("\"a\r\nb\nc\",d\n", [["a\r\nb\nc", "d"]]), ("\"\",x\n", [["", "x"]]),
    ("姓名,\"陳,怡君\"\n", [["姓名", "陳,怡君"]]), ("\"a\"", [["a"]]), ("a\n\nb\n", [["a"], ["b"]]),
  ])
  func splits(text: String, expected: [[String]]) throws {
    #expect(try records(text) == expected)
  }

  @Test(arguments: [
    ("h\na\"b\nc\n", 2, 0, "a quote within a field that does not begin with one"),
    ("h\n\"a\"b\nc\n", 2, 0, "text behind the closing quote"),
    ("h\n\"a\" \nc\n", 2, 0, "text behind the closing quote"),
    ("h\nx,a\rb\nc\n", 2, 1, "a carriage return without a line feed"),
    ("h\nx,\"a\"\rb\nc\n", 2, 1, "a carriage return without a line feed"),
    ("h\nx,a\u{0}b,z\nc\n", 2, 1, "a zero byte"),
    ("h\nx,a\u{0}b\nc\n", 2, 1, "a zero byte"),
  ])
  func reportsALineAndGoesOn(text: String, line: Int, field: Int, reason: String) throws {
    let all = try events(Array(text.utf8))
    #expect(all.count == 3)
    #expect(all[1] == .malformed(line: line, field: field, reason: reason))
    guard case .record(let last) = all[2] else { throw Unexpected() }
    #expect(last.fields == ["c"])
    #expect(last.line == 3)
  }

  @Test(
    arguments: [
      [0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xB0, 0xA1], [0xF5, 0x80, 0x80, 0x80],
    ] as [[UInt8]])
  func reportsBytesThatAreNotUTF8(wrong: [UInt8]) throws {
    for (front, field, back) in [("a,b\nx,", 1, "\nlast,z\n"), ("a,b\n", 0, ",y\nlast,z\n")] {
      let all = try events(Array(front.utf8) + wrong + Array(back.utf8))
      #expect(all.count == 3)
      #expect(all[1] == .malformed(line: 2, field: field, reason: "not UTF-8"))
      guard case .record(let last) = all[2] else { throw Unexpected() }
      #expect(last.line == 3)
    }
  }

  @Test func reportsAQuoteLeftOpenWithTheLineOfItsRow() throws {
    let all = try events(Array("a,b\n1,2\nx,\"y\n3,4\n5,6\n".utf8))
    #expect(all.count == 3)
    #expect(all[2] == .malformed(line: 3, field: 1, reason: "the quote is left open"))
  }

  @Test func endsWhenAnOpenQuoteHasEatenTooMuch() throws {
    let text = "a\n\"" + String(repeating: "x\n", count: Limits.fieldByteCountMax)
    let all = try events(Array(text.utf8))
    #expect(all.count == 2)
    guard case .malformed(2, 0, let reason) = all[1] else { throw Unexpected() }
    #expect(reason.hasPrefix("the quote is left open"))
  }

  @Test func boundsFieldsAndColumns() throws {
    let longest = String(repeating: "x", count: Limits.fieldByteCountMax)
    #expect(try records(longest + "\n\"" + longest + "\"\n") == [[longest], [longest]])
    let over = try events(Array((longest + "x\nnext\n").utf8))
    #expect(
      over.first
        == .malformed(
          line: 1, field: 0, reason: "the field is longer than \(Limits.fieldByteCountMax) bytes"))
    #expect(over.count == 2)
    let widest = String(repeating: ",", count: Limits.columnsMax - 1)
    #expect(try records(widest + "\n").first?.count == Limits.columnsMax)
    let wider = try events(Array((widest + ",\nnext\n").utf8))
    #expect(
      wider.first
        == .malformed(
          line: 1, field: Limits.columnsMax,
          reason: "more than \(Limits.columnsMax) columns"))
    #expect(wider.count == 2)
  }

  @Test(
    arguments: [[0xFF, 0xFE, 0x61, 0], [0xFE, 0xFF, 0, 0x61], [0, 0, 0xFE, 0xFF]] as [[UInt8]])
  func refusesOtherEncodings(bytes: [UInt8]) {
    #expect(throws: IntakeFailure.notUTF8) { try events(bytes) }
  }

  // Goal: where the bytes are cut makes no difference. Method: random text of the special
  // characters, whole and in pieces of one to seven bytes.
  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64]) func doesNotCareHowBytesArrive(seed: UInt64) throws
  {
    var state = seed
    func draw(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let alphabet: [UInt8] = [34, 34, 44, 10, 13, 97, 0xE9, 0xEF, 0xBB, 0xBF, 0]
    for _ in 0..<2000 {
      let bytes = (0..<draw(40)).map { _ in alphabet[draw(alphabet.count)] }
      let whole = try? events(bytes)
      for size in 1...7 {
        #expect((try? events(bytes, pieceByteCount: size)) == whole, "seed \(seed) \(bytes)")
      }
    }
  }
}
