import Postgres
import SQL
import Testing

@Suite struct CopyTests {
  let bench = Bench()

  private func copySession(schema: String? = nil) async throws -> CopySession {
    try await CopySession.open(
      try await ServerFixture.target(), role: ServerFixture.role,
      passwords: [ServerFixture.password],
      schema: schema.flatMap { TenantSchema($0) }, opener: bench.opener, executor: bench.executor,
      world: ServerFixture.world, deadline: ServerFixture.deadline())
  }
  private func statement(_ text: String) -> Statement {
    Statement(name: text, text: text, shape: .single, parameters: [], returnsRows: false)
  }

  @Test func rowsGoOutAndComeIn() async throws {
    let owner = try await bench.session()
    try await owner.prepare(
      "create schema cp", "create table cp.a (k int8, v text)",
      "create table cp.b (k int8, v text)",
      "insert into cp.a select n, repeat('债', 40) || n from generate_series(1, 20000) n")
    let from = try await copySession(schema: "cp")
    let into = try await copySession(schema: "cp")
    try await from.begin(.snapshot, deadline: ServerFixture.deadline())
    let chunks = try await from.copyOut(
      statement("copy tenant.a to stdout (format binary)"), deadline: ServerFixture.deadline())
    var iterator = chunks.makeAsyncIterator()
    var sizes: [Int] = []
    let count = try await into.copyIn(
      statement("copy tenant.b from stdin (format binary)"), deadline: ServerFixture.deadline()
    ) { () async throws(SQLFailure) -> [UInt8]? in
      let chunk = try await iterator.next()
      sizes.append(chunk?.count ?? 0)
      return chunk
    }
    #expect(count == 20_000)
    #expect(sizes.count > 10)
    #expect(sizes.max() ?? 0 <= 2 * Limits.copyChunkByteCountMax)
    #expect(try await iterator.next() == nil)
    try await from.finish(.commit, deadline: ServerFixture.deadline())
    let difference = bound("select count(*) from (table cp.a except table cp.b) d")
    let rows = try await owner.run(Batch([difference]), deadline: ServerFixture.deadline())[0]
    #expect(try rows[0].int8(0) == 0)
    // Both sessions go on.
    #expect(await from.isUsable)
    #expect(await into.isUsable)
    await from.close()
    await into.close()
    await owner.close()
  }

  @Test func anUnreadCopyHoldsTheServerBack() async throws {
    let owner = try await bench.session()
    let session = try await copySession()
    let chunks = try await session.copyOut(
      statement("copy (select repeat('x', 1000) from generate_series(1, 30000)) to stdout"),
      deadline: ServerFixture.deadline())
    var iterator = chunks.makeAsyncIterator()
    _ = try await iterator.next()
    // Nobody reads, so the server waits for the client to take what it wrote.
    let waits = bound(
      "select 1 from pg_stat_activity where wait_event = 'ClientWrite' and query like 'copy (select repeat%'",
      name: "waits")
    while try await owner.run(Batch([waits]), deadline: ServerFixture.deadline())[0].count == 0 {}
    var byteCount = 0
    while let chunk = try await iterator.next() { byteCount += chunk.count }
    #expect(byteCount > 29_000_000)
    await session.close()
    await owner.close()
  }

  @Test func failuresEndTheCopy() async throws {
    let owner = try await bench.session()
    try await owner.prepare(
      "create schema cpf", "create table cpf.t (v int8 constraint positive check (v > 0))")
    let wrong = try await copySession()
    let missing = await failure {
      try await wrong.copyOut(
        statement("copy cpf.nothing to stdout"), deadline: ServerFixture.deadline())
    }
    #expect(missing?.code == .server(sqlState: "42P01", detail: ""))
    #expect(await !wrong.isUsable)

    let refused = try await copySession()
    var lines: [String] = ["1\n", "2\n-3\n", "4\n"]
    let violated = await failure {
      try await refused.copyIn(
        statement("copy cpf.t from stdin"), deadline: ServerFixture.deadline()
      ) { () async throws(SQLFailure) -> [UInt8]? in
        lines.isEmpty ? nil : Array(lines.removeFirst().utf8)
      }
    }
    #expect(violated?.code == .violated(sqlState: "23514", constraint: "positive"))
    #expect(violated?.isCommitUnknown == false)

    // What the sender throws drops the rows.
    let stopped = try await copySession()
    let own = SQLFailure(code: .unavailable, statement: "source", wasSent: false)
    var isFirst = true
    let thrown = await failure {
      try await stopped.copyIn(
        statement("copy cpf.t from stdin"), deadline: ServerFixture.deadline()
      ) { () async throws(SQLFailure) -> [UInt8]? in
        guard isFirst else { throw own }
        isFirst = false
        return Array("5\n".utf8)
      }
    }
    #expect(thrown == own)

    let late = try await copySession()
    let cancelled = await failure {
      let chunks = try await late.copyOut(
        statement("copy (select pg_sleep(60)) to stdout"),
        deadline: ServerFixture.deadline(seconds: 0.1))
      for try await _ in chunks {}
    }
    #expect(cancelled?.code == .cancelled)
    #expect(cancelled?.isCommitUnknown == false)
    let count = try await owner.run(
      Batch([bound("select count(*) from cpf.t")]), deadline: ServerFixture.deadline())[0]
    #expect(try count[0].int8(0) == 0)
    await owner.close()
  }

  @Test func aCopyTakesAPlaceOfThePool() async throws {
    let pool = try await bench.pool(PoolMachine.Bounds(sessionsMax: 1))
    let owner = SessionOwner(role: ServerFixture.role, schema: nil, purpose: .platform)
    let lease = try await pool.leaseCopySession(of: owner, deadline: ServerFixture.deadline())
    #expect(await pool.sessionCount == 1)
    let refused = await failure {
      try await pool.leaseSession(of: owner, deadline: ServerFixture.deadline(seconds: 0.05))
    }
    #expect(refused?.code == .cancelled)
    await lease.close()
    #expect(await pool.sessionCount == 0)
    await pool.close()
  }
}
