// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/imports sql/platform/migrations sql/tenant/migrations
// SHA-256: 8608944d056db69f0b7e7aba8f7e34c38c2ca948698ac898fa81e98ec12d3a9a
package import Bytes
package import SQL

/// The statements of `sql/queries/imports`.
package enum ImportsQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    advanceBatchStatement,
    advanceDebtorNoStatement,
    batchStatement,
    completeBatchStatement,
    insertAccountsStatement,
    insertAgreementsStatement,
    insertBatchStatement,
    insertContactPointsStatement,
    insertEvidenceStatement,
    insertIdentifiersStatement,
    insertInstalmentsStatement,
    insertKeysStatement,
    insertRejectionsStatement,
    insertSubjectsStatement,
    knownReferencesStatement,
    rejectionsStatement,
  ]

  /// The statement of `advanceBatch`.
  package static let advanceBatchStatement = Statement(
    name: "imports/advance_batch",
    text: #"""
      update tenant.import_batch
      set durable_line = $1,
        applied_count = applied_count + $2,
        rejected_count = rejected_count + $3,
        entry_count = entry_count + $4
      where batch_sha256 = $5
      """#,
    shape: .single,
    parameters: [
      .init(name: "durable_line", type: .int8, isArray: false),
      .init(name: "applied_count", type: .int8, isArray: false),
      .init(name: "rejected_count", type: .int8, isArray: false),
      .init(name: "entry_count", type: .int8, isArray: false),
      .init(name: "batch_sha256", type: .bytes, isArray: false),
    ],
    returnsRows: false)

  /// Records that every row up to a line is durable or rejected.
  package static func advanceBatch(
    durableLine: Int64, appliedCount: Int64, rejectedCount: Int64, entryCount: Int64, batchSha256: [UInt8]
  ) -> Bound {
    Bound(advanceBatchStatement, [.int8(durableLine), .int8(appliedCount), .int8(rejectedCount), .int8(entryCount), .bytes(batchSha256)])
  }

  /// The statement of `advanceDebtorNo`.
  package static let advanceDebtorNoStatement = Statement(
    name: "imports/advance_debtor_no",
    text: #"""
      update tenant.counter
      set value = value + cardinality($1::uuid[])
      where name = 'debtor_no'
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
    ],
    returnsRows: false)

  /// Draws as many debtor numbers as there are new debtors.
  package static func advanceDebtorNo(id: Identifier) -> Bound {
    Bound(advanceDebtorNoStatement, [.identifier(id)])
  }

  /// The statement of `batch`.
  package static let batchStatement = Statement(
    name: "imports/batch",
    text: #"""
      select b.mapping, b.currency, b.durable_line, b.applied_count, b.rejected_count, b.entry_count,
        b.complete
      from tenant.import_batch b
      where b.batch_sha256 = $1
      """#,
    shape: .single,
    parameters: [
      .init(name: "batch_sha256", type: .bytes, isArray: false),
    ],
    returnsRows: true)

  /// How far a batch is.
  package static func batch(batchSha256: [UInt8]) -> Query<BatchRow> {
    Query(Bound(batchStatement, [.bytes(batchSha256)]))
  }

  /// A row of `batch`.
  package struct BatchRow: DecodableRow, Equatable {
    package let mapping: String
    package let currency: String
    package let durableLine: Int64
    package let appliedCount: Int64
    package let rejectedCount: Int64
    package let entryCount: Int64
    package let complete: Bool

    package init(mapping: String, currency: String, durableLine: Int64, appliedCount: Int64, rejectedCount: Int64, entryCount: Int64, complete: Bool) {
      self.mapping = mapping
      self.currency = currency
      self.durableLine = durableLine
      self.appliedCount = appliedCount
      self.rejectedCount = rejectedCount
      self.entryCount = entryCount
      self.complete = complete
    }

    package init(_ row: Row) throws(SQLFailure) {
      mapping = try row.text(0)
      currency = try row.text(1)
      durableLine = try row.int8(2)
      appliedCount = try row.int8(3)
      rejectedCount = try row.int8(4)
      entryCount = try row.int8(5)
      complete = try row.bool(6)
    }
  }

  /// The statement of `completeBatch`.
  package static let completeBatchStatement = Statement(
    name: "imports/complete_batch",
    text: #"""
      update tenant.import_batch
      set complete = true
      where batch_sha256 = $1
      """#,
    shape: .single,
    parameters: [
      .init(name: "batch_sha256", type: .bytes, isArray: false),
    ],
    returnsRows: false)

  /// Records that the file was read to its end.
  package static func completeBatch(batchSha256: [UInt8]) -> Bound {
    Bound(completeBatchStatement, [.bytes(batchSha256)])
  }

  /// The statement of `insertAccounts`.
  package static let insertAccountsStatement = Statement(
    name: "imports/insert_accounts",
    text: #"""
      insert into tenant.account (id, agreement_id, subject_id, pseudonym, version, currency, balance,
        opening_overdue_on, opening_overdue_amount)
      select q.id, q.agreement_id, q.subject_id, q.pseudonym, q.version, q.currency, q.balance,
        q.opening_overdue_on, q.opening_overdue_amount
      from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[],
        $5::bigint[], $6::text[], $7::bigint[], $8::date[],
        $9::bigint[])
        as q (id, agreement_id, subject_id, pseudonym, version, currency, balance, opening_overdue_on,
        opening_overdue_amount)
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "agreement_id", type: .identifier, isArray: true),
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "pseudonym", type: .identifier, isArray: true),
      .init(name: "version", type: .int8, isArray: true),
      .init(name: "currency", type: .text, isArray: true),
      .init(name: "balance", type: .int8, isArray: true),
      .init(name: "opening_overdue_on", type: .day, isArray: true),
      .init(name: "opening_overdue_amount", type: .int8, isArray: true),
    ],
    returnsRows: false)

  /// Stores accounts with the balance of all postings that come with them.
  package static func insertAccounts(
    id: Identifier, agreementID: Identifier, subjectID: Identifier, pseudonym: Identifier, version: Int64, currency: String, balance: Int64, openingOverdueOn: Day?, openingOverdueAmount: Int64
  ) -> Bound {
    Bound(insertAccountsStatement, [.identifier(id), .identifier(agreementID), .identifier(subjectID), .identifier(pseudonym), .int8(version), .text(currency), .int8(balance), openingOverdueOn.map(Value.day) ?? .null, .int8(openingOverdueAmount)])
  }

  /// The statement of `insertAgreements`.
  package static let insertAgreementsStatement = Statement(
    name: "imports/insert_agreements",
    text: #"""
      insert into tenant.agreement (id, subject_id, product, principal_amount, currency, signed_on,
        entry_id, created_at, created_by)
      select q.id, q.subject_id, q.product, q.principal_amount, q.currency, q.signed_on, q.entry_id,
        q.created_at, q.created_by
      from unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::bigint[],
        $5::text[], $6::date[], $7::uuid[], $8::timestamptz[],
        $9::uuid[])
        as q (id, subject_id, product, principal_amount, currency, signed_on, entry_id, created_at,
        created_by)
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "product", type: .int2, isArray: true),
      .init(name: "principal_amount", type: .int8, isArray: true),
      .init(name: "currency", type: .text, isArray: true),
      .init(name: "signed_on", type: .day, isArray: true),
      .init(name: "entry_id", type: .identifier, isArray: true),
      .init(name: "created_at", type: .timestamp, isArray: true),
      .init(name: "created_by", type: .identifier, isArray: true),
    ],
    returnsRows: false)

  /// Stores agreements.
  package static func insertAgreements(
    id: Identifier, subjectID: Identifier, product: Int16, principalAmount: Int64, currency: String, signedOn: Day, entryID: Identifier, createdAt: Timestamp, createdBy: Identifier
  ) -> Bound {
    Bound(insertAgreementsStatement, [.identifier(id), .identifier(subjectID), .int2(product), .int8(principalAmount), .text(currency), .day(signedOn), .identifier(entryID), .timestamp(createdAt), .identifier(createdBy)])
  }

  /// The statement of `insertBatch`.
  package static let insertBatchStatement = Statement(
    name: "imports/insert_batch",
    text: #"""
      insert into tenant.import_batch (batch_sha256, mapping, attribution, currency, created_at,
        created_by)
      values ($1, $2, $3, $4, $5, $6)
      on conflict on constraint import_batch_pk do nothing
      """#,
    shape: .single,
    parameters: [
      .init(name: "batch_sha256", type: .bytes, isArray: false),
      .init(name: "mapping", type: .text, isArray: false),
      .init(name: "attribution", type: .text, isArray: false),
      .init(name: "currency", type: .text, isArray: false),
      .init(name: "created_at", type: .timestamp, isArray: false),
      .init(name: "created_by", type: .identifier, isArray: false),
    ],
    returnsRows: false)

  /// Opens a batch; file and mapping together name it.
  package static func insertBatch(
    batchSha256: [UInt8], mapping: String, attribution: String, currency: String, createdAt: Timestamp, createdBy: Identifier
  ) -> Bound {
    Bound(insertBatchStatement, [.bytes(batchSha256), .text(mapping), .text(attribution), .text(currency), .timestamp(createdAt), .identifier(createdBy)])
  }

  /// The statement of `insertContactPoints`.
  package static let insertContactPointsStatement = Statement(
    name: "imports/insert_contact_points",
    text: #"""
      insert into tenant.pii_contact_point (id, subject_id, type, ciphertext, blind_index, last4,
        recorded_at)
      select q.id, q.subject_id, q.type, q.ciphertext, q.blind_index, q.last4, q.recorded_at
      from unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::bytea[],
        $5::bytea[], $6::text[], $7::timestamptz[])
        as q (id, subject_id, type, ciphertext, blind_index, last4, recorded_at)
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "type", type: .int2, isArray: true),
      .init(name: "ciphertext", type: .bytes, isArray: true),
      .init(name: "blind_index", type: .bytes, isArray: true),
      .init(name: "last4", type: .text, isArray: true),
      .init(name: "recorded_at", type: .timestamp, isArray: true),
    ],
    returnsRows: false)

  /// Stores the debtors' own contact points.
  package static func insertContactPoints(
    id: Identifier, subjectID: Identifier, type: Int16, ciphertext: [UInt8], blindIndex: [UInt8], last4: String, recordedAt: Timestamp
  ) -> Bound {
    Bound(insertContactPointsStatement, [.identifier(id), .identifier(subjectID), .int2(type), .bytes(ciphertext), .bytes(blindIndex), .text(last4), .timestamp(recordedAt)])
  }

  /// The statement of `insertEvidence`.
  package static let insertEvidenceStatement = Statement(
    name: "imports/insert_evidence",
    text: #"""
      insert into tenant.import_evidence (account_id, period_end_on, months_late)
      select q.account_id, q.period_end_on, q.months_late
      from unnest($1::uuid[], $2::date[], $3::smallint[])
        as q (account_id, period_end_on, months_late)
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "account_id", type: .identifier, isArray: true),
      .init(name: "period_end_on", type: .day, isArray: true),
      .init(name: "months_late", type: .int2, isArray: true),
    ],
    returnsRows: false)

  /// Stores what the source says of months late.
  package static func insertEvidence(
    accountID: Identifier, periodEndOn: Day, monthsLate: Int16
  ) -> Bound {
    Bound(insertEvidenceStatement, [.identifier(accountID), .day(periodEndOn), .int2(monthsLate)])
  }

  /// The statement of `insertIdentifiers`.
  package static let insertIdentifiersStatement = Statement(
    name: "imports/insert_identifiers",
    text: #"""
      insert into tenant.pii_identifier (id, subject_id, type, ciphertext, blind_index, last4, verified)
      select q.id, q.subject_id, q.type, q.ciphertext, q.blind_index, q.last4, 2
      from unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::bytea[],
        $5::bytea[], $6::text[])
        as q (id, subject_id, type, ciphertext, blind_index, last4)
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "type", type: .int2, isArray: true),
      .init(name: "ciphertext", type: .bytes, isArray: true),
      .init(name: "blind_index", type: .bytes, isArray: true),
      .init(name: "last4", type: .text, isArray: true),
    ],
    returnsRows: false)

  /// Stores identifiers: ciphertext, blind index, last four characters.
  package static func insertIdentifiers(
    id: Identifier, subjectID: Identifier, type: Int16, ciphertext: [UInt8], blindIndex: [UInt8], last4: String?
  ) -> Bound {
    Bound(insertIdentifiersStatement, [.identifier(id), .identifier(subjectID), .int2(type), .bytes(ciphertext), .bytes(blindIndex), last4.map(Value.text) ?? .null])
  }

  /// The statement of `insertInstalments`.
  package static let insertInstalmentsStatement = Statement(
    name: "imports/insert_instalments",
    text: #"""
      insert into tenant.instalment (account_id, no, statement_on, due_on, bill_amount, due_principal)
      select q.account_id, q.no, q.statement_on, q.due_on, q.bill_amount, q.due_principal
      from unnest($1::uuid[], $2::integer[], $3::date[], $4::date[],
        $5::bigint[], $6::bigint[])
        as q (account_id, no, statement_on, due_on, bill_amount, due_principal)
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "account_id", type: .identifier, isArray: true),
      .init(name: "no", type: .int4, isArray: true),
      .init(name: "statement_on", type: .day, isArray: true),
      .init(name: "due_on", type: .day, isArray: true),
      .init(name: "bill_amount", type: .int8, isArray: true),
      .init(name: "due_principal", type: .int8, isArray: true),
    ],
    returnsRows: false)

  /// Stores what is due, and when.
  package static func insertInstalments(
    accountID: Identifier, no: Int32, statementOn: Day, dueOn: Day, billAmount: Int64, duePrincipal: Int64
  ) -> Bound {
    Bound(insertInstalmentsStatement, [.identifier(accountID), .int4(no), .day(statementOn), .day(dueOn), .int8(billAmount), .int8(duePrincipal)])
  }

  /// The statement of `insertKeys`.
  package static let insertKeysStatement = Statement(
    name: "imports/insert_keys",
    text: #"""
      insert into tenant.pii_subject (subject_id, wrapped_key, name)
      select q.subject_id, q.wrapped_key, q.name
      from unnest($1::uuid[], $2::bytea[], $3::bytea[])
        as q (subject_id, wrapped_key, name)
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "wrapped_key", type: .bytes, isArray: true),
      .init(name: "name", type: .bytes, isArray: true),
    ],
    returnsRows: false)

  /// Stores the wrapped keys and names of new debtors.
  package static func insertKeys(
    subjectID: Identifier, wrappedKey: [UInt8], name: [UInt8]
  ) -> Bound {
    Bound(insertKeysStatement, [.identifier(subjectID), .bytes(wrappedKey), .bytes(name)])
  }

  /// The statement of `insertRejections`.
  package static let insertRejectionsStatement = Statement(
    name: "imports/insert_rejections",
    text: #"""
      insert into tenant.import_rejection (batch_sha256, line, field, reason, message)
      select q.batch_sha256, q.line, q.field, q.reason, q.message
      from unnest($1::bytea[], $2::bigint[], $3::text[], $4::text[],
        $5::text[]) as q (batch_sha256, line, field, reason, message)
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "batch_sha256", type: .bytes, isArray: true),
      .init(name: "line", type: .int8, isArray: true),
      .init(name: "field", type: .text, isArray: true),
      .init(name: "reason", type: .text, isArray: true),
      .init(name: "message", type: .text, isArray: true),
    ],
    returnsRows: false)

  /// Keeps why rows were rejected; never their values.
  package static func insertRejections(
    batchSha256: [UInt8], line: Int64, field: String, reason: String, message: String
  ) -> Bound {
    Bound(insertRejectionsStatement, [.bytes(batchSha256), .int8(line), .text(field), .text(reason), .text(message)])
  }

  /// The statement of `insertSubjects`.
  package static let insertSubjectsStatement = Statement(
    name: "imports/insert_subjects",
    text: #"""
      insert into tenant.subject (id, pseudonym, display_token, kind, time_zone, generated,
        first_overdue_on, created_at, created_by)
      select q.id, q.pseudonym, 'D-' || lpad(drawn.no, greatest(6, length(drawn.no)), '0'), 1,
        q.time_zone, q.generated, q.first_overdue_on, q.created_at, q.created_by
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::boolean[],
        $5::date[], $6::timestamptz[], $7::uuid[])
        with ordinality as q (id, pseudonym, time_zone, generated, first_overdue_on, created_at,
        created_by, n)
      cross join tenant.counter c
      cross join lateral (
        select (c.value - cardinality($1::uuid[]) + q.n)::text as no) as drawn
      where c.name = 'debtor_no'
      order by q.n
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "pseudonym", type: .identifier, isArray: true),
      .init(name: "time_zone", type: .text, isArray: true),
      .init(name: "generated", type: .bool, isArray: true),
      .init(name: "first_overdue_on", type: .day, isArray: true),
      .init(name: "created_at", type: .timestamp, isArray: true),
      .init(name: "created_by", type: .identifier, isArray: true),
    ],
    returnsRows: false)

  /// Stores new debtors; the display token is numbered from the counter, which the caller advanced.
  /// `lpad` would cut a number of more than six digits.
  package static func insertSubjects(
    id: Identifier, pseudonym: Identifier, timeZone: String, generated: Bool, firstOverdueOn: Day?, createdAt: Timestamp, createdBy: Identifier
  ) -> Bound {
    Bound(insertSubjectsStatement, [.identifier(id), .identifier(pseudonym), .text(timeZone), .bool(generated), firstOverdueOn.map(Value.day) ?? .null, .timestamp(createdAt), .identifier(createdBy)])
  }

  /// The statement of `knownReferences`.
  package static let knownReferencesStatement = Statement(
    name: "imports/known_references",
    text: #"""
      select i.blind_index
      from tenant.pii_identifier i
      where i.type = 5 and i.blind_index = any($1::bytea[])
      """#,
    shape: .single,
    parameters: [
      .init(name: "blind_indexes", type: .bytes, isArray: true),
    ],
    returnsRows: true)

  /// Which of these partner references the tenant has already.
  package static func knownReferences(blindIndexes: [[UInt8]]) -> Query<KnownReferencesRow> {
    Query(Bound(knownReferencesStatement, [.array(element: .bytes, blindIndexes.map(Value.bytes))]))
  }

  /// A row of `knownReferences`.
  package struct KnownReferencesRow: DecodableRow, Equatable {
    package let blindIndex: [UInt8]

    package init(blindIndex: [UInt8]) {
      self.blindIndex = blindIndex
    }

    package init(_ row: Row) throws(SQLFailure) {
      blindIndex = try row.bytes(0)
    }
  }

  /// The statement of `rejections`.
  package static let rejectionsStatement = Statement(
    name: "imports/rejections",
    text: #"""
      select r.line, r.field, r.reason, r.message
      from tenant.import_rejection r
      where r.batch_sha256 = $1
      order by r.line
      limit 10000
      """#,
    shape: .single,
    parameters: [
      .init(name: "batch_sha256", type: .bytes, isArray: false),
    ],
    returnsRows: true)

  /// The rows of a batch that were rejected.
  package static func rejections(batchSha256: [UInt8]) -> Query<RejectionsRow> {
    Query(Bound(rejectionsStatement, [.bytes(batchSha256)]))
  }

  /// A row of `rejections`.
  package struct RejectionsRow: DecodableRow, Equatable {
    package let line: Int64
    package let field: String
    package let reason: String
    package let message: String

    package init(line: Int64, field: String, reason: String, message: String) {
      self.line = line
      self.field = field
      self.reason = reason
      self.message = message
    }

    package init(_ row: Row) throws(SQLFailure) {
      line = try row.int8(0)
      field = try row.text(1)
      reason = try row.text(2)
      message = try row.text(3)
    }
  }
}
