// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/monitoring sql/platform/migrations sql/tenant/migrations
// SHA-256: dd9f805ddc234aead1593b875f5eb7e97e087be90890149d81fb9344369b7a49
package import Bytes
package import SQL

/// The statements of `sql/queries/monitoring`.
package enum MonitoringQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    accountsStatement,
    assetFactsStatement,
    endClassStatement,
    enterBucketStatement,
    highestScoresStatement,
    insertCaseAccountsStatement,
    insertCasesStatement,
    insertClassStatement,
    insertScoreStatement,
    instalmentsStatement,
    lastAlertsStatement,
    latePeriodsStatement,
    leaveBucketStatement,
    openCasesStatement,
    refreshCasesStatement,
    subjectsAfterStatement,
    transactionsStatement,
    updateAccountsStatement,
    updateSubjectsStatement,
  ]

  /// The statement of `accounts`.
  package static let accountsStatement = Statement(
    name: "monitoring/accounts",
    text: #"""
      select a.id, a.subject_id, a.pseudonym, a.version, a.currency, a.opening_overdue_on
          as "opening_overdue_on?", a.opening_overdue_amount, a.as_of_on as "as_of_on?", a.balance_as_of,
        a.days_past_due, a.bucket, a.first_past_due_on as "first_past_due_on?", a.overdue, a.loan_class,
        g.product, g.principal_amount, g.signed_on,
        b.bucket as "period_bucket?", b.entered_on as "period_entered_on?",
        l.class as "class?", l.from_on as "class_from_on?",
        (select max(p.left_on) from tenant.bucket_period p
          where p.account_id = a.id and p.bucket = 0) as "current_until_on?",
        s.pseudonym as subject_pseudonym, s.risk_class as "risk_class?", s.risk_rule as "risk_rule?",
        s.score as "score?", s.first_overdue_on as "first_overdue_on?", k.wrapped_key
      from tenant.account a
      join tenant.agreement g on g.id = a.agreement_id
      join tenant.subject s on s.id = a.subject_id
      join tenant.pii_subject k on k.subject_id = a.subject_id
      left join tenant.bucket_period b on b.account_id = a.id and b.left_on is null
      left join tenant.loan_class l on l.account_id = a.id and l.to_on is null
      where a.subject_id = any($1::uuid[])
      order by a.subject_id, a.id
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_ids", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// The accounts of some debtors with everything a run needs of account and debtor.
  /// `current_since_on`
  /// is the day on which the account left bucket 0 last.
  package static func accounts(subjectIDs: [Identifier]) -> Query<AccountsRow> {
    Query(Bound(accountsStatement, [.array(element: .identifier, subjectIDs.map(Value.identifier))]))
  }

  /// A row of `accounts`.
  package struct AccountsRow: DecodableRow, Equatable {
    package let id: Identifier
    package let subjectID: Identifier
    package let pseudonym: Identifier
    package let version: Int64
    package let currency: String
    package let openingOverdueOn: Day?
    package let openingOverdueAmount: Int64
    package let asOfOn: Day?
    package let balanceAsOf: Int64
    package let daysPastDue: Int32
    package let bucket: Int16
    package let firstPastDueOn: Day?
    package let overdue: Int64
    package let loanClass: Int16
    package let product: Int16
    package let principalAmount: Int64
    package let signedOn: Day
    package let periodBucket: Int16?
    package let periodEnteredOn: Day?
    package let `class`: Int16?
    package let classFromOn: Day?
    package let currentUntilOn: Day?
    package let subjectPseudonym: Identifier
    package let riskClass: Int16?
    package let riskRule: String?
    package let score: Int64?
    package let firstOverdueOn: Day?
    package let wrappedKey: [UInt8]

    package init(id: Identifier, subjectID: Identifier, pseudonym: Identifier, version: Int64, currency: String, openingOverdueOn: Day?, openingOverdueAmount: Int64, asOfOn: Day?, balanceAsOf: Int64, daysPastDue: Int32, bucket: Int16, firstPastDueOn: Day?, overdue: Int64, loanClass: Int16, product: Int16, principalAmount: Int64, signedOn: Day, periodBucket: Int16?, periodEnteredOn: Day?, `class`: Int16?, classFromOn: Day?, currentUntilOn: Day?, subjectPseudonym: Identifier, riskClass: Int16?, riskRule: String?, score: Int64?, firstOverdueOn: Day?, wrappedKey: [UInt8]) {
      self.id = id
      self.subjectID = subjectID
      self.pseudonym = pseudonym
      self.version = version
      self.currency = currency
      self.openingOverdueOn = openingOverdueOn
      self.openingOverdueAmount = openingOverdueAmount
      self.asOfOn = asOfOn
      self.balanceAsOf = balanceAsOf
      self.daysPastDue = daysPastDue
      self.bucket = bucket
      self.firstPastDueOn = firstPastDueOn
      self.overdue = overdue
      self.loanClass = loanClass
      self.product = product
      self.principalAmount = principalAmount
      self.signedOn = signedOn
      self.periodBucket = periodBucket
      self.periodEnteredOn = periodEnteredOn
      self.`class` = `class`
      self.classFromOn = classFromOn
      self.currentUntilOn = currentUntilOn
      self.subjectPseudonym = subjectPseudonym
      self.riskClass = riskClass
      self.riskRule = riskRule
      self.score = score
      self.firstOverdueOn = firstOverdueOn
      self.wrappedKey = wrappedKey
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      subjectID = try row.identifier(1)
      pseudonym = try row.identifier(2)
      version = try row.int8(3)
      currency = try row.text(4)
      openingOverdueOn = row.isNull(5) ? nil : try row.day(5)
      openingOverdueAmount = try row.int8(6)
      asOfOn = row.isNull(7) ? nil : try row.day(7)
      balanceAsOf = try row.int8(8)
      daysPastDue = try row.int4(9)
      bucket = try row.int2(10)
      firstPastDueOn = row.isNull(11) ? nil : try row.day(11)
      overdue = try row.int8(12)
      loanClass = try row.int2(13)
      product = try row.int2(14)
      principalAmount = try row.int8(15)
      signedOn = try row.day(16)
      periodBucket = row.isNull(17) ? nil : try row.int2(17)
      periodEnteredOn = row.isNull(18) ? nil : try row.day(18)
      `class` = row.isNull(19) ? nil : try row.int2(19)
      classFromOn = row.isNull(20) ? nil : try row.day(20)
      currentUntilOn = row.isNull(21) ? nil : try row.day(21)
      subjectPseudonym = try row.identifier(22)
      riskClass = row.isNull(23) ? nil : try row.int2(23)
      riskRule = row.isNull(24) ? nil : try row.text(24)
      score = row.isNull(25) ? nil : try row.int8(25)
      firstOverdueOn = row.isNull(26) ? nil : try row.day(26)
      wrappedKey = try row.bytes(27)
    }
  }

  /// The statement of `assetFacts`.
  package static let assetFactsStatement = Statement(
    name: "monitoring/asset_facts",
    text: #"""
      select s.id as subject_id,
        (select max(o.observed_on) from tenant.asset_observation o where o.subject_id = s.id)
          as "observed_on?",
        (select count(*) from tenant.alert l
          where l.subject_id = s.id and l.asset_id is not null and l.severity >= 2
            and l.state in (1, 2, 3, 4, 7)) as adverse_count
      from tenant.subject s
      where s.id = any($1::uuid[])
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_ids", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// When the assets of some debtors were observed last, and how many alerts about them wait for an
  /// outcome.
  package static func assetFacts(subjectIDs: [Identifier]) -> Query<AssetFactsRow> {
    Query(Bound(assetFactsStatement, [.array(element: .identifier, subjectIDs.map(Value.identifier))]))
  }

  /// A row of `assetFacts`.
  package struct AssetFactsRow: DecodableRow, Equatable {
    package let subjectID: Identifier
    package let observedOn: Day?
    package let adverseCount: Int64

    package init(subjectID: Identifier, observedOn: Day?, adverseCount: Int64) {
      self.subjectID = subjectID
      self.observedOn = observedOn
      self.adverseCount = adverseCount
    }

    package init(_ row: Row) throws(SQLFailure) {
      subjectID = try row.identifier(0)
      observedOn = row.isNull(1) ? nil : try row.day(1)
      adverseCount = try row.int8(2)
    }
  }

  /// The statement of `endClass`.
  package static let endClassStatement = Statement(
    name: "monitoring/end_class",
    text: #"""
      update tenant.loan_class l
      set to_on = q.to_on
      from unnest($1::uuid[], $2::date[]) as q (account_id, to_on)
      where l.account_id = q.account_id and l.to_on is null
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "account_id", type: .identifier, isArray: true),
      .init(name: "to_on", type: .day, isArray: true),
    ],
    returnsRows: false)

  /// Ends the class of accounts.
  package static func endClass(accountID: Identifier, toOn: Day) -> Bound {
    Bound(endClassStatement, [.identifier(accountID), .day(toOn)])
  }

  /// The statement of `enterBucket`.
  package static let enterBucketStatement = Statement(
    name: "monitoring/enter_bucket",
    text: #"""
      insert into tenant.bucket_period (account_id, entered_on, left_on, bucket)
      select q.account_id, q.entered_on, q.left_on, q.bucket
      from unnest($1::uuid[], $2::date[], $3::date[], $4::smallint[])
        as q (account_id, entered_on, left_on, bucket)
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "account_id", type: .identifier, isArray: true),
      .init(name: "entered_on", type: .day, isArray: true),
      .init(name: "left_on", type: .day, isArray: true),
      .init(name: "bucket", type: .int2, isArray: true),
    ],
    returnsRows: false)

  /// Stores bucket periods, ended ones of the time before the run included.
  package static func enterBucket(
    accountID: Identifier, enteredOn: Day, leftOn: Day?, bucket: Int16
  ) -> Bound {
    Bound(enterBucketStatement, [.identifier(accountID), .day(enteredOn), leftOn.map(Value.day) ?? .null, .int2(bucket)])
  }

  /// The statement of `highestScores`.
  package static let highestScoresStatement = Statement(
    name: "monitoring/highest_scores",
    text: #"""
      select c.subject_id, max(c.value) as value
      from tenant.score c
      where c.subject_id = any($1::uuid[]) and c.as_of_on > $2
      group by c.subject_id
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_ids", type: .identifier, isArray: true),
      .init(name: "since_on", type: .day, isArray: false),
    ],
    returnsRows: true)

  /// The highest score issued to each of some debtors since a date.
  package static func highestScores(
    subjectIDs: [Identifier], sinceOn: Day
  ) -> Query<HighestScoresRow> {
    Query(Bound(highestScoresStatement, [.array(element: .identifier, subjectIDs.map(Value.identifier)), .day(sinceOn)]))
  }

  /// A row of `highestScores`.
  package struct HighestScoresRow: DecodableRow, Equatable {
    package let subjectID: Identifier
    package let value: Int64

    package init(subjectID: Identifier, value: Int64) {
      self.subjectID = subjectID
      self.value = value
    }

    package init(_ row: Row) throws(SQLFailure) {
      subjectID = try row.identifier(0)
      value = try row.int8(1)
    }
  }

  /// The statement of `insertCaseAccounts`.
  package static let insertCaseAccountsStatement = Statement(
    name: "monitoring/insert_case_accounts",
    text: #"""
      insert into tenant.case_account (case_id, account_id)
      select q.case_id, q.account_id
      from unnest($1::uuid[], $2::uuid[]) as q (case_id, account_id)
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "case_id", type: .identifier, isArray: true),
      .init(name: "account_id", type: .identifier, isArray: true),
    ],
    returnsRows: false)

  /// Says which accounts a case is about.
  package static func insertCaseAccounts(caseID: Identifier, accountID: Identifier) -> Bound {
    Bound(insertCaseAccountsStatement, [.identifier(caseID), .identifier(accountID)])
  }

  /// The statement of `insertCases`.
  package static let insertCasesStatement = Statement(
    name: "monitoring/insert_cases",
    text: #"""
      with drawn as (
        update tenant.counter c
        set value = c.value + cardinality($1::uuid[])
        where c.name = 'case_no'
        returning c.value
      )
      insert into tenant.collection_case (id, no, subject_id, portfolio, level, level_rule, priority,
        priority_trace, state, currency, claim_at_open, overdue, days_past_due, policy_version,
        opened_on, classified_on)
      select q.id,
        'C-' || lpad(number.no, greatest(6, length(number.no)), '0'),
        q.subject_id, q.portfolio, q.level, q.level_rule, q.priority, q.priority_trace, q.state,
        q.currency, q.claim_at_open, q.overdue, q.days_past_due, q.policy_version, q.opened_on,
        q.opened_on
      from unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::smallint[],
        $5::text[], $6::integer[], $7::text[], $8::smallint[],
        $9::text[], $10::bigint[], $11::bigint[], $12::integer[],
        $13::integer[], $14::date[])
        with ordinality as q (id, subject_id, portfolio, level, level_rule, priority, priority_trace,
        state, currency, claim_at_open, overdue, days_past_due, policy_version, opened_on, n)
      cross join drawn
      cross join lateral (
        select (drawn.value - cardinality($1::uuid[]) + q.n)::text as no) as number
      order by q.n
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "portfolio", type: .int2, isArray: true),
      .init(name: "level", type: .int2, isArray: true),
      .init(name: "level_rule", type: .text, isArray: true),
      .init(name: "priority", type: .int4, isArray: true),
      .init(name: "priority_trace", type: .text, isArray: true),
      .init(name: "state", type: .int2, isArray: true),
      .init(name: "currency", type: .text, isArray: true),
      .init(name: "claim_at_open", type: .int8, isArray: true),
      .init(name: "overdue", type: .int8, isArray: true),
      .init(name: "days_past_due", type: .int4, isArray: true),
      .init(name: "policy_version", type: .int4, isArray: true),
      .init(name: "opened_on", type: .day, isArray: true),
    ],
    returnsRows: false)

  /// Opens cases, opened and classified at once. One statement draws the numbers and stores the
  /// rows.
  /// `lpad` would cut a number of more than six digits.
  package static func insertCases(
    id: Identifier, subjectID: Identifier, portfolio: Int16, level: Int16, levelRule: String, priority: Int32, priorityTrace: String, state: Int16, currency: String, claimAtOpen: Int64, overdue: Int64, daysPastDue: Int32, policyVersion: Int32, openedOn: Day
  ) -> Bound {
    Bound(insertCasesStatement, [.identifier(id), .identifier(subjectID), .int2(portfolio), .int2(level), .text(levelRule), .int4(priority), .text(priorityTrace), .int2(state), .text(currency), .int8(claimAtOpen), .int8(overdue), .int4(daysPastDue), .int4(policyVersion), .day(openedOn)])
  }

  /// The statement of `insertClass`.
  package static let insertClassStatement = Statement(
    name: "monitoring/insert_class",
    text: #"""
      insert into tenant.loan_class (account_id, from_on, class, regime, cause, recorded_at)
      select q.account_id, q.from_on, q.class, q.regime, q.cause, q.recorded_at
      from unnest($1::uuid[], $2::date[], $3::smallint[], $4::text[],
        $5::smallint[], $6::timestamptz[])
        as q (account_id, from_on, class, regime, cause, recorded_at)
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "account_id", type: .identifier, isArray: true),
      .init(name: "from_on", type: .day, isArray: true),
      .init(name: "class", type: .int2, isArray: true),
      .init(name: "regime", type: .text, isArray: true),
      .init(name: "cause", type: .int2, isArray: true),
      .init(name: "recorded_at", type: .timestamp, isArray: true),
    ],
    returnsRows: false)

  /// Stores the class of accounts from a day on.
  package static func insertClass(
    accountID: Identifier, fromOn: Day, `class`: Int16, regime: String, cause: Int16, recordedAt: Timestamp
  ) -> Bound {
    Bound(insertClassStatement, [.identifier(accountID), .day(fromOn), .int2(`class`), .text(regime), .int2(cause), .timestamp(recordedAt)])
  }

  /// The statement of `insertScore`.
  package static let insertScoreStatement = Statement(
    name: "monitoring/insert_score",
    text: #"""
      insert into tenant.score (subject_id, as_of_on, model, value, tier, reason_codes, inputs_hash,
        recorded_at)
      select q.subject_id, q.as_of_on, q.model, q.value, q.tier, string_to_array(q.reasons, ','),
        q.inputs_hash, q.recorded_at
      from unnest($1::uuid[], $2::date[], $3::text[], $4::bigint[],
        $5::text[], $6::text[], $7::bytea[], $8::timestamptz[])
        as q (subject_id, as_of_on, model, value, tier, reasons, inputs_hash, recorded_at)
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "as_of_on", type: .day, isArray: true),
      .init(name: "model", type: .text, isArray: true),
      .init(name: "value", type: .int8, isArray: true),
      .init(name: "tier", type: .text, isArray: true),
      .init(name: "reasons", type: .text, isArray: true),
      .init(name: "inputs_hash", type: .bytes, isArray: true),
      .init(name: "recorded_at", type: .timestamp, isArray: true),
    ],
    returnsRows: false)

  /// Issues scores; `reasons` is a list of codes with commas between, or empty.
  package static func insertScore(
    subjectID: Identifier, asOfOn: Day, model: String, value: Int64, tier: String, reasons: String, inputsHash: [UInt8], recordedAt: Timestamp
  ) -> Bound {
    Bound(insertScoreStatement, [.identifier(subjectID), .day(asOfOn), .text(model), .int8(value), .text(tier), .text(reasons), .bytes(inputsHash), .timestamp(recordedAt)])
  }

  /// The statement of `instalments`.
  package static let instalmentsStatement = Statement(
    name: "monitoring/instalments",
    text: #"""
      select i.account_id, i.no, i.statement_on, i.due_on, i.bill_amount, i.due_principal,
        i.due_interest, i.due_fee, i.due_penalty
      from tenant.account a
      join tenant.instalment i on i.account_id = a.id
      where a.subject_id = any($1::uuid[]) and i.statement_on <= $2
      order by i.account_id, i.no
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_ids", type: .identifier, isArray: true),
      .init(name: "until_on", type: .day, isArray: false),
    ],
    returnsRows: true)

  /// What fell due on the accounts of some debtors, up to a statement date.
  package static func instalments(
    subjectIDs: [Identifier], untilOn: Day
  ) -> Query<InstalmentsRow> {
    Query(Bound(instalmentsStatement, [.array(element: .identifier, subjectIDs.map(Value.identifier)), .day(untilOn)]))
  }

  /// A row of `instalments`.
  package struct InstalmentsRow: DecodableRow, Equatable {
    package let accountID: Identifier
    package let no: Int32
    package let statementOn: Day
    package let dueOn: Day
    package let billAmount: Int64
    package let duePrincipal: Int64
    package let dueInterest: Int64
    package let dueFee: Int64
    package let duePenalty: Int64

    package init(accountID: Identifier, no: Int32, statementOn: Day, dueOn: Day, billAmount: Int64, duePrincipal: Int64, dueInterest: Int64, dueFee: Int64, duePenalty: Int64) {
      self.accountID = accountID
      self.no = no
      self.statementOn = statementOn
      self.dueOn = dueOn
      self.billAmount = billAmount
      self.duePrincipal = duePrincipal
      self.dueInterest = dueInterest
      self.dueFee = dueFee
      self.duePenalty = duePenalty
    }

    package init(_ row: Row) throws(SQLFailure) {
      accountID = try row.identifier(0)
      no = try row.int4(1)
      statementOn = try row.day(2)
      dueOn = try row.day(3)
      billAmount = try row.int8(4)
      duePrincipal = try row.int8(5)
      dueInterest = try row.int8(6)
      dueFee = try row.int8(7)
      duePenalty = try row.int8(8)
    }
  }

  /// The statement of `lastAlerts`.
  package static let lastAlertsStatement = Statement(
    name: "monitoring/last_alerts",
    text: #"""
      select l.subject_id, l.account_id as "account_id?", l.rule, max(l.business_on) as fired_on
      from tenant.alert l
      where l.subject_id = any($1::uuid[]) and l.asset_id is null
      group by l.subject_id, l.account_id, l.rule
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_ids", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// When each rule fired last, for each of some debtors and its accounts.
  package static func lastAlerts(subjectIDs: [Identifier]) -> Query<LastAlertsRow> {
    Query(Bound(lastAlertsStatement, [.array(element: .identifier, subjectIDs.map(Value.identifier))]))
  }

  /// A row of `lastAlerts`.
  package struct LastAlertsRow: DecodableRow, Equatable {
    package let subjectID: Identifier
    package let accountID: Identifier?
    package let rule: String
    package let firedOn: Day

    package init(subjectID: Identifier, accountID: Identifier?, rule: String, firedOn: Day) {
      self.subjectID = subjectID
      self.accountID = accountID
      self.rule = rule
      self.firedOn = firedOn
    }

    package init(_ row: Row) throws(SQLFailure) {
      subjectID = try row.identifier(0)
      accountID = row.isNull(1) ? nil : try row.identifier(1)
      rule = try row.text(2)
      firedOn = try row.day(3)
    }
  }

  /// The statement of `latePeriods`.
  package static let latePeriodsStatement = Statement(
    name: "monitoring/late_periods",
    text: #"""
      select b.account_id, b.bucket, b.entered_on, b.left_on as "left_on?"
      from tenant.account a
      join tenant.bucket_period b on b.account_id = a.id
      where a.subject_id = any($1::uuid[]) and b.bucket > 0
        and (b.left_on is null or b.left_on > $2)
      order by b.account_id, b.entered_on
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_ids", type: .identifier, isArray: true),
      .init(name: "since_on", type: .day, isArray: false),
    ],
    returnsRows: true)

  /// The periods of some debtors' accounts outside bucket 0 which reach beyond a date.
  package static func latePeriods(
    subjectIDs: [Identifier], sinceOn: Day
  ) -> Query<LatePeriodsRow> {
    Query(Bound(latePeriodsStatement, [.array(element: .identifier, subjectIDs.map(Value.identifier)), .day(sinceOn)]))
  }

  /// A row of `latePeriods`.
  package struct LatePeriodsRow: DecodableRow, Equatable {
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

  /// The statement of `leaveBucket`.
  package static let leaveBucketStatement = Statement(
    name: "monitoring/leave_bucket",
    text: #"""
      update tenant.bucket_period b
      set left_on = q.left_on
      from unnest($1::uuid[], $2::date[]) as q (account_id, left_on)
      where b.account_id = q.account_id and b.left_on is null
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "account_id", type: .identifier, isArray: true),
      .init(name: "left_on", type: .day, isArray: true),
    ],
    returnsRows: false)

  /// Ends the open bucket period of accounts.
  package static func leaveBucket(accountID: Identifier, leftOn: Day) -> Bound {
    Bound(leaveBucketStatement, [.identifier(accountID), .day(leftOn)])
  }

  /// The statement of `openCases`.
  package static let openCasesStatement = Statement(
    name: "monitoring/open_cases",
    text: #"""
      select c.id, c.subject_id, c.portfolio, c.level, c.level_rule, c.priority, c.priority_trace,
        c.state, c.overdue, c.days_past_due
      from tenant.collection_case c
      where c.subject_id = any($1::uuid[]) and c.state <= 12
      order by c.subject_id, c.id
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_ids", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// The open cases of some debtors.
  package static func openCases(subjectIDs: [Identifier]) -> Query<OpenCasesRow> {
    Query(Bound(openCasesStatement, [.array(element: .identifier, subjectIDs.map(Value.identifier))]))
  }

  /// A row of `openCases`.
  package struct OpenCasesRow: DecodableRow, Equatable {
    package let id: Identifier
    package let subjectID: Identifier
    package let portfolio: Int16
    package let level: Int16
    package let levelRule: String
    package let priority: Int32
    package let priorityTrace: String
    package let state: Int16
    package let overdue: Int64
    package let daysPastDue: Int32

    package init(id: Identifier, subjectID: Identifier, portfolio: Int16, level: Int16, levelRule: String, priority: Int32, priorityTrace: String, state: Int16, overdue: Int64, daysPastDue: Int32) {
      self.id = id
      self.subjectID = subjectID
      self.portfolio = portfolio
      self.level = level
      self.levelRule = levelRule
      self.priority = priority
      self.priorityTrace = priorityTrace
      self.state = state
      self.overdue = overdue
      self.daysPastDue = daysPastDue
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      subjectID = try row.identifier(1)
      portfolio = try row.int2(2)
      level = try row.int2(3)
      levelRule = try row.text(4)
      priority = try row.int4(5)
      priorityTrace = try row.text(6)
      state = try row.int2(7)
      overdue = try row.int8(8)
      daysPastDue = try row.int4(9)
    }
  }

  /// The statement of `refreshCases`.
  package static let refreshCasesStatement = Statement(
    name: "monitoring/refresh_cases",
    text: #"""
      update tenant.collection_case c
      set level = q.level, level_rule = q.level_rule, priority = q.priority,
        priority_trace = q.priority_trace, overdue = q.overdue, days_past_due = q.days_past_due,
        version = c.version + 1
      from unnest($1::uuid[], $2::smallint[], $3::text[], $4::integer[],
        $5::text[], $6::bigint[], $7::integer[])
        as q (id, level, level_rule, priority, priority_trace, overdue, days_past_due)
      where c.id = q.id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "level", type: .int2, isArray: true),
      .init(name: "level_rule", type: .text, isArray: true),
      .init(name: "priority", type: .int4, isArray: true),
      .init(name: "priority_trace", type: .text, isArray: true),
      .init(name: "overdue", type: .int8, isArray: true),
      .init(name: "days_past_due", type: .int4, isArray: true),
    ],
    returnsRows: false)

  /// Brings open cases to the closing day; the level and place in the queue of waiting ones
  /// included.
  package static func refreshCases(
    id: Identifier, level: Int16, levelRule: String, priority: Int32, priorityTrace: String, overdue: Int64, daysPastDue: Int32
  ) -> Bound {
    Bound(refreshCasesStatement, [.identifier(id), .int2(level), .text(levelRule), .int4(priority), .text(priorityTrace), .int8(overdue), .int4(daysPastDue)])
  }

  /// The statement of `subjectsAfter`.
  package static let subjectsAfterStatement = Statement(
    name: "monitoring/subjects_after",
    text: #"""
      select s.id, (select count(*) from tenant.account a where a.subject_id = s.id) as account_count
      from tenant.subject s
      where s.id > $1
      order by s.id
      limit $2
      """#,
    shape: .single,
    parameters: [
      .init(name: "after_id", type: .identifier, isArray: false),
      .init(name: "size", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// The debtors of a run, in the order of their ids, with how many accounts each has.
  package static func subjectsAfter(afterID: Identifier, size: Int64) -> Query<SubjectsAfterRow> {
    Query(Bound(subjectsAfterStatement, [.identifier(afterID), .int8(size)]))
  }

  /// A row of `subjectsAfter`.
  package struct SubjectsAfterRow: DecodableRow, Equatable {
    package let id: Identifier
    package let accountCount: Int64

    package init(id: Identifier, accountCount: Int64) {
      self.id = id
      self.accountCount = accountCount
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      accountCount = try row.int8(1)
    }
  }

  /// The statement of `transactions`.
  package static let transactionsStatement = Statement(
    name: "monitoring/transactions",
    text: #"""
      select t.id, t.account_id, t.type, t.value_on, t.amount, t.recorded_at
      from tenant.account a
      join tenant.account_transaction t on t.account_id = a.id
      where a.subject_id = any($1::uuid[]) and t.value_on <= $2
      order by t.account_id, t.value_on, t.recorded_at, t.id
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_ids", type: .identifier, isArray: true),
      .init(name: "until_on", type: .day, isArray: false),
    ],
    returnsRows: true)

  /// The transactions of some debtors' accounts up to a value date, in the order in which they
  /// count.
  package static func transactions(
    subjectIDs: [Identifier], untilOn: Day
  ) -> Query<TransactionsRow> {
    Query(Bound(transactionsStatement, [.array(element: .identifier, subjectIDs.map(Value.identifier)), .day(untilOn)]))
  }

  /// A row of `transactions`.
  package struct TransactionsRow: DecodableRow, Equatable {
    package let id: Identifier
    package let accountID: Identifier
    package let type: Int16
    package let valueOn: Day
    package let amount: Int64
    package let recordedAt: Timestamp

    package init(id: Identifier, accountID: Identifier, type: Int16, valueOn: Day, amount: Int64, recordedAt: Timestamp) {
      self.id = id
      self.accountID = accountID
      self.type = type
      self.valueOn = valueOn
      self.amount = amount
      self.recordedAt = recordedAt
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      accountID = try row.identifier(1)
      type = try row.int2(2)
      valueOn = try row.day(3)
      amount = try row.int8(4)
      recordedAt = try row.timestamp(5)
    }
  }

  /// The statement of `updateAccounts`.
  package static let updateAccountsStatement = Statement(
    name: "monitoring/update_accounts",
    text: #"""
      update tenant.account a
      set as_of_on = q.as_of_on, balance_as_of = q.balance_as_of, days_past_due = q.days_past_due,
        bucket = q.bucket, first_past_due_on = q.first_past_due_on, overdue = q.overdue,
        loan_class = q.loan_class, version = q.version
      from unnest($1::uuid[], $2::date[], $3::bigint[],
        $4::integer[], $5::smallint[], $6::date[], $7::bigint[],
        $8::smallint[], $9::bigint[])
        as q (account_id, as_of_on, balance_as_of, days_past_due, bucket, first_past_due_on, overdue,
        loan_class, version)
      where a.id = q.account_id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "account_id", type: .identifier, isArray: true),
      .init(name: "as_of_on", type: .day, isArray: true),
      .init(name: "balance_as_of", type: .int8, isArray: true),
      .init(name: "days_past_due", type: .int4, isArray: true),
      .init(name: "bucket", type: .int2, isArray: true),
      .init(name: "first_past_due_on", type: .day, isArray: true),
      .init(name: "overdue", type: .int8, isArray: true),
      .init(name: "loan_class", type: .int2, isArray: true),
      .init(name: "version", type: .int8, isArray: true),
    ],
    returnsRows: false)

  /// Brings accounts to their standing as of the closing day.
  package static func updateAccounts(
    accountID: Identifier, asOfOn: Day, balanceAsOf: Int64, daysPastDue: Int32, bucket: Int16, firstPastDueOn: Day?, overdue: Int64, loanClass: Int16, version: Int64
  ) -> Bound {
    Bound(updateAccountsStatement, [.identifier(accountID), .day(asOfOn), .int8(balanceAsOf), .int4(daysPastDue), .int2(bucket), firstPastDueOn.map(Value.day) ?? .null, .int8(overdue), .int2(loanClass), .int8(version)])
  }

  /// The statement of `updateSubjects`.
  package static let updateSubjectsStatement = Statement(
    name: "monitoring/update_subjects",
    text: #"""
      update tenant.subject s
      set risk_class = q.risk_class, risk_rule = q.risk_rule, risk_on = q.risk_on, score = q.score,
        first_overdue_on = q.first_overdue_on, version = s.version + 1
      from unnest($1::uuid[], $2::smallint[], $3::text[], $4::date[],
        $5::bigint[], $6::date[])
        as q (subject_id, risk_class, risk_rule, risk_on, score, first_overdue_on)
      where s.id = q.subject_id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "risk_class", type: .int2, isArray: true),
      .init(name: "risk_rule", type: .text, isArray: true),
      .init(name: "risk_on", type: .day, isArray: true),
      .init(name: "score", type: .int8, isArray: true),
      .init(name: "first_overdue_on", type: .day, isArray: true),
    ],
    returnsRows: false)

  /// Brings debtors to the risk class and score of the closing day.
  package static func updateSubjects(
    subjectID: Identifier, riskClass: Int16, riskRule: String, riskOn: Day, score: Int64, firstOverdueOn: Day?
  ) -> Bound {
    Bound(updateSubjectsStatement, [.identifier(subjectID), .int2(riskClass), .text(riskRule), .day(riskOn), .int8(score), firstOverdueOn.map(Value.day) ?? .null])
  }
}
