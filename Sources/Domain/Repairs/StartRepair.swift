package import Access
import Bytes
package import Contract
import Ledger
import Queries
package import SQL

/// Opens a draft of a repair: a debtor its own, an officer a debtor's.
package struct StartRepair: RequestedOperation {
  /// The version of the repair standards that applies to new repairs.
  package static let standardsVersion: Int32 = 1

  private let debtor: Identifier
  private let principal: Principal
  private let roles: Set<Role>

  /// - Throws: `fieldMissing`, `fieldInvalid`; `notFound` when a debtor names another one.
  package init(
    _ call: Authorised<Tally_V1_StartRepairRequest>, tenant: TenantContext
  ) throws(Refusal) {
    debtor = try call.debtor(named: call.request.debtorID)
    principal = call.principal
    roles = call.roles
  }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(subjects: [debtor])
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    [
      CasesQueries.debtor(subjectID: debtor).bound,
      RepairsQueries.history(subjectID: debtor).bound,
    ]
  }

  private static let isOpen = Refusal(
    .alreadyExists, .alreadyExists, "the debtor has an open repair already")

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_RepairReply> {
    try DayRule.requireOpen(facts.day)
    let subject = try LockedDebtor(facts, at: 0).subject(facts.tenant)
    let history: [RepairsQueries.HistoryRow] = try facts.rows(1)
    guard history.allSatisfy({ $0.state > RepairMachine.State.restoration.rawValue }) else {
      throw Self.isOpen
    }
    let (state, role) = try RepairMachine.step(.start, in: nil, by: roles)
    let repair = moment.newIdentifier()
    let day = facts.day.businessOn
    let word = RepairMachine.Event.start.word
    let entry = EntryDraft(
      entryID: moment.newIdentifier(), kind: .repairOpened, subject: subject, effectiveOn: day,
      payload: Payload.line([
        "repair": repair.description, "event": word, "role": role.name, "state": state.word,
      ]))
    var message = Tally_V1_Repair()
    message.repairID = repair.description
    message.debtorID = debtor.description
    message.state = state.word
    message.openedOn = day.description
    message.stages = [
      Tally_V1_RepairStage(stage: 0, state: state, event: word, enteredAt: moment.recordedAt)
    ]
    let opened = message
    return Decision(
      writes: [
        RepairsQueries.insert(
          id: repair, subjectID: debtor, state: state.rawValue,
          officerID: role == .repairOfficer ? principal.id : nil,
          standardsVersion: Self.standardsVersion, openedOn: day),
        RepairsQueries.insertStage(
          repairID: repair, no: 1, stage: 0, state: state.rawValue, event: word,
          enteredAt: moment.recordedAt, businessOn: day, principalID: principal.id, note: nil),
      ],
      entries: [entry],
      answer: .reply { receipt in
        var reply = Tally_V1_RepairReply()
        reply.repair = opened
        reply.receipt = receipt
        return reply
      })
  }

  package func refusal(forConstraint constraint: String) -> Refusal? {
    constraint == "repair_case_open_unique" ? Self.isOpen : nil
  }
}
