import Bytes
import Testing

@testable import Wire  // Frames are read, and counts of what waits.

/// Calls whose messages wait for credit: what the owner learns, and how it ends them.
struct AbandonTests {
  /// Least windows, so that a message of this size is begun and not ended.
  private static let byteCount = 40_000
  private static let late: [UInt8] = [8, 4]
  private static let narrow: Limits = {
    var limits = Limits()
    limits.streamWindow = PeerLimits.windowMin
    limits.connectionWindow = PeerLimits.windowMin
    return limits
  }()

  /// A pipe with one call that was finished and waits for credit.
  private static func waiting() -> (pipe: Pipe, stream: StreamID) {
    var pipe = Pipe.open(clientLimits: narrow)
    let stream = opened(pipe.client.open(header: [1], message: [1], isLast: true))
    pipe.settle()
    _ = pipe.takeServerEvents()
    let reply = [UInt8](repeating: 7, count: byteCount)
    #expect(pipe.server.finish(stream, message: reply) == .accepted)
    pipe.settle()
    #expect(pipe.server.isOpen(stream))
    #expect(pipe.server.queuedByteCount == byteCount)
    #expect(pipe.server.waitingByteCount >= byteCount)
    #expect(pipe.takeServerEvents() == [])
    return (pipe, stream)
  }

  @Test func anAbandonedCallEndsWithinAMessage() {
    var (pipe, stream) = Self.waiting()
    pipe.server.abandon(stream, status: Self.late)
    #expect(!pipe.server.isOpen(stream))
    #expect(pipe.server.queuedByteCount == 0)
    pipe.settle()
    #expect(pipe.takeServerEvents() == [])
    let ended = pipe.takeClientEvents()
    #expect(ended.failure == nil)
    #expect(ended.messages.isEmpty)
    #expect(ended.finished[stream]?.status == Self.late)
    #expect(pipe.server.waitingByteCount == 0)
    // Again, and what was finished long ago: nothing.
    pipe.server.abandon(stream, status: Self.late)
    pipe.settle()
    #expect(pipe.takeClientEvents() == [])
  }

  @Test func theCreditOfAnAbandonedCallComesBack() {
    var (pipe, stream) = Self.waiting()
    pipe.server.abandon(stream, status: Self.late)
    pipe.settle()
    _ = pipe.takeClientEvents()
    let next = opened(pipe.client.open(header: [1], message: [1], isLast: true))
    pipe.settle()
    let reply = [UInt8](repeating: 8, count: 10_000)
    #expect(pipe.server.finish(next, message: reply) == .accepted)
    pipe.settle()
    #expect(pipe.takeClientEvents().finished[next]?.message == reply)
  }

  @Test func theEndOfACallThatWaitedIsTold() {
    var limits = Self.narrow
    limits.connectionWindow = 1 << 20
    var pipe = Pipe.open(clientLimits: limits)
    let stream = opened(pipe.client.open(header: [1], message: [1], isLast: true))
    pipe.settle()
    _ = pipe.takeServerEvents()
    for _ in 0..<3 { _ = pipe.server.send([UInt8](repeating: 7, count: 10_000), on: stream) }
    pipe.server.finish(stream, status: [])
    pipe.settle()
    #expect(pipe.server.isOpen(stream))
    #expect(pipe.takeServerEvents() == [])
    for _ in 0..<3 {
      for message in pipe.takeClientEvents().messages {
        pipe.client.giveBack(message.credit, on: stream)
      }
      pipe.settle()
    }
    #expect(!pipe.server.isOpen(stream))
    #expect(pipe.takeServerEvents() == [.ended(stream)])
  }

  @Test func aCancelEndsWhatWaited() {
    var (pipe, stream) = Self.waiting()
    pipe.client.cancel(stream, code: 1, now: pipe.now)
    pipe.settle()
    #expect(pipe.takeServerEvents() == [.ended(stream)])
    #expect(pipe.server.queuedByteCount == 0)
  }

  /// A whole call is not cut short: an OK in the middle of a message breaks the rule.
  @Test func okDoesNotCutAMessage() {
    for (flags, status) in [(FrameFlags(), [UInt8]()), (.inside, Self.late)] {
      var pipe = Pipe.open()
      let stream = opened(pipe.client.open(header: [1], message: [1], isLast: true))
      pipe.settle()
      let body = bigEndian(UInt32(status.count)) + status
      pipe.client.receive(
        frame(.message, .more, stream: stream, [1, 2])
          + frame(.status, flags, stream: stream, body), now: pipe.now)
      pipe.settle()
      #expect(pipe.takeClientEvents().failure?.code == .protocolError)
    }
  }
}
