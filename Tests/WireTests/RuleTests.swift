import Bytes
import Testing

@testable import Wire  // Rules are broken frame by frame.

/// What a client may not do ends the connection with GOAWAY; what may cross on the way does not.
struct RuleTests {
  private func failure(_ bytes: [UInt8]) -> CloseCode? {
    var pipe = Pipe.open()
    pipe.inject(bytes)
    let error = pipe.takeServerEvents().failure
    let last = pipe.serverFrames().last
    #expect((error != nil) == (last?.header.type == .goAway))
    if let error, let body = last?.body {
      #expect(Array(body[4..<8]) == bigEndian(error.code.rawValue))
    }
    return error?.code
  }

  @Test func broken() {
    #expect(failure(call(2)) == .protocolError, "even")
    #expect(failure(call(3) + call(1)) == .protocolError, "falling")
    #expect(failure(call(1) + call(1)) == .protocolError, "twice")
    #expect(failure(frame(.message, stream: 1, [1])) == .protocolError, "not opened")
    #expect(failure(frame(.halfClose, stream: 1)) == .protocolError, "not opened")
    #expect(failure(frame(.cancel, stream: 1, bigEndian(1))) == .protocolError, "not opened")
    #expect(failure(frame(.window, stream: 1, bigEndian(1))) == .protocolError, "not opened")
    #expect(failure(call(1) + frame(.message, stream: 1)) == .protocolError, "after END")
    #expect(failure(call(1) + frame(.halfClose, stream: 1)) == .protocolError, "after END")
    #expect(failure(call(1, message: nil) + frame(.message, [.more, .end], stream: 1, [1])) != nil)
    #expect(failure(call(1, message: nil) + frame(.message, .more, stream: 1)) != nil, "empty")
    #expect(
      failure(
        call(1, message: nil) + frame(.message, .more, stream: 1, [1])
          + frame(.halfClose, stream: 1)) == .protocolError, "half a message")
    #expect(failure(call(1, message: [1], [])) == .protocolError, "message without INSIDE")
    #expect(failure(call(1, message: nil, .more)) == .protocolError, "MORE without INSIDE")
    #expect(failure(call(1, message: [], [.inside, .more])) == .protocolError, "empty fragment")
    #expect(failure(frame(.call, stream: 1, [0, 0])) == .protocolError, "no header length")
    #expect(failure(frame(.call, stream: 1, [0, 0, 0, 9, 1])) == .protocolError, "short header")
    #expect(failure(frame(.call, stream: 1, [255, 255, 255, 255, 1])) == .protocolError)
    #expect(failure(frame(.hello, [1])) == .protocolError, "second hello")
    #expect(failure(call(1) + frame(.status, stream: 1, bigEndian(0))) == .protocolError)
    #expect(failure(frame(.pong, [1, 2, 3, 4, 5, 6, 7, 8])) == .protocolError, "unasked")
    #expect(failure(frame(.ping, [1])) == .protocolError)
    #expect(failure(frame(.window, [1])) == .protocolError)
    #expect(failure(frame(.window, bigEndian(0))) == .flowControl)
    #expect(failure(frame(.window, bigEndian(.max))) == .flowControl)
    #expect(failure(call(1) + frame(.window, stream: 1, bigEndian(.max))) == .flowControl)
    #expect(failure(call(1) + frame(.cancel, stream: 1, [1])) == .protocolError)
    #expect(failure(frame(.goAway, [1])) == .protocolError)
  }

  @Test func crossing() {
    let open = call(1)
    var pipe = Pipe.open()
    pipe.inject(open)
    pipe.server.finish(1, status: [])
    pipe.inject(
      frame(.message, stream: 1, [1]) + frame(.halfClose, stream: 1)
        + frame(.cancel, stream: 1, bigEndian(1)) + frame(.window, stream: 1, bigEndian(1)))
    #expect(pipe.takeServerEvents().failure == nil)
  }

  @Test func framesWaitForTheAnswerToHello() {
    for extra in [call(1), [0]] {
      var together = Pipe()
      together.inject(Preface.bytes + frame(.hello, [1]) + extra)
      #expect(together.serverEvents.failure?.code == .protocolError)
      var apart = Pipe()
      apart.inject(Preface.bytes + frame(.hello, [1]))
      apart.inject(extra)
      #expect(apart.serverEvents.failure?.code == .protocolError)
    }
    var first = Pipe()
    first.inject(Preface.bytes + call(1))
    #expect(first.serverEvents.failure?.code == .protocolError)
  }

  @Test func rejectedHello() throws {
    var pipe = Pipe()
    pipe.settle()
    pipe.server.reject(ProtocolError(.unauthenticated, "unknown credential"))
    pipe.settle()
    #expect(
      pipe.clientEvents == [
        .goingAway(GoAway(lastStream: 0, code: .unauthenticated, text: "unknown credential"))
      ])
    #expect(pipe.server.isFinished)
    #expect(pipe.client.open(header: [], message: nil, isLast: true) == .notOpen)
  }

  @Test func messagesAfterCancelAreDropped() {
    var pipe = Pipe.open()
    pipe.inject(call(1, message: nil) + frame(.message, .more, stream: 1, [1]))
    pipe.inject(frame(.cancel, stream: 1, bigEndian(1)) + frame(.message, stream: 1, [2]))
    #expect(pipe.serverEvents.messages.isEmpty)
    #expect(pipe.serverEvents.failure == nil)
    #expect(pipe.serverEvents.last == .cancelled(1, code: 1))
    // Twice is once.
    pipe.inject(frame(.cancel, stream: 1, bigEndian(1)))
    #expect(pipe.serverEvents.count == 2)
  }

  @Test func cancelFromTheClient() throws {
    var pipe = Pipe.open()
    let stream = opened(pipe.client.open(header: [1], message: [2], isLast: true))
    pipe.settle()
    pipe.client.cancel(stream, code: 4, now: pipe.now)
    #expect(pipe.client.callsInFlight == 1)
    // A reply which crosses the cancel is dropped with its credit.
    #expect(pipe.server.send([1, 2, 3], on: stream) == .accepted)
    pipe.settle()
    #expect(pipe.takeServerEvents().last == .cancelled(stream, code: 4))
    #expect(pipe.client.send([1], on: stream) == .gone)
    pipe.server.finish(stream, status: [1])
    pipe.settle()
    let events = pipe.takeClientEvents()
    #expect(events.messages.isEmpty)
    #expect(events.finished[stream]?.status == [1])
    #expect(pipe.client.callsInFlight == 0)
  }

  @Test func cancelWhileTheEndIsQueued() {
    var limits = Limits()
    limits.streamWindow = 16 << 10
    var pipe = Pipe.open(limits: limits)
    pipe.inject(call(1))
    #expect(
      pipe.server.finish(1, status: [3], message: [UInt8](repeating: 0, count: 50_000)) == .accepted
    )
    #expect(pipe.server.callsInFlight == 1)
    _ = pipe.serverFrames()
    pipe.serverEvents = []
    pipe.inject(frame(.cancel, stream: 1, bigEndian(1)))
    #expect(pipe.serverEvents == [.ended(1)], "the handler is done already")
    #expect(pipe.serverFrames().map(\.body) == [bigEndian(1) + [3]])
    #expect(pipe.server.callsInFlight == 0)
  }

  @Test func drain() {
    var pipe = Pipe.open()
    let stream = opened(pipe.client.open(header: [1], message: [2], isLast: true))
    pipe.settle()
    let late = opened(pipe.client.open(header: [1], message: [2], isLast: true))
    pipe.server.drain("upgrade")
    pipe.server.drain("twice is once")
    pipe.settle()
    var events = pipe.takeClientEvents()
    #expect(
      events.first == .goingAway(GoAway(lastStream: stream, code: .draining, text: "upgrade")))
    #expect(events.finished[late]?.status == leaving)
    #expect(pipe.takeServerEvents().calls.map(\.stream) == [stream])
    #expect(pipe.client.open(header: [1], message: [2], isLast: true) == .notOpen)
    #expect(!pipe.server.isFinished && !pipe.client.isFinished)
    // The call in flight goes on to its end.
    #expect(pipe.server.finish(stream, message: [9]) == .accepted)
    pipe.settle()
    events = pipe.takeClientEvents()
    #expect(events.finished[stream]?.message == [9])
    #expect(pipe.server.isFinished && pipe.client.isFinished)
  }

  @Test func drainBeforeHello() {
    var pipe = Pipe()
    pipe.server.drain("upgrade")
    pipe.settle()
    #expect(
      pipe.clientEvents == [.goingAway(GoAway(lastStream: 0, code: .draining, text: "upgrade"))])
    #expect(pipe.server.isFinished)
  }

  @Test func lostCalls() {
    var pipe = Pipe.open()
    _ = opened(pipe.client.open(header: [1], message: [2], isLast: true))
    pipe.settle()
    pipe.server.drain("upgrade")
    _ = opened(pipe.client.open(header: [1], message: [2], isLast: true))
    pipe.drainServer()
    let (arrived, now) = (pipe.toClient, pipe.now)
    pipe.client.receive(arrived, now: now)
    pipe.client.receivedEndOfInput()
    pipe.settle()
    #expect(
      pipe.clientEvents.suffix(3) == [
        .lost(1, mayHaveRun: true), .lost(3, mayHaveRun: false), .closed(.ended),
      ])
    #expect(pipe.client.isFinished)
  }

  @Test func endOfInputAtTheServer() {
    var pipe = Pipe.open()
    pipe.inject(call(1))
    pipe.server.receivedEndOfInput()
    pipe.settle()
    #expect(pipe.serverEvents.last == .closed(.ended))
    #expect(pipe.server.send([1], on: 1) == .gone)
    pipe.server.finish(1, status: [])
    #expect(pipe.server.isFinished)
    pipe.inject(call(3))
    #expect(pipe.serverEvents.calls.count == 1)
  }
}
