package import Bytes
package import Contract

extension JurisdictionProfile {
  /// Every profile that is shipped, all versions.
  package static let shipped: [JurisdictionProfile] = [.china, .unitedStates]

  /// The newest version of profile `code` valid on `day`; nil when there is none.
  package static func inForce(_ code: String, on day: Day) -> JurisdictionProfile? {
    shipped.filter { profile in
      profile.code == code && profile.validFrom <= day
        && (profile.validTo.map { day <= $0 } ?? true)
    }.max { $0.version < $1.version }
  }

  /// The first rule in force on `day` that has `parameter`.
  func rule(with parameter: String, on day: Day) -> ConductRule? {
    rules.first { rule in
      rule.isInForce(on: day) && rule.parameters.contains { $0.name == parameter }
    }
  }
}

/// A contact judged under one profile, with the words for who asks why.
package struct ContactJudgement: Sendable {
  /// One rule that denies the contact.
  package struct Denial: Sendable, Equatable {
    package let reason: ContactCheck.Reason
    /// `CN C1 contact hours 08:00–22:00, debtor's local time 22:30`.
    package let rule: String
    package let source: String
    package let isVerified: Bool
    /// When or how the contact would be allowed.
    package let remedy: String
  }

  package let profile: JurisdictionProfile
  package let local: LocalTime
  package let denials: [Denial]

  package init(_ facts: ContactCheck.Facts, profile: JurisdictionProfile) {
    self.profile = profile
    let local = LocalTime(facts.instant, offsetSeconds: facts.offsetSeconds)
    self.local = local
    let limits = ContactLimits(profile, on: local.day)
    denials = ContactCheck(facts, limits: limits).reasons.map { reason in
      Self.denial(reason, facts: facts, limits: limits, profile: profile, local: local)
    }
  }

  package var isAllowed: Bool { denials.isEmpty }

  /// Codes of the reasons with commas between.
  package var codes: String {
    denials.map { String($0.reason.rawValue) }.joined(separator: ",")
  }

  /// The refusal of an act: every rule that denies it, and what would make it pass.
  package var refusal: Refusal? {
    guard !denials.isEmpty else { return nil }
    return .rule(
      .contactDenied, denials.map(\.rule).joined(separator: "; "),
      "the contact is not allowed: " + denials.map(\.remedy).joined(separator: "; "))
  }

  private static func denial(
    _ reason: ContactCheck.Reason, facts: ContactCheck.Facts, limits: ContactLimits,
    profile: JurisdictionProfile, local: LocalTime
  ) -> Denial {
    let words = words(reason, facts: facts, limits: limits, local: local)
    let parameters: [String] =
      switch reason {
      case .target: ["allowed_parties", "contacts_per_third_party"]
      case .hours: ["contact_hours"]
      case .dayCap: ["connected_calls_per_day"]
      case .attemptCap: ["attempts_per_point_and_day"]
      case .cycleInterval: ["cycle_interval_days"]
      case .optedOut, .hold, .disputedPart, .templateNotApproved: []
      }
    let rule = parameters.lazy.compactMap { profile.rule(with: $0, on: local.day) }.first
    guard let rule else {
      return Denial(
        reason: reason, rule: "product rule \(words.rule)", source: "product rule",
        isVerified: true, remedy: words.remedy)
    }
    return Denial(
      reason: reason, rule: "\(profile.code) \(rule.code) \(words.rule)", source: rule.source,
      isVerified: rule.isVerified, remedy: words.remedy)
  }

  private static func words(
    _ reason: ContactCheck.Reason, facts: ContactCheck.Facts, limits: ContactLimits,
    local: LocalTime
  ) -> (rule: String, remedy: String) {
    let tomorrow = local.day.adding(days: 1)
    switch reason {
    case .target:
      return ("allowed parties", "only the debtor, a co-borrower or a guarantor may be contacted")
    case .optedOut:
      return ("opted out", "the debtor opted out of this contact point; use another channel")
    case .hold: return ("case on hold", "the hold has to end first")
    case .disputedPart: return ("claim disputed", "the dispute has to be resolved first")
    case .templateNotApproved: return ("template", "an approved template is needed")
    case .hours:
      let opens = LocalTime.clock(limits.opensAtSecond)
      let second = local.instant.secondOfDay(offsetSeconds: local.offsetSeconds)
      let day = second < limits.opensAtSecond ? local.day : tomorrow
      return (
        "contact hours \(opens)–\(LocalTime.clock(limits.closesAtSecond)), "
          + "debtor's local time \(local.clock)",
        "allowed from \(opens) on \(day), debtor's local time"
      )
    case .dayCap:
      return (
        "connected calls per day \(facts.connectedToday) of \(limits.connectedPerDayMax ?? 0)",
        "allowed again on \(tomorrow), debtor's local time"
      )
    case .attemptCap:
      return (
        "unanswered attempts per contact point and day \(facts.attemptsOnPointToday) of "
          + "\(limits.attemptsPerPointMax ?? 0)",
        "this contact point may be tried again on \(tomorrow), debtor's local time"
      )
    case .cycleInterval:
      let left = (limits.cycleDaysMin ?? 0) - (facts.daysSinceLastCycle ?? 0)
      return (
        "interval between cycles \(facts.daysSinceLastCycle ?? 0) of "
          + "\(limits.cycleDaysMin ?? 0) days",
        "a new cycle may start on \(local.day.adding(days: max(0, left)))"
      )
    }
  }
}
