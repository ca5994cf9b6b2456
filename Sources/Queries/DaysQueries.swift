// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/days sql/platform/migrations sql/tenant/migrations
// SHA-256: 82bf43f0e341219c3372ffa32b3a51b294f3052e03f2caffdb56978824dcd0e4
package import Bytes
package import SQL

/// The statements of `sql/queries/days`.
package enum DaysQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    beginCloseStatement,
    finishStatement,
    getStatement,
    runStatement,
    setProgressStatement,
    summaryStatement,
  ]

  /// The statement of `beginClose`.
  package static let beginCloseStatement = Statement(
    name: "days/begin_close",
    text: #"""
      update tenant.business_day
      set day_state = 2, next_on = $1, done_count = 0,
        total_count = (select count(*) from tenant.account a), version = version + 1
      where day_state = 1 and business_on = $2
      """#,
    shape: .single,
    parameters: [
      .init(name: "next_on", type: .day, isArray: false),
      .init(name: "business_on", type: .day, isArray: false),
    ],
    returnsRows: false)

  /// Starts the end-of-day run of the open business date.
  package static func beginClose(nextOn: Day, businessOn: Day) -> Bound {
    Bound(beginCloseStatement, [.day(nextOn), .day(businessOn)])
  }

  /// The statement of `finish`.
  package static let finishStatement = Statement(
    name: "days/finish",
    text: #"""
      update tenant.business_day
      set business_on = $1, next_on = null, day_state = 1, last_closed_on = $2,
        done_count = total_count, summary = $3, version = version + 1
      where day_state = 2 and business_on = $2
      """#,
    shape: .single,
    parameters: [
      .init(name: "next_on", type: .day, isArray: false),
      .init(name: "closed_on", type: .day, isArray: false),
      .init(name: "summary", type: .bytes, isArray: false),
    ],
    returnsRows: false)

  /// Opens the next business date after a run.
  package static func finish(nextOn: Day, closedOn: Day, summary: [UInt8]) -> Bound {
    Bound(finishStatement, [.day(nextOn), .day(closedOn), .bytes(summary)])
  }

  /// The statement of `get`.
  package static let getStatement = Statement(
    name: "days/get",
    text: #"""
      select d.business_on, d.next_on as "next_on?", d.day_state, d.done_count, d.total_count,
        d.last_closed_on as "last_closed_on?", d.summary as "summary?"
      from tenant.business_day d
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// The open business date, and how far a run is.
  package static func get() -> Query<GetRow> {
    Query(Bound(getStatement, []))
  }

  /// A row of `get`.
  package struct GetRow: DecodableRow, Equatable {
    package let businessOn: Day
    package let nextOn: Day?
    package let dayState: Int16
    package let doneCount: Int64
    package let totalCount: Int64
    package let lastClosedOn: Day?
    package let summary: [UInt8]?

    package init(businessOn: Day, nextOn: Day?, dayState: Int16, doneCount: Int64, totalCount: Int64, lastClosedOn: Day?, summary: [UInt8]?) {
      self.businessOn = businessOn
      self.nextOn = nextOn
      self.dayState = dayState
      self.doneCount = doneCount
      self.totalCount = totalCount
      self.lastClosedOn = lastClosedOn
      self.summary = summary
    }

    package init(_ row: Row) throws(SQLFailure) {
      businessOn = try row.day(0)
      nextOn = row.isNull(1) ? nil : try row.day(1)
      dayState = try row.int2(2)
      doneCount = try row.int8(3)
      totalCount = try row.int8(4)
      lastClosedOn = row.isNull(5) ? nil : try row.day(5)
      summary = row.isNull(6) ? nil : try row.bytes(6)
    }
  }

  /// The statement of `run`.
  package static let runStatement = Statement(
    name: "days/run",
    text: #"""
      select j.state, j.attempt_count, j.last_error as "last_error?"
      from tenant.business_day d
      join tenant.job j on j.kind = 'end_of_day' and j.slot = to_char(d.business_on, 'YYYY-MM-DD')
      where d.day_state = 2
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// The job of the run of the closing business date.
  package static func run() -> Query<RunRow> {
    Query(Bound(runStatement, []))
  }

  /// A row of `run`.
  package struct RunRow: DecodableRow, Equatable {
    package let state: Int16
    package let attemptCount: Int32
    package let lastError: String?

    package init(state: Int16, attemptCount: Int32, lastError: String?) {
      self.state = state
      self.attemptCount = attemptCount
      self.lastError = lastError
    }

    package init(_ row: Row) throws(SQLFailure) {
      state = try row.int2(0)
      attemptCount = try row.int4(1)
      lastError = row.isNull(2) ? nil : try row.text(2)
    }
  }

  /// The statement of `setProgress`.
  package static let setProgressStatement = Statement(
    name: "days/set_progress",
    text: #"""
      update tenant.business_day
      set done_count = least(greatest(done_count, $1), total_count)
      where day_state = 2 and business_on = $2
      """#,
    shape: .single,
    parameters: [
      .init(name: "done_count", type: .int8, isArray: false),
      .init(name: "business_on", type: .day, isArray: false),
    ],
    returnsRows: false)

  /// Shows how many accounts a run has done; never fewer than before.
  package static func setProgress(doneCount: Int64, businessOn: Day) -> Bound {
    Bound(setProgressStatement, [.int8(doneCount), .day(businessOn)])
  }

  /// The statement of `summary`.
  package static let summaryStatement = Statement(
    name: "days/summary",
    text: #"""
      select
        (select count(*) from tenant.account a) as account_count,
        (select count(*) from tenant.account a where a.days_past_due > 0) as delinquent_count,
        (select count(*) from tenant.bucket_period b
          where b.entered_on <= $1
            and b.entered_on > coalesce((select d.last_closed_on from tenant.business_day d), '-infinity')
            and exists (select from tenant.bucket_period p
              where p.account_id = b.account_id and p.left_on = b.entered_on)) as bucket_change_count,
        (select count(*) from tenant.alert l where l.business_on = $1) as alert_count,
        (select count(*) from tenant.collection_case c where c.opened_on = $1)
          as case_opened_count,
        (select count(*) from tenant.collection_case c where c.closed_on = $1)
          as case_closed_count,
        (select count(*) from tenant.subject s where s.risk_class = 3) as high_count,
        (select count(*) from tenant.subject s where s.risk_class = 2) as medium_count,
        (select count(*) from tenant.subject s where s.risk_class = 1) as low_count
      """#,
    shape: .single,
    parameters: [
      .init(name: "closed_on", type: .day, isArray: false),
    ],
    returnsRows: true)

  /// What a run found and did. A first period of an account is no change of bucket.
  package static func summary(closedOn: Day) -> Query<SummaryRow> {
    Query(Bound(summaryStatement, [.day(closedOn)]))
  }

  /// A row of `summary`.
  package struct SummaryRow: DecodableRow, Equatable {
    package let accountCount: Int64
    package let delinquentCount: Int64
    package let bucketChangeCount: Int64
    package let alertCount: Int64
    package let caseOpenedCount: Int64
    package let caseClosedCount: Int64
    package let highCount: Int64
    package let mediumCount: Int64
    package let lowCount: Int64

    package init(accountCount: Int64, delinquentCount: Int64, bucketChangeCount: Int64, alertCount: Int64, caseOpenedCount: Int64, caseClosedCount: Int64, highCount: Int64, mediumCount: Int64, lowCount: Int64) {
      self.accountCount = accountCount
      self.delinquentCount = delinquentCount
      self.bucketChangeCount = bucketChangeCount
      self.alertCount = alertCount
      self.caseOpenedCount = caseOpenedCount
      self.caseClosedCount = caseClosedCount
      self.highCount = highCount
      self.mediumCount = mediumCount
      self.lowCount = lowCount
    }

    package init(_ row: Row) throws(SQLFailure) {
      accountCount = try row.int8(0)
      delinquentCount = try row.int8(1)
      bucketChangeCount = try row.int8(2)
      alertCount = try row.int8(3)
      caseOpenedCount = try row.int8(4)
      caseClosedCount = try row.int8(5)
      highCount = try row.int8(6)
      mediumCount = try row.int8(7)
      lowCount = try row.int8(8)
    }
  }
}
