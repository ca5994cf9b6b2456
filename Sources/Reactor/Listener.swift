import Dispatch
import Glibc
import Synchronization
import World

/// Who may listen, and how much.
package struct ListenerOptions: Sendable {
  /// Permission bits of a Unix socket's file.
  package var mode: UInt32 = 0o600
  /// Connections open at a time; one more is accepted and closed at once, so that its client knows.
  package var connectionCountMax = 20_000

  package init() {}
}

/// Accepts connections on one shard and hands them out as sockets.
package final class Listener: @unchecked Sendable {
  // Safe because all mutable state is touched on the shard's queue only, which is checked at entry,
  // but for the count of connections, which has its own lock.

  /// Where it listens; the port is the true one when 0 was asked for.
  package let endpoint: Endpoint
  private let shard: Shard
  private let options: ListenerOptions
  private let accepted: @Sendable (Socket) -> Void
  private let connectionCount = ConnectionCount()
  /// The Unix socket's file as it was made, to remove no other at the end.
  private let file: SocketFile?
  private var source: (any DispatchSourceRead)?
  private var isPaused = false
  private let refusedMeter = CountMeter("tally_connections_refused_total")
  private let acceptedMeter = CountMeter("tally_connections_accepted_total")

  /// Binds, listens and begins to accept; `accepted` is called on the shard.
  ///
  /// A Unix socket's file which nobody listens on is replaced.
  /// - Throws: when it cannot listen there; nothing is left behind then.
  package init(
    _ endpoint: Endpoint, on shard: Shard, options: ListenerOptions = ListenerOptions(),
    accepted: @escaping @Sendable (Socket) -> Void
  ) throws(ReactorFailure) {
    let socket: Socket
    switch endpoint {
    case .unix(let path):
      socket = try Self.bind(unixPath: path, mode: options.mode)
      file = SocketFile(path: path)
      self.endpoint = endpoint
    case .tcp(let host, let port):
      socket = try Self.bind(host: host, port: port)
      file = nil
      let bound = SocketAddress(localOf: socket.descriptor)?.port ?? port
      self.endpoint = .tcp(host: host, port: bound)
    }
    self.shard = shard
    self.options = options
    self.accepted = accepted
    guard listen(socket.descriptor, Limits.acceptBacklog) == 0 else {
      let error = errno
      file?.remove()
      throw ReactorFailure(
        error == EADDRINUSE ? .addressInUse : .system(call: "listen", error: error), endpoint)
    }
    watch(socket)
  }

  /// Connections open now.
  package var openCount: Int { connectionCount.value }

  /// Accepts no more and removes the socket's file; harmless when closed. Any thread may call it.
  package func close() {
    shard.run { [self] in
      guard let source else { return }
      self.source = nil
      if isPaused { source.resume() }
      isPaused = false
      source.cancel()
      file?.remove()
    }
  }

  private func watch(_ socket: Socket) {
    let source = DispatchSource.makeReadSource(
      fileDescriptor: socket.descriptor, queue: shard.queue)
    source.setEventHandler { @Sendable [self] in acceptWaiting(socket) }
    source.setCancelHandler { @Sendable in withExtendedLifetime(socket) {} }
    self.source = source
    source.activate()
  }

  private func acceptWaiting(_ listening: Socket) {
    for _ in 0..<Limits.acceptsPerWakeMax {
      guard source != nil, !isPaused else { return }
      let descriptor = accept(listening.descriptor, nil, nil)
      if descriptor >= 0 {
        admit(descriptor)
        continue
      }
      switch errno {
      case EAGAIN: return
      case EINTR, ECONNABORTED: continue
      default:
        // EMFILE, ENFILE, ENOBUFS, ENOMEM: the source would fire again at once, so it must rest.
        pause(error: errno)
        return
      }
    }
  }

  private func admit(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    guard connectionCount.add(max: options.connectionCountMax) else {
      Glibc.close(descriptor)
      refusedMeter.add()
      return
    }
    acceptedMeter.add()
    accepted(Socket(adopting: descriptor) { [connectionCount] in connectionCount.remove() })
  }

  private func pause(error: Int32) {
    shard.world.tell(
      .error, "accepting pauses", ["endpoint": endpoint.description, "error": String(error)])
    isPaused = true
    source?.suspend()
    shard.timers.set(after: Limits.acceptPause) { [weak self] in
      guard let self, isPaused else { return }
      isPaused = false
      source?.resume()
    }
  }
}

// MARK: - Binding

extension Listener {
  private static func bind(unixPath path: String, mode: UInt32) throws(ReactorFailure) -> Socket {
    let endpoint = Endpoint.unix(path: path)
    let address = try SocketAddress(unixPath: path)
    let socket = try Socket.make(family: AF_UNIX, for: endpoint)
    try clear(path, address)
    // On Linux the file gets the descriptor's mode, so that it is never open to more than it should.
    _ = fchmod(socket.descriptor, mode)
    guard unsafe address.withPointer({ unsafe Glibc.bind(socket.descriptor, $0, $1) }) == 0 else {
      let error = errno
      throw ReactorFailure(
        error == EADDRINUSE ? .addressInUse : .system(call: "bind", error: error), endpoint)
    }
    // The process's umask may have taken bits away.
    guard unsafe chmod(path, mode) == 0 else {
      let error = errno
      _ = unsafe unlink(path)
      throw ReactorFailure(.system(call: "chmod", error: error), endpoint)
    }
    return socket
  }

  /// Removes a socket file nobody listens on.
  private static func clear(_ path: String, _ address: SocketAddress) throws(ReactorFailure) {
    let endpoint = Endpoint.unix(path: path)
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw ReactorFailure(.pathTaken, endpoint) }
    let probe = try Socket.make(family: AF_UNIX, for: endpoint)
    let answer = unsafe address.withPointer { unsafe Glibc.connect(probe.descriptor, $0, $1) }
    let error = answer == 0 ? 0 : errno
    // EAGAIN: it listens, with a full backlog.
    guard error == ECONNREFUSED else { throw ReactorFailure(.addressInUse, endpoint) }
    guard unsafe unlink(path) == 0 || errno == ENOENT else {
      throw ReactorFailure(.system(call: "unlink", error: errno), endpoint)
    }
  }

  private static func bind(host: String, port: UInt16) throws(ReactorFailure) -> Socket {
    let endpoint = Endpoint.tcp(host: host, port: port)
    guard let address = SocketAddress(numeric: host, port: port) else {
      throw ReactorFailure(.badAddress, endpoint)
    }
    guard address.isLocal else {
      throw ReactorFailure(.notLoopback, endpoint)
    }
    let socket = try Socket.make(family: address.family, for: endpoint)
    socket.enable(SO_REUSEADDR, level: SOL_SOCKET)
    guard unsafe address.withPointer({ unsafe Glibc.bind(socket.descriptor, $0, $1) }) == 0 else {
      let error = errno
      throw ReactorFailure(
        error == EADDRINUSE ? .addressInUse : .system(call: "bind", error: error), endpoint)
    }
    return socket
  }
}

/// A Unix socket's file as it was when it was bound.
private struct SocketFile: Sendable {
  let path: String
  let inode: ino_t
  let device: dev_t

  init?(path: String) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return nil }
    self.path = path
    inode = status.st_ino
    device = status.st_dev
  }

  /// Removes it, unless another has taken its place.
  func remove() {
    guard let now = SocketFile(path: path), now.inode == inode, now.device == device else { return }
    _ = unsafe unlink(path)
  }
}

/// How many connections are open; they close on any shard.
private final class ConnectionCount: Sendable {
  private let count = Mutex(0)

  var value: Int { count.withLock { $0 } }

  /// - Returns: false when there are `max` already.
  func add(max: Int) -> Bool {
    count.withLock { count in
      guard count < max else { return false }
      count += 1
      return true
    }
  }

  func remove() { count.withLock { $0 -= 1 } }
}
