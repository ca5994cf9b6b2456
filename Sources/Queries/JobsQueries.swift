// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/jobs sql/platform/migrations sql/tenant/migrations
// SHA-256: 9384991f5458f9e5d4feb3ea8198ecb80e1514341abf782c49ed17e1fcc62634
package import Bytes
package import SQL

/// The statements of `sql/queries/jobs`.
package enum JobsQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    claimStatement,
    completeStatement,
    failStatement,
    insertStatement,
    nextDueStatement,
    renewStatement,
    restartStatement,
    retryStatement,
    saveProgressStatement,
  ]

  /// The statement of `claim`.
  package static let claimStatement = Statement(
    name: "jobs/claim",
    text: #"""
      update tenant.job j
      set state = 2, lease_until = $1, lease_owner = $2,
        attempt_count = j.attempt_count + 1
      where j.id = (
        select c.id
        from tenant.job c
        where c.state in (1, 2) and c.run_at <= $3 and c.kind = any($4::text[])
          and (c.state = 1 or c.lease_until < $3)
        order by c.run_at, c.id
        limit 1
        for update skip locked)
      returning j.id, j.kind, j.slot, j.attempt_count, j.payload, j.progress as "progress?"
      """#,
    shape: .single,
    parameters: [
      .init(name: "lease_until", type: .timestamp, isArray: false),
      .init(name: "lease_owner", type: .identifier, isArray: false),
      .init(name: "now", type: .timestamp, isArray: false),
      .init(name: "kinds", type: .text, isArray: true),
    ],
    returnsRows: true)

  /// Takes the job that is due longest: a waiting one, or a running one whose lease has ended.
  package static func claim(
    leaseUntil: Timestamp, leaseOwner: Identifier, now: Timestamp, kinds: [String]
  ) -> Query<ClaimRow> {
    Query(Bound(claimStatement, [.timestamp(leaseUntil), .identifier(leaseOwner), .timestamp(now), .array(element: .text, kinds.map(Value.text))]))
  }

  /// A row of `claim`.
  package struct ClaimRow: DecodableRow, Equatable {
    package let id: Identifier
    package let kind: String
    package let slot: String
    package let attemptCount: Int32
    package let payload: [UInt8]
    package let progress: [UInt8]?

    package init(id: Identifier, kind: String, slot: String, attemptCount: Int32, payload: [UInt8], progress: [UInt8]?) {
      self.id = id
      self.kind = kind
      self.slot = slot
      self.attemptCount = attemptCount
      self.payload = payload
      self.progress = progress
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      kind = try row.text(1)
      slot = try row.text(2)
      attemptCount = try row.int4(3)
      payload = try row.bytes(4)
      progress = row.isNull(5) ? nil : try row.bytes(5)
    }
  }

  /// The statement of `complete`.
  package static let completeStatement = Statement(
    name: "jobs/complete",
    text: #"""
      update tenant.job
      set state = 3, finished_at = $1, lease_until = null, lease_owner = null,
        last_error = null
      where id = $2 and lease_owner = $3 and state = 2
      """#,
    shape: .single,
    parameters: [
      .init(name: "finished_at", type: .timestamp, isArray: false),
      .init(name: "id", type: .identifier, isArray: false),
      .init(name: "lease_owner", type: .identifier, isArray: false),
    ],
    returnsRows: false)

  /// Ends a job that did its work.
  package static func complete(
    finishedAt: Timestamp, id: Identifier, leaseOwner: Identifier
  ) -> Bound {
    Bound(completeStatement, [.timestamp(finishedAt), .identifier(id), .identifier(leaseOwner)])
  }

  /// The statement of `fail`.
  package static let failStatement = Statement(
    name: "jobs/fail",
    text: #"""
      update tenant.job
      set state = 4, finished_at = $1, lease_until = null, lease_owner = null,
        last_error = $2
      where id = $3 and lease_owner = $4 and state = 2
      """#,
    shape: .single,
    parameters: [
      .init(name: "finished_at", type: .timestamp, isArray: false),
      .init(name: "last_error", type: .text, isArray: false),
      .init(name: "id", type: .identifier, isArray: false),
      .init(name: "lease_owner", type: .identifier, isArray: false),
    ],
    returnsRows: false)

  /// Ends a job that failed too often.
  package static func fail(
    finishedAt: Timestamp, lastError: String, id: Identifier, leaseOwner: Identifier
  ) -> Bound {
    Bound(failStatement, [.timestamp(finishedAt), .text(lastError), .identifier(id), .identifier(leaseOwner)])
  }

  /// The statement of `insert`.
  package static let insertStatement = Statement(
    name: "jobs/insert",
    text: #"""
      insert into tenant.job (id, kind, slot, run_at, payload, created_at)
      values ($1, $2, $3, $4, $5, $6)
      on conflict on constraint job_slot_unique do nothing
      """#,
    shape: .single,
    parameters: [
      .init(name: "id", type: .identifier, isArray: false),
      .init(name: "kind", type: .text, isArray: false),
      .init(name: "slot", type: .text, isArray: false),
      .init(name: "run_at", type: .timestamp, isArray: false),
      .init(name: "payload", type: .bytes, isArray: false),
      .init(name: "created_at", type: .timestamp, isArray: false),
    ],
    returnsRows: false)

  /// Plans a job; a second one for the same slot of a kind is none.
  package static func insert(
    id: Identifier, kind: String, slot: String, runAt: Timestamp, payload: [UInt8], createdAt: Timestamp
  ) -> Bound {
    Bound(insertStatement, [.identifier(id), .text(kind), .text(slot), .timestamp(runAt), .bytes(payload), .timestamp(createdAt)])
  }

  /// The statement of `nextDue`.
  package static let nextDueStatement = Statement(
    name: "jobs/next_due",
    text: #"""
      select min(case when j.state = 1 then j.run_at else j.lease_until end) as "due_at?"
      from tenant.job j
      where j.state in (1, 2)
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// When the next job is due, or may be taken from an owner that is gone.
  package static func nextDue() -> Query<NextDueRow> {
    Query(Bound(nextDueStatement, []))
  }

  /// A row of `nextDue`.
  package struct NextDueRow: DecodableRow, Equatable {
    package let dueAt: Timestamp?

    package init(dueAt: Timestamp?) {
      self.dueAt = dueAt
    }

    package init(_ row: Row) throws(SQLFailure) {
      dueAt = row.isNull(0) ? nil : try row.timestamp(0)
    }
  }

  /// The statement of `renew`.
  package static let renewStatement = Statement(
    name: "jobs/renew",
    text: #"""
      update tenant.job j
      set lease_until = $1
      where j.id = $2 and j.lease_owner = $3 and j.state = 2
      returning j.id
      """#,
    shape: .single,
    parameters: [
      .init(name: "lease_until", type: .timestamp, isArray: false),
      .init(name: "id", type: .identifier, isArray: false),
      .init(name: "lease_owner", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// Prolongs a lease; no row: another owner has the job.
  package static func renew(
    leaseUntil: Timestamp, id: Identifier, leaseOwner: Identifier
  ) -> Query<RenewRow> {
    Query(Bound(renewStatement, [.timestamp(leaseUntil), .identifier(id), .identifier(leaseOwner)]))
  }

  /// A row of `renew`.
  package struct RenewRow: DecodableRow, Equatable {
    package let id: Identifier

    package init(id: Identifier) {
      self.id = id
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
    }
  }

  /// The statement of `restart`.
  package static let restartStatement = Statement(
    name: "jobs/restart",
    text: #"""
      update tenant.job
      set state = 1, attempt_count = 0, run_at = $1, finished_at = null, last_error = null
      where kind = $2 and slot = $3 and state = 4
      """#,
    shape: .single,
    parameters: [
      .init(name: "run_at", type: .timestamp, isArray: false),
      .init(name: "kind", type: .text, isArray: false),
      .init(name: "slot", type: .text, isArray: false),
    ],
    returnsRows: false)

  /// Puts back a job that was given up; its progress stays.
  package static func restart(runAt: Timestamp, kind: String, slot: String) -> Bound {
    Bound(restartStatement, [.timestamp(runAt), .text(kind), .text(slot)])
  }

  /// The statement of `retry`.
  package static let retryStatement = Statement(
    name: "jobs/retry",
    text: #"""
      update tenant.job
      set state = 1, run_at = $1, lease_until = null, lease_owner = null, last_error = $2
      where id = $3 and lease_owner = $4 and state = 2
      """#,
    shape: .single,
    parameters: [
      .init(name: "run_at", type: .timestamp, isArray: false),
      .init(name: "last_error", type: .text, isArray: false),
      .init(name: "id", type: .identifier, isArray: false),
      .init(name: "lease_owner", type: .identifier, isArray: false),
    ],
    returnsRows: false)

  /// Gives a job back, to be taken again later.
  package static func retry(
    runAt: Timestamp, lastError: String, id: Identifier, leaseOwner: Identifier
  ) -> Bound {
    Bound(retryStatement, [.timestamp(runAt), .text(lastError), .identifier(id), .identifier(leaseOwner)])
  }

  /// The statement of `saveProgress`.
  package static let saveProgressStatement = Statement(
    name: "jobs/save_progress",
    text: #"""
      update tenant.job j
      set progress = $1, lease_until = $2
      where j.id = $3 and j.lease_owner = $4 and j.state = 2
      returning j.id
      """#,
    shape: .single,
    parameters: [
      .init(name: "progress", type: .bytes, isArray: false),
      .init(name: "lease_until", type: .timestamp, isArray: false),
      .init(name: "id", type: .identifier, isArray: false),
      .init(name: "lease_owner", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// Keeps how far a job is, and prolongs its lease; no row: another owner has the job.
  package static func saveProgress(
    progress: [UInt8], leaseUntil: Timestamp, id: Identifier, leaseOwner: Identifier
  ) -> Query<SaveProgressRow> {
    Query(Bound(saveProgressStatement, [.bytes(progress), .timestamp(leaseUntil), .identifier(id), .identifier(leaseOwner)]))
  }

  /// A row of `saveProgress`.
  package struct SaveProgressRow: DecodableRow, Equatable {
    package let id: Identifier

    package init(id: Identifier) {
      self.id = id
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
    }
  }
}
