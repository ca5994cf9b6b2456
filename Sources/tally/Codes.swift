/// The words for a value which is a code, or a word that the server sends, in English and Chinese.
///
/// Source: the comments of the `.proto` files; states: proto-like-specs/machines.md.
package struct Codes: Sendable, Equatable {
  /// What it is, as a person reads it in a message.
  package let field: String
  /// The first has code 1.
  package let words: [String]
  package let chinese: [String]

  init(_ field: String, _ words: KeyValuePairs<String, String>) {
    self.field = field
    self.words = words.map(\.key)
    chinese = words.map(\.value)
  }

  /// Reads a word or its number.
  func code(_ text: String) throws(CommandFailure) -> UInt32 {
    if let index = words.firstIndex(of: text) { return UInt32(index + 1) }
    if let number = UInt32(text) { return number }
    throw .usage("no \(field) is called \(text): \(words.joined(separator: ", "))")
  }

  func codes(_ text: String) throws(CommandFailure) -> [UInt32] {
    var out: [UInt32] = []
    for word in text.split(separator: ",") { out.append(try code(String(word))) }
    return out
  }

  /// The word for a code; empty for 0, the number for one which has no word.
  package func word(_ code: UInt32, in language: Language = .english) -> String {
    guard code > 0 else { return "" }
    guard code <= UInt32(words.count) else { return String(code) }
    return switch language {
    case .english: words[Int(code) - 1]
    case .chinese: chinese[Int(code) - 1]
    }
  }

  /// A word as the server sends it, such as `ASSIGNED`; itself in English and where none is known.
  package func word(_ sent: String, in language: Language) -> String {
    guard let index = words.firstIndex(of: sent.lowercased()) else { return sent }
    return switch language {
    case .english: sent
    case .chinese: chinese[index]
    }
  }
}

extension Codes {
  /// The codes which stand in a field of a reply; nil for every other field.
  ///
  /// - Parameter place: message and field which hold the message, where that decides: totals by
  ///   class and by risk class have one message.
  static func ofField(_ field: String, of message: String, in place: String?) -> Codes? {
    place.flatMap { fields["\($0).\(field)"] } ?? fields["\(message).\(field)"]
  }

  private static let fields: [String: Codes] = [
    "Account.loan_class": loanClass, "Account.product": product, "Alert.severity": alertSeverity,
    "Asset.asset_class": assetClass, "Asset.state": assetState, "CaseAction.channel": channel,
    "CaseAction.outcome": outcome, "CaseAction.result": result,
    "CheckContactReply.verdict": verdict, "ClassPeriod.loan_class": loanClass,
    "DebtorSummary.loan_class": loanClass, "DebtorSummary.risk_class": risk,
    "GetDayReply.day_state": dayState, "PortfolioReply.classes.class_code": loanClass,
    "PortfolioReply.risk_classes.class_code": risk, "Repair.severity": repairSeverity,
    "Tenant.state": tenantState,
  ]
}
