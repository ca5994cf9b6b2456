import Dispatch
import Glibc
import World

/// Connects to a listener without blocking the shard.
package final class Connector: @unchecked Sendable {
  // Safe because all mutable state is touched on the shard's queue only; `init` is private and ends
  // before anybody else sees the connector.

  private let endpoint: Endpoint
  private let shard: Shard
  /// Cleared once told; it is told exactly once.
  private var completion: (@Sendable (Result<Socket, ReactorFailure>) -> Void)?
  private var addresses: [SocketAddress] = []
  private var lastFailure: ReactorFailure.Code = .badAddress
  private var source: (any DispatchSourceWrite)?
  /// The error, 0 for none, with which the attempt under way has ended.
  private var outcome: Int32?
  private var deadline: Timers.Token?

  private init(
    _ endpoint: Endpoint, _ shard: Shard,
    _ completion: @escaping @Sendable (Result<Socket, ReactorFailure>) -> Void
  ) {
    self.endpoint = endpoint
    self.shard = shard
    self.completion = completion
  }

  /// Connects within a time; the socket is non-blocking.
  package static func connect(
    to endpoint: Endpoint, on shard: Shard, within time: Duration
  ) async throws(ReactorFailure) -> Socket {
    let result = await withCheckedContinuation { continuation in
      shard.run {
        connect(to: endpoint, on: shard, within: time) { continuation.resume(returning: $0) }
      }
    }
    return try result.get()
  }

  /// Connects within a time; called on the shard, and `completion` is called there once.
  package static func connect(
    to endpoint: Endpoint, on shard: Shard, within time: Duration,
    _ completion: @escaping @Sendable (Result<Socket, ReactorFailure>) -> Void
  ) {
    shard.checkIsolated()
    Connector(endpoint, shard, completion).begin(within: time)
  }

  private func begin(within time: Duration) {
    deadline = shard.timers.set(after: time) { [self] in
      deadline = nil
      finish(.failure(ReactorFailure(.deadlineExceeded, endpoint)))
    }
    switch endpoint {
    case .unix(let path):
      do {
        addresses = [try SocketAddress(unixPath: path)]
        tryNext()
      } catch {
        finish(.failure(error))
      }
    case .tcp(let host, let port):
      if let address = SocketAddress(numeric: host, port: port) {
        addresses = [address]
        tryNext()
        return
      }
      // Resolving a name blocks, so it runs elsewhere.
      DispatchQueue.global().async { @Sendable [self] in
        let found = SocketAddress.resolve(host, port: port)
        shard.run { [self] in
          addresses = found
          tryNext()
        }
      }
    }
  }

  private func tryNext() {
    guard completion != nil else { return }
    guard let address = addresses.first else {
      finish(.failure(ReactorFailure(lastFailure, endpoint)))
      return
    }
    addresses.removeFirst()
    do {
      try attempt(address, Socket.make(family: address.family, for: endpoint))
    } catch {
      finish(.failure(error))
    }
  }

  private func attempt(_ address: SocketAddress, _ socket: Socket) {
    let status = unsafe address.withPointer { unsafe Glibc.connect(socket.descriptor, $0, $1) }
    if status == 0 {
      finish(.success(socket))
      return
    }
    switch errno {
    case EINPROGRESS, EINTR: watch(socket)
    case EAGAIN:
      // A Unix listener's backlog is full; there is nothing to watch.
      addresses.insert(address, at: 0)
      shard.timers.set(after: Limits.connectPause) { [self] in tryNext() }
    default: failed(errno)
    }
  }

  private func watch(_ socket: Socket) {
    let source = DispatchSource.makeWriteSource(
      fileDescriptor: socket.descriptor, queue: shard.queue)
    source.setEventHandler { @Sendable [self] in
      outcome = socket.pendingError()
      self.source?.cancel()
      self.source = nil
    }
    // Only now has this source let go of the descriptor, and a stream's may watch it.
    source.setCancelHandler { @Sendable [self] in
      guard let outcome else { return }
      self.outcome = nil
      if outcome == 0 { finish(.success(socket)) } else { failed(outcome) }
    }
    self.source = source
    source.activate()
  }

  private func failed(_ error: Int32) {
    switch error {
    case ECONNREFUSED, ENOENT: lastFailure = .refused
    case ETIMEDOUT: lastFailure = .deadlineExceeded
    default: lastFailure = .system(call: "connect", error: error)
    }
    tryNext()
  }

  private func finish(_ result: Result<Socket, ReactorFailure>) {
    guard let completion else { return }
    self.completion = nil
    if let deadline { shard.timers.cancel(deadline) }
    deadline = nil
    source?.cancel()
    source = nil
    completion(result)
  }
}
