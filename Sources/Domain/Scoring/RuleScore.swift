package import Bytes
import Ledger

/// The shipped score: a set of rules with whole points, the same for every debtor.
///
/// A tenant without a trained scorecard uses it. Its inputs are the course of the debt alone.
package struct RuleScore: Sendable, Equatable {
  /// Changes with any point or bound below.
  package static let model = "rules-1"
  /// Points of a debtor with nothing in favour.
  package static let base: Int64 = 300
  /// Months looked back at.
  package static let months = 6
  /// Statements whose payment is looked at.
  package static let statements = 3

  package struct Inputs: Sendable, Hashable {
    package var daysPastDue: Int
    /// Of the last six month days, how many with something past due.
    package var monthsLate: Int
    /// Balance over limit in ppm; nil without a limit.
    package var utilisationPPM: Int64?
    /// Paid over billed of the last three statements, in ppm; nil when nothing was billed.
    package var paidPPM: Int64?

    package init(daysPastDue: Int, monthsLate: Int, utilisationPPM: Int64?, paidPPM: Int64?) {
      self.daysPastDue = daysPastDue
      self.monthsLate = monthsLate
      self.utilisationPPM = utilisationPPM
      self.paidPPM = paidPPM
    }

    /// SHA-256 of the inputs in one line of words.
    package var hash: Digest {
      let words = [
        RuleScore.model, "dpd=\(daysPastDue)", "months_late=\(monthsLate)",
        "utilisation=\(utilisationPPM.map { "\($0)" } ?? "none")",
        "paid=\(paidPPM.map { "\($0)" } ?? "none")",
      ]
      return Hashing.sha256(Array(words.joined(separator: " ").utf8))
    }
  }

  /// 300…850.
  package let value: Int64
  package let tier: Tier
  /// At most four, the largest loss of points first.
  package let reasons: [String]

  package init(_ inputs: Inputs) {
    let features = [
      ReasonCodes.Feature(
        code: "DAYS_PAST_DUE", points: Self.points(daysPastDue: inputs.daysPastDue),
        bestPoints: 250),
      ReasonCodes.Feature(
        code: "MONTHS_LATE", points: Self.points(monthsLate: inputs.monthsLate), bestPoints: 120),
      ReasonCodes.Feature(
        code: "UTILISATION", points: Self.points(utilisationPPM: inputs.utilisationPPM),
        bestPoints: 70),
      ReasonCodes.Feature(
        code: "SHARE_PAID", points: Self.points(paidPPM: inputs.paidPPM), bestPoints: 110),
    ]
    value = features.reduce(Self.base) { $0 + $1.points }
    tier = Tier(score: value)
    reasons = ReasonCodes.reasons(features)
  }

  private static func points(daysPastDue: Int) -> Int64 {
    switch daysPastDue {
    case ...0: 250
    case ...7: 190
    case ...30: 140
    case ...60: 80
    case ...90: 40
    default: 0
    }
  }

  private static func points(monthsLate: Int) -> Int64 {
    switch monthsLate {
    case ...0: 120
    case 1: 85
    case 2: 55
    case 3: 30
    default: 0
    }
  }

  private static func points(utilisationPPM: Int64?) -> Int64 {
    guard let utilisationPPM else { return 30 }
    switch utilisationPPM {
    case ...100_000: return 70
    case ...300_000: return 60
    case ...500_000: return 45
    case ...800_000: return 25
    case ...1_000_000: return 10
    default: return 0
    }
  }

  private static func points(paidPPM: Int64?) -> Int64 {
    guard let paidPPM else { return 90 }
    switch paidPPM {
    case 1_000_000...: return 110
    case 500_000...: return 80
    case 200_000...: return 55
    case 50_000...: return 30
    default: return 0
    }
  }
}

extension Tier {
  /// `A` to `E`.
  package var letter: String { "\(self)".uppercased() }
}
