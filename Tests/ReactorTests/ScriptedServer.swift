import Contract
import Reactor
import SwiftProtobuf
import Synchronization
import Wire
import World

/// A server of a few fixed methods: the server's machine of `Wire` on a stream of `Reactor`.
///
/// Everything is done inline on the shard; no call makes a task.
final class ScriptedServer: @unchecked Sendable {
  // Safe because the connections are touched on the shard's queue only; the rest has locks.

  /// What the tests look at.
  struct Record: Sendable {
    var calls: [String] = []
    var keys: [String] = []
    var deadlinesMs: [UInt64] = []
    var cancelledCount = 0
    var connectionCount = 0
    var openConnectionCount = 0
  }

  let shard: Shard
  let endpoint: Endpoint
  private let record = Mutex(Record())
  private let watchers = Mutex<[@Sendable (Record) -> Bool]>([])
  private var listener: Listener?
  private var connections: [ServedConnection] = []

  init(limits: Wire::Limits = .standard) throws {
    shard = Shard(label: "server", world: .quiet)
    let path = freshSocketPath()
    endpoint = .unix(path: path)
    listener = try Listener(endpoint, on: shard) { [weak self] socket in
      self?.serve(socket, limits)
    }
  }

  var seen: Record { record.withLock { $0 } }

  func note(_ edit: (inout Record) -> Void) {
    let now = record.withLock { record in
      edit(&record)
      return record
    }
    watchers.withLock { $0.removeAll { $0(now) } }
  }

  /// Waits until the record satisfies `isReady`.
  func until(_ isReady: @escaping @Sendable (Record) -> Bool) async {
    await withCheckedContinuation { continuation in
      watchers.withLock { watchers in
        watchers.append { record in
          guard isReady(record) else { return false }
          continuation.resume()
          return true
        }
      }
      note { _ in }
    }
  }

  private let deafness = Mutex(false)
  /// A deaf server takes connections and never says a word.
  var isDeaf: Bool {
    get { deafness.withLock { $0 } }
    set { deafness.withLock { $0 = newValue } }
  }

  /// Runs `body` with each open connection, on the shard.
  func withConnections(_ body: @escaping @Sendable (ServedConnection) -> Void) async {
    await shard.sync { for connection in self.connections { body(connection) } }
  }

  func stop() async {
    listener?.close()
    await withConnections { $0.stream.close() }
  }

  fileprivate func forget(_ connection: ServedConnection) {
    connections.removeAll { $0 === connection }
    note { $0.openConnectionCount -= 1 }
  }

  private func serve(_ socket: Socket, _ limits: Wire::Limits) {
    let connection = ServedConnection(
      SocketStream(socket, on: shard), server: self, limits: limits)
    connections.append(connection)
    note {
      $0.connectionCount += 1
      $0.openConnectionCount += 1
    }
    connection.stream.start(connection)
  }
}

/// One connection of the scripted server.
final class ServedConnection: StreamHandler, @unchecked Sendable {
  // Safe because it is touched on the shard's queue only.

  let stream: SocketStream
  var machine: ServerConnection
  private let server: ScriptedServer
  private var buffer: [UInt8] = []
  private var methods: [StreamID: String] = [:]
  private var counts: [StreamID: (messages: Int, bytes: Int)] = [:]
  /// What `count` has left to send.
  private var left: [StreamID: (next: Int, total: Int, byteCount: Int)] = [:]

  init(_ stream: SocketStream, server: ScriptedServer, limits: Wire::Limits) {
    self.stream = stream
    self.server = server
    machine = ServerConnection(
      limits: limits,
      refusals: .init(
        tooManyCalls: Self.status(.resourceExhausted, .tooManyCalls),
        draining: Self.status(.unavailable, .draining, retry: .sameKey)),
      now: stream.shard.world.monotonicNow())
  }

  static func status(
    _ code: Tally_V1_StatusCode, _ reason: Reason, retry: Tally_V1_Retry = .never
  ) -> [UInt8] {
    var status = Tally_V1_CallStatus()
    status.code = code
    status.reason = reason.rawValue
    status.message = "scripted"
    status.rule = "rule of the script"
    status.field = "a.field"
    status.retry = retry
    return (try? status.serializedBytes()) ?? []
  }

  private var now: UInt64 { stream.shard.world.monotonicNow() }

  func streamReceived(_ bytes: RawSpan) {
    guard !server.isDeaf else { return }
    machine.receive(bytes, now: now)
    handleEvents()
  }
  func streamDrained() { flush() }
  func streamEnded() {
    machine.receivedEndOfInput()
    handleEvents()
    stream.closeWhenWritten()
  }
  func streamWrote(_ byteCount: Int) {
    machine.wrote(byteCount, now: now)
    handleEvents()
    flush()
  }
  func streamResumed() {}
  func streamClosed(_: StreamEnd) { server.forget(self) }

  func flush() {
    guard !stream.isClosed else { return }
    while machine.hasOutput {
      machine.takeOutput(into: &buffer)
      let (before, byteCount) = (stream.queuedByteCount, buffer.count)
      let outcome = stream.write(buffer)
      buffer.removeAll(keepingCapacity: true)
      if outcome == .closed { return }
      machine.wrote(byteCount - (stream.queuedByteCount - before), now: now)
      handleEvents()
      if stream.queuedByteCount > 0 { break }
    }
    if machine.isFinished { stream.closeWhenWritten() }
  }

  private func handleEvents() {
    while let event = machine.nextEvent() {
      switch event {
      case .hello(let body): greet(body)
      case .opened(let call): opened(call)
      case .message(let message): received(message)
      case .halfClosed(let stream): ended(stream)
      case .cancelled(let stream, _):
        server.note { $0.cancelledCount += 1 }
        left[stream] = nil
        machine.finish(stream, status: Self.status(.cancelled, .callCancelled))
      case .canSend(let stream): sendMore(stream)
      case .ended, .goingAway: break
      case .closed: break
      }
    }
  }

  private func greet(_ body: [UInt8]) {
    guard let hello = try? Tally_V1_ClientHello(serializedBytes: body), hello.token == "good" else {
      machine.reject(ProtocolError(.unauthenticated, "no such credential"))
      return
    }
    var answer = Tally_V1_ServerHello()
    answer.build = "scripted"
    answer.principal.principalID = "p"
    answer.principal.tenantID = "t"
    answer.principal.roles = ["ANALYST"]
    guard let bytes = try? answer.serializedBytes() as [UInt8] else { return }
    machine.accept(hello: bytes, peer: PeerLimits(.standard))
  }

  private func opened(_ call: Call) {
    guard let header = try? Tally_V1_CallHeader(serializedBytes: call.header.array) else { return }
    let stream = call.stream
    server.note {
      $0.calls.append(header.method)
      $0.keys.append(header.idempotencyKey)
      $0.deadlinesMs.append(header.deadlineMs)
    }
    methods[stream] = header.method
    counts[stream] = (0, 0)
    if let first = call.first {
      received(first)
    } else if call.isLast {
      ended(stream)
    }
  }

  private func received(_ message: Wire::Message) {
    let stream = message.stream
    machine.giveBack(message.credit, on: stream)
    counts[stream]?.messages += 1
    counts[stream]?.bytes += message.payload.range.count
    switch methods[stream] {
    case "echo": _ = machine.finish(stream, message: message.payload.array)
    case "refuse":
      machine.finish(stream, status: Self.status(.failedPrecondition, .contactDenied))
    case "busy":
      // Refuses under a key until it has been asked three times.
      let asked = server.seen.calls.filter { $0 == "busy" }.count
      if asked < 3 {
        machine.finish(stream, status: Self.status(.aborted, .conflict, retry: .sameKey))
      } else {
        _ = machine.finish(stream, message: message.payload.array)
      }
    case "cut":
      // The first call loses its connection; the next is answered.
      if server.seen.calls.filter({ $0 == "cut" }).count == 1 {
        self.stream.close()
      } else {
        _ = machine.finish(stream, message: message.payload.array)
      }
    case "count":
      let asked = message.payload.array.map(Int.init)
      left[stream] = (0, asked[0] * 256 + asked[1], asked[2] * 256 + asked[3])
      sendMore(stream)
    case "twice":
      _ = machine.send([1], on: stream)
      _ = machine.finish(stream, message: [2])
    case "early": _ = machine.finish(stream, message: [9])
    default: break
    }
    if message.isLast, methods[stream] == "sum" { ended(stream) }
  }

  private func ended(_ stream: StreamID) {
    guard methods[stream] == "sum", let count = counts[stream] else { return }
    _ = machine.finish(stream, message: Array("\(count.messages) \(count.bytes)".utf8))
  }

  private func sendMore(_ stream: StreamID) {
    while let job = left[stream] {
      guard job.next < job.total else {
        left[stream] = nil
        machine.finish(stream, status: [])
        return
      }
      var message = [UInt8](repeating: 0, count: job.byteCount)
      message[0] = UInt8(job.next / 256)
      message[1] = UInt8(job.next % 256)
      let sending = machine.send(message, on: stream)
      if sending == .accepted || sending == .paused { left[stream]?.next += 1 }
      if sending != .accepted { return }
    }
  }
}
