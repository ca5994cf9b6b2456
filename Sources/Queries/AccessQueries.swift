// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/access sql/platform/migrations sql/tenant/migrations
// SHA-256: 11aefa83cd6f0a127ac6589f8e76b376925b83231919ab862a6a097fb4c4e00e
package import Bytes
package import SQL

/// The statements of `sql/queries/access`.
package enum AccessQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    subjectCredentialStatement,
  ]

  /// The statement of `subjectCredential`.
  package static let subjectCredentialStatement = Statement(
    name: "access/subject_credential",
    text: #"""
      select c.id, c.token_hash, c.expires_at, c.revoked_at as "revoked_at?", s.id as subject_id,
        s.pseudonym, s.status
      from tenant.subject_credential c
      join tenant.subject s on s.id = c.subject_id
      where c.token_hash = $1
      """#,
    shape: .single,
    parameters: [
      .init(name: "token_hash", type: .bytes, isArray: false),
    ],
    returnsRows: true)

  /// A token of a debtor with the debtor it speaks for.
  package static func subjectCredential(tokenHash: [UInt8]) -> Query<SubjectCredentialRow> {
    Query(Bound(subjectCredentialStatement, [.bytes(tokenHash)]))
  }

  /// A row of `subjectCredential`.
  package struct SubjectCredentialRow: DecodableRow, Equatable {
    package let id: Identifier
    package let tokenHash: [UInt8]
    package let expiresAt: Timestamp
    package let revokedAt: Timestamp?
    package let subjectID: Identifier
    package let pseudonym: Identifier
    package let status: Int16

    package init(id: Identifier, tokenHash: [UInt8], expiresAt: Timestamp, revokedAt: Timestamp?, subjectID: Identifier, pseudonym: Identifier, status: Int16) {
      self.id = id
      self.tokenHash = tokenHash
      self.expiresAt = expiresAt
      self.revokedAt = revokedAt
      self.subjectID = subjectID
      self.pseudonym = pseudonym
      self.status = status
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      tokenHash = try row.bytes(1)
      expiresAt = try row.timestamp(2)
      revokedAt = row.isNull(3) ? nil : try row.timestamp(3)
      subjectID = try row.identifier(4)
      pseudonym = try row.identifier(5)
      status = try row.int2(6)
    }
  }
}
