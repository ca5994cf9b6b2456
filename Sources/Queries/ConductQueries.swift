// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/conduct sql/platform/migrations sql/tenant/migrations
// SHA-256: 42210c8f27cda9282d092ba5c4340b0cb32a531b763d6ae66ee371f2e064b6f9
package import Bytes
package import SQL

/// The statements of `sql/queries/conduct`.
package enum ConductQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    actionStatement,
    actionsStatement,
    countersStatement,
    insertActionStatement,
    insertCheckStatement,
    pointsStatement,
    setPointStatusStatement,
  ]

  /// The statement of `action`.
  package static let actionStatement = Statement(
    name: "conduct/action",
    text: #"""
      select q.n, a.id, a.case_id
      from unnest($1::uuid[]) with ordinality as q (action_id, n)
      join tenant.case_action a on a.id = q.action_id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "action_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// An act, to know which case it belongs to.
  package static func action(actionID: Identifier) -> Query<ActionRow> {
    Query(Bound(actionStatement, [.identifier(actionID)]))
  }

  /// A row of `action`.
  package struct ActionRow: DecodableRow, Equatable {
    package let id: Identifier
    package let caseID: Identifier

    package init(id: Identifier, caseID: Identifier) {
      self.id = id
      self.caseID = caseID
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      caseID = try row.identifier(1)
    }
  }

  /// The statement of `actions`.
  package static let actionsStatement = Statement(
    name: "conduct/actions",
    text: #"""
      select a.id, a.channel, a.result, a.outcome as "outcome?", a.started_at,
        a.contact_check_id as "contact_check_id?"
      from tenant.case_action a
      where a.case_id = $1
      order by a.started_at desc, a.id desc
      limit 1000
      """#,
    shape: .single,
    parameters: [
      .init(name: "case_id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// The acts of a case, the newest first.
  package static func actions(caseID: Identifier) -> Query<ActionsRow> {
    Query(Bound(actionsStatement, [.identifier(caseID)]))
  }

  /// A row of `actions`.
  package struct ActionsRow: DecodableRow, Equatable {
    package let id: Identifier
    package let channel: Int16
    package let result: Int16
    package let outcome: Int16?
    package let startedAt: Timestamp
    package let contactCheckID: Identifier?

    package init(id: Identifier, channel: Int16, result: Int16, outcome: Int16?, startedAt: Timestamp, contactCheckID: Identifier?) {
      self.id = id
      self.channel = channel
      self.result = result
      self.outcome = outcome
      self.startedAt = startedAt
      self.contactCheckID = contactCheckID
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      channel = try row.int2(1)
      result = try row.int2(2)
      outcome = row.isNull(3) ? nil : try row.int2(3)
      startedAt = try row.timestamp(4)
      contactCheckID = row.isNull(5) ? nil : try row.identifier(5)
    }
  }

  /// The statement of `counters`.
  package static let countersStatement = Statement(
    name: "conduct/counters",
    text: #"""
      select q.n, t.debtor_on, t.case_id, t.portfolio, t.contact_point_id as "contact_point_id?",
        t.connected_count, t.unanswered_count
      from unnest($1::uuid[]) with ordinality as q (subject_id, n)
      cross join lateral (
        select a.debtor_on, a.case_id, c.portfolio, a.contact_point_id,
          count(*) filter (where a.connected) as connected_count,
          count(*) filter (where not a.connected and a.channel in (1, 6, 9)) as unanswered_count
        from tenant.case_action a
        join tenant.collection_case c on c.id = a.case_id
        where a.subject_id = q.subject_id and a.direction = 1
        group by a.debtor_on, a.case_id, c.portfolio, a.contact_point_id
        order by a.debtor_on desc
        limit 1000
      ) t
      order by q.n, t.debtor_on desc
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// The outbound acts towards a debtor over all its cases, counted by local day, case and contact
  /// point; the newest days first.
  package static func counters(subjectID: Identifier) -> Query<CountersRow> {
    Query(Bound(countersStatement, [.identifier(subjectID)]))
  }

  /// A row of `counters`.
  package struct CountersRow: DecodableRow, Equatable {
    package let debtorOn: Day
    package let caseID: Identifier
    package let portfolio: Int16
    package let contactPointID: Identifier?
    package let connectedCount: Int64
    package let unansweredCount: Int64

    package init(debtorOn: Day, caseID: Identifier, portfolio: Int16, contactPointID: Identifier?, connectedCount: Int64, unansweredCount: Int64) {
      self.debtorOn = debtorOn
      self.caseID = caseID
      self.portfolio = portfolio
      self.contactPointID = contactPointID
      self.connectedCount = connectedCount
      self.unansweredCount = unansweredCount
    }

    package init(_ row: Row) throws(SQLFailure) {
      debtorOn = try row.day(0)
      caseID = try row.identifier(1)
      portfolio = try row.int2(2)
      contactPointID = row.isNull(3) ? nil : try row.identifier(3)
      connectedCount = try row.int8(4)
      unansweredCount = try row.int8(5)
    }
  }

  /// The statement of `insertAction`.
  package static let insertActionStatement = Statement(
    name: "conduct/insert_action",
    text: #"""
      insert into tenant.case_action (id, case_id, subject_id, channel, direction, contact_point_id,
        party_reached, result, outcome, connected, debtor_on, started_at, recorded_at, summary,
        contact_check_id, principal_id)
      select q.id, q.case_id, q.subject_id, q.channel, q.direction, q.contact_point_id, q.party_reached,
        q.result, q.outcome, q.connected, q.debtor_on, q.started_at, q.recorded_at, q.summary,
        q.contact_check_id, q.principal_id
      from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::smallint[],
        $5::smallint[], $6::uuid[], $7::smallint[],
        $8::smallint[], $9::smallint[], $10::boolean[], $11::date[],
        $12::timestamptz[], $13::timestamptz[], $14::bytea[],
        $15::uuid[], $16::uuid[])
        as q (id, case_id, subject_id, channel, direction, contact_point_id, party_reached, result,
        outcome, connected, debtor_on, started_at, recorded_at, summary, contact_check_id, principal_id)
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "case_id", type: .identifier, isArray: true),
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "channel", type: .int2, isArray: true),
      .init(name: "direction", type: .int2, isArray: true),
      .init(name: "contact_point_id", type: .identifier, isArray: true),
      .init(name: "party_reached", type: .int2, isArray: true),
      .init(name: "result", type: .int2, isArray: true),
      .init(name: "outcome", type: .int2, isArray: true),
      .init(name: "connected", type: .bool, isArray: true),
      .init(name: "debtor_on", type: .day, isArray: true),
      .init(name: "started_at", type: .timestamp, isArray: true),
      .init(name: "recorded_at", type: .timestamp, isArray: true),
      .init(name: "summary", type: .bytes, isArray: true),
      .init(name: "contact_check_id", type: .identifier, isArray: true),
      .init(name: "principal_id", type: .identifier, isArray: true),
    ],
    returnsRows: false)

  /// Records an act; an outbound one names the check that allowed it.
  package static func insertAction(
    id: Identifier, caseID: Identifier, subjectID: Identifier, channel: Int16, direction: Int16, contactPointID: Identifier?, partyReached: Int16, result: Int16, outcome: Int16?, connected: Bool, debtorOn: Day, startedAt: Timestamp, recordedAt: Timestamp, summary: [UInt8]?, contactCheckID: Identifier?, principalID: Identifier
  ) -> Bound {
    Bound(insertActionStatement, [.identifier(id), .identifier(caseID), .identifier(subjectID), .int2(channel), .int2(direction), contactPointID.map(Value.identifier) ?? .null, .int2(partyReached), .int2(result), outcome.map(Value.int2) ?? .null, .bool(connected), .day(debtorOn), .timestamp(startedAt), .timestamp(recordedAt), summary.map(Value.bytes) ?? .null, contactCheckID.map(Value.identifier) ?? .null, .identifier(principalID)])
  }

  /// The statement of `insertCheck`.
  package static let insertCheckStatement = Statement(
    name: "conduct/insert_check",
    text: #"""
      insert into tenant.contact_check (id, case_id, subject_id, channel, contact_point_id, evaluated_at,
        civil_at, debtor_on, profile, profile_version, policy_version, verdict, reasons, principal_id)
      select q.id, q.case_id, q.subject_id, q.channel, q.contact_point_id, q.evaluated_at, q.civil_at,
        q.debtor_on, q.profile, q.profile_version, q.policy_version, q.verdict,
        string_to_array(q.reasons, ',')::smallint[], q.principal_id
      from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::smallint[],
        $5::uuid[], $6::timestamptz[], $7::timestamptz[],
        $8::date[], $9::text[], $10::integer[], $11::integer[],
        $12::smallint[], $13::text[], $14::uuid[])
        as q (id, case_id, subject_id, channel, contact_point_id, evaluated_at, civil_at, debtor_on,
        profile, profile_version, policy_version, verdict, reasons, principal_id)
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "case_id", type: .identifier, isArray: true),
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "channel", type: .int2, isArray: true),
      .init(name: "contact_point_id", type: .identifier, isArray: true),
      .init(name: "evaluated_at", type: .timestamp, isArray: true),
      .init(name: "civil_at", type: .timestamp, isArray: true),
      .init(name: "debtor_on", type: .day, isArray: true),
      .init(name: "profile", type: .text, isArray: true),
      .init(name: "profile_version", type: .int4, isArray: true),
      .init(name: "policy_version", type: .int4, isArray: true),
      .init(name: "verdict", type: .int2, isArray: true),
      .init(name: "reasons", type: .text, isArray: true),
      .init(name: "principal_id", type: .identifier, isArray: true),
    ],
    returnsRows: false)

  /// Keeps a judgement of a contact. `reasons` is a list of codes with commas between, or empty.
  package static func insertCheck(
    id: Identifier, caseID: Identifier, subjectID: Identifier, channel: Int16, contactPointID: Identifier?, evaluatedAt: Timestamp, civilAt: Timestamp, debtorOn: Day, profile: String, profileVersion: Int32, policyVersion: Int32, verdict: Int16, reasons: String, principalID: Identifier
  ) -> Bound {
    Bound(insertCheckStatement, [.identifier(id), .identifier(caseID), .identifier(subjectID), .int2(channel), contactPointID.map(Value.identifier) ?? .null, .timestamp(evaluatedAt), .timestamp(civilAt), .day(debtorOn), .text(profile), .int4(profileVersion), .int4(policyVersion), .int2(verdict), .text(reasons), .identifier(principalID)])
  }

  /// The statement of `points`.
  package static let pointsStatement = Statement(
    name: "conduct/points",
    text: #"""
      select q.n, p.id, p.type, p.owner, p.status, p.last4 as "last4?"
      from unnest($1::uuid[]) with ordinality as q (subject_id, n)
      join tenant.pii_contact_point p on p.subject_id = q.subject_id
      order by q.n, p.type, p.id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// The debtor's contact points, the oldest first.
  package static func points(subjectID: Identifier) -> Query<PointsRow> {
    Query(Bound(pointsStatement, [.identifier(subjectID)]))
  }

  /// A row of `points`.
  package struct PointsRow: DecodableRow, Equatable {
    package let id: Identifier
    package let type: Int16
    package let owner: Int16
    package let status: Int16
    package let last4: String?

    package init(id: Identifier, type: Int16, owner: Int16, status: Int16, last4: String?) {
      self.id = id
      self.type = type
      self.owner = owner
      self.status = status
      self.last4 = last4
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      type = try row.int2(1)
      owner = try row.int2(2)
      status = try row.int2(3)
      last4 = row.isNull(4) ? nil : try row.text(4)
    }
  }

  /// The statement of `setPointStatus`.
  package static let setPointStatusStatement = Statement(
    name: "conduct/set_point_status",
    text: #"""
      update tenant.pii_contact_point p
      set status = q.status, recorded_at = q.recorded_at
      from unnest($1::uuid[], $2::smallint[], $3::timestamptz[])
        as q (id, status, recorded_at)
      where p.id = q.id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "status", type: .int2, isArray: true),
      .init(name: "recorded_at", type: .timestamp, isArray: true),
    ],
    returnsRows: false)

  /// Marks a contact point: 5 opted out.
  package static func setPointStatus(
    id: Identifier, status: Int16, recordedAt: Timestamp
  ) -> Bound {
    Bound(setPointStatusStatement, [.identifier(id), .int2(status), .timestamp(recordedAt)])
  }
}
