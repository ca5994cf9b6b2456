package import Bytes

/// The offsets of one time zone, read from a TZif file. Source: RFC 8536, version 2 or later.
package struct ZoneRules: Sendable, Equatable {
  /// Largest file accepted; the largest of tzdata has fewer than 4000 bytes.
  package static let byteCountMax = 1 << 16

  package enum Malformed: Error, Equatable {
    case tooLarge
    case truncated
    case magic
    /// Version 1 alone has no rule for the future.
    case version
    case counts
    /// Zones which count leap seconds do not give civil time.
    case leapSeconds
    case transitions
    case localTimeTypes
    case indicators
    case footer
    case trailingBytes
  }

  /// Transition instants in seconds, strictly rising.
  let instants: [Int64]
  /// The offset from each instant on.
  let offsets: [Int64]
  /// The offset before the first instant.
  let firstOffset: Int64
  /// The rule after the last instant; nil when the last offset stays.
  let rule: ZoneFooter?

  /// Reads a whole file.
  ///
  /// - Throws: for every deviation from the format; nothing is guessed.
  package init(_ file: [UInt8]) throws(Malformed) {
    guard file.count <= Self.byteCountMax else { throw .tooLarge }
    var reader = ZoneReader(file)
    let first = try reader.header()
    try reader.skip(first.byteCount(timeByteCount: 4))
    let counts = try reader.header()
    let block = try reader.block(counts)
    rule = try reader.footer()
    guard reader.isAtEnd else { throw .trailingBytes }
    instants = block.instants
    offsets = block.offsets
    firstOffset = block.firstOffset
  }

  /// Seconds east of UTC at `instant`.
  package func offsetSeconds(at instant: Timestamp) -> Int64 {
    let second = instant.microseconds.floorDivided(by: 1_000_000)
    if second >= instants.last ?? .min, let rule { return rule.offset(at: second) }
    var (low, high) = (0, instants.count)
    while low < high {
      let middle = (low + high) / 2
      if instants[middle] <= second { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? firstOffset : offsets[low - 1]
  }
}

/// Reads the parts of a TZif file in order.
struct ZoneReader {
  struct Counts {
    var utIndicators = 0
    var standardIndicators = 0
    var leaps = 0
    var times = 0
    var types = 0
    var characters = 0

    func byteCount(timeByteCount: Int) -> Int {
      times * timeByteCount + times + types * 6 + characters + leaps * (timeByteCount + 4)
        + standardIndicators + utIndicators
    }
  }

  /// Source: RFC 8536, 3.2: offsets beyond these are refused by readers.
  private static let offsetRange: ClosedRange<Int64> = -89_999...93_599

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func skip(_ count: Int) throws(ZoneRules.Malformed) {
    guard count <= bytes.count - position else { throw .truncated }
    position += count
  }

  private mutating func byte() throws(ZoneRules.Malformed) -> UInt8 {
    guard position < bytes.count else { throw .truncated }
    position += 1
    return bytes[position - 1]
  }

  private mutating func word() throws(ZoneRules.Malformed) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 { value = value << 8 | UInt32(try byte()) }
    return value
  }

  private mutating func doubleWord() throws(ZoneRules.Malformed) -> Int64 {
    let high = try word()
    let low = try word()
    return Int64(bitPattern: UInt64(high) << 32 | UInt64(low))
  }

  mutating func header() throws(ZoneRules.Malformed) -> Counts {
    for expected in "TZif".utf8 {
      guard try byte() == expected else { throw .magic }
    }
    let version = try byte()
    guard version >= UInt8(ascii: "2"), version <= UInt8(ascii: "9") else { throw .version }
    try skip(15)
    var counts = Counts()
    counts.utIndicators = Int(try word())
    counts.standardIndicators = Int(try word())
    counts.leaps = Int(try word())
    counts.times = Int(try word())
    counts.types = Int(try word())
    counts.characters = Int(try word())
    guard counts.types >= 1, counts.types <= 256, counts.characters >= 1,
      [0, counts.types].contains(counts.utIndicators),
      [0, counts.types].contains(counts.standardIndicators)
    else { throw .counts }
    return counts
  }

  mutating func block(
    _ counts: Counts
  ) throws(ZoneRules.Malformed) -> (instants: [Int64], offsets: [Int64], firstOffset: Int64) {
    // Checked before anything is allocated for a count the file merely claims.
    guard counts.byteCount(timeByteCount: 8) <= bytes.count - position else { throw .truncated }
    guard counts.leaps == 0 else { throw .leapSeconds }
    var instants: [Int64] = []
    for _ in 0..<counts.times { instants.append(try doubleWord()) }
    guard zip(instants, instants.dropFirst()).allSatisfy({ $0 < $1 }) else { throw .transitions }
    var typeIndices: [Int] = []
    for _ in 0..<counts.times { typeIndices.append(Int(try byte())) }
    guard typeIndices.allSatisfy({ $0 < counts.types }) else { throw .transitions }
    var typeOffsets: [Int64] = []
    for _ in 0..<counts.types {
      let offset = Int64(Int32(bitPattern: try word()))
      let isDaylight = try byte()
      let designation = Int(try byte())
      guard Self.offsetRange.contains(offset), isDaylight <= 1, designation < counts.characters
      else { throw .localTimeTypes }
      typeOffsets.append(offset)
    }
    try skip(counts.characters)
    try indicators(counts)
    return (instants, typeIndices.map { typeOffsets[$0] }, typeOffsets[0])
  }

  private mutating func indicators(_ counts: Counts) throws(ZoneRules.Malformed) {
    var standard: [UInt8] = []
    for _ in 0..<counts.standardIndicators { standard.append(try byte()) }
    var universal: [UInt8] = []
    for _ in 0..<counts.utIndicators { universal.append(try byte()) }
    guard standard.allSatisfy({ $0 <= 1 }), universal.allSatisfy({ $0 <= 1 }) else {
      throw .indicators
    }
    // An instant given in universal time is given in standard time too.
    for index in universal.indices where universal[index] == 1 {
      guard standard.indices.contains(index), standard[index] == 1 else { throw .indicators }
    }
  }

  mutating func footer() throws(ZoneRules.Malformed) -> ZoneFooter? {
    let newline = UInt8(ascii: "\n")
    guard try byte() == newline else { throw .footer }
    guard let end = bytes[position...].firstIndex(of: newline) else { throw .truncated }
    let text = bytes[position..<end]
    position = end + 1
    guard !text.isEmpty else { return nil }
    guard let rule = ZoneFooter(text) else { throw .footer }
    return rule
  }
}
