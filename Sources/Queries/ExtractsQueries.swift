// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/extracts sql/platform/migrations sql/tenant/migrations
// SHA-256: 86a24dd056a1e8d63fa8fa87de6d3389dae5c7b65615d0a98cc9cf741080e1bd
package import Bytes
package import SQL

/// The statements of `sql/queries/extracts`.
package enum ExtractsQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    completeStatement,
    contractsStatement,
    fiveClassStatement,
    freezeStatement,
    ofGrantStatement,
    oneStatement,
    pageStatement,
    repaymentsStatement,
  ]

  /// The statement of `complete`.
  package static let completeStatement = Statement(
    name: "extracts/complete",
    text: #"""
      update tenant.extract
      set state = 5, file_name = $1, byte_count = $2, sha256 = $3,
        manifest_sha256 = $4, updated_at = $5, version = version + 1
      where id = $6 and state < 5
      """#,
    shape: .single,
    parameters: [
      .init(name: "file_name", type: .text, isArray: false),
      .init(name: "byte_count", type: .int8, isArray: false),
      .init(name: "sha256", type: .bytes, isArray: false),
      .init(name: "manifest_sha256", type: .bytes, isArray: false),
      .init(name: "at", type: .timestamp, isArray: false),
      .init(name: "id", type: .identifier, isArray: false),
    ],
    returnsRows: false)

  /// Records the file of an extract: signed and ready to be pulled.
  package static func complete(
    fileName: String, byteCount: Int64, sha256: [UInt8], manifestSha256: [UInt8], at: Timestamp, id: Identifier
  ) -> Bound {
    Bound(completeStatement, [.text(fileName), .int8(byteCount), .bytes(sha256), .bytes(manifestSha256), .timestamp(at), .identifier(id)])
  }

  /// The statement of `contracts`.
  package static let contractsStatement = Statement(
    name: "extracts/contracts",
    text: #"""
      with wanted as (
        select g.id
        from tenant.ledger_chunk as c
        cross join unnest(c.entry_ids) with ordinality as u (entry_id, n)
        join tenant.agreement as g on g.entry_id = u.entry_id
        where c.first_index > $1::bigint - 256
          and c.first_index < $2::bigint
          and c.first_index + u.n - 1 >= $1::bigint
          and c.first_index + u.n - 1 < $2::bigint
          and g.signed_on <= $3::date
        union
        select g.id
        from tenant.agreement as g
        join tenant.ledger_entry as e on e.entry_id = g.entry_id
        join tenant.ledger_chunk as c
          on int8range(c.first_seq, c.last_seq, '[]') @> e.seq and e.entry_id = any (c.entry_ids)
        where g.signed_on > $4::date and g.signed_on <= $3::date
          and c.first_index + array_position(c.entry_ids, e.entry_id) - 1 < $2::bigint
      )
      select s.pseudonym as subject, a.pseudonym as account, g.product, g.principal_amount, g.currency,
        g.signed_on
      from wanted as w
      join tenant.agreement as g on g.id = w.id
      join tenant.account as a on a.agreement_id = g.id
      join tenant.subject as s on s.id = g.subject_id
      order by a.pseudonym
      """#,
    shape: .single,
    parameters: [
      .init(name: "first_index", type: .int8, isArray: false),
      .init(name: "end_index", type: .int8, isArray: false),
      .init(name: "until_on", type: .day, isArray: false),
      .init(name: "after_on", type: .day, isArray: false),
    ],
    returnsRows: true)

  /// Dataset 2: the agreements of a period, by pseudonym. Of what the checkpoint covers, those
  /// which
  /// no extract before could hold: opened since by an entry, or signed since.
  package static func contracts(
    firstIndex: Int64, endIndex: Int64, untilOn: Day, afterOn: Day
  ) -> Query<ContractsRow> {
    Query(Bound(contractsStatement, [.int8(firstIndex), .int8(endIndex), .day(untilOn), .day(afterOn)]))
  }

  /// A row of `contracts`.
  package struct ContractsRow: DecodableRow, Equatable {
    package let subject: Identifier
    package let account: Identifier
    package let product: Int16
    package let principalAmount: Int64
    package let currency: String
    package let signedOn: Day

    package init(subject: Identifier, account: Identifier, product: Int16, principalAmount: Int64, currency: String, signedOn: Day) {
      self.subject = subject
      self.account = account
      self.product = product
      self.principalAmount = principalAmount
      self.currency = currency
      self.signedOn = signedOn
    }

    package init(_ row: Row) throws(SQLFailure) {
      subject = try row.identifier(0)
      account = try row.identifier(1)
      product = try row.int2(2)
      principalAmount = try row.int8(3)
      currency = try row.text(4)
      signedOn = try row.day(5)
    }
  }

  /// The statement of `fiveClass`.
  package static let fiveClassStatement = Statement(
    name: "extracts/five_class",
    text: #"""
      with head as (
        select h.snapshot, h.target, h.through_seq, h.system_identifier = c.system_identifier as is_own
        from tenant.ledger_head as h
        cross join pg_control_system() as c
      ), beyond as (
        select u.entry_id
        from tenant.ledger_chunk as c
        cross join unnest(c.entry_ids) with ordinality as u (entry_id, n)
        where c.first_index > $1::bigint - 256
          and c.first_index + u.n - 1 >= $1::bigint
        -- Not sealed: as `unsealed_count` has it.
        union
        select a.entry_id
        from tenant.ledger_entry as a
        cross join head as h
        where (select h.is_own from head as h)
          and a.xid >= (select pg_snapshot_xmax(h.snapshot) from head as h)
          and (h.target is null or a.seq > h.through_seq
            or not pg_visible_in_snapshot(a.xid, h.target))
        union
        select b.entry_id
        from tenant.ledger_entry as b
        cross join head as h
        where (select h.is_own from head as h)
          and b.xid = any (array(select pg_snapshot_xip(h.snapshot) from head as h))
          and (h.target is null or b.seq > h.through_seq
            or not pg_visible_in_snapshot(b.xid, h.target))
        -- While the snapshot is of another cluster, every entry is looked for.
        union
        select e.entry_id
        from tenant.ledger_entry as e
        where (select not h.is_own from head as h)
          and not exists (
            select
            from tenant.ledger_chunk as c
            where int8range(c.first_seq, c.last_seq, '[]') @> e.seq
              and e.entry_id = any (c.entry_ids))
      ), later as (
        select x.account_id, sum(x.amount) as amount
        from (
          select t.account_id, t.amount
          from tenant.account_transaction as t
          where t.value_on > $2::date
          union all
          select t.account_id, t.amount
          from beyond as b
          join tenant.account_transaction as t on t.entry_id = b.entry_id
          where t.value_on <= $2::date
        ) as x
        group by x.account_id
      )
      select c.class, a.currency, count(*) as account_count,
        sum(a.balance - coalesce(l.amount, 0))::bigint as balance
      from tenant.account as a
      join tenant.loan_class as c
        on c.account_id = a.id and c.from_on <= $2::date and (c.to_on is null or c.to_on > $2::date)
      left join later as l on l.account_id = a.id
      group by c.class, a.currency
      order by c.class, a.currency
      """#,
    shape: .single,
    parameters: [
      .init(name: "end_index", type: .int8, isArray: false),
      .init(name: "on", type: .day, isArray: false),
    ],
    returnsRows: true)

  /// Dataset 7: class and balance at the period end, of the postings which the checkpoint covers:
  /// the
  /// balances without what is valued later and without what the checkpoint does not cover.
  package static func fiveClass(endIndex: Int64, on: Day) -> Query<FiveClassRow> {
    Query(Bound(fiveClassStatement, [.int8(endIndex), .day(on)]))
  }

  /// A row of `fiveClass`.
  package struct FiveClassRow: DecodableRow, Equatable {
    package let `class`: Int16
    package let currency: String
    package let accountCount: Int64
    package let balance: Int64

    package init(`class`: Int16, currency: String, accountCount: Int64, balance: Int64) {
      self.`class` = `class`
      self.currency = currency
      self.accountCount = accountCount
      self.balance = balance
    }

    package init(_ row: Row) throws(SQLFailure) {
      `class` = try row.int2(0)
      currency = try row.text(1)
      accountCount = try row.int8(2)
      balance = try row.int8(3)
    }
  }

  /// The statement of `freeze`.
  package static let freezeStatement = Statement(
    name: "extracts/freeze",
    text: #"""
      insert into tenant.extract (id, regulator_id, grant_id, datasets, period_end_on, state,
        first_index, end_index, checkpoint, previous_id, created_at, updated_at)
      values ($1, $2, $3, $4, $5, 2, $6, $7,
        $8, $9, $10, $10)
      on conflict on constraint extract_period_unique do nothing
      """#,
    shape: .single,
    parameters: [
      .init(name: "id", type: .identifier, isArray: false),
      .init(name: "regulator_id", type: .identifier, isArray: false),
      .init(name: "grant_id", type: .identifier, isArray: false),
      .init(name: "datasets", type: .int2, isArray: true),
      .init(name: "period_end_on", type: .day, isArray: false),
      .init(name: "first_index", type: .int8, isArray: false),
      .init(name: "end_index", type: .int8, isArray: false),
      .init(name: "checkpoint", type: .text, isArray: false),
      .init(name: "previous_id", type: .identifier, isArray: false),
      .init(name: "at", type: .timestamp, isArray: false),
    ],
    returnsRows: false)

  /// Fixes what an extract is of; a slot that is there already stays as it is.
  package static func freeze(
    id: Identifier, regulatorID: Identifier, grantID: Identifier, datasets: [Int16], periodEndOn: Day, firstIndex: Int64, endIndex: Int64, checkpoint: String, previousID: Identifier?, at: Timestamp
  ) -> Bound {
    Bound(freezeStatement, [.identifier(id), .identifier(regulatorID), .identifier(grantID), .array(element: .int2, datasets.map(Value.int2)), .day(periodEndOn), .int8(firstIndex), .int8(endIndex), .text(checkpoint), previousID.map(Value.identifier) ?? .null, .timestamp(at)])
  }

  /// The statement of `ofGrant`.
  package static let ofGrantStatement = Statement(
    name: "extracts/of_grant",
    text: #"""
      select x.id, x.period_end_on, x.state, x.first_index as "first_index?",
        x.end_index as "end_index?", x.manifest_sha256 as "manifest_sha256?",
        x.checkpoint as "checkpoint?"
      from tenant.extract as x
      where x.grant_id = $1
      order by x.period_end_on
      """#,
    shape: .single,
    parameters: [
      .init(name: "grant_id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// The extracts of one grant, oldest first.
  package static func ofGrant(grantID: Identifier) -> Query<OfGrantRow> {
    Query(Bound(ofGrantStatement, [.identifier(grantID)]))
  }

  /// A row of `ofGrant`.
  package struct OfGrantRow: DecodableRow, Equatable {
    package let id: Identifier
    package let periodEndOn: Day
    package let state: Int16
    package let firstIndex: Int64?
    package let endIndex: Int64?
    package let manifestSha256: [UInt8]?
    package let checkpoint: String?

    package init(id: Identifier, periodEndOn: Day, state: Int16, firstIndex: Int64?, endIndex: Int64?, manifestSha256: [UInt8]?, checkpoint: String?) {
      self.id = id
      self.periodEndOn = periodEndOn
      self.state = state
      self.firstIndex = firstIndex
      self.endIndex = endIndex
      self.manifestSha256 = manifestSha256
      self.checkpoint = checkpoint
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      periodEndOn = try row.day(1)
      state = try row.int2(2)
      firstIndex = row.isNull(3) ? nil : try row.int8(3)
      endIndex = row.isNull(4) ? nil : try row.int8(4)
      manifestSha256 = row.isNull(5) ? nil : try row.bytes(5)
      checkpoint = row.isNull(6) ? nil : try row.text(6)
    }
  }

  /// The statement of `one`.
  package static let oneStatement = Statement(
    name: "extracts/one",
    text: #"""
      select x.id, x.regulator_id, x.grant_id, x.datasets, x.period_end_on, x.state,
        x.first_index as "first_index?", x.end_index as "end_index?", x.file_name as "file_name?",
        x.byte_count as "byte_count?", x.sha256 as "sha256?", x.manifest_sha256 as "manifest_sha256?",
        x.checkpoint as "checkpoint?", x.previous_id as "previous_id?"
      from tenant.extract as x
      where x.id = $1
      """#,
    shape: .single,
    parameters: [
      .init(name: "id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// One extract.
  package static func one(id: Identifier) -> Query<OneRow> {
    Query(Bound(oneStatement, [.identifier(id)]))
  }

  /// A row of `one`.
  package struct OneRow: DecodableRow, Equatable {
    package let id: Identifier
    package let regulatorID: Identifier
    package let grantID: Identifier
    package let datasets: [Int16]
    package let periodEndOn: Day
    package let state: Int16
    package let firstIndex: Int64?
    package let endIndex: Int64?
    package let fileName: String?
    package let byteCount: Int64?
    package let sha256: [UInt8]?
    package let manifestSha256: [UInt8]?
    package let checkpoint: String?
    package let previousID: Identifier?

    package init(id: Identifier, regulatorID: Identifier, grantID: Identifier, datasets: [Int16], periodEndOn: Day, state: Int16, firstIndex: Int64?, endIndex: Int64?, fileName: String?, byteCount: Int64?, sha256: [UInt8]?, manifestSha256: [UInt8]?, checkpoint: String?, previousID: Identifier?) {
      self.id = id
      self.regulatorID = regulatorID
      self.grantID = grantID
      self.datasets = datasets
      self.periodEndOn = periodEndOn
      self.state = state
      self.firstIndex = firstIndex
      self.endIndex = endIndex
      self.fileName = fileName
      self.byteCount = byteCount
      self.sha256 = sha256
      self.manifestSha256 = manifestSha256
      self.checkpoint = checkpoint
      self.previousID = previousID
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      regulatorID = try row.identifier(1)
      grantID = try row.identifier(2)
      datasets = try row.int2s(3)
      periodEndOn = try row.day(4)
      state = try row.int2(5)
      firstIndex = row.isNull(6) ? nil : try row.int8(6)
      endIndex = row.isNull(7) ? nil : try row.int8(7)
      fileName = row.isNull(8) ? nil : try row.text(8)
      byteCount = row.isNull(9) ? nil : try row.int8(9)
      sha256 = row.isNull(10) ? nil : try row.bytes(10)
      manifestSha256 = row.isNull(11) ? nil : try row.bytes(11)
      checkpoint = row.isNull(12) ? nil : try row.text(12)
      previousID = row.isNull(13) ? nil : try row.identifier(13)
    }
  }

  /// The statement of `page`.
  package static let pageStatement = Statement(
    name: "extracts/page",
    text: #"""
      select x.id, x.datasets, x.period_end_on, x.state, x.first_index as "first_index?",
        x.end_index as "end_index?", x.byte_count as "byte_count?", x.sha256 as "sha256?"
      from tenant.extract as x
      where (x.period_end_on, x.id) < ($1::date, $2::uuid)
      order by x.period_end_on desc, x.id desc
      limit $3::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "before_on", type: .day, isArray: false),
      .init(name: "before_id", type: .identifier, isArray: false),
      .init(name: "size", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// The extracts of the tenant before a period end and id, the newest first.
  package static func page(beforeOn: Day, beforeID: Identifier, size: Int64) -> Query<PageRow> {
    Query(Bound(pageStatement, [.day(beforeOn), .identifier(beforeID), .int8(size)]))
  }

  /// A row of `page`.
  package struct PageRow: DecodableRow, Equatable {
    package let id: Identifier
    package let datasets: [Int16]
    package let periodEndOn: Day
    package let state: Int16
    package let firstIndex: Int64?
    package let endIndex: Int64?
    package let byteCount: Int64?
    package let sha256: [UInt8]?

    package init(id: Identifier, datasets: [Int16], periodEndOn: Day, state: Int16, firstIndex: Int64?, endIndex: Int64?, byteCount: Int64?, sha256: [UInt8]?) {
      self.id = id
      self.datasets = datasets
      self.periodEndOn = periodEndOn
      self.state = state
      self.firstIndex = firstIndex
      self.endIndex = endIndex
      self.byteCount = byteCount
      self.sha256 = sha256
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      datasets = try row.int2s(1)
      periodEndOn = try row.day(2)
      state = try row.int2(3)
      firstIndex = row.isNull(4) ? nil : try row.int8(4)
      endIndex = row.isNull(5) ? nil : try row.int8(5)
      byteCount = row.isNull(6) ? nil : try row.int8(6)
      sha256 = row.isNull(7) ? nil : try row.bytes(7)
    }
  }

  /// The statement of `repayments`.
  package static let repaymentsStatement = Statement(
    name: "extracts/repayments",
    text: #"""
      with wanted as (
        select t.id
        from tenant.ledger_chunk as c
        cross join unnest(c.entry_ids) with ordinality as u (entry_id, n)
        join tenant.account_transaction as t on t.entry_id = u.entry_id
        where c.first_index > $1::bigint - 256
          and c.first_index < $2::bigint
          and c.first_index + u.n - 1 >= $1::bigint
          and c.first_index + u.n - 1 < $2::bigint
          and t.type in (2, 3) and t.value_on <= $3::date
        union
        select t.id
        from tenant.account_transaction as t
        join tenant.ledger_entry as e on e.entry_id = t.entry_id
        join tenant.ledger_chunk as c
          on int8range(c.first_seq, c.last_seq, '[]') @> e.seq and e.entry_id = any (c.entry_ids)
        where t.type in (2, 3)
          and t.value_on > $4::date and t.value_on <= $3::date
          and c.first_index + array_position(c.entry_ids, e.entry_id) - 1 < $2::bigint
      )
      select t.id, a.pseudonym as account, t.type, t.value_on, -t.amount as amount, a.currency
      from wanted as w
      join tenant.account_transaction as t on t.id = w.id
      join tenant.account as a on a.id = t.account_id
      order by t.value_on, t.id
      """#,
    shape: .single,
    parameters: [
      .init(name: "first_index", type: .int8, isArray: false),
      .init(name: "end_index", type: .int8, isArray: false),
      .init(name: "until_on", type: .day, isArray: false),
      .init(name: "after_on", type: .day, isArray: false),
    ],
    returnsRows: true)

  /// Dataset 5: the receipts of a period, by pseudonym. Of what the checkpoint covers, those which
  /// no
  /// extract before could hold: recorded since by an entry, or valued since.
  package static func repayments(
    firstIndex: Int64, endIndex: Int64, untilOn: Day, afterOn: Day
  ) -> Query<RepaymentsRow> {
    Query(Bound(repaymentsStatement, [.int8(firstIndex), .int8(endIndex), .day(untilOn), .day(afterOn)]))
  }

  /// A row of `repayments`.
  package struct RepaymentsRow: DecodableRow, Equatable {
    package let id: Identifier
    package let account: Identifier
    package let type: Int16
    package let valueOn: Day
    package let amount: Int64
    package let currency: String

    package init(id: Identifier, account: Identifier, type: Int16, valueOn: Day, amount: Int64, currency: String) {
      self.id = id
      self.account = account
      self.type = type
      self.valueOn = valueOn
      self.amount = amount
      self.currency = currency
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      account = try row.identifier(1)
      type = try row.int2(2)
      valueOn = try row.day(3)
      amount = try row.int8(4)
      currency = try row.text(5)
    }
  }
}
