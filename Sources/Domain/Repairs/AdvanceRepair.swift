package import Access
import Bytes
package import Contract
import Ledger
import Queries
package import SQL

/// Moves a repair along machine 8. Where two roles act together, the first one's agreement is
/// recorded and the second one's completes the event.
package struct AdvanceRepair: RequestedOperation {
  /// Characters of a reason or a cause.
  package static let noteLengthMax = 2000

  private let id: Identifier
  private let request: RepairGuards.Request
  private let call: Authorised<Tally_V1_AdvanceRepairRequest>

  /// - Throws: `fieldMissing`, `fieldInvalid`, `enumUnknown`.
  package init(
    _ call: Authorised<Tally_V1_AdvanceRepairRequest>, tenant: TenantContext
  ) throws(Refusal) {
    self.call = call
    let sent = call.request
    id = try Field.identifier(sent.repairID, "repair_id")
    let event = try RepairMachine.event(sent.event, "event")
    request = RepairGuards.Request(
      event: event,
      document: sent.documentSha256.isEmpty
        ? nil : try Field.digest(sent.documentSha256, "document_sha256"),
      note: try Field.optionalNote(sent.note, "note", lengthMax: Self.noteLengthMax),
      severity: sent.severity == 0 ? nil : try Field.code(sent.severity, "severity", in: 1...3))
  }

  package var locating: [Bound] { [RepairsQueries.subjectOf(repairID: id).bound] }

  private func debtor(_ located: [Rows]) throws(Refusal) -> Identifier {
    let rows: [RepairsQueries.SubjectOfRow] = try located[0].rows()
    guard let row = rows.first else { throw .notFound }
    // Before anything is locked: a debtor reaches its own repair only.
    try call.requireOwn(row.subjectID)
    return row.subjectID
  }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(subjects: [try debtor(located)])
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    RepairFacts.reads(repair: id, debtor: try debtor(located))
  }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_RepairReply> {
    let repair = try RepairFacts(facts)
    try call.requireOwn(repair.row.subjectID)
    try DayRule.requireOpen(facts.day)
    let hash = request.document?.description ?? ""
    let authority = try RepairAuthority(
      request.event, in: repair.state, roles: call.roles, principal: call.principal.id,
      document: hash, agreements: repair.agreements)
    var change = RepairChange(repair.row, state: repair.state)
    try take(part: authority.role, in: repair, &change)
    let guards = RepairGuards(
      facts: repair, policy: facts.policy, businessOn: facts.day.businessOn,
      tenant: facts.tenant)
    var entropy = moment.entropy()
    try guards.apply(request, to: &change, entropy: &entropy)
    var word = request.event.word
    switch authority {
    case .moves(let next, _):
      change.state = next
      change.closedOn = Self.isEnd(next) ? facts.day.businessOn : change.closedOn
    case .agrees(let role):
      word =
        RepairAgreement(
          event: request.event, role: role, principal: call.principal.id, document: hash
        ).word
    }
    return try decision(
      change, word: word, role: authority.role, repair: repair, facts: facts, moment: moment)
  }

  /// Keeps assessors and officers apart, and remembers the first of each; the records tell the
  /// others.
  private func take(
    part role: Role, in repair: RepairFacts, _ change: inout RepairChange
  ) throws(Refusal) {
    let person = call.principal.id
    if role == .repairOfficer {
      try Segregation.check(.officerRepair, by: person, given: repair.parts)
      change.officerID = change.officerID ?? person
    } else if role == .thirdPartyAssessor {
      try Segregation.check(.assessRepair, by: person, given: repair.parts)
      change.assessorID = change.assessorID ?? person
    } else if role == .collectionsManager {
      change.approverID = person
    }
  }

  private static func isEnd(_ state: RepairMachine.State) -> Bool {
    switch state {
    case .completed, .rejected, .failed, .withdrawn: true
    case .draft, .submitted, .assessment, .identification, .planning, .execution, .suspended,
      .evaluation, .regulatorReview, .publicity, .restoration, .monitored, .closed, .revoked:
      false
    }
  }

  private func decision(
    _ change: RepairChange, word: String, role: Role, repair: RepairFacts, facts: Facts,
    moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_RepairReply> {
    let day = facts.day.businessOn
    let stage = Int16(change.state.stage ?? 0)
    let entry = EntryDraft(
      entryID: moment.newIdentifier(),
      kind: request.event == .restored ? .repairRestored : .repairStage,
      subject: try repair.debtor.subject(facts.tenant), effectiveOn: day,
      payload: Payload.line([
        "repair": id.description, "event": word, "role": role.name, "state": change.state.word,
        "document": request.document?.description ?? "", "note": request.note ?? "",
      ]))
    var message = change.message
    message.stages =
      repair.stages.map(Tally_V1_RepairStage.init)
      + [
        Tally_V1_RepairStage(
          stage: stage, state: change.state, event: word, enteredAt: moment.recordedAt)
      ]
    let changed = message
    return Decision(
      writes: [
        change.write,
        RepairsQueries.insertStage(
          repairID: id, no: (repair.stages.last?.no ?? 0) + 1, stage: stage,
          state: change.state.rawValue, event: word, enteredAt: moment.recordedAt,
          businessOn: day, principalID: call.principal.id, note: nil),
      ],
      entries: [entry],
      answer: .reply { receipt in
        var reply = Tally_V1_RepairReply()
        reply.repair = changed
        reply.receipt = receipt
        return reply
      })
  }
}
