import Bytes
import Client
import Contract
import Reactor
import SwiftProtobuf
import Testing
import Wire
import World

@Suite struct ClientTests {
  private static func client(
    _ server: ScriptedServer, world: World = .quiet, options: ClientOptions = ClientOptions()
  ) async throws -> RPCClient {
    try await RPCClient.connect(
      to: server.endpoint, token: "good", on: Shard(label: "client", world: world),
      options: options)
  }

  private static func failure<Value>(
    _ body: () async throws(CallFailure) -> Value
  ) async -> CallFailure? {
    do {
      _ = try await body()
      return nil
    } catch {
      return error
    }
  }

  @Test func unaryCallsOfEverySize() async throws {
    let server = try ScriptedServer()
    let client = try await Self.client(server)
    #expect(await client.principal.tenantID == "t")
    #expect(await client.principal.roles == ["ANALYST"])
    for byteCount in [0, 1, 200, 65_536, 300_000, 4 << 20] {
      let request = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0) }
      let reply = try await client.unary(
        method: "echo", request: request, key: "k\(byteCount)", deadline: .seconds(60))
      #expect(reply == request, "\(byteCount) bytes")
    }
    #expect(server.seen.keys == ["k0", "k1", "k200", "k65536", "k300000", "k4194304"])
    #expect(server.seen.deadlinesMs.allSatisfy { (1...60_000).contains($0) })
    #expect(server.seen.connectionCount == 1)
    let tooLarge = await Self.failure {
      () async throws(CallFailure) in
      try await client.unary(
        method: "echo", request: [UInt8](repeating: 0, count: (4 << 20) + 1),
        deadline: .seconds(60))
    }
    #expect(tooLarge?.reason == "MESSAGE_TOO_LARGE")
    #expect(tooLarge?.mayHaveRun == false)
    await client.close()
    await server.stop()
  }

  /// Goal: more calls than the server allows at once wait for a slot, and each gets its own answer.
  @Test func manyCallsShareOneConnection() async throws {
    let server = try ScriptedServer()
    let client = try await Self.client(server)
    let sum = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<1000 {
        group.addTask {
          let request = Array("\(number)".utf8)
          let reply = try await client.unary(
            method: "echo", request: request, deadline: .seconds(60))
          return reply == request ? 1 : 0
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(sum == 1000)
    #expect(server.seen.connectionCount == 1)
    await client.close()
    await server.stop()
  }

  @Test func aRefusalKeepsItsReason() async throws {
    let server = try ScriptedServer()
    let client = try await Self.client(server)
    let failure = await Self.failure {
      () async throws(CallFailure) in
      try await client.unary(method: "refuse", request: [1], deadline: .seconds(60))
    }
    #expect(failure?.code == .failedPrecondition)
    #expect(failure?.reason == "CONTACT_DENIED")
    #expect(failure?.rule == "rule of the script")
    #expect(failure?.field == "a.field")
    #expect(failure?.retry == .never)
    #expect(failure?.method == "refuse")
    let twice = await Self.failure {
      () async throws(CallFailure) in
      try await client.unary(method: "twice", request: [1], deadline: .seconds(60))
    }
    #expect(twice?.code == .internal)
    await client.close()
    await server.stop()
  }

  @Test func aBadTokenIsRefused() async throws {
    let server = try ScriptedServer()
    let failure = await Self.failure {
      () async throws(CallFailure) in
      try await RPCClient.connect(to: server.endpoint, token: "bad", on: .live("client"))
    }
    #expect(failure?.code == .unauthenticated)
    #expect(failure?.reason == "CREDENTIAL_INVALID")
    await server.stop()
    await server.shard.sync {}
    let gone = await Self.failure {
      () async throws(CallFailure) in
      try await RPCClient.connect(to: server.endpoint, token: "good", on: .live("client"))
    }
    #expect(gone?.code == .unavailable)
    #expect(gone?.mayHaveRun == false)
  }

  @Test func aCallEndsAtItsDeadlineAndIsCancelledAtTheServer() async throws {
    let server = try ScriptedServer()
    let (world, clock) = World.simulated(seed: 1, start: WorldTests.start)
    let client = try await Self.client(server, world: world)
    async let failure = Self.failure {
      () async throws(CallFailure) in
      try await client.unary(method: "hold", request: [1], deadline: .seconds(3))
    }
    await server.until { $0.calls == ["hold"] }
    #expect(server.seen.deadlinesMs == [3000])
    clock.advance(by: .seconds(3))
    let end = await failure
    #expect(end?.code == .deadlineExceeded)
    #expect(end?.mayHaveRun == true)
    await server.until { $0.cancelledCount == 1 }
    // The connection goes on.
    #expect(
      try await client.unary(method: "echo", request: [5], deadline: .seconds(3)) == [5])
    await client.close()
    await server.stop()
  }

  @Test func cancellingTheTaskCancelsTheCall() async throws {
    let server = try ScriptedServer()
    let client = try await Self.client(server)
    let task = Task {
      await Self.failure {
        () async throws(CallFailure) in
        try await client.unary(method: "hold", request: [1], deadline: .seconds(600))
      }
    }
    await server.until { $0.calls == ["hold"] }
    task.cancel()
    #expect(await task.value?.code == .cancelled)
    await server.until { $0.cancelledCount == 1 }
    await client.close()
    await server.stop()
  }

  /// Goal: an upload far above every window arrives whole.
  @Test func aClientStreamHonoursFlowControl() async throws {
    let server = try ScriptedServer()
    let client = try await Self.client(server)
    let call = try await client.upload(method: "sum", key: "u", deadline: .seconds(60))
    for index in 0..<300 {
      #expect(try await call.send([UInt8](repeating: 7, count: 100_000 + index)))
    }
    let total = (0..<300).reduce(0) { $0 + 100_000 + $1 }
    #expect(try await call.reply() == Array("300 \(total)".utf8))
    // An empty upload has a reply too.
    let empty = try await client.upload(method: "sum", deadline: .seconds(60))
    #expect(try await empty.reply() == Array("0 0".utf8))
    await client.close()
    await server.stop()
  }

  @Test func aServerWhichEndsAnUploadEarlyStopsTheWriter() async throws {
    let server = try ScriptedServer()
    let client = try await Self.client(server)
    let call = try await client.upload(method: "early", deadline: .seconds(60))
    var isOpen = true
    while isOpen { isOpen = try await call.send([UInt8](repeating: 7, count: 50_000)) }
    #expect(try await call.reply() == [9])
    await client.close()
    await server.stop()
  }

  /// Goal: replies far above every window come whole and in order, and no more than the window is
  /// sent before the reader takes it.
  @Test func aServerStreamHonoursFlowControl() async throws {
    let server = try ScriptedServer()
    let client = try await Self.client(server)
    let count = 2000
    let byteCount = 10_000
    let call = try await client.download(
      method: "count",
      request: [
        UInt8(count / 256), UInt8(count % 256), UInt8(byteCount / 256), UInt8(byteCount % 256),
      ],
      deadline: .seconds(60))
    var next = 0
    while let message = try await call.next() {
      #expect(message.count == byteCount)
      #expect(Int(message[0]) * 256 + Int(message[1]) == next)
      next += 1
    }
    #expect(next == count)
    #expect(try await call.next() == nil)
    await client.close()
    await server.stop()
  }

  @Test func lettingGoOfAStreamCancelsIt() async throws {
    let server = try ScriptedServer()
    let client = try await Self.client(server)
    do {
      let call = try await client.download(
        method: "count", request: [255, 255, 100, 0], deadline: .seconds(60))
      #expect(try await call.next() != nil)
    }
    await server.until { $0.cancelledCount == 1 }
    #expect(
      try await client.unary(method: "echo", request: [5], deadline: .seconds(60)) == [5])
    await client.close()
    await server.stop()
  }

  @Test func aRetriedCallKeepsItsKey() async throws {
    let server = try ScriptedServer()
    let client = try await Self.client(server)
    var policy = RetryPolicy()
    policy.pauseFirst = .milliseconds(1)
    for method in ["busy", "cut"] {
      let reply = try await client.retrying(policy, deadline: .seconds(60)) {
        (left) async throws(CallFailure) in
        try await client.unary(method: method, request: [8], key: "same", deadline: left)
      }
      #expect(reply == [8])
    }
    #expect(server.seen.calls == ["busy", "busy", "busy", "cut", "cut"])
    #expect(Set(server.seen.keys) == ["same"])
    #expect(server.seen.connectionCount == 2)
    // A refusal is not tried again.
    let refused = await Self.failure {
      () async throws(CallFailure) in
      try await client.retrying(policy, deadline: .seconds(60)) {
        (left) async throws(CallFailure) in
        try await client.unary(method: "refuse", request: [8], key: "same", deadline: left)
      }
    }
    #expect(refused?.reason == "CONTACT_DENIED")
    #expect(server.seen.calls.count == 6)
    await client.close()
    await server.stop()
  }

  @Test func retriesEndWithTheirPolicy() async throws {
    let server = try ScriptedServer()
    let client = try await Self.client(server)
    var policy = RetryPolicy()
    policy.pauseFirst = .milliseconds(1)
    policy.attemptCountMax = 2
    let failure = await Self.failure {
      () async throws(CallFailure) in
      try await client.retrying(policy, deadline: .seconds(60)) {
        (left) async throws(CallFailure) in
        try await client.unary(method: "busy", request: [8], key: "k", deadline: left)
      }
    }
    #expect(failure?.reason == "CONFLICT")
    #expect(failure?.retry == .sameKey(after: .zero))
    #expect(server.seen.calls == ["busy", "busy"])
    await client.close()
    await server.stop()
  }

  @Test func pausesGrowAndAreBounded() {
    let policy = RetryPolicy()
    for attempt in 1...40 {
      let bound = min(50 << min(attempt - 1, 30), 5000)
      for random in [0, 1, UInt64.max / 2, UInt64.max] {
        let pause = policy.pause(after: attempt, random: random)
        #expect(pause >= .zero && pause < .milliseconds(bound), "attempt \(attempt)")
      }
    }
  }

  /// Goal: a server which drains loses no call: those in flight end there, later ones go elsewhere.
  @Test func aDrainingServerLosesNoCall() async throws {
    let server = try ScriptedServer()
    let client = try await Self.client(server)
    let upload = try await client.upload(method: "sum", deadline: .seconds(60))
    try await upload.send([1, 2, 3])
    await server.until { $0.calls == ["sum"] }
    await server.withConnections { connection in
      connection.machine.drain("restart")
      connection.flush()
    }
    #expect(
      try await client.unary(method: "echo", request: [5], deadline: .seconds(60)) == [5])
    #expect(try await upload.reply() == Array("1 3".utf8))
    await server.until { $0.connectionCount == 2 && $0.openConnectionCount == 1 }
    await client.close()
    await server.stop()
  }

  @Test func aLostConnectionEndsItsCalls() async throws {
    let server = try ScriptedServer()
    let client = try await Self.client(server)
    async let failure = Self.failure {
      () async throws(CallFailure) in
      try await client.unary(method: "hold", request: [1], deadline: .seconds(600))
    }
    await server.until { $0.calls == ["hold"] }
    await server.withConnections { $0.stream.close() }
    let end = await failure
    #expect(end?.code == .unavailable)
    #expect(end?.mayHaveRun == true)
    #expect(end?.retry == .sameKey(after: .zero))
    #expect(
      try await client.unary(method: "echo", request: [5], deadline: .seconds(60)) == [5])
    await client.close()
    let closed = await Self.failure {
      () async throws(CallFailure) in
      try await client.unary(method: "echo", request: [5], deadline: .seconds(60))
    }
    #expect(closed?.code == .unavailable)
    await server.stop()
  }

  @Test func aCallEndsAtItsDeadlineWhileThereIsNoConnection() async throws {
    let server = try ScriptedServer()
    let (world, clock) = World.simulated(seed: 1, start: WorldTests.start)
    let client = try await Self.client(server, world: world)
    server.isDeaf = true
    await server.withConnections { $0.stream.close() }
    await server.until { $0.openConnectionCount == 0 }
    async let failure = {
      // The client may hear of the cut only after it has sent a call.
      while true {
        let failure = await Self.failure {
          () async throws(CallFailure) in
          try await client.unary(method: "echo", request: [1], deadline: .seconds(2))
        }
        if failure?.code != .unavailable { return failure }
      }
    }()
    await server.until { $0.connectionCount == 2 }
    clock.advance(by: .seconds(2))
    let end = await failure
    #expect(end?.code == .deadlineExceeded)
    #expect(end?.mayHaveRun == false)
    await client.close()
    await server.stop()
  }

  @Test func typedCallsUseTheirDescriptor() async throws {
    typealias Body = Tally_V1_PrincipalSummary
    let server = try ScriptedServer()
    let client = try await Self.client(server)
    var request = Body()
    request.principalID = "x"
    let echo = MethodDescriptor<Body, Body>(name: "echo", kind: .unary, needsKey: true)
    #expect(try await client.call(echo, request, deadline: .seconds(60)) == request)
    // A key was made.
    #expect(server.seen.keys.first.map { Identifier($0) != nil } == true)
    let early = MethodDescriptor<Body, Tally_V1_CallHeader>(
      name: "early", kind: .clientStreaming, needsKey: false)
    let undecodable = await Self.failure {
      () async throws(CallFailure) in
      try await client.call(early, deadline: .seconds(60)) {
        (writer) async throws(CallFailure) in
        try await writer.write(request)
      }
    }
    #expect(undecodable?.reason == "MESSAGE_UNDECODABLE")
    await client.close()
    await server.stop()
  }
}
