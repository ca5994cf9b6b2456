/// The words for a field whose values are numbers with fixed meanings.
///
/// Source: the comments of the `.proto` files.
struct Codes: Sendable {
  private let field: String
  /// The first has code 1.
  private let words: [String]

  private init(_ field: String, _ words: String...) {
    self.field = field
    self.words = words
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

  /// The word for a code; empty for 0.
  func word(_ code: UInt32) -> String {
    guard code > 0 else { return "" }
    return code <= UInt32(words.count) ? words[Int(code) - 1] : String(code)
  }

  static let product = Codes(
    "product", "p2p_loan", "consumer_loan", "credit_card", "bnpl", "merchant_credit",
    "investment_project", "trade_payable")
  static let risk = Codes("risk class", "low", "medium", "high")
  static let loanClass = Codes(
    "class", "normal", "special_mention", "substandard", "doubtful", "loss")
  static let channel = Codes(
    "channel", "call", "sms", "email", "letter", "visit", "video", "wechat", "app_push",
    "ai_voice")
  static let direction = Codes("direction", "outbound", "inbound")
  static let party = Codes("party", "self", "guarantor", "third_party", "none")
  static let result = Codes(
    "result", "right_party", "wrong_party", "no_answer", "busy", "refused", "invalid",
    "left_message")
  static let outcome = Codes(
    "outcome", "promise", "plan", "dispute", "hardship", "refusal", "complaint", "info")
  static let verdict = Codes("verdict", "allow", "deny")
  static let closeReason = Codes("reason", "paid", "settled", "cured")
  static let caseState = Codes(
    "state", "new", "classified", "assigned", "early", "negotiation", "plan_active")
  static let alertState = Codes(
    "state", "open", "acknowledged", "investigating", "actioned", "resolved", "suppressed",
    "escalated", "false_positive")
  static let alertOutcome = Codes(
    "outcome", "true_positive", "false_positive", "duplicate", "accepted_risk")
  static let alertSeverity = Codes("severity", "info", "warn", "high", "critical")
  static let repairSeverity = Codes("severity", "minor", "general", "serious")
  static let principalKind = Codes("kind", "person", "service")
  static let tenantState = Codes("state", "provisioning", "active", "suspended", "closed")
  static let sourceKind = Codes(
    "kind of source", "credit_agency", "bank", "government", "court", "marketplace", "telecom",
    "insurer", "partner")
  static let legalBasis = Codes(
    "legal basis", "consent", "contract", "legal_duty", "court_order", "public_source")
  static let assetClass = Codes(
    "asset class", "bank_account", "real_estate", "vehicle", "investment", "equity", "receivable",
    "intellectual_property", "equipment_inventory", "platform_balance", "insurance_value",
    "income_stream", "other")
  static let assetState = Codes(
    "state", "stated", "verified", "disputed", "disposed", "not_found")
  static let observation = Codes(
    "kind of observation", "existence", "balance", "ownership_change", "value", "encumbrance",
    "seizure", "movement", "absence")
  static let purpose = Codes(
    "purpose", "credit_assessment", "asset_monitoring", "collection_contact",
    "provide_to_third_party", "bureau_filing", "bureau_query", "automated_decision", "marketing",
    "research")
}
