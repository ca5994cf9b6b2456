// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/alerts sql/platform/migrations sql/tenant/migrations
// SHA-256: ffb670ba2037eb14fbfcd9bd75d54c43cae95c2c59c2b382ba53f6156ccdddb0
package import Bytes
package import SQL

/// The statements of `sql/queries/alerts`.
package enum AlertsQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    afterStatement,
    byIDStatement,
    handleStatement,
    insertStatement,
    lastPositionStatement,
    pageStatement,
    subjectOfStatement,
  ]

  /// The statement of `after`.
  package static let afterStatement = Statement(
    name: "alerts/after",
    text: #"""
      select a.id, a.position, a.subject_id, a.rule, a.severity, a.state, a.fired_at, a.business_on,
        a.evidence_ids
      from tenant.alert a
      where a.position > $1
      order by a.position
      limit $2::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "after", type: .int8, isArray: false),
      .init(name: "size", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// Alerts above a position, the oldest first.
  package static func after(after: Int64, size: Int64) -> Query<AfterRow> {
    Query(Bound(afterStatement, [.int8(after), .int8(size)]))
  }

  /// A row of `after`.
  package struct AfterRow: DecodableRow, Equatable {
    package let id: Identifier
    package let position: Int64
    package let subjectID: Identifier
    package let rule: String
    package let severity: Int16
    package let state: Int16
    package let firedAt: Timestamp
    package let businessOn: Day
    package let evidenceIDs: [Identifier]

    package init(id: Identifier, position: Int64, subjectID: Identifier, rule: String, severity: Int16, state: Int16, firedAt: Timestamp, businessOn: Day, evidenceIDs: [Identifier]) {
      self.id = id
      self.position = position
      self.subjectID = subjectID
      self.rule = rule
      self.severity = severity
      self.state = state
      self.firedAt = firedAt
      self.businessOn = businessOn
      self.evidenceIDs = evidenceIDs
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      position = try row.int8(1)
      subjectID = try row.identifier(2)
      rule = try row.text(3)
      severity = try row.int2(4)
      state = try row.int2(5)
      firedAt = try row.timestamp(6)
      businessOn = try row.day(7)
      evidenceIDs = try row.identifiers(8)
    }
  }

  /// The statement of `byID`.
  package static let byIDStatement = Statement(
    name: "alerts/by_id",
    text: #"""
      select q.n, a.id, a.position, a.subject_id, a.rule, a.severity, a.state, a.fired_at, a.business_on,
        a.evidence_ids, a.outcome as "outcome?", a.assignee_id as "assignee_id?", p.wrapped_key
      from unnest($1::uuid[]) with ordinality as q (alert_id, n)
      join tenant.alert a on a.id = q.alert_id
      join tenant.pii_subject p on p.subject_id = a.subject_id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "alert_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// An alert with its debtor's wrapped key, under which its note is sealed.
  package static func byID(alertID: Identifier) -> Query<ByIDRow> {
    Query(Bound(byIDStatement, [.identifier(alertID)]))
  }

  /// A row of `byID`.
  package struct ByIDRow: DecodableRow, Equatable {
    package let id: Identifier
    package let position: Int64
    package let subjectID: Identifier
    package let rule: String
    package let severity: Int16
    package let state: Int16
    package let firedAt: Timestamp
    package let businessOn: Day
    package let evidenceIDs: [Identifier]
    package let outcome: Int16?
    package let assigneeID: Identifier?
    package let wrappedKey: [UInt8]

    package init(id: Identifier, position: Int64, subjectID: Identifier, rule: String, severity: Int16, state: Int16, firedAt: Timestamp, businessOn: Day, evidenceIDs: [Identifier], outcome: Int16?, assigneeID: Identifier?, wrappedKey: [UInt8]) {
      self.id = id
      self.position = position
      self.subjectID = subjectID
      self.rule = rule
      self.severity = severity
      self.state = state
      self.firedAt = firedAt
      self.businessOn = businessOn
      self.evidenceIDs = evidenceIDs
      self.outcome = outcome
      self.assigneeID = assigneeID
      self.wrappedKey = wrappedKey
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      position = try row.int8(1)
      subjectID = try row.identifier(2)
      rule = try row.text(3)
      severity = try row.int2(4)
      state = try row.int2(5)
      firedAt = try row.timestamp(6)
      businessOn = try row.day(7)
      evidenceIDs = try row.identifiers(8)
      outcome = row.isNull(9) ? nil : try row.int2(9)
      assigneeID = row.isNull(10) ? nil : try row.identifier(10)
      wrappedKey = try row.bytes(11)
    }
  }

  /// The statement of `handle`.
  package static let handleStatement = Statement(
    name: "alerts/handle",
    text: #"""
      update tenant.alert a
      set state = q.state, assignee_id = q.assignee_id, outcome = q.outcome,
        note = coalesce(q.note, a.note), version = a.version + 1
      from unnest($1::uuid[], $2::smallint[], $3::uuid[], $4::smallint[],
        $5::bytea[]) as q (id, state, assignee_id, outcome, note)
      where a.id = q.id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "state", type: .int2, isArray: true),
      .init(name: "assignee_id", type: .identifier, isArray: true),
      .init(name: "outcome", type: .int2, isArray: true),
      .init(name: "note", type: .bytes, isArray: true),
    ],
    returnsRows: false)

  /// Moves an alert along machine 2; an empty note keeps the one before.
  package static func handle(
    id: Identifier, state: Int16, assigneeID: Identifier?, outcome: Int16?, note: [UInt8]?
  ) -> Bound {
    Bound(handleStatement, [.identifier(id), .int2(state), assigneeID.map(Value.identifier) ?? .null, outcome.map(Value.int2) ?? .null, note.map(Value.bytes) ?? .null])
  }

  /// The statement of `insert`.
  package static let insertStatement = Statement(
    name: "alerts/insert",
    text: #"""
      with drawn as (
        update tenant.counter c
        set value = c.value + cardinality($1::uuid[])
        where c.name = 'alert_position'
        returning c.value
      )
      insert into tenant.alert (id, position, subject_id, account_id, asset_id, rule, rule_version,
        severity, business_on, fired_at, evidence_ids)
      select q.id, drawn.value - cardinality($1::uuid[]) + q.n, q.subject_id, q.account_id, q.asset_id,
        q.rule, q.rule_version, q.severity, q.business_on, q.fired_at,
        string_to_array(q.evidence, ',')::uuid[]
      from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[],
        $5::text[], $6::integer[], $7::smallint[], $8::date[],
        $9::timestamptz[], $10::text[])
        with ordinality as q (id, subject_id, account_id, asset_id, rule, rule_version, severity,
        business_on, fired_at, evidence, n)
      cross join drawn
      order by q.n
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "account_id", type: .identifier, isArray: true),
      .init(name: "asset_id", type: .identifier, isArray: true),
      .init(name: "rule", type: .text, isArray: true),
      .init(name: "rule_version", type: .int4, isArray: true),
      .init(name: "severity", type: .int2, isArray: true),
      .init(name: "business_on", type: .day, isArray: true),
      .init(name: "fired_at", type: .timestamp, isArray: true),
      .init(name: "evidence", type: .text, isArray: true),
    ],
    returnsRows: false)

  /// Raises alerts. One statement draws the positions and stores the rows, so that no other
  /// statement
  /// comes between; the counter row stays locked to the commit, so positions rise in commit order.
  /// `evidence` is a list of uuids with commas between, or empty.
  package static func insert(
    id: Identifier, subjectID: Identifier, accountID: Identifier?, assetID: Identifier?, rule: String, ruleVersion: Int32, severity: Int16, businessOn: Day, firedAt: Timestamp, evidence: String
  ) -> Bound {
    Bound(insertStatement, [.identifier(id), .identifier(subjectID), accountID.map(Value.identifier) ?? .null, assetID.map(Value.identifier) ?? .null, .text(rule), .int4(ruleVersion), .int2(severity), .day(businessOn), .timestamp(firedAt), .text(evidence)])
  }

  /// The statement of `lastPosition`.
  package static let lastPositionStatement = Statement(
    name: "alerts/last_position",
    text: #"""
      select c.value as position
      from tenant.counter c
      where c.name = 'alert_position'
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// The position of the newest alert; 0 before the first.
  package static func lastPosition() -> Query<LastPositionRow> {
    Query(Bound(lastPositionStatement, []))
  }

  /// A row of `lastPosition`.
  package struct LastPositionRow: DecodableRow, Equatable {
    package let position: Int64

    package init(position: Int64) {
      self.position = position
    }

    package init(_ row: Row) throws(SQLFailure) {
      position = try row.int8(0)
    }
  }

  /// The statement of `page`.
  package static let pageStatement = Statement(
    name: "alerts/page",
    text: #"""
      select a.id, a.position, a.subject_id, a.rule, a.severity, a.state, a.fired_at, a.business_on,
        a.evidence_ids
      from tenant.alert a
      where a.position < $1
        and ($2::smallint = 0 or a.state = $2::smallint)
        and ($3::uuid is null or a.subject_id = $3::uuid)
      order by a.position desc
      limit $4::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "before", type: .int8, isArray: false),
      .init(name: "state", type: .int2, isArray: false),
      .init(name: "debtor_id", type: .identifier, isArray: false),
      .init(name: "size", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// Alerts below a position, the newest first. State 0: all.
  package static func page(
    before: Int64, state: Int16, debtorID: Identifier?, size: Int64
  ) -> Query<PageRow> {
    Query(Bound(pageStatement, [.int8(before), .int2(state), debtorID.map(Value.identifier) ?? .null, .int8(size)]))
  }

  /// A row of `page`.
  package struct PageRow: DecodableRow, Equatable {
    package let id: Identifier
    package let position: Int64
    package let subjectID: Identifier
    package let rule: String
    package let severity: Int16
    package let state: Int16
    package let firedAt: Timestamp
    package let businessOn: Day
    package let evidenceIDs: [Identifier]

    package init(id: Identifier, position: Int64, subjectID: Identifier, rule: String, severity: Int16, state: Int16, firedAt: Timestamp, businessOn: Day, evidenceIDs: [Identifier]) {
      self.id = id
      self.position = position
      self.subjectID = subjectID
      self.rule = rule
      self.severity = severity
      self.state = state
      self.firedAt = firedAt
      self.businessOn = businessOn
      self.evidenceIDs = evidenceIDs
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      position = try row.int8(1)
      subjectID = try row.identifier(2)
      rule = try row.text(3)
      severity = try row.int2(4)
      state = try row.int2(5)
      firedAt = try row.timestamp(6)
      businessOn = try row.day(7)
      evidenceIDs = try row.identifiers(8)
    }
  }

  /// The statement of `subjectOf`.
  package static let subjectOfStatement = Statement(
    name: "alerts/subject_of",
    text: #"""
      select q.n, a.subject_id
      from unnest($1::uuid[]) with ordinality as q (alert_id, n)
      join tenant.alert a on a.id = q.alert_id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "alert_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// The debtor of an alert; never changes.
  package static func subjectOf(alertID: Identifier) -> Query<SubjectOfRow> {
    Query(Bound(subjectOfStatement, [.identifier(alertID)]))
  }

  /// A row of `subjectOf`.
  package struct SubjectOfRow: DecodableRow, Equatable {
    package let subjectID: Identifier

    package init(subjectID: Identifier) {
      self.subjectID = subjectID
    }

    package init(_ row: Row) throws(SQLFailure) {
      subjectID = try row.identifier(0)
    }
  }
}
