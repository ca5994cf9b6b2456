import Bytes
import Domain
import Foundation
import Testing
import Vectors

/// Offsets of the system's TZif files at instants where they change, and refusal of damaged files.
struct ZoneRulesTests {
  static func file(_ name: String) throws -> [UInt8] {
    try #require(
      ZoneDirectory(path: VectorsCommand.zoneDirectory).file(ofZone: name),
      "\(name) is not installed")
  }

  struct Probe: Sendable {
    let zone: String
    let instant: String
    let offset: Int64

    init(_ zone: String, _ instant: String, _ offset: Int64) {
      self.zone = zone
      self.instant = instant
      self.offset = offset
    }
  }

  /// Offsets in seconds at instants, each second beside a change.
  static let probes: [Probe] = [
    Probe("UTC", "2026-01-01T00:00:00Z", 0),
    Probe("UTC", "9000-07-01T00:00:00Z", 0),
    Probe("Asia/Taipei", "1979-06-30T15:59:59Z", 28_800),
    Probe("Asia/Taipei", "1979-06-30T16:00:00Z", 32_400),
    Probe("Asia/Taipei", "1979-09-30T14:59:59Z", 32_400),
    Probe("Asia/Taipei", "1979-09-30T15:00:00Z", 28_800),
    Probe("Asia/Taipei", "2026-07-01T00:00:00Z", 28_800),
    Probe("Asia/Taipei", "1800-01-01T00:00:00Z", 29_160),
    Probe("Asia/Shanghai", "1986-05-03T17:59:59Z", 28_800),
    Probe("Asia/Shanghai", "1986-05-03T18:00:00Z", 32_400),
    Probe("Asia/Shanghai", "1986-09-13T16:59:59Z", 32_400),
    Probe("Asia/Shanghai", "1986-09-13T17:00:00Z", 28_800),
    Probe("Asia/Shanghai", "1991-04-13T17:59:59Z", 28_800),
    Probe("Asia/Shanghai", "1991-04-13T18:00:00Z", 32_400),
    Probe("Asia/Shanghai", "1991-09-14T16:59:59Z", 32_400),
    Probe("Asia/Shanghai", "1991-09-14T17:00:00Z", 28_800),
    Probe("Asia/Shanghai", "1992-07-01T00:00:00Z", 28_800),
    Probe("Asia/Shanghai", "2100-07-01T00:00:00Z", 28_800),
    Probe("America/New_York", "2025-03-09T06:59:59Z", -18_000),
    Probe("America/New_York", "2025-03-09T07:00:00Z", -14_400),
    Probe("America/New_York", "2025-11-02T05:59:59Z", -14_400),
    Probe("America/New_York", "2025-11-02T06:00:00Z", -18_000),
    Probe("America/New_York", "2400-03-12T06:59:59Z", -18_000),
    Probe("America/New_York", "2400-03-12T07:00:00Z", -14_400),
    Probe("America/New_York", "2400-11-05T05:59:59Z", -14_400),
    Probe("America/New_York", "2400-11-05T06:00:00Z", -18_000),
    Probe("America/New_York", "9999-12-31T23:59:59Z", -18_000),
    Probe("America/New_York", "9999-07-01T00:00:00Z", -14_400),
    Probe("America/New_York", "1850-01-01T00:00:00Z", -17_762),
    Probe("Europe/Berlin", "2026-03-29T00:59:59Z", 3600),
    Probe("Europe/Berlin", "2026-03-29T01:00:00Z", 7200),
    Probe("Europe/Berlin", "2026-10-25T00:59:59Z", 7200),
    Probe("Europe/Berlin", "2026-10-25T01:00:00Z", 3600),
    Probe("Europe/Berlin", "2040-03-25T00:59:59Z", 3600),
    Probe("Europe/Berlin", "2040-03-25T01:00:00Z", 7200),
    Probe("Europe/Berlin", "2040-10-28T00:59:59Z", 7200),
    Probe("Europe/Berlin", "2040-10-28T01:00:00Z", 3600),
    Probe("Australia/Lord_Howe", "2026-04-04T14:59:59Z", 39_600),
    Probe("Australia/Lord_Howe", "2026-04-04T15:00:00Z", 37_800),
    Probe("Australia/Lord_Howe", "2026-10-03T15:29:59Z", 37_800),
    Probe("Australia/Lord_Howe", "2026-10-03T15:30:00Z", 39_600),
    Probe("Australia/Lord_Howe", "2050-04-02T14:59:59Z", 39_600),
    Probe("Australia/Lord_Howe", "2050-04-02T15:00:00Z", 37_800),
    Probe("Australia/Lord_Howe", "2050-10-01T15:29:59Z", 37_800),
    Probe("Australia/Lord_Howe", "2050-10-01T15:30:00Z", 39_600),
  ]

  @Test(arguments: probes)
  func offsets(probe: Probe) throws {
    let rules = try ZoneRules(try Self.file(probe.zone))
    let instant = try #require(Timestamp(probe.instant))
    #expect(rules.offsetSeconds(at: instant) == probe.offset)
    _ = rules.offsetSeconds(at: Timestamp(microseconds: .min))
    _ = rules.offsetSeconds(at: Timestamp(microseconds: .max))
  }

  /// Every whole second of a day before the last microsecond belongs to the earlier offset.
  @Test func aFractionOfASecondDoesNotCrossAChange() throws {
    let rules = try ZoneRules(try Self.file("America/New_York"))
    let change = try #require(Timestamp("2025-03-09T07:00:00Z"))
    #expect(
      rules.offsetSeconds(at: Timestamp(microseconds: change.microseconds - 1)) == -18_000)
  }

  @Test func everyPrefixIsRefused() throws {
    for zone in ["Asia/Shanghai", "UTC"] {
      let file = try Self.file(zone)
      for length in file.indices {
        #expect(throws: ZoneRules.Malformed.self, "\(zone), \(length) bytes") {
          try ZoneRules(Array(file[..<length]))
        }
      }
      #expect(throws: ZoneRules.Malformed.trailingBytes) { try ZoneRules(file + [0]) }
    }
  }

  /// A changed byte gives either a refusal or rules that answer; nothing traps.
  @Test func everyByteChangeIsRefusedOrRead() throws {
    let probes = [Int64.min, -2_000_000_000_000_000, 0, 1_750_000_000_000_000, .max]
    var refused = 0
    for zone in ["Australia/Lord_Howe", "Asia/Taipei"] {
      var file = try Self.file(zone)
      for index in file.indices {
        let original = file[index]
        for value in [0, 0x2C, 0xFF, original ^ 1, original ^ 0x80] {
          file[index] = value
          do throws(ZoneRules.Malformed) {
            let rules = try ZoneRules(file)
            for probe in probes {
              _ = rules.offsetSeconds(at: Timestamp(microseconds: probe))
            }
          } catch {
            refused += 1
          }
        }
        file[index] = original
      }
    }
    #expect(refused > 0)
  }

  @Test func aFileOverTheLimitIsRefused() {
    let file = [UInt8](repeating: 0, count: ZoneRules.byteCountMax + 1)
    #expect(throws: ZoneRules.Malformed.tooLarge) { try ZoneRules(file) }
  }

  /// A file with no transition, one type and `footer`.
  private func file(footer: String) -> [UInt8] {
    let header = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
    let counts: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4]
    let type: [UInt8] = [0, 0, 0, 0, 0, 0] + Array("XYZ".utf8) + [0]
    let block = header + counts + type
    return block + block + Array("\n\(footer)\n".utf8)
  }

  /// The zone of a probe is the footer here.
  static let footerProbes: [Probe] = [
    Probe("", "2026-07-01T00:00:00Z", 0),
    Probe("XYZ-8", "2026-07-01T00:00:00Z", 28_800),
    Probe("<+0545>-5:45", "2026-07-01T00:00:00Z", 20_700),
    // Daylight time all year: it ends where it starts.
    Probe("XXX3EDT4,0/0,J365/23", "2026-01-01T03:00:00Z", -14_400),
    Probe("XXX3EDT4,0/0,J365/23", "2026-07-01T00:00:00Z", -14_400),
    // Hours beyond a day, and before it.
    Probe("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -7200),
    Probe("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -3600),
    // Day 60 of J is 1 March in leap years too; day 59 counted from 0 is 29 February.
    Probe("AAA0BBB,J60/0,J300/0", "2028-02-29T23:59:59Z", 0),
    Probe("AAA0BBB,J60/0,J300/0", "2028-03-01T00:00:00Z", 3600),
    Probe("AAA0BBB,59/0,300/0", "2028-02-29T00:00:00Z", 3600),
    // The southern half of the year, with a start after the end.
    Probe("AAA-10BBB,M10.1.0,M4.1.0/3", "2026-01-01T00:00:00Z", 39_600),
    Probe("AAA-10BBB,M10.1.0,M4.1.0/3", "2026-06-01T00:00:00Z", 36_000),
  ]

  @Test(arguments: footerProbes)
  func footers(probe: Probe) throws {
    let rules = try ZoneRules(file(footer: probe.zone))
    let instant = try #require(Timestamp(probe.instant))
    #expect(rules.offsetSeconds(at: instant) == probe.offset)
  }

  static let refusedFooters: [String] = [
    "X", "XY5", "XYZ", "XYZ25", "XYZ5EDT", "XYZ5EDT,M3.2.0", "XYZ5EDT,M13.2.0,M11.1.0",
    "XYZ5EDT,M3.6.0,M11.1.0", "XYZ5EDT,M3.2.7,M11.1.0", "XYZ5EDT,J0,J300", "XYZ5EDT,J366,J300",
    "XYZ5EDT,366,300", "XYZ5EDT,M3.2.0/168,M11.1.0", "XYZ5:60", "<XYZ5", "XYZ5EDT,M3.2.0,M11.1.0,",
    "XYZ5EDT4,M3.2.0 ,M11.1.0", "XYZ+-5",
  ]

  @Test(arguments: refusedFooters)
  func footersRefused(footer: String) {
    #expect(throws: ZoneRules.Malformed.footer) { try ZoneRules(file(footer: footer)) }
  }
}
