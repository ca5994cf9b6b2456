import Bytes
import Contract
import Domain
import Testing

/// An account with one minimum due a month, in January to March 2026.
private func replay(
  payments: [(Day, Int64)] = [], opening: (Day, Int64)? = nil
) -> AccountReplay {
  let dues = (1...3).map { month in
    AccountReplay.Due(
      number: month, statementOn: day(2026, month, 1), dueOn: day(2026, month, 15),
      owed: ComponentAmounts(principal: 10_000))
  }
  let charge = AccountReplay.Movement(valueOn: day(2025, 12, 20), amount: 100_000)
  let receipts = payments.map { AccountReplay.Movement(valueOn: $0.0, amount: -$0.1) }
  return AccountReplay(
    openingOverdueOn: opening?.0, openingOverdueAmount: opening?.1 ?? 0, dues: dues,
    movements: ([charge] + receipts).sorted { $0.valueOn < $1.valueOn })
}

private func day(_ year: Int, _ month: Int, _ number: Int) -> Day {
  guard let day = Day(year: year, month: month, day: number) else {
    preconditionFailure("a test names a day that does not exist")
  }
  return day
}

private func steps(
  _ replay: AccountReplay, after: Day?, through: Day, current: Int16?
) -> [String] {
  BucketHistory.steps(
    of: replay, buckets: .monthly, tolerance: 0, after: after, through: through, current: current
  ).map { "\($0.day) \($0.from.map { "\($0)" } ?? "-")>\($0.to)" }
}

@Suite("Buckets over time")
struct BucketHistoryTests {
  @Test("A first run walks the whole history and finds each day of crossing")
  func firstRun() {
    #expect(
      steps(replay(), after: nil, through: day(2026, 3, 31), current: nil) == [
        "2025-12-20 ->0", "2026-01-16 0>1", "2026-02-15 1>2", "2026-03-17 2>3",
      ])
  }

  @Test("A run a day and one run for many days tell the same history")
  func dailyEqualsJump() {
    let account = replay(payments: [(day(2026, 2, 20), 10_000), (day(2026, 3, 20), 20_000)])
    let jump = steps(account, after: nil, through: day(2026, 4, 30), current: nil)
    var daily: [String] = []
    var after: Day?
    var current: Int16?
    var at = day(2025, 12, 20)
    while at <= day(2026, 4, 30) {
      let made = BucketHistory.steps(
        of: account, buckets: .monthly, tolerance: 0, after: after, through: at, current: current)
      daily += steps(account, after: after, through: at, current: current)
      current = made.last?.to ?? current
      after = at
      at = at.adding(days: 1)
    }
    #expect(daily == jump)
    #expect(jump.count > 3)
  }

  @Test("A cure leaves the bucket on the day of the payment")
  func cure() {
    let account = replay(payments: [(day(2026, 2, 20), 20_000)])
    #expect(
      steps(account, after: day(2026, 2, 19), through: day(2026, 2, 28), current: 2) == [
        "2026-02-20 2>0"
      ])
  }

  @Test("Overdue before the first statement counts from its own day")
  func openingOverdue() {
    let account = replay(opening: (day(2025, 12, 31), 500))
    #expect(
      steps(account, after: nil, through: day(2026, 1, 10), current: nil) == [
        "2025-12-20 ->0", "2026-01-01 0>1",
      ])
  }

  @Test("A quiet day moves nothing")
  func quiet() {
    #expect(
      steps(replay(), after: day(2026, 1, 20), through: day(2026, 1, 21), current: 1).isEmpty)
  }

  @Test("Month days with something past due are counted, the last day included")
  func monthsLate() {
    var history = BucketHistory(periods: [])
    let made = BucketHistory.steps(
      of: replay(payments: [(day(2026, 2, 20), 20_000)]), buckets: .monthly, tolerance: 0,
      after: nil, through: day(2026, 3, 14), current: nil)
    for step in made { history.apply(step) }
    #expect(history.periods.last?.leftOn == nil)
    // 14 January: not yet due; 14 February: late; 14 March: paid, the next is not due yet.
    #expect(history.monthsLate(endingOn: day(2026, 3, 14), months: 6) == 1)
    #expect(history.monthsLate(endingOn: day(2026, 2, 19), months: 6) == 2)
    #expect(history.monthsLate(endingOn: day(2026, 1, 15), months: 6) == 0)
  }
}

@Suite("One account's closing day")
struct AccountDayTests {
  private func close(
    _ replay: AccountReplay, _ before: AccountDay.Before, on closing: Day
  ) -> AccountDay {
    AccountDay(
      replay, before: before, closing: closing, buckets: .monthly, tolerance: 0,
      table: .creditCard)
  }

  private let nothing = AccountDay.Before(
    asOfOn: nil, bucket: nil, loanClass: nil, currentUntilOn: nil, latePeriods: [])

  @Test(
    "A class worsens over the limits of the card regime",
    arguments: [
      (15, LoanClass.normal), (16, .specialMention), (105, .specialMention), (106, .substandard),
      (135, .substandard), (136, .doubtful), (195, .doubtful), (196, .loss),
    ])
  func classes(daysAfterNewYear: Int, expected: LoanClass) {
    let closing = day(2025, 12, 31).adding(days: daysAfterNewYear)
    let result = close(replay(), nothing, on: closing)
    #expect(result.loanClass == expected, "\(result.standing.daysPastDue) days past due")
  }

  @Test("An episode begins where bucket 0 was left last")
  func episode() {
    let first = close(replay(), nothing, on: day(2026, 2, 20))
    #expect(first.overdueSince == day(2026, 1, 16))
    #expect(!first.wasLateBefore)
    let later = close(
      replay(),
      .init(
        asOfOn: day(2026, 2, 20), bucket: 2, loanClass: .specialMention,
        currentUntilOn: day(2026, 1, 16),
        latePeriods: [.init(bucket: 2, enteredOn: day(2026, 2, 15), leftOn: nil)]),
      on: day(2026, 2, 21))
    #expect(later.overdueSince == day(2026, 1, 16))
    #expect(later.steps.isEmpty)
  }

  @Test("An account that was late within a year before is no new one")
  func lateBefore() {
    let before = AccountDay.Before(
      asOfOn: day(2026, 1, 15), bucket: 0, loanClass: .normal,
      currentUntilOn: nil,
      latePeriods: [
        .init(bucket: 1, enteredOn: day(2025, 6, 1), leftOn: day(2025, 6, 9))
      ])
    #expect(close(replay(), before, on: day(2026, 1, 16)).wasLateBefore)
    var old = before
    old.latePeriods = [.init(bucket: 1, enteredOn: day(2024, 6, 1), leftOn: day(2024, 6, 9))]
    #expect(!close(replay(), old, on: day(2026, 1, 16)).wasLateBefore)
  }

  @Test("A day that was run before has no further moves")
  func again() {
    var before = nothing
    before.asOfOn = day(2026, 2, 20)
    before.bucket = 2
    #expect(close(replay(), before, on: day(2026, 2, 20)).steps.isEmpty)
  }
}

@Suite("Alert rules")
struct AlertRuleTests {
  private func fired(
    _ days: Int, since: Day? = day(2026, 1, 16), before: Bool = false,
    last: [String: Day] = [:], table: ClassificationTable = .creditCard
  ) -> [String] {
    AlertRule.firing(
      .init(daysPastDue: days, overdueSince: since, wasLateBefore: before, lastFired: last),
      table: table
    ).map(\.code)
  }

  @Test("The rules end with the last day of each milder class")
  func rules() {
    #expect(
      AlertRule.pastDueRules(.creditCard).map(\.rule.code) == [
        "DPD_1", "DPD_8", "DPD_31", "DPD_61", "DPD_90", "DPD_120", "DPD_180",
      ])
    #expect(
      AlertRule.pastDueRules(.bank2023).map(\.days) == [1, 8, 31, 61, 90, 270, 360])
    #expect(AlertRule.pastDueRules(.bank2023).last?.rule.severity == .critical)
  }

  @Test("The first day fires, a current account does not")
  func first() {
    #expect(fired(1) == ["NEW_OVERDUE", "DPD_1"])
    #expect(fired(1, before: true) == ["DPD_1"])
    #expect(fired(0, since: nil).isEmpty)
  }

  @Test("Each rule fires once an episode, the highest reached alone")
  func once() {
    let begin = day(2026, 1, 16)
    #expect(fired(7, last: ["NEW_OVERDUE": begin, "DPD_1": begin]).isEmpty)
    #expect(fired(8, last: ["NEW_OVERDUE": begin, "DPD_1": begin]) == ["DPD_8"])
    #expect(fired(95, last: ["NEW_OVERDUE": begin]) == ["DPD_90"])
    // Fallen back after a part payment and risen again within the same episode.
    #expect(fired(31, last: ["NEW_OVERDUE": begin, "DPD_90": begin.adding(days: 80)]).isEmpty)
    #expect(fired(31, last: ["NEW_OVERDUE": begin, "DPD_31": begin.adding(days: 30)]).isEmpty)
  }

  @Test("A new episode fires again")
  func again() {
    let old = day(2025, 8, 1)
    #expect(fired(1, before: true, last: ["NEW_OVERDUE": old, "DPD_1": old]) == ["DPD_1"])
  }

  @Test("A fall of the score is told once in thirty days")
  func scoreDrop() {
    let on = day(2026, 3, 31)
    func fires(_ before: Int64?, _ now: Int64, _ last: Day? = nil) -> Bool {
      AlertRule.scoreDropFires(from: before, to: now, points: 20, lastFired: last, on: on)
    }
    #expect(fires(700, 680))
    #expect(!fires(700, 681))
    #expect(!fires(nil, 300))
    #expect(!fires(700, 600, on.adding(days: -29)))
    #expect(fires(700, 600, on.adding(days: -30)))
  }
}

@Suite("The shipped score")
struct RuleScoreTests {
  @Test("The best and the worst debtor mark the range")
  func range() {
    let best = RuleScore(
      .init(daysPastDue: 0, monthsLate: 0, utilisationPPM: 0, paidPPM: 1_000_000))
    #expect(best.value == 850)
    #expect(best.tier == .a)
    #expect(best.reasons.isEmpty)
    let worst = RuleScore(
      .init(daysPastDue: 200, monthsLate: 6, utilisationPPM: 2_000_000, paidPPM: 0))
    #expect(worst.value == 300)
    #expect(worst.tier.letter == "E")
    #expect(worst.reasons == ["DAYS_PAST_DUE", "MONTHS_LATE", "SHARE_PAID", "UTILISATION"])
  }

  @Test("A worse input never gives more points", arguments: 0..<200)
  func monotone(seed: Int) {
    var dice = Dice(seed: UInt64(seed))
    let inputs = RuleScore.Inputs(
      daysPastDue: Int.random(in: 0...120, using: &dice),
      monthsLate: Int.random(in: 0...6, using: &dice),
      utilisationPPM: Int64.random(in: 0...1_200_000, using: &dice),
      paidPPM: Int64.random(in: 0...1_200_000, using: &dice))
    var worse = inputs
    worse.daysPastDue += Int.random(in: 0...90, using: &dice)
    worse.monthsLate += Int.random(in: 0...2, using: &dice)
    worse.utilisationPPM = worse.utilisationPPM.map { $0 + 200_000 }
    worse.paidPPM = worse.paidPPM.map { $0 / 2 }
    #expect(RuleScore(worse).value <= RuleScore(inputs).value, "seed \(seed)")
    #expect(inputs.hash == inputs.hash)
    #expect(inputs == worse || inputs.hash != worse.hash, "seed \(seed)")
  }
}

@Suite("Cases of the run")
struct CaseFiguresTests {
  private let claim = CaseFigures.Claim(
    balance: 10_000_000, overdue: 1_000_000, daysPastDue: 35, bucket: 2,
    firstPastDueOn: day(2026, 1, 15))

  private func figures(_ claim: CaseFigures.Claim) -> CaseFigures {
    CaseFigures(claim, policy: .shipped, dissipationAlert: false, on: day(2026, 2, 19))
  }

  @Test("Level and rule agree at every bound")
  func levels() {
    #expect(figures(claim).level == .two)
    #expect(figures(claim).levelRule == "L2_DPD_OVER_30")
    for (days, overdue, level, rule) in [
      (91, 1, CaseLevel.one, "L1_DPD_OVER_90"), (90, 20_000_000, .one, "L1_AMOUNT_A1"),
      (90, 19_999_999, .two, "L2_DPD_OVER_30"), (30, 5_000_000, .two, "L2_AMOUNT_A2"),
      (30, 4_999_999, .three, "L3_OTHER"),
    ] {
      var other = claim
      other.daysPastDue = days
      other.overdue = Int64(overdue)
      #expect(figures(other).level == level)
      #expect(figures(other).levelRule == rule)
    }
  }

  @Test("More overdue comes earlier, and the trace says why")
  func priority() {
    var larger = claim
    larger.overdue = 15_000_000
    #expect(figures(larger).priority > figures(claim).priority)
    #expect(figures(claim).priorityTrace.contains("\"weights\":\"400/250/200/150\""))
    let alarmed = CaseFigures(
      claim, policy: .shipped, dissipationAlert: true, on: day(2026, 2, 19))
    #expect(alarmed.priority >= figures(claim).priority + 250)
  }

  @Test("A case is opened from the policy's day on, never for nothing overdue")
  func opening() {
    #expect(CaseOpening.opens(claim, fromDPD: 35))
    #expect(!CaseOpening.opens(claim, fromDPD: 36))
    #expect(!CaseOpening.opens(claim, fromDPD: 0))
    var nothing = claim
    nothing.overdue = 0
    #expect(!CaseOpening.opens(nothing, fromDPD: 1))
  }
}

@Suite("Risk class by policy")
struct DebtorRiskTests {
  private let good = DebtorRisk.Course(
    daysPastDue: 0, monthsLateOf6: 0, monthsLateOf12: 0, utilisationPPM: 300_000,
    scoreBefore: 800, score: 800, adverseAlertCount: 0, assetObservedOn: nil)

  private func rule(_ course: DebtorRisk.Course, freshDays: Int32 = 0) -> RiskClass.Rule {
    var stored = Tally_V1_TenantPolicy()
    stored.assetFreshDays = freshDays
    return DebtorRisk(
      course, policy: TenantPolicy(version: 1, stored: stored), on: day(2026, 3, 31)
    ).rule
  }

  @Test("The first rule that holds decides")
  func order() {
    #expect(rule(good) == .stableAndGood)
    var course = good
    course.utilisationPPM = 500_001
    #expect(rule(course) == .fallback)
    course.score = 780
    #expect(rule(course) == .scoreFell)
    #expect(rule(course, freshDays: 30) == .informationIncomplete)
    course.assetObservedOn = day(2026, 3, 1)
    #expect(rule(course, freshDays: 30) == .scoreFell)
    #expect(rule(course, freshDays: 29) == .informationIncomplete)
    course.monthsLateOf6 = 1
    #expect(rule(course) == .overdueRecord)
    course.adverseAlertCount = 1
    #expect(rule(course) == .adverseAssetChange)
  }

  @Test("Late within the year, but not the last six months, is not good and not high")
  func olderRecord() {
    var course = good
    course.monthsLateOf12 = 1
    #expect(rule(course) == .fallback)
  }
}

@Suite("Policy ranges")
struct PolicyRangeTests {
  @Test("Nothing set is in range, and each bad value is named")
  func ranges() throws {
    try PolicyRange.check(Tally_V1_TenantPolicy())
    try PolicyRange.check(TenantPolicy.shipped.values)
    let bad: [(String, (inout Tally_V1_TenantPolicy) -> Void)] = [
      ("policy.bucket_bounds", { $0.bucketBounds = [1, 30] }),
      ("policy.bucket_bounds", { $0.bucketBounds = [0, 30, 30] }),
      ("policy.p_pay_ppm", { $0.bucketBounds = [0, 30, 60, 90] }),
      ("policy.p_pay_ppm", { $0.pPayPpm = [1, 2, 3, 4, 5, 6, 7, 1_000_001] }),
      ("policy.tolerance_amount", { $0.toleranceAmount = -1 }),
      ("policy.recovery_share_ppm", { $0.recoverySharePpm = 1_000_001 }),
      ("policy.level_amount_2", { $0.levelAmount2 = 20_000_001 }),
      ("policy.repair_clean_months", { $0.repairCleanMonths = 61 }),
    ]
    for (field, spoil) in bad {
      var policy = Tally_V1_TenantPolicy()
      spoil(&policy)
      let refusal = #expect(throws: Refusal.self) { try PolicyRange.check(policy) }
      #expect(refusal?.field == field)
    }
    var other = Tally_V1_TenantPolicy()
    other.bucketBounds = [0, 30, 60, 90]
    other.pPayPpm = [900_000, 600_000, 300_000, 200_000, 100_000]
    try PolicyRange.check(other)
  }
}
