// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/accounts sql/platform/migrations sql/tenant/migrations
// SHA-256: f14975e22a87754f366dc9daa6dcd309bee5ac94acb31a20c5323c8b739dc71e
package import Bytes
package import SQL

/// The statements of `sql/queries/accounts`.
package enum AccountsQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    applyPostingStatement,
    debtorOfStatement,
    insertTransactionsStatement,
    instalmentsStatement,
    instalmentsOfSubjectStatement,
    stateStatement,
    transactionsStatement,
    transactionsOfSubjectStatement,
  ]

  /// The statement of `applyPosting`.
  package static let applyPostingStatement = Statement(
    name: "accounts/apply_posting",
    text: #"""
      update tenant.account a
      set version = q.version, balance = q.balance
      from unnest($1::uuid[], $2::bigint[], $3::bigint[])
        as q (account_id, version, balance)
      where a.id = q.account_id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "account_id", type: .identifier, isArray: true),
      .init(name: "version", type: .int8, isArray: true),
      .init(name: "balance", type: .int8, isArray: true),
    ],
    returnsRows: false)

  /// Moves an account by a posting. What a run found stays as it is until the next run.
  package static func applyPosting(
    accountID: Identifier, version: Int64, balance: Int64
  ) -> Bound {
    Bound(applyPostingStatement, [.identifier(accountID), .int8(version), .int8(balance)])
  }

  /// The statement of `debtorOf`.
  package static let debtorOfStatement = Statement(
    name: "accounts/debtor_of",
    text: #"""
      select q.n, a.subject_id
      from unnest($1::uuid[]) with ordinality as q (account_id, n)
      join tenant.account a on a.id = q.account_id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "account_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// The debtor an account belongs to; never changes.
  package static func debtorOf(accountID: Identifier) -> Query<DebtorOfRow> {
    Query(Bound(debtorOfStatement, [.identifier(accountID)]))
  }

  /// A row of `debtorOf`.
  package struct DebtorOfRow: DecodableRow, Equatable {
    package let subjectID: Identifier

    package init(subjectID: Identifier) {
      self.subjectID = subjectID
    }

    package init(_ row: Row) throws(SQLFailure) {
      subjectID = try row.identifier(0)
    }
  }

  /// The statement of `insertTransactions`.
  package static let insertTransactionsStatement = Statement(
    name: "accounts/insert_transactions",
    text: #"""
      insert into tenant.account_transaction (id, account_id, type, value_on, amount, external_ref,
        entry_id, recorded_at)
      select q.id, q.account_id, q.type, q.value_on, q.amount, q.external_ref, q.entry_id,
        q.recorded_at
      from unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::date[],
        $5::bigint[], $6::text[], $7::uuid[], $8::timestamptz[])
        as q (id, account_id, type, value_on, amount, external_ref, entry_id, recorded_at)
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "id", type: .identifier, isArray: true),
      .init(name: "account_id", type: .identifier, isArray: true),
      .init(name: "type", type: .int2, isArray: true),
      .init(name: "value_on", type: .day, isArray: true),
      .init(name: "amount", type: .int8, isArray: true),
      .init(name: "external_ref", type: .text, isArray: true),
      .init(name: "entry_id", type: .identifier, isArray: true),
      .init(name: "recorded_at", type: .timestamp, isArray: true),
    ],
    returnsRows: false)

  /// Posts transactions; each names its ledger entry.
  package static func insertTransactions(
    id: Identifier, accountID: Identifier, type: Int16, valueOn: Day, amount: Int64, externalRef: String?, entryID: Identifier, recordedAt: Timestamp
  ) -> Bound {
    Bound(insertTransactionsStatement, [.identifier(id), .identifier(accountID), .int2(type), .day(valueOn), .int8(amount), externalRef.map(Value.text) ?? .null, .identifier(entryID), .timestamp(recordedAt)])
  }

  /// The statement of `instalments`.
  package static let instalmentsStatement = Statement(
    name: "accounts/instalments",
    text: #"""
      select q.n, i.account_id, i.no, i.statement_on, i.due_on, i.bill_amount, i.due_principal,
        i.due_interest, i.due_fee, i.due_penalty
      from unnest($1::uuid[], $2::date[]) with ordinality as q (account_id, until_on, n)
      join tenant.instalment i on i.account_id = q.account_id and i.statement_on <= q.until_on
      order by q.n, i.no
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "account_id", type: .identifier, isArray: true),
      .init(name: "until_on", type: .day, isArray: true),
    ],
    returnsRows: true)

  /// What fell due on an account up to a statement date.
  package static func instalments(accountID: Identifier, untilOn: Day) -> Query<InstalmentsRow> {
    Query(Bound(instalmentsStatement, [.identifier(accountID), .day(untilOn)]))
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

  /// The statement of `instalmentsOfSubject`.
  package static let instalmentsOfSubjectStatement = Statement(
    name: "accounts/instalments_of_subject",
    text: #"""
      select q.n, i.account_id, i.no, i.statement_on, i.due_on, i.due_principal, i.due_interest,
        i.due_fee, i.due_penalty
      from unnest($1::uuid[], $2::date[]) with ordinality as q (subject_id, until_on, n)
      join tenant.account a on a.subject_id = q.subject_id
      join tenant.instalment i on i.account_id = a.id and i.statement_on <= q.until_on
      order by q.n, i.account_id, i.no
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "until_on", type: .day, isArray: true),
    ],
    returnsRows: true)

  /// What fell due on all accounts of a debtor up to a statement date.
  package static func instalmentsOfSubject(
    subjectID: Identifier, untilOn: Day
  ) -> Query<InstalmentsOfSubjectRow> {
    Query(Bound(instalmentsOfSubjectStatement, [.identifier(subjectID), .day(untilOn)]))
  }

  /// A row of `instalmentsOfSubject`.
  package struct InstalmentsOfSubjectRow: DecodableRow, Equatable {
    package let accountID: Identifier
    package let no: Int32
    package let statementOn: Day
    package let dueOn: Day
    package let duePrincipal: Int64
    package let dueInterest: Int64
    package let dueFee: Int64
    package let duePenalty: Int64

    package init(accountID: Identifier, no: Int32, statementOn: Day, dueOn: Day, duePrincipal: Int64, dueInterest: Int64, dueFee: Int64, duePenalty: Int64) {
      self.accountID = accountID
      self.no = no
      self.statementOn = statementOn
      self.dueOn = dueOn
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
      duePrincipal = try row.int8(4)
      dueInterest = try row.int8(5)
      dueFee = try row.int8(6)
      duePenalty = try row.int8(7)
    }
  }

  /// The statement of `state`.
  package static let stateStatement = Statement(
    name: "accounts/state",
    text: #"""
      select q.n, a.id, a.subject_id, a.pseudonym, a.version, a.currency, a.balance,
        a.opening_overdue_on as "opening_overdue_on?", a.opening_overdue_amount,
        a.days_past_due, a.bucket, a.first_past_due_on as "first_past_due_on?", a.overdue,
        a.loan_class, a.as_of_on as "as_of_on?", g.principal_amount, g.product, g.signed_on,
        s.pseudonym as subject_pseudonym, p.wrapped_key
      from unnest($1::uuid[]) with ordinality as q (account_id, n)
      join tenant.account a on a.id = q.account_id
      join tenant.agreement g on g.id = a.agreement_id
      join tenant.subject s on s.id = a.subject_id
      join tenant.pii_subject p on p.subject_id = a.subject_id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "account_id", type: .identifier, isArray: true),
    ],
    returnsRows: true)

  /// An account with what a posting needs: versions, pseudonyms, the debtor's wrapped key.
  package static func state(accountID: Identifier) -> Query<StateRow> {
    Query(Bound(stateStatement, [.identifier(accountID)]))
  }

  /// A row of `state`.
  package struct StateRow: DecodableRow, Equatable {
    package let id: Identifier
    package let subjectID: Identifier
    package let pseudonym: Identifier
    package let version: Int64
    package let currency: String
    package let balance: Int64
    package let openingOverdueOn: Day?
    package let openingOverdueAmount: Int64
    package let daysPastDue: Int32
    package let bucket: Int16
    package let firstPastDueOn: Day?
    package let overdue: Int64
    package let loanClass: Int16
    package let asOfOn: Day?
    package let principalAmount: Int64
    package let product: Int16
    package let signedOn: Day
    package let subjectPseudonym: Identifier
    package let wrappedKey: [UInt8]

    package init(id: Identifier, subjectID: Identifier, pseudonym: Identifier, version: Int64, currency: String, balance: Int64, openingOverdueOn: Day?, openingOverdueAmount: Int64, daysPastDue: Int32, bucket: Int16, firstPastDueOn: Day?, overdue: Int64, loanClass: Int16, asOfOn: Day?, principalAmount: Int64, product: Int16, signedOn: Day, subjectPseudonym: Identifier, wrappedKey: [UInt8]) {
      self.id = id
      self.subjectID = subjectID
      self.pseudonym = pseudonym
      self.version = version
      self.currency = currency
      self.balance = balance
      self.openingOverdueOn = openingOverdueOn
      self.openingOverdueAmount = openingOverdueAmount
      self.daysPastDue = daysPastDue
      self.bucket = bucket
      self.firstPastDueOn = firstPastDueOn
      self.overdue = overdue
      self.loanClass = loanClass
      self.asOfOn = asOfOn
      self.principalAmount = principalAmount
      self.product = product
      self.signedOn = signedOn
      self.subjectPseudonym = subjectPseudonym
      self.wrappedKey = wrappedKey
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      subjectID = try row.identifier(1)
      pseudonym = try row.identifier(2)
      version = try row.int8(3)
      currency = try row.text(4)
      balance = try row.int8(5)
      openingOverdueOn = row.isNull(6) ? nil : try row.day(6)
      openingOverdueAmount = try row.int8(7)
      daysPastDue = try row.int4(8)
      bucket = try row.int2(9)
      firstPastDueOn = row.isNull(10) ? nil : try row.day(10)
      overdue = try row.int8(11)
      loanClass = try row.int2(12)
      asOfOn = row.isNull(13) ? nil : try row.day(13)
      principalAmount = try row.int8(14)
      product = try row.int2(15)
      signedOn = try row.day(16)
      subjectPseudonym = try row.identifier(17)
      wrappedKey = try row.bytes(18)
    }
  }

  /// The statement of `transactions`.
  package static let transactionsStatement = Statement(
    name: "accounts/transactions",
    text: #"""
      select q.n, t.id, t.account_id, t.type, t.value_on, t.amount, t.external_ref as "external_ref?",
        t.recorded_at
      from unnest($1::uuid[], $2::date[]) with ordinality as q (account_id, until_on, n)
      join tenant.account_transaction t on t.account_id = q.account_id and t.value_on <= q.until_on
      order by q.n, t.value_on, t.recorded_at, t.id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "account_id", type: .identifier, isArray: true),
      .init(name: "until_on", type: .day, isArray: true),
    ],
    returnsRows: true)

  /// An account's transactions up to a value date, in the order in which they count.
  package static func transactions(accountID: Identifier, untilOn: Day) -> Query<TransactionsRow> {
    Query(Bound(transactionsStatement, [.identifier(accountID), .day(untilOn)]))
  }

  /// A row of `transactions`.
  package struct TransactionsRow: DecodableRow, Equatable {
    package let id: Identifier
    package let accountID: Identifier
    package let type: Int16
    package let valueOn: Day
    package let amount: Int64
    package let externalRef: String?
    package let recordedAt: Timestamp

    package init(id: Identifier, accountID: Identifier, type: Int16, valueOn: Day, amount: Int64, externalRef: String?, recordedAt: Timestamp) {
      self.id = id
      self.accountID = accountID
      self.type = type
      self.valueOn = valueOn
      self.amount = amount
      self.externalRef = externalRef
      self.recordedAt = recordedAt
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      accountID = try row.identifier(1)
      type = try row.int2(2)
      valueOn = try row.day(3)
      amount = try row.int8(4)
      externalRef = row.isNull(5) ? nil : try row.text(5)
      recordedAt = try row.timestamp(6)
    }
  }

  /// The statement of `transactionsOfSubject`.
  package static let transactionsOfSubjectStatement = Statement(
    name: "accounts/transactions_of_subject",
    text: #"""
      select q.n, t.account_id, t.value_on, t.amount
      from unnest($1::uuid[], $2::date[]) with ordinality as q (subject_id, until_on, n)
      join tenant.account a on a.subject_id = q.subject_id
      join tenant.account_transaction t on t.account_id = a.id and t.value_on <= q.until_on
      order by q.n, t.account_id, t.value_on, t.recorded_at, t.id
      """#,
    shape: .columnar,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: true),
      .init(name: "until_on", type: .day, isArray: true),
    ],
    returnsRows: true)

  /// The transactions of all accounts of a debtor up to a value date, in the order in which they
  /// count.
  package static func transactionsOfSubject(
    subjectID: Identifier, untilOn: Day
  ) -> Query<TransactionsOfSubjectRow> {
    Query(Bound(transactionsOfSubjectStatement, [.identifier(subjectID), .day(untilOn)]))
  }

  /// A row of `transactionsOfSubject`.
  package struct TransactionsOfSubjectRow: DecodableRow, Equatable {
    package let accountID: Identifier
    package let valueOn: Day
    package let amount: Int64

    package init(accountID: Identifier, valueOn: Day, amount: Int64) {
      self.accountID = accountID
      self.valueOn = valueOn
      self.amount = amount
    }

    package init(_ row: Row) throws(SQLFailure) {
      accountID = try row.identifier(0)
      valueOn = try row.day(1)
      amount = try row.int8(2)
    }
  }
}
