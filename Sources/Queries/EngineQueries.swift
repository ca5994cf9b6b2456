// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/engine sql/platform/migrations sql/tenant/migrations
// SHA-256: d6457163a5c7d7ce5fdb48f9ef9ed5f2e6b274bc0c1afc86dac4199652882281
package import Bytes
package import SQL

/// The statements of `sql/queries/engine`.
package enum EngineQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    appendEntriesStatement,
    appendEntriesStatementOfAccess,
    claimKeyStatement,
    currentPolicyStatement,
    findKeysStatement,
    forgetKeysStatement,
    insertKeysStatement,
    lockCountersStatement,
    lockDayStatement,
    lockSubjectsStatement,
    lockSubjectsSkippingStatement,
    releaseKeyStatement,
    shareDayStatement,
    tenantContextStatement,
    tenantKeysStatement,
    wrappedKeysOfKindStatement,
  ]

  /// The statement of `appendEntries`.
  package static let appendEntriesStatement = Statement(
    name: "engine/append_entries",
    text: #"""
      insert into tenant.ledger_entry (entry_id, kind, subject_id, account_id, effective_on,
        recorded_at, leaf, leaf_hash, payload_ciphertext)
      select q.entry_id, q.kind, q.subject_id, q.account_id, q.effective_on,
        q.recorded_at, q.leaf, q.leaf_hash, q.payload_ciphertext
      from unnest($1::uuid[], $2::smallint[], $3::uuid[], $4::uuid[],
        $5::date[], $6::timestamptz[], $7::bytea[], $8::bytea[],
        $9::bytea[])
        with ordinality as q (entry_id, kind, subject_id, account_id, effective_on, recorded_at,
        leaf, leaf_hash, payload_ciphertext, n)
      order by q.n
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "entry_id", type: .identifier, isArray: true),
      .init(name: "kind", type: .int2, isArray: true),
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "account_id", type: .identifier, isArray: true),
      .init(name: "effective_on", type: .day, isArray: true),
      .init(name: "recorded_at", type: .timestamp, isArray: true),
      .init(name: "leaf", type: .bytes, isArray: true),
      .init(name: "leaf_hash", type: .bytes, isArray: true),
      .init(name: "payload_ciphertext", type: .bytes, isArray: true),
    ],
    returnsRows: false)

  /// The statement of `appendEntries`.
  package static let appendEntriesStatementOfAccess = Statement(
    name: "engine/append_entries.access",
    text: #"""
      insert into tenant.access_entry (entry_id, kind, subject_id, account_id, effective_on,
        recorded_at, leaf, leaf_hash, payload_ciphertext)
      select q.entry_id, q.kind, q.subject_id, q.account_id, q.effective_on,
        q.recorded_at, q.leaf, q.leaf_hash, q.payload_ciphertext
      from unnest($1::uuid[], $2::smallint[], $3::uuid[], $4::uuid[],
        $5::date[], $6::timestamptz[], $7::bytea[], $8::bytea[],
        $9::bytea[])
        with ordinality as q (entry_id, kind, subject_id, account_id, effective_on, recorded_at,
        leaf, leaf_hash, payload_ciphertext, n)
      order by q.n
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "entry_id", type: .identifier, isArray: true),
      .init(name: "kind", type: .int2, isArray: true),
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "account_id", type: .identifier, isArray: true),
      .init(name: "effective_on", type: .day, isArray: true),
      .init(name: "recorded_at", type: .timestamp, isArray: true),
      .init(name: "leaf", type: .bytes, isArray: true),
      .init(name: "leaf_hash", type: .bytes, isArray: true),
      .init(name: "payload_ciphertext", type: .bytes, isArray: true),
    ],
    returnsRows: false)

  /// Appends a batch's ledger entries, after all locks. `seq` is drawn in the order of the batch.
  package static func appendEntries(
    of log: Log, entryID: Identifier, kind: Int16, subjectID: Identifier?, accountID: Identifier?, effectiveOn: Day, recordedAt: Timestamp, leaf: [UInt8], leafHash: [UInt8], payloadCiphertext: [UInt8]?
  ) -> Bound {
    let statement =
      switch log {
      case .ledger: appendEntriesStatement
      case .access: appendEntriesStatementOfAccess
      }
    return Bound(statement, [.identifier(entryID), .int2(kind), subjectID.map(Value.identifier) ?? .null, accountID.map(Value.identifier) ?? .null, .day(effectiveOn), .timestamp(recordedAt), .bytes(leaf), .bytes(leafHash), payloadCiphertext.map(Value.bytes) ?? .null])
  }

  /// The statement of `claimKey`.
  package static let claimKeyStatement = Statement(
    name: "engine/claim_key",
    text: #"""
      insert into tenant.command_key as k (principal_id, method, key, request_hash, claim, created_at)
      values ($1, $2, $3, $4, $5, $6)
      on conflict on constraint command_key_pk
      do update set claim = excluded.claim, created_at = excluded.created_at
      where k.reply is null
      """#,
    shape: .single,
    parameters: [
      .init(name: "principal_id", type: .identifier, isArray: false),
      .init(name: "method", type: .text, isArray: false),
      .init(name: "key", type: .text, isArray: false),
      .init(name: "request_hash", type: .bytes, isArray: false),
      .init(name: "claim", type: .identifier, isArray: false),
      .init(name: "created_at", type: .timestamp, isArray: false),
    ],
    returnsRows: false)

  /// Settles a commit whose outcome is unknown: waits for whoever holds the key, then takes it
  /// under a
  /// claim of its own, so that a transaction still on its way fails on it, also one that knew of an
  /// earlier claim. A key with a reply stays as it is.
  package static func claimKey(
    principalID: Identifier, method: String, key: String, requestHash: [UInt8], claim: Identifier, createdAt: Timestamp
  ) -> Bound {
    Bound(claimKeyStatement, [.identifier(principalID), .text(method), .text(key), .bytes(requestHash), .identifier(claim), .timestamp(createdAt)])
  }

  /// The statement of `currentPolicy`.
  package static let currentPolicyStatement = Statement(
    name: "engine/current_policy",
    text: #"""
      select p.version, p.body
      from tenant.policy p
      where p.valid_from_on <= (select d.business_on from tenant.business_day d)
      order by p.version desc
      limit 1
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// The policy valid on a business date: the newest version that is not later.
  package static func currentPolicy() -> Query<CurrentPolicyRow> {
    Query(Bound(currentPolicyStatement, []))
  }

  /// A row of `currentPolicy`.
  package struct CurrentPolicyRow: DecodableRow, Equatable {
    package let version: Int32
    package let body: [UInt8]

    package init(version: Int32, body: [UInt8]) {
      self.version = version
      self.body = body
    }

    package init(_ row: Row) throws(SQLFailure) {
      version = try row.int4(0)
      body = try row.bytes(1)
    }
  }

  /// The statement of `findKeys`.
  package static let findKeysStatement = Statement(
    name: "engine/find_keys",
    text: #"""
      select q.n, k.request_hash, k.reply as "reply?", k.claim as "claim?"
      from unnest($1::uuid[], $2::text[], $3::text[]) with ordinality
        as q (principal_id, method, key, n)
      join tenant.command_key k
        on k.principal_id = q.principal_id and k.method = q.method and k.key = q.key
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "principal_id", type: .identifier, isArray: true),
      .init(name: "method", type: .text, isArray: true),
      .init(name: "key", type: .text, isArray: true),
    ],
    returnsRows: true)

  /// The commands of a batch that are known: performed, with their stored replies, or claimed only.
  package static func findKeys(
    principalID: Identifier, method: String, key: String
  ) -> Query<FindKeysRow> {
    Query(Bound(findKeysStatement, [.identifier(principalID), .text(method), .text(key)]))
  }

  /// A row of `findKeys`.
  package struct FindKeysRow: DecodableRow, Equatable {
    package let requestHash: [UInt8]
    package let reply: [UInt8]?
    package let claim: Identifier?

    package init(requestHash: [UInt8], reply: [UInt8]?, claim: Identifier?) {
      self.requestHash = requestHash
      self.reply = reply
      self.claim = claim
    }

    package init(_ row: Row) throws(SQLFailure) {
      requestHash = try row.bytes(0)
      reply = row.isNull(1) ? nil : try row.bytes(1)
      claim = row.isNull(2) ? nil : try row.identifier(2)
    }
  }

  /// The statement of `forgetKeys`.
  package static let forgetKeysStatement = Statement(
    name: "engine/forget_keys",
    text: #"""
      delete from tenant.command_key k
      where k.ctid = any (array(
        select c.ctid
        from tenant.command_key c
        where c.created_at < $1
        order by c.created_at
        limit $2
        for update skip locked))
      returning k.principal_id
      """#,
    shape: .single,
    parameters: [
      .init(name: "before", type: .timestamp, isArray: false),
      .init(name: "count_max", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// Removes some keys of commands whose replies are kept no longer. By their places, which the
  /// locks
  /// hold still: a join by key would read the whole table for each part.
  package static func forgetKeys(before: Timestamp, countMax: Int64) -> Query<ForgetKeysRow> {
    Query(Bound(forgetKeysStatement, [.timestamp(before), .int8(countMax)]))
  }

  /// A row of `forgetKeys`.
  package struct ForgetKeysRow: DecodableRow, Equatable {
    package let principalID: Identifier

    package init(principalID: Identifier) {
      self.principalID = principalID
    }

    package init(_ row: Row) throws(SQLFailure) {
      principalID = try row.identifier(0)
    }
  }

  /// The statement of `insertKeys`.
  package static let insertKeysStatement = Statement(
    name: "engine/insert_keys",
    text: #"""
      insert into tenant.command_key (principal_id, method, key, request_hash, reply, created_at)
      select q.principal_id, q.method, q.key, q.request_hash, q.reply, q.created_at
      from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[],
        $5::bytea[], $6::timestamptz[])
        as q (principal_id, method, key, request_hash, reply, created_at)
      order by q.principal_id, q.method, q.key
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "principal_id", type: .identifier, isArray: true),
      .init(name: "method", type: .text, isArray: true),
      .init(name: "key", type: .text, isArray: true),
      .init(name: "request_hash", type: .bytes, isArray: true),
      .init(name: "reply", type: .bytes, isArray: true),
      .init(name: "created_at", type: .timestamp, isArray: true),
    ],
    returnsRows: false)

  /// Stores the replies of a batch under their keys; a key that another process took fails the
  /// batch.
  package static func insertKeys(
    principalID: Identifier, method: String, key: String, requestHash: [UInt8], reply: [UInt8], createdAt: Timestamp
  ) -> Bound {
    Bound(insertKeysStatement, [.identifier(principalID), .text(method), .text(key), .bytes(requestHash), .bytes(reply), .timestamp(createdAt)])
  }

  /// The statement of `lockCounters`.
  package static let lockCountersStatement = Statement(
    name: "engine/lock_counters",
    text: #"""
      select c.name
      from tenant.counter c
      where c.name = any($1::text[])
      order by c.name
      for no key update
      """#,
    shape: .single,
    parameters: [
      .init(name: "names", type: .text, isArray: true),
    ],
    returnsRows: true)

  /// Locks the guard rows a batch decides about, in the order of their names.
  package static func lockCounters(names: [String]) -> Query<LockCountersRow> {
    Query(Bound(lockCountersStatement, [.array(element: .text, names.map(Value.text))]))
  }

  /// A row of `lockCounters`.
  package struct LockCountersRow: DecodableRow, Equatable {
    package let name: String

    package init(name: String) {
      self.name = name
    }

    package init(_ row: Row) throws(SQLFailure) {
      name = try row.text(0)
    }
  }

  /// The statement of `lockDay`.
  package static let lockDayStatement = Statement(
    name: "engine/lock_day",
    text: #"""
      select d.business_on, d.next_on as "next_on?", d.day_state, d.last_closed_on as "last_closed_on?"
      from tenant.business_day d
      for no key update
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// Locks the business date for the operation that closes or opens it.
  package static func lockDay() -> Query<LockDayRow> {
    Query(Bound(lockDayStatement, []))
  }

  /// A row of `lockDay`.
  package struct LockDayRow: DecodableRow, Equatable {
    package let businessOn: Day
    package let nextOn: Day?
    package let dayState: Int16
    package let lastClosedOn: Day?

    package init(businessOn: Day, nextOn: Day?, dayState: Int16, lastClosedOn: Day?) {
      self.businessOn = businessOn
      self.nextOn = nextOn
      self.dayState = dayState
      self.lastClosedOn = lastClosedOn
    }

    package init(_ row: Row) throws(SQLFailure) {
      businessOn = try row.day(0)
      nextOn = row.isNull(1) ? nil : try row.day(1)
      dayState = try row.int2(2)
      lastClosedOn = row.isNull(3) ? nil : try row.day(3)
    }
  }

  /// The statement of `lockSubjects`.
  package static let lockSubjectsStatement = Statement(
    name: "engine/lock_subjects",
    text: #"""
      select s.id
      from tenant.subject s
      where s.id = any($1::uuid[])
      order by s.id
      for no key update
      """#,
    shape: .single,
    parameters: [
      .init(name: "ids", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// Locks the debtors a batch decides about, in the order of their ids.
  package static func lockSubjects(ids: [Identifier]) -> Query<LockSubjectsRow> {
    Query(Bound(lockSubjectsStatement, [.array(element: .identifier, ids.map(Value.identifier))]))
  }

  /// A row of `lockSubjects`.
  package struct LockSubjectsRow: DecodableRow, Equatable {
    package let id: Identifier

    package init(id: Identifier) {
      self.id = id
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
    }
  }

  /// The statement of `lockSubjectsSkipping`.
  package static let lockSubjectsSkippingStatement = Statement(
    name: "engine/lock_subjects_skipping",
    text: #"""
      select s.id
      from tenant.subject s
      where s.id = any($1::uuid[])
      order by s.id
      for no key update skip locked
      """#,
    shape: .single,
    parameters: [
      .init(name: "ids", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// Locks those debtors of a batch that nobody else holds; the operations on the others run alone.
  package static func lockSubjectsSkipping(ids: [Identifier]) -> Query<LockSubjectsSkippingRow> {
    Query(Bound(lockSubjectsSkippingStatement, [.array(element: .identifier, ids.map(Value.identifier))]))
  }

  /// A row of `lockSubjectsSkipping`.
  package struct LockSubjectsSkippingRow: DecodableRow, Equatable {
    package let id: Identifier

    package init(id: Identifier) {
      self.id = id
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
    }
  }

  /// The statement of `releaseKey`.
  package static let releaseKeyStatement = Statement(
    name: "engine/release_key",
    text: #"""
      delete from tenant.command_key
      where principal_id = $1 and method = $2 and key = $3 and claim = $4
      """#,
    shape: .single,
    parameters: [
      .init(name: "principal_id", type: .identifier, isArray: false),
      .init(name: "method", type: .text, isArray: false),
      .init(name: "key", type: .text, isArray: false),
      .init(name: "claim", type: .identifier, isArray: false),
    ],
    returnsRows: false)

  /// Gives back a key that was claimed and not performed, in the transaction that performs it. A
  /// later
  /// claim is not given back: the key which the transaction then stores fails on it.
  package static func releaseKey(
    principalID: Identifier, method: String, key: String, claim: Identifier
  ) -> Bound {
    Bound(releaseKeyStatement, [.identifier(principalID), .text(method), .text(key), .identifier(claim)])
  }

  /// The statement of `shareDay`.
  package static let shareDayStatement = Statement(
    name: "engine/share_day",
    text: #"""
      select d.business_on, d.next_on as "next_on?", d.day_state, d.last_closed_on as "last_closed_on?"
      from tenant.business_day d
      for share
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// Keeps the business date from being closed while a batch posts to it.
  package static func shareDay() -> Query<ShareDayRow> {
    Query(Bound(shareDayStatement, []))
  }

  /// A row of `shareDay`.
  package struct ShareDayRow: DecodableRow, Equatable {
    package let businessOn: Day
    package let nextOn: Day?
    package let dayState: Int16
    package let lastClosedOn: Day?

    package init(businessOn: Day, nextOn: Day?, dayState: Int16, lastClosedOn: Day?) {
      self.businessOn = businessOn
      self.nextOn = nextOn
      self.dayState = dayState
      self.lastClosedOn = lastClosedOn
    }

    package init(_ row: Row) throws(SQLFailure) {
      businessOn = try row.day(0)
      nextOn = row.isNull(1) ? nil : try row.day(1)
      dayState = try row.int2(2)
      lastClosedOn = row.isNull(3) ? nil : try row.day(3)
    }
  }

  /// The statement of `tenantContext`.
  package static let tenantContextStatement = Statement(
    name: "engine/tenant_context",
    text: #"""
      select f.tenant_id, f.base_currency, f.jurisdiction, f.regime, f.vkey, f.origin
      from tenant.tenant_fact f
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// What the server keeps of a tenant between calls.
  package static func tenantContext() -> Query<TenantContextRow> {
    Query(Bound(tenantContextStatement, []))
  }

  /// A row of `tenantContext`.
  package struct TenantContextRow: DecodableRow, Equatable {
    package let tenantID: Identifier
    package let baseCurrency: String
    package let jurisdiction: String
    package let regime: String
    package let vkey: String
    package let origin: String

    package init(tenantID: Identifier, baseCurrency: String, jurisdiction: String, regime: String, vkey: String, origin: String) {
      self.tenantID = tenantID
      self.baseCurrency = baseCurrency
      self.jurisdiction = jurisdiction
      self.regime = regime
      self.vkey = vkey
      self.origin = origin
    }

    package init(_ row: Row) throws(SQLFailure) {
      tenantID = try row.identifier(0)
      baseCurrency = try row.text(1)
      jurisdiction = try row.text(2)
      regime = try row.text(3)
      vkey = try row.text(4)
      origin = try row.text(5)
    }
  }

  /// The statement of `tenantKeys`.
  package static let tenantKeysStatement = Statement(
    name: "engine/tenant_keys",
    text: #"""
      select k.wrapped
      from tenant.tenant_key k
      order by k.kind, k.epoch
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// The tenant's wrapped keys.
  package static func tenantKeys() -> Query<TenantKeysRow> {
    Query(Bound(tenantKeysStatement, []))
  }

  /// A row of `tenantKeys`.
  package struct TenantKeysRow: DecodableRow, Equatable {
    package let wrapped: [UInt8]

    package init(wrapped: [UInt8]) {
      self.wrapped = wrapped
    }

    package init(_ row: Row) throws(SQLFailure) {
      wrapped = try row.bytes(0)
    }
  }

  /// The statement of `wrappedKeysOfKind`.
  package static let wrappedKeysOfKindStatement = Statement(
    name: "engine/wrapped_keys_of_kind",
    text: #"""
      select k.wrapped
      from tenant.tenant_key k
      where k.kind = $1
      order by k.epoch desc
      limit 1
      """#,
    shape: .single,
    parameters: [
      .init(name: "kind", type: .int2, isArray: false),
    ],
    returnsRows: true)

  /// The newest wrapped key of one kind.
  package static func wrappedKeysOfKind(kind: Int16) -> Query<WrappedKeysOfKindRow> {
    Query(Bound(wrappedKeysOfKindStatement, [.int2(kind)]))
  }

  /// A row of `wrappedKeysOfKind`.
  package struct WrappedKeysOfKindRow: DecodableRow, Equatable {
    package let wrapped: [UInt8]

    package init(wrapped: [UInt8]) {
      self.wrapped = wrapped
    }

    package init(_ row: Row) throws(SQLFailure) {
      wrapped = try row.bytes(0)
    }
  }
}
