import Access
import Bytes
import Client
import Contract
import Foundation
import Postgres
import Server
import TestKit
import Testing
import World

/// Changes of rights and when calls see them.
@Suite(.timeLimit(.minutes(5))) struct StandingTests {
  private static func head(
    _ tenant: String, _ client: RPCClient
  ) async throws(CallFailure) -> Tally_V1_LedgerHeadReply {
    var request = Tally_V1_LedgerHeadRequest()
    request.tenantID = tenant
    return try await client.call(Contract::Ledger.head, request, deadline: .seconds(60))
  }

  /// Goal: a grant shows on the very next call of a connection whose standing was read just now.
  @Test func aGrantShowsAtOnce() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    let tenants = [try await house.tenant(client), try await house.tenant(client)]
    let token = Token(register: .platform, secret: house.world.randomBytes(32))
    var request = Tally_V1_CreateRegulatorRequest()
    request.name = "an office"
    request.jurisdiction = "CN"
    request.tokenHash = Data(token.hash.bytes)
    request.expiresAt = house.world.recordedNow().adding(seconds: 3600).description
    let made = try await client.call(Operator.createRegulator, request, deadline: .seconds(60))
    let regulator = try await house.client(token: token.text)
    for tenant in tenants {
      let before = await failure { () async throws(CallFailure) in
        try await Self.head(tenant, regulator)
      }
      #expect(before?.reason == "NOT_FOUND")
      var grant = Tally_V1_GrantRegulatorRequest()
      grant.regulatorID = made.regulatorID
      grant.tenantID = tenant
      grant.datasets = [2]
      grant.fromOn = "2026-01-01"
      grant.period = 4
      _ = try await client.call(Operator.grantRegulator, grant, deadline: .seconds(60))
      _ = try await Self.head(tenant, regulator)
    }
    await regulator.close()
    await client.close()
  }

  /// Goal: a revocation is effective on the next call, and on no one else's.
  @Test func aRevocationIsEffectiveAtOnce() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let revoked = try await house.principal(of: tenant, roles: ["COLLECTOR"], by: client)
    let open = try await house.client(token: revoked.token.text)
    let other = try await house.client("COLLECTOR", of: tenant, by: client)
    _ = try await open.call(System.echo, Tally_V1_EchoRequest(), deadline: .seconds(60))
    var request = Tally_V1_RevokePrincipalRequest()
    request.principalID = revoked.id
    _ = try await client.call(Operator.revokePrincipal, request, deadline: .seconds(60))
    let refused = await failure { () async throws(CallFailure) in
      try await open.call(System.echo, Tally_V1_EchoRequest(), deadline: .seconds(60))
    }
    #expect(refused?.reason == "CREDENTIAL_INVALID")
    _ = try await other.call(System.echo, Tally_V1_EchoRequest(), deadline: .seconds(60))
    await open.close()
    await other.close()
    await client.close()
  }

  /// Goal: what another process revoked is refused too, once the facts at hand are too old.
  @Test func aRevocationElsewhereIsEffectiveSoon() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let revoked = try await house.principal(of: tenant, roles: ["COLLECTOR"], by: client)
    let open = try await house.client(token: revoked.token.text)
    _ = try await open.call(System.echo, Tally_V1_EchoRequest(), deadline: .seconds(60))
    try await house.run(
      "update platform.credential set revoked_at = now() where principal_id = $1", [revoked.id])
    var refusal: CallFailure?
    while refusal == nil {
      refusal = await failure { () async throws(CallFailure) in
        try await open.call(System.echo, Tally_V1_EchoRequest(), deadline: .seconds(60))
      }
    }
    #expect(refusal?.reason == "CREDENTIAL_INVALID")
    await open.close()
    await client.close()
  }

  /// Goal: the handler of a stream that fails while the standing of its caller is read ends. Method:
  /// the import's first part is held by a lock until the facts are stale, the reading of the facts by
  /// another, and the client cancels meanwhile.
  @Test func aStreamThatFailsWhileItsStandingIsReadEnds() async throws {
    let house = try await ServedHouse(directory: TemporaryDirectory.make())
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let admin = try await house.principal(of: tenant, roles: ["TENANT_ADMIN"], by: client)
    let schema = ServedHouse.schema(tenant)
    let rows = try await AdminConnection.open(house.admin, world: .real)
    let register = try await AdminConnection.open(house.admin, world: .real)
    func isHeld(_ role: String) async throws -> Bool {
      try await !house.run(
        "select 1 from pg_stat_activity where usename = $1 and wait_event_type = 'Lock'", [role]
      ).isEmpty
    }
    let now = World.real.monotonicNow
    let uploader = try SilentClient(
      path: house.directory + "/tallyd.sock", token: admin.token.text, now: now())
    try await house.wait(for: "the greeting") { uploader.move(now: now()) }
    _ = try await rows.query("begin", task: "test")
    _ = try await rows.query(
      "lock table \(schema).import_batch in access exclusive mode", task: "test")
    let stream = try uploader.open(
      Imports.load.name, ImportTests.opening(house.world.randomBytes(32)), isLast: false,
      key: "held", milliseconds: 600_000)
    try await house.wait(for: "the first part") {
      _ = uploader.move(now: now())
      return try await isHeld(schema)
    }
    house.shift.moveOn(seconds: 5)
    _ = try await register.query("begin", task: "test")
    _ = try await register.query(
      "lock table platform.credential in access exclusive mode", task: "test")
    _ = try await rows.query("rollback", task: "test")
    try await house.wait(for: "the reading of the facts") { try await isHeld("tally_platform") }
    uploader.cancel(stream, now: now())
    // Answered after the cancel was read.
    let health = try uploader.open(
      System.health.name, Tally_V1_HealthRequest(), milliseconds: 60_000)
    try await house.wait(for: "the cancel") {
      _ = uploader.move(now: now())
      return uploader.ended[health] != nil
    }
    #expect(uploader.ended[stream] == nil)
    _ = try await register.query("rollback", task: "test")
    try await house.wait(for: "the end of the stream") {
      _ = uploader.move(now: now())
      return uploader.ended[stream] != nil
    }
    #expect(uploader.ended[stream]?.reason == "CALL_CANCELLED")
    await rows.close()
    await register.close()
    await client.close()
    await house.server.stop()
  }
}
