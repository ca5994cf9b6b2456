// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/provisioning sql/platform/migrations sql/tenant/migrations
// SHA-256: 229340be99b7d35196f21e0cb8a12b77f9e02b737fe295549ea3dead715a3664
package import Bytes
package import SQL

/// The statements of `sql/queries/provisioning`.
package enum ProvisioningQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    insertDayStatement,
    insertFactStatement,
    insertKeyStatement,
    insertPolicyStatement,
    lockFactStatement,
  ]

  /// The statement of `insertDay`.
  package static let insertDayStatement = Statement(
    name: "provisioning/insert_day",
    text: #"""
      insert into tenant.business_day (business_on)
      values ($1)
      on conflict on constraint business_day_pk do nothing
      """#,
    shape: .single,
    parameters: [
      .init(name: "business_on", type: .day, isArray: false),
    ],
    returnsRows: false)

  /// The first open business date; what is there stays.
  package static func insertDay(businessOn: Day) -> Bound {
    Bound(insertDayStatement, [.day(businessOn)])
  }

  /// The statement of `insertFact`.
  package static let insertFactStatement = Statement(
    name: "provisioning/insert_fact",
    text: #"""
      insert into tenant.tenant_fact (tenant_id, base_currency, jurisdiction, regime, vkey, origin)
      values ($1, $2, $3, $4, $5, $6)
      on conflict on constraint tenant_fact_pk do nothing
      """#,
    shape: .single,
    parameters: [
      .init(name: "tenant_id", type: .identifier, isArray: false),
      .init(name: "base_currency", type: .text, isArray: false),
      .init(name: "jurisdiction", type: .text, isArray: false),
      .init(name: "regime", type: .text, isArray: false),
      .init(name: "vkey", type: .text, isArray: false),
      .init(name: "origin", type: .text, isArray: false),
    ],
    returnsRows: false)

  /// What decisions need to know of a new tenant; what is there stays.
  package static func insertFact(
    tenantID: Identifier, baseCurrency: String, jurisdiction: String, regime: String, vkey: String, origin: String
  ) -> Bound {
    Bound(insertFactStatement, [.identifier(tenantID), .text(baseCurrency), .text(jurisdiction), .text(regime), .text(vkey), .text(origin)])
  }

  /// The statement of `insertKey`.
  package static let insertKeyStatement = Statement(
    name: "provisioning/insert_key",
    text: #"""
      insert into tenant.tenant_key (kind, epoch, wrapped)
      values ($1, $2, $3)
      """#,
    shape: .single,
    parameters: [
      .init(name: "kind", type: .int2, isArray: false),
      .init(name: "epoch", type: .int2, isArray: false),
      .init(name: "wrapped", type: .bytes, isArray: false),
    ],
    returnsRows: false)

  /// A wrapped key of a new tenant.
  package static func insertKey(kind: Int16, epoch: Int16, wrapped: [UInt8]) -> Bound {
    Bound(insertKeyStatement, [.int2(kind), .int2(epoch), .bytes(wrapped)])
  }

  /// The statement of `insertPolicy`.
  package static let insertPolicyStatement = Statement(
    name: "provisioning/insert_policy",
    text: #"""
      insert into tenant.policy (version, valid_from_on, body, created_at, created_by)
      values (1, $1, $2, $3, $4)
      on conflict on constraint policy_pk do nothing
      """#,
    shape: .single,
    parameters: [
      .init(name: "valid_from_on", type: .day, isArray: false),
      .init(name: "body", type: .bytes, isArray: false),
      .init(name: "created_at", type: .timestamp, isArray: false),
      .init(name: "created_by", type: .identifier, isArray: false),
    ],
    returnsRows: false)

  /// The policy a new tenant starts with; what is there stays.
  package static func insertPolicy(
    validFromOn: Day, body: [UInt8], createdAt: Timestamp, createdBy: Identifier
  ) -> Bound {
    Bound(insertPolicyStatement, [.day(validFromOn), .bytes(body), .timestamp(createdAt), .identifier(createdBy)])
  }

  /// The statement of `lockFact`.
  package static let lockFactStatement = Statement(
    name: "provisioning/lock_fact",
    text: #"""
      lock table tenant.tenant_fact in share row exclusive mode
      """#,
    shape: .single,
    parameters: [],
    returnsRows: false)

  /// Keeps two runs of one provisioning apart.
  package static func lockFact() -> Bound {
    Bound(lockFactStatement, [])
  }
}
