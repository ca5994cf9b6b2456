import Bytes
import Contract
import Domain
import Testing

/// The words in which a contact is denied, at the boundary seconds of the rules.
struct ContactJudgementTests {
  static let taipei: Int64 = 28_800

  static func facts(_ instant: String) throws -> ContactCheck.Facts {
    ContactCheck.Facts(
      instant: try #require(Timestamp(instant)), offsetSeconds: taipei, target: .liable,
      nightConsent: false, optedOut: false, onHold: false, disputedPart: false,
      templateApproved: true, connectedToday: 0, attemptsOnPointToday: 0, startsCycle: false,
      daysSinceLastCycle: nil)
  }

  @Test func eveningIsDeniedWithRuleAndRemedy() throws {
    let judgement = ContactJudgement(try Self.facts("2026-06-15T14:30:00Z"), profile: .china)
    let refusal = try #require(judgement.refusal)
    #expect(refusal.reason == .contactDenied)
    #expect(refusal.rule == "CN C1 contact hours 08:00–22:00, debtor's local time 22:30")
    #expect(
      refusal.message
        == "the contact is not allowed: allowed from 08:00 on 2026-06-16, debtor's local time")
    #expect(judgement.codes == "6")
  }

  @Test func earlyMorningWaitsForTheSameDay() throws {
    let judgement = ContactJudgement(try Self.facts("2026-06-14T23:00:00Z"), profile: .china)
    #expect(judgement.refusal?.message.contains("08:00 on 2026-06-15") == true)
  }

  @Test(arguments: [
    ("2026-06-14T23:59:59Z", false), ("2026-06-15T00:00:00Z", true),
    ("2026-06-15T13:59:59Z", true), ("2026-06-15T14:00:00Z", false),
  ])
  func boundarySeconds(instant: String, isAllowed: Bool) throws {
    #expect(
      ContactJudgement(try Self.facts(instant), profile: .china).isAllowed == isAllowed)
  }

  @Test func nightConsentLiftsTheHoursAlone() throws {
    var facts = try Self.facts("2026-06-15T14:30:00Z")
    facts.nightConsent = true
    #expect(ContactJudgement(facts, profile: .china).isAllowed)
    facts.connectedToday = 3
    #expect(ContactJudgement(facts, profile: .china).codes == "7")
  }

  @Test func everyReasonNamesItsRule() throws {
    var facts = try Self.facts("2026-06-15T14:30:00Z")
    facts.target = .thirdParty
    facts.optedOut = true
    facts.onHold = true
    facts.disputedPart = true
    facts.templateApproved = false
    facts.connectedToday = 3
    facts.attemptsOnPointToday = 6
    facts.startsCycle = true
    facts.daysSinceLastCycle = 6
    let judgement = ContactJudgement(facts, profile: .china)
    #expect(judgement.codes == "1,2,3,4,5,6,7,8,9")
    #expect(
      judgement.denials.map { String($0.rule.prefix(5)) }
        == ["CN C5", "produ", "produ", "produ", "produ", "CN C1", "CN C2", "CN C3", "CN C4"])
    #expect(judgement.denials.allSatisfy { !$0.source.isEmpty && !$0.remedy.isEmpty })
    #expect(judgement.denials[8].remedy == "a new cycle may start on 2026-06-16")
  }

  @Test func profilesHoldWithinTheirDays() throws {
    let first = try #require(Day("2026-01-01"))
    #expect(JurisdictionProfile.inForce("CN", on: first)?.version == 1)
    #expect(JurisdictionProfile.inForce("CN", on: first.adding(days: -1)) == nil)
    #expect(JurisdictionProfile.inForce("XX", on: first) == nil)
  }

  @Test func localTimesCarryTheirOffset() throws {
    let instant = try #require(Timestamp("2026-06-15T14:30:05Z"))
    #expect(
      LocalTime(instant, offsetSeconds: 28_800).description == "2026-06-15T22:30:05+08:00")
    #expect(
      LocalTime(instant, offsetSeconds: -12_600).description == "2026-06-15T11:00:05-03:30")
  }
}
