// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/promises sql/platform/migrations sql/tenant/migrations
// SHA-256: f33aa4389049cbbf9fee102675bb08cdd25f79bb0dff50cf42c84bbbe5882897
package import Bytes
package import SQL

/// The statements of `sql/queries/promises`.
package enum PromisesQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    openOfSubjectsStatement,
    settleStatement,
  ]

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
