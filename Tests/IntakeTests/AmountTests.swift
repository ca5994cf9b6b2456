import Intake
import Testing

@Suite struct AmountTests {
  @Test(
    arguments: [
      ("3913.0", 2, 391_300), ("0", 2, 0), ("-0", 2, 0), ("0.01", 2, 1),
      ("-339603.0", 2, -33_960_300),
      ("12", 0, 12), ("12.000", 0, 12), ("1.234", 3, 1234), ("007", 2, 700), ("1.5000", 2, 150),
      ("92233720368547758.07", 2, Int64.max), ("-92233720368547758.08", 2, Int64.min),
      ("-9223372036854775808", 0, Int64.min),
    ] as [(String, Int, Int64)])
  func reads(text: String, decimals: Int, units: Int64) throws {
    #expect(try Amount.minorUnits(text, decimals: decimals) == units)
  }

  @Test(
    arguments: [
      ("", 2, .empty), ("-", 2, .malformed), (".", 2, .malformed), ("1.", 2, .malformed),
      (".5", 2, .malformed), ("+1", 2, .malformed), ("1,000", 2, .malformed),
      ("1e3", 2, .malformed),
      ("NaN", 2, .malformed), (" 1", 2, .malformed), ("1 ", 2, .malformed),
      ("1.2.3", 2, .malformed),
      ("--1", 2, .malformed), ("１", 2, .malformed), ("0x1", 2, .malformed),
      ("1.005", 2, .tooPrecise), ("0.1", 0, .tooPrecise),
      ("92233720368547758.08", 2, .overflow), ("-92233720368547758.09", 2, .overflow),
      ("9999999999999999999999", 2, .overflow),
      (String(repeating: "0", count: Limits.amountByteCountMax + 1), 2, .overflow),
    ] as [(String, Int, Amount.Fault)])
  func refuses(text: String, decimals: Int, fault: Amount.Fault) {
    #expect(throws: fault) { try Amount.minorUnits(text, decimals: decimals) }
  }
}
