import Bytes
import Contract
import Glibc
import SwiftProtobuf
import Testing
import Wire

/// A client with the least windows that reads its socket and never gives credit back. Used by one
/// test at a time.
final class SilentClient {
  private let descriptor: Int32
  private var machine: ClientConnection
  private var isReady = false
  /// How calls ended.
  private(set) var ended: [StreamID: Tally_V1_CallStatus] = [:]
  private(set) var closing: Closing?

  init(path: String, token: String, now: UInt64) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var limits = Wire::Limits.standard
    limits.streamWindow = PeerLimits.windowMin
    limits.connectionWindow = PeerLimits.windowMin
    var hello = Tally_V1_ClientHello()
    hello.version = 1
    hello.client = "silent"
    hello.token = token
    hello.limits.streamWindow = UInt32(limits.streamWindow)
    hello.limits.connectionWindow = UInt32(limits.connectionWindow)
    machine = ClientConnection(limits: limits, hello: try hello.serializedBytes(), now: now)
    try #require(descriptor >= 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(status == 0, "errno \(errno)")
  }

  deinit { close(descriptor) }

  /// Opens a call; the server must have answered HELLO.
  func open(
    _ method: String, _ request: some SwiftProtobuf::Message, isLast: Bool = true, key: String = "",
    milliseconds: UInt64
  ) throws -> StreamID {
    var header = Tally_V1_CallHeader()
    header.method = method
    header.idempotencyKey = key
    header.deadlineMs = milliseconds
    let opening = machine.open(
      header: try header.serializedBytes(), message: try request.serializedBytes(), isLast: isLast)
    guard case .opened(let stream, _) = opening else {
      Issue.record("not opened: \(opening)")
      return 0
    }
    return stream
  }

  func cancel(_ stream: StreamID, now: UInt64) { machine.cancel(stream, code: 1, now: now) }

  /// Moves what can be moved both ways.
  ///
  /// - Returns: whether calls may be opened.
  func move(now: UInt64) -> Bool {
    var output: [UInt8] = []
    machine.takeOutput(into: &output)
    var sent = 0
    while sent < output.count {
      let taken = output.withUnsafeBytes {
        send(descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard taken > 0 else { break }
      sent += taken
    }
    machine.wrote(sent, now: now)
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = recv(descriptor, &part, part.count, Int32(MSG_DONTWAIT))
      guard got > 0 else { break }
      machine.receive(Array(part.prefix(got)).span.bytes, now: now)
    }
    while let event = machine.nextEvent() { take(event) }
    return isReady
  }

  private func take(_ event: ClientEvent) {
    switch event {
    case .ready:
      machine.begin(peer: PeerLimits(.standard))
      isReady = true
    case .finished(let stream, let status, _):
      ended[stream] = try? Tally_V1_CallStatus(serializedBytes: status.array)
    case .closed(let closing): self.closing = closing
    case .message, .halfClosed, .canSend, .lost, .goingAway: break
    }
  }
}
