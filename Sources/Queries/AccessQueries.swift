// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/access sql/platform/migrations sql/tenant/migrations
// SHA-256: ebddb031a8cb8f683837ef0c1554aaa6b7397b151e7c275d9bb8eaef5b8a7fdb
package import Bytes
package import SQL

/// The statements of `sql/queries/access`.
package enum AccessQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    ownSettingsStatement,
    subjectCredentialStatement,
  ]

  /// The statement of `ownSettings`.
  package static let ownSettingsStatement = Statement(
    name: "access/own_settings",
    text: #"""
      select s.setdatabase::bigint as database_id
      from pg_catalog.pg_db_role_setting s
      where s.setrole = pg_catalog.to_regrole(quote_ident(current_user))
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// Asked at each log-in: what the role stored for itself, which every role may do. No row is the
  /// rule.
  package static func ownSettings() -> Query<OwnSettingsRow> {
    Query(Bound(ownSettingsStatement, []))
  }

  /// A row of `ownSettings`.
  package struct OwnSettingsRow: DecodableRow, Equatable {
    package let databaseID: Int64

    package init(databaseID: Int64) {
      self.databaseID = databaseID
    }

    package init(_ row: Row) throws(SQLFailure) {
      databaseID = try row.int8(0)
    }
  }

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
