package import Access
import Bytes
package import Contract
import Ledger
import Queries
package import SQL

/// Closes a case whose arrears are gone.
package struct CloseCase: RequestedOperation {
  private let id: Identifier
  private let reason: CloseReason
  private let roles: Set<Role>

  /// - Throws: `fieldMissing`, `fieldInvalid`, `enumUnknown`, `roleNotAllowed` for a reason which
  ///   is another role's.
  package init(
    _ call: Authorised<Tally_V1_CloseCaseRequest>, tenant: TenantContext
  ) throws(Refusal) {
    id = try Field.identifier(call.request.caseID, "case_id")
    switch call.request.reason {
    case UInt32(CloseReason.paid.rawValue): reason = .paid
    case UInt32(CloseReason.cured.rawValue): reason = .cured
    default:
      throw Refusal(
        .invalidArgument, .enumUnknown, "reason is neither 1 (paid) nor 3 (cured)",
        field: "reason")
    }
    let role: Role = reason == .paid ? .teamLead : .collectionsManager
    guard call.roles.contains(role) else {
      throw .denied(
        .roleNotAllowed, "\(role.name) closes a case as \(reason.word)", rule: "machine 1 close")
    }
    roles = [role]
  }

  package var locating: [Bound] { CaseFacts.locating(id) }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(subjects: [try CaseFacts.debtor(located)])
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    [
      CaseFacts.read(id), CasesQueries.accounts(caseID: id).bound,
      PromisesQueries.ofCase(caseID: id).bound,
    ] + OpenStanding.reads(debtor: try CaseFacts.debtor(located))
  }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_CloseCaseReply> {
    try DayRule.requireOpen(facts.day)
    let current = try CaseFacts(facts, at: 0)
    try current.requireOpen()
    let next = try CaseMachine.step(.close, in: current.state(), by: roles).state
    guard !current.flags.contains(.disputed) else {
      throw .rule(.guardNotMet, "machine 1 close", "the claim is disputed; resolve that first")
    }
    try checkAccounts(facts)
    let (reason, day) = (reason, facts.day.businessOn)
    var writes = try endedPromises(facts)
    writes.append(
      CasesQueries.close(
        id: id, state: next.rawValue, closeReason: reason.rawValue, closedOn: day))
    let entry = EntryDraft(
      entryID: moment.newIdentifier(), kind: .caseClosed,
      subject: try current.subject(facts.tenant), effectiveOn: day,
      payload: Payload.line([
        "case": id.description, "number": current.row.no, "reason": reason.word,
      ]))
    return Decision(
      writes: writes, entries: [entry],
      answer: .reply { receipt in
        var reply = Tally_V1_CloseCaseReply()
        reply.case = current.message(state: next, closeReason: reason)
        reply.receipt = receipt
        return reply
      })
  }

  private func checkAccounts(_ facts: Facts) throws(Refusal) {
    let rows: [CasesQueries.AccountsRow] = try facts.rows(1)
    let accounts = try OpenStanding(facts, first: 3).standings(of: rows)
    if reason == .paid {
      let tolerance = facts.policy.values.toleranceAmount
      guard accounts.allSatisfy({ $0.balance <= tolerance }) else {
        throw .rule(
          .guardNotMet, "machine 1 close: balance zero",
          "an account of the case still has a balance; close as cured when nothing is past due")
      }
    } else {
      guard accounts.allSatisfy({ $0.overdue == 0 && $0.daysPastDue == 0 }) else {
        throw .rule(
          .guardNotMet, "machine 1 close: arrears zero",
          "an account of the case is past due; its arrears have to be paid first")
      }
    }
  }

  /// A promise left open ends with the balance it was made about; with a balance it has to end
  /// first.
  private func endedPromises(_ facts: Facts) throws(Refusal) -> [Bound] {
    let promises: [PromisesQueries.OfCaseRow] = try facts.rows(2)
    var writes: [Bound] = []
    for promise in promises {
      guard let state = PromiseMachine.State(rawValue: promise.state) else {
        throw .internalError
      }
      guard state == .open || state == .partial else { continue }
      guard reason == .paid else {
        throw .rule(
          .guardNotMet, "machine 1 close: promises terminal",
          "the case has an open promise; it has to be kept, broken or cancelled first")
      }
      let ended = try PromiseMachine.step(.invalidate, in: state, by: [.system]).state
      writes.append(
        PromisesQueries.settle(
          id: promise.id, state: ended.rawValue, paidAmount: promise.paidAmount))
    }
    return writes
  }
}
