import Bytes
import Testing

struct DayTests {
  /// Every day of 1900–2200, counted by hand beside the formulas.
  @Test func everyDay() throws {
    var expected = try #require(Day(year: 1900, month: 1, day: 1))
    #expect(expected.number == -25_567)
    var weekday = 1
    for year in 1900...2200 {
      let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
      let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      for month in 1...12 {
        #expect(Day.dayCount(year: year, month: month) == lengths[month - 1])
        for number in 1...lengths[month - 1] {
          let day = try #require(Day(year: year, month: month, day: number))
          let text = "\(year)-\(padded(Int64(month), 2))-\(padded(Int64(number), 2))"
          let civil = day.civil
          let holds =
            day == expected && day.weekday == weekday && civil == (year, month, number)
            && day.description == text && Day(text) == day
          if !holds { Issue.record("\(text)") }
          expected = expected.adding(days: 1)
          weekday = weekday % 7 + 1
        }
        #expect(Day(year: year, month: month, day: lengths[month - 1] + 1) == nil)
      }
    }
    #expect(expected.days(since: Day(number: 0)) == Int(expected.number))
  }

  @Test func knownDays() throws {
    #expect(Day(year: 1970, month: 1, day: 1)?.number == 0)
    #expect(Day(year: 2000, month: 3, day: 1)?.number == 11_017)
    #expect(Day(year: 2026, month: 1, day: 31)?.weekday == 6)
    #expect(Day(number: 0).weekday == 4)
    #expect(Day(number: -1).description == "1969-12-31")
    #expect(Day(year: 1, month: 1, day: 1)?.description == "0001-01-01")
    #expect(Day(year: 9999, month: 12, day: 31)?.description == "9999-12-31")
    let leap = try #require(Day("2024-02-29"))
    #expect(leap.adding(days: 366).description == "2025-03-01")
    #expect(leap < leap.adding(days: 1))
    #expect(leap.adding(days: -60).days(since: leap) == -60)
  }

  @Test(arguments: [
    "2025-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-01", "2026-01-00",
    "0000-01-01", "10000-01-01", "2026-1-01", "2026-01-1", "26-01-01", "2026/01/01", "2026-01-01 ",
    " 2026-01-01", "", "2026-01", "-2026-01-01", "+026-01-01", "2026-01-+1", "２０２６-01-01",
    "٢٠-01-01",
  ])
  func refused(_ text: String) { #expect(Day(text) == nil) }
}

struct TimestampTests {
  @Test func textBothWays() throws {
    for text in [
      "1970-01-01T00:00:00.000000Z", "2026-01-31T07:59:59.000000Z", "1969-12-31T23:59:59.999999Z",
      "2024-02-29T23:59:59.000001Z", "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00.000000Z",
    ] {
      let instant = try #require(Timestamp(text), "\(text)")
      #expect(instant.description == text)
    }
    #expect(Timestamp("1970-01-01T00:00:00.000001Z")?.microseconds == 1)
    #expect(Timestamp("1969-12-31T23:59:59.999999Z")?.microseconds == -1)
  }

  @Test(arguments: [
    ("2026-01-31T08:00:00Z", "2026-01-31T08:00:00.000000Z"),
    ("2026-01-31T08:00:00.5Z", "2026-01-31T08:00:00.500000Z"),
    ("2026-01-31t08:00:00.123z", "2026-01-31T08:00:00.123000Z"),
    ("2026-01-31 08:00:00+08:00", "2026-01-31T00:00:00.000000Z"),
    ("2026-01-31T00:00:00+00:01", "2026-01-30T23:59:00.000000Z"),
    ("2025-12-31T23:30:00-01:30", "2026-01-01T01:00:00.000000Z"),
    ("2026-01-31T00:00:00-00:00", "2026-01-31T00:00:00.000000Z"),
  ])
  func forms(_ text: String, _ canonical: String) {
    #expect(Timestamp(text)?.description == canonical)
  }

  @Test(arguments: [
    "2026-01-31", "2026-01-31T08:00:00", "2026-01-31T24:00:00Z", "2026-01-31T08:60:00Z",
    "2026-01-31T08:00:60Z", "2026-02-30T08:00:00Z", "2026-01-31T08:00:00.Z",
    "2026-01-31T08:00:00.1234567Z", "2026-01-31T08:00:00+8:00", "2026-01-31T08:00:00+0800",
    "2026-01-31T08:00:00+24:00", "2026-01-31T08:00:00+08:60", "2026-01-31T08:00:00ZZ",
    "2026-01-31T8:00:00ZZ", "2026-01-31X08:00:00Z", "2026-01-31T08:00:00Z ", "",
    "2026-01-31T08-00-00Z", "2026-01-31T08:00:00.+5Z", "2026-01-31T08:00:00+-1:00",
  ])
  func refused(_ text: String) { #expect(Timestamp(text) == nil) }

  @Test func civilParts() throws {
    let instant = try #require(Timestamp("2026-01-31T20:00:00.999999Z"))
    #expect(instant.day().description == "2026-01-31")
    #expect(instant.day(offsetSeconds: 8 * 3600).description == "2026-02-01")
    #expect(instant.secondOfDay(offsetSeconds: 8 * 3600) == 4 * 3600)
    #expect(instant.secondOfDay() == 72_000)
    let before = Timestamp(microseconds: -1)
    #expect(before.day().number == -1 && before.secondOfDay() == 86_399)
    #expect(instant.adding(seconds: -86_400).day().description == "2026-01-30")
    #expect(before < instant)
  }

  @Test func smallHelpers() {
    #expect(Int64(-1).floorDivided(by: 7) == -1)
    #expect(Int64(-7).floorDivided(by: 7) == -1)
    #expect(Int64(-8).floorDivided(by: 7) == -2)
    #expect(Int64(8).floorDivided(by: 7) == 1)
    #expect(padded(7, 3) == "007" && padded(1234, 3) == "1234")
  }
}
