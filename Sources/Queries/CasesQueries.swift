// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/cases sql/platform/migrations sql/tenant/migrations
// SHA-256: 73aff2527c90d793b49dd21457c9be31d960c8ac3a1854b353271605e2d82ae5
package import Bytes
package import SQL

/// The statements of `sql/queries/cases`.
package enum CasesQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    accountsStatement,
    assignStatement,
    byIDStatement,
    closeStatement,
    debtorStatement,
    headStatement,
    moveStatement,
    openCountStatement,
    ownedCountStatement,
    pageStatement,
    subjectOfStatement,
  ]

  /// The statement of `accounts`.
  package static let accountsStatement = Statement(
    name: "cases/accounts",
    text: #"""
      select q.n, a.id, a.opening_overdue_on as "opening_overdue_on?", a.opening_overdue_amount
      from unnest($1::uuid[]) with ordinality as q (case_id, n)
      join tenant.case_account ca on ca.case_id = q.case_id
      join tenant.account a on a.id = ca.account_id
      order by q.n, a.id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "case_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// The accounts of a case, with what a replay begins from.
  package static func accounts(caseID: Identifier) -> Query<AccountsRow> {
    Query(Bound(accountsStatement, [.identifier(caseID)]))
  }

  /// A row of `accounts`.
  package struct AccountsRow: DecodableRow, Equatable {
    package let id: Identifier
    package let openingOverdueOn: Day?
    package let openingOverdueAmount: Int64

    package init(id: Identifier, openingOverdueOn: Day?, openingOverdueAmount: Int64) {
      self.id = id
      self.openingOverdueOn = openingOverdueOn
      self.openingOverdueAmount = openingOverdueAmount
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      openingOverdueOn = row.isNull(1) ? nil : try row.day(1)
      openingOverdueAmount = try row.int8(2)
    }
  }

  /// The statement of `assign`.
  package static let assignStatement = Statement(
    name: "cases/assign",
    text: #"""
      update tenant.collection_case c
      set state = q.state, owner_id = q.owner_id, assigned_at = q.assigned_at, version = c.version + 1
      from unnest($1::uuid[], $2::smallint[], $3::uuid[], $4::timestamptz[])
        as q (id, state, owner_id, assigned_at)
      where c.id = q.id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "state", type: .int2, isArray: true),
      .init(name: "owner_id", type: .identifier, isArray: true),
      .init(name: "assigned_at", type: .timestamp, isArray: true),
    ],
    returnsRows: false)

  /// Gives a case to a collector.
  package static func assign(
    id: Identifier, state: Int16, ownerID: Identifier, assignedAt: Timestamp
  ) -> Bound {
    Bound(assignStatement, [.identifier(id), .int2(state), .identifier(ownerID), .timestamp(assignedAt)])
  }

  /// The statement of `byID`.
  package static let byIDStatement = Statement(
    name: "cases/by_id",
    text: #"""
      select q.n, c.id, c.subject_id, c.no, c.portfolio, c.state, c.flags, c.level,
        c.level_rule, c.priority, c.currency, c.claim_at_open, c.overdue, c.days_past_due, c.opened_on,
        c.owner_id as "owner_id?", c.close_reason as "close_reason?",
        coalesce(c.figures_on, (select d.last_closed_on from tenant.business_day d))
          as "figures_on?", s.pseudonym, s.status, s.time_zone,
        s.night_consent, p.wrapped_key
      from unnest($1::uuid[]) with ordinality as q (case_id, n)
      join tenant.collection_case c on c.id = q.case_id
      join tenant.subject s on s.id = c.subject_id
      join tenant.pii_subject p on p.subject_id = c.subject_id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "case_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// A case with what an act needs of its debtor: time zone, consent, wrapped key.
  package static func byID(caseID: Identifier) -> Query<ByIDRow> {
    Query(Bound(byIDStatement, [.identifier(caseID)]))
  }

  /// A row of `byID`.
  package struct ByIDRow: DecodableRow, Equatable {
    package let id: Identifier
    package let subjectID: Identifier
    package let no: String
    package let portfolio: Int16
    package let state: Int16
    package let flags: Int32
    package let level: Int16
    package let levelRule: String
    package let priority: Int32
    package let currency: String
    package let claimAtOpen: Int64
    package let overdue: Int64
    package let daysPastDue: Int32
    package let openedOn: Day
    package let ownerID: Identifier?
    package let closeReason: Int16?
    package let figuresOn: Day?
    package let pseudonym: Identifier
    package let status: Int16
    package let timeZone: String
    package let nightConsent: Bool
    package let wrappedKey: [UInt8]

    package init(id: Identifier, subjectID: Identifier, no: String, portfolio: Int16, state: Int16, flags: Int32, level: Int16, levelRule: String, priority: Int32, currency: String, claimAtOpen: Int64, overdue: Int64, daysPastDue: Int32, openedOn: Day, ownerID: Identifier?, closeReason: Int16?, figuresOn: Day?, pseudonym: Identifier, status: Int16, timeZone: String, nightConsent: Bool, wrappedKey: [UInt8]) {
      self.id = id
      self.subjectID = subjectID
      self.no = no
      self.portfolio = portfolio
      self.state = state
      self.flags = flags
      self.level = level
      self.levelRule = levelRule
      self.priority = priority
      self.currency = currency
      self.claimAtOpen = claimAtOpen
      self.overdue = overdue
      self.daysPastDue = daysPastDue
      self.openedOn = openedOn
      self.ownerID = ownerID
      self.closeReason = closeReason
      self.figuresOn = figuresOn
      self.pseudonym = pseudonym
      self.status = status
      self.timeZone = timeZone
      self.nightConsent = nightConsent
      self.wrappedKey = wrappedKey
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      subjectID = try row.identifier(1)
      no = try row.text(2)
      portfolio = try row.int2(3)
      state = try row.int2(4)
      flags = try row.int4(5)
      level = try row.int2(6)
      levelRule = try row.text(7)
      priority = try row.int4(8)
      currency = try row.text(9)
      claimAtOpen = try row.int8(10)
      overdue = try row.int8(11)
      daysPastDue = try row.int4(12)
      openedOn = try row.day(13)
      ownerID = row.isNull(14) ? nil : try row.identifier(14)
      closeReason = row.isNull(15) ? nil : try row.int2(15)
      figuresOn = row.isNull(16) ? nil : try row.day(16)
      pseudonym = try row.identifier(17)
      status = try row.int2(18)
      timeZone = try row.text(19)
      nightConsent = try row.bool(20)
      wrappedKey = try row.bytes(21)
    }
  }

  /// The statement of `close`.
  package static let closeStatement = Statement(
    name: "cases/close",
    text: #"""
      update tenant.collection_case c
      set state = q.state, close_reason = q.close_reason, closed_on = q.closed_on,
        figures_on = (select d.last_closed_on from tenant.business_day d), version = c.version + 1
      from unnest($1::uuid[], $2::smallint[], $3::smallint[], $4::date[])
        as q (id, state, close_reason, closed_on)
      where c.id = q.id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "state", type: .int2, isArray: true),
      .init(name: "close_reason", type: .int2, isArray: true),
      .init(name: "closed_on", type: .day, isArray: true),
    ],
    returnsRows: false)

  /// Closes a case with its reason; its figures stay those of the last run.
  package static func close(
    id: Identifier, state: Int16, closeReason: Int16, closedOn: Day
  ) -> Bound {
    Bound(closeStatement, [.identifier(id), .int2(state), .int2(closeReason), .day(closedOn)])
  }

  /// The statement of `debtor`.
  package static let debtorStatement = Statement(
    name: "cases/debtor",
    text: #"""
      select q.n, s.id, s.pseudonym, s.status, s.first_overdue_on as "first_overdue_on?", p.wrapped_key
      from unnest($1::uuid[]) with ordinality as q (subject_id, n)
      join tenant.subject s on s.id = q.subject_id
      join tenant.pii_subject p on p.subject_id = s.id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// A debtor with pseudonym and wrapped key, for entries about it.
  package static func debtor(subjectID: Identifier) -> Query<DebtorRow> {
    Query(Bound(debtorStatement, [.identifier(subjectID)]))
  }

  /// A row of `debtor`.
  package struct DebtorRow: DecodableRow, Equatable {
    package let id: Identifier
    package let pseudonym: Identifier
    package let status: Int16
    package let firstOverdueOn: Day?
    package let wrappedKey: [UInt8]

    package init(id: Identifier, pseudonym: Identifier, status: Int16, firstOverdueOn: Day?, wrappedKey: [UInt8]) {
      self.id = id
      self.pseudonym = pseudonym
      self.status = status
      self.firstOverdueOn = firstOverdueOn
      self.wrappedKey = wrappedKey
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      pseudonym = try row.identifier(1)
      status = try row.int2(2)
      firstOverdueOn = row.isNull(3) ? nil : try row.day(3)
      wrappedKey = try row.bytes(4)
    }
  }

  /// The statement of `head`.
  package static let headStatement = Statement(
    name: "cases/head",
    text: #"""
      select c.id, c.subject_id
      from (
        (select a.id, a.subject_id, a.priority, a.overdue, a.days_past_due, a.no
        from tenant.collection_case a
        where a.state = 2 and ($1::smallint = 0 or a.level = $1::smallint)
          and (a.overdue > 0 or a.days_past_due > 0)
        order by -a.priority, -a.overdue, -a.days_past_due, a.no
        limit $2::bigint)
        union all
        (select b.id, b.subject_id, b.priority, b.overdue, b.days_past_due, b.no
        from tenant.collection_case b
        where b.state = 2 and ($1::smallint = 0 or b.level = $1::smallint)
          and b.overdue <= 0 and b.days_past_due <= 0
        order by -b.priority, -b.overdue, -b.days_past_due, b.no
        limit $2::bigint)
      ) c
      order by (c.overdue > 0 or c.days_past_due > 0) desc, -c.priority, -c.overdue,
        -c.days_past_due, c.no
      limit $2::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "level", type: .int2, isArray: false),
      .init(name: "count", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// The first cases of the queue; those without arrears at the last run come last. Level 0: any.
  /// Either part reads an index in its order.
  package static func head(level: Int16, count: Int64) -> Query<HeadRow> {
    Query(Bound(headStatement, [.int2(level), .int8(count)]))
  }

  /// A row of `head`.
  package struct HeadRow: DecodableRow, Equatable {
    package let id: Identifier
    package let subjectID: Identifier

    package init(id: Identifier, subjectID: Identifier) {
      self.id = id
      self.subjectID = subjectID
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      subjectID = try row.identifier(1)
    }
  }

  /// The statement of `move`.
  package static let moveStatement = Statement(
    name: "cases/move",
    text: #"""
      update tenant.collection_case c
      set state = q.state, version = c.version + 1
      from unnest($1::uuid[], $2::smallint[]) as q (id, state)
      where c.id = q.id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "state", type: .int2, isArray: true),
    ],
    returnsRows: false)

  /// Moves a case along machine 1.
  package static func move(id: Identifier, state: Int16) -> Bound {
    Bound(moveStatement, [.identifier(id), .int2(state)])
  }

  /// The statement of `openCount`.
  package static let openCountStatement = Statement(
    name: "cases/open_count",
    text: #"""
      select count(*) as open_count
      from tenant.collection_case c
      where c.owner_id = $1 and c.state <= 12
      """#,
    shape: .single,
    parameters: [
      .init(name: "owner_id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// How many open cases somebody has.
  package static func openCount(ownerID: Identifier) -> Query<OpenCountRow> {
    Query(Bound(openCountStatement, [.identifier(ownerID)]))
  }

  /// A row of `openCount`.
  package struct OpenCountRow: DecodableRow, Equatable {
    package let openCount: Int64

    package init(openCount: Int64) {
      self.openCount = openCount
    }

    package init(_ row: Row) throws(SQLFailure) {
      openCount = try row.int8(0)
    }
  }

  /// The statement of `ownedCount`.
  package static let ownedCountStatement = Statement(
    name: "cases/owned_count",
    text: #"""
      select count(*) as owned_count
      from tenant.collection_case c
      where c.subject_id = $1 and c.owner_id = $2 and c.state <= 12
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: false),
      .init(name: "owner_id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// How many open cases of a debtor somebody owns.
  package static func ownedCount(
    subjectID: Identifier, ownerID: Identifier
  ) -> Query<OwnedCountRow> {
    Query(Bound(ownedCountStatement, [.identifier(subjectID), .identifier(ownerID)]))
  }

  /// A row of `ownedCount`.
  package struct OwnedCountRow: DecodableRow, Equatable {
    package let ownedCount: Int64

    package init(ownedCount: Int64) {
      self.ownedCount = ownedCount
    }

    package init(_ row: Row) throws(SQLFailure) {
      ownedCount = try row.int8(0)
    }
  }

  /// The statement of `page`.
  package static let pageStatement = Statement(
    name: "cases/page",
    text: #"""
      select c.id, c.subject_id, p.wrapped_key, c.no, c.state, c.level, c.level_rule, c.priority,
        c.currency, c.claim_at_open, c.overdue, c.days_past_due, c.opened_on, c.owner_id as "owner_id?",
        c.close_reason as "close_reason?",
        coalesce(c.figures_on, (select d.last_closed_on from tenant.business_day d))
          as "figures_on?"
      from (
        (select a.*
        from tenant.collection_case a
        where $1::smallint = 0 and a.state <= 12
          and ($2::smallint = 0 or a.level = $2::smallint)
          and (not $3::boolean or a.owner_id = $4::uuid)
          and (-a.priority, -a.overdue, -a.days_past_due, a.no)
            > (-$5::integer, -$6::bigint, -$7::integer, $8::text)
        order by -a.priority, -a.overdue, -a.days_past_due, a.no
        limit $9::bigint)
        union all
        (select b.*
        from tenant.collection_case b
        where $1::smallint <> 0 and b.state = $1::smallint
          and ($2::smallint = 0 or b.level = $2::smallint)
          and (not $3::boolean or b.owner_id = $4::uuid)
          and (-b.priority, -b.overdue, -b.days_past_due, b.no)
            > (-$5::integer, -$6::bigint, -$7::integer, $8::text)
        order by -b.priority, -b.overdue, -b.days_past_due, b.no
        limit $9::bigint)
      ) c
      cross join lateral (
        select k.wrapped_key
        from tenant.pii_subject k
        where k.subject_id = c.subject_id
        limit 1
      ) p
      order by -c.priority, -c.overdue, -c.days_past_due, c.no
      """#,
    shape: .single,
    parameters: [
      .init(name: "state", type: .int2, isArray: false),
      .init(name: "level", type: .int2, isArray: false),
      .init(name: "mine", type: .bool, isArray: false),
      .init(name: "principal_id", type: .identifier, isArray: false),
      .init(name: "after_priority", type: .int4, isArray: false),
      .init(name: "after_overdue", type: .int8, isArray: false),
      .init(name: "after_days", type: .int4, isArray: false),
      .init(name: "after_no", type: .text, isArray: false),
      .init(name: "size", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// Cases in the order of the queue, after the one named by its sort key. State 0: all open.
  /// Either
  /// part reads no more than its page, from an index of its own.
  package static func page(
    state: Int16, level: Int16, mine: Bool, principalID: Identifier, afterPriority: Int32, afterOverdue: Int64, afterDays: Int32, afterNo: String, size: Int64
  ) -> Query<PageRow> {
    Query(Bound(pageStatement, [.int2(state), .int2(level), .bool(mine), .identifier(principalID), .int4(afterPriority), .int8(afterOverdue), .int4(afterDays), .text(afterNo), .int8(size)]))
  }

  /// A row of `page`.
  package struct PageRow: DecodableRow, Equatable {
    package let id: Identifier
    package let subjectID: Identifier
    package let wrappedKey: [UInt8]
    package let no: String
    package let state: Int16
    package let level: Int16
    package let levelRule: String
    package let priority: Int32
    package let currency: String
    package let claimAtOpen: Int64
    package let overdue: Int64
    package let daysPastDue: Int32
    package let openedOn: Day
    package let ownerID: Identifier?
    package let closeReason: Int16?
    package let figuresOn: Day?

    package init(id: Identifier, subjectID: Identifier, wrappedKey: [UInt8], no: String, state: Int16, level: Int16, levelRule: String, priority: Int32, currency: String, claimAtOpen: Int64, overdue: Int64, daysPastDue: Int32, openedOn: Day, ownerID: Identifier?, closeReason: Int16?, figuresOn: Day?) {
      self.id = id
      self.subjectID = subjectID
      self.wrappedKey = wrappedKey
      self.no = no
      self.state = state
      self.level = level
      self.levelRule = levelRule
      self.priority = priority
      self.currency = currency
      self.claimAtOpen = claimAtOpen
      self.overdue = overdue
      self.daysPastDue = daysPastDue
      self.openedOn = openedOn
      self.ownerID = ownerID
      self.closeReason = closeReason
      self.figuresOn = figuresOn
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      subjectID = try row.identifier(1)
      wrappedKey = try row.bytes(2)
      no = try row.text(3)
      state = try row.int2(4)
      level = try row.int2(5)
      levelRule = try row.text(6)
      priority = try row.int4(7)
      currency = try row.text(8)
      claimAtOpen = try row.int8(9)
      overdue = try row.int8(10)
      daysPastDue = try row.int4(11)
      openedOn = try row.day(12)
      ownerID = row.isNull(13) ? nil : try row.identifier(13)
      closeReason = row.isNull(14) ? nil : try row.int2(14)
      figuresOn = row.isNull(15) ? nil : try row.day(15)
    }
  }

  /// The statement of `subjectOf`.
  package static let subjectOfStatement = Statement(
    name: "cases/subject_of",
    text: #"""
      select q.n, c.subject_id
      from unnest($1::uuid[]) with ordinality as q (case_id, n)
      join tenant.collection_case c on c.id = q.case_id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "case_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// The debtor of a case; never changes.
  package static func subjectOf(caseID: Identifier) -> Query<SubjectOfRow> {
    Query(Bound(subjectOfStatement, [.identifier(caseID)]))
  }

  /// A row of `subjectOf`.
  package struct SubjectOfRow: DecodableRow, Equatable {
    package let subjectID: Identifier

    package init(subjectID: Identifier) {
      self.subjectID = subjectID
    }

    package init(_ row: Row) throws(SQLFailure) {
      subjectID = try row.identifier(0)
    }
  }
}
