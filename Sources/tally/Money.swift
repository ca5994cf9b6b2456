import Bytes
import Contract
import Intake

/// Amounts as people write them: `1,234.50 TWD`.
enum Money {
  /// Reads an amount exactly; commas may stand between groups of three digits.
  static func parse(_ text: String) throws(CommandFailure) -> Tally_V1_Money {
    let parts = text.split(separator: " ")
    guard parts.count == 2, let currency = Currency(code: String(parts[1])) else {
      throw .usage("\"\(text)\" is no amount with its currency, such as \"1,234.50 TWD\"")
    }
    var money = Tally_V1_Money()
    money.amount = try minorUnits(String(parts[0]), currency)
    money.currency = currency.code
    return money
  }

  static func minorUnits(_ text: String, _ currency: Currency) throws(CommandFailure) -> Int64 {
    do throws(Amount.Fault) {
      guard let plain = ungrouped(text) else { throw .malformed }
      return try Amount.minorUnits(plain, decimals: currency.decimals)
    } catch {
      switch error {
      case .empty, .malformed: throw .usage("\"\(text)\" is no amount")
      case .overflow: throw .usage("\"\(text)\" is more than an amount can be")
      case .tooPrecise:
        throw .usage("\"\(text)\" has more than \(currency.decimals) decimals of \(currency.code)")
      }
    }
  }

  static func text(_ money: Tally_V1_Money) -> String {
    money.currency.isEmpty ? "" : text(money.amount, money.currency)
  }

  static func text(_ amount: Int64, _ code: String) -> String {
    guard let currency = Currency(code: code) else { return "\(amount)" }
    var digits = String(amount.magnitude)
    while digits.count <= currency.decimals { digits = "0" + digits }
    let whole = digits.dropLast(currency.decimals)
    let fraction = currency.decimals > 0 ? "." + digits.suffix(currency.decimals) : ""
    return "\(amount < 0 ? "-" : "")\(groups(String(whole)))\(fraction) \(code)"
  }

  /// `1,234,567`.
  static func grouped(_ number: Int64) -> String {
    (number < 0 ? "-" : "") + groups(String(number.magnitude))
  }

  /// Parts per million as per cent with two decimals.
  static func percent(ppm: Int64) -> String {
    let hundredths = (ppm.magnitude + 50) / 100
    let fraction = String(hundredths % 100)
    return (ppm < 0 ? "-" : "") + "\(hundredths / 100)."
      + (fraction.count < 2 ? "0" : "") + "\(fraction) %"
  }

  private static func groups(_ digits: String) -> String {
    var out = ""
    for (offset, digit) in digits.enumerated() {
      if offset > 0 && (digits.count - offset) % 3 == 0 { out += "," }
      out.append(digit)
    }
    return out
  }

  /// - Returns: nil when a comma stands elsewhere than between groups of three.
  private static func ungrouped(_ text: String) -> String? {
    guard text.contains(",") else { return text }
    let halves = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let groups = halves[0].drop { $0 == "-" }
      .split(separator: ",", omittingEmptySubsequences: false)
    guard let first = groups.first, (1...3).contains(first.count),
      groups.dropFirst().allSatisfy({ $0.count == 3 }),
      halves.count == 1 || !halves[1].contains(",")
    else { return nil }
    return text.filter { $0 != "," }
  }
}
