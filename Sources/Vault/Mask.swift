/// Shows just enough of a personal value to tell two apart, for principals who may not see it.
package enum Mask: Sendable, CaseIterable {
  case name, residentID, phone, bankAccount, email, address

  /// The masked form of `value`; never the whole of it.
  package func apply(_ value: String) -> String {
    switch self {
    case .name: Self.name(value)
    case .residentID, .bankAccount: Self.lastFour(Self.lastFourCharacters(value))
    case .phone: Self.phone(value)
    case .email: Self.email(value)
    case .address: Self.address(value)
    }
  }

  /// The last four characters of an identifier, which are stored beside its ciphertext; empty when
  /// the identifier has fewer than eight characters and four would tell too much.
  package static func lastFourCharacters(_ value: String) -> String {
    // The table counts code points, of which a character may have many.
    let kept = value.unicodeScalars.filter {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
    }
    return kept.count >= 8 ? String(String.UnicodeScalarView(kept.suffix(4))) : ""
  }

  /// The masked form of an identifier of which only the last four characters are at hand.
  package static func lastFour(_ lastFour: String) -> String { "****" + lastFour }

  /// Han and other names without spaces keep their first character, one star for each other; words
  /// of Latin names keep their initial.
  private static func name(_ value: String) -> String {
    let words = value.split(whereSeparator: \.isWhitespace)
    guard let first = words.first, let initial = first.first else { return "" }
    if value.contains(where: { $0.isASCII && $0.isLetter }) || words.count > 1 {
      return words.map { $0.count > 1 ? "\($0.prefix(1))***" : "*" }.joined(separator: " ")
    }
    guard first.count > 1 else { return "*" }
    return String(initial) + String(repeating: "*", count: min(first.count - 1, 3))
  }

  /// Up to three leading and four trailing digits; at least four digits stay hidden.
  private static func phone(_ value: String) -> String {
    let digits = value.filter(\.isNumber)
    guard digits.count >= 8 else { return "****" }
    let leading = min(3, digits.count - 8)
    let hidden = digits.count - leading - 4
    let plus = value.first == "+" ? "+" : ""
    return plus + digits.prefix(leading) + String(repeating: "*", count: hidden)
      + digits.suffix(4)
  }

  private static func email(_ value: String) -> String {
    guard let at = value.lastIndex(of: "@"), at > value.startIndex else { return "****" }
    return value.prefix(1) + "***" + value[at...]
  }

  /// A Chinese address keeps what stands before its second administrative mark (市, 區 and the
  /// like); another keeps its last part after a comma.
  private static func address(_ value: String) -> String {
    let marks: Set<Character> = ["省", "市", "区", "區", "县", "縣", "州", "盟"]
    var end: String.Index?
    var seen = 0
    for index in value.indices where marks.contains(value[index]) && seen < 2 {
      seen += 1
      end = value.index(after: index)
    }
    if let end, end < value.endIndex { return value[..<end] + "****" }
    let parts = value.split(separator: ",")
    guard end == nil, parts.count > 1, let last = parts.last else { return "****" }
    return "****," + last
  }
}
