import Client
import Contract
import Foundation
import TestKit
import Testing
import Wire
import World

@testable import Server  // The book of metrics is read.

/// Clients that read their socket and give no credit back: what they make the server keep is
/// bounded in time, and for all of them together.
@Suite(.serialized, .timeLimit(.minutes(5))) struct UntakenReplyTests {
  private static func echo(_ byteCount: Int) -> Tally_V1_EchoRequest {
    var request = Tally_V1_EchoRequest()
    request.payload = Data(repeating: 7, count: byteCount)
    return request
  }

  private static func silent(_ house: ServedHouse) async throws -> SilentClient {
    let client = try SilentClient(
      path: house.directory + "/tallyd.sock", token: house.operatorToken(),
      now: World.real.monotonicNow())
    try await house.wait(for: "the greeting") { client.move(now: World.real.monotonicNow()) }
    return client
  }

  private static func dropped(_ cause: String) -> Int {
    let name = "tally_replies_dropped_total{cause=\"\(cause)\"} "
    let line = MetricsBook.shared.text.split(separator: "\n").first { $0.hasPrefix(name) }
    return line.flatMap { Int($0.dropFirst(name.count)) } ?? 0
  }

  /// Goal: a reply that nobody takes is dropped at the call's deadline, and the call is ended.
  @Test func repliesWaitUntilTheDeadline() async throws {
    let house = try await ServedHouse.shared.value
    let before = Self.dropped("deadline")
    let client = try await Self.silent(house)
    let calls = try (0..<5).map { _ in
      try client.open(System.echo.name, Self.echo(50_000), milliseconds: 1_000)
    }
    try await house.wait(for: "the ends of \(calls)") {
      _ = client.move(now: World.real.monotonicNow())
      return client.ended.count == calls.count
    }
    #expect(client.ended.values.allSatisfy { $0.reason == "DEADLINE_EXCEEDED" })
    #expect(Self.dropped("deadline") >= before + calls.count)
    #expect(client.closing == nil)
    // What was begun and dropped gave its credit back.
    let next = try client.open(System.echo.name, Self.echo(5_000), milliseconds: 60_000)
    try await house.wait(for: "the next call") {
      _ = client.move(now: World.real.monotonicNow())
      return client.ended[next] != nil
    }
    #expect(client.ended[next]?.code == .ok)
  }

  /// Goal: above the server's room nothing more is kept, and only those wait who take nothing.
  @Test func allRepliesTogetherAreBounded() async throws {
    let house = try await ServedHouse(directory: TemporaryDirectory.make()) {
      $0.replyBytesWaitingMax = 1 << 20
    }
    let before = Self.dropped("overload")
    let clients = [try await Self.silent(house), try await Self.silent(house)]
    var calls: [[StreamID]] = []
    for client in clients {
      calls.append(
        try (0..<30).map { _ in
          try client.open(System.echo.name, Self.echo(50_000), milliseconds: 600_000)
        })
    }
    // 1 MiB holds 20 of them, and one more of each client is begun before it is over.
    let most = 23
    try await house.wait(for: "the refusals") {
      for client in clients { _ = client.move(now: World.real.monotonicNow()) }
      return clients.reduce(0) { $0 + $1.ended.count } >= 60 - most
    }
    for status in clients.flatMap(\.ended.values) {
      #expect(status.code == .resourceExhausted)
      #expect(status.reason == "OVERLOADED")
      #expect(status.retry == .after)
    }
    #expect(Self.dropped("overload") >= before + 60 - most)
    // Who takes its replies is served.
    let other = try await house.operatorClient()
    let reply = try await other.call(System.echo, Self.echo(50_000), deadline: .seconds(30))
    #expect(reply.payload.count == 50_000)
    await other.close()
    await house.server.stop()
  }
}
