// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/alerts sql/platform/migrations sql/tenant/migrations
// SHA-256: 22cb05fd50658499e590db6e328580c12584afc39bb44c7ed8ac9d22564c2243
package import Bytes
package import SQL

/// The statements of `sql/queries/alerts`.
package enum AlertsQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    insertStatement,
  ]

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
}
