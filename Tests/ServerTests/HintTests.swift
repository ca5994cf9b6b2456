import Access
import Bytes
import Client
import Contract
import Domain
import Postgres
import Reactor
import SQL
import Server
import SwiftProtobuf
import Synchronization
import TestKit
import Testing
import World

/// Which hints go to other servers, and what is done about those that were lost.
@Suite(.serialized, .timeLimit(.minutes(5))) struct HintTests {
  /// A relay for `board`, and a listener to what relays send.
  private func relay(
    _ board: HintBoard, _ database: TestDatabase
  ) -> (HintRelay, NotificationListener, TenantSessions) {
    let shard = Shard(label: "hints", world: .real)
    let target = database.admin.target
    let passwords: @Sendable (String) -> [String] = {
      [TenantPassword.derive(loginKey: TestCluster.loginKey, role: $0, epoch: 1)]
    }
    let opener = ConnectionOpener(world: .real)
    let pool = TenantSessions(
      TenantSessions.Settings(
        target: target, bounds: PoolMachine.Bounds(sessionsMax: 4), passwords: passwords),
      opener: opener, executor: shard.executor, world: .real)
    let relay = HintRelay(
      board: board, target: target, passwords: passwords, opener: opener,
      platform: pool.sessions(
        of: SessionOwner(role: Roles.platform.rawValue, schema: nil, purpose: .platform)),
      executor: shard.executor, world: .real)
    let listener = NotificationListener(
      target, role: Roles.platform.rawValue, passwords: passwords, channels: ["tally_hints"],
      opener: opener, executor: shard.executor, world: .real)
    return (relay, listener, pool)
  }

  /// Goal: a commit that concerns this server alone sends nothing. Method: such a hint is told before
  /// one that is sent; notifications come in order.
  @Test func hintsOfThisServerAloneAreNotSent() async throws {
    let board = HintBoard()
    let (relay, listener, pool) = relay(board, try await TestCluster.shared.database())
    let tenant = World.real.identifier()
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await relay.run() }
      group.addTask { await listener.run() }
      group.addTask {
        while !Task.isCancelled {
          board.tell(tenant, [.ledger])
          board.tell(tenant, [.access])
          board.tell(tenant, [.ledger, .jobs])
          try? await World.real.sleep(.milliseconds(20))
        }
      }
      var payloads: [String] = []
      for await notification in listener.notifications where !notification.payload.isEmpty {
        payloads.append(notification.payload)
        if payloads.count == 3 { break }
      }
      #expect(payloads.map { $0.split(separator: " ").dropFirst().first } == ["01", "01", "01"])
      group.cancelAll()
    }
    await pool.close()
  }

  /// Goal: after a connection that broke, and after hints that were too many, everybody looks.
  @Test func whatMayHaveBeenMissedIsLookedFor() async throws {
    let database = try await TestCluster.shared.database()
    let board = HintBoard()
    let (relay, _, pool) = relay(board, database)
    let (looks, look) = AsyncStream<Void>.makeStream()
    _ = board.listen({ _, _ in }, missed: { look.yield() })
    _ = board.listen(
      toOwn: true, { _, _ in }, missed: { Issue.record("its own are never missed") })
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await relay.run() }
      var looked = looks.makeAsyncIterator()
      await looked.next()
      try await database.run(
        [
          """
          select pg_terminate_backend(pid) from pg_stat_activity
          where query like 'listen%' and datname = current_database()
          """
        ], as: database.admin)
      await looked.next()
      // What a sender with too many hints sends.
      try await database.run(["select pg_notify('tally_hints', '')"], as: database.admin)
      await looked.next()
      group.cancelAll()
    }
    await pool.close()
  }

  /// Goal: an idle watch asks seldom, and hears of an alert at once all the same. Method: its pause
  /// never ends, and the alert is another server's, whose hint says that something was missed.
  @Test func aWatchIsWokenByHints() async throws {
    let slept = Mutex<Set<Duration>>([])
    let house = try await ServedHouse(
      directory: TemporaryDirectory.make(),
      sleep: { duration in
        slept.withLock { _ = $0.insert(duration) }
        try await Task.sleep(for: duration == .seconds(5) ? .seconds(600) : duration)
      })
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let admin = try await house.principal(
      of: tenant, roles: ["TENANT_ADMIN", "RISK_ANALYST"], by: client)
    let watcher = try await house.client(token: admin.token.text)
    var request = Tally_V1_WatchAlertsRequest()
    request.afterPosition = -1
    let replies = try await watcher.replies(of: Alerts.watch, request, deadline: .seconds(300))
    var events = replies.makeAsyncIterator()
    #expect(try await events.next()?.position == 0)
    // The watch listens from some time after its first words on: it is told until it hears.
    let admins = house.admin
    try await house.run([
      "set session_replication_role = replica",
      """
      insert into \(ServedHouse.schema(tenant)).alert (id, position, subject_id, rule, rule_version,
        severity, business_on, fired_at, evidence_ids)
      values (gen_random_uuid(), 1, gen_random_uuid(), 'R', 1, 1, '2026-01-05', now(), '{}')
      """,
    ])
    let telling = Task {
      while !Task.isCancelled {
        try await AdminConnection.with(admins, world: .real) { link throws(AdminFailure) in
          try link.run("select pg_notify('tally_hints', '')", task: "a test")
        }
        try await Task.sleep(for: .milliseconds(50))
      }
    }
    var heard: Tally_V1_AlertEvent?
    while let event = try await events.next() {
      heard = event
      if event.hasAlert { break }
    }
    #expect(heard?.position == 1)
    telling.cancel()
    #expect(slept.withLock { $0.isSuperset(of: [.seconds(5)]) && !$0.contains(.milliseconds(500)) })
    await watcher.close()
    await client.close()
    await house.server.stop()
  }
}
