/// Names, identifiers and phones of nobody, for data which have none: a function of seed and row.
///
/// The identifiers have valid check digits and cannot belong to a person: Taiwanese ones have a 5
/// where citizens and residents have 1, 2, 8 or 9; mainland ones have the area code 999999, which
/// names no place. The phones cannot ring: no Taiwanese area or mobile network begins 01, no
/// mainland mobile network 12.
package struct IdentityGenerator: Sendable, Equatable {
  package enum Style: String, Sendable, CaseIterable {
    case taiwan, mainland
  }

  /// One generated person.
  package struct Identity: Sendable, Equatable {
    package let name: String
    package let residentID: String
    package let phone: String
  }

  private let seed: UInt64
  private let style: Style

  package init(seed: UInt64, style: Style) {
    self.seed = seed
    self.style = style
  }

  /// The identity of row `number`; identifiers and phones differ for numbers below ten million.
  package func identity(number: UInt64) -> Identity {
    var state = Self.mixed(Self.mixed(seed) ^ number)
    func draw(_ bound: Int) -> Int {
      state = Self.mixed(state)
      return Int(state % UInt64(bound))
    }
    // An odd multiplier which is no multiple of five permutes the residues of ten million.
    let serial = Int((number &* 7_368_787 &+ Self.mixed(seed) % 10_000_000) % 10_000_000)
    let surname = Self.surnames[draw(Self.surnames.count)]
    let given = (0..<(draw(12) == 0 ? 1 : 2)).map { _ in Self.given[draw(Self.given.count)] }
    let name = surname + given.joined()
    switch style {
    case .taiwan:
      let letter = Self.letters[draw(Self.letters.count)]
      return Identity(
        name: name, residentID: Self.taiwaneseID(letter: letter, serial: serial),
        phone: "+88601" + Self.digits(serial, 7))
    case .mainland:
      // The serial's upper digits choose the day of birth, so that no two rows share both.
      let days = serial / 1000
      let birth =
        Self.digits(1960 + days / 336, 4) + Self.digits(1 + days % 336 / 28, 2)
        + Self.digits(1 + days % 28, 2)
      return Identity(
        name: name, residentID: Self.mainlandID(birth: birth, serial: serial),
        phone: "+861200" + Self.digits(serial, 7))
    }
  }

  /// The check digit makes the weighted sum a multiple of ten; the letter counts as two digits.
  private static func taiwaneseID(letter: Character, serial: Int) -> String {
    // Source: the numbers of the letters in the order of issue, 10 (A) to 35 (O).
    let order = Array("ABCDEFGHJKLMNPQRSTUVXYWZIO")
    guard let index = order.firstIndex(of: letter) else { preconditionFailure("no letter") }
    let value = index + 10
    let front = "5" + digits(serial, 7)
    var sum = value / 10 + value % 10 * 9
    for (offset, digit) in front.utf8.enumerated() { sum += (8 - offset) * Int(digit - 48) }
    return "\(letter)\(front)\((10 - sum % 10) % 10)"
  }

  /// GB 11643: area, day of birth, sequence, and the check character by ISO 7064, MOD 11-2.
  private static func mainlandID(birth: String, serial: Int) -> String {
    let front = "999999" + birth + digits(serial % 1000, 3)
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    var sum = 0
    for (weight, digit) in zip(weights, front.utf8) { sum += weight * Int(digit - 48) }
    return front + String(Array("10X98765432")[sum % 11])
  }

  private static func digits(_ value: Int, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }

  /// SplitMix64's output function.
  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private static let letters = Array("ABCDEFGHJKMNPQTUVWXZ")
  private static let surnames = [
    "陳", "林", "黃", "張", "李", "王", "吳", "劉", "蔡", "楊", "許", "鄭", "謝", "郭", "洪", "曾",
    "邱", "廖", "賴", "周", "徐", "蘇", "葉", "莊", "呂", "江", "何", "蕭", "羅", "高", "簡", "歐陽",
  ]
  private static let given = [
    "怡", "君", "雅", "婷", "志", "明", "家", "豪", "淑", "芬", "俊", "傑", "美", "玲", "宗", "翰",
    "佳", "穎", "建", "宏", "惠", "雯", "冠", "宇", "欣", "柏", "承", "恩", "詩", "涵", "文", "彥",
    "秀", "英", "子", "軒", "心", "儀", "國", "華",
  ]
}
