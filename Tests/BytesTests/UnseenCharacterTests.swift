import Bytes
import Testing

struct UnseenCharacterTests {
  @Test(
    arguments: [
      ("a\0b", "U+0000"), ("a\tb", "U+0009"), ("a\nb", "U+000A"), ("a\r\nb", "U+000D"),
      ("\u{1B}[31m", "U+001B"), ("a\u{7F}", "U+007F"), ("\u{9F}", "U+009F"),
      ("\u{2028}", "U+2028"), ("\u{202A}", "U+202A"), ("x\u{202E}y", "U+202E"),
      ("\u{2066}", "U+2066"), ("\u{2069}", "U+2069"),
    ])
  func found(text: String, character: String) {
    #expect(UnseenCharacter.first(in: text) == character)
  }

  /// A joiner and a direction mark belong to the writing of some languages.
  @Test(arguments: ["", "王小明", "O'Neil, 7%", "\u{A0}", "نمی\u{200C}خواهم", "\u{200F}", "é", "👩‍👧"])
  func absent(text: String) { #expect(UnseenCharacter.first(in: text) == nil) }

  @Test func linesWhereTheyAreAllowed() {
    #expect(UnseenCharacter.first(in: "a\nb", allowingLines: true) == nil)
    #expect(UnseenCharacter.first(in: "a\r\nb", allowingLines: true) == "U+000D")
    #expect(UnseenCharacter.first(in: "a\u{202E}", allowingLines: true) == "U+202E")
  }
}
