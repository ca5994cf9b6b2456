package import Access
import Bytes
package import Contract
import Queries
package import SQL
import Vault

/// Records an act of collection; an outbound one is judged first, in the same transaction.
package struct RecordAction: RequestedOperation {
  /// Characters of a summary.
  package static let summaryLengthMax = 2000

  private enum Direction: Int16 {
    case outbound = 1
    case inbound = 2
  }

  private let id: Identifier
  private let channel: ContactChannel
  private let direction: Direction
  private let partyReached: Int16
  private let result: ActionResult
  private let outcome: Int16?
  private let summary: String?
  private let principal: Principal

  /// - Throws: `fieldMissing`, `fieldInvalid`, `enumUnknown`.
  package init(
    _ call: Authorised<Tally_V1_RecordActionRequest>, tenant: TenantContext
  ) throws(Refusal) {
    let request = call.request
    id = try Field.identifier(request.caseID, "case_id")
    channel = try ContactChannel(requested: request.channel)
    direction =
      try Field.code(request.direction, "direction", in: 1...2) == 1 ? .outbound : .inbound
    partyReached = try Field.code(request.partyReached, "party_reached", in: 1...4)
    guard
      let result = ActionResult(rawValue: try Field.code(request.result, "result", in: 1...10))
    else { throw .internalError }
    self.result = result
    outcome = request.outcome == 0 ? nil : try Field.code(request.outcome, "outcome", in: 1...7)
    summary = try Field.optionalNote(
      request.summary, "summary", lengthMax: Self.summaryLengthMax)
    principal = call.principal
  }

  package var locating: [Bound] { CaseFacts.locating(id) }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(subjects: [try CaseFacts.debtor(located)])
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    ContactFacts.reads(case: id, debtor: try CaseFacts.debtor(located))
  }

  /// Whom the act addressed: nobody reached still was an attempt at the debtor.
  private var target: ContactTarget {
    switch partyReached {
    case 2: .guarantor
    case 3: .thirdParty
    default: .liable
    }
  }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_RecordActionReply> {
    let contact = try ContactFacts(facts, channel: channel, target: target, at: moment)
    try contact.current.requireOpen()
    try contact.current.requireOwner(principal)
    var state = try contact.current.state()
    var writes: [Bound] = []
    var check: Identifier?
    if direction == .outbound {
      let row = moment.newIdentifier()
      check = row
      writes.append(contact.check(row, by: principal.id, policy: facts.policy, at: moment))
      // The check stays, whatever it says.
      if let refusal = contact.judgement.refusal {
        return Decision(writes: writes, answer: .refusal(refusal))
      }
      if state == .assigned {
        state = try CaseMachine.step(.firstAction, in: state, by: [.collector]).state
        writes.append(CasesQueries.move(id: id, state: state.rawValue))
      }
    }
    let action = moment.newIdentifier()
    writes.append(
      try insertion(of: action, check: check, contact: contact, facts: facts, moment: moment))
    if result == .optedOut, let point = contact.point {
      writes.append(
        ConductQueries.setPointStatus(
          id: point.id, status: ContactPoint.optedOut, recordedAt: moment.recordedAt))
    }
    let (caseState, checkID) = (state, check)
    return Decision(
      writes: writes,
      answer: .reply { _ in
        var reply = Tally_V1_RecordActionReply()
        reply.actionID = action.description
        reply.contactCheckID = checkID?.description ?? ""
        reply.caseState = caseState.word
        return reply
      })
  }

  private func insertion(
    of action: Identifier, check: Identifier?, contact: ContactFacts, facts: Facts,
    moment: Moment
  ) throws(Refusal) -> Bound {
    var sealed: [UInt8]?
    if let summary {
      var entropy = moment.entropy()
      let key = try contact.current.subject(facts.tenant).key
      do throws(VaultFailure) {
        sealed = try key.seal(
          summary, at: PersonalPlace.actionSummary(facts.tenant.tenant, action),
          entropy: &entropy)
      } catch {
        throw .invalid("summary", "is too long to be sealed")
      }
    }
    return ConductQueries.insertAction(
      id: action, caseID: id, subjectID: contact.current.row.subjectID,
      channel: channel.rawValue, direction: direction.rawValue,
      contactPointID: contact.point?.id, partyReached: partyReached, result: result.rawValue,
      outcome: outcome, connected: channel.isVoice && result.isAnswered,
      debtorOn: contact.judgement.local.day, startedAt: moment.civilAt,
      recordedAt: moment.recordedAt, summary: sealed, contactCheckID: check,
      principalID: principal.id)
  }
}
