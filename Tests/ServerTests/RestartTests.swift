import Client
import Contract
import Foundation
import Reactor
import Server
import SwiftProtobuf
import TestKit
import Testing
import World

@Suite(.serialized, .timeLimit(.minutes(5))) struct RestartTests {
  static func made(
    _ directory: String, _ world: World
  ) async throws -> [UInt8] {
    let token = try String(contentsOfFile: directory + "/operator.token", encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    let client = try await RPCClient.connect(
      to: .unix(path: directory + "/tallyd.sock"), token: token,
      on: Shard(label: "client", world: world))
    let reply = try await client.unary(
      method: Operator.createTenant.name,
      request: try ServedHouse.tenantRequest("kept").serializedBytes(), key: "kept",
      deadline: .seconds(60))
    await client.close()
    return reply
  }

  @Test func aRestartKeepsEverything() async throws {
    let directory = try TemporaryDirectory.make()
    let first = try await ServedHouse(directory: directory, shardCount: 1)
    let reply = try await Self.made(directory, first.world)
    await first.server.stop()
    let second = try await ServedHouse(directory: directory, shardCount: 1)
    #expect(try await Self.made(directory, second.world) == reply)
    await second.server.stop()
  }

  /// Goal: after kill -9 the next process adopts the PostgreSQL that still runs, and knows the key.
  @Test func aKilledServerIsFollowedByAnother() async throws {
    let directory = try TemporaryDirectory.make()
    let first = try TallydProcess(["--data", directory, "--user", "postgres"])
    try #require(await first.ready())
    let reply = try await Self.made(directory, .real)
    let postmaster = try String(
      contentsOfFile: directory + "/postgres/data/postmaster.pid", encoding: .utf8)
    _ = first.end(SIGKILL)
    let second = try TallydProcess(["--data", directory, "--user", "postgres"])
    try #require(await second.ready())
    #expect(try await Self.made(directory, .real) == reply)
    let adopted = try String(
      contentsOfFile: directory + "/postgres/data/postmaster.pid", encoding: .utf8)
    #expect(adopted.split(separator: "\n").first == postmaster.split(separator: "\n").first)
    let third = try TallydProcess(["--data", directory, "--user", "postgres"])
    #expect(await third.ready() == false, "two servers on one directory")
    #expect(second.end(SIGTERM) == 0)
    #expect(!FileManager.default.fileExists(atPath: directory + "/postgres/data/postmaster.pid"))
  }
}
