import Access
import Bytes
import Client
import Contract
import Foundation
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
}
