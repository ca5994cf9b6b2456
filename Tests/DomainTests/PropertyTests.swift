import Bytes
import Domain
import Testing

/// Properties which hold for every input, on random ones.
struct PropertyTests {
  private static let start = Day("2020-01-01")!

  private func instalments(_ dice: inout Dice) -> [OwedInstalment] {
    (0..<dice.pick(0...8)).map { index in
      OwedInstalment(
        number: index + 1, dueOn: Self.start.adding(days: dice.pick(0...900)),
        owed: ComponentAmounts(
          interest: dice.roll(0...500), penalty: dice.roll(0...50), fee: dice.roll(0...20),
          principal: dice.roll(0...5000)))
    }
  }

  @Test(arguments: [UInt64(1), 2, 3, 4])
  func anAllocationAddsUpAndPaysNothingTwice(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    for _ in 0..<500 {
      let owed = instalments(&dice)
      let (amount, cost) = (dice.roll(0...30_000), dice.roll(0...300))
      let policy = try #require(
        AllocationPolicy(
          checking: Component.allCases.shuffled(using: &dice),
          direction: dice.flip() ? .horizontal : .vertical))
      let result = Allocation(amount: amount, cost: cost, instalments: owed, policy: policy)
      #expect(result.totals.total == amount - result.unapplied, "seed \(seed)")
      #expect(result.totals.cost <= cost)
      var totals = ComponentAmounts(cost: result.totals.cost)
      for line in result.lines {
        let instalment = try #require(owed.first { $0.number == line.number })
        for component in Component.allCases {
          #expect((0...instalment.owed[component]).contains(line.paid[component]))
          totals[component] += line.paid[component]
        }
      }
      #expect(totals == result.totals)
      let debt = cost + owed.reduce(0) { $0 + $1.owed.total }
      #expect(result.unapplied == max(0, amount - debt))
      let shuffled = Allocation(
        amount: amount, cost: cost, instalments: owed.shuffled(using: &dice), policy: policy)
      #expect(shuffled == result)
    }
  }

  @Test(arguments: [UInt64(5), 6])
  func dividingBetweenDebtsAddsUp(seed: UInt64) {
    var dice = Dice(seed: seed)
    for _ in 0..<500 {
      let debts = (0..<dice.pick(0...7)).map { index in
        CompetingDebt(
          id: index, dueOn: Self.start.adding(days: dice.pick(0...3)),
          securedPPM: dice.roll(0...1), burdenPPM: dice.roll(0...1), balance: dice.roll(0...1000))
      }
      let amount = dice.roll(0...4000)
      let result = DebtDistribution(
        amount: amount, debts: debts, designated: dice.flip() ? [2, 0, 2] : [],
        asOf: Self.start.adding(days: 1))
      #expect(result.paid.reduce(0, +) + result.unapplied == amount, "seed \(seed)")
      for (paid, debt) in zip(result.paid, debts) { #expect((0...debt.balance).contains(paid)) }
      #expect(result.unapplied == max(0, amount - debts.reduce(0) { $0 + $1.balance }))
    }
  }

  @Test(arguments: [UInt64(7), 8])
  func sharesAddUp(seed: UInt64) {
    var dice = Dice(seed: seed)
    for _ in 0..<500 {
      let parts = Component.allCases.shuffled(using: &dice).map {
        ShareAllocation.Part(
          component: $0, sharePPM: dice.roll(0...1_000_000), outstanding: dice.roll(0...1000))
      }
      let amount = dice.roll(0...8000)
      let result = ShareAllocation(amount: amount, parts: parts)
      #expect(result.totals.total + result.unapplied == amount, "seed \(seed)")
      for part in parts {
        #expect((0...part.outstanding).contains(result.totals[part.component]))
      }
      #expect(result.unapplied == max(0, amount - parts.reduce(0) { $0 + $1.outstanding }))
    }
  }

  @Test(arguments: [UInt64(9), 10])
  func proceedsAddUp(seed: UInt64) {
    var dice = Dice(seed: seed)
    for _ in 0..<500 {
      let amount = dice.roll(0...5000)
      let sale = SaleProceeds(
        proceeds: amount, saleCost: dice.roll(0...500),
        priorClaims: (0..<dice.pick(0...3)).map { _ in dice.roll(0...800) },
        securedClaim: dice.roll(0...3000),
        lowerClaims: (0..<dice.pick(0...3)).map { _ in dice.roll(0...800) })
      let sum =
        sale.saleCost + sale.prior.reduce(0, +) + sale.secured + sale.lower.reduce(0, +)
        + sale.owner
      #expect(sum == amount, "seed \(seed)")
      #expect(sale.securedShortfall == 0 || (sale.owner == 0 && sale.lower.allSatisfy { $0 == 0 }))
    }
  }

  @Test(arguments: [UInt64(11), 12, 13])
  func replayEqualsPostingInDateOrder(seed: UInt64) {
    var dice = Dice(seed: seed)
    for _ in 0..<300 {
      let schedule = (0..<dice.pick(1...8)).map { index in
        Replay<Int>.Instalment(
          number: index + 1, dueOn: Self.start.adding(days: 30 * index),
          amount: dice.roll(1...1000))
      }
      let receipts = (0..<dice.pick(0...12)).map { index in
        Replay<Int>.Receipt(
          id: index, valueDate: Self.start.adding(days: dice.pick(0...20)),
          amount: dice.roll(0...900))
      }
      let replayed = Replay(receipts, to: schedule)
      let inOrder = receipts.enumerated().sorted {
        ($0.element.valueDate, $0.offset) < ($1.element.valueDate, $1.offset)
      }.map(\.element)
      #expect(replayed == Replay(inOrder, to: schedule), "seed \(seed)")
      #expect(replayed.postings.map(\.receipt) == inOrder.map(\.id))
      // The balances are those of one receipt over the whole sum.
      let sum = receipts.reduce(0) { $0 + $1.amount }
      let paid = zip(schedule, replayed.standings).reduce(Int64(0)) {
        $0 + $1.0.amount - $1.1.outstanding
      }
      #expect(paid == min(sum, schedule.reduce(0) { $0 + $1.amount }))
      for posting in replayed.postings {
        let applied = posting.lines.reduce(0) { $0 + $1.amount }
        #expect(applied + posting.unapplied == receipts[posting.receipt].amount)
      }
      for standing in replayed.standings {
        #expect((standing.metOn != nil) == (standing.outstanding == 0))
      }
    }
  }

  @Test(arguments: [UInt64(14), 15])
  func accrualsAddUpToTheRoundedTotal(seed: UInt64) {
    var dice = Dice(seed: seed)
    for _ in 0..<100 {
      let (principal, rate) = (dice.roll(0...10_000_000), dice.roll(0...400_000))
      let (basis, days) = (dice.flip() ? 365 : 360, dice.pick(0...400))
      let postings = Interest.accruals(
        principal: principal, ratePPM: rate, basis: basis, days: days)
      #expect(postings.count == days)
      #expect(
        postings.reduce(0, +)
          == Interest.amount(principal: principal, ratePPM: rate, days: days, basis: basis),
        "seed \(seed)")
    }
  }

  /// Each day lies in exactly one bucket: above the bound before it and not above its own.
  @Test func everyDayHasExactlyOneBucket() throws {
    for bounds in [[0, 30, 60, 90, 120, 150, 180], [0, 30, 60, 90], [5], []] {
      let buckets = try #require(Buckets(checking: bounds))
      for day in 0...400 {
        let matching = (0...bounds.count).filter { index in
          (index == 0 || bounds[index - 1] < day) && (index == bounds.count || day <= bounds[index])
        }
        #expect(matching == [buckets.index(ofDays: day)])
      }
    }
    #expect(Buckets(checking: [0, 30, 30]) == nil)
    #expect(Buckets(checking: [30, 0]) == nil)
    #expect(Buckets(checking: [-1, 30]) == nil)
  }

  @Test func aWorseDayNeverGivesABetterClass() throws {
    let own = try #require(ClassificationTable(checking: [7, 30, 60, 120]))
    for table in [ClassificationTable.bank2023, .creditCard, own] {
      let classes = (0...400).map { Classification.byDPD($0, table: table) }
      #expect(zip(classes, classes.dropFirst()).allSatisfy { $0 <= $1 })
      #expect(Set(classes) == Set(LoanClass.allCases))
    }
    #expect(ClassificationTable(checking: [0, 90, 270]) == nil)
    #expect(ClassificationTable(checking: [0, 90, 90, 360]) == nil)
  }

  @Test(arguments: [UInt64(16), 17])
  func monthsStayWithinTheCalendar(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    for _ in 0..<2000 {
      let day = Self.start.adding(days: dice.pick(-20_000...20_000))
      let months = dice.pick(-600...600)
      let (from, to) = (day.civil, day.adding(months: months).civil)
      #expect((to.year * 12 + to.month) - (from.year * 12 + from.month) == months)
      #expect(to.day == min(from.day, Day.dayCount(year: to.year, month: to.month)))
    }
    #expect(Day("9999-12-31")?.adding(months: 1) == .last)
    #expect(Day("0001-01-31")?.adding(months: -1) == .first)
    #expect(Day("2020-01-01")?.adding(months: .max) == .last)
    #expect(Day("2020-01-01")?.adding(months: .min) == .first)
    #expect(Day.first == Day("0001-01-01") && Day.last == Day("9999-12-31"))
  }

  @Test(arguments: [UInt64(18), 19])
  func aChainOfRollsIsTheirExactProduct(seed: UInt64) {
    var dice = Dice(seed: seed)
    for _ in 0..<300 {
      let steps = (0..<dice.pick(0...4)).map { _ in
        (opening: dice.roll(1...1_000_000), rolled: dice.roll(0...1_000_000))
      }
      let top = steps.reduce(Int128(1)) { $0 * Int128($1.rolled) }
      let bottom = steps.reduce(Int128(1)) { $0 * Int128($1.opening) }
      #expect(Migration.chainPPM(steps) == ratioPPM(top, bottom), "seed \(seed)")
    }
    #expect(Migration.chainPPM([(opening: 0, rolled: 0)]) == nil)
    let huge = Array(repeating: (opening: Int64.max, rolled: Int64.max), count: Migration.stepsMax)
    #expect(Migration.chainPPM(huge) == 1_000_000)
    let half = [(opening: Int64(2_000_000), rolled: Int64(1))]
    #expect(Migration.chainPPM(half) == 1)
  }

  @Test func aPromiseMovesByReceiptsAndTimeAlone() {
    let due = Day("2026-03-31")!
    let terms = PromiseTerms(amount: 100, tolerancePPM: 0, toleranceDays: 2, dueOn: due)
    func event(_ paid: Int64, _ days: Int, _ state: PromiseMachine.State) -> PromiseMachine.Event? {
      terms.outcome(
        receipts: [.init(valueDate: due, amount: paid)], asOf: due.adding(days: days)
      ).event(from: state)
    }
    #expect(event(100, 0, .open) == .met)
    #expect(event(40, 1, .open) == .duePartlyPaid)
    #expect(event(40, 1, .partial) == nil)
    #expect(event(100, 1, .partial) == .met)
    #expect(event(40, 3, .partial) == .lapse)
    #expect(event(0, 3, .open) == .lapse)
    #expect(event(0, 2, .open) == nil)
    #expect(event(40, 1, .kept) == .chargeback)
    #expect(event(100, 9, .kept) == nil)
    #expect(event(0, 9, .cancelled) == nil)
  }
}
