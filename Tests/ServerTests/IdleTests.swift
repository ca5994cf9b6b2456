import Access
import Bytes
import Client
import Contract
import Foundation
import Reactor
import Server
import TestKit
import Testing
import World

/// Goal: calls on a connection whose credential must be read again lose nothing. Method: clocks
/// moved on between two calls.
@Suite(.timeLimit(.minutes(5))) struct IdleTests {
  @Test func aStreamAfterAPauseIsWhole() async throws {
    let house = try await ServedHouse(directory: TemporaryDirectory.make())
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let admin = try await house.principal(of: tenant, roles: ["TENANT_ADMIN"], by: client)
    let administrator = try await house.client(token: admin.token.text)
    _ = try await administrator.call(
      System.echo, Tally_V1_EchoRequest(), deadline: .seconds(30))
    for round in 1...3 {
      house.shift.moveOn(seconds: 5)
      let sha = house.world.randomBytes(32)
      let reply = try await ImportTests.load(
        (1...20).map { ImportTests.row(UInt64($0), reference: "I\(round)-\($0)") },
        opening: ImportTests.opening(sha), key: "idle-\(round)", administrator)
      #expect(reply.appliedCount == 20)
      house.shift.moveOn(seconds: 5)
      _ = try await administrator.call(
        System.echo, Tally_V1_EchoRequest(), deadline: .seconds(30))
    }
    // Given up before it is admitted: the call ends, and the connection goes on.
    house.shift.moveOn(seconds: 5)
    let open = try await administrator.upload(
      method: Imports.load.name, key: "given-up", deadline: .seconds(30))
    open.cancel()
    _ = try await administrator.call(
      System.echo, Tally_V1_EchoRequest(), deadline: .seconds(30))
    await administrator.close()
    await client.close()
    await house.server.stop()
  }
}
