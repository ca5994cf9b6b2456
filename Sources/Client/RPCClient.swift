import Contract
package import Reactor
import Wire
import World

/// Calls a server: many calls at once on one connection, which is made anew when it ends.
package final class RPCClient: Sendable {
  /// Who the server takes this client for.
  package struct Principal: Sendable, Equatable {
    package let id: String
    /// Empty for an operator or a regulator.
    package let tenantID: String
    package let roles: [String]
    /// Program, version and commit of the server.
    package let serverBuild: String
  }

  let shard: Shard
  private let dialer: Dialer

  private init(shard: Shard, dialer: Dialer) {
    self.shard = shard
    self.dialer = dialer
  }

  /// Connects and greets.
  ///
  /// - Parameter token: the credential; with an empty one the client is nobody.
  /// - Throws: `UNAVAILABLE` when nobody answers, `UNAUTHENTICATED` when the token is refused.
  package static func connect(
    to endpoint: Endpoint, token: String, on shard: Shard,
    options: ClientOptions = ClientOptions()
  ) async throws(CallFailure) -> RPCClient {
    let dialer = Dialer(shard: shard, endpoint: endpoint, token: token, options: options)
    try await withCheckedContinuation { continuation in
      shard.run { dialer.link { continuation.resume(returning: $0.map { _ in }) } }
    }.get()
    return RPCClient(shard: shard, dialer: dialer)
  }

  /// What the server's last HELLO said.
  package var principal: Principal {
    get async {
      let hello = await withCheckedContinuation { continuation in
        shard.run { [dialer] in
          continuation.resume(returning: dialer.hello ?? Tally_V1_ServerHello())
        }
      }
      return Principal(
        id: hello.principal.principalID, tenantID: hello.principal.tenantID,
        roles: hello.principal.roles, serverBuild: hello.build)
    }
  }

  /// Cancels what is under way and closes; later calls fail. Harmless when closed.
  package func close() async {
    await withCheckedContinuation { continuation in
      shard.run { [dialer] in
        dialer.close()
        continuation.resume()
      }
    }
  }

  /// Calls a method with one request and one reply.
  ///
  /// A call which certainly never ran is sent again on a fresh connection. Cancelling the task
  /// cancels the call.
  package func unary(
    method: String, request: [UInt8], key: String? = nil, deadline: Duration,
    metadata: [String: String] = [:]
  ) async throws(CallFailure) -> [UInt8] {
    try await single(method, request, key, deadline, metadata).array
  }

  /// Opens a call whose request is a stream of messages.
  package func upload(
    method: String, key: String? = nil, deadline: Duration, metadata: [String: String] = [:]
  ) async throws(CallFailure) -> OpenCall {
    try await open(method, nil, key, deadline, metadata)
  }

  /// Opens a call with one request whose reply is a stream of messages.
  package func download(
    method: String, request: [UInt8], key: String? = nil, deadline: Duration,
    metadata: [String: String] = [:]
  ) async throws(CallFailure) -> OpenCall {
    try await open(method, request, key, deadline, metadata)
  }

  /// Runs `body` again while it fails in a way which a further try under the same key may mend.
  ///
  /// The pause grows with each try and is random below its bound, so that clients of a server
  /// which comes back do not come at once. A server's own "not before" is kept.
  /// - Parameter body: makes one call under one key, with the time which is left.
  package func retrying<Reply: Sendable>(
    _ policy: RetryPolicy = RetryPolicy(), deadline: Duration,
    _ body: (_ left: Duration) async throws(CallFailure) -> Reply
  ) async throws(CallFailure) -> Reply {
    let world = shard.world
    let end = world.monotonicNow() + min(deadline, Limits.deadlineMax).nanoseconds
    var attempt = 0
    while true {
      attempt += 1
      let failure: CallFailure
      do {
        let now = world.monotonicNow()
        return try await body(.nanoseconds(Int64(clamping: end - min(now, end))))
      } catch {
        failure = error
      }
      guard case .sameKey(let after) = failure.retry, attempt < policy.attemptCountMax else {
        throw failure
      }
      let pause = max(after, policy.pause(after: attempt, random: world.random64()))
      guard world.monotonicNow() + pause.nanoseconds < end else { throw failure }
      do {
        try await world.sleep(pause)
      } catch {
        throw .cancelled(failure.method, mayHaveRun: failure.mayHaveRun)
      }
    }
  }

  // MARK: Calls on a connection

  func single(
    _ method: String, _ request: [UInt8], _ key: String?, _ deadline: Duration,
    _ metadata: [String: String]
  ) async throws(CallFailure) -> Payload {
    let end = deadlineAt(deadline)
    var resendCount = 0
    while true {
      let call = LinkCall(
        method: method, key: key, metadata: metadata, deadline: end, request: request,
        shard: shard)
      let open = OpenCall(call, dialer, shard, cancelsWhenReleased: false)
      do {
        return try await open.singleReply(opening: true)
      } catch {
        guard error.mayBeResent, resendCount < Limits.resendCountMax else { throw error }
        resendCount += 1
      }
    }
  }

  private func open(
    _ method: String, _ request: [UInt8]?, _ key: String?, _ deadline: Duration,
    _ metadata: [String: String]
  ) async throws(CallFailure) -> OpenCall {
    let end = deadlineAt(deadline)
    var resendCount = 0
    while true {
      let call = LinkCall(
        method: method, key: key, metadata: metadata, deadline: end, request: request,
        shard: shard)
      let open = OpenCall(call, dialer, shard, cancelsWhenReleased: true)
      do {
        try await open.opened()
        return open
      } catch {
        guard error.mayBeResent, resendCount < Limits.resendCountMax else { throw error }
        resendCount += 1
      }
    }
  }

  private func deadlineAt(_ deadline: Duration) -> UInt64 {
    shard.world.monotonicNow() + min(deadline, Limits.deadlineMax).nanoseconds
  }
}
