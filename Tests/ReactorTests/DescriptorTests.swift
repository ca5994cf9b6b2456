import Bytes
import Dispatch
import Glibc
import Reactor
import Testing
import World

/// Checks of the process's descriptors, each in a process of its own.
@Suite struct DescriptorTests {
  /// How many descriptors this process has.
  static func descriptorCount() -> Int {
    (0..<4096).count { fcntl($0, F_GETFD) != -1 }
  }

  /// Goal: connections which come and go leave nothing behind.
  @Test func aThousandConnectionsLeaveNoDescriptor() async {
    await #expect(processExitsWith: .success) {
      let shard = Shard.live()
      let path = freshSocketPath()
      let accepted = Inbox<Socket>()
      let listener = try Listener(.unix(path: path), on: shard) { accepted.put($0) }
      // The first pair opens what the process keeps: event queues of the reactor.
      var before = 0
      for round in 0..<1001 {
        if round == 1 { before = Self.descriptorCount() }
        let client = SocketStream(
          try await Connector.connect(to: listener.endpoint, on: shard, within: .seconds(30)),
          on: shard)
        guard let socket = await accepted.next() else { exit(2) }
        let server = SocketStream(socket, on: shard)
        let (near, far) = (Recorder(), Recorder(onEnded: { server.close() }))
        await shard.sync {
          server.start(far)
          client.start(near)
          client.write([1])
        }
        await far.until { !$0.bytes.isEmpty }
        await shard.sync { client.close() }
        await far.until { !$0.ends.isEmpty }
        await near.until { !$0.ends.isEmpty }
      }
      // The last sources let go of their descriptors on the shard.
      for _ in 0..<100 {
        if listener.openCount == 0, Self.descriptorCount() <= before { break }
        await shard.sync {}
      }
      print("descriptors before \(before), after \(Self.descriptorCount())")
      guard listener.openCount == 0, Self.descriptorCount() <= before else { exit(3) }
      listener.close()
      await shard.sync {}
    }
  }

  /// Goal: with no descriptor left the listener rests instead of spinning, and goes on later.
  @Test func aListenerWithoutDescriptorsPauses() async {
    await #expect(processExitsWith: .success) {
      let (world, clock) = World.simulated(seed: 1, start: WorldTests.start)
      let shard = Shard(label: "accept", world: world)
      let other = Shard.live("other")
      let path = freshSocketPath()
      let accepted = Inbox<Socket>()
      let listener = try Listener(.unix(path: path), on: shard) { accepted.put($0) }
      // One round, so that all the process needs is open.
      _ = try await Connector.connect(to: listener.endpoint, on: other, within: .seconds(30))
      var first = await accepted.next()
      guard first != nil else { exit(2) }
      first = nil
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      let client = try Socket.pair()
      // The client's socket is there; the limit leaves no number for the one to be accepted.
      guard let waiting = await Self.stopped(shard, listener.endpoint, other) else { exit(4) }
      let used = (0..<4096).last { fcntl($0, F_GETFD) != -1 } ?? 0
      var fillers: [Int32] = []
      var low = limit
      low.rlim_cur = rlim_t(used + 1)
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &low)
      while case let filler = dup(0), filler >= 0 { fillers.append(filler) }
      waiting.release()
      await clock.waiting(1)
      for filler in fillers { close(filler) }
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      clock.advance(by: .milliseconds(100))
      guard await accepted.next() != nil else { exit(3) }
      withExtendedLifetime((client, waiting)) {}
      listener.close()
      await shard.sync {}
    }
  }

  /// Goal: a descriptor which somebody else closed is noticed where it is closed again, before its
  /// number may belong to another.
  @Test func aDescriptorClosedTwiceTraps() async {
    await #expect(processExitsWith: .failure) {
      var pair: (Socket, Socket)? = try Socket.pair()
      close(pair?.0.descriptor ?? -1)
      pair = nil
    }
    await #expect(processExitsWith: .success) {
      var pair: (Socket, Socket)? = try Socket.pair()
      let first = pair?.0.descriptor ?? -1
      pair = nil
      guard fcntl(first, F_GETFD) == -1 else { exit(2) }
    }
  }

  /// A connection which waits for a shard that is held.
  final class Held: @unchecked Sendable {
    // Safe because both values are set once, before it is shared.
    let socket: Socket
    private let gate: DispatchSemaphore
    init(socket: Socket, gate: DispatchSemaphore) {
      self.socket = socket
      self.gate = gate
    }
    func release() { gate.signal() }
  }

  static func stopped(_ shard: Shard, _ endpoint: Endpoint, _ other: Shard) async -> Held? {
    let gate = DispatchSemaphore(value: 0)
    shard.run { gate.wait() }
    guard
      let socket = try? await Connector.connect(to: endpoint, on: other, within: .seconds(30))
    else { return nil }
    return Held(socket: socket, gate: gate)
  }
}
