package import Bytes

/// The person whom a contact addresses.
package enum ContactTarget: Int16, Sendable, CaseIterable {
  /// Debtor or co-borrower.
  case liable = 1
  case guarantor
  case thirdParty
  case nobody
}

/// The bounds on contacting a debtor which a check applies; nil is no bound.
package struct ContactLimits: Sendable, Equatable {
  /// Allowed seconds of the debtor's local day, `[opens, closes)`.
  package var opensAtSecond: Int64
  package var closesAtSecond: Int64
  /// Connected calls per debtor and day, the lender and all agencies together.
  package var connectedPerDayMax: Int?
  /// Unanswered attempts per contact point and day.
  package var attemptsPerPointMax: Int?
  /// Days between collection cycles of one product.
  package var cycleDaysMin: Int?

  package init(
    opensAtSecond: Int64, closesAtSecond: Int64, connectedPerDayMax: Int?,
    attemptsPerPointMax: Int?, cycleDaysMin: Int?
  ) {
    self.opensAtSecond = opensAtSecond
    self.closesAtSecond = closesAtSecond
    self.connectedPerDayMax = connectedPerDayMax
    self.attemptsPerPointMax = attemptsPerPointMax
    self.cycleDaysMin = cycleDaysMin
  }

  /// True when the local time at `offsetSeconds` east of UTC is outside the allowed hours.
  package func isQuiet(at instant: Timestamp, offsetSeconds: Int64) -> Bool {
    let second = instant.secondOfDay(offsetSeconds: offsetSeconds)
    return !(opensAtSecond..<closesAtSecond).contains(second)
  }
}

/// Whether a contact with a debtor may be made now, 催收行为.
package struct ContactCheck: Sendable, Equatable {
  /// Why a contact is denied, in the order of the codes.
  package enum Reason: Int16, Sendable, CaseIterable {
    case target = 1
    case optedOut
    case hold
    case disputedPart
    case templateNotApproved
    case hours
    case dayCap
    case attemptCap
    case cycleInterval

    /// True for the two rules of advisory wording (不宜), which a recorded reason may override.
    package var isAdvisory: Bool {
      switch self {
      case .attemptCap, .cycleInterval: true
      case .target, .optedOut, .hold, .disputedPart, .templateNotApproved, .hours, .dayCap: false
      }
    }
  }

  package struct Facts: Sendable, Equatable {
    package var instant: Timestamp
    /// Of the debtor's time zone at `instant`.
    package var offsetSeconds: Int64
    package var target: ContactTarget
    package var nightConsent: Bool
    package var optedOut: Bool
    package var onHold: Bool
    package var disputedPart: Bool
    package var templateApproved: Bool
    /// Of the debtor, over all cases, agencies and channels of the tenant, on its local day.
    package var connectedToday: Int
    package var attemptsOnPointToday: Int
    package var startsCycle: Bool
    /// nil when there was no cycle before.
    package var daysSinceLastCycle: Int?

    package init(
      instant: Timestamp, offsetSeconds: Int64, target: ContactTarget, nightConsent: Bool,
      optedOut: Bool, onHold: Bool, disputedPart: Bool, templateApproved: Bool,
      connectedToday: Int, attemptsOnPointToday: Int, startsCycle: Bool, daysSinceLastCycle: Int?
    ) {
      self.instant = instant
      self.offsetSeconds = offsetSeconds
      self.target = target
      self.nightConsent = nightConsent
      self.optedOut = optedOut
      self.onHold = onHold
      self.disputedPart = disputedPart
      self.templateApproved = templateApproved
      self.connectedToday = connectedToday
      self.attemptsOnPointToday = attemptsOnPointToday
      self.startsCycle = startsCycle
      self.daysSinceLastCycle = daysSinceLastCycle
    }
  }

  /// Every reason that holds, in code order.
  package let reasons: [Reason]

  package var isAllowed: Bool { reasons.isEmpty }
  /// True when a recorded reason may override the denial.
  package var isOverridable: Bool { !reasons.isEmpty && reasons.allSatisfy(\.isAdvisory) }

  package init(_ facts: Facts, limits: ContactLimits) {
    reasons = Reason.allCases.filter { Self.holds($0, facts, limits) }
  }

  private static func holds(_ reason: Reason, _ facts: Facts, _ limits: ContactLimits) -> Bool {
    switch reason {
    case .target:
      switch facts.target {
      case .liable, .guarantor: false
      case .thirdParty, .nobody: true
      }
    case .optedOut: facts.optedOut
    case .hold: facts.onHold
    case .disputedPart: facts.disputedPart
    case .templateNotApproved: !facts.templateApproved
    case .hours:
      !facts.nightConsent
        && limits.isQuiet(at: facts.instant, offsetSeconds: facts.offsetSeconds)
    case .dayCap: limits.connectedPerDayMax.map { facts.connectedToday >= $0 } ?? false
    case .attemptCap: limits.attemptsPerPointMax.map { facts.attemptsOnPointToday >= $0 } ?? false
    case .cycleInterval: startsTooEarly(facts, limits)
    }
  }

  private static func startsTooEarly(_ facts: Facts, _ limits: ContactLimits) -> Bool {
    guard facts.startsCycle, let days = facts.daysSinceLastCycle, let least = limits.cycleDaysMin
    else { return false }
    return days < least
  }
}

/// The presumption of 12 CFR 1006.14(b)(2) on telephone calls about one debt.
package struct CallPresumption: Sendable, Equatable {
  package static let callsMax = 7
  package static let windowDays = 7

  /// Calls within seven consecutive days, the proposed one included.
  package let callsInWindow: Int
  /// More than seven calls, or a call within seven days of a conversation, whose day is day 1.
  package let isPresumedViolation: Bool

  package init(proposedOn: Day, callsOn: [Day], conversationsOn: [Day]) {
    let inWindow: (Day) -> Bool = { (0..<Self.windowDays).contains(proposedOn.days(since: $0)) }
    callsInWindow = 1 + callsOn.count(where: inWindow)
    isPresumedViolation = callsInWindow > Self.callsMax || conversationsOn.contains(where: inWindow)
  }
}
