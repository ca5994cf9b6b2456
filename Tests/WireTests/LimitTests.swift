import Bytes
import Testing

@testable import Wire  // Rules are broken frame by frame.

/// Each limit: reached without harm, and refused one above.
struct LimitTests {
  @Test func callsInFlight() {
    var limits = Limits()
    limits.callsInFlightMax = 3
    var pipe = Pipe.open(limits: limits)
    for stream: StreamID in [1, 3, 5, 7] { pipe.inject(call(stream)) }
    #expect(pipe.server.callsInFlight == 3)
    #expect(pipe.takeServerEvents().calls.map(\.stream) == [1, 3, 5])
    let refused = pipe.serverFrames()
    #expect(refused.map(\.header.stream) == [7])
    #expect(refused[0].body == bigEndian(4) + busy)
    // A frame for the refused call crosses its STATUS: dropped.
    pipe.inject(frame(.message, stream: 7, [1]))
    pipe.server.finish(1, status: [])
    pipe.inject(call(9))
    #expect(pipe.takeServerEvents().calls.map(\.stream) == [9])
  }

  @Test func clientKeepsToCallsInFlight() {
    var limits = Limits()
    limits.callsInFlightMax = 2
    var pipe = Pipe.open(limits: limits)
    _ = opened(pipe.client.open(header: [1], message: [1], isLast: true))
    #expect(pipe.client.canOpen)
    let second = opened(pipe.client.open(header: [1], message: [1], isLast: true))
    #expect(!pipe.client.canOpen)
    #expect(pipe.client.open(header: [1], message: [1], isLast: true) == .tooManyCalls)
    pipe.settle()
    pipe.server.finish(second, status: [])
    pipe.settle()
    #expect(pipe.client.canOpen)
  }

  @Test func cancelledCallKeepsItsSlot() {
    var limits = Limits()
    limits.callsInFlightMax = 2
    var pipe = Pipe.open(limits: limits)
    pipe.inject(call(1) + frame(.cancel, stream: 1, bigEndian(1)))
    pipe.inject(call(3) + frame(.cancel, stream: 3, bigEndian(1)))
    let events = pipe.takeServerEvents()
    #expect(events.suffix(1) == [.cancelled(3, code: 1)])
    pipe.inject(call(5))
    #expect(pipe.takeServerEvents().calls.isEmpty)
    #expect(pipe.server.callsInFlight == 2)
    #expect(pipe.server.send([1], on: 1) == .gone)
    #expect(pipe.serverFrames().map(\.header.stream) == [5])
    // The handler is really done only now; the message it made is dropped.
    #expect(pipe.server.finish(1, status: [1], message: [1]) == .gone)
    #expect(pipe.serverFrames().map(\.body) == [bigEndian(1) + [1]])
    pipe.inject(call(7))
    #expect(pipe.takeServerEvents().calls.map(\.stream) == [7])
  }

  @Test func cancelsInAPeriod() {
    var pipe = Pipe.open()
    func openAndCancel(_ number: Int) {
      let stream = StreamID(number * 2 - 1)
      pipe.inject(call(stream) + frame(.cancel, stream: stream, bigEndian(1)))
      pipe.server.finish(stream, status: [])
    }
    for number in 1...200 { openAndCancel(number) }
    #expect(pipe.takeServerEvents().failure == nil)
    pipe.now += 30 * second + 1
    for number in 201...400 { openAndCancel(number) }
    #expect(pipe.takeServerEvents().failure == nil)
    openAndCancel(401)
    #expect(pipe.takeServerEvents().failure?.code == .tooManyCancels)
  }

  @Test func refusedCallsCountAsCancels() {
    var limits = Limits()
    limits.callsInFlightMax = 1
    limits.cancelsMax = 5
    var pipe = Pipe.open(limits: limits)
    for number in 1...6 { pipe.inject(call(StreamID(number * 2 - 1))) }
    #expect(pipe.takeServerEvents().failure == nil)
    pipe.inject(call(13))
    #expect(pipe.takeServerEvents().failure?.code == .tooManyCancels)
  }

  @Test func clientStaysBelowTheCancelLimit() {
    var pipe = Pipe.open()
    for _ in 1...300 {
      let stream = opened(pipe.client.open(header: [1], message: [1], isLast: true))
      pipe.client.cancel(stream, code: 1, now: pipe.now)
      pipe.settle()
      pipe.server.finish(stream, status: [1])
      pipe.settle()
    }
    #expect(pipe.serverEvents.failure == nil)
    #expect(pipe.clientEvents.finished.count == 300)
  }

  @Test func controlFrames() {
    var pipe = Pipe.open()
    let ping = frame(.ping, [1, 2, 3, 4, 5, 6, 7, 8])
    for _ in 1...20 { pipe.inject(ping) }
    #expect(pipe.takeServerEvents().failure == nil)
    // Twenty pings, one answer waits.
    #expect(pipe.serverFrames().map(\.header.type) == [.pong])
    pipe.now += second / 10
    pipe.inject(ping)
    #expect(pipe.serverFrames().first?.body == [1, 2, 3, 4, 5, 6, 7, 8])
    pipe.inject(ping)
    #expect(pipe.takeServerEvents().failure?.code == .tooManyControlFrames)
  }

  @Test func windowFramesNobodyAskedFor() {
    var pipe = Pipe.open()
    for _ in 1...20 { pipe.inject(frame(.window, bigEndian(1))) }
    #expect(pipe.takeServerEvents().failure == nil)
    pipe.inject(frame(.window, bigEndian(1)))
    #expect(pipe.takeServerEvents().failure?.code == .tooManyControlFrames)
  }

  @Test func frameBodies() {
    var pipe = Pipe()
    pipe.inject(Preface.bytes + frame(.hello, [UInt8](repeating: 0, count: 4096)))
    #expect(pipe.takeServerEvents().failure == nil)
    pipe = Pipe()
    // Refused from its first 12 bytes: nothing of the body has come.
    pipe.inject(Preface.bytes + [0, 0, 16, 1, 1, 0, 0, 0, 0, 0, 0, 0])
    #expect(pipe.takeServerEvents().failure?.code == .frameTooLarge)
    pipe = Pipe.open()
    pipe.inject([0, 0x40, 0, 0, 3, 0, 0, 0, 0, 0, 0, 1])
    #expect(pipe.takeServerEvents().failure == nil)
    pipe = Pipe.open()
    pipe.inject([0, 0x40, 0, 1, 3, 0, 0, 0, 0, 0, 0, 1])
    #expect(pipe.takeServerEvents().failure?.code == .frameTooLarge)
  }

  @Test func messageAcrossFrames() {
    var limits = Limits()
    limits.messageByteCountMax = 100
    func failure(_ last: Int) -> ProtocolError? {
      var pipe = Pipe.open(limits: limits)
      pipe.inject(call(1, message: [UInt8](repeating: 1, count: 60), [.inside, .more]))
      pipe.inject(frame(.message, .end, stream: 1, [UInt8](repeating: 2, count: last)))
      let events = pipe.takeServerEvents()
      if let message = events.messages.first {
        #expect(message.payload.array.count == 60 + last && message.isLast)
      }
      return events.failure
    }
    #expect(failure(40) == nil)
    #expect(failure(41)?.code == .messageTooLarge)
    var pipe = Pipe.open(limits: limits)
    #expect(
      pipe.client.open(header: [], message: [UInt8](repeating: 0, count: 101), isLast: true)
        == .tooLarge)
    pipe.inject(call(1))
    #expect(pipe.server.send([UInt8](repeating: 0, count: 101), on: 1) == .tooLarge)
    #expect(pipe.server.finish(1, message: [UInt8](repeating: 0, count: 101)) == .tooLarge)
    #expect(pipe.server.callsInFlight == 1, "it can still be finished otherwise")
  }

  @Test func headerOfACall() {
    var pipe = Pipe.open()
    pipe.inject(call(1, header: [UInt8](repeating: 0, count: 16 << 10)))
    #expect(pipe.takeServerEvents().failure == nil)
    pipe.inject(call(3, header: [UInt8](repeating: 0, count: (16 << 10) + 1)))
    #expect(pipe.takeServerEvents().failure?.code == .frameTooLarge)
  }

  @Test func greetingTime() {
    for bytes in [[], Preface.bytes, Preface.bytes + frame(.hello), Array(Preface.bytes.prefix(3))]
    {
      var pipe = Pipe()
      pipe.inject(bytes)
      #expect(pipe.server.nextTick == pipe.now + 5 * second)
      pipe.server.tick(now: pipe.now + 5 * second - 1)
      #expect(pipe.server.nextEvent() == nil)
      pipe.server.tick(now: pipe.now + 5 * second)
      pipe.settle()
      #expect(pipe.serverEvents.failure?.code == .greetingTimeout)
    }
  }

  @Test func frameTime() {
    var pipe = Pipe.open()
    pipe.inject([0, 0, 0, 9])
    let start = pipe.now
    #expect(pipe.server.nextTick == start + 10 * second)
    pipe.now += 6 * second
    // More bytes of the same frame do not start the time anew.
    pipe.inject([3, 0, 0])
    pipe.server.tick(now: start + 10 * second - 1)
    #expect(pipe.server.nextEvent() == nil)
    pipe.server.tick(now: start + 10 * second)
    pipe.settle()
    #expect(pipe.serverEvents.failure?.code == .frameTimeout)
  }

  @Test func frameTimeStartsAnewWithEachFrame() {
    var pipe = Pipe.open()
    pipe.inject([0, 0, 0, 8])
    pipe.now += 9 * second
    pipe.inject(Array(frame(.ping, [1, 2, 3, 4, 5, 6, 7, 8]).dropFirst(4)) + [0])
    pipe.server.tick(now: pipe.now + 10 * second - 1)
    pipe.settle()
    #expect(pipe.serverEvents.failure == nil)
    pipe.server.tick(now: pipe.now + 10 * second)
    pipe.settle()
    #expect(pipe.serverEvents.failure?.code == .frameTimeout)
  }

  @Test func idleAndPing() throws {
    var pipe = Pipe.open()
    let start = pipe.now
    pipe.server.tick(now: start + 600 * second - 1)
    #expect(pipe.server.nextEvent() == nil)
    #expect(pipe.server.nextTick == start + 600 * second)
    // The client pings in time and the server lives on.
    #expect(pipe.client.nextTick == start + 300 * second)
    pipe.now = start + 300 * second
    pipe.client.tick(now: pipe.now)
    #expect(pipe.client.nextTick == pipe.now + 10 * second, "the PING waits to be written")
    pipe.settle()
    #expect(pipe.client.nextTick == pipe.now + 300 * second)
    pipe.server.tick(now: start + 600 * second)
    pipe.settle()
    #expect(pipe.serverEvents.failure == nil)
    pipe.server.tick(now: pipe.now + 600 * second)
    pipe.settle()
    #expect(pipe.serverEvents.failure?.code == .idle)
  }

  @Test func unansweredPing() {
    var pipe = Pipe.open()
    pipe.now += 300 * second
    pipe.client.tick(now: pipe.now)
    pipe.drainClient()
    pipe.client.tick(now: pipe.now + 20 * second - 1)
    #expect(pipe.client.nextEvent() == nil)
    pipe.client.tick(now: pipe.now + 20 * second)
    #expect(
      pipe.client.nextEvent()
        == .closed(
          .failed(
            ProtocolError(.idle, "the server did not answer PING"))))
  }

  @Test func stalledWriter() {
    var pipe = Pipe.open()
    pipe.inject(call(1))
    pipe.server.finish(1, status: [1])
    let start = pipe.now
    pipe.server.tick(now: start)
    #expect(pipe.server.nextTick == start + 10 * second)
    var taken: [UInt8] = []
    pipe.server.takeOutput(into: &taken)
    pipe.server.tick(now: start + 9 * second)
    // One byte is progress.
    pipe.server.wrote(1, now: start + 9 * second)
    pipe.server.tick(now: start + 19 * second - 1)
    pipe.settle()
    #expect(pipe.serverEvents.failure == nil)
    pipe.server.tick(now: start + 19 * second)
    pipe.settle()
    #expect(pipe.serverEvents.failure?.code == .stalled)
  }

  @Test func outputPausesReadingAndSending() {
    var limits = Limits()
    limits.outputByteCountMax = 10_000
    var pipe = Pipe.open(limits: limits)
    pipe.inject(call(1))
    #expect(pipe.server.send([UInt8](repeating: 0, count: 9000), on: 1) == .accepted)
    #expect(!pipe.server.isReadingPaused)
    #expect(pipe.server.send([UInt8](repeating: 0, count: 2000), on: 1) == .accepted)
    #expect(pipe.server.isReadingPaused)
    #expect(pipe.server.send([1], on: 1) == .paused)
    var taken: [UInt8] = []
    pipe.server.takeOutput(into: &taken)
    #expect(pipe.server.isReadingPaused, "taken is not yet written")
    pipe.server.wrote(taken.count, now: pipe.now)
    #expect(!pipe.server.isReadingPaused)
    pipe.settle()
    #expect(pipe.serverEvents.contains(.canSend(1)))
  }

  @Test func queuedBytes() {
    var limits = Limits()
    limits.queuedByteCountMax = 100_000
    limits.streamWindow = 16 << 10
    var pipe = Pipe.open(limits: limits)
    pipe.inject(call(1) + call(3))
    pipe.serverEvents = []
    let big = [UInt8](repeating: 0, count: 60_000)
    #expect(pipe.server.send(big, on: 1) == .paused)
    #expect(pipe.server.send(big, on: 3) == .full)
    #expect(pipe.server.finish(3, message: big) == .full)
    pipe.settle()
    #expect(!pipe.serverEvents.contains(.canSend(3)))
    // The client reads and gives credit: the queue empties, both may go on.
    pipe.drainServer()
    while pipe.server.callsInFlight == 2, !pipe.serverEvents.contains(.canSend(3)) {
      pipe.inject(frame(.window, stream: 1, bigEndian(16_000)))
      pipe.settleServerOnly()
    }
    #expect(pipe.serverEvents.contains(.canSend(3)))
  }
}

extension Pipe {
  /// Takes the server's output away without a client reading it.
  mutating func settleServerOnly() {
    _ = serverFrames()
    while let event = server.nextEvent() { serverEvents.append(event) }
  }
}
