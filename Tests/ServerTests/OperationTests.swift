import Access
import Bytes
import Client
import Contract
import Foundation
import Postgres
import Reactor
import Server
import SwiftProtobuf
import TestKit
import Testing
import World

/// What an operator meets: keys that are missing, tenants that do not come up, ledgers that are not
/// signed, a stop.
@Suite(.serialized, .timeLimit(.minutes(5))) struct OperationTests {
  @Test func passwordsOfTwoEpochsAreTried() {
    let key = [UInt8](repeating: 7, count: TenantPassword.loginKeyByteCount)
    let epochs = LoginEpochs(loginKey: key)
    func password(_ epoch: Int) -> String {
      TenantPassword.derive(loginKey: key, role: "t_1", epoch: epoch)
    }
    #expect(epochs.passwords(of: "t_1") == [password(1)])
    epochs.take(["t_1": 3])
    #expect(epochs.epoch(of: "t_1") == 3)
    #expect(epochs.passwords(of: "t_1") == [password(3), password(2)])
    #expect(epochs.epoch(of: "t_2") == 1)
  }

  @Test func shardsFitTheSessions() throws {
    var settings = ServerSettings(directory: "/nowhere", shardCount: 10)
    try settings.check()
    settings.shardCount = 11
    #expect(throws: ServerFailure.self) { try settings.check() }
  }

  /// Goal: a lost master key is not replaced where tenants' keys depend on it.
  @Test func aMissingMasterKeyIsNotReplaced() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    _ = try await house.tenant(client)
    await client.close()
    var settings = ServerSettings(directory: try TemporaryDirectory.make() + "/other")
    settings.database = house.admin
    let other = settings
    await #expect(throws: ServerFailure.self) { try await Daemon.prepare(other) }
    await #expect(throws: ServerFailure.self) {
      _ = try await RunningServer.start(
        other, version: "test", civilClock: CivilClock(), world: house.world)
    }
    #expect(!FileManager.default.fileExists(atPath: settings.directory + "/master.key"))
  }

  /// Goal: the same key does nothing twice, and time that has passed does not change the answer.
  @Test func replaysStandStill() async throws {
    let house = try await ServedHouse(directory: TemporaryDirectory.make()) {
      $0.allowsCivilClock = true
    }
    let client = try await house.operatorClient()
    func move(to time: String, key: String) async throws -> Tally_V1_MoveCivilClockReply {
      var request = Tally_V1_MoveCivilClockRequest()
      request.civilTime = time
      return try await client.call(
        Operator.moveCivilClock, request, key: key, deadline: .seconds(30))
    }
    let first = try await move(to: "2031-01-01T00:00:00Z", key: "one")
    _ = try await move(to: "2041-01-01T00:00:00Z", key: "two")
    #expect(try await move(to: "2031-01-01T00:00:00Z", key: "one") == first)
    #expect(house.world.civilNow().description.hasPrefix("2041-01-01"))
    let mismatch = await failure { () async throws(CallFailure) in
      var request = Tally_V1_MoveCivilClockRequest()
      request.civilTime = "2051-01-01T00:00:00Z"
      return try await client.call(
        Operator.moveCivilClock, request, key: "one", deadline: .seconds(30))
    }
    #expect(mismatch?.reason == "IDEMPOTENCY_MISMATCH")

    let tenant = try await house.tenant(client)
    let token = Token(register: .platform, secret: house.world.randomBytes(32))
    var asked = house.request(tenant: tenant, roles: ["COLLECTOR"], token: token)
    asked.expiresAt = house.world.recordedNow().adding(seconds: 60).description
    let request = asked
    let made = try await client.call(
      Operator.createPrincipal, request, key: "three", deadline: .seconds(30))
    // The credential has ended meanwhile.
    house.shift.moveOn(seconds: 120)
    let again = try await client.call(
      Operator.createPrincipal, request, key: "three", deadline: .seconds(30))
    #expect(again == made)
    await client.close()
    await house.server.stop()
  }

  /// Goal: one tenant whose schema cannot be migrated does not keep the others out.
  @Test func oneTenantThatIsNotMigrated() async throws {
    let directory = try TemporaryDirectory.make()
    let first = try await ServedHouse(directory: directory, shardCount: 1)
    let client = try await first.operatorClient()
    let (broken, sound) = (try await first.tenant(client), try await first.tenant(client))
    let one = try await first.principal(of: broken, roles: ["TENANT_ADMIN"], by: client)
    let two = try await first.principal(of: sound, roles: ["TENANT_ADMIN"], by: client)
    try await first.run([
      "update \(ServedHouse.schema(broken)).migration set digest = '\\x00' where number = 1"
    ])
    await client.close()
    await first.server.stop()
    let second = try await ServedHouse(directory: directory, shardCount: 1)
    let served = try await second.client(token: two.token.text)
    let day = try await served.call(Days.get, Tally_V1_GetDayRequest(), deadline: .seconds(30))
    #expect(day.businessOn == "2026-01-05")
    let unserved = try await second.client(token: one.token.text)
    let refused = await failure { () async throws(CallFailure) in
      try await unserved.call(Days.get, Tally_V1_GetDayRequest(), deadline: .seconds(30))
    }
    #expect(refused?.code == .unavailable)
    await served.close()
    await unserved.close()
    await second.server.stop()
  }

  /// Goal: a role that stored settings for itself gets no session.
  @Test func aRoleWithSettingsOfItsOwnIsNotServed() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let admin = try await house.principal(of: tenant, roles: ["TENANT_ADMIN"], by: client)
    let role = ServedHouse.schema(tenant)
    try await house.run(["alter role \(role) set synchronous_commit = off"])
    let administrator = try await house.client(token: admin.token.text)
    let refused = await failure { () async throws(CallFailure) in
      try await administrator.call(Days.get, Tally_V1_GetDayRequest(), deadline: .seconds(30))
    }
    #expect(refused?.code == .unavailable)
    try await house.run(["alter role \(role) reset all"])
    _ = try await administrator.call(Days.get, Tally_V1_GetDayRequest(), deadline: .seconds(30))
    await administrator.close()
    await client.close()
  }

  /// Goal: a ledger that cannot be signed is told, and told to be well again. Method: the note
  /// kept outside is overwritten while entries come.
  @Test func aLedgerThatIsNotSignedIsTold() async throws {
    let house = try await ServedHouse(directory: TemporaryDirectory.make())
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let admin = try await house.principal(of: tenant, roles: ["TENANT_ADMIN"], by: client)
    let administrator = try await house.client(token: admin.token.text)
    // The first sweep after its making knows the tenant.
    house.shift.moveOn(seconds: 31)
    try await house.append("first", administrator)
    try await house.closeDay("2026-01-05", administrator)
    let notes = house.directory + "/notes"
    func note() -> String? {
      let found = (try? FileManager.default.subpathsOfDirectory(atPath: notes)) ?? []
      return found.first { $0.hasSuffix("/checkpoint") }.map { notes + "/" + $0 }
    }
    try await house.wait(for: "a note") { note() != nil }
    let path = try #require(note())
    let kept = try Data(contentsOf: URL(fileURLWithPath: path))
    try Data("garbage".utf8).write(to: URL(fileURLWithPath: path))
    func health() async throws -> Tally_V1_HealthReply {
      try await client.call(System.health, Tally_V1_HealthRequest(), deadline: .seconds(30))
    }
    try await house.wait(for: "the next business day") {
      try await administrator.call(Days.get, Tally_V1_GetDayRequest(), deadline: .seconds(30))
        .businessOn == "2026-01-06"
    }
    try await house.append("second", administrator)
    try await house.closeDay("2026-01-06", administrator)
    try await house.wait(for: "the failure") { try await !health().problem.isEmpty }
    #expect(try await health().ready)
    #expect(await !Daemon.doctor(ServerSettings(directory: house.directory)))
    #expect(
      MetricsBook.shared.text.contains(
        "tally_ledger_failures_total{kind=\"external_unreadable\"}"))
    try kept.write(to: URL(fileURLWithPath: path))
    try await house.wait(for: "the end of the failure") { try await health().problem.isEmpty }
    await administrator.close()
    await client.close()
    await house.server.stop()
  }

  /// Goal: the sealer goes on with the tenants it knows while they cannot be listed.
  @Test func sealingGoesOnWithoutTheListOfTenants() async throws {
    let house = try await ServedHouse(directory: TemporaryDirectory.make())
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let admin = try await house.principal(of: tenant, roles: ["TENANT_ADMIN"], by: client)
    let administrator = try await house.client(token: admin.token.text)
    func head() async throws -> Tally_V1_LedgerHeadReply {
      try await administrator.call(
        Ledger.head, Tally_V1_LedgerHeadRequest(), deadline: .seconds(30))
    }
    house.shift.moveOn(seconds: 31)
    try await house.append("first", administrator)
    try await house.closeDay("2026-01-05", administrator)
    try await house.wait(for: "the first seal") { try await head().size > 0 }
    let size = try await head().size
    // The list reads a column which credentials do not need.
    try await house.run([
      "revoke select on platform.tenant from tally_platform",
      """
      grant select (id, schema_name, role_name, name, jurisdiction, base_currency, origin, state,
        version) on platform.tenant to tally_platform
      """,
    ])
    let failures = "tally_roster_failures_total "
    func failureCount() -> Int {
      let line = MetricsBook.shared.text.split(separator: "\n").first { $0.hasPrefix(failures) }
      return line.flatMap { Int($0.dropFirst(failures.count)) } ?? 0
    }
    let before = failureCount()
    house.shift.moveOn(seconds: 31)
    try await house.wait(for: "sweeps that fail") { failureCount() >= before + 2 }
    try await house.wait(for: "the next business day") {
      try await administrator.call(Days.get, Tally_V1_GetDayRequest(), deadline: .seconds(30))
        .businessOn == "2026-01-06"
    }
    try await house.append("second", administrator)
    try await house.closeDay("2026-01-06", administrator)
    try await house.wait(for: "the second seal") { try await head().size > size }
    await administrator.close()
    await client.close()
    await house.server.stop()
  }

  /// Goal: a watch that is open does not hold up a stop, and is told why it ends.
  @Test func aStopEndsWatches() async throws {
    let house = try await ServedHouse(directory: TemporaryDirectory.make())
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let admin = try await house.principal(
      of: tenant, roles: ["TENANT_ADMIN", "RISK_ANALYST"], by: client)
    let watcher = try await house.client(token: admin.token.text)
    var request = Tally_V1_WatchAlertsRequest()
    request.afterPosition = -1
    let replies = try await watcher.replies(of: Alerts.watch, request, deadline: .seconds(300))
    var alerts = replies.makeAsyncIterator()
    _ = try await alerts.next()
    async let stopping: Void = house.server.stop()
    var end: CallFailure?
    do throws(CallFailure) {
      while try await alerts.next() != nil {}
    } catch {
      end = error
    }
    #expect(end?.reason == "DRAINING")
    await stopping
    await watcher.close()
    await client.close()
  }
}
