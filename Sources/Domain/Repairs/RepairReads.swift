package import Access
import Bytes
package import Contract
import Queries
package import SQL

/// One repair with its stages; a debtor reads its own.
package struct GetRepair: RequestedInquiry {
  private let id: Identifier
  private let call: Authorised<Tally_V1_GetRepairRequest>

  /// - Throws: `fieldMissing`, `fieldInvalid`.
  package init(
    _ call: Authorised<Tally_V1_GetRepairRequest>, tenant: TenantContext
  ) throws(Refusal) {
    id = try Field.identifier(call.request.repairID, "repair_id")
    self.call = call
  }

  package var reads: [Bound] {
    [RepairsQueries.byID(repairID: id).bound, RepairsQueries.stages(repairID: id).bound]
  }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_RepairReply {
    let rows: [RepairsQueries.ByIDRow] = try answers[0].rows()
    guard let row = rows.first, let state = RepairMachine.State(rawValue: row.state) else {
      throw .notFound
    }
    try call.requireOwn(row.subjectID)
    let stages: [RepairsQueries.StagesRow] = try answers[1].rows()
    var reply = Tally_V1_RepairReply()
    reply.repair = RepairChange(row, state: state).message
    reply.repair.stages = stages.map(Tally_V1_RepairStage.init)
    return reply
  }
}

/// A page of repairs, the newest first.
package struct ListRepairs: RequestedInquiry {
  private let page: PageBounds
  private let beforeOn: Day
  private let beforeID: Identifier

  /// - Throws: `fieldInvalid`.
  package init(
    _ call: Authorised<Tally_V1_ListRepairsRequest>, tenant: TenantContext
  ) throws(Refusal) {
    page = try PageBounds(call.request.page, partCount: 2)
    guard let parts = page.after else {
      beforeOn = .endOfTime
      beforeID = Identifier(high: .max, low: .max)
      return
    }
    guard let day = Day(parts[0]), let id = Identifier(parts[1]) else {
      throw PageBounds.badMark
    }
    (beforeOn, beforeID) = (day, id)
  }

  package var reads: [Bound] {
    [RepairsQueries.page(beforeOn: beforeOn, beforeID: beforeID, size: page.rowCount).bound]
  }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_ListRepairsReply {
    let rows: [RepairsQueries.PageRow] = try answers[0].rows()
    var reply = Tally_V1_ListRepairsReply()
    for row in rows.prefix(page.size) {
      guard let state = RepairMachine.State(rawValue: row.state) else { throw .internalError }
      var out = Tally_V1_Repair()
      out.repairID = row.id.description
      out.debtorID = row.subjectID.description
      out.state = state.word
      out.stage = UInt32(state.stage ?? 0)
      out.severity = UInt32(row.severity ?? 0)
      out.openedOn = row.openedOn.description
      out.scoreBefore = row.scoreBefore ?? 0
      out.tierBefore = row.tierBefore ?? ""
      out.scoreAfter = row.scoreAfter ?? 0
      out.tierAfter = row.tierAfter ?? ""
      out.monthsAtDpd0 = UInt32(row.monthsAtDpd0 ?? 0)
      reply.repairs.append(out)
    }
    if rows.count > page.size, let last = rows.prefix(page.size).last {
      reply.next = PageBounds.mark([last.openedOn.description, last.id.description])
    }
    return reply
  }
}
