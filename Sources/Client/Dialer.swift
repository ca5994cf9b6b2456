import Contract
import Reactor
package import Wire
import World

/// Who connects, and as whom.
package struct ClientOptions: Sendable {
  /// Program and version, for the server's log.
  package var name = "tally"
  /// What this end accepts; announced to the server.
  package var limits = Wire::Limits.standard

  package init() {}
}

/// Keeps one usable connection: makes a new one when the last has ended or is draining.
actor Dialer {
  nonisolated let shard: Shard
  nonisolated var unownedExecutor: UnownedSerialExecutor {
    // Safe because the shard is held as long as this actor.
    unsafe shard.executor.asUnownedSerialExecutor()
  }
  private typealias Waiter = CheckedContinuation<Result<Link, CallFailure>, Never>

  private let endpoint: Endpoint
  private let token: String
  private let options: ClientOptions
  private var link: Link?
  private var isDialing = false
  private var isClosed = false
  /// Bounded by the calls under way, which each wait here once.
  private var waiters: [Waiter] = []
  /// What the server said of itself and of us; nil before the first connection.
  private(set) var hello: Tally_V1_ServerHello?

  init(shard: Shard, endpoint: Endpoint, token: String, options: ClientOptions) {
    self.shard = shard
    self.endpoint = endpoint
    self.token = token
    self.options = options
  }

  /// A connection on which a call may be opened.
  func usableLink() async throws(CallFailure) -> Link {
    if let link, link.isUsable { return link }
    guard !isClosed else { throw .connectionLost("", mayHaveRun: false, "the client is closed") }
    guard !isDialing else {
      return try await withCheckedContinuation { (waiter: Waiter) in waiters.append(waiter) }.get()
    }
    isDialing = true
    let result = await dial()
    isDialing = false
    if case .success(let made) = result {
      if isClosed { made.close() } else { link = made }
    }
    let told = waiters
    waiters = []
    for waiter in told { waiter.resume(returning: result) }
    return try result.get()
  }

  func close() {
    isClosed = true
    link?.close()
    link = nil
  }

  private func dial() async -> Result<Link, CallFailure> {
    do {
      return .success(try await connect())
    } catch {
      return .failure(error)
    }
  }

  private func connect() async throws(CallFailure) -> Link {
    let socket: Socket
    do {
      socket = try await Connector.connect(to: endpoint, on: shard, within: Limits.connectTimeMax)
    } catch {
      throw .connectionLost("", mayHaveRun: false, error.description)
    }
    var hello = Tally_V1_ClientHello()
    hello.version = UInt32(Wire::Preface.version)
    hello.client = options.name
    hello.token = token
    hello.limits = Tally_V1_ConnectionLimits(options.limits)
    let link = try Link(
      stream: SocketStream(socket, on: shard), hello: hello, limits: options.limits)
    // The machine's own limit ends the wait for a server which says nothing.
    let greeted = await withCheckedContinuation { continuation in
      link.start { continuation.resume(returning: $0) }
    }
    self.hello = try greeted.get()
    return link
  }
}

extension Tally_V1_ConnectionLimits {
  /// What an end with these limits announces.
  fileprivate init(_ limits: Wire::Limits) {
    self.init()
    callsInFlight = UInt32(clamping: limits.callsInFlightMax)
    messageBytes = UInt32(clamping: limits.messageByteCountMax)
    streamWindow = UInt32(clamping: limits.streamWindow)
    connectionWindow = UInt32(clamping: limits.connectionWindow)
  }
}
