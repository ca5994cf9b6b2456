import Bytes
import Glibc
import Reactor
import Testing
import World

@Suite struct StreamTests {
  /// Two streams over a socket pair.
  private static func streams(
    _ near: Shard, _ far: Shard, limits: StreamLimits = StreamLimits()
  ) throws -> (near: SocketStream, far: SocketStream) {
    let (left, right) = try Socket.pair()
    return (
      SocketStream(left, on: near, limits: limits), SocketStream(right, on: far, limits: limits)
    )
  }

  /// Goal: every byte comes back, in order, whatever the pieces are.
  /// Method: pieces of random size are written to an echo on another shard.
  @Test(arguments: [1, 2, 3] as [UInt64]) func echoKeepsTheBytes(seed: UInt64) async throws {
    let (near, far) = (Shard.still("near"), Shard.still("far"))
    let (client, server) = try Self.streams(near, far)
    let echo = Recorder(onReceived: { server.write($0) }, onEnded: { server.closeWhenWritten() })
    await far.sync { server.start(echo) }
    let answers = Recorder()
    await near.sync { client.start(answers) }
    var numbers = SeededNumbers(seed: seed)
    var sent: [UInt8] = []
    for _ in 0..<400 {
      let byteCount = Int.random(in: 0...8000, using: &numbers)
      let piece = (0..<byteCount).map { _ in UInt8.random(in: 0...255, using: &numbers) }
      sent += piece
      await near.sync { _ = client.write(piece) }
    }
    let total = sent.count
    let heard = await answers.until { $0.bytes.count >= total }
    #expect(heard.bytes == sent, "seed \(seed)")
    #expect(heard.drainedCount > 0)
    await near.sync { client.close() }
    #expect(await answers.until { !$0.ends.isEmpty }.ends == [.closedHere])
    await echo.until { !$0.ends.isEmpty }
  }

  @Test func aWriterWhichDoesNotPauseMeetsTheLimit() async throws {
    let shard = Shard.still()
    var limits = StreamLimits()
    limits.writePauseByteCount = 64 << 10
    limits.writeResumeByteCount = 16 << 10
    limits.writeQueueByteCountMax = 256 << 10
    let (near, far) = try Self.streams(shard, shard, limits: limits)
    let handler = Recorder()
    let outcomes = await shard.sync { () -> [WriteOutcome] in
      near.start(handler)
      return (0..<1000).map { _ in near.write([UInt8](repeating: 7, count: 4096)) }
    }
    #expect(outcomes.first == .flowing)
    #expect(outcomes.firstIndex(of: .paused) != nil)
    #expect(outcomes.last == .closed)
    #expect(await handler.until { !$0.ends.isEmpty }.ends == [.writeQueueFull])
    #expect(await shard.sync { near.isClosed })
    withExtendedLifetime(far) {}
  }

  @Test func aPeerWhichNeverReadsIsClosedAfterTheStallTime() async throws {
    let (world, clock) = World.simulated(seed: 1, start: WorldTests.start)
    let shard = Shard(label: "stall", world: world)
    let (near, far) = try Self.streams(shard, shard)
    let handler = Recorder()
    await shard.sync {
      near.start(handler)
      while near.write([UInt8](repeating: 7, count: 65536)) == .flowing {}
    }
    clock.advance(by: .seconds(9))
    await shard.sync {}
    #expect(handler.heard.ends.isEmpty)
    clock.advance(by: .seconds(1))
    #expect(await handler.until { !$0.ends.isEmpty }.ends == [.stalled])
    withExtendedLifetime(far) {}
  }

  /// Goal: a stream that closes is gone in time, also when its peer takes a little now and then.
  @Test func aPeerWhichReadsSlowlyIsLeftAfterTheDrainTime() async throws {
    let (world, clock) = World.simulated(seed: 1, start: WorldTests.start)
    let shard = Shard(label: "drain", world: world)
    let (left, right) = try Socket.pair()
    let near = SocketStream(left, on: shard)
    let handler = Recorder()
    await shard.sync {
      near.start(handler)
      for _ in 0..<40 { near.write([UInt8](repeating: 7, count: 65536)) }
      near.closeWhenWritten()
    }
    var part = [UInt8](repeating: 0, count: 65536)
    for _ in 0..<3 {
      // Each time something moves, so it never stalls.
      let before = handler.heard.wroteByteCount
      var got = 0
      while handler.heard.wroteByteCount == before {
        got += max(0, recv(right.descriptor, &part, part.count, Int32(MSG_DONTWAIT)))
        try #require(handler.heard.ends.isEmpty, "after \(got) bytes")
        await shard.sync {}
      }
      clock.advance(by: .seconds(9))
      await shard.sync {}
      #expect(handler.heard.ends.isEmpty)
    }
    #expect(await shard.sync { near.queuedByteCount } > 0)
    clock.advance(by: .seconds(3))
    await shard.sync {}
    #expect(await shard.sync { near.isClosed })
    #expect(await handler.until { !$0.ends.isEmpty }.ends == [.stalled])
    withExtendedLifetime(right) {}
  }

  @Test func aPausedWriterIsResumed() async throws {
    let (near, far) = (Shard.still("near"), Shard.still("far"))
    let (writer, reader) = try Self.streams(near, far)
    let handler = Recorder()
    let total = await near.sync { () -> Int in
      writer.start(handler)
      var count = 0
      while true {
        count += 65536
        if writer.write([UInt8](repeating: 7, count: 65536)) != .flowing { return count }
      }
    }
    let queued = await near.sync { writer.queuedByteCount }
    #expect(queued > 0)
    let sink = Recorder()
    await far.sync { reader.start(sink) }
    #expect(await handler.until { $0.resumedCount > 0 }.resumedCount == 1)
    await sink.until { $0.bytes.count == total }
    #expect(await near.sync { writer.queuedByteCount } == 0)
    #expect(handler.heard.wroteByteCount == queued)
    // Emptied once, it fills and empties again.
    await near.sync { while writer.write([UInt8](repeating: 7, count: 65536)) == .flowing {} }
    #expect(await handler.until { $0.resumedCount > 1 }.ends.isEmpty)
    await near.sync { writer.close() }
    #expect(await sink.until { $0.endedCount > 0 || !$0.ends.isEmpty }.bytes.count >= total)
    await far.sync { reader.close() }
  }

  @Test func closingWhenWrittenLosesNothing() async throws {
    let (near, far) = (Shard.still("near"), Shard.still("far"))
    let (writer, reader) = try Self.streams(near, far)
    let handler = Recorder()
    await near.sync {
      writer.start(handler)
      for _ in 0..<40 { writer.write([UInt8](repeating: 9, count: 65536)) }
      writer.closeWhenWritten()
      #expect(writer.write([1]) == .closed)
    }
    let sink = Recorder(onEnded: { reader.close() })
    await far.sync { reader.start(sink) }
    #expect(await sink.until { !$0.ends.isEmpty }.bytes.count == 40 * 65536)
    #expect(await handler.until { !$0.ends.isEmpty }.ends == [.closedHere])
  }

  @Test func aPeerWhichDoesNotCloseIsLeftAfterTheLingerTime() async throws {
    let (world, clock) = World.simulated(seed: 1, start: WorldTests.start)
    let shard = Shard(label: "linger", world: world)
    let (near, far) = try Self.streams(shard, shard)
    let handler = Recorder()
    await shard.sync {
      near.start(handler)
      near.closeWhenWritten()
    }
    #expect(handler.heard.ends.isEmpty)
    clock.advance(by: .seconds(1))
    #expect(await handler.until { !$0.ends.isEmpty }.ends == [.closedHere])
    withExtendedLifetime(far) {}
  }

  @Test func aHalfOpenStreamStillWrites() async throws {
    let shard = Shard.still()
    let (left, right) = try Socket.pair()
    let near = SocketStream(left, on: shard)
    let handler = Recorder(onEnded: { near.write([1, 2, 3]) })
    var hello: [UInt8] = [5, 6]
    #expect(write(right.descriptor, &hello, 2) == 2)
    #expect(shutdown(right.descriptor, Int32(SHUT_WR)) == 0)
    await shard.sync { near.start(handler) }
    let heard = await handler.until { $0.endedCount > 0 }
    #expect(heard.bytes == [5, 6])
    #expect(heard.ends.isEmpty)
    var answer = [UInt8](repeating: 0, count: 8)
    #expect(read(right.descriptor, &answer, 8) == 3)
    await shard.sync { near.closeWhenWritten() }
    #expect(await handler.until { !$0.ends.isEmpty }.endedCount == 1)
  }

  @Test func aPeerWhichIsGoneEndsTheStreamWithoutASignal() async throws {
    let shard = Shard.still()
    var (left, right): (Socket?, Socket?) = try Socket.pair()
    let near = SocketStream(try #require(left), on: shard)
    left = nil
    let handler = Recorder()
    await shard.sync {
      near.start(handler)
      near.pauseReading()
    }
    right = nil
    #expect(right == nil)
    #expect(await shard.sync { near.write([1]) } == .closed)
    #expect(await handler.until { !$0.ends.isEmpty }.ends == [.closedByPeer])
  }

  @Test func pausedReadingReadsNothing() async throws {
    let shard = Shard.still()
    let (near, far) = try Self.streams(shard, shard)
    let handler = Recorder()
    let other = Recorder()
    await shard.sync {
      near.start(handler)
      near.pauseReading()
      far.start(other)
      far.write([1, 2, 3])
    }
    for _ in 0..<20 { await shard.sync {} }
    #expect(handler.heard.bytes.isEmpty)
    await shard.sync { near.resumeReading() }
    #expect(await handler.until { !$0.bytes.isEmpty }.bytes == [1, 2, 3])
    await shard.sync {
      near.close()
      near.close()
    }
    #expect(await other.until { $0.endedCount > 0 }.bytes.isEmpty)
    await shard.sync { far.close() }
    #expect(await handler.until { !$0.ends.isEmpty }.ends == [.closedHere])
  }

  /// Goal: a stream which moves loses, repeats and reorders nothing, with bytes queued both ways.
  @Test func aStreamMovesBetweenShards() async throws {
    let (first, second, far) = (Shard.still("first"), Shard.still("second"), Shard.still("far"))
    let (left, right) = try Socket.pair()
    let near = SocketStream(left, on: first)
    let peer = SocketStream(right, on: far)
    let handler = Recorder(onReceived: { _ in near.shard.checkIsolated() })
    let sink = Recorder()
    await first.sync {
      near.start(handler)
      while near.write([UInt8](repeating: 3, count: 65536)) == .flowing {}
    }
    let queued = await first.sync { near.queuedByteCount }
    #expect(queued > 0)
    await withCheckedContinuation { continuation in
      first.run { near.move(to: second) { continuation.resume() } }
    }
    await far.sync { peer.start(sink) }
    await second.sync { #expect(near.shard === second) }
    await handler.until { $0.resumedCount > 0 }
    await far.sync { _ = peer.write([4, 5]) }
    #expect(await handler.until { !$0.bytes.isEmpty }.bytes == [4, 5])
    await second.sync { near.closeWhenWritten() }
    let heard = await sink.until { $0.endedCount > 0 }
    #expect(heard.bytes.count % 65536 == 0 && heard.bytes.count >= queued)
    await far.sync { peer.close() }
    #expect(await handler.until { !$0.ends.isEmpty }.ends == [.closedHere])
  }

  @Test func theOtherProcessIsKnown() async throws {
    let shard = Shard.still()
    let (near, _) = try Self.streams(shard, shard)
    #expect(near.peer == .process(id: getpid(), user: getuid(), group: getgid()))
    await shard.sync { near.close() }
  }
}
