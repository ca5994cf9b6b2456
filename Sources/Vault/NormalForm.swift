/// Normal forms of personal values, so that one person written in two ways has one blind index.
///
/// These forms are part of the stored data: a change needs the indexes computed anew.
enum NormalForm {
  /// Upper case, no spaces or hyphens.
  static func document(_ value: String) -> String? {
    let kept = narrow(value).filter { !$0.properties.isWhitespace && $0 != "-" }
    return text(kept).uppercased()
  }

  /// ASCII digits only.
  ///
  /// - Returns: nil when anything but digits, spaces and hyphens is in `value`.
  static func digits(_ value: String) -> String? {
    let kept = narrow(value).filter { !$0.properties.isWhitespace && $0 != "-" }
    guard kept.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
    return text(kept)
  }

  /// The digits of E.164, country code first. A number which starts with `+` or `00` names its
  /// country; a leading `0` of a national number is a trunk prefix and falls away.
  ///
  /// - Returns: nil for other characters and for fewer than 8 or more than 15 digits.
  static func phone(_ value: String, countryCode: CountryCode) -> String? {
    let ignored: Set<Unicode.Scalar> = ["-", "(", ")", ".", "/"]
    var kept = narrow(value).filter { !$0.properties.isWhitespace && !ignored.contains($0) }[...]
    let isInternational: Bool
    if kept.first == "+" {
      kept = kept.dropFirst()
      isInternational = true
    } else if kept.starts(with: ["0", "0"]) {
      kept = kept.dropFirst(2)
      isInternational = true
    } else {
      if kept.first == "0" { kept = kept.dropFirst() }
      isInternational = false
    }
    guard kept.allSatisfy({ ("0"..."9").contains($0) }), !kept.isEmpty else { return nil }
    let number = (isInternational ? "" : countryCode.digits) + text(kept)
    guard (8...15).contains(number.utf8.count) else { return nil }
    return number
  }

  /// Trimmed, lower case; exactly one `@` with something on both sides.
  static func email(_ value: String) -> String? {
    guard let trimmed = trimmed(value) else { return nil }
    let parts = trimmed.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    return trimmed.lowercased()
  }

  /// Full-width forms narrowed, white space at both ends dropped.
  static func trimmed(_ value: String) -> String? {
    var kept = narrow(value)[...]
    while let last = kept.last, last.properties.isWhitespace { kept = kept.dropLast() }
    kept = kept.drop { $0.properties.isWhitespace }
    return text(kept)
  }

  /// A name: full-width forms narrowed, Latin letters in lower case without their accents (so that
  /// composed and decomposed writings agree), middle dots unified, white space between Latin words
  /// one space and elsewhere dropped.
  static func name(_ value: String) -> String? {
    var out: [Unicode.Scalar] = []
    var isSpacePending = false
    for scalar in narrow(value) {
      if scalar.properties.isWhitespace {
        isSpacePending = true
        continue
      }
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .format, .control: continue
      default: break
      }
      let folded = fold(scalar)
      if isSpacePending, let last = out.last, isLatin(last), folded.first.map(isLatin) == true {
        out.append(" ")
      }
      isSpacePending = false
      out.append(contentsOf: folded)
    }
    return text(out)
  }

  private static let dots: Set<Unicode.Scalar> = [
    "\u{B7}", "\u{2022}", "\u{2027}", "\u{30FB}", "\u{FF65}", "\u{2219}", "\u{22C5}",
  ]

  private static func fold(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    if dots.contains(scalar) { return ["\u{B7}"] }
    if scalar.isASCII || !isLatin(scalar) {
      return Array(scalar.properties.lowercaseMapping.unicodeScalars)
    }
    return baseLetters(scalar).map { Array($0.lowercased().unicodeScalars) }
      ?? Array(scalar.properties.lowercaseMapping.unicodeScalars)
  }

  /// The letter under the accents of a composed Latin letter, from its Unicode name: "LATIN SMALL
  /// LETTER E WITH ACUTE" gives "E".
  private static func baseLetters(_ scalar: Unicode.Scalar) -> String? {
    guard let name = scalar.properties.name else { return nil }
    let words = name.split(separator: " ")
    guard let mark = words.firstIndex(of: "WITH"), mark > 0 else { return nil }
    let letter = words[mark - 1]
    return letter.utf8.count <= 2 ? String(letter) : nil
  }

  private static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F, 0x1E00...0x1EFF: true
    default: false
    }
  }

  /// Full-width forms (U+FF01…U+FF5E) as ASCII.
  private static func narrow(_ value: String) -> [Unicode.Scalar] {
    value.unicodeScalars.map { scalar in
      guard (0xFF01...0xFF5E).contains(scalar.value) else { return scalar }
      return Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
    }
  }

  private static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var out = String.UnicodeScalarView()
    out.append(contentsOf: scalars)
    return String(out)
  }
}
