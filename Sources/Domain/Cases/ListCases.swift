package import Access
import Bytes
package import Contract
import Queries
package import SQL

/// A page of cases in the order of the queue.
package struct ListCases: RequestedInquiry {
  private let page: PageBounds
  private let state: Int16
  private let level: Int16
  private let mine: Bool
  private let principal: Identifier
  private let after: SortKey

  /// What the queue is ordered by, highest first, then by number.
  private struct SortKey: Sendable {
    var priority = Int32.max
    var overdue = Int64.max
    var daysPastDue = Int32.max
    var number = ""
  }

  /// - Throws: `enumUnknown`, `fieldInvalid`.
  package init(
    _ call: Authorised<Tally_V1_ListCasesRequest>, tenant: TenantContext
  ) throws(Refusal) {
    let request = call.request
    state = request.state == 0 ? 0 : try Field.code(request.state, "state", in: 1...14)
    level = request.level == 0 ? 0 : try Field.code(request.level, "level", in: 1...3)
    mine = request.mine
    principal = call.principal.id
    page = try PageBounds(request.page, partCount: 4)
    guard let parts = page.after else {
      after = SortKey()
      return
    }
    guard let priority = Int32(parts[0]), let overdue = Int64(parts[1]),
      let daysPastDue = Int32(parts[2]), priority >= 0, overdue >= 0, daysPastDue >= 0
    else { throw PageBounds.badMark }
    after = SortKey(
      priority: priority, overdue: overdue, daysPastDue: daysPastDue, number: parts[3])
  }

  package var reads: [Bound] {
    [
      CasesQueries.page(
        state: state, level: level, mine: mine, principalID: principal,
        afterPriority: after.priority, afterOverdue: after.overdue, afterDays: after.daysPastDue,
        afterNo: after.number, size: page.rowCount
      ).bound
    ]
  }

  package func furtherReads(
    _ answers: [Rows], tenant: TenantContext
  ) throws(Refusal) -> [Bound] {
    let rows: [CasesQueries.PageRow] = try answers[0].rows()
    return rows.prefix(page.size).map { DebtorsQueries.identifiers(subjectID: $0.subjectID).bound }
  }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_ListCasesReply {
    let rows: [CasesQueries.PageRow] = try answers[0].rows()
    var reply = Tally_V1_ListCasesReply()
    for (index, row) in rows.prefix(page.size).enumerated() {
      let view = try DebtorView(tenant: tenant, subject: row.subjectID, wrappedKey: row.wrappedKey)
      let reference = try view.identifier(.platformUserID, in: try answers[index + 1].rows())
      reply.cases.append(Self.message(row, reference: reference ?? ""))
    }
    if rows.count > page.size, let last = rows.prefix(page.size).last {
      reply.next = PageBounds.mark([
        String(last.priority), String(last.overdue), String(last.daysPastDue), last.no,
      ])
    }
    return reply
  }

  private static func message(
    _ row: CasesQueries.PageRow, reference: String
  ) -> Tally_V1_CollectionCase {
    var out = Tally_V1_CollectionCase()
    out.caseID = row.id.description
    out.number = row.no
    out.debtorID = row.subjectID.description
    out.reference = reference
    out.state = CaseMachine.State(rawValue: row.state)?.word ?? ""
    out.level = UInt32(row.level)
    out.priority = UInt32(row.priority)
    out.claimAtOpen = Tally_V1_Money(row.claimAtOpen, row.currency)
    out.overdue = Tally_V1_Money(row.overdue, row.currency)
    out.daysPastDue = UInt32(row.daysPastDue)
    out.asOfOn = row.figuresOn?.description ?? ""
    out.openedOn = row.openedOn.description
    out.ownerID = row.ownerID?.description ?? ""
    out.closeReason = row.closeReason.flatMap(CloseReason.init(rawValue:))?.word ?? ""
    out.levelRule = row.levelRule
    return out
  }
}
