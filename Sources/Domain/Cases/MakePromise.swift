package import Access
import Bytes
package import Contract
import Queries
package import SQL

/// Registers a promise to pay. A debtor promises for its own case; the act is recorded with it.
package struct MakePromise: RequestedOperation {
  /// Broken promises are counted over this many days. Source: domain/state-machines.md section 4.
  package static let brokenWindowDays = 90

  private let id: Identifier
  private let amount: Int64
  private let currency: String
  private let dueOn: Day
  private let action: Identifier?
  private let call: Authorised<Tally_V1_MakePromiseRequest>

  /// - Throws: `fieldMissing`, `fieldInvalid`, `amountNotPositive`, `amountOverflow`,
  ///   `dateInvalid`, `actionRequired` when somebody else than the debtor names no act.
  package init(
    _ call: Authorised<Tally_V1_MakePromiseRequest>, tenant: TenantContext
  ) throws(Refusal) {
    let request = call.request
    self.call = call
    id = try Field.identifier(request.caseID, "case_id")
    guard request.hasMoney else { throw .missing("money") }
    amount = try Field.positiveAmount(request.money.amount, "money.amount")
    currency = try Field.currency(request.money.currency, "money.currency")
    dueOn = try Field.day(request.dueOn, "due_on")
    if request.actionID.isEmpty {
      guard call.principal.kind == .subject else { throw Self.actionRequired }
      action = nil
    } else {
      action = try Field.identifier(request.actionID, "action_id")
    }
  }

  private static let actionRequired = Refusal(
    .failedPrecondition, .actionRequired,
    "a promise names the recorded act of the same case in which it was made",
    rule: "machine 4 make", field: "action_id")

  package var locating: [Bound] { CaseFacts.locating(id) }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(subjects: [try CaseFacts.debtor(located)])
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    let debtor = try CaseFacts.debtor(located)
    var reads =
      [
        CaseFacts.read(id), CasesQueries.accounts(caseID: id).bound,
        PromisesQueries.ofCase(caseID: id).bound,
        PromisesQueries.brokenOfSubject(subjectID: debtor).bound,
      ] + OpenStanding.reads(debtor: debtor)
    if let action { reads.append(ConductQueries.action(actionID: action).bound) }
    return reads
  }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_MakePromiseReply> {
    let current = try CaseFacts(facts, at: 0)
    try call.requireOwn(current.row.subjectID)
    try current.requireOpen()
    if call.principal.kind != .subject { try current.requireOwner(call.principal) }
    let state = try PromiseMachine.step(.make, in: nil, by: call.roles).state
    try checkTerms(facts, current)
    var writes: [Bound] = []
    let madeBy = try act(facts, current, moment, &writes)
    let promise = moment.newIdentifier()
    let values = facts.policy.values
    writes.append(
      PromisesQueries.insert(
        id: promise, caseID: id, subjectID: current.row.subjectID, amount: amount,
        currency: currency, dueOn: dueOn, tolerancePpm: values.promiseTolerancePpm,
        toleranceDays: values.promiseToleranceDays, madeByActionID: madeBy,
        madeOn: facts.day.businessOn, recordedAt: moment.recordedAt))
    let money = Tally_V1_Money(amount, currency)
    let dueOn = dueOn
    let lastDayOn = dueOn.adding(days: Int(values.promiseToleranceDays))
    return Decision(
      writes: writes,
      answer: .reply { _ in
        var reply = Tally_V1_MakePromiseReply()
        reply.promise.promiseID = promise.description
        reply.promise.money = money
        reply.promise.dueOn = dueOn.description
        reply.promise.state = state.word
        reply.promise.lastDayOn = lastDayOn.description
        return reply
      })
  }

  /// The guards of machine 4 on amount, date and past promises.
  private func checkTerms(_ facts: Facts, _ current: CaseFacts) throws(Refusal) {
    guard current.row.currency == currency else {
      throw Refusal(
        .failedPrecondition, .currencyMismatch, "the case is kept in \(current.row.currency)",
        field: "money.currency")
    }
    let rows: [CasesQueries.AccountsRow] = try facts.rows(1)
    let accounts = try OpenStanding(facts, first: 4).standings(of: rows)
    let balance = accounts.reduce(Int128(0)) { $0 + Int128($1.balance) }
    guard Int128(amount) <= balance else {
      throw Refusal(
        .failedPrecondition, .promiseAmount, "the promise is more than the balance owed",
        rule: "machine 4 make: amount ≤ balance", field: "money.amount")
    }
    let today = facts.day.businessOn
    let term = Int(facts.policy.values.promiseTermDaysMax)
    guard dueOn >= today, dueOn <= today.adding(days: term) else {
      throw Refusal(
        .failedPrecondition, .promiseDue,
        "due_on must lie between \(today) and \(today.adding(days: term))",
        rule: "policy promise_term_days_max", field: "due_on")
    }
    let promises: [PromisesQueries.OfCaseRow] = try facts.rows(2)
    let pending: [PromiseMachine.State] = [.open, .partial]
    guard !promises.contains(where: { row in pending.contains { $0.rawValue == row.state } }) else {
      throw Self.promiseOpen
    }
    let broken: [PromisesQueries.BrokenOfSubjectRow] = try facts.rows(3)
    let windowStart = today.adding(days: -Self.brokenWindowDays)
    let count = broken.count { $0.lastOn > windowStart }
    guard count <= Int(facts.policy.values.promiseBrokenMax) else {
      throw .rule(
        .promiseBroken, "policy promise_broken_max",
        "\(count) promises were broken in \(Self.brokenWindowDays) days")
    }
  }

  private static let promiseOpen = Refusal.rule(
    .promiseOpen, "one open promise", "the case has an open promise already")

  /// The act in which the promise was made; a debtor's own is recorded here.
  private func act(
    _ facts: Facts, _ current: CaseFacts, _ moment: Moment, _ writes: inout [Bound]
  ) throws(Refusal) -> Identifier {
    if action != nil {
      let rows: [ConductQueries.ActionRow] = try facts.rows(6)
      guard let row = rows.first, row.caseID == id else { throw Self.actionRequired }
      return row.id
    }
    let own = moment.newIdentifier()
    let offset = moment.zone(current.row.timeZone)?.offsetSeconds(at: moment.civilAt) ?? 0
    writes.append(
      ConductQueries.insertAction(
        id: own, caseID: id, subjectID: current.row.subjectID,
        channel: ContactChannel.portal.rawValue, direction: 2, contactPointID: nil,
        partyReached: 1, result: ActionResult.rightParty.rawValue, outcome: 1, connected: false,
        debtorOn: moment.civilAt.day(offsetSeconds: offset), startedAt: moment.civilAt,
        recordedAt: moment.recordedAt, summary: nil, contactCheckID: nil,
        principalID: call.principal.id))
    return own
  }

  package func refusal(forConstraint constraint: String) -> Refusal? {
    constraint == "promise_open_unique" ? Self.promiseOpen : nil
  }
}
