import Client
import Contract
import Server
import TestKit
import Testing
import World

@Suite(.serialized, .timeLimit(.minutes(5))) struct DoctorTests {
  /// Goal: a tenant whose schema lacks a migration, or has another one, is named.
  @Test func aSchemaWhichIsBehindIsFound() async throws {
    let house = try await ServedHouse(directory: TemporaryDirectory.make(), shardCount: 1)
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let schema = ServedHouse.schema(tenant)
    func problems() async -> [String] { await Daemon.problems(house.settings) }
    #expect(await problems() == [])
    try await house.run("alter table \(schema).migration disable trigger all")
    try await house.run("update \(schema).migration set number = 99 where number = 3")
    let ahead = await problems()
    #expect(ahead.count == 1)
    #expect(ahead.first?.contains("tenant \(tenant)") == true)
    try await house.run("delete from \(schema).migration where number = 99")
    let behind = await problems()
    #expect(behind.count == 1)
    #expect(behind.first?.contains("tenant \(tenant) lacks 3;") == true)
    await client.close()
    await house.server.stop()
  }
}
