package import Access
import Bytes
package import Contract
import Queries
package import SQL

/// A page of alerts, the newest first.
package struct ListAlerts: RequestedInquiry {
  private let page: PageBounds
  private let before: Int64
  private let state: Int16
  private let debtor: Identifier?

  /// - Throws: `enumUnknown`, `fieldInvalid`.
  package init(
    _ call: Authorised<Tally_V1_ListAlertsRequest>, tenant: TenantContext
  ) throws(Refusal) {
    let request = call.request
    page = try PageBounds(request.page, partCount: 1)
    if let parts = page.after {
      guard let position = Int64(parts[0]), position > 0 else { throw PageBounds.badMark }
      before = position
    } else {
      before = .max
    }
    state = request.state == 0 ? 0 : try Field.code(request.state, "state", in: 1...8)
    debtor =
      request.debtorID.isEmpty ? nil : try Field.identifier(request.debtorID, "debtor_id")
  }

  package var reads: [Bound] {
    [
      AlertsQueries.page(before: before, state: state, debtorID: debtor, size: page.rowCount).bound
    ]
  }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_ListAlertsReply {
    let rows: [AlertsQueries.PageRow] = try answers[0].rows()
    var reply = Tally_V1_ListAlertsReply()
    reply.alerts = rows.prefix(page.size).map { row in
      AlertView(
        id: row.id, position: row.position, debtor: row.subjectID, rule: row.rule,
        severity: row.severity, state: row.state, firedAt: row.firedAt,
        businessOn: row.businessOn, evidence: row.evidenceIDs
      ).message
    }
    if rows.count > page.size, let last = reply.alerts.last {
      reply.next = PageBounds.mark([String(last.position)])
    }
    return reply
  }
}

/// The alerts after a position, the oldest first: what a watch sends next.
package struct AlertsAfter: Inquiry {
  /// Alerts of one answer; a watch asks again.
  package static let limitMax = 500

  private let after: Int64
  private let limit: Int

  /// - Parameter limit: 1 to `limitMax`.
  package init(after: Int64, limit: Int) {
    precondition((1...Self.limitMax).contains(limit), "\(limit) alerts")
    self.after = after
    self.limit = limit
  }

  package var reads: [Bound] {
    [AlertsQueries.after(after: after, size: Int64(limit)).bound]
  }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_ListAlertsReply {
    let rows: [AlertsQueries.AfterRow] = try answers[0].rows()
    var reply = Tally_V1_ListAlertsReply()
    reply.alerts = rows.map { row in
      AlertView(
        id: row.id, position: row.position, debtor: row.subjectID, rule: row.rule,
        severity: row.severity, state: row.state, firedAt: row.firedAt,
        businessOn: row.businessOn, evidence: row.evidenceIDs
      ).message
    }
    return reply
  }
}

/// The position of the newest alert; 0 before the first.
package struct LastAlertPosition: Inquiry {
  package init() {}

  package var reads: [Bound] { [AlertsQueries.lastPosition().bound] }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_AlertEvent {
    let rows: [AlertsQueries.LastPositionRow] = try answers[0].rows()
    var event = Tally_V1_AlertEvent()
    event.position = rows.first?.position ?? 0
    return event
  }
}

/// An alert as answered.
struct AlertView {
  let id: Identifier
  let position: Int64
  let debtor: Identifier
  let rule: String
  let severity: Int16
  let state: Int16
  let firedAt: Timestamp
  let businessOn: Day
  let evidence: [Identifier]

  var message: Tally_V1_Alert {
    var out = Tally_V1_Alert()
    out.alertID = id.description
    out.position = position
    out.debtorID = debtor.description
    out.rule = rule
    out.severity = UInt32(severity)
    out.state = AlertMachine.State(rawValue: state)?.word ?? ""
    out.firedAt = firedAt.description
    out.businessOn = businessOn.description
    out.evidenceIds = evidence.map(\.description)
    return out
  }
}
