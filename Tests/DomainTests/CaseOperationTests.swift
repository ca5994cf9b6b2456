import Access
import Bytes
import Contract
import Domain
import Ledger
import SQL
import Testing

/// Cases decided from given rows: who may act, what is written, what is refused.
struct CaseOperationTests {
  private let bench: OperationBench
  private let id = Identifier(high: 5, low: 1)

  init() throws { bench = try OperationBench() }

  private func caseRow(
    state: CaseMachine.State, owner: Identifier?, flags: CaseFlags = []
  ) -> Rows {
    Rows([
      .identifier(id), .identifier(bench.debtor), .text("C-000001"), .int2(2),
      .int2(state.rawValue), .int4(flags.rawValue), .int2(1), .text("L1"), .int4(700),
      .text("TWD"), .int8(9000), .int8(500), .int4(33), .day(bench.businessOn),
      owner.map(Value.identifier) ?? .null, .null, .day(bench.businessOn.adding(days: -1)),
      .identifier(Identifier(high: 8, low: 8)),
      .int2(1), .text("Asia/Taipei"), .bool(false), .bytes(bench.wrappedKey),
    ])
  }

  private var phone: Rows {
    Rows([
      .identifier(Identifier(high: 6, low: 1)), .int2(1), .int2(1), .int2(1), .text("1234"),
    ])
  }

  private func counters(day: String, connected: Int64) throws -> Rows {
    Rows([
      .day(try #require(Day(day))), .identifier(id), .int2(2),
      .identifier(Identifier(high: 6, low: 1)), .int8(connected), .int8(0),
    ])
  }

  /// The account of a case: the row, what fell due, the money in the order of value dates.
  private struct Account {
    let row: Rows
    let instalments: Rows
    let transactions: Rows
  }

  private var accounts: Account { account(balance: 9000, overdue: 500, days: 33) }

  /// - Parameter later: money which comes after the open business date.
  private func account(
    balance: Int64, overdue: Int64, days: Int, later: Int64 = 0
  ) -> Account {
    let id = Value.identifier(Identifier(high: 4, low: 1))
    let on = bench.businessOn
    return Account(
      row: Rows([id, .null, .int8(0)]),
      instalments: overdue == 0
        ? Rows()
        : Rows([
          id, .int4(1), .day(on.adding(days: -days - 7)), .day(on.adding(days: -days)),
          .int8(overdue), .int8(0), .int8(0), .int8(0),
        ]),
      transactions: Rows(
        [id, .day(on.adding(days: -60)), .int8(balance)],
        [id, .day(on.adding(days: 1)), .int8(later)]))
  }

  private func head(_ ids: Identifier...) -> Rows {
    var rows = Rows(statement: "given", columnCount: 2)
    for id in ids {
      rows.append { column, buffer in
        let value = Value.identifier(column == 0 ? id : bench.debtor)
        buffer.append(contentsOf: value.wire ?? [])
        return true
      }
    }
    return rows
  }

  // MARK: The queue

  private func takeNext(
    located: Rows, head: Rows, openCount: Int64
  ) throws -> Decision<Tally_V1_TakeNextReply> {
    let take = try TakeNextCase(
      bench.call(Tally_V1_TakeNextRequest(), [.collector]), tenant: bench.tenant)
    #expect(try take.footprint([located]).guards == [.caseQueue])
    let others = try take.reads([located]).count - 3
    return try take.decide(
      bench.facts(
        located: [located],
        [head, Rows([.int8(openCount)])] + Array(repeating: Rows(), count: others)
          + [caseRow(state: .classified, owner: nil)]), at: bench.moment())
  }

  @Test func theHeadOfTheQueueIsAssigned() throws {
    let decision = try takeNext(located: head(id), head: head(id), openCount: 199)
    #expect(decision.statements == ["cases/assign"])
    #expect(decision.replied?.case.state == "ASSIGNED")
    #expect(decision.replied?.case.ownerID == bench.collector.description)
    #expect(
      decision.replied?.case.asOfOn == bench.businessOn.adding(days: -1).description)
  }

  /// Others were quicker: the case after theirs is given, as long as its debtor is locked.
  @Test func theNextOfTheCandidatesIsAssigned() throws {
    let decision = try takeNext(
      located: head(Identifier(high: 5, low: 2), Identifier(high: 5, low: 3), id), head: head(id),
      openCount: 0)
    #expect(decision.replied?.case.caseID == id.description)
  }

  @Test func aHeadWhichIsNoCandidateIsAConflictToRetry() throws {
    let refused = refusal {
      _ = try takeNext(
        located: head(id), head: head(Identifier(high: 5, low: 2)), openCount: 0)
    }
    #expect(refused?.code == .aborted)
    #expect(refused?.retry == .sameKey(afterMilliseconds: 0))
  }

  @Test func capacityAndTheEmptyQueueRefuse() throws {
    #expect(
      refusal { _ = try takeNext(located: head(id), head: head(id), openCount: 200) }?.reason
        == .capacityReached)
    #expect(
      refusal { _ = try takeNext(located: head(id), head: Rows(), openCount: 0) }?.reason
        == .queueEmpty)
    #expect(
      refusal { _ = try takeNext(located: Rows(), head: Rows(), openCount: 0) }?.reason
        == .queueEmpty)
  }

  // MARK: Acts

  private func act(
    civil: String, state: CaseMachine.State = .assigned, owner: Identifier? = nil,
    flags: CaseFlags = [], counters: Rows = Rows(),
    _ change: (inout Tally_V1_RecordActionRequest) -> Void = { _ in }
  ) throws -> Decision<Tally_V1_RecordActionReply> {
    var request = Tally_V1_RecordActionRequest()
    request.caseID = id.description
    request.channel = 1
    request.direction = 1
    request.partyReached = 1
    request.result = 1
    request.summary = "asked for time"
    change(&request)
    let record = try RecordAction(bench.call(request, [.collector]), tenant: bench.tenant)
    return try record.decide(
      bench.facts([
        caseRow(state: state, owner: owner ?? bench.collector, flags: flags), phone, counters,
      ]), at: bench.moment(civil: civil))
  }

  @Test func aCallInTheMorningIsKeptWithItsCheck() throws {
    let decision = try act(civil: "2026-06-15T02:00:00Z")
    #expect(
      decision.statements == ["conduct/insert_check", "cases/move", "conduct/insert_action"])
    #expect(decision.replied?.caseState == "EARLY")
    // The summary is not there in clear.
    let clear = Array("asked for time".utf8)
    for value in decision.writes.flatMap(\.values) {
      if case .bytes(let bytes) = value { #expect(!bytes.starts(with: clear)) }
      #expect(value != .text("asked for time"))
    }
  }

  /// Conduct is judged by civil time, which may be moved; rows say besides when they were written.
  @Test func recordedTimeIsKeptBesideCivilTime() throws {
    let recorded = Value.timestamp(try bench.moment().recordedAt)
    let civil = Value.timestamp(try #require(Timestamp("2026-06-15T02:00:00Z")))
    let called = try act(civil: "2026-06-15T02:00:00Z") { $0.result = 9 }
    let action = try #require(called.writes.first { $0.statement.name == "conduct/insert_action" })
    #expect(action.values.contains(recorded))
    #expect(action.values.contains(civil))
    let optedOut = try act(civil: "2026-06-15T02:00:00Z") {
      $0.result = UInt32(ActionResult.optedOut.rawValue)
    }
    let point = try #require(
      optedOut.writes.first { $0.statement.name == "conduct/set_point_status" })
    #expect(point.values.contains(recorded))
    let own = try promise(roles: [.debtor], by: bench.debtor)
    for name in ["conduct/insert_action", "promises/insert"] {
      let write = try #require(own.writes.first { $0.statement.name == name })
      #expect(write.values.contains(recorded), "\(name)")
    }
  }

  @Test func aCallAtNightIsRefusedAndItsCheckKept() throws {
    let decision = try act(civil: "2026-06-15T14:30:00Z")
    #expect(decision.statements == ["conduct/insert_check"])
    #expect(decision.refused?.reason == .contactDenied)
    #expect(decision.refused?.rule.hasPrefix("CN C1 contact hours") == true)
  }

  @Test func capsCountOverAllCasesOfTheDay() throws {
    let three = try counters(day: "2026-06-15", connected: 3)
    #expect(
      try act(civil: "2026-06-15T02:00:00Z", counters: three).refused?.rule.hasPrefix("CN C2")
        == true)
    let yesterday = try counters(day: "2026-06-14", connected: 3)
    #expect(try act(civil: "2026-06-15T02:00:00Z", counters: yesterday).refused == nil)
  }

  @Test func thirdPartiesAndNoContactAreDenied() throws {
    let third = try act(civil: "2026-06-15T02:00:00Z") { $0.partyReached = 3 }
    #expect(third.refused?.rule.hasPrefix("CN C5") == true)
    let barred = try act(civil: "2026-06-15T02:00:00Z", flags: .noContact)
    #expect(barred.refused?.rule == "product rule opted out")
  }

  @Test func inboundActsAreNotJudged() throws {
    let decision = try act(civil: "2026-06-15T14:30:00Z") { $0.direction = 2 }
    #expect(decision.statements == ["conduct/insert_action"])
    #expect(decision.replied?.caseState == "ASSIGNED")
  }

  @Test func onlyTheOwnerActsAndOnlyInAnOpenCase() throws {
    let other = Identifier(high: 9, low: 9)
    #expect(
      refusal { _ = try act(civil: "2026-06-15T02:00:00Z", owner: other) }?.reason
        == .caseNotYours)
    #expect(
      refusal { _ = try act(civil: "2026-06-15T02:00:00Z", state: .closed) }?.reason
        == .caseNotOpen)
  }

  // MARK: Promises

  private func promise(
    amount: Int64 = 500, due: String = "2005-10-10", actionCase: Identifier? = nil,
    open: Rows = Rows(), broken: Rows = Rows(), roles: Set<Role> = [.collector],
    by caller: Identifier? = nil, account: Account? = nil
  ) throws -> Decision<Tally_V1_MakePromiseReply> {
    let action = Identifier(high: 3, low: 3)
    var request = Tally_V1_MakePromiseRequest()
    request.caseID = id.description
    request.money.amount = amount
    request.money.currency = "TWD"
    request.dueOn = due
    if roles != [.debtor] { request.actionID = action.description }
    let make = try MakePromise(
      bench.call(request, roles, id: caller), tenant: bench.tenant)
    return try make.decide(
      bench.facts([
        caseRow(state: .early, owner: bench.collector), (account ?? accounts).row, open, broken,
        (account ?? accounts).instalments, (account ?? accounts).transactions,
        Rows([.identifier(action), .identifier(actionCase ?? id)]),
      ]), at: bench.moment())
  }

  @Test func aPromiseKeepsThePolicysTolerance() throws {
    let decision = try promise()
    #expect(decision.statements == ["promises/insert"])
    #expect(decision.replied?.promise.state == "OPEN")
    #expect(decision.replied?.promise.lastDayOn == "2005-10-13")
  }

  @Test func termsOfAPromiseAreGuarded() throws {
    #expect(refusal { _ = try promise(amount: 9001) }?.reason == .promiseAmount)
    #expect(refusal { _ = try promise(amount: 9000) } == nil)
    // What will be owed, or paid, after today is no balance of today.
    let growing = account(balance: 9000, overdue: 500, days: 33, later: 700)
    #expect(
      refusal { _ = try promise(amount: 9001, account: growing) }?.reason == .promiseAmount)
    let shrinking = account(balance: 9000, overdue: 500, days: 33, later: -700)
    #expect(refusal { _ = try promise(amount: 9000, account: shrinking) } == nil)
    #expect(refusal { _ = try promise(amount: 0) }?.reason == .amountNotPositive)
    #expect(
      refusal { _ = try promise(amount: Limits.amountMinorMax) }?.reason == .promiseAmount)
    #expect(
      refusal { _ = try promise(amount: Limits.amountMinorMax + 1) }?.reason == .amountOverflow)
    #expect(refusal { _ = try promise(due: "2005-10-30") } == nil)
    #expect(refusal { _ = try promise(due: "2005-10-31") }?.reason == .promiseDue)
    #expect(refusal { _ = try promise(due: "2005-09-29") }?.reason == .promiseDue)
    #expect(
      refusal { _ = try promise(actionCase: Identifier(high: 5, low: 2)) }?.reason
        == .actionRequired)
    let open = Rows([
      .identifier(Identifier(high: 2, low: 2)), .int8(1), .text("TWD"), .day(bench.businessOn),
      .int4(3), .int2(PromiseMachine.State.partial.rawValue), .int8(0),
    ])
    #expect(refusal { _ = try promise(open: open) }?.reason == .promiseOpen)
  }

  @Test func brokenPromisesCountForNinetyDays() throws {
    let within = Value.day(bench.businessOn.adding(days: -89))
    let outside = Value.day(bench.businessOn.adding(days: -90))
    #expect(
      refusal { _ = try promise(broken: Rows([within], [within], [within], [outside])) } == nil)
    #expect(
      refusal { _ = try promise(broken: Rows([within], [within], [within], [within])) }?.reason
        == .promiseBroken)
  }

  @Test func aDebtorPromisesForItselfOnly() throws {
    let own = try promise(roles: [.debtor], by: bench.debtor)
    #expect(own.statements == ["conduct/insert_action", "promises/insert"])
    #expect(
      refusal { _ = try promise(roles: [.debtor], by: Identifier(high: 7, low: 2)) }
        == .notFound)
  }

  // MARK: Closing

  private func close(
    reason: UInt32, roles: Set<Role>, accounts: Account, promises: Rows = Rows()
  ) throws -> Decision<Tally_V1_CloseCaseReply> {
    var request = Tally_V1_CloseCaseRequest()
    request.caseID = id.description
    request.reason = reason
    let close = try CloseCase(bench.call(request, roles), tenant: bench.tenant)
    return try close.decide(
      bench.facts([
        caseRow(state: .early, owner: bench.collector), accounts.row, promises,
        accounts.instalments, accounts.transactions,
      ]), at: bench.moment())
  }

  @Test func aCuredCaseClosesWithAnEntry() throws {
    let decision = try close(
      reason: 3, roles: [.collectionsManager],
      accounts: account(balance: 8000, overdue: 0, days: 0))
    #expect(decision.statements == ["cases/close"])
    #expect(decision.entries.map(\.kind) == [.caseClosed])
    #expect(decision.replied?.case.closeReason == "cured")
    #expect(decision.replied?.case.state == "CLOSED")
  }

  @Test func closingIsGuarded() throws {
    let cured = account(balance: 8000, overdue: 0, days: 0)
    #expect(
      refusal { _ = try close(reason: 3, roles: [.teamLead], accounts: cured) }?.reason
        == .roleNotAllowed)
    #expect(
      refusal { _ = try close(reason: 1, roles: [.teamLead], accounts: cured) }?.reason
        == .guardNotMet)
    #expect(
      refusal { _ = try close(reason: 3, roles: [.collectionsManager], accounts: accounts) }?
        .reason == .guardNotMet)
    #expect(
      refusal { _ = try close(reason: 2, roles: [.collectionsManager], accounts: cured) }?
        .reason == .enumUnknown)
    let open = Rows([
      .identifier(Identifier(high: 2, low: 2)), .int8(1), .text("TWD"), .day(bench.businessOn),
      .int4(3), .int2(PromiseMachine.State.open.rawValue), .int8(0),
    ])
    #expect(
      refusal {
        _ = try close(
          reason: 3, roles: [.collectionsManager], accounts: cured, promises: open)
      }?.reason == .guardNotMet)
    let paid = try close(
      reason: 1, roles: [.teamLead], accounts: account(balance: 0, overdue: 0, days: 0),
      promises: open)
    #expect(paid.statements == ["promises/settle", "cases/close"])
    // A payment of tomorrow does not close a case today.
    #expect(
      refusal {
        _ = try close(
          reason: 1, roles: [.teamLead],
          accounts: account(balance: 8000, overdue: 0, days: 0, later: -8000))
      }?.reason == .guardNotMet)
  }
}
