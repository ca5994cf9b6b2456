import Bytes
import Testing

@testable import Wire  // Credit is counted frame by frame.

struct FlowTests {
  private static let small: Limits = {
    var limits = Limits()
    limits.streamWindow = 16 << 10
    limits.connectionWindow = 32 << 10
    return limits
  }()

  @Test func streamWindowIsExact() {
    var pipe = Pipe.open(limits: Self.small)
    pipe.inject(call(1, message: nil))
    let fits = (16 << 10) - 2 * 16
    pipe.inject(frame(.message, stream: 1, [UInt8](repeating: 0, count: fits)))
    pipe.inject(frame(.message, stream: 1))
    #expect(pipe.serverEvents.failure == nil)
    #expect(pipe.serverEvents.messages.count == 2)
    pipe.inject(frame(.message, stream: 1))
    #expect(pipe.serverEvents.failure?.code == .flowControl)
  }

  @Test func connectionWindowIsExact() {
    var pipe = Pipe.open(limits: Self.small)
    let half = [UInt8](repeating: 0, count: (16 << 10) - 16)
    pipe.inject(call(1, message: half) + call(3, message: half))
    #expect(pipe.serverEvents.failure == nil)
    pipe.inject(call(5, message: []))
    #expect(pipe.serverEvents.failure?.code == .flowControl)
  }

  @Test func creditComesBackWithTheMessage() {
    var pipe = Pipe.open(limits: Self.small)
    pipe.inject(call(1, message: nil))
    let size = (8 << 10) - 16
    pipe.inject(frame(.message, stream: 1, [UInt8](repeating: 0, count: size)))
    #expect(pipe.serverFrames().isEmpty, "nothing is granted before the owner is done")
    pipe.server.giveBack(pipe.takeServerEvents().messages[0].credit, on: 1)
    let grants = pipe.serverFrames()
    #expect(grants.map(\.header.type) == [.window])
    #expect(grants.map(\.header.stream) == [1])
    #expect(grants[0].body == bigEndian(8 << 10))
    pipe.inject(frame(.message, stream: 1, [UInt8](repeating: 0, count: size)))
    pipe.server.giveBack(pipe.takeServerEvents().messages[0].credit, on: 1)
    #expect(pipe.serverFrames().map(\.header.stream) == [1, 0])
  }

  @Test func endOfACallGivesBackTheConnectionsCredit() {
    var pipe = Pipe.open(limits: Self.small)
    let message = [UInt8](repeating: 0, count: 10_000)
    for number in 0..<50 {
      let stream = StreamID(number * 2 + 1)
      pipe.inject(call(stream, message: message))
      pipe.server.finish(stream, status: [])
    }
    #expect(pipe.serverEvents.failure == nil)
    let windows = pipe.serverFrames().filter { $0.header.type == .window }
    #expect(windows.allSatisfy { $0.header.stream == 0 } && windows.count >= 20)
  }

  @Test func framesOfEndedCallsGiveBackCredit() {
    var pipe = Pipe.open(limits: Self.small)
    pipe.inject(call(1, message: nil))
    pipe.server.finish(1, status: [])
    for _ in 0..<50 {
      pipe.inject(frame(.message, stream: 1, [UInt8](repeating: 0, count: 10_000)))
    }
    #expect(pipe.serverEvents.failure == nil)
  }

  @Test func messageLargerThanTheWindowArrives() {
    var limits = Self.small
    limits.connectionWindow = 200_000
    limits.messageByteCountMax = 100_000
    var pipe = Pipe.open(limits: limits, seed: 5)
    let message = Seeded.fixed(100_000)
    let stream = opened(pipe.client.open(header: [], message: message, isLast: true))
    pipe.settle()
    #expect(pipe.serverEvents.messages.map(\.payload.array) == [message])
    #expect(pipe.server.finish(stream, message: message) == .accepted)
    pipe.settle()
    #expect(pipe.clientEvents.messages.map(\.payload.array) == [message])
    #expect(pipe.clientEvents.finished[stream]?.status == [])
  }

  /// While a message is held, the next one gets no more than the window.
  @Test func heldMessageHoldsTheWindow() {
    var limits = Self.small
    limits.connectionWindow = 1 << 20
    limits.messageByteCountMax = 100_000
    var pipe = Pipe.open(limits: limits)
    let stream = opened(pipe.client.open(header: [], message: nil, isLast: false))
    let message = Seeded.fixed(100_000)
    #expect(pipe.client.send([1], on: stream) == .accepted)
    #expect(pipe.client.send(message, on: stream) == .paused)
    pipe.settle()
    #expect(pipe.serverEvents.messages.count == 1)
    #expect(!pipe.clientEvents.contains(.canSend(stream)))
    pipe.server.giveBack(pipe.serverEvents.messages[0].credit, on: stream)
    pipe.settle()
    #expect(pipe.serverEvents.messages.count == 2)
    #expect(pipe.clientEvents.contains(.canSend(stream)))
  }

  @Test func replyWindowWidensAStream() {
    var pipe = Pipe.open(limits: Self.small, clientLimits: .standard)
    pipe.inject(call(1))
    let message = [UInt8](repeating: 0, count: 60_000)
    var narrow = Pipe.open(limits: .standard, clientLimits: Self.small)
    narrow.inject(call(1))
    let isWider = narrow.server.addCredit(50_000, on: 1)
    let isTooWide = narrow.server.addCredit(1 << 31, on: 1)
    #expect(isWider && !isTooWide)
    #expect(narrow.server.send([UInt8](repeating: 0, count: 30_000), on: 1) == .accepted)
    #expect(pipe.server.send(message, on: 1) == .accepted)
  }

  /// A large message does not hold up small ones on other streams.
  @Test func streamsTakeTurns() {
    var pipe = Pipe.open()
    let large = opened(pipe.client.open(header: [], message: Seeded.fixed(4 << 20), isLast: true))
    let small = opened(pipe.client.open(header: [], message: [1], isLast: true))
    pipe.drainClient()
    let order = frames(pipe.toServer).map { ($0.header.stream, $0.header.flags) }
    let end = order.firstIndex { $0.0 == small }
    #expect(end != nil)
    #expect(order.contains { $0.0 == large && $0.1.contains(.more) })
    pipe.settle()
    #expect(pipe.serverEvents.messages.map(\.payload.array.count) == [4 << 20])
  }

  /// Large messages on many streams at once would fill the connection's window with halves.
  @Test func halvesDoNotBlockEachOther() {
    var pipe = Pipe.open(seed: 9)
    let message = Seeded.fixed(3 << 20)
    let streams = (0..<5).map { _ in
      opened(pipe.client.open(header: [], message: message, isLast: true))
    }
    var received = 0
    while received < 5 {
      guard pipe.step() else {
        Issue.record("came to a stop after \(received)")
        return
      }
      for message in pipe.takeServerEvents().messages {
        #expect(message.payload.array.count == 3 << 20)
        pipe.server.finish(message.stream, status: [])
        received += 1
      }
    }
    pipe.settle()
    #expect(Set(pipe.clientEvents.finished.keys) == Set(streams))
  }

  @Test func peerLimitsAreChecked() {
    #expect(
      PeerLimits(
        callsInFlightMax: 1, messageByteCountMax: 1, streamWindow: 16 << 10,
        connectionWindow: 16 << 10) != nil)
    #expect(
      PeerLimits(
        callsInFlightMax: 1, messageByteCountMax: 1, streamWindow: (16 << 10) - 1,
        connectionWindow: 16 << 10) == nil)
    #expect(
      PeerLimits(
        callsInFlightMax: 1, messageByteCountMax: 1, streamWindow: 16 << 10,
        connectionWindow: 1 << 31) == nil)
    #expect(
      PeerLimits(
        callsInFlightMax: 0, messageByteCountMax: 1, streamWindow: 16 << 10,
        connectionWindow: 16 << 10) == nil)
  }
}

extension Seeded {
  /// Bytes which differ from one place to the next.
  static func fixed(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      for index in 0..<count {
        buffer[index] = UInt8(truncatingIfNeeded: index &* 31 &+ index >> 8)
      }
      initialized = count
    }
  }
}
