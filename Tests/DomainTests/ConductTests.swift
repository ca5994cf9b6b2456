import Bytes
import Domain
import Testing

/// Rules as data: what a profile says, and that a tenant may only tighten it.
struct ConductTests {
  private let day = Day("2026-06-15")!

  @Test func everyRuleIsThereOnceAndSaysItsSource() {
    #expect(JurisdictionProfile.china.rules.map(\.code) == (1...34).map { "C\($0)" })
    #expect(JurisdictionProfile.unitedStates.rules.map(\.code) == (1...9).map { "U\($0)" })
    for rule in JurisdictionProfile.china.rules + JurisdictionProfile.unitedStates.rules {
      #expect(!rule.source.isEmpty && !rule.title.isEmpty && !rule.parameters.isEmpty)
    }
  }

  @Test func whatWasNotReadInTheOriginalIsNotVerified() {
    let verified = JurisdictionProfile.china.rules.filter(\.isVerified).map(\.code)
    #expect(
      verified == [
        "C9", "C11", "C12", "C13", "C14", "C15", "C16", "C17", "C27", "C28", "C29", "C30", "C31",
        "C32", "C34",
      ])
    let american = JurisdictionProfile.unitedStates.rules.filter(\.isVerified).map(\.code)
    #expect(american == ["U2", "U4", "U5", "U6", "U8"])
  }

  @Test func limitsComeFromTheRulesInForce() {
    #expect(
      ContactLimits(.china, on: day)
        == ContactLimits(
          opensAtSecond: 28_800, closesAtSecond: 79_200, connectedPerDayMax: 3,
          attemptsPerPointMax: 6, cycleDaysMin: 7))
    let before = ContactLimits(.china, on: Day("2025-02-27")!)
    #expect(before.connectedPerDayMax == nil)
    #expect(before.closesAtSecond == 86_400)
    #expect(ContactLimits(.china, on: Day("2025-02-28")!).connectedPerDayMax == 3)
    let american = ContactLimits(.unitedStates, on: day)
    #expect(american.closesAtSecond == 75_600)
    #expect(american.connectedPerDayMax == nil)
  }

  @Test func aTenantMayTighten() throws {
    let tighter = try JurisdictionProfile.china.tightened(by: [
      .init(rule: "C1", parameter: "contact_hours", bound: .hours(opens: 32_400, closes: 72_000)),
      .init(rule: "C2", parameter: "connected_calls_per_day", bound: .atMost(1)),
      .init(rule: "C4", parameter: "cycle_interval_days", bound: .atLeast(14)),
      .init(rule: "C5", parameter: "allowed_parties", bound: .among(["debtor"])),
    ])
    #expect(
      ContactLimits(tighter, on: day)
        == ContactLimits(
          opensAtSecond: 32_400, closesAtSecond: 72_000, connectedPerDayMax: 1,
          attemptsPerPointMax: 6, cycleDaysMin: 14))
    #expect(try JurisdictionProfile.china.tightened(by: []) == .china)
  }

  static let loosenings: [JurisdictionProfile.Tightening] = [
    .init(rule: "C1", parameter: "contact_hours", bound: .hours(opens: 28_799, closes: 79_200)),
    .init(rule: "C1", parameter: "contact_hours", bound: .hours(opens: 28_800, closes: 79_201)),
    .init(rule: "C1", parameter: "contact_hours", bound: .hours(opens: 79_200, closes: 28_800)),
    .init(rule: "C2", parameter: "connected_calls_per_day", bound: .atMost(4)),
    .init(rule: "C2", parameter: "connected_calls_per_day", bound: .atMost(-1)),
    .init(rule: "C4", parameter: "cycle_interval_days", bound: .atLeast(6)),
    .init(rule: "C5", parameter: "allowed_parties", bound: .among(["debtor", "neighbour"])),
    .init(rule: "C7", parameter: "calls_recorded", bound: .required(false)),
    .init(rule: "C18", parameter: "repaid_to", bound: .on(Day("2026-04-01")!)),
    .init(rule: "C19", parameter: "minor_months", bound: .exactly(2)),
  ]

  @Test(arguments: loosenings)
  func looseningIsRefusedByName(change: JurisdictionProfile.Tightening) {
    let refusal = JurisdictionProfile.TighteningRefusal.loosened(
      rule: change.rule, parameter: change.parameter)
    #expect(throws: refusal) { try JurisdictionProfile.china.tightened(by: [change]) }
  }

  @Test func whatDoesNotFitIsRefused() {
    let china = JurisdictionProfile.china
    #expect(throws: JurisdictionProfile.TighteningRefusal.unknownRule("C99")) {
      try china.tightened(by: [.init(rule: "C99", parameter: "x", bound: .atMost(1))])
    }
    #expect(
      throws: JurisdictionProfile.TighteningRefusal.unknownParameter(rule: "C1", parameter: "x")
    ) {
      try china.tightened(by: [.init(rule: "C1", parameter: "x", bound: .atMost(1))])
    }
    #expect(
      throws: JurisdictionProfile.TighteningRefusal.incomparable(
        rule: "C1", parameter: "contact_hours")
    ) {
      try china.tightened(by: [.init(rule: "C1", parameter: "contact_hours", bound: .atMost(1))])
    }
  }

  private func check(_ change: (inout ContactCheck.Facts) -> Void) -> ContactCheck {
    var facts = ContactCheck.Facts(
      instant: Timestamp("2026-06-15T02:00:00Z")!, offsetSeconds: 28_800, target: .liable,
      nightConsent: false, optedOut: false, onHold: false, disputedPart: false,
      templateApproved: true, connectedToday: 0, attemptsOnPointToday: 0, startsCycle: false,
      daysSinceLastCycle: nil)
    change(&facts)
    return ContactCheck(facts, limits: ContactLimits(.china, on: day))
  }

  @Test func onlyAdvisoryReasonsMayBeOverridden() {
    #expect(check { _ in }.isAllowed)
    #expect(!check { _ in }.isOverridable)
    #expect(check { $0.attemptsOnPointToday = 6 }.isOverridable)
    #expect(
      check {
        $0.startsCycle = true
        $0.daysSinceLastCycle = 0
        $0.attemptsOnPointToday = 9
      }.isOverridable)
    let hard = check {
      $0.attemptsOnPointToday = 6
      $0.connectedToday = 3
    }
    #expect(hard.reasons == [.dayCap, .attemptCap])
    #expect(!hard.isOverridable)
    #expect(check { $0.target = .nobody }.reasons == [.target])
  }

  @Test func theBoundarySecondsOfNight() {
    let evening = Timestamp("2026-06-15T14:00:00Z")!
    #expect(check { $0.instant = evening }.reasons == [.hours])
    #expect(
      check { $0.instant = Timestamp(microseconds: evening.microseconds - 1) }.isAllowed)
    let morning = Timestamp("2026-06-15T00:00:00Z")!
    #expect(check { $0.instant = morning }.isAllowed)
    #expect(
      check { $0.instant = Timestamp(microseconds: morning.microseconds - 1) }.reasons == [.hours])
  }
}
