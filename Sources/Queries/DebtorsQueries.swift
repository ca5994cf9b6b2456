// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/debtors sql/platform/migrations sql/tenant/migrations
// SHA-256: a081efdaf4745fb95fa70b772d7c0af3b7e57313aefd71ce5b3693e9c25d3f6f
package import Bytes
package import SQL

/// The statements of `sql/queries/debtors`.
package enum DebtorsQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    accountsStatement,
    bucketPeriodsStatement,
    casesStatement,
    classPeriodsStatement,
    evidenceAgreementStatement,
    existsStatement,
    getStatement,
    identifiersStatement,
    insertCredentialStatement,
    listStatement,
    phonesStatement,
    portfolioBucketsStatement,
    portfolioClassesStatement,
    portfolioRisksStatement,
    portfolioSumsStatement,
    repairsStatement,
    scoresStatement,
  ]

  /// The statement of `accounts`.
  package static let accountsStatement = Statement(
    name: "debtors/accounts",
    text: #"""
      select a.id, g.product, g.principal_amount, a.currency, a.balance_as_of as balance,
        a.days_past_due, a.bucket, a.loan_class, a.first_past_due_on as "first_past_due_on?", a.overdue
      from tenant.account a
      join tenant.agreement g on g.id = a.agreement_id
      where a.subject_id = $1
      order by a.id
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// The accounts of a debtor with the standing which the last end-of-day run found.
  package static func accounts(subjectID: Identifier) -> Query<AccountsRow> {
    Query(Bound(accountsStatement, [.identifier(subjectID)]))
  }

  /// A row of `accounts`.
  package struct AccountsRow: DecodableRow, Equatable {
    package let id: Identifier
    package let product: Int16
    package let principalAmount: Int64
    package let currency: String
    package let balance: Int64
    package let daysPastDue: Int32
    package let bucket: Int16
    package let loanClass: Int16
    package let firstPastDueOn: Day?
    package let overdue: Int64

    package init(id: Identifier, product: Int16, principalAmount: Int64, currency: String, balance: Int64, daysPastDue: Int32, bucket: Int16, loanClass: Int16, firstPastDueOn: Day?, overdue: Int64) {
      self.id = id
      self.product = product
      self.principalAmount = principalAmount
      self.currency = currency
      self.balance = balance
      self.daysPastDue = daysPastDue
      self.bucket = bucket
      self.loanClass = loanClass
      self.firstPastDueOn = firstPastDueOn
      self.overdue = overdue
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      product = try row.int2(1)
      principalAmount = try row.int8(2)
      currency = try row.text(3)
      balance = try row.int8(4)
      daysPastDue = try row.int4(5)
      bucket = try row.int2(6)
      loanClass = try row.int2(7)
      firstPastDueOn = row.isNull(8) ? nil : try row.day(8)
      overdue = try row.int8(9)
    }
  }

  /// The statement of `bucketPeriods`.
  package static let bucketPeriodsStatement = Statement(
    name: "debtors/bucket_periods",
    text: #"""
      select b.account_id, b.bucket, b.entered_on, b.left_on as "left_on?"
      from tenant.account a
      join tenant.bucket_period b on b.account_id = a.id
      where a.subject_id = $1
      order by b.account_id, b.entered_on
      limit 1000
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// The buckets of a debtor's accounts over time.
  package static func bucketPeriods(subjectID: Identifier) -> Query<BucketPeriodsRow> {
    Query(Bound(bucketPeriodsStatement, [.identifier(subjectID)]))
  }

  /// A row of `bucketPeriods`.
  package struct BucketPeriodsRow: DecodableRow, Equatable {
    package let accountID: Identifier
    package let bucket: Int16
    package let enteredOn: Day
    package let leftOn: Day?

    package init(accountID: Identifier, bucket: Int16, enteredOn: Day, leftOn: Day?) {
      self.accountID = accountID
      self.bucket = bucket
      self.enteredOn = enteredOn
      self.leftOn = leftOn
    }

    package init(_ row: Row) throws(SQLFailure) {
      accountID = try row.identifier(0)
      bucket = try row.int2(1)
      enteredOn = try row.day(2)
      leftOn = row.isNull(3) ? nil : try row.day(3)
    }
  }

  /// The statement of `cases`.
  package static let casesStatement = Statement(
    name: "debtors/cases",
    text: #"""
      select c.id, c.no, c.state, c.level, c.opened_on
      from tenant.collection_case c
      where c.subject_id = $1
      order by c.opened_on desc, c.no desc
      limit 100
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// The cases of a debtor.
  package static func cases(subjectID: Identifier) -> Query<CasesRow> {
    Query(Bound(casesStatement, [.identifier(subjectID)]))
  }

  /// A row of `cases`.
  package struct CasesRow: DecodableRow, Equatable {
    package let id: Identifier
    package let no: String
    package let state: Int16
    package let level: Int16
    package let openedOn: Day

    package init(id: Identifier, no: String, state: Int16, level: Int16, openedOn: Day) {
      self.id = id
      self.no = no
      self.state = state
      self.level = level
      self.openedOn = openedOn
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      no = try row.text(1)
      state = try row.int2(2)
      level = try row.int2(3)
      openedOn = try row.day(4)
    }
  }

  /// The statement of `classPeriods`.
  package static let classPeriodsStatement = Statement(
    name: "debtors/class_periods",
    text: #"""
      select l.account_id, l.class, l.from_on, l.to_on as "to_on?"
      from tenant.account a
      join tenant.loan_class l on l.account_id = a.id
      where a.subject_id = $1
      order by l.account_id, l.from_on
      limit 1000
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// The classes of a debtor's accounts over time.
  package static func classPeriods(subjectID: Identifier) -> Query<ClassPeriodsRow> {
    Query(Bound(classPeriodsStatement, [.identifier(subjectID)]))
  }

  /// A row of `classPeriods`.
  package struct ClassPeriodsRow: DecodableRow, Equatable {
    package let accountID: Identifier
    package let `class`: Int16
    package let fromOn: Day
    package let toOn: Day?

    package init(accountID: Identifier, `class`: Int16, fromOn: Day, toOn: Day?) {
      self.accountID = accountID
      self.`class` = `class`
      self.fromOn = fromOn
      self.toOn = toOn
    }

    package init(_ row: Row) throws(SQLFailure) {
      accountID = try row.identifier(0)
      `class` = try row.int2(1)
      fromOn = try row.day(2)
      toOn = row.isNull(3) ? nil : try row.day(3)
    }
  }

  /// The statement of `evidenceAgreement`.
  package static let evidenceAgreementStatement = Statement(
    name: "debtors/evidence_agreement",
    text: #"""
      select e.period_end_on, count(*) as account_count,
        count(*) filter (where (e.months_late > 0) = (coalesce(b.bucket, 0) > 0))
          as same_delinquency_count,
        count(*) filter (where e.months_late = coalesce(b.bucket, 0)) as same_months_count,
        count(*) filter (where coalesce(b.bucket, 0) > 0) as computed_late_count,
        count(*) filter (where e.months_late > 0) as reported_late_count
      from tenant.import_evidence e
      left join tenant.bucket_period b on b.account_id = e.account_id
        and b.entered_on <= e.period_end_on and (b.left_on is null or b.left_on > e.period_end_on)
      group by e.period_end_on
      order by e.period_end_on
      limit 1000
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// The months late as the source reported them against the bucket at each period's end. An
  /// account
  /// without a bucket at that time counts as current.
  package static func evidenceAgreement() -> Query<EvidenceAgreementRow> {
    Query(Bound(evidenceAgreementStatement, []))
  }

  /// A row of `evidenceAgreement`.
  package struct EvidenceAgreementRow: DecodableRow, Equatable {
    package let periodEndOn: Day
    package let accountCount: Int64
    package let sameDelinquencyCount: Int64
    package let sameMonthsCount: Int64
    package let computedLateCount: Int64
    package let reportedLateCount: Int64

    package init(periodEndOn: Day, accountCount: Int64, sameDelinquencyCount: Int64, sameMonthsCount: Int64, computedLateCount: Int64, reportedLateCount: Int64) {
      self.periodEndOn = periodEndOn
      self.accountCount = accountCount
      self.sameDelinquencyCount = sameDelinquencyCount
      self.sameMonthsCount = sameMonthsCount
      self.computedLateCount = computedLateCount
      self.reportedLateCount = reportedLateCount
    }

    package init(_ row: Row) throws(SQLFailure) {
      periodEndOn = try row.day(0)
      accountCount = try row.int8(1)
      sameDelinquencyCount = try row.int8(2)
      sameMonthsCount = try row.int8(3)
      computedLateCount = try row.int8(4)
      reportedLateCount = try row.int8(5)
    }
  }

  /// The statement of `exists`.
  package static let existsStatement = Statement(
    name: "debtors/exists",
    text: #"""
      select s.id
      from tenant.subject s
      where s.id = $1
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// Whether there is such a debtor.
  package static func exists(subjectID: Identifier) -> Query<ExistsRow> {
    Query(Bound(existsStatement, [.identifier(subjectID)]))
  }

  /// A row of `exists`.
  package struct ExistsRow: DecodableRow, Equatable {
    package let id: Identifier

    package init(id: Identifier) {
      self.id = id
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
    }
  }

  /// The statement of `get`.
  package static let getStatement = Statement(
    name: "debtors/get",
    text: #"""
      select s.id, s.display_token, s.pseudonym, s.time_zone, s.generated,
        s.risk_class as "risk_class?", s.risk_rule as "risk_rule?", s.score as "score?",
        k.wrapped_key, k.name as "name?",
        coalesce(max(a.bucket), 0::smallint) as bucket,
        coalesce(max(a.days_past_due), 0) as days_past_due,
        coalesce(sum(a.balance_as_of), 0)::bigint as balance, coalesce(sum(a.overdue), 0)::bigint as overdue,
        coalesce(max(a.loan_class), 1::smallint) as loan_class,
        coalesce(min(a.currency), '') as currency
      from tenant.subject s
      join tenant.pii_subject k on k.subject_id = s.id
      left join tenant.account a on a.subject_id = s.id
      where s.id = $1
      group by s.id, k.subject_id
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// A debtor with the standing of the accounts together, as the last end-of-day run found it.
  package static func get(subjectID: Identifier) -> Query<GetRow> {
    Query(Bound(getStatement, [.identifier(subjectID)]))
  }

  /// A row of `get`.
  package struct GetRow: DecodableRow, Equatable {
    package let id: Identifier
    package let displayToken: String
    package let pseudonym: Identifier
    package let timeZone: String
    package let generated: Bool
    package let riskClass: Int16?
    package let riskRule: String?
    package let score: Int64?
    package let wrappedKey: [UInt8]
    package let name: [UInt8]?
    package let bucket: Int16
    package let daysPastDue: Int32
    package let balance: Int64
    package let overdue: Int64
    package let loanClass: Int16
    package let currency: String

    package init(id: Identifier, displayToken: String, pseudonym: Identifier, timeZone: String, generated: Bool, riskClass: Int16?, riskRule: String?, score: Int64?, wrappedKey: [UInt8], name: [UInt8]?, bucket: Int16, daysPastDue: Int32, balance: Int64, overdue: Int64, loanClass: Int16, currency: String) {
      self.id = id
      self.displayToken = displayToken
      self.pseudonym = pseudonym
      self.timeZone = timeZone
      self.generated = generated
      self.riskClass = riskClass
      self.riskRule = riskRule
      self.score = score
      self.wrappedKey = wrappedKey
      self.name = name
      self.bucket = bucket
      self.daysPastDue = daysPastDue
      self.balance = balance
      self.overdue = overdue
      self.loanClass = loanClass
      self.currency = currency
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      displayToken = try row.text(1)
      pseudonym = try row.identifier(2)
      timeZone = try row.text(3)
      generated = try row.bool(4)
      riskClass = row.isNull(5) ? nil : try row.int2(5)
      riskRule = row.isNull(6) ? nil : try row.text(6)
      score = row.isNull(7) ? nil : try row.int8(7)
      wrappedKey = try row.bytes(8)
      name = row.isNull(9) ? nil : try row.bytes(9)
      bucket = try row.int2(10)
      daysPastDue = try row.int4(11)
      balance = try row.int8(12)
      overdue = try row.int8(13)
      loanClass = try row.int2(14)
      currency = try row.text(15)
    }
  }

  /// The statement of `identifiers`.
  package static let identifiersStatement = Statement(
    name: "debtors/identifiers",
    text: #"""
      select q.n, i.id, i.subject_id, i.type, i.ciphertext, i.last4 as "last4?"
      from unnest($1::uuid[]) with ordinality as q (subject_id, n)
      join tenant.pii_identifier i on i.subject_id = q.subject_id and i.type in (1, 5)
      order by q.n, i.type, i.id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// The partner reference (type 5) and the resident identity numbers (type 1) of debtors, sealed.
  package static func identifiers(subjectID: Identifier) -> Query<IdentifiersRow> {
    Query(Bound(identifiersStatement, [.identifier(subjectID)]))
  }

  /// A row of `identifiers`.
  package struct IdentifiersRow: DecodableRow, Equatable {
    package let id: Identifier
    package let subjectID: Identifier
    package let type: Int16
    package let ciphertext: [UInt8]
    package let last4: String?

    package init(id: Identifier, subjectID: Identifier, type: Int16, ciphertext: [UInt8], last4: String?) {
      self.id = id
      self.subjectID = subjectID
      self.type = type
      self.ciphertext = ciphertext
      self.last4 = last4
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      subjectID = try row.identifier(1)
      type = try row.int2(2)
      ciphertext = try row.bytes(3)
      last4 = row.isNull(4) ? nil : try row.text(4)
    }
  }

  /// The statement of `insertCredential`.
  package static let insertCredentialStatement = Statement(
    name: "debtors/insert_credential",
    text: #"""
      insert into tenant.subject_credential (id, subject_id, token_hash, expires_at, created_at,
        created_by)
      values ($1, $2, $3, $4, $5, $6)
      """#,
    shape: .single,
    parameters: [
      .init(name: "id", type: .identifier, isArray: false),
      .init(name: "subject_id", type: .identifier, isArray: false),
      .init(name: "token_hash", type: .bytes, isArray: false),
      .init(name: "expires_at", type: .timestamp, isArray: false),
      .init(name: "created_at", type: .timestamp, isArray: false),
      .init(name: "created_by", type: .identifier, isArray: false),
    ],
    returnsRows: false)

  /// Registers the token of a debtor by its hash.
  package static func insertCredential(
    id: Identifier, subjectID: Identifier, tokenHash: [UInt8], expiresAt: Timestamp, createdAt: Timestamp, createdBy: Identifier
  ) -> Bound {
    Bound(insertCredentialStatement, [.identifier(id), .identifier(subjectID), .bytes(tokenHash), .timestamp(expiresAt), .timestamp(createdAt), .identifier(createdBy)])
  }

  /// The statement of `list`.
  package static let listStatement = Statement(
    name: "debtors/list",
    text: #"""
      select s.id, s.display_token, s.risk_class as "risk_class?", s.risk_rule as "risk_rule?",
        s.score as "score?", k.wrapped_key, k.name as "name?",
        t.bucket, t.days_past_due, t.balance, t.overdue, t.loan_class, t.currency
      from tenant.subject s
      -- For each debtor of the page alone: joined or grouped at once, all debtors would be read for a page.
      cross join lateral (
        select p.wrapped_key, p.name
        from tenant.pii_subject p
        where p.subject_id = s.id
        limit 1
      ) k
      cross join lateral (
        select coalesce(max(a.bucket), 0::smallint) as bucket,
          coalesce(max(a.days_past_due), 0) as days_past_due,
          coalesce(sum(a.balance_as_of), 0)::bigint as balance,
          coalesce(sum(a.overdue), 0)::bigint as overdue,
          coalesce(max(a.loan_class), 1::smallint) as loan_class,
          coalesce(min(a.currency), '') as currency
        from tenant.account a
        where a.subject_id = s.id
      ) t
      where (length(s.display_token), s.display_token) > (length($1), $1)
        and ($2::smallint is null or s.risk_class = $2::smallint)
        and ($3::bytea is null or exists (
          select from tenant.pii_identifier i
          where i.subject_id = s.id and i.type = 5 and i.blind_index = $3::bytea))
        and ($4::smallint is null or (
          select max(b.bucket) from tenant.account b where b.subject_id = s.id) = $4::smallint)
        and ($5::date is null or (
          exists (
            select from tenant.account c
            join tenant.bucket_period p on p.account_id = c.id
            where c.subject_id = s.id and p.bucket > 0)
          and not exists (
            select from tenant.account c
            join tenant.bucket_period p on p.account_id = c.id
            where c.subject_id = s.id and p.bucket > 0
              and (p.left_on is null or p.left_on > $5::date))
          and not exists (
            select from tenant.account c where c.subject_id = s.id and c.days_past_due > 0)))
      order by length(s.display_token), s.display_token
      limit $6
      """#,
    shape: .single,
    parameters: [
      .init(name: "after_token", type: .text, isArray: false),
      .init(name: "risk_class", type: .int2, isArray: false),
      .init(name: "reference_index", type: .bytes, isArray: false),
      .init(name: "bucket", type: .int2, isArray: false),
      .init(name: "cured_by_on", type: .day, isArray: false),
      .init(name: "size", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// A page of debtors in the order of their display tokens (by length first: numbers grow), with
  /// the
  /// standing of their accounts together, as the last end-of-day run found it. A filter that is
  /// null
  /// lets everything pass.
  package static func list(
    afterToken: String, riskClass: Int16?, referenceIndex: [UInt8]?, bucket: Int16?, curedByOn: Day?, size: Int64
  ) -> Query<ListRow> {
    Query(Bound(listStatement, [.text(afterToken), riskClass.map(Value.int2) ?? .null, referenceIndex.map(Value.bytes) ?? .null, bucket.map(Value.int2) ?? .null, curedByOn.map(Value.day) ?? .null, .int8(size)]))
  }

  /// A row of `list`.
  package struct ListRow: DecodableRow, Equatable {
    package let id: Identifier
    package let displayToken: String
    package let riskClass: Int16?
    package let riskRule: String?
    package let score: Int64?
    package let wrappedKey: [UInt8]
    package let name: [UInt8]?
    package let bucket: Int16
    package let daysPastDue: Int32
    package let balance: Int64
    package let overdue: Int64
    package let loanClass: Int16
    package let currency: String

    package init(id: Identifier, displayToken: String, riskClass: Int16?, riskRule: String?, score: Int64?, wrappedKey: [UInt8], name: [UInt8]?, bucket: Int16, daysPastDue: Int32, balance: Int64, overdue: Int64, loanClass: Int16, currency: String) {
      self.id = id
      self.displayToken = displayToken
      self.riskClass = riskClass
      self.riskRule = riskRule
      self.score = score
      self.wrappedKey = wrappedKey
      self.name = name
      self.bucket = bucket
      self.daysPastDue = daysPastDue
      self.balance = balance
      self.overdue = overdue
      self.loanClass = loanClass
      self.currency = currency
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      displayToken = try row.text(1)
      riskClass = row.isNull(2) ? nil : try row.int2(2)
      riskRule = row.isNull(3) ? nil : try row.text(3)
      score = row.isNull(4) ? nil : try row.int8(4)
      wrappedKey = try row.bytes(5)
      name = row.isNull(6) ? nil : try row.bytes(6)
      bucket = try row.int2(7)
      daysPastDue = try row.int4(8)
      balance = try row.int8(9)
      overdue = try row.int8(10)
      loanClass = try row.int2(11)
      currency = try row.text(12)
    }
  }

  /// The statement of `phones`.
  package static let phonesStatement = Statement(
    name: "debtors/phones",
    text: #"""
      select c.id, c.ciphertext, c.last4 as "last4?"
      from tenant.pii_contact_point c
      where c.subject_id = $1 and c.type = 1
      order by c.id
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// The mobile numbers of a debtor, sealed.
  package static func phones(subjectID: Identifier) -> Query<PhonesRow> {
    Query(Bound(phonesStatement, [.identifier(subjectID)]))
  }

  /// A row of `phones`.
  package struct PhonesRow: DecodableRow, Equatable {
    package let id: Identifier
    package let ciphertext: [UInt8]
    package let last4: String?

    package init(id: Identifier, ciphertext: [UInt8], last4: String?) {
      self.id = id
      self.ciphertext = ciphertext
      self.last4 = last4
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      ciphertext = try row.bytes(1)
      last4 = row.isNull(2) ? nil : try row.text(2)
    }
  }

  /// The statement of `portfolioBuckets`.
  package static let portfolioBucketsStatement = Statement(
    name: "debtors/portfolio_buckets",
    text: #"""
      select a.bucket, count(*) as account_count, sum(a.balance_as_of)::bigint as balance,
        sum(a.overdue)::bigint as overdue
      from tenant.account a
      group by a.bucket
      order by a.bucket
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// Accounts and money by bucket.
  package static func portfolioBuckets() -> Query<PortfolioBucketsRow> {
    Query(Bound(portfolioBucketsStatement, []))
  }

  /// A row of `portfolioBuckets`.
  package struct PortfolioBucketsRow: DecodableRow, Equatable {
    package let bucket: Int16
    package let accountCount: Int64
    package let balance: Int64
    package let overdue: Int64

    package init(bucket: Int16, accountCount: Int64, balance: Int64, overdue: Int64) {
      self.bucket = bucket
      self.accountCount = accountCount
      self.balance = balance
      self.overdue = overdue
    }

    package init(_ row: Row) throws(SQLFailure) {
      bucket = try row.int2(0)
      accountCount = try row.int8(1)
      balance = try row.int8(2)
      overdue = try row.int8(3)
    }
  }

  /// The statement of `portfolioClasses`.
  package static let portfolioClassesStatement = Statement(
    name: "debtors/portfolio_classes",
    text: #"""
      select a.loan_class, count(*) as account_count, sum(a.balance_as_of)::bigint as balance
      from tenant.account a
      group by a.loan_class
      order by a.loan_class
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// Accounts and money by five-tier class.
  package static func portfolioClasses() -> Query<PortfolioClassesRow> {
    Query(Bound(portfolioClassesStatement, []))
  }

  /// A row of `portfolioClasses`.
  package struct PortfolioClassesRow: DecodableRow, Equatable {
    package let loanClass: Int16
    package let accountCount: Int64
    package let balance: Int64

    package init(loanClass: Int16, accountCount: Int64, balance: Int64) {
      self.loanClass = loanClass
      self.accountCount = accountCount
      self.balance = balance
    }

    package init(_ row: Row) throws(SQLFailure) {
      loanClass = try row.int2(0)
      accountCount = try row.int8(1)
      balance = try row.int8(2)
    }
  }

  /// The statement of `portfolioRisks`.
  package static let portfolioRisksStatement = Statement(
    name: "debtors/portfolio_risks",
    text: #"""
      select s.risk_class, count(*) as account_count, sum(a.balance_as_of)::bigint as balance
      from tenant.subject s
      join tenant.account a on a.subject_id = s.id
      where s.risk_class is not null
      group by s.risk_class
      order by s.risk_class
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// Accounts and money by the debtors' risk class; debtors without one are left out.
  package static func portfolioRisks() -> Query<PortfolioRisksRow> {
    Query(Bound(portfolioRisksStatement, []))
  }

  /// A row of `portfolioRisks`.
  package struct PortfolioRisksRow: DecodableRow, Equatable {
    package let riskClass: Int16
    package let accountCount: Int64
    package let balance: Int64

    package init(riskClass: Int16, accountCount: Int64, balance: Int64) {
      self.riskClass = riskClass
      self.accountCount = accountCount
      self.balance = balance
    }

    package init(_ row: Row) throws(SQLFailure) {
      riskClass = try row.int2(0)
      accountCount = try row.int8(1)
      balance = try row.int8(2)
    }
  }

  /// The statement of `portfolioSums`.
  package static let portfolioSumsStatement = Statement(
    name: "debtors/portfolio_sums",
    text: #"""
      select
        coalesce((select d.last_closed_on from tenant.business_day d)::text, '') as as_of_on,
        count(*) as account_count,
        coalesce(sum(greatest(a.balance_as_of, 0)), 0)::bigint as balance,
        coalesce(sum(greatest(a.balance_as_of, 0)) filter (where a.days_past_due > 0), 0)::bigint
          as overdue_balance,
        coalesce(sum(a.overdue), 0)::bigint as overdue,
        coalesce(sum(greatest(a.balance_as_of, 0)) filter (where a.days_past_due > 30), 0)::bigint
          as beyond_30,
        coalesce(sum(greatest(a.balance_as_of, 0)) filter (where a.days_past_due > 90), 0)::bigint
          as beyond_90,
        coalesce(sum(greatest(a.balance_as_of, 0)) filter (where a.loan_class >= 3), 0)::bigint
          as non_performing
      from tenant.account a
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// The numerators and denominators of the portfolio ratios. A balance in the debtor's favour is
  /// no
  /// claim and counts as 0.
  package static func portfolioSums() -> Query<PortfolioSumsRow> {
    Query(Bound(portfolioSumsStatement, []))
  }

  /// A row of `portfolioSums`.
  package struct PortfolioSumsRow: DecodableRow, Equatable {
    package let asOfOn: String
    package let accountCount: Int64
    package let balance: Int64
    package let overdueBalance: Int64
    package let overdue: Int64
    package let beyond30: Int64
    package let beyond90: Int64
    package let nonPerforming: Int64

    package init(asOfOn: String, accountCount: Int64, balance: Int64, overdueBalance: Int64, overdue: Int64, beyond30: Int64, beyond90: Int64, nonPerforming: Int64) {
      self.asOfOn = asOfOn
      self.accountCount = accountCount
      self.balance = balance
      self.overdueBalance = overdueBalance
      self.overdue = overdue
      self.beyond30 = beyond30
      self.beyond90 = beyond90
      self.nonPerforming = nonPerforming
    }

    package init(_ row: Row) throws(SQLFailure) {
      asOfOn = try row.text(0)
      accountCount = try row.int8(1)
      balance = try row.int8(2)
      overdueBalance = try row.int8(3)
      overdue = try row.int8(4)
      beyond30 = try row.int8(5)
      beyond90 = try row.int8(6)
      nonPerforming = try row.int8(7)
    }
  }

  /// The statement of `repairs`.
  package static let repairsStatement = Statement(
    name: "debtors/repairs",
    text: #"""
      select r.id, r.state, r.opened_on,
        coalesce((select max(t.stage) from tenant.repair_stage_record t where t.repair_id = r.id),
          0::smallint) as stage
      from tenant.repair_case r
      where r.subject_id = $1
      order by r.opened_on desc, r.id desc
      limit 100
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// The repairs of a debtor with the stage reached.
  package static func repairs(subjectID: Identifier) -> Query<RepairsRow> {
    Query(Bound(repairsStatement, [.identifier(subjectID)]))
  }

  /// A row of `repairs`.
  package struct RepairsRow: DecodableRow, Equatable {
    package let id: Identifier
    package let state: Int16
    package let openedOn: Day
    package let stage: Int16

    package init(id: Identifier, state: Int16, openedOn: Day, stage: Int16) {
      self.id = id
      self.state = state
      self.openedOn = openedOn
      self.stage = stage
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      state = try row.int2(1)
      openedOn = try row.day(2)
      stage = try row.int2(3)
    }
  }

  /// The statement of `scores`.
  package static let scoresStatement = Statement(
    name: "debtors/scores",
    text: #"""
      select c.as_of_on, c.model, c.value, c.tier, c.reason_codes
      from tenant.score c
      where c.subject_id = $1
      order by c.as_of_on desc, c.model
      limit 100
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// The newest scores of a debtor.
  package static func scores(subjectID: Identifier) -> Query<ScoresRow> {
    Query(Bound(scoresStatement, [.identifier(subjectID)]))
  }

  /// A row of `scores`.
  package struct ScoresRow: DecodableRow, Equatable {
    package let asOfOn: Day
    package let model: String
    package let value: Int64
    package let tier: String
    package let reasonCodes: [String]

    package init(asOfOn: Day, model: String, value: Int64, tier: String, reasonCodes: [String]) {
      self.asOfOn = asOfOn
      self.model = model
      self.value = value
      self.tier = tier
      self.reasonCodes = reasonCodes
    }

    package init(_ row: Row) throws(SQLFailure) {
      asOfOn = try row.day(0)
      model = try row.text(1)
      value = try row.int8(2)
      tier = try row.text(3)
      reasonCodes = try row.texts(4)
    }
  }
}
