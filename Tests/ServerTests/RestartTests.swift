import Client
import Contract
import Foundation
import Reactor
import Server
import SwiftProtobuf
import Synchronization
import TestKit
import Testing
import World

@Suite(.serialized, .timeLimit(.minutes(5))) struct RestartTests {
  /// A `tallyd` of its own process.
  private final class Daemon: Sendable {
    private struct State {
      var output = ""
      var waiter: CheckedContinuation<Bool, Never>?
    }
    private let process = Mutex<Process?>(nil)
    private let state = Mutex(State())
    let pid: Int32

    init(directory: String, listening: String? = nil) throws {
      let process = Process()
      let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        .deletingLastPathComponent().appendingPathComponent("tallyd")
      if !FileManager.default.isExecutableFile(atPath: process.executableURL?.path ?? "") {
        process.executableURL = URL(fileURLWithPath: own).deletingLastPathComponent()
          .appendingPathComponent("tallyd")
      }
      process.arguments = ["--data", directory, "--database-user", "postgres"]
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = FileHandle.nullDevice
      try process.run()
      pid = process.processIdentifier
      self.process.withLock { $0 = process }
      pipe.fileHandleForReading.readabilityHandler = { [self] handle in
        let data = handle.availableData
        let (waiter, isReady) = state.withLock { state in
          state.output += String(decoding: data, as: UTF8.self)
          let isReady = state.output.contains("READY")
          guard isReady || data.isEmpty else {
            return (nil as CheckedContinuation<Bool, Never>?, false)
          }
          defer { state.waiter = nil }
          return (state.waiter, isReady)
        }
        if data.isEmpty { handle.readabilityHandler = nil }
        waiter?.resume(returning: isReady)
      }
    }

    /// - Returns: false when it ended instead.
    func ready() async -> Bool {
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state in
          if state.output.contains("READY") { return true }
          state.waiter = continuation
          return false
        }
        if isReady { continuation.resume(returning: true) }
      }
    }

    func end(_ signal: Int32) -> Int32 {
      kill(pid, signal)
      let process = process.withLock { $0 }
      process?.waitUntilExit()
      return process?.terminationStatus ?? -1
    }
  }

  private static func made(
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
    let first = try Daemon(directory: directory)
    try #require(await first.ready())
    let reply = try await Self.made(directory, .real)
    let postmaster = try String(
      contentsOfFile: directory + "/postgres/data/postmaster.pid", encoding: .utf8)
    _ = first.end(SIGKILL)
    let second = try Daemon(directory: directory)
    try #require(await second.ready())
    #expect(try await Self.made(directory, .real) == reply)
    let adopted = try String(
      contentsOfFile: directory + "/postgres/data/postmaster.pid", encoding: .utf8)
    #expect(adopted.split(separator: "\n").first == postmaster.split(separator: "\n").first)
    let third = try Daemon(directory: directory)
    #expect(await third.ready() == false, "two servers on one directory")
    #expect(second.end(SIGTERM) == 0)
    #expect(!FileManager.default.fileExists(atPath: directory + "/postgres/data/postmaster.pid"))
  }
}
