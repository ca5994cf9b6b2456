package import Bytes
package import Contract

/// Checks of request fields; each refusal names the field.
package enum Field {
  package static func identifier(_ text: String, _ field: String) throws(Refusal) -> Identifier {
    guard !text.isEmpty else { throw .missing(field) }
    guard let identifier = Identifier(text) else { throw .invalid(field, "is no uuid") }
    return identifier
  }

  /// A log by its word; the ledger when the word is left out.
  package static func log(_ text: String, _ field: String) throws(Refusal) -> Log {
    guard !text.isEmpty else { return .ledger }
    guard let log = Log(rawValue: text) else {
      throw .invalid(field, "is neither ledger nor access")
    }
    return log
  }

  /// A date on which something may have happened: not before `Day.startOfTime`.
  package static func day(_ text: String, _ field: String) throws(Refusal) -> Day {
    guard !text.isEmpty else { throw .missing(field) }
    guard let day = Day(text) else {
      throw Refusal(
        .invalidArgument, .dateInvalid, "\(field) is no date that exists (YYYY-MM-DD)",
        field: field)
    }
    guard day >= .startOfTime else {
      throw Refusal(
        .invalidArgument, .dateInvalid, "\(field) must not lie before \(Day.startOfTime)",
        field: field)
    }
    return day
  }

  package static func timestamp(_ text: String, _ field: String) throws(Refusal) -> Timestamp {
    guard !text.isEmpty else { throw .missing(field) }
    guard let timestamp = Timestamp(text) else {
      throw Refusal(
        .invalidArgument, .dateInvalid, "\(field) is no time that exists (RFC 3339)", field: field)
    }
    return timestamp
  }

  /// An amount of minor units which formulas admit: exact up to the bound, they trap beyond it.
  ///
  /// - Throws: `amountOverflow` below 0 and above `Limits.amountMinorMax`.
  package static func amount(_ amount: Int64, _ field: String) throws(Refusal) -> Int64 {
    guard Limits.admits(amount: amount) else {
      throw Refusal(
        .outOfRange, .amountOverflow,
        "\(field) is not within 0 and \(Limits.amountMinorMax) minor units", field: field)
    }
    return amount
  }

  /// As `amount`, and above zero.
  ///
  /// - Throws: `amountNotPositive`, `amountOverflow`.
  package static func positiveAmount(_ amount: Int64, _ field: String) throws(Refusal) -> Int64 {
    guard amount > 0 else {
      throw Refusal(
        .invalidArgument, .amountNotPositive, "\(field) must be positive", field: field)
    }
    return try Self.amount(amount, field)
  }

  package static func currency(_ text: String, _ field: String) throws(Refusal) -> String {
    guard !text.isEmpty else { throw .missing(field) }
    guard Currency(code: text) != nil else { throw .invalid(field, "is no currency of ISO 4217") }
    return text
  }

  /// A text of one line.
  package static func text(
    _ text: String, _ field: String, lengthMax: Int
  ) throws(Refusal) -> String {
    guard !text.isEmpty else { throw .missing(field) }
    if let fault = textFault(text, lengthMax: lengthMax) { throw .invalid(field, fault) }
    return text
  }

  /// Why `text` cannot be taken: longer than its table counts code points, or characters which are
  /// not seen; nil when it can.
  static func textFault(
    _ text: String, lengthMax: Int, allowingLines: Bool = false
  ) -> String? {
    if text.unicodeScalars.count > lengthMax { return "is longer than \(lengthMax) characters" }
    return UnseenCharacter.first(in: text, allowingLines: allowingLines).map {
      "holds the character \($0)"
    }
  }

  /// A note of one or more lines.
  ///
  /// - Returns: nil for an empty text.
  package static func optionalNote(
    _ text: String, _ field: String, lengthMax: Int
  ) throws(Refusal) -> String? {
    guard !text.isEmpty else { return nil }
    if let fault = textFault(text, lengthMax: lengthMax, allowingLines: true) {
      throw .invalid(field, fault)
    }
    return text
  }

  /// - Returns: nil for an empty text.
  package static func optionalText(
    _ text: String, _ field: String, lengthMax: Int
  ) throws(Refusal) -> String? {
    text.isEmpty ? nil : try Self.text(text, field, lengthMax: lengthMax)
  }

  package static func digest(_ bytes: some Sequence<UInt8>, _ field: String) throws(Refusal)
    -> Digest
  {
    guard let digest = Digest(bytes: bytes) else { throw .invalid(field, "must be 32 bytes") }
    return digest
  }

  /// A code of a closed list; 0 and codes that are not in the list are refused.
  package static func code(
    _ code: UInt32, _ field: String, in range: ClosedRange<UInt32>
  ) throws(Refusal) -> Int16 {
    guard range.contains(code) else {
      throw Refusal(
        .invalidArgument, .enumUnknown, "\(field) is no known code", field: field)
    }
    return Int16(code)
  }
}

/// Rules about the open business day.
package enum DayRule {
  package static func requireOpen(_ day: BusinessDay) throws(Refusal) {
    guard !day.isClosing else {
      throw Refusal(
        .failedPrecondition, .businessDayClosing, "the business day is being closed",
        rule: "no posting while the day closes", retry: .sameKey(afterMilliseconds: 2000))
    }
  }
}

extension Day {
  /// 1900-01-01: earlier than every date that is accepted; the tables refuse earlier ones too.
  package static let startOfTime = Day(number: -25_567)
  /// 9999-12-31: later than every date that is accepted.
  package static let endOfTime = Day(number: 2_932_896)
}
