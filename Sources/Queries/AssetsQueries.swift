// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/assets sql/platform/migrations sql/tenant/migrations
// SHA-256: 6ef325ff3575600f78d7da61e074192fa8fb71311c40aa21f400b602b88ea953
package import Bytes
package import SQL

/// The statements of `sql/queries/assets`.
package enum AssetsQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    basisStatement,
    consentStatement,
    insertBasisStatement,
    insertConsentStatement,
    insertObservationsStatement,
    insertSourceStatement,
    knownStatement,
    ofSubjectStatement,
    sourceStatement,
    upsertStatement,
  ]

  /// The statement of `basis`.
  package static let basisStatement = Statement(
    name: "assets/basis",
    text: #"""
      select q.n, b.id, b.type, b.valid_to_on as "valid_to_on?"
      from unnest($1::uuid[]) with ordinality as q (basis_id, n)
      join tenant.legal_basis b on b.id = q.basis_id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "basis_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// A legal basis.
  package static func basis(basisID: Identifier) -> Query<BasisRow> {
    Query(Bound(basisStatement, [.identifier(basisID)]))
  }

  /// A row of `basis`.
  package struct BasisRow: DecodableRow, Equatable {
    package let id: Identifier
    package let type: Int16
    package let validToOn: Day?

    package init(id: Identifier, type: Int16, validToOn: Day?) {
      self.id = id
      self.type = type
      self.validToOn = validToOn
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      type = try row.int2(1)
      validToOn = row.isNull(2) ? nil : try row.day(2)
    }
  }

  /// The statement of `consent`.
  package static let consentStatement = Statement(
    name: "assets/consent",
    text: #"""
      select q.n, c.id, c.subject_id, c.purpose, c.separate, c.state, c.expires_at as "expires_at?"
      from unnest($1::uuid[]) with ordinality as q (consent_id, n)
      join tenant.consent c on c.id = q.consent_id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "consent_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// A consent.
  package static func consent(consentID: Identifier) -> Query<ConsentRow> {
    Query(Bound(consentStatement, [.identifier(consentID)]))
  }

  /// A row of `consent`.
  package struct ConsentRow: DecodableRow, Equatable {
    package let id: Identifier
    package let subjectID: Identifier
    package let purpose: Int16
    package let separate: Bool
    package let state: Int16
    package let expiresAt: Timestamp?

    package init(id: Identifier, subjectID: Identifier, purpose: Int16, separate: Bool, state: Int16, expiresAt: Timestamp?) {
      self.id = id
      self.subjectID = subjectID
      self.purpose = purpose
      self.separate = separate
      self.state = state
      self.expiresAt = expiresAt
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      subjectID = try row.identifier(1)
      purpose = try row.int2(2)
      separate = try row.bool(3)
      state = try row.int2(4)
      expiresAt = row.isNull(5) ? nil : try row.timestamp(5)
    }
  }

  /// The statement of `insertBasis`.
  package static let insertBasisStatement = Statement(
    name: "assets/insert_basis",
    text: #"""
      insert into tenant.legal_basis (id, type, created_at, created_by)
      values ($1, $2, $3, $4)
      """#,
    shape: .single,
    parameters: [
      .init(name: "id", type: .identifier, isArray: false),
      .init(name: "type", type: .int2, isArray: false),
      .init(name: "created_at", type: .timestamp, isArray: false),
      .init(name: "created_by", type: .identifier, isArray: false),
    ],
    returnsRows: false)

  /// Keeps a legal basis.
  package static func insertBasis(
    id: Identifier, type: Int16, createdAt: Timestamp, createdBy: Identifier
  ) -> Bound {
    Bound(insertBasisStatement, [.identifier(id), .int2(type), .timestamp(createdAt), .identifier(createdBy)])
  }

  /// The statement of `insertConsent`.
  package static let insertConsentStatement = Statement(
    name: "assets/insert_consent",
    text: #"""
      insert into tenant.consent (id, subject_id, purpose, separate, notice_version, given_at,
        expires_at, state, generated)
      select q.id, q.subject_id, q.purpose, q.separate, q.notice_version, q.given_at, q.expires_at,
        q.state, q.generated
      from unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::boolean[],
        $5::text[], $6::timestamptz[], $7::timestamptz[],
        $8::smallint[], $9::boolean[])
        as q (id, subject_id, purpose, separate, notice_version, given_at, expires_at, state, generated)
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "purpose", type: .int2, isArray: true),
      .init(name: "separate", type: .bool, isArray: true),
      .init(name: "notice_version", type: .text, isArray: true),
      .init(name: "given_at", type: .timestamp, isArray: true),
      .init(name: "expires_at", type: .timestamp, isArray: true),
      .init(name: "state", type: .int2, isArray: true),
      .init(name: "generated", type: .bool, isArray: true),
    ],
    returnsRows: false)

  /// Keeps a debtor's consent.
  package static func insertConsent(
    id: Identifier, subjectID: Identifier, purpose: Int16, separate: Bool, noticeVersion: String, givenAt: Timestamp, expiresAt: Timestamp?, state: Int16, generated: Bool
  ) -> Bound {
    Bound(insertConsentStatement, [.identifier(id), .identifier(subjectID), .int2(purpose), .bool(separate), .text(noticeVersion), .timestamp(givenAt), expiresAt.map(Value.timestamp) ?? .null, .int2(state), .bool(generated)])
  }

  /// The statement of `insertObservations`.
  package static let insertObservationsStatement = Statement(
    name: "assets/insert_observations",
    text: #"""
      insert into tenant.asset_observation (id, asset_id, subject_id, source_id, legal_basis_id,
        consent_id, kind, observed_on, old_amount, new_amount, old_share_ppm, new_share_ppm, currency,
        confidence_ppm, generated, recorded_at)
      select q.id, q.asset_id, q.subject_id, q.source_id, q.legal_basis_id, q.consent_id, q.kind,
        q.observed_on, q.old_amount, q.new_amount, q.old_share_ppm, q.new_share_ppm, q.currency,
        q.confidence_ppm, q.generated, q.recorded_at
      from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[],
        $5::uuid[], $6::uuid[], $7::smallint[], $8::date[],
        $9::bigint[], $10::bigint[], $11::bigint[],
        $12::bigint[], $13::text[], $14::bigint[],
        $15::boolean[], $16::timestamptz[])
        as q (id, asset_id, subject_id, source_id, legal_basis_id, consent_id, kind, observed_on,
        old_amount, new_amount, old_share_ppm, new_share_ppm, currency, confidence_ppm, generated,
        recorded_at)
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "asset_id", type: .identifier, isArray: true),
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "source_id", type: .identifier, isArray: true),
      .init(name: "legal_basis_id", type: .identifier, isArray: true),
      .init(name: "consent_id", type: .identifier, isArray: true),
      .init(name: "kind", type: .int2, isArray: true),
      .init(name: "observed_on", type: .day, isArray: true),
      .init(name: "old_amount", type: .int8, isArray: true),
      .init(name: "new_amount", type: .int8, isArray: true),
      .init(name: "old_share_ppm", type: .int8, isArray: true),
      .init(name: "new_share_ppm", type: .int8, isArray: true),
      .init(name: "currency", type: .text, isArray: true),
      .init(name: "confidence_ppm", type: .int8, isArray: true),
      .init(name: "generated", type: .bool, isArray: true),
      .init(name: "recorded_at", type: .timestamp, isArray: true),
    ],
    returnsRows: false)

  /// Appends observations, each with its legal basis.
  package static func insertObservations(
    id: Identifier, assetID: Identifier, subjectID: Identifier, sourceID: Identifier, legalBasisID: Identifier, consentID: Identifier?, kind: Int16, observedOn: Day, oldAmount: Int64?, newAmount: Int64?, oldSharePpm: Int64?, newSharePpm: Int64?, currency: String?, confidencePpm: Int64, generated: Bool, recordedAt: Timestamp
  ) -> Bound {
    Bound(insertObservationsStatement, [.identifier(id), .identifier(assetID), .identifier(subjectID), .identifier(sourceID), .identifier(legalBasisID), consentID.map(Value.identifier) ?? .null, .int2(kind), .day(observedOn), oldAmount.map(Value.int8) ?? .null, newAmount.map(Value.int8) ?? .null, oldSharePpm.map(Value.int8) ?? .null, newSharePpm.map(Value.int8) ?? .null, currency.map(Value.text) ?? .null, .int8(confidencePpm), .bool(generated), .timestamp(recordedAt)])
  }

  /// The statement of `insertSource`.
  package static let insertSourceStatement = Statement(
    name: "assets/insert_source",
    text: #"""
      insert into tenant.data_source (id, kind, label, legal_basis_id, asset_classes, reliability_ppm,
        state, generated, created_at, created_by)
      values ($1, $2, $3, $4, $5::smallint[], $6, $7,
        $8, $9, $10)
      """#,
    shape: .single,
    parameters: [
      .init(name: "id", type: .identifier, isArray: false),
      .init(name: "kind", type: .int2, isArray: false),
      .init(name: "label", type: .text, isArray: false),
      .init(name: "legal_basis_id", type: .identifier, isArray: false),
      .init(name: "asset_classes", type: .int2, isArray: true),
      .init(name: "reliability_ppm", type: .int8, isArray: false),
      .init(name: "state", type: .int2, isArray: false),
      .init(name: "generated", type: .bool, isArray: false),
      .init(name: "created_at", type: .timestamp, isArray: false),
      .init(name: "created_by", type: .identifier, isArray: false),
    ],
    returnsRows: false)

  /// Registers a data source.
  package static func insertSource(
    id: Identifier, kind: Int16, label: String, legalBasisID: Identifier, assetClasses: [Int16], reliabilityPpm: Int64, state: Int16, generated: Bool, createdAt: Timestamp, createdBy: Identifier
  ) -> Bound {
    Bound(insertSourceStatement, [.identifier(id), .int2(kind), .text(label), .identifier(legalBasisID), .array(element: .int2, assetClasses.map(Value.int2)), .int8(reliabilityPpm), .int2(state), .bool(generated), .timestamp(createdAt), .identifier(createdBy)])
  }

  /// The statement of `known`.
  package static let knownStatement = Statement(
    name: "assets/known",
    text: #"""
      select q.n, a.id, a.share_ppm, a.value_amount as "value_amount?", a.currency as "currency?",
        a.state, a.last_seen_on
      from unnest($1::uuid[], $2::smallint[], $3::bytea[])
        with ordinality as q (subject_id, class, registry_token, n)
      join tenant.asset a on a.subject_id = q.subject_id and a.class = q.class
        and a.registry_token = q.registry_token
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "class", type: .int2, isArray: true),
      .init(name: "registry_token", type: .bytes, isArray: true),
    ],
    returnsRows: true)

  /// An asset by the keyed token of its registry reference.
  package static func known(
    subjectID: Identifier, `class`: Int16, registryToken: [UInt8]
  ) -> Query<KnownRow> {
    Query(Bound(knownStatement, [.identifier(subjectID), .int2(`class`), .bytes(registryToken)]))
  }

  /// A row of `known`.
  package struct KnownRow: DecodableRow, Equatable {
    package let id: Identifier
    package let sharePpm: Int64
    package let valueAmount: Int64?
    package let currency: String?
    package let state: Int16
    package let lastSeenOn: Day

    package init(id: Identifier, sharePpm: Int64, valueAmount: Int64?, currency: String?, state: Int16, lastSeenOn: Day) {
      self.id = id
      self.sharePpm = sharePpm
      self.valueAmount = valueAmount
      self.currency = currency
      self.state = state
      self.lastSeenOn = lastSeenOn
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      sharePpm = try row.int8(1)
      valueAmount = row.isNull(2) ? nil : try row.int8(2)
      currency = row.isNull(3) ? nil : try row.text(3)
      state = try row.int2(4)
      lastSeenOn = try row.day(5)
    }
  }

  /// The statement of `ofSubject`.
  package static let ofSubjectStatement = Statement(
    name: "assets/of_subject",
    text: #"""
      select a.id, a.class, a.state, a.value_amount as "value_amount?", a.currency as "currency?",
        a.share_ppm, a.last_seen_on, a.observation_count
      from tenant.asset a
      where a.subject_id = $1
      order by a.class, a.id
      limit 1000
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// The assets of a debtor.
  package static func ofSubject(subjectID: Identifier) -> Query<OfSubjectRow> {
    Query(Bound(ofSubjectStatement, [.identifier(subjectID)]))
  }

  /// A row of `ofSubject`.
  package struct OfSubjectRow: DecodableRow, Equatable {
    package let id: Identifier
    package let `class`: Int16
    package let state: Int16
    package let valueAmount: Int64?
    package let currency: String?
    package let sharePpm: Int64
    package let lastSeenOn: Day
    package let observationCount: Int32

    package init(id: Identifier, `class`: Int16, state: Int16, valueAmount: Int64?, currency: String?, sharePpm: Int64, lastSeenOn: Day, observationCount: Int32) {
      self.id = id
      self.`class` = `class`
      self.state = state
      self.valueAmount = valueAmount
      self.currency = currency
      self.sharePpm = sharePpm
      self.lastSeenOn = lastSeenOn
      self.observationCount = observationCount
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      `class` = try row.int2(1)
      state = try row.int2(2)
      valueAmount = row.isNull(3) ? nil : try row.int8(3)
      currency = row.isNull(4) ? nil : try row.text(4)
      sharePpm = try row.int8(5)
      lastSeenOn = try row.day(6)
      observationCount = try row.int4(7)
    }
  }

  /// The statement of `source`.
  package static let sourceStatement = Statement(
    name: "assets/source",
    text: #"""
      select q.n, d.id, d.state, d.asset_classes
      from unnest($1::uuid[]) with ordinality as q (source_id, n)
      join tenant.data_source d on d.id = q.source_id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "source_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// A data source and the asset classes it may send.
  package static func source(sourceID: Identifier) -> Query<SourceRow> {
    Query(Bound(sourceStatement, [.identifier(sourceID)]))
  }

  /// A row of `source`.
  package struct SourceRow: DecodableRow, Equatable {
    package let id: Identifier
    package let state: Int16
    package let assetClasses: [Int16]

    package init(id: Identifier, state: Int16, assetClasses: [Int16]) {
      self.id = id
      self.state = state
      self.assetClasses = assetClasses
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      state = try row.int2(1)
      assetClasses = try row.int2s(2)
    }
  }

  /// The statement of `upsert`.
  package static let upsertStatement = Statement(
    name: "assets/upsert",
    text: #"""
      insert into tenant.asset (id, subject_id, class, registry_token, share_ppm, value_amount, currency,
        state, first_seen_on, last_seen_on, observation_count)
      select q.id, q.subject_id, q.class, q.registry_token, q.share_ppm, q.value_amount, q.currency,
        q.state, q.first_seen_on, q.last_seen_on, q.observation_count
      from unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::bytea[],
        $5::bigint[], $6::bigint[], $7::text[], $8::smallint[],
        $9::date[], $10::date[], $11::integer[])
        as q (id, subject_id, class, registry_token, share_ppm, value_amount, currency, state,
        first_seen_on, last_seen_on, observation_count)
      on conflict on constraint asset_registry_unique do update
      set share_ppm = excluded.share_ppm, value_amount = excluded.value_amount,
        currency = excluded.currency, state = excluded.state,
        first_seen_on = least(asset.first_seen_on, excluded.first_seen_on),
        last_seen_on = excluded.last_seen_on,
        observation_count = asset.observation_count + excluded.observation_count,
        version = asset.version + 1
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "class", type: .int2, isArray: true),
      .init(name: "registry_token", type: .bytes, isArray: true),
      .init(name: "share_ppm", type: .int8, isArray: true),
      .init(name: "value_amount", type: .int8, isArray: true),
      .init(name: "currency", type: .text, isArray: true),
      .init(name: "state", type: .int2, isArray: true),
      .init(name: "first_seen_on", type: .day, isArray: true),
      .init(name: "last_seen_on", type: .day, isArray: true),
      .init(name: "observation_count", type: .int4, isArray: true),
    ],
    returnsRows: false)

  /// Stores an asset as its newest observation shows it. `observation_count` is what is added.
  package static func upsert(
    id: Identifier, subjectID: Identifier, `class`: Int16, registryToken: [UInt8], sharePpm: Int64, valueAmount: Int64?, currency: String?, state: Int16, firstSeenOn: Day, lastSeenOn: Day, observationCount: Int32
  ) -> Bound {
    Bound(upsertStatement, [.identifier(id), .identifier(subjectID), .int2(`class`), .bytes(registryToken), .int8(sharePpm), valueAmount.map(Value.int8) ?? .null, currency.map(Value.text) ?? .null, .int2(state), .day(firstSeenOn), .day(lastSeenOn), .int4(observationCount)])
  }
}
