import Bytes

/// The rule for instants after the last transition of a TZif file, a POSIX TZ string.
///
/// Source: RFC 8536, 3.3 and 3.3.1 (hours of a change in -167...167).
struct ZoneFooter: Sendable, Equatable {
  /// A day of the year on which the clock changes.
  enum Change: Sendable, Equatable {
    /// Day 1...365, 29 February never counted.
    case julian(Int)
    /// Day 0...365, 29 February counted.
    case zeroBased(Int)
    /// Weekday 0...6 (Sunday is 0) of week 1...5 of a month; week 5 is the last.
    case weekday(month: Int, week: Int, weekday: Int)

    /// The day number since 1970-01-01 in a year of 1...9999.
    func dayNumber(year: Int) -> Int64 {
      let newYear = Int64(Day(year: year, month: 1, day: 1)?.number ?? 0)
      switch self {
      case .julian(let day):
        return newYear + Int64(day) - 1 + (Day.isLeap(year) && day >= 60 ? 1 : 0)
      case .zeroBased(let day): return newYear + Int64(day)
      case .weekday(let month, let week, let weekday):
        guard let first = Day(year: year, month: month, day: 1) else { return newYear }
        let ahead = (weekday - first.weekday % 7 + 7) % 7
        let day = ahead + 7 * (week - 1)
        let last = Day.dayCount(year: year, month: month) - 1
        return Int64(first.number) + Int64(day > last ? day - 7 : day)
      }
    }
  }

  struct Daylight: Sendable, Equatable {
    var offset: Int64
    var start: Change
    /// Seconds after local midnight of the change, in standard time.
    var startSecond: Int64
    var end: Change
    /// Seconds after local midnight of the change, in daylight time.
    var endSecond: Int64
  }

  let standardOffset: Int64
  let daylight: Daylight?

  /// Seconds east of UTC at `second` since 1970.
  func offset(at second: Int64) -> Int64 {
    guard let daylight else { return standardOffset }
    // The calendar with its weekdays repeats every 400 years; move into 2000...2399.
    let cycle: Int64 = 146_097 * 86_400
    let epoch: Int64 = 10_957 * 86_400
    let moved = second - (second - epoch).floorDivided(by: cycle) * cycle
    let year = Day(number: Int32((moved + standardOffset).floorDivided(by: 86_400))).civil.year
    var latest: (instant: Int64, isDaylight: Bool)?
    for near in (year - 1)...(year + 1) {
      let end =
        daylight.end.dayNumber(year: near) * 86_400 + daylight.endSecond
        - daylight.offset
      let start =
        daylight.start.dayNumber(year: near) * 86_400 + daylight.startSecond
        - standardOffset
      // Where an end meets a start, daylight time goes on.
      for (instant, isDaylight) in [(end, false), (start, true)] where instant <= moved {
        if let known = latest, known.instant > instant { continue }
        if let known = latest, known.instant == instant, known.isDaylight { continue }
        latest = (instant, isDaylight)
      }
    }
    return latest?.isDaylight == true ? daylight.offset : standardOffset
  }
}

extension ZoneFooter {
  /// Reads the text between the newlines of a footer.
  ///
  /// - Returns: nil for anything which is not a POSIX TZ string with explicit rules.
  init?(_ text: ArraySlice<UInt8>) {
    var scanner = Scanner(rest: text)
    guard scanner.name(), let standard = scanner.offset(hourMax: 24) else { return nil }
    standardOffset = -standard
    if scanner.rest.isEmpty {
      daylight = nil
      return
    }
    guard scanner.name() else { return nil }
    var offset = -standard + 3600
    if scanner.rest.first != UInt8(ascii: ",") {
      guard let given = scanner.offset(hourMax: 24) else { return nil }
      offset = -given
    }
    guard let (start, startSecond) = scanner.change(), let (end, endSecond) = scanner.change(),
      scanner.rest.isEmpty
    else { return nil }
    daylight = Daylight(
      offset: offset, start: start, startSecond: startSecond, end: end, endSecond: endSecond)
  }

  private struct Scanner {
    var rest: ArraySlice<UInt8>

    mutating func take(_ character: Character) -> Bool {
      guard let byte = character.asciiValue, rest.first == byte else { return false }
      rest.removeFirst()
      return true
    }

    /// A name of three letters or more, or `<` letters, digits and signs `>`.
    mutating func name() -> Bool {
      let isQuoted = take("<")
      let length = rest.prefix { byte in
        let isLetter = (0x41...0x5A).contains(byte & 0xDF)
        let isOther = (0x30...0x39).contains(byte) || byte == 0x2B || byte == 0x2D
        return isLetter || (isQuoted && isOther)
      }.count
      guard length >= 3 else { return false }
      rest.removeFirst(length)
      return !isQuoted || take(">")
    }

    /// A number of one to three digits.
    mutating func number(_ range: ClosedRange<Int64>) -> Int64? {
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      guard (1...3).contains(digits.count) else { return nil }
      rest.removeFirst(digits.count)
      let value = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
      return range.contains(value) ? value : nil
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func offset(hourMax: Int64) -> Int64? {
      let sign: Int64 = take("-") ? -1 : 1
      if sign == 1 { _ = take("+") }
      guard let hours = number(0...hourMax) else { return nil }
      var seconds = hours * 3600
      if take(":") {
        guard let minutes = number(0...59) else { return nil }
        seconds += minutes * 60
        if take(":") {
          guard let rest = number(0...59) else { return nil }
          seconds += rest
        }
      }
      return sign * seconds
    }

    /// `,date[/time]`; without a time the change is at 02:00.
    mutating func change() -> (Change, Int64)? {
      guard take(","), let day = day() else { return nil }
      guard take("/") else { return (day, 7200) }
      return offset(hourMax: 167).map { (day, $0) }
    }

    private mutating func day() -> Change? {
      if take("J") { return number(1...365).map { .julian(Int($0)) } }
      guard take("M") else { return number(0...365).map { .zeroBased(Int($0)) } }
      guard let month = number(1...12), take("."), let week = number(1...5), take("."),
        let weekday = number(0...6)
      else { return nil }
      return .weekday(month: Int(month), week: Int(week), weekday: Int(weekday))
    }
  }
}
