/// Splits the bytes of a CSV file (RFC 4180, UTF-8) into records. Performs no I/O.
///
/// Lines end with LF or CRLF; a byte order mark is passed over; empty lines are no records. Quoted
/// fields may hold commas, line ends and doubled quotes. A record which breaks a rule is reported
/// with its line and the index of the field, and reading goes on at the next line, except after a
/// quote left open: then nothing behind it can be told apart, and reading ends.
package struct CSVMachine: Sendable {
  /// One record.
  package struct Record: Sendable, Equatable {
    /// Line on which it begins, from 1.
    package let line: Int
    package let fields: [String]
  }

  package enum Event: Sendable, Equatable {
    case record(Record)
    /// `field` counts from 0.
    case malformed(line: Int, field: Int, reason: String)
  }

  private enum State: Sendable {
    /// At the start of a field. May become any other.
    case start
    /// Within a field without quotes. May become `start`, `carriageReturn` or `skipping`.
    case plain
    /// Within a quoted field. May become `quoteSeen`, or `ended` at the end of the file.
    case quoted
    /// After a quote within a quoted field: doubled or closing. May become any but `plain`.
    case quoteSeen
    /// After CR outside of quotes: LF has to follow. May become `start` or `skipping`.
    case carriageReturn
    /// In a malformed record, up to its line end. May become `start`.
    case skipping
    /// Terminal.
    case ended
  }

  private var state = State.start
  private var field: [UInt8] = []
  private var fields: [String] = []
  private var line = 1
  private var recordLine = 1
  /// Bytes of a possible byte order mark at the very start; nil once it is decided.
  private var front: [UInt8]? = []

  package init() {}

  /// True when nothing more will be read.
  package var isEnded: Bool { state == .ended }

  /// - Throws: `notUTF8` when the file begins with a byte order mark of UTF-16 or UTF-32.
  package mutating func received(_ bytes: some Sequence<UInt8>) throws(IntakeFailure) -> [Event] {
    var events: [Event] = []
    for byte in bytes {
      if front != nil {
        try receivedFront(byte, &events)
      } else {
        receivedByte(byte, &events)
      }
    }
    return events
  }

  /// The file ended: closes the last record if its line end is missing.
  package mutating func finished() -> [Event] {
    var events: [Event] = []
    if let held = front {
      front = nil
      for byte in held { receivedByte(byte, &events) }
    }
    switch state {
    case .start where fields.isEmpty: break
    case .start, .plain, .quoteSeen: endRecord(&events)
    case .quoted:
      events.append(
        .malformed(line: recordLine, field: fields.count, reason: "the quote is left open"))
    case .carriageReturn:
      malformed("a carriage return without a line feed", &events)
    case .skipping, .ended: break
    }
    state = .ended
    return events
  }

  private mutating func receivedFront(_ byte: UInt8, _ events: inout [Event]) throws(IntakeFailure)
  {
    let held = (front ?? []) + [byte]
    if held == [0xFF, 0xFE] || held == [0xFE, 0xFF] || held == [0, 0] { throw .notUTF8 }
    if held == [0xEF, 0xBB, 0xBF] {
      front = nil
      return
    }
    if [0xEF, 0xBB, 0xBF].starts(with: held) || held == [0xFF] || held == [0xFE] || held == [0] {
      front = held
      return
    }
    front = nil
    for byte in held { receivedByte(byte, &events) }
  }

  private mutating func receivedByte(_ byte: UInt8, _ events: inout [Event]) {
    switch state {
    case .start: receivedStart(byte, &events)
    case .plain: receivedPlain(byte, &events)
    case .quoted:
      if byte == Self.quote { state = .quoteSeen } else { append(byte, &events) }
      if byte == Self.lineFeed { line += 1 }
    case .quoteSeen: receivedAfterQuote(byte, &events)
    case .carriageReturn:
      if byte == Self.lineFeed {
        endLine(&events)
      } else {
        malformed("a carriage return without a line feed", &events)
      }
    case .skipping:
      guard byte == Self.lineFeed else { return }
      line += 1
      beginRecord()
    case .ended: break
    }
  }

  private mutating func receivedStart(_ byte: UInt8, _ events: inout [Event]) {
    if byte == Self.quote {
      state = .quoted
    } else {
      state = .plain
      receivedPlain(byte, &events)
    }
  }

  private mutating func receivedPlain(_ byte: UInt8, _ events: inout [Event]) {
    switch byte {
    case Self.comma: endField(&events)
    case Self.lineFeed: endLine(&events)
    case Self.carriageReturn: state = .carriageReturn
    case Self.quote: malformed("a quote within a field that does not begin with one", &events)
    default: append(byte, &events)
    }
  }

  private mutating func receivedAfterQuote(_ byte: UInt8, _ events: inout [Event]) {
    switch byte {
    case Self.quote:
      state = .quoted
      append(byte, &events)
    case Self.comma: endField(&events)
    case Self.lineFeed: endLine(&events)
    case Self.carriageReturn: state = .carriageReturn
    default: malformed("text behind the closing quote", &events)
    }
  }

  private mutating func append(_ byte: UInt8, _ events: inout [Event]) {
    guard field.count < Limits.fieldByteCountMax else {
      let wasQuoted = state == .quoted
      malformed(
        wasQuoted
          ? "the quote is left open, or the field is longer than \(Limits.fieldByteCountMax) bytes"
          : "the field is longer than \(Limits.fieldByteCountMax) bytes", &events)
      // Behind an open quote no line end can be trusted.
      if wasQuoted { state = .ended }
      return
    }
    field.append(byte)
  }

  private mutating func endField(_ events: inout [Event]) {
    guard !field.contains(0) else { return malformed("a zero byte", &events) }
    guard let text = String(validating: field, as: UTF8.self) else {
      return malformed("not UTF-8", &events)
    }
    guard fields.count < Limits.columnsMax else {
      return malformed("more than \(Limits.columnsMax) columns", &events)
    }
    fields.append(text)
    field.removeAll(keepingCapacity: true)
    state = .start
  }

  private mutating func endLine(_ events: inout [Event]) {
    let isEmptyLine = fields.isEmpty && field.isEmpty
    if isEmptyLine {
      line += 1
      beginRecord()
      return
    }
    endRecord(&events)
    // A record found malformed in its last field has used up its line end as well.
    line += 1
    beginRecord()
  }

  private mutating func endRecord(_ events: inout [Event]) {
    endField(&events)
    guard state == .start else { return }
    events.append(.record(Record(line: recordLine, fields: fields)))
  }

  private mutating func malformed(_ reason: String, _ events: inout [Event]) {
    events.append(.malformed(line: recordLine, field: fields.count, reason: reason))
    field.removeAll()
    state = .skipping
  }

  private mutating func beginRecord() {
    fields.removeAll(keepingCapacity: true)
    field.removeAll(keepingCapacity: true)
    recordLine = line
    state = .start
  }

  private static let quote = UInt8(ascii: "\"")
  private static let comma = UInt8(ascii: ",")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
}
