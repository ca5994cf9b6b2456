package import Access
import Bytes
package import Contract
import Queries
package import SQL
import Vault

/// Moves an alert along machine 2.
package struct HandleAlert: RequestedOperation {
  /// Characters of a note.
  package static let noteLengthMax = 2000
  /// An alert of this severity or above is dismissed by a compliance officer only.
  package static let complianceSeverityMin: Int16 = 3

  private let id: Identifier
  private let event: AlertMachine.Event
  private let note: String?
  private let outcome: Int16?
  private let principal: Principal
  private let roles: Set<Role>

  /// - Throws: `fieldMissing`, `fieldInvalid`, `enumUnknown`.
  package init(
    _ call: Authorised<Tally_V1_HandleAlertRequest>, tenant: TenantContext
  ) throws(Refusal) {
    let request = call.request
    id = try Field.identifier(request.alertID, "alert_id")
    event = try AlertMachine.event(request.event, "event")
    note = try Field.optionalNote(request.note, "note", lengthMax: Self.noteLengthMax)
    outcome = request.outcome == 0 ? nil : try Field.code(request.outcome, "outcome", in: 1...4)
    if event == .resolve, outcome == nil { throw .missing("outcome") }
    if [.act, .dismiss].contains(event), note == nil { throw .missing("note") }
    principal = call.principal
    roles = call.roles
  }

  package var locating: [Bound] { [AlertsQueries.subjectOf(alertID: id).bound] }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    let rows: [AlertsQueries.SubjectOfRow] = try located[0].rows()
    guard let row = rows.first else { throw .notFound }
    return Footprint(subjects: [row.subjectID])
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    [AlertsQueries.byID(alertID: id).bound]
  }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_HandleAlertReply> {
    let rows: [AlertsQueries.ByIDRow] = try facts.rows(0)
    guard let row = rows.first, let current = AlertMachine.State(rawValue: row.state) else {
      throw .notFound
    }
    let next = try AlertMachine.step(event, in: current, by: roles).state
    if event == .dismiss, row.severity >= Self.complianceSeverityMin,
      !roles.contains(.complianceOfficer)
    {
      throw .rule(
        .guardNotMet, "machine 2 dismiss",
        "an alert of severity \(row.severity) is dismissed by an analyst who is a compliance "
          + "officer too")
    }
    let falsePositive: Int16 = 2
    let view = AlertView(
      id: row.id, position: row.position, debtor: row.subjectID, rule: row.rule,
      severity: row.severity, state: next.rawValue, firedAt: row.firedAt,
      businessOn: row.businessOn, evidence: row.evidenceIDs)
    return Decision(
      writes: [
        AlertsQueries.handle(
          id: id, state: next.rawValue, assigneeID: principal.id,
          outcome: event == .dismiss ? falsePositive : outcome ?? row.outcome,
          note: try sealedNote(row, facts.tenant, moment))
      ],
      answer: .reply { _ in
        var reply = Tally_V1_HandleAlertReply()
        reply.alert = view.message
        return reply
      })
  }

  private func sealedNote(
    _ row: AlertsQueries.ByIDRow, _ tenant: TenantContext, _ moment: Moment
  ) throws(Refusal) -> [UInt8]? {
    guard let note else { return nil }
    var entropy = moment.entropy()
    do throws(VaultFailure) {
      return try tenant.keys.openSubjectKey(row.wrappedKey, subject: row.subjectID).seal(
        note, at: PersonalPlace.alertNote(tenant.tenant, id), entropy: &entropy)
    } catch {
      throw .internalError
    }
  }
}

extension PersonalPlace {
  static func alertNote(_ tenant: Identifier, _ row: Identifier) -> Place {
    Place(tenant: tenant, table: "alert", column: "note", row: row)
  }
}
