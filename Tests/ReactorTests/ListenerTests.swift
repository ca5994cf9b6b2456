import Bytes
import Glibc
import Reactor
import Testing
import World

@Suite struct ListenerTests {
  private static func failure(_ body: () throws(ReactorFailure) -> Void) -> ReactorFailure.Code? {
    do {
      try body()
      return nil
    } catch {
      return error.code
    }
  }

  @Test func aUnixSocketTakesConnections() async throws {
    let shard = Shard.live()
    let path = freshSocketPath()
    let accepted = Inbox<Socket>()
    let listener = try Listener(.unix(path: path), on: shard) { accepted.put($0) }
    var status = stat()
    #expect(lstat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    let socket = try await Connector.connect(
      to: .unix(path: path), on: shard, within: .seconds(10))
    let client = SocketStream(socket, on: shard)
    let server = SocketStream(try #require(await accepted.next()), on: shard)
    let handler = Recorder()
    await shard.sync {
      server.start(handler)
      client.start(Recorder())
      client.write([1, 2])
    }
    #expect(await handler.until { !$0.bytes.isEmpty }.bytes == [1, 2])
    #expect(listener.openCount == 1)
    await shard.sync { client.close() }
    await handler.until { $0.endedCount > 0 }
    await shard.sync { server.close() }
    listener.close()
    await shard.sync {}
    #expect(lstat(path, &status) != 0)
    listener.close()
    await shard.sync {}
  }

  @Test func aStaleSocketFileIsReplaced() async throws {
    let shard = Shard.live()
    let path = freshSocketPath()
    // A socket which was bound, and whose owner is gone without removing the file.
    do {
      let dead = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
      let status = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(dead, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      #expect(status == 0)
      close(dead)
    }
    let listener = try Listener(.unix(path: path), on: shard) { _ in }
    _ = try await Connector.connect(to: .unix(path: path), on: shard, within: .seconds(10))
    // A living one is not replaced, and its file stays.
    #expect(
      Self.failure { () throws(ReactorFailure) in
        _ = try Listener(.unix(path: path), on: shard) { _ in }
      } == .addressInUse)
    _ = try await Connector.connect(to: .unix(path: path), on: shard, within: .seconds(10))
    listener.close()
    await shard.sync {}
  }

  @Test func aFileWhichIsNoSocketIsNotTouched() throws {
    let path = freshSocketPath()
    let file = open(path, O_CREAT | O_WRONLY, 0o600)
    close(file)
    defer { unlink(path) }
    #expect(
      Self.failure { () throws(ReactorFailure) in
        _ = try Listener(.unix(path: path), on: .live()) { _ in }
      } == .pathTaken)
    var status = stat()
    #expect(lstat(path, &status) == 0)
  }

  @Test func pathsUpTo107BytesFit() throws {
    let shard = Shard.live()
    let stem = freshSocketPath()
    let longest = stem + String(repeating: "x", count: 107 - stem.utf8.count)
    let listener = try Listener(.unix(path: longest), on: shard) { _ in }
    listener.close()
    #expect(
      Self.failure { () throws(ReactorFailure) in
        _ = try Listener(.unix(path: longest + "x"), on: shard) { _ in }
      } == .pathTooLong(byteCount: 108))
  }

  @Test func plainTCPIsForLoopback() async throws {
    let shard = Shard.live()
    for host in ["0.0.0.0", "192.0.2.1", "::"] {
      #expect(
        Self.failure { () throws(ReactorFailure) in
          _ = try Listener(.tcp(host: host, port: 0), on: shard) { _ in }
        } == .notLoopback, "\(host)")
    }
    #expect(
      Self.failure { () throws(ReactorFailure) in
        _ = try Listener(.tcp(host: "localhost.example", port: 0), on: shard) { _ in }
      } == .badAddress)
    let accepted = Inbox<Socket>()
    let listener = try Listener(.tcp(host: "127.0.0.1", port: 0), on: shard) { accepted.put($0) }
    let socket = try await Connector.connect(
      to: listener.endpoint, on: shard, within: .seconds(10))
    let server = SocketStream(try #require(await accepted.next()), on: shard)
    guard case .address(let bytes, _) = server.peer else {
      Issue.record("peer \(server.peer)")
      return
    }
    #expect(bytes == [127, 0, 0, 1])
    withExtendedLifetime(socket) {}
    listener.close()
  }

  @Test func oneConnectionTooManyIsClosedAtOnce() async throws {
    let shard = Shard.live()
    let path = freshSocketPath()
    let accepted = Inbox<Socket>()
    var options = ListenerOptions()
    options.connectionCountMax = 1
    let listener = try Listener(.unix(path: path), on: shard, options: options) {
      accepted.put($0)
    }
    let endpoint = Endpoint.unix(path: path)
    let first = try await Connector.connect(to: endpoint, on: shard, within: .seconds(10))
    var kept = await accepted.next()
    #expect(kept != nil)
    let second = SocketStream(
      try await Connector.connect(to: endpoint, on: shard, within: .seconds(10)), on: shard)
    let handler = Recorder(onEnded: { second.close() })
    await shard.sync { second.start(handler) }
    await handler.until { !$0.ends.isEmpty }
    // Once the first is gone there is room again.
    kept = nil
    #expect(kept == nil)
    let third = try await Connector.connect(to: endpoint, on: shard, within: .seconds(10))
    #expect(await accepted.next() != nil)
    withExtendedLifetime((first, third)) {}
    listener.close()
    await shard.sync {}
  }

  @Test func connectingFailsWithAReason() async throws {
    let shard = Shard.live()
    for endpoint in [
      Endpoint.unix(path: freshSocketPath()), .tcp(host: "127.0.0.1", port: 1),
    ] {
      await #expect(throws: ReactorFailure(.refused, endpoint)) {
        _ = try await Connector.connect(to: endpoint, on: shard, within: .seconds(10))
      }
    }
    let long = Endpoint.unix(path: "/" + String(repeating: "x", count: 107))
    await #expect(throws: ReactorFailure(.pathTooLong(byteCount: 108), long)) {
      _ = try await Connector.connect(to: long, on: shard, within: .seconds(10))
    }
  }

  /// Goal: a listener which never accepts does not hold its client for ever.
  /// Method: its backlog of one is filled, and simulated time passes.
  @Test func connectingEndsAtItsDeadline() async throws {
    let (world, clock) = World.simulated(seed: 1, start: WorldTests.start)
    let shard = Shard(label: "connect", world: world)
    let path = freshSocketPath()
    let deaf = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(deaf, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    #expect(status == 0)
    #expect(listen(deaf, 0) == 0)
    defer {
      close(deaf)
      unlink(path)
    }
    let endpoint = Endpoint.unix(path: path)
    let first = try await Connector.connect(to: endpoint, on: shard, within: .seconds(5))
    let second = Task {
      try await Connector.connect(to: endpoint, on: shard, within: .seconds(5))
    }
    await clock.waiting(1)
    for _ in 0..<60 {
      clock.advance(by: .milliseconds(100))
      await shard.sync {}
    }
    await #expect(throws: ReactorFailure(.deadlineExceeded, endpoint)) {
      _ = try await second.value
    }
    withExtendedLifetime(first) {}
  }

  @Test func endpointsAreReadFromText() {
    #expect(Endpoint("unix:/run/t.sock") == .unix(path: "/run/t.sock"))
    #expect(Endpoint("/run/t.sock") == .unix(path: "/run/t.sock"))
    #expect(Endpoint("localhost:80") == .tcp(host: "localhost", port: 80))
    #expect(Endpoint("tcp:127.0.0.1:0") == .tcp(host: "127.0.0.1", port: 0))
    #expect(Endpoint("[::1]:7433") == .tcp(host: "::1", port: 7433))
    for text in ["", "unix:", "host", "host:", ":80", "host:65536", "host:-1", "::1:80", "[]:80"] {
      #expect(Endpoint(text) == nil, "\(text)")
    }
  }
}
