/// Characters which no text of a person may hold: they are not seen, and change how the rest is
/// shown or where a line ends.
package enum UnseenCharacter {
  /// The first of them in `text`: a control character, a line or paragraph separator, a mark which
  /// turns the direction of what follows. Source: Unicode, general category Cc; UAX 9, section 2.
  ///
  /// - Parameter allowingLines: whether U+000A is part of the text, as in a note of several lines.
  /// - Returns: the character as `U+202E`; nil when there is none.
  package static func first(in text: String, allowingLines: Bool = false) -> String? {
    let scalar = text.unicodeScalars.first { scalar in
      switch scalar.value {
      case 0x0A: !allowingLines
      case 0x2028...0x2029, 0x202A...0x202E, 0x2066...0x2069: true
      default: scalar.properties.generalCategory == .control
      }
    }
    guard let scalar else { return nil }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
