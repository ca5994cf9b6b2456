import Access
import Bytes
import Client
import Contract
import Foundation
import Postgres
import Reactor
import SwiftProtobuf
import TestKit
import Testing
import World

@Suite(.timeLimit(.minutes(5))) struct CallTests {
  @Test func theServerSaysWhoCalls() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    #expect(await client.principal.roles == ["PLATFORM_ADMIN"])
    let health = try await client.call(
      System.health, Tally_V1_HealthRequest(), deadline: .seconds(30))
    #expect(health.ready)
    let info = try await client.call(System.info, Tally_V1_InfoRequest(), deadline: .seconds(30))
    #expect(info.roles == ["PLATFORM_ADMIN"])
    #expect(info.version == "test")
    let described = try await client.call(
      System.describe, Tally_V1_DescribeRequest(), deadline: .seconds(30))
    #expect(described.descriptorSet.count > 10_000)
    await client.close()
  }

  @Test func wrongTokensAreRefusedAlike() async throws {
    let house = try await ServedHouse.shared.value
    let unknown = Token(register: .platform, secret: house.world.randomBytes(32))
    let tenant = house.world.identifier()
    let subject = Token(
      register: .subjects(tenant: tenant), secret: house.world.randomBytes(32))
    for text in [unknown.text, subject.text, "tly_p_00", "nonsense"] {
      let failure = await failure { () async throws(CallFailure) in
        try await RPCClient.connect(
          to: .unix(path: house.directory + "/tallyd.sock"), token: text,
          on: Shard(label: "client", world: house.world))
      }
      #expect(failure?.code == .unauthenticated)
    }
  }

  @Test func withoutATokenOnlyHealthIsAnswered() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.client(token: "")
    let health = try await client.call(
      System.health, Tally_V1_HealthRequest(), deadline: .seconds(30))
    #expect(health.ready)
    let refused = await failure { () async throws(CallFailure) in
      try await client.call(System.info, Tally_V1_InfoRequest(), deadline: .seconds(30))
    }
    #expect(refused?.code == .unauthenticated)
    await client.close()
  }

  @Test func anExpiredCredentialOpensNoConnection() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let expired = try await house.principal(of: tenant, roles: ["COLLECTOR"], by: client)
    try await AdminConnection.with(house.admin, world: house.world) { link throws(AdminFailure) in
      try link.run(
        """
        update platform.credential set expires_at = now() - interval '1 second'
        where principal_id = $1
        """, [expired.id], task: "test")
    }
    let atHello = await failure { () async throws(CallFailure) in
      try await RPCClient.connect(
        to: .unix(path: house.directory + "/tallyd.sock"), token: expired.token.text,
        on: Shard(label: "client", world: house.world))
    }
    #expect(atHello?.code == .unauthenticated)
    await client.close()
  }

  @Test func callsThatAreNoCalls() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    let unknown = await failure { () async throws(CallFailure) in
      try await client.unary(method: "tally.v1.None/None", request: [], deadline: .seconds(30))
    }
    #expect(unknown?.code == .unimplemented)
    #expect(unknown?.reason == "METHOD_UNKNOWN")
    let undecodable = await failure { () async throws(CallFailure) in
      try await client.unary(
        method: Operator.createTenant.name, request: [0xFF, 0xFF, 0xFF], key: "k",
        deadline: .seconds(30))
    }
    #expect(undecodable?.reason == "MESSAGE_UNDECODABLE")
    let request: [UInt8] = try ServedHouse.tenantRequest("keyless").serializedBytes()
    let keyless = await failure { () async throws(CallFailure) in
      try await client.unary(
        method: Operator.createTenant.name, request: request, deadline: .seconds(30))
    }
    #expect(keyless?.reason == "KEY_MISSING")
    let large = await failure { () async throws(CallFailure) in
      try await client.unary(
        method: System.echo.name, request: [UInt8](repeating: 0, count: 70_000),
        deadline: .seconds(30))
    }
    #expect(large?.reason == "MESSAGE_TOO_LARGE")
    await client.close()
  }

  /// Goal: a write held up by a lock is told DEADLINE_EXCEEDED, and its key finds the outcome.
  @Test func aDeadlinePasses() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let token = Token(register: .platform, secret: house.world.randomBytes(32))
    let request = house.request(tenant: tenant, roles: ["COLLECTOR"], token: token)
    let key = house.world.identifier().description
    let holder = try await AdminConnection.open(house.admin, world: house.world)
    _ = try await holder.query("begin", task: "test")
    _ = try await holder.query(
      "lock table platform.principal_role in access exclusive mode", task: "test")
    let late = await failure { () async throws(CallFailure) in
      try await client.call(
        Operator.createPrincipal, request, key: key, deadline: .milliseconds(300))
    }
    #expect(late?.code == .deadlineExceeded)
    _ = try await holder.query("rollback", task: "test")
    await holder.close()
    let reply = try await client.callRetrying(
      Operator.createPrincipal, request, key: key, deadline: .seconds(30))
    let again = try await client.call(
      Operator.createPrincipal, request, key: key, deadline: .seconds(30))
    #expect(reply == again)
    await client.close()
  }
}
