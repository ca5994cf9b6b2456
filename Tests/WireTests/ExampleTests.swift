import Bytes
import Foundation
import Testing
import Wire

/// The bytes of the example in wire.md are those of the machines.
struct ExampleTests {
  private let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The hexadecimal bytes of the example which travel in one direction, line by line.
  private func example(_ arrow: String) throws -> [[UInt8]] {
    let page = try String(
      contentsOf: root.appending(path: "proto-like-specs/wire.md"), encoding: .utf8)
    let parts = page.components(separatedBy: "```hex\n")
    let block = try #require(parts.count == 2 ? parts[1].components(separatedBy: "```")[0] : nil)
    return block.split(separator: "\n").filter { $0.hasPrefix(arrow) }.compactMap { line in
      let end = line.range(of: "   ")?.lowerBound ?? line.endIndex
      return Hex.bytes(line[..<end].dropFirst(2).filter { $0 != " " })
    }
  }

  @Test func bytesAreTheMachines() throws {
    let client = try example(">")
    let server = try example("<")
    #expect(client.count == 7 && server.count == 8)
    var machine = ClientConnection(hello: client[2], now: 0)
    var output: [UInt8] = []
    machine.takeOutput(into: &output)
    #expect(output == client[0] + client[1] + client[2])
    machine.wrote(output.count, now: 0)

    var served = ServerConnection(refusals: .init(tooManyCalls: [], draining: []), now: 0)
    served.receive(output.span.bytes, now: 0)
    #expect(served.nextEvent() == .hello(client[2]))
    let hello = Array(server[2...4].joined())
    served.accept(hello: hello, peer: PeerLimits(.standard))
    output = []
    served.takeOutput(into: &output)
    #expect(output == Array(server[0...4].joined()))
    served.wrote(output.count, now: 0)

    machine.receive(output.span.bytes, now: 0)
    #expect(machine.nextEvent() == .ready(hello))
    machine.begin(peer: PeerLimits(.standard))
    _ = machine.open(header: client[5] + client[6], message: [], isLast: true)
    output = []
    machine.takeOutput(into: &output)
    #expect(output == Array(client[3...6].joined()))

    served.receive(output.span.bytes, now: 0)
    guard case .opened(let call) = served.nextEvent() else {
      Issue.record("no call")
      return
    }
    #expect(call.header.array == client[5] + client[6] && call.first?.payload.array == [])
    #expect(served.finish(call.stream, message: server[7]) == .accepted)
    output = []
    served.takeOutput(into: &output)
    #expect(output == Array(server[5...7].joined()))
  }

  /// The limits in the specification are those of the code.
  @Test func limitsAreTheWritten() throws {
    let page = try String(
      contentsOf: root.appending(path: "proto-like-specs/wire.md"), encoding: .utf8)
    let limits = Limits.standard
    let rows = [
      "| HELLO | \(limits.greetingBodyByteCountMax) bytes |",
      "| body of a frame after the greeting | \(limits.frameBodyByteCountMax >> 20) MiB |",
      "| `CallHeader` | \(limits.headerByteCountMax >> 10) KiB |",
      "| `CallStatus` | \(limits.statusByteCountMax >> 10) KiB |",
      "| one message, all parts | `message_bytes`, \(limits.messageByteCountMax >> 20) MiB;",
      "| calls in flight | `calls_in_flight`, \(limits.callsInFlightMax) |",
      "| \(limits.cancelsMax) in \(limits.cancelPeriod / 1_000_000_000) s |",
      "| \(limits.controlFrameBurstMax) at once, \(limits.controlFramesPerSecond) a second |",
      "| `stream_window` | \(limits.streamWindow >> 10) KiB, least \(PeerLimits.windowMin >> 10) KiB |",
      "| `connection_window` | \(limits.connectionWindow >> 20) MiB, least ",
      "| preface to accepted HELLO | \(limits.greetingTimeMax / 1_000_000_000) s |",
      "| first to last byte of a frame | \(limits.frameTimeMax / 1_000_000_000) s |",
      "| \(limits.idleTimeMax / 1_000_000_000) s; send PING every \(limits.pingAfter / 1_000_000_000) s |",
      "at \(limits.outputByteCountMax >> 20) MiB the server stops reading; after"
        + " \(limits.stallTimeMax / 1_000_000_000) s",
    ]
    for row in rows { #expect(page.contains(row), "\(row)") }
    for (name, code) in [
      ("DRAINING", CloseCode.draining), ("PROTOCOL_ERROR", .protocolError),
      ("BAD_PREFACE", .badPreface), ("VERSION_UNSUPPORTED", .versionUnsupported),
      ("FRAME_TOO_LARGE", .frameTooLarge), ("MESSAGE_TOO_LARGE", .messageTooLarge),
      ("FLOW_CONTROL", .flowControl), ("TOO_MANY_CANCELS", .tooManyCancels),
      ("TOO_MANY_CONTROL_FRAMES", .tooManyControlFrames), ("UNAUTHENTICATED", .unauthenticated),
      ("GREETING_TIMEOUT", .greetingTimeout), ("FRAME_TIMEOUT", .frameTimeout), ("IDLE", .idle),
      ("STALLED", .stalled), ("OVERLOADED", .overloaded),
    ] {
      #expect(page.contains("| \(code.rawValue) | \(name) |"), "\(name)")
    }
  }
}
