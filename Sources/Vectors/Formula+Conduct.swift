import Bytes
import Domain

extension Formula {
  static let clocks: [Formula] = [
    Formula("adverse_record") { (i) throws(Inputs.Unfit) in
      ["remove_on": .day(LegalClocks.adverseRecordRemovedOn(endedOn: try i.day("ended_on")))]
    },
    Formula("objection") { (i) throws(Inputs.Unfit) in
      ["due_on": .day(LegalClocks.objectionDueOn(receivedOn: try i.day("received_on")))]
    },
    Formula("pboc_one_off") { (i) throws(Inputs.Unfit) in
      let hidden = OneOffRepair.hiddenBy(
        arisenOn: try i.day("arisen_on"), amount: try i.integer("amount"),
        repaidOn: try i.optionalDay("repaid_on"))
      return ["eligible": .bool(hidden != nil), "hidden_by": .day(hidden)]
    },
    Formula("public_credit_window") { (i) throws(Inputs.Unfit) in
      let window = try i.code("severity", as: PublicCreditSeverity.self)
        .window(determinedOn: try i.day("determined_on"))
      return [
        "earliest_repair_on": .day(window.earliestRepairOn), "auto_end_on": .day(window.autoEndOn),
      ]
    },
    Formula("limitation") { (i) throws(Inputs.Unfit) in
      json(LegalClocks.limitation(lastInterruptionOn: try i.day("last_interruption_on")))
    },
    Formula("enforcement_window") { (i) throws(Inputs.Unfit) in
      json(
        LegalClocks.enforcement(performancePeriodEndOn: try i.day("performance_period_end_on")))
    },
    Formula("stage_deadlines") { (i) throws(Inputs.Unfit) in
      let deadlines = LegalClocks.stages(
        firstPastDueOn: try i.day("first_past_due_on"),
        classifiedOn: try i.optionalDay("classified_on"),
        firstActionOn: try i.optionalDay("first_action_on"), openedOn: try i.day("opened_on"))
      return [
        "classify_by": .day(deadlines.classifyBy),
        "collect_start_by": .day(deadlines.collectStartBy),
        "legal_ready_by": .day(deadlines.legalReadyBy),
        "assessment_by": .day(deadlines.assessmentBy),
      ]
    },
  ]

  private static func json(_ window: LegalClocks.Window) -> JSON {
    [
      "ends_on": .day(window.endsOn), "warn_90_on": .day(window.warn90On),
      "warn_30_on": .day(window.warn30On),
    ]
  }

  private static func offset(
    _ i: Inputs, _ zones: any ZoneSource
  ) throws(Inputs.Unfit) -> Int64 {
    guard let file = zones.file(ofZone: try i.text("time_zone")),
      let rules = try? ZoneRules(file)
    else { throw Inputs.Unfit(field: "time_zone") }
    return rules.offsetSeconds(at: try i.instant("instant"))
  }

  /// The vectors of conduct are those of profile CN.
  private static func limits(at instant: Timestamp) -> ContactLimits {
    ContactLimits(.china, on: instant.day())
  }

  static let conduct: [Formula] = [
    Formula("quiet_hours") { (i, zones) throws(Inputs.Unfit) in
      let (instant, offset) = (try i.instant("instant"), try offset(i, zones))
      let local = "\(instant.adding(seconds: offset))".prefix(19)
      return [
        "local": .text(String(local)),
        "quiet": .bool(limits(at: instant).isQuiet(at: instant, offsetSeconds: offset)),
      ]
    },
    Formula("contact_check") { (i, zones) throws(Inputs.Unfit) in
      let facts = ContactCheck.Facts(
        instant: try i.instant("instant"), offsetSeconds: try offset(i, zones),
        target: try i.code("target", as: ContactTarget.self),
        nightConsent: try i.bool("night_consent"), optedOut: try i.bool("opted_out"),
        onHold: try i.bool("on_hold"), disputedPart: try i.bool("disputed_part"),
        templateApproved: try i.bool("template_approved"),
        connectedToday: try i.count("connected_today"),
        attemptsOnPointToday: try i.count("attempts_on_point_today"),
        startsCycle: try i.bool("starts_cycle"),
        daysSinceLastCycle: try i.optionalCount("days_since_last_cycle"))
      let check = ContactCheck(facts, limits: limits(at: facts.instant))
      return [
        "verdict": check.isAllowed ? 1 : 2,
        "reasons": .numbers(check.reasons.map { Int64($0.rawValue) }),
      ]
    },
    Formula("us_call_presumption") { (i) throws(Inputs.Unfit) in
      let presumption = CallPresumption(
        proposedOn: try i.day("proposed_on"), callsOn: try i.days("calls_on"),
        conversationsOn: try i.days("conversations_on"))
      return [
        "calls_in_window": .number(presumption.callsInWindow),
        "presumed_violation": .bool(presumption.isPresumedViolation),
      ]
    },
  ]
}
