import Bytes
import Testing

@testable import Wire  // Frames are put together by hand.

/// No input may trap, hang or make the machines hold more than their limits.
struct FuzzTests {
  /// Bytes which are wholly random, or frames that are nearly right.
  private static func noise(_ random: inout Seeded) -> [UInt8] {
    switch random.next() % 8 {
    case 0:
      let count = Int(random.next() % 40)
      return random.bytes(count)
    case 1:
      return call(
        StreamID(truncatingIfNeeded: random.next() % 64), message: random.bytes(3),
        FrameFlags(rawValue: UInt8(random.next() % 16)))
    default:
      let type = FrameType.allCases[Int(random.next() % 10)]
      let sizes = [0, 1, 4, 8, 9, 12, 40]
      let size = sizes[Int(random.next() % 7)]
      var body = random.bytes(size)
      if size >= 4, random.next() % 2 == 0 {
        body.replaceSubrange(0..<4, with: bigEndian(UInt32(random.next() % 64)))
      }
      var flags = FrameFlags(rawValue: UInt8(random.next() % 16)).intersection(type.flagsAllowed)
      if random.next() % 64 == 0 { flags.insert(.compressed) }
      let onStream = type.belongsToStream ?? (random.next() % 2 == 0)
      let stream = onStream ? StreamID(random.next() % 32) * 2 + 1 : 0
      return frame(type, flags, stream: stream, body)
    }
  }

  @Test(arguments: [UInt64(1), 2, 3, 4]) func server(seed: UInt64) {
    print("seed \(seed)")
    var random = Seeded(seed)
    var fed = 0
    var survived = 0
    while fed < 50_000 {
      var machine = ServerConnection(
        refusals: .init(tooManyCalls: busy, draining: leaving), now: 0)
      var now: UInt64 = 1
      if random.next() % 16 != 0 { machine.receive(Preface.bytes, now: now) }
      if random.next() % 16 != 0 { machine.receive(frame(.hello), now: now) }
      var open: [StreamID] = []
      for _ in 0..<100 {
        now += second / 5
        machine.receive(Self.noise(&random), now: now)
        fed += 1
        var isClosed = false
        while let event = machine.nextEvent() {
          switch event {
          case .hello: machine.accept(hello: [], peer: PeerLimits(.standard))
          case .opened(let call): open.append(call.stream)
          case .message(let message): machine.giveBack(message.credit, on: message.stream)
          case .closed: isClosed = true
          case .halfClosed, .cancelled, .canSend, .ended, .goingAway: survived += 1
          }
        }
        if isClosed { break }
        if random.next() % 4 == 0, let stream = open.popLast() {
          #expect([.accepted, .gone].contains(machine.finish(stream, message: random.bytes(9))))
        }
        if random.next() % 50 == 0 { machine.drain("") }
        machine.tick(now: now)
        #expect(machine.callsInFlight <= 100)
        var buffer: [UInt8] = []
        machine.takeOutput(into: &buffer)
        machine.wrote(buffer.count, now: now)
      }
    }
    #expect(survived > 0, "the noise never got beyond the first frame")
  }

  @Test(arguments: [UInt64(11), 12]) func client(seed: UInt64) {
    print("seed \(seed)")
    var random = Seeded(seed)
    var fed = 0
    var finished = 0
    while fed < 20_000 {
      var machine = ClientConnection(hello: [], now: 0)
      let now: UInt64 = 1
      machine.receive((Preface.bytes + frame(.hello)), now: now)
      for _ in 0..<100 {
        var isClosed = false
        while let event = machine.nextEvent() {
          switch event {
          case .ready: machine.begin(peer: PeerLimits(.standard))
          case .message(let message): machine.giveBack(message.credit, on: message.stream)
          case .finished: finished += 1
          case .closed: isClosed = true
          case .halfClosed, .canSend, .goingAway, .lost: break
          }
        }
        if isClosed { break }
        _ = machine.open(header: [], message: random.bytes(5), isLast: random.next() % 2 == 0)
        let bytes =
          random.next() % 2 == 0
          ? Self.noise(&random)
          : frame(.status, .inside, stream: StreamID(random.next() % 20) * 2 + 1, bigEndian(0))
        machine.receive(bytes, now: now)
        fed += 1
        machine.tick(now: now)
        var buffer: [UInt8] = []
        machine.takeOutput(into: &buffer)
        machine.wrote(buffer.count, now: now)
      }
    }
    #expect(finished > 0)
  }

  /// One byte of a whole conversation changed, each place once: no trap, and a call still ends.
  @Test func everyOneByteChangeOfAConversation() {
    let conversation =
      Preface.bytes + frame(.hello, [1]) + call(1) + call(3, message: nil)
      + frame(.message, .more, stream: 3, [1, 2]) + frame(.message, .end, stream: 3, [3])
      + frame(.window, stream: 1, bigEndian(9)) + frame(.ping, [1, 2, 3, 4, 5, 6, 7, 8])
      + frame(.cancel, stream: 3, bigEndian(1)) + call(5)
    var random = Seeded(77)
    for index in conversation.indices {
      for _ in 0..<8 {
        var changed = conversation
        changed[index] ^= UInt8(random.next() % 255) + 1
        var machine = ServerConnection(
          refusals: .init(tooManyCalls: busy, draining: leaving), now: 0)
        let hello = Preface.byteCount + FrameHeader.byteCount + 1
        for part in [changed[..<hello], changed[hello...]] {
          machine.receive(Array(part), now: 1)
          while let event = machine.nextEvent() {
            switch event {
            case .hello: machine.accept(hello: [], peer: PeerLimits(.standard))
            case .opened(let call):
              // Gone when a later frame of the same bytes ended the connection.
              #expect([.accepted, .gone].contains(machine.finish(call.stream, message: [])))
            case .message, .halfClosed, .cancelled, .canSend, .ended, .goingAway, .closed: break
            }
          }
        }
      }
    }
  }

  /// A declared length costs nothing before its bytes come.
  @Test func declaredLengthAllocatesNothing() throws {
    var reader = FrameReader()
    let header: [UInt8] = [0, 0x40, 0, 0, 3, 0, 0, 0, 0, 0, 0, 1]
    try reader.feed(header.span.bytes, bodyByteCountMax: 4 << 20, now: 0) { _, _ in }
    #expect(reader.partialByteCount == 12)
    #expect(reader.partialCapacity < 1024)
  }
}
