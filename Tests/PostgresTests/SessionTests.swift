import Bytes
import Postgres
import SQL
import TestKit
import Testing

@Suite struct SessionTests {
  let bench = Bench()

  /// Each value comes back as the same bytes, alone, as NULL and inside an array.
  @Test func valuesRoundTrip() async throws {
    let session = try await bench.session()
    let identifier = Identifier(high: .max, low: 1)
    let samples: [(ColumnType, String, [Value])] = [
      (.bool, "bool", [.bool(true), .bool(false)]),
      (.int2, "int2", [.int2(.min), .int2(0), .int2(.max)]),
      (.int4, "int4", [.int4(.min), .int4(-1), .int4(.max)]),
      (.int8, "int8", [.int8(.min), .int8(-1), .int8(.max)]),
      (
        .text, "text",
        [.text(""), .text("a'\"\\ 债务 🪵"), .text(String(repeating: "x", count: 99_999))]
      ),
      (
        .bytes, "bytea",
        [.bytes([]), .bytes([0, 255, 0]), .bytes(.init(repeating: 7, count: 70_000))]
      ),
      (.identifier, "uuid", [.identifier(identifier), .identifier(Identifier(high: 0, low: 0))]),
      (
        .day, "date",
        [
          .day(Day(number: 0)), .day(Day(number: 10_957)), .day(Day(number: -719_162)),
          .day(Day(number: 2_932_896)),
        ]
      ),
      (
        .timestamp, "timestamptz",
        [
          .timestamp(Timestamp(microseconds: 0)), .timestamp(Timestamp(microseconds: -1)),
          .timestamp(Timestamp(microseconds: 253_402_300_799_999_999)),
        ]
      ),
    ]
    for (type, sql, values) in samples {
      for value in values + [.null] {
        let rows = try await session.run(
          Batch([bound("select $1::\(sql), $1 is null", [(type, false)], [value])]),
          deadline: ServerFixture.deadline())[0]
        #expect(rows.count == 1)
        #expect(rows[0].isNull(0) == (value == .null))
        #expect(try rows[0].bool(1) == (value == .null))
        if value != .null { #expect(try Self.read(rows[0], type) == value, "\(sql)") }
      }
      // An array with NULLs goes in whole and comes out element by element.
      let elements = [.null] + values + [.null]
      let rows = try await session.run(
        Batch([
          bound(
            "select e from unnest($1::\(sql)[]) with ordinality as u(e, n) order by n",
            [(type, true)], [.array(element: type, elements)]),
          bound(
            "select coalesce(cardinality($1::\(sql)[]), -1)", [(type, true)],
            [.array(element: type, [])], name: "empty \(sql)"),
        ]), deadline: ServerFixture.deadline())
      let read = try (0..<rows[0].count).map { index in
        rows[0][index].isNull(0) ? Value.null : try Self.read(rows[0][index], type)
      }
      #expect(read == elements, "\(sql)[]")
      #expect(try rows[1][0].int4(0) == 0)
    }
    await session.close()
  }

  private static func read(_ row: Row, _ type: ColumnType) throws(SQLFailure) -> Value {
    switch type {
    case .bool: .bool(try row.bool(0))
    case .int2: .int2(try row.int2(0))
    case .int4: .int4(try row.int4(0))
    case .int8: .int8(try row.int8(0))
    case .text: .text(try row.text(0))
    case .bytes: .bytes(try row.bytes(0))
    case .identifier: .identifier(try row.identifier(0))
    case .day: .day(try row.day(0))
    case .timestamp: .timestamp(try row.timestamp(0))
    }
  }

  @Test func arraysComeBack() async throws {
    let session = try await bench.session()
    let rows = try await session.run(
      Batch([
        bound(
          "select array[1, -2]::int8[], array['a', '']::text[], '{}'::int2[], array[1, null]::int8[]"
        )
      ]), deadline: ServerFixture.deadline())[0]
    #expect(try rows[0].int8s(0) == [1, -2])
    #expect(try rows[0].texts(1) == ["a", ""])
    #expect(try rows[0].int2s(2) == [])
    #expect(throws: SQLFailure.self) { try rows[0].int8s(3) }
    await session.close()
  }

  @Test func resultsKeepTheOrderOfTheBatch() async throws {
    let session = try await bench.session()
    let batch = Batch(
      opening: .snapshot,
      (0..<300).map { bound("select $1::int8", [(.int8, false)], [.int8(Int64($0))]) },
      closing: .commit)
    let rows = try await session.run(batch, deadline: ServerFixture.deadline())
    #expect(try rows.map { try $0[0].int8(0) } == Array(0..<300))
    // Batches asked for at once run one after the other.
    async let first = session.run(
      Batch([bound("select pg_sleep(0.05), 1::int8", name: "slow")]),
      deadline: ServerFixture.deadline())
    async let second = session.run(
      Batch([bound("select 2::int8")]), deadline: ServerFixture.deadline())
    let (one, two) = try await (first, second)
    #expect(try one[0][0].int8(1) == 1)
    #expect(try two[0][0].int8(0) == 2)
    await session.close()
  }

  @Test func failureInTheMiddleRollsBackAndTheSessionGoesOn() async throws {
    let session = try await bench.session()
    try await session.prepare(
      "create schema middle", "create table middle.t (v int8 constraint v_known unique)")
    func insert(_ value: Int64) -> Bound {
      bound(
        "insert into middle.t values ($1)", [(.int8, false)], [.int8(value)], returnsRows: false)
    }
    let failed = await failure {
      try await session.run(
        Batch(opening: .readCommitted, [insert(1), insert(1), insert(2)], closing: .commit),
        deadline: ServerFixture.deadline())
    }
    #expect(
      failed
        == SQLFailure(
          code: .violated(sqlState: "23505", constraint: "v_known"),
          statement: "insert into middle.t values ($1)", wasSent: true))
    let counted = bound("select count(*) from middle.t")
    #expect(
      try await session.run(Batch([counted]), deadline: ServerFixture.deadline())[0][0].int8(0) == 0
    )
    // The same in a transaction that an earlier batch opened.
    _ = try await session.run(
      Batch(opening: .readCommitted, [insert(5)]), deadline: ServerFixture.deadline())
    #expect(await session.isInTransaction)
    _ = await failure {
      try await session.run(Batch([insert(6), insert(5)]), deadline: ServerFixture.deadline())
    }
    #expect(await !session.isInTransaction)
    #expect(
      try await session.run(Batch([counted]), deadline: ServerFixture.deadline())[0][0].int8(0) == 0
    )
    _ = try await session.run(
      Batch(opening: .readCommitted, [insert(7)], closing: .commit),
      deadline: ServerFixture.deadline())
    #expect(
      try await session.run(Batch([counted]), deadline: ServerFixture.deadline())[0][0].int8(0) == 1
    )
    await session.close()
  }

  @Test(arguments: [
    ("22012", "select 1 / 0", SQLFailure.Code.server(sqlState: "22012", detail: "")),
    ("40001", "", .serialization), ("40P01", "", .serialization),
    ("55P03", "", .lockNotAvailable), ("57014", "", .cancelled),
    ("TL001", "", .server(sqlState: "TL001", detail: "told")),
    ("P0001", "", .server(sqlState: "P0001", detail: "")),
    ("23514", "", .violated(sqlState: "23514", constraint: "")),
  ])
  func statesAreMapped(state: String, text: String, code: SQLFailure.Code) async throws {
    let session = try await bench.session()
    let body = "do $$ begin raise exception 'x' using errcode = '\(state)', detail = 'told'; end $$"
    let failed = await failure {
      try await session.run(
        Batch(opening: .readCommitted, [bound(text.isEmpty ? body : text, name: "n")]),
        deadline: ServerFixture.deadline())
    }
    #expect(failed == SQLFailure(code: code, statement: "n", wasSent: true))
    // A cancel may still be on its way after 57014.
    #expect(await session.isUsable == (code != .cancelled))
    await session.close()
  }

  @Test func lockTimeoutIsLocal() async throws {
    let session = try await bench.session()
    let other = try await bench.session()
    try await session.prepare("create schema locks", "create table locks.t (v int8)")
    let lock = bound("lock table locks.t", returnsRows: false)
    _ = try await session.run(
      Batch(opening: .readCommitted, [lock]), deadline: ServerFixture.deadline())
    let failed = await failure {
      try await other.run(
        Batch(opening: .readCommitted, [lock], lockTimeoutMilliseconds: 20),
        deadline: ServerFixture.deadline())
    }
    #expect(failed?.code == .lockNotAvailable)
    #expect(failed?.retry == .sameTransaction)
    _ = try await session.run(Batch([], closing: .rollback), deadline: ServerFixture.deadline())
    let show = try await other.run(
      Batch([bound("select current_setting('lock_timeout')")]), deadline: ServerFixture.deadline())
    #expect(try show[0][0].text(0) == "0")
    await session.close()
    await other.close()
  }

  @Test func deadlineCancelsAndDiscards() async throws {
    let session = try await bench.session()
    let other = try await bench.session()
    let failed = await failure {
      try await session.run(
        Batch(opening: .snapshot, [bound("select pg_sleep(60)", name: "deadline_sleep")]),
        deadline: ServerFixture.deadline(seconds: 0.1))
    }
    #expect(
      failed == SQLFailure(code: .cancelled, statement: "deadline_sleep", wasSent: true))
    #expect(await !session.isUsable)
    // The server was told: its process ends long before the sleep does.
    let alive = bound(
      "select 1 from pg_stat_activity where pid = $1", [(.int4, false)], [.int4(session.processID)])
    while try await other.run(Batch([alive]), deadline: ServerFixture.deadline())[0].count > 0 {}
    let after = await failure {
      try await session.run(Batch([alive]), deadline: ServerFixture.deadline())
    }
    #expect(after?.code == .connectionLost)
    #expect(after?.wasSent == false)
    await other.close()
  }

  /// Goal: a read whose caller gave up is stopped at the server before its place is free, and its
  /// session is used no more.
  @Test func aCancelledTaskStopsItsRead() async throws {
    let session = try await bench.session()
    let other = try await bench.session()
    let runs = bound(
      "select 1 from pg_stat_activity where pid = $1 and query like '%cancelled_sleep%'"
        + " and state = 'active'", [(.int4, false)], [.int4(session.processID)], name: "runs")
    let sleeper = Task {
      await failure {
        try await session.run(
          Batch(
            opening: .snapshot,
            [bound("select pg_sleep(600) /* cancelled_sleep */", name: "sleep")], closing: .commit),
          deadline: ServerFixture.deadline(seconds: 600))
      }
    }
    while try await other.run(Batch([runs]), deadline: ServerFixture.deadline())[0].count == 0 {}
    sleeper.cancel()
    let failed = await sleeper.value
    #expect(failed?.code == .cancelled)
    #expect(try await other.run(Batch([runs]), deadline: ServerFixture.deadline())[0].count == 0)
    #expect(await !session.isUsable)
    await other.close()
  }

  /// Goal: a write whose caller gave up goes on to its commit, and its waiter hears of it.
  @Test func aCancelledTaskDoesNotStopAWrite() async throws {
    let session = try await bench.session()
    let other = try await bench.session()
    try await other.prepare("create table public.kept (a int8)")
    let runs = bound(
      "select 1 from pg_stat_activity where pid = $1 and wait_event = 'PgSleep'",
      [(.int4, false)], [.int4(session.processID)], name: "runs")
    let writer = Task {
      await failure {
        try await session.run(
          Batch(
            opening: .readCommitted,
            [
              bound("select pg_sleep(1)", name: "sleep"),
              bound("insert into public.kept (a) values (1)", returnsRows: false),
            ], closing: .commit), deadline: ServerFixture.deadline())
      }
    }
    while try await other.run(Batch([runs]), deadline: ServerFixture.deadline())[0].count == 0 {}
    writer.cancel()
    #expect(await writer.value == nil)
    let kept = bound("select a from public.kept")
    #expect(try await other.run(Batch([kept]), deadline: ServerFixture.deadline())[0].count == 1)
    #expect(await session.isUsable)
    await session.close()
    await other.close()
  }

  @Test func deadlineBeforeAnythingIsSent() async throws {
    let session = try await bench.session()
    let failed = await failure {
      try await session.run(Batch([bound("select 1")]), deadline: 1)
    }
    #expect(failed == SQLFailure(code: .cancelled, statement: "select 1", wasSent: false))
    #expect(await session.isUsable)
    await session.close()
  }

  /// A terminated server before COMMIT runs is no doubt; during COMMIT it is; and a COMMIT is
  /// never cancelled, it is left alone and unknown.
  @Test func lossAndDoubt() async throws {
    let owner = try await bench.session()
    try await owner.prepare(
      "create schema doubt", "create table doubt.t (v int8)",
      """
      create function doubt.slow() returns trigger language plpgsql as
      $$ begin perform pg_sleep(0.6); return null; end $$
      """,
      """
      create constraint trigger slow after insert on doubt.t deferrable initially deferred
      for each row when (new.v > 0) execute function doubt.slow()
      """)
    func insert(_ value: Int64) -> Bound {
      bound(
        "insert into doubt.t values ($1)", [(.int8, false)], [.int8(value)], returnsRows: false,
        name: "insert")
    }
    let terminate = bound("select pg_terminate_backend(pg_backend_pid())", name: "terminate")
    let before = try await bench.session()
    let lost = await failure {
      try await before.run(
        Batch(opening: .readCommitted, [insert(0), terminate, insert(0)], closing: .commit),
        deadline: ServerFixture.deadline())
    }
    #expect(lost == SQLFailure(code: .connectionLost, statement: "terminate", wasSent: true))
    #expect(await !before.isUsable)

    let during = try await bench.session()
    async let unknown = failure {
      try await during.run(
        Batch(opening: .readCommitted, [insert(1)], closing: .commit),
        deadline: ServerFixture.deadline())
    }
    let waiting = bound(
      "select pg_terminate_backend(pid) from pg_stat_activity where pid = $1 and wait_event = 'PgSleep'",
      [(.int4, false)], [.int4(during.processID)])
    while try await owner.run(Batch([waiting]), deadline: ServerFixture.deadline())[0].count == 0 {}
    #expect(
      await unknown
        == SQLFailure(
          code: .connectionLost, statement: "commit", wasSent: true, isCommitUnknown: true))

    let late = try await bench.session()
    let left = await failure {
      try await late.run(
        Batch(opening: .readCommitted, [insert(2)], closing: .commit),
        deadline: ServerFixture.deadline(seconds: 0.1))
    }
    #expect(
      left
        == SQLFailure(code: .cancelled, statement: "insert", wasSent: true, isCommitUnknown: true))
    // Nobody cancelled it: the row appears.
    let count = bound("select v from doubt.t where v > 0")
    while try await owner.run(Batch([count]), deadline: ServerFixture.deadline())[0].count == 0 {}
    let rows = try await owner.run(Batch([count]), deadline: ServerFixture.deadline())[0]
    #expect(try rows.count == 1 && rows[0].int8(0) == 2)
    await owner.close()
  }

  @Test func warningOnCommitIsDoubt() async throws {
    let session = try await bench.session()
    try await session.prepare(
      "create schema warned", "create table warned.t (v int8)",
      """
      create function warned.warn() returns trigger language plpgsql as
      $$ begin raise warning 'not replicated'; return null; end $$
      """,
      """
      create constraint trigger warn after insert on warned.t deferrable initially deferred
      for each row execute function warned.warn()
      """)
    let failed = await failure {
      try await session.run(
        Batch(
          opening: .readCommitted, [bound("insert into warned.t values (1)", returnsRows: false)],
          closing: .commit), deadline: ServerFixture.deadline())
    }
    #expect(failed?.isCommitUnknown == true)
    #expect(failed?.retry == .never)
    #expect(await !session.isUsable)
  }

  @Test func idleSessionNoticesItsEnd() async throws {
    let session = try await bench.session()
    let other = try await bench.session()
    _ = try await other.run(
      Batch([bound("select pg_terminate_backend($1)", [(.int4, false)], [.int4(session.processID)])]
      ),
      deadline: ServerFixture.deadline())
    while await session.isUsable { await Task.yield() }
    let failed = await failure {
      try await session.run(Batch([bound("select 1")]), deadline: ServerFixture.deadline())
    }
    #expect(failed == SQLFailure(code: .connectionLost, statement: "select 1", wasSent: false))
    await other.close()
  }

  @Test func statementsMeanTheSchemaOfTheSession() async throws {
    let owner = try await bench.session()
    let shared = bound("select v from tenant.t", name: "shared")
    for schema in ["sub_a", "sub_b"] {
      try await owner.prepare(
        "create schema \(schema)", "create table \(schema).t (v text)",
        "insert into \(schema).t values ('\(schema)')")
    }
    for schema in ["sub_a", "sub_b"] {
      let session = try await bench.session(schema: schema)
      for _ in 0..<2 {
        let rows = try await session.run(Batch([shared]), deadline: ServerFixture.deadline())[0]
        #expect(try rows[0].text(0) == schema)
      }
      let prepared = bound(
        "select count(*) from pg_prepared_statements where statement like '%\(schema)%'")
      let rows = try await session.run(Batch([prepared]), deadline: ServerFixture.deadline())[0]
      #expect(try rows[0].int8(0) == 2)
      await session.close()
    }
    await owner.close()
  }

  @Test func preparedStatementsAreBounded() async throws {
    let session = try await bench.session(preparedStatementsMax: 3)
    for number in 0..<8 {
      let rows = try await session.run(
        Batch([bound("select \(number)::int8 + $1", [(.int8, false)], [.int8(1)])]),
        deadline: ServerFixture.deadline())[0]
      #expect(try rows[0].int8(0) == Int64(number + 1))
      #expect(await session.isWorn == (number >= 2))
    }
    let count = try await session.run(
      Batch([bound("select count(*) from pg_prepared_statements where name <> ''")]),
      deadline: ServerFixture.deadline())[0]
    #expect(try count[0].int8(0) == 3)
    await session.close()
  }

  @Test func columnarStatementsServeSeveralCalls() async throws {
    let session = try await bench.session()
    try await session.prepare("create schema col", "create table col.t (k int8, v text)")
    func insert(_ key: Int64, _ text: Value) -> Bound {
      bound(
        "insert into col.t select * from unnest($1::int8[], $2::text[])",
        [(.int8, false), (.text, false)], [.int8(key), text], returnsRows: false, shape: .columnar,
        name: "col/insert")
    }
    func read(_ key: Int64) -> Bound {
      bound(
        """
        select u.n::int8, t.v from unnest($1::int8[]) with ordinality as u(k, n)
        join col.t t on t.k = u.k order by u.n
        """, [(.int8, false)], [.int8(key)], shape: .columnar, name: "col/read")
    }
    let calls = [insert(1, .text("one")), insert(2, .null), read(2), read(9), read(1)]
    let executions = Columns.coalesced(calls)
    #expect(executions.count == 2)
    let results = try await session.run(
      Batch(opening: .readCommitted, executions.map(\.bound), closing: .commit),
      deadline: ServerFixture.deadline())
    let separated = try Columns.separated(results, of: executions, callCount: calls.count)
    #expect(separated.map(\.count) == [0, 0, 1, 0, 1])
    #expect(separated[2][0].isNull(0))
    #expect(try separated[4][0].text(0) == "one")
    await session.close()
  }

  @Test func largeBatchesGoBothWaysAtOnce() async throws {
    let session = try await bench.session()
    let blob = [UInt8](repeating: 9, count: 400_000)
    let rows = try await session.run(
      Batch((0..<40).map { _ in bound("select $1::bytea", [(.bytes, false)], [.bytes(blob)]) }),
      deadline: ServerFixture.deadline())
    #expect(try rows.allSatisfy { try $0[0].bytes(0) == blob })
    await session.close()
  }

  /// Goal: what a role stored for itself does not make its writes unsafe.
  @Test func settingsOfARoleDoNotHold() async throws {
    let database = try await TestCluster.shared.emptyDatabase()
    try await database.run(
      [
        "create role careless login password 'secret'",
        "alter role careless set synchronous_commit = off",
        "alter role careless set default_transaction_read_only = on",
        "alter role careless set statement_timeout = '1ms'",
      ], as: database.admin)
    let session = try await bench.session(
      role: "careless",
      at: database.admin.target)
    let names = ["synchronous_commit", "default_transaction_read_only", "statement_timeout"]
    var found: [String] = []
    for name in names {
      let rows = try await session.run(
        Batch([bound("select current_setting('\(name)')")]), deadline: ServerFixture.deadline())
      found.append(try rows[0][0].text(0))
    }
    #expect(found == ["on", "off", "0"])
    await session.close()
  }

  @Test func connectingTriesPasswordsAndAsksTheHook() async throws {
    let session = try await bench.session(passwords: ["newer", "secret"])
    await session.close()
    let refused = await failure { try await bench.session(passwords: ["newer"]) }
    #expect(refused == SQLFailure(code: .unavailable, statement: "connect", wasSent: false))
    let poisoned = await failure {
      try await bench.session(onConnect: [bound("select 1", name: "poison")])
    }
    #expect(poisoned == SQLFailure(code: .unavailable, statement: "poison", wasSent: false))
    let clean = try await bench.session(onConnect: [bound("select 1 where false")])
    await clean.close()
    var elsewhere = try await ServerFixture.target()
    elsewhere.host = "/nonexistent"
    let nowhere = elsewhere
    let absent = await failure { try await bench.session(at: nowhere) }
    #expect(absent?.code == .unavailable)
  }
}
