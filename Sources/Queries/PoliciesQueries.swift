// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/policies sql/platform/migrations sql/tenant/migrations
// SHA-256: 6362e24da90cf25532e48b1448600edacc5413abb6c2cbd6fc66fcc45414d270
package import Bytes
package import SQL

/// The statements of `sql/queries/policies`.
package enum PoliciesQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    insertStatement,
    latestStatement,
    validStatement,
  ]

  /// The statement of `insert`.
  package static let insertStatement = Statement(
    name: "policies/insert",
    text: #"""
      insert into tenant.policy (version, valid_from_on, body, created_at, created_by)
      values ($1, $2, $3, $4, $5)
      """#,
    shape: .single,
    parameters: [
      .init(name: "version", type: .int4, isArray: false),
      .init(name: "valid_from_on", type: .day, isArray: false),
      .init(name: "body", type: .bytes, isArray: false),
      .init(name: "created_at", type: .timestamp, isArray: false),
      .init(name: "created_by", type: .identifier, isArray: false),
    ],
    returnsRows: false)

  /// Adds a version of the policy.
  package static func insert(
    version: Int32, validFromOn: Day, body: [UInt8], createdAt: Timestamp, createdBy: Identifier
  ) -> Bound {
    Bound(insertStatement, [.int4(version), .day(validFromOn), .bytes(body), .timestamp(createdAt), .identifier(createdBy)])
  }

  /// The statement of `latest`.
  package static let latestStatement = Statement(
    name: "policies/latest",
    text: #"""
      select p.version, p.valid_from_on, p.body
      from tenant.policy p
      order by p.version desc
      limit 1
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// The version that was added last, whether it is valid yet or not.
  package static func latest() -> Query<LatestRow> {
    Query(Bound(latestStatement, []))
  }

  /// A row of `latest`.
  package struct LatestRow: DecodableRow, Equatable {
    package let version: Int32
    package let validFromOn: Day
    package let body: [UInt8]

    package init(version: Int32, validFromOn: Day, body: [UInt8]) {
      self.version = version
      self.validFromOn = validFromOn
      self.body = body
    }

    package init(_ row: Row) throws(SQLFailure) {
      version = try row.int4(0)
      validFromOn = try row.day(1)
      body = try row.bytes(2)
    }
  }

  /// The statement of `valid`.
  package static let validStatement = Statement(
    name: "policies/valid",
    text: #"""
      select p.version, p.valid_from_on, p.body
      from tenant.policy p
      where p.valid_from_on <= (select d.business_on from tenant.business_day d)
      order by p.version desc
      limit 1
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// The policy valid on the business date, with the day since when.
  package static func valid() -> Query<ValidRow> {
    Query(Bound(validStatement, []))
  }

  /// A row of `valid`.
  package struct ValidRow: DecodableRow, Equatable {
    package let version: Int32
    package let validFromOn: Day
    package let body: [UInt8]

    package init(version: Int32, validFromOn: Day, body: [UInt8]) {
      self.version = version
      self.validFromOn = validFromOn
      self.body = body
    }

    package init(_ row: Row) throws(SQLFailure) {
      version = try row.int4(0)
      validFromOn = try row.day(1)
      body = try row.bytes(2)
    }
  }
}
