// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/repairs sql/platform/migrations sql/tenant/migrations
// SHA-256: e975893ef7a95844cf22dbc69de42cbc95bde31767134163414eff6809d9f9af
package import Bytes
package import SQL

/// The statements of `sql/queries/repairs`.
package enum RepairsQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    accountsStatement,
    byIDStatement,
    historyStatement,
    insertStatement,
    insertStageStatement,
    pageStatement,
    scoresStatement,
    stagesStatement,
    subjectOfStatement,
    updateStatement,
  ]

  /// The statement of `accounts`.
  package static let accountsStatement = Statement(
    name: "repairs/accounts",
    text: #"""
      select q.n, a.id, a.opening_overdue_on as "opening_overdue_on?", a.opening_overdue_amount,
        g.signed_on, b.bucket as "bucket?", b.entered_on as "entered_on?"
      from unnest($1::uuid[]) with ordinality as q (subject_id, n)
      join tenant.account a on a.subject_id = q.subject_id
      join tenant.agreement g on g.id = a.agreement_id
      left join tenant.bucket_period b on b.account_id = a.id and b.left_on is null
      order by q.n, a.id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// A debtor's accounts with what a replay begins from, and the bucket they are in since when.
  package static func accounts(subjectID: Identifier) -> Query<AccountsRow> {
    Query(Bound(accountsStatement, [.identifier(subjectID)]))
  }

  /// A row of `accounts`.
  package struct AccountsRow: DecodableRow, Equatable {
    package let id: Identifier
    package let openingOverdueOn: Day?
    package let openingOverdueAmount: Int64
    package let signedOn: Day
    package let bucket: Int16?
    package let enteredOn: Day?

    package init(id: Identifier, openingOverdueOn: Day?, openingOverdueAmount: Int64, signedOn: Day, bucket: Int16?, enteredOn: Day?) {
      self.id = id
      self.openingOverdueOn = openingOverdueOn
      self.openingOverdueAmount = openingOverdueAmount
      self.signedOn = signedOn
      self.bucket = bucket
      self.enteredOn = enteredOn
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      openingOverdueOn = row.isNull(1) ? nil : try row.day(1)
      openingOverdueAmount = try row.int8(2)
      signedOn = try row.day(3)
      bucket = row.isNull(4) ? nil : try row.int2(4)
      enteredOn = row.isNull(5) ? nil : try row.day(5)
    }
  }

  /// The statement of `byID`.
  package static let byIDStatement = Statement(
    name: "repairs/by_id",
    text: #"""
      select q.n, r.id, r.subject_id, r.state, r.severity as "severity?", r.cause as "cause?",
        r.officer_id as "officer_id?", r.assessor_id as "assessor_id?", r.approver_id as "approver_id?",
        r.commitment_sha256 as "commitment_sha256?", r.plan_sha256 as "plan_sha256?",
        r.score_before as "score_before?", r.tier_before as "tier_before?",
        r.score_after as "score_after?", r.tier_after as "tier_after?",
        r.months_at_dpd_0 as "months_at_dpd_0?", r.opened_on, r.closed_on as "closed_on?"
      from unnest($1::uuid[]) with ordinality as q (repair_id, n)
      join tenant.repair_case r on r.id = q.repair_id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "repair_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// A repair.
  package static func byID(repairID: Identifier) -> Query<ByIDRow> {
    Query(Bound(byIDStatement, [.identifier(repairID)]))
  }

  /// A row of `byID`.
  package struct ByIDRow: DecodableRow, Equatable {
    package let id: Identifier
    package let subjectID: Identifier
    package let state: Int16
    package let severity: Int16?
    package let cause: [UInt8]?
    package let officerID: Identifier?
    package let assessorID: Identifier?
    package let approverID: Identifier?
    package let commitmentSha256: [UInt8]?
    package let planSha256: [UInt8]?
    package let scoreBefore: Int64?
    package let tierBefore: String?
    package let scoreAfter: Int64?
    package let tierAfter: String?
    package let monthsAtDpd0: Int32?
    package let openedOn: Day
    package let closedOn: Day?

    package init(id: Identifier, subjectID: Identifier, state: Int16, severity: Int16?, cause: [UInt8]?, officerID: Identifier?, assessorID: Identifier?, approverID: Identifier?, commitmentSha256: [UInt8]?, planSha256: [UInt8]?, scoreBefore: Int64?, tierBefore: String?, scoreAfter: Int64?, tierAfter: String?, monthsAtDpd0: Int32?, openedOn: Day, closedOn: Day?) {
      self.id = id
      self.subjectID = subjectID
      self.state = state
      self.severity = severity
      self.cause = cause
      self.officerID = officerID
      self.assessorID = assessorID
      self.approverID = approverID
      self.commitmentSha256 = commitmentSha256
      self.planSha256 = planSha256
      self.scoreBefore = scoreBefore
      self.tierBefore = tierBefore
      self.scoreAfter = scoreAfter
      self.tierAfter = tierAfter
      self.monthsAtDpd0 = monthsAtDpd0
      self.openedOn = openedOn
      self.closedOn = closedOn
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      subjectID = try row.identifier(1)
      state = try row.int2(2)
      severity = row.isNull(3) ? nil : try row.int2(3)
      cause = row.isNull(4) ? nil : try row.bytes(4)
      officerID = row.isNull(5) ? nil : try row.identifier(5)
      assessorID = row.isNull(6) ? nil : try row.identifier(6)
      approverID = row.isNull(7) ? nil : try row.identifier(7)
      commitmentSha256 = row.isNull(8) ? nil : try row.bytes(8)
      planSha256 = row.isNull(9) ? nil : try row.bytes(9)
      scoreBefore = row.isNull(10) ? nil : try row.int8(10)
      tierBefore = row.isNull(11) ? nil : try row.text(11)
      scoreAfter = row.isNull(12) ? nil : try row.int8(12)
      tierAfter = row.isNull(13) ? nil : try row.text(13)
      monthsAtDpd0 = row.isNull(14) ? nil : try row.int4(14)
      openedOn = try row.day(15)
      closedOn = row.isNull(16) ? nil : try row.day(16)
    }
  }

  /// The statement of `history`.
  package static let historyStatement = Statement(
    name: "repairs/history",
    text: #"""
      select q.n, r.id, r.state, r.closed_on as "closed_on?"
      from unnest($1::uuid[]) with ordinality as q (subject_id, n)
      join tenant.repair_case r on r.subject_id = q.subject_id
      order by q.n, r.opened_on, r.id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// The repairs of a debtor.
  package static func history(subjectID: Identifier) -> Query<HistoryRow> {
    Query(Bound(historyStatement, [.identifier(subjectID)]))
  }

  /// A row of `history`.
  package struct HistoryRow: DecodableRow, Equatable {
    package let id: Identifier
    package let state: Int16
    package let closedOn: Day?

    package init(id: Identifier, state: Int16, closedOn: Day?) {
      self.id = id
      self.state = state
      self.closedOn = closedOn
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      state = try row.int2(1)
      closedOn = row.isNull(2) ? nil : try row.day(2)
    }
  }

  /// The statement of `insert`.
  package static let insertStatement = Statement(
    name: "repairs/insert",
    text: #"""
      insert into tenant.repair_case (id, subject_id, state, officer_id, standards_version, opened_on)
      select q.id, q.subject_id, q.state, q.officer_id, q.standards_version, q.opened_on
      from unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::uuid[],
        $5::integer[], $6::date[])
        as q (id, subject_id, state, officer_id, standards_version, opened_on)
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "state", type: .int2, isArray: true),
      .init(name: "officer_id", type: .identifier, isArray: true),
      .init(name: "standards_version", type: .int4, isArray: true),
      .init(name: "opened_on", type: .day, isArray: true),
    ],
    returnsRows: false)

  /// Opens a repair.
  package static func insert(
    id: Identifier, subjectID: Identifier, state: Int16, officerID: Identifier?, standardsVersion: Int32, openedOn: Day
  ) -> Bound {
    Bound(insertStatement, [.identifier(id), .identifier(subjectID), .int2(state), officerID.map(Value.identifier) ?? .null, .int4(standardsVersion), .day(openedOn)])
  }

  /// The statement of `insertStage`.
  package static let insertStageStatement = Statement(
    name: "repairs/insert_stage",
    text: #"""
      insert into tenant.repair_stage_record (repair_id, no, stage, state, event, entered_at,
        business_on, principal_id, note)
      select q.repair_id, q.no, q.stage, q.state, q.event, q.entered_at, q.business_on, q.principal_id,
        q.note
      from unnest($1::uuid[], $2::integer[], $3::smallint[], $4::smallint[],
        $5::text[], $6::timestamptz[], $7::date[], $8::uuid[],
        $9::bytea[])
        as q (repair_id, no, stage, state, event, entered_at, business_on, principal_id, note)
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "repair_id", type: .identifier, isArray: true),
      .init(name: "no", type: .int4, isArray: true),
      .init(name: "stage", type: .int2, isArray: true),
      .init(name: "state", type: .int2, isArray: true),
      .init(name: "event", type: .text, isArray: true),
      .init(name: "entered_at", type: .timestamp, isArray: true),
      .init(name: "business_on", type: .day, isArray: true),
      .init(name: "principal_id", type: .identifier, isArray: true),
      .init(name: "note", type: .bytes, isArray: true),
    ],
    returnsRows: false)

  /// Records an event of a repair.
  package static func insertStage(
    repairID: Identifier, no: Int32, stage: Int16, state: Int16, event: String, enteredAt: Timestamp, businessOn: Day, principalID: Identifier, note: [UInt8]?
  ) -> Bound {
    Bound(insertStageStatement, [.identifier(repairID), .int4(no), .int2(stage), .int2(state), .text(event), .timestamp(enteredAt), .day(businessOn), .identifier(principalID), note.map(Value.bytes) ?? .null])
  }

  /// The statement of `page`.
  package static let pageStatement = Statement(
    name: "repairs/page",
    text: #"""
      select r.id, r.subject_id, r.state, r.severity as "severity?", r.opened_on,
        r.score_before as "score_before?", r.tier_before as "tier_before?",
        r.score_after as "score_after?", r.tier_after as "tier_after?",
        r.months_at_dpd_0 as "months_at_dpd_0?"
      from tenant.repair_case r
      where (r.opened_on, r.id) < ($1::date, $2::uuid)
      order by r.opened_on desc, r.id desc
      limit $3::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "before_on", type: .day, isArray: false),
      .init(name: "before_id", type: .identifier, isArray: false),
      .init(name: "size", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// Repairs before an opening day and id, the newest first.
  package static func page(beforeOn: Day, beforeID: Identifier, size: Int64) -> Query<PageRow> {
    Query(Bound(pageStatement, [.day(beforeOn), .identifier(beforeID), .int8(size)]))
  }

  /// A row of `page`.
  package struct PageRow: DecodableRow, Equatable {
    package let id: Identifier
    package let subjectID: Identifier
    package let state: Int16
    package let severity: Int16?
    package let openedOn: Day
    package let scoreBefore: Int64?
    package let tierBefore: String?
    package let scoreAfter: Int64?
    package let tierAfter: String?
    package let monthsAtDpd0: Int32?

    package init(id: Identifier, subjectID: Identifier, state: Int16, severity: Int16?, openedOn: Day, scoreBefore: Int64?, tierBefore: String?, scoreAfter: Int64?, tierAfter: String?, monthsAtDpd0: Int32?) {
      self.id = id
      self.subjectID = subjectID
      self.state = state
      self.severity = severity
      self.openedOn = openedOn
      self.scoreBefore = scoreBefore
      self.tierBefore = tierBefore
      self.scoreAfter = scoreAfter
      self.tierAfter = tierAfter
      self.monthsAtDpd0 = monthsAtDpd0
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      subjectID = try row.identifier(1)
      state = try row.int2(2)
      severity = row.isNull(3) ? nil : try row.int2(3)
      openedOn = try row.day(4)
      scoreBefore = row.isNull(5) ? nil : try row.int8(5)
      tierBefore = row.isNull(6) ? nil : try row.text(6)
      scoreAfter = row.isNull(7) ? nil : try row.int8(7)
      tierAfter = row.isNull(8) ? nil : try row.text(8)
      monthsAtDpd0 = row.isNull(9) ? nil : try row.int4(9)
    }
  }

  /// The statement of `scores`.
  package static let scoresStatement = Statement(
    name: "repairs/scores",
    text: #"""
      select q.n, w.value as "worst_value?", w.tier as "worst_tier?", l.value as "last_value?",
        l.tier as "last_tier?",
        exists (
          select 1 from tenant.pii_identifier i where i.subject_id = q.subject_id and i.type in (1, 2, 3)
        ) as identified
      from unnest($1::uuid[]) with ordinality as q (subject_id, n)
      join tenant.subject s on s.id = q.subject_id
      left join lateral (
        select c.value, c.tier
        from tenant.score c
        where c.subject_id = q.subject_id
          and (s.first_overdue_on is null or c.as_of_on >= s.first_overdue_on)
        order by c.value, c.as_of_on desc
        limit 1
      ) w on true
      left join lateral (
        select c.value, c.tier
        from tenant.score c
        where c.subject_id = q.subject_id
        order by c.as_of_on desc, c.recorded_at desc
        limit 1
      ) l on true
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// A debtor's worst score since the first overdue day, its newest score, and whether an identity
  /// document is on file.
  package static func scores(subjectID: Identifier) -> Query<ScoresRow> {
    Query(Bound(scoresStatement, [.identifier(subjectID)]))
  }

  /// A row of `scores`.
  package struct ScoresRow: DecodableRow, Equatable {
    package let worstValue: Int64?
    package let worstTier: String?
    package let lastValue: Int64?
    package let lastTier: String?
    package let identified: Bool

    package init(worstValue: Int64?, worstTier: String?, lastValue: Int64?, lastTier: String?, identified: Bool) {
      self.worstValue = worstValue
      self.worstTier = worstTier
      self.lastValue = lastValue
      self.lastTier = lastTier
      self.identified = identified
    }

    package init(_ row: Row) throws(SQLFailure) {
      worstValue = row.isNull(0) ? nil : try row.int8(0)
      worstTier = row.isNull(1) ? nil : try row.text(1)
      lastValue = row.isNull(2) ? nil : try row.int8(2)
      lastTier = row.isNull(3) ? nil : try row.text(3)
      identified = try row.bool(4)
    }
  }

  /// The statement of `stages`.
  package static let stagesStatement = Statement(
    name: "repairs/stages",
    text: #"""
      select q.n, s.no, s.stage, s.state, s.event, s.entered_at, s.principal_id
      from unnest($1::uuid[]) with ordinality as q (repair_id, n)
      join tenant.repair_stage_record s on s.repair_id = q.repair_id
      order by q.n, s.no
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "repair_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// The records of a repair, in order.
  package static func stages(repairID: Identifier) -> Query<StagesRow> {
    Query(Bound(stagesStatement, [.identifier(repairID)]))
  }

  /// A row of `stages`.
  package struct StagesRow: DecodableRow, Equatable {
    package let no: Int32
    package let stage: Int16
    package let state: Int16
    package let event: String
    package let enteredAt: Timestamp
    package let principalID: Identifier

    package init(no: Int32, stage: Int16, state: Int16, event: String, enteredAt: Timestamp, principalID: Identifier) {
      self.no = no
      self.stage = stage
      self.state = state
      self.event = event
      self.enteredAt = enteredAt
      self.principalID = principalID
    }

    package init(_ row: Row) throws(SQLFailure) {
      no = try row.int4(0)
      stage = try row.int2(1)
      state = try row.int2(2)
      event = try row.text(3)
      enteredAt = try row.timestamp(4)
      principalID = try row.identifier(5)
    }
  }

  /// The statement of `subjectOf`.
  package static let subjectOfStatement = Statement(
    name: "repairs/subject_of",
    text: #"""
      select q.n, r.subject_id
      from unnest($1::uuid[]) with ordinality as q (repair_id, n)
      join tenant.repair_case r on r.id = q.repair_id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "repair_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// The debtor of a repair; never changes.
  package static func subjectOf(repairID: Identifier) -> Query<SubjectOfRow> {
    Query(Bound(subjectOfStatement, [.identifier(repairID)]))
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

  /// The statement of `update`.
  package static let updateStatement = Statement(
    name: "repairs/update",
    text: #"""
      update tenant.repair_case r
      set state = q.state, severity = q.severity, cause = q.cause, officer_id = q.officer_id,
        assessor_id = q.assessor_id, approver_id = q.approver_id,
        commitment_sha256 = q.commitment_sha256, plan_sha256 = q.plan_sha256,
        score_before = q.score_before, tier_before = q.tier_before, score_after = q.score_after,
        tier_after = q.tier_after, months_at_dpd_0 = q.months_at_dpd_0, closed_on = q.closed_on,
        version = r.version + 1
      from unnest($1::uuid[], $2::smallint[], $3::smallint[], $4::bytea[],
        $5::uuid[], $6::uuid[], $7::uuid[],
        $8::bytea[], $9::bytea[], $10::bigint[],
        $11::text[], $12::bigint[], $13::text[],
        $14::integer[], $15::date[])
        as q (id, state, severity, cause, officer_id, assessor_id, approver_id, commitment_sha256,
        plan_sha256, score_before, tier_before, score_after, tier_after, months_at_dpd_0, closed_on)
      where r.id = q.id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "state", type: .int2, isArray: true),
      .init(name: "severity", type: .int2, isArray: true),
      .init(name: "cause", type: .bytes, isArray: true),
      .init(name: "officer_id", type: .identifier, isArray: true),
      .init(name: "assessor_id", type: .identifier, isArray: true),
      .init(name: "approver_id", type: .identifier, isArray: true),
      .init(name: "commitment_sha256", type: .bytes, isArray: true),
      .init(name: "plan_sha256", type: .bytes, isArray: true),
      .init(name: "score_before", type: .int8, isArray: true),
      .init(name: "tier_before", type: .text, isArray: true),
      .init(name: "score_after", type: .int8, isArray: true),
      .init(name: "tier_after", type: .text, isArray: true),
      .init(name: "months_at_dpd_0", type: .int4, isArray: true),
      .init(name: "closed_on", type: .day, isArray: true),
    ],
    returnsRows: false)

  /// Stores a repair after an event.
  package static func update(
    id: Identifier, state: Int16, severity: Int16?, cause: [UInt8]?, officerID: Identifier?, assessorID: Identifier?, approverID: Identifier?, commitmentSha256: [UInt8]?, planSha256: [UInt8]?, scoreBefore: Int64?, tierBefore: String?, scoreAfter: Int64?, tierAfter: String?, monthsAtDpd0: Int32?, closedOn: Day?
  ) -> Bound {
    Bound(updateStatement, [.identifier(id), .int2(state), severity.map(Value.int2) ?? .null, cause.map(Value.bytes) ?? .null, officerID.map(Value.identifier) ?? .null, assessorID.map(Value.identifier) ?? .null, approverID.map(Value.identifier) ?? .null, commitmentSha256.map(Value.bytes) ?? .null, planSha256.map(Value.bytes) ?? .null, scoreBefore.map(Value.int8) ?? .null, tierBefore.map(Value.text) ?? .null, scoreAfter.map(Value.int8) ?? .null, tierAfter.map(Value.text) ?? .null, monthsAtDpd0.map(Value.int4) ?? .null, closedOn.map(Value.day) ?? .null])
  }
}
