// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/promises sql/platform/migrations sql/tenant/migrations
// SHA-256: 6794a200e29443b879a2ed2246c0f7127e3e30ca622a69273f145fa485660315
package import Bytes
package import SQL

/// The statements of `sql/queries/promises`.
package enum PromisesQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    brokenOfSubjectStatement,
    insertStatement,
    ofCaseStatement,
    openOfSubjectsStatement,
    settleStatement,
  ]

  /// The statement of `brokenOfSubject`.
  package static let brokenOfSubjectStatement = Statement(
    name: "promises/broken_of_subject",
    text: #"""
      select q.n, t.last_on
      from unnest($1::uuid[]) with ordinality as q (subject_id, n)
      cross join lateral (
        select p.due_on + p.tolerance_days as last_on
        from tenant.promise p
        where p.subject_id = q.subject_id and p.state = 4
        order by p.due_on + p.tolerance_days desc
        limit 100
      ) t
      order by q.n, t.last_on desc
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// The last days of a debtor's broken promises, the newest first.
  package static func brokenOfSubject(subjectID: Identifier) -> Query<BrokenOfSubjectRow> {
    Query(Bound(brokenOfSubjectStatement, [.identifier(subjectID)]))
  }

  /// A row of `brokenOfSubject`.
  package struct BrokenOfSubjectRow: DecodableRow, Equatable {
    package let lastOn: Day

    package init(lastOn: Day) {
      self.lastOn = lastOn
    }

    package init(_ row: Row) throws(SQLFailure) {
      lastOn = try row.day(0)
    }
  }

  /// The statement of `insert`.
  package static let insertStatement = Statement(
    name: "promises/insert",
    text: #"""
      insert into tenant.promise (id, case_id, subject_id, amount, currency, due_on, tolerance_ppm,
        tolerance_days, made_by_action_id, made_on, recorded_at)
      select q.id, q.case_id, q.subject_id, q.amount, q.currency, q.due_on, q.tolerance_ppm,
        q.tolerance_days, q.made_by_action_id, q.made_on, q.recorded_at
      from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[],
        $5::text[], $6::date[], $7::bigint[], $8::integer[],
        $9::uuid[], $10::date[], $11::timestamptz[])
        as q (id, case_id, subject_id, amount, currency, due_on, tolerance_ppm, tolerance_days,
        made_by_action_id, made_on, recorded_at)
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "case_id", type: .identifier, isArray: true),
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "amount", type: .int8, isArray: true),
      .init(name: "currency", type: .text, isArray: true),
      .init(name: "due_on", type: .day, isArray: true),
      .init(name: "tolerance_ppm", type: .int8, isArray: true),
      .init(name: "tolerance_days", type: .int4, isArray: true),
      .init(name: "made_by_action_id", type: .identifier, isArray: true),
      .init(name: "made_on", type: .day, isArray: true),
      .init(name: "recorded_at", type: .timestamp, isArray: true),
    ],
    returnsRows: false)

  /// Keeps a promise to pay.
  package static func insert(
    id: Identifier, caseID: Identifier, subjectID: Identifier, amount: Int64, currency: String, dueOn: Day, tolerancePpm: Int64, toleranceDays: Int32, madeByActionID: Identifier, madeOn: Day, recordedAt: Timestamp
  ) -> Bound {
    Bound(insertStatement, [.identifier(id), .identifier(caseID), .identifier(subjectID), .int8(amount), .text(currency), .day(dueOn), .int8(tolerancePpm), .int4(toleranceDays), .identifier(madeByActionID), .day(madeOn), .timestamp(recordedAt)])
  }

  /// The statement of `ofCase`.
  package static let ofCaseStatement = Statement(
    name: "promises/of_case",
    text: #"""
      select q.n, p.id, p.amount, p.currency, p.due_on, p.tolerance_days, p.state, p.paid_amount
      from unnest($1::uuid[]) with ordinality as q (case_id, n)
      join tenant.promise p on p.case_id = q.case_id
      order by q.n, p.made_on desc, p.id desc
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "case_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// The promises of a case, the newest first.
  package static func ofCase(caseID: Identifier) -> Query<OfCaseRow> {
    Query(Bound(ofCaseStatement, [.identifier(caseID)]))
  }

  /// A row of `ofCase`.
  package struct OfCaseRow: DecodableRow, Equatable {
    package let id: Identifier
    package let amount: Int64
    package let currency: String
    package let dueOn: Day
    package let toleranceDays: Int32
    package let state: Int16
    package let paidAmount: Int64

    package init(id: Identifier, amount: Int64, currency: String, dueOn: Day, toleranceDays: Int32, state: Int16, paidAmount: Int64) {
      self.id = id
      self.amount = amount
      self.currency = currency
      self.dueOn = dueOn
      self.toleranceDays = toleranceDays
      self.state = state
      self.paidAmount = paidAmount
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      amount = try row.int8(1)
      currency = try row.text(2)
      dueOn = try row.day(3)
      toleranceDays = try row.int4(4)
      state = try row.int2(5)
      paidAmount = try row.int8(6)
    }
  }

  /// The statement of `openOfSubjects`.
  package static let openOfSubjectsStatement = Statement(
    name: "promises/open_of_subjects",
    text: #"""
      select q.n, p.id, p.case_id, p.subject_id, p.amount, p.currency, p.due_on, p.tolerance_ppm,
        p.tolerance_days, p.made_on, p.state, p.paid_amount, p.version
      from unnest($1::uuid[]) with ordinality as q (subject_id, n)
      join tenant.promise p on p.subject_id = q.subject_id and p.state in (1, 3)
      order by q.n, p.due_on, p.id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// The open and partly kept promises of a debtor.
  package static func openOfSubjects(subjectID: Identifier) -> Query<OpenOfSubjectsRow> {
    Query(Bound(openOfSubjectsStatement, [.identifier(subjectID)]))
  }

  /// A row of `openOfSubjects`.
  package struct OpenOfSubjectsRow: DecodableRow, Equatable {
    package let id: Identifier
    package let caseID: Identifier
    package let subjectID: Identifier
    package let amount: Int64
    package let currency: String
    package let dueOn: Day
    package let tolerancePpm: Int64
    package let toleranceDays: Int32
    package let madeOn: Day
    package let state: Int16
    package let paidAmount: Int64
    package let version: Int32

    package init(id: Identifier, caseID: Identifier, subjectID: Identifier, amount: Int64, currency: String, dueOn: Day, tolerancePpm: Int64, toleranceDays: Int32, madeOn: Day, state: Int16, paidAmount: Int64, version: Int32) {
      self.id = id
      self.caseID = caseID
      self.subjectID = subjectID
      self.amount = amount
      self.currency = currency
      self.dueOn = dueOn
      self.tolerancePpm = tolerancePpm
      self.toleranceDays = toleranceDays
      self.madeOn = madeOn
      self.state = state
      self.paidAmount = paidAmount
      self.version = version
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      caseID = try row.identifier(1)
      subjectID = try row.identifier(2)
      amount = try row.int8(3)
      currency = try row.text(4)
      dueOn = try row.day(5)
      tolerancePpm = try row.int8(6)
      toleranceDays = try row.int4(7)
      madeOn = try row.day(8)
      state = try row.int2(9)
      paidAmount = try row.int8(10)
      version = try row.int4(11)
    }
  }

  /// The statement of `settle`.
  package static let settleStatement = Statement(
    name: "promises/settle",
    text: #"""
      update tenant.promise p
      set state = q.state, paid_amount = q.paid_amount, version = p.version + 1
      from unnest($1::uuid[], $2::smallint[], $3::bigint[])
        as q (id, state, paid_amount)
      where p.id = q.id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "state", type: .int2, isArray: true),
      .init(name: "paid_amount", type: .int8, isArray: true),
    ],
    returnsRows: false)

  /// Moves promises along machine 4, by receipts only.
  package static func settle(id: Identifier, state: Int16, paidAmount: Int64) -> Bound {
    Bound(settleStatement, [.identifier(id), .int2(state), .int8(paidAmount)])
  }
}
