import Access
import Bytes
import Client
import Contract
import Foundation
import Server
import TestKit
import Testing
import World

/// The operator's credential: an hour, renewed in the data directory.
@Suite(.serialized, .timeLimit(.minutes(5))) struct OperatorTokenTests {
  private static func principal(_ house: ServedHouse, _ token: String) async throws -> String {
    let client = try await house.client(token: token)
    let id = await client.principal.id
    await client.close()
    return id
  }

  /// Goal: the token is another one after each start, of the same operator; the one before it goes on
  /// until its end, which is an hour away at most; one that has ended opens nothing.
  @Test func theTokenIsRenewedAtEachStart() async throws {
    let directory = try TemporaryDirectory.make()
    let first = try await ServedHouse(directory: directory, shardCount: 1)
    let old = try first.operatorToken()
    let id = try await Self.principal(first, old)
    await first.server.stop()
    let second = try await ServedHouse(directory: directory, shardCount: 1)
    let new = try second.operatorToken()
    #expect(new != old)
    #expect(try await Self.principal(second, new) == id)
    #expect(try await Self.principal(second, old) == id)
    let long = try await second.run(
      "select 1 from platform.credential where expires_at > now() + interval '1 hour'")
    #expect(long.isEmpty)
    // Both have ended while the server was down for long.
    try await second.run("update platform.credential set expires_at = now() - interval '1 second'")
    await second.server.stop()
    let third = try await ServedHouse(directory: directory, shardCount: 1)
    #expect(try await Self.principal(third, third.operatorToken()) == id)
    await #expect(throws: CallFailure.self) { try await Self.principal(third, old) }
    // The new token took the place of one that has ended.
    let count = try await third.run(
      "select count(*) from platform.credential where principal_id = $1", [id])
    #expect(count == [["2"]])
    await third.server.stop()
  }

  @Test func theTokenIsRenewedWhileTheServerLives() async throws {
    let directory = try TemporaryDirectory.make()
    let house = try await ServedHouse(directory: directory, shardCount: 1) {
      $0.operatorRenewal = .milliseconds(20)
    }
    var seen: Set<String> = []
    // The file is replaced as a whole: whoever reads it reads a token that opens.
    while seen.count < 3 {
      let token = try house.operatorToken()
      if seen.insert(token).inserted { _ = try await Self.principal(house, token) }
    }
    await house.server.stop()
  }

  @Test func aRevokedOperatorIsNotRenewed() async throws {
    let directory = try TemporaryDirectory.make()
    let first = try await ServedHouse(directory: directory, shardCount: 1)
    let token = try first.operatorToken()
    let client = try await first.operatorClient()
    var request = Tally_V1_RevokePrincipalRequest()
    request.principalID = await client.principal.id
    _ = try await client.call(Operator.revokePrincipal, request, deadline: .seconds(60))
    await client.close()
    await first.server.stop()
    let second = try await ServedHouse(directory: directory, shardCount: 1)
    #expect(try second.operatorToken() == token)
    await #expect(throws: CallFailure.self) { try await Self.principal(second, token) }
    await second.server.stop()
    try FileManager.default.removeItem(atPath: directory + "/operator.token")
    let third = try await ServedHouse(directory: directory, shardCount: 1)
    let other = try await Self.principal(third, third.operatorToken())
    #expect(other != request.principalID)
    await third.server.stop()
  }

  @Test func otherOperatorsHaveAnHourToo() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    func create(_ seconds: Int64) async -> CallFailure? {
      await failure { () async throws(CallFailure) in
        let token = Token(register: .platform, secret: house.world.randomBytes(32))
        var request = house.request(tenant: "", roles: ["PLATFORM_ADMIN"], token: token)
        request.expiresAt = house.world.recordedNow().adding(seconds: seconds).description
        return try await client.call(Operator.createPrincipal, request, deadline: .seconds(60))
      }
    }
    #expect(await create(3_700)?.field == "expires_at")
    #expect(await create(3_500) == nil)
    await client.close()
  }
}
