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
final class Dialer: @unchecked Sendable {
  // Safe because all mutable state is touched on the shard's queue only, which is checked at entry.

  typealias Completion = @Sendable (Result<Link, CallFailure>) -> Void

  private let shard: Shard
  private let endpoint: Endpoint
  private let token: String
  private let options: ClientOptions
  private var link: Link?
  private var isClosed = false
  /// Who waits for the connection being made: the calls under way, each once.
  private var waiters: [Completion] = []
  /// What the server said of itself and of us; nil before the first connection.
  private(set) var hello: Tally_V1_ServerHello?

  init(shard: Shard, endpoint: Endpoint, token: String, options: ClientOptions) {
    self.shard = shard
    self.endpoint = endpoint
    self.token = token
    self.options = options
  }

  /// Tells `done`, on the shard, a connection on which a call may be opened.
  func link(_ done: @escaping Completion) {
    shard.checkIsolated()
    if let link, link.isUsable {
      done(.success(link))
      return
    }
    guard !isClosed else {
      done(.failure(.connectionLost("", mayHaveRun: false, "the client is closed")))
      return
    }
    guard waiters.count < Limits.waitingCallCountMax else {
      done(
        .failure(
          CallFailure(
            method: "", code: .resourceExhausted, reason: .tooManyCalls,
            message: "too many calls wait for a connection", retry: .sameKey(after: .zero))))
      return
    }
    waiters.append(done)
    if waiters.count == 1 { dial() }
  }

  /// Harmless when closed.
  func close() {
    shard.checkIsolated()
    isClosed = true
    link?.close()
    link = nil
  }

  private func dial() {
    Connector.connect(to: endpoint, on: shard, within: Limits.connectTimeMax) { [self] result in
      switch result {
      case .failure(let failure):
        finish(.failure(.connectionLost("", mayHaveRun: false, failure.description)))
      case .success(let socket):
        do throws(CallFailure) {
          try greet(SocketStream(socket, on: shard))
        } catch {
          finish(.failure(error))
        }
      }
    }
  }

  /// The machine's own limit ends the wait for a server which says nothing.
  private func greet(_ stream: any ByteStream) throws(CallFailure) {
    var hello = Tally_V1_ClientHello()
    hello.version = UInt32(Wire::Preface.version)
    hello.client = options.name
    hello.token = token
    hello.limits = Tally_V1_ConnectionLimits(options.limits)
    let link = try Link(stream: stream, hello: hello, limits: options.limits)
    link.start { [self] greeted in
      switch greeted {
      case .failure(let failure): finish(.failure(failure))
      case .success(let hello):
        self.hello = hello
        finish(.success(link))
      }
    }
  }

  private func finish(_ result: Result<Link, CallFailure>) {
    var result = result
    if case .success(let made) = result {
      if isClosed {
        made.close()
        result = .failure(.connectionLost("", mayHaveRun: false, "the client is closed"))
      } else {
        link = made
      }
    }
    let told = waiters
    waiters = []
    for waiter in told { waiter(result) }
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
