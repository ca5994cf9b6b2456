package import Access
import Bytes
package import Contract
import Queries
package import SQL
import Vault

/// A case with its acts, its promises and the debtor's local time.
package struct GetCase: RequestedInquiry {
  private let id: Identifier

  /// - Throws: `fieldMissing`, `fieldInvalid`.
  package init(
    _ call: Authorised<Tally_V1_GetCaseRequest>, tenant: TenantContext
  ) throws(Refusal) {
    id = try Field.identifier(call.request.caseID, "case_id")
  }

  package var reads: [Bound] {
    [
      CasesQueries.byID(caseID: id).bound, ConductQueries.actions(caseID: id).bound,
      PromisesQueries.ofCase(caseID: id).bound,
    ]
  }

  package func furtherReads(
    _ answers: [Rows], tenant: TenantContext
  ) throws(Refusal) -> [Bound] {
    let rows: [CasesQueries.ByIDRow] = try answers[0].rows()
    guard let row = rows.first else { throw .notFound }
    return [
      ConductQueries.points(subjectID: row.subjectID).bound,
      DebtorsQueries.identifiers(subjectID: row.subjectID).bound,
    ]
  }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_GetCaseReply {
    let rows: [CasesQueries.ByIDRow] = try answers[0].rows()
    guard let row = rows.first else { throw .notFound }
    let actions: [ConductQueries.ActionsRow] = try answers[1].rows()
    let promises: [PromisesQueries.OfCaseRow] = try answers[2].rows()
    let points: [ConductQueries.PointsRow] = try answers[3].rows()
    var reply = Tally_V1_GetCaseReply()
    let view = try DebtorView(tenant: tenant, subject: row.subjectID, wrappedKey: row.wrappedKey)
    let reference = try view.identifier(.platformUserID, in: try answers[4].rows())
    reply.case = CaseFacts(row: row).message(reference: reference ?? "")
    reply.actions = actions.map { action in
      var out = Tally_V1_CaseAction()
      out.actionID = action.id.description
      out.channel = UInt32(action.channel)
      out.result = UInt32(action.result)
      out.outcome = UInt32(action.outcome ?? 0)
      out.startedAt = action.startedAt.description
      out.contactCheckID = action.contactCheckID?.description ?? ""
      return out
    }
    reply.promises = promises.map { promise in
      var out = Tally_V1_Promise()
      out.promiseID = promise.id.description
      out.money = Tally_V1_Money(promise.amount, promise.currency)
      out.dueOn = promise.dueOn.description
      out.state = PromiseMachine.State(rawValue: promise.state)?.word ?? ""
      out.paidAmount = promise.paidAmount
      out.lastDayOn = promise.dueOn.adding(days: Int(promise.toleranceDays)).description
      return out
    }
    if let zone = moment.zone(row.timeZone) {
      reply.debtorLocalTime = LocalTime(moment.civilAt, zone: zone).description
    }
    if let phone = ContactPoint.chosen(for: .call, among: points), let last4 = phone.last4 {
      reply.phoneMasked = Mask.lastFour(last4)
    }
    return reply
  }
}
