import Bytes
import Testing

struct CurrencyTests {
  @Test(
    arguments: [
      ("TWD", 2), ("CNY", 2), ("USD", 2), ("XCG", 2), ("ZWG", 2), ("JPY", 0), ("XPF", 0),
      ("KWD", 3), ("TND", 3), ("CLF", 4), ("UYW", 4),
    ])
  func decimals(code: String, count: Int) {
    #expect(Currency(code: code)?.decimals == count)
    #expect(Currency(code: code)?.code == code)
  }

  /// Codes nobody has, codes taken out of the list (ANG, BGN, HRK, ZWL), and codes without minor
  /// unit (XAU, XDR, XTS, XXX).
  @Test(
    arguments: [
      "", "TW", "TWDX", "twd", "T1D", "ＴＷＤ", "TWD ", "ABC", "ZZZ", "ANG", "BGN", "HRK", "ZWL",
      "XAU", "XDR", "XTS", "XXX",
    ])
  func refused(code: String) { #expect(Currency(code: code) == nil) }

  /// A code given twice, with two numbers of decimals, would be one fewer.
  @Test func theListIsWhole() { #expect(Currency.count == 165) }
}
