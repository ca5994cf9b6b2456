import Bytes

extension LedgerEntryDraft {
  /// The leaf of this entry: one JCS object. Its strings need no escapes, and its names are written
  /// in their sorted order, so no sorting happens here.
  ///
  /// - Throws: `invalidField`, `unbalanced`, `overflow` or `leafTooLong`.
  package func leaf() throws(LedgerFailure) -> Leaf {
    try checked()
    var out: [UInt8] = []
    out.reserveCapacity(512 + postings.count * 100 + others.count * 128)
    out.append(UInt8(ascii: "{"))
    if let account {
      out.string("\"account\":", hex: account.pseudonym)
      out.append(contentsOf: ",\"account_version\":".utf8)
      JCS.appendDecimal(account.version, to: &out)
      out.append(UInt8(ascii: ","))
    }
    out.string("\"actor\":", hex: actor)
    if let commitment { out.string(",\"commit\":", hex: commitment) }
    out.append(contentsOf: ",\"effective_at\":\"".utf8)
    out.day(effectiveOn)
    out.append(contentsOf: "\",\"entry\":\"".utf8)
    out.uuid(entry)
    out.append(UInt8(ascii: "\""))
    if let idempotency { out.string(",\"idempotency\":", hex: idempotency) }
    out.append(contentsOf: ",\"kind\":".utf8)
    JCS.appendDecimal(Int64(kind.rawValue), to: &out)
    appendOthers(to: &out)
    appendPostings(to: &out)
    out.append(contentsOf: ",\"recorded_at\":\"".utf8)
    out.timestamp(recordedAt)
    out.append(UInt8(ascii: "\""))
    if let reverses {
      out.append(contentsOf: ",\"reverses\":\"".utf8)
      out.uuid(reverses)
      out.append(UInt8(ascii: "\""))
    }
    if let subject { out.string(",\"subject\":", hex: subject) }
    out.append(contentsOf: ",\"tenant\":\"".utf8)
    out.append(contentsOf: tenant.utf8)
    out.append(contentsOf: "\",\"v\":1}".utf8)
    guard out.count <= LedgerLimits.leafByteCountMax else {
      throw .leafTooLong(byteCount: out.count)
    }
    return Leaf(bytes: out)
  }

  private func appendOthers(to out: inout [UInt8]) {
    guard !others.isEmpty else { return }
    out.append(contentsOf: ",\"others\":[".utf8)
    for (index, party) in others.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      out.string("{\"commit\":", hex: party.commitment)
      out.string(",\"subject\":", hex: party.subject)
      out.append(UInt8(ascii: "}"))
    }
    out.append(UInt8(ascii: "]"))
  }

  private func appendPostings(to out: inout [UInt8]) {
    guard !postings.isEmpty else { return }
    out.append(contentsOf: ",\"postings\":[".utf8)
    for (index, posting) in postings.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      switch posting.account {
      case .pseudonym(let pseudonym): out.string("{\"account\":", hex: pseudonym)
      case .chart(let name):
        out.append(contentsOf: "{\"account\":\"".utf8)
        out.append(contentsOf: name.utf8)
        out.append(UInt8(ascii: "\""))
      }
      out.append(contentsOf: ",\"amount\":\"".utf8)
      JCS.appendDecimal(posting.amount, to: &out)
      out.append(contentsOf: "\",\"currency\":\"".utf8)
      out.append(contentsOf: posting.currency.utf8)
      out.append(contentsOf: "\"}".utf8)
    }
    out.append(UInt8(ascii: "]"))
  }
}

extension [UInt8] {
  fileprivate mutating func string(_ name: String, hex identifier: Identifier) {
    append(contentsOf: name.utf8)
    append(UInt8(ascii: "\""))
    hex(identifier.high, digitCount: 16)
    hex(identifier.low, digitCount: 16)
    append(UInt8(ascii: "\""))
  }

  fileprivate mutating func string(_ name: String, hex digest: Digest) {
    append(contentsOf: name.utf8)
    append(UInt8(ascii: "\""))
    for byte in digest.bytes {
      JCS.appendHexDigit(byte >> 4, to: &self)
      JCS.appendHexDigit(byte & 15, to: &self)
    }
    append(UInt8(ascii: "\""))
  }

  /// The lowest `digitCount` hexadecimal digits of `value`.
  private mutating func hex(_ value: UInt64, digitCount: Int) {
    for index in 0..<digitCount {
      let digit = UInt8(truncatingIfNeeded: value >> (4 * UInt64(digitCount - 1 - index))) & 15
      JCS.appendHexDigit(digit, to: &self)
    }
  }

  fileprivate mutating func uuid(_ identifier: Identifier) {
    hex(identifier.high >> 32, digitCount: 8)
    append(UInt8(ascii: "-"))
    hex(identifier.high >> 16, digitCount: 4)
    append(UInt8(ascii: "-"))
    hex(identifier.high, digitCount: 4)
    append(UInt8(ascii: "-"))
    hex(identifier.low >> 48, digitCount: 4)
    append(UInt8(ascii: "-"))
    hex(identifier.low, digitCount: 12)
  }

  private mutating func digits(_ value: Int64, _ width: Int) {
    let start = count
    var rest = value
    for _ in 0..<width {
      append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    }
    self[start...].reverse()
  }

  fileprivate mutating func day(_ day: Day) {
    let (year, month, dayOfMonth) = day.civil
    digits(Int64(year), 4)
    append(UInt8(ascii: "-"))
    digits(Int64(month), 2)
    append(UInt8(ascii: "-"))
    digits(Int64(dayOfMonth), 2)
  }

  fileprivate mutating func timestamp(_ timestamp: Timestamp) {
    day(timestamp.day())
    let second = timestamp.secondOfDay()
    append(UInt8(ascii: "T"))
    digits(second / 3600, 2)
    append(UInt8(ascii: ":"))
    digits(second / 60 % 60, 2)
    append(UInt8(ascii: ":"))
    digits(second % 60, 2)
    append(UInt8(ascii: "."))
    digits(
      timestamp.microseconds - timestamp.microseconds.floorDivided(by: 1_000_000) * 1_000_000, 6)
    append(UInt8(ascii: "Z"))
  }
}
