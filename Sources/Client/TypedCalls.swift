import Bytes
package import Contract
import Reactor
package import SwiftProtobuf
import World

import struct Wire.Payload

extension RPCClient {
  /// Calls a method with one request and one reply.
  ///
  /// - Parameter key: the idempotency key; one is made when the method needs one and none is given.
  package func call<Request: Message, Reply: Message>(
    _ method: MethodDescriptor<Request, Reply>, _ request: Request, key: String? = nil,
    deadline: Duration, metadata: [String: String] = [:]
  ) async throws(CallFailure) -> Reply {
    precondition(method.kind == .unary, "\(method.name) is no unary method")
    let payload = try await single(
      method.name, bytes(of: request, method.name), self.key(key, method.needsKey), deadline,
      metadata)
    do {
      return try payload.withBytes { (bytes) throws in try Reply(serializedBytes: bytes) }
    } catch {
      throw .undecodable(method.name)
    }
  }

  /// Calls a method under one key until it is answered or the policy gives up.
  package func callRetrying<Request: Message, Reply: Message>(
    _ method: MethodDescriptor<Request, Reply>, _ request: Request, key: String? = nil,
    deadline: Duration, policy: RetryPolicy = RetryPolicy()
  ) async throws(CallFailure) -> Reply {
    let key = self.key(key, method.needsKey)
    return try await retrying(policy, deadline: deadline) { (left) throws(CallFailure) in
      try await call(method, request, key: key, deadline: left)
    }
  }

  /// Calls a method whose request is a stream: `body` sends, then the reply is awaited.
  ///
  /// When `body` throws, the call is cancelled.
  package func call<Request: Message, Reply: Message>(
    _ method: MethodDescriptor<Request, Reply>, key: String? = nil, deadline: Duration,
    _ body: (RequestWriter<Request>) async throws(CallFailure) -> Void
  ) async throws(CallFailure) -> Reply {
    precondition(method.kind == .clientStreaming, "\(method.name) takes no stream")
    let open = try await upload(
      method: method.name, key: self.key(key, method.needsKey), deadline: deadline)
    do {
      try await body(RequestWriter(open, method.name))
    } catch {
      open.cancel()
      throw error
    }
    let reply = try await open.reply()
    do {
      return try Reply(serializedBytes: reply)
    } catch {
      throw .undecodable(method.name)
    }
  }

  /// Calls a method whose reply is a stream. Letting go of the replies cancels the call.
  package func replies<Request: Message, Reply: Message>(
    of method: MethodDescriptor<Request, Reply>, _ request: Request, key: String? = nil,
    deadline: Duration
  ) async throws(CallFailure) -> Replies<Reply> {
    precondition(method.kind == .serverStreaming, "\(method.name) replies once")
    let open = try await download(
      method: method.name, request: bytes(of: request, method.name),
      key: self.key(key, method.needsKey), deadline: deadline)
    return Replies(open, method.name)
  }

  private func key(_ key: String?, _ isNeeded: Bool) -> String? {
    key ?? (isNeeded ? shard.world.identifier().description : nil)
  }

  private func bytes(of request: some Message, _ method: String) throws(CallFailure) -> [UInt8] {
    do {
      return try request.serializedBytes()
    } catch {
      throw CallFailure(
        method: method, code: .invalidArgument, reason: .fieldInvalid,
        message: "the request does not encode")
    }
  }
}

/// Sends the messages of a client-streaming call.
package struct RequestWriter<Request: Message>: Sendable {
  private let open: OpenCall
  private let method: String

  init(_ open: OpenCall, _ method: String) {
    self.open = open
    self.method = method
  }

  /// Sends one message; waits while the server gives no credit.
  ///
  /// - Returns: false when the server has ended the call already; stop sending.
  @discardableResult
  package func write(_ request: Request) async throws(CallFailure) -> Bool {
    let bytes: [UInt8]
    do {
      bytes = try request.serializedBytes()
    } catch {
      throw CallFailure(
        method: method, code: .invalidArgument, reason: .fieldInvalid,
        message: "the request does not encode", mayHaveRun: true)
    }
    return try await open.send(bytes)
  }
}

/// The messages of a server-streaming call, in order; read by one task.
package struct Replies<Reply: Message>: AsyncSequence, Sendable {
  package typealias Element = Reply
  package typealias Failure = CallFailure

  private let open: OpenCall
  private let method: String

  init(_ open: OpenCall, _ method: String) {
    self.open = open
    self.method = method
  }

  /// Gives the call up; harmless when it has ended.
  package func cancel() { open.cancel() }

  package func makeAsyncIterator() -> Iterator { Iterator(open: open, method: method) }

  package struct Iterator: AsyncIteratorProtocol {
    fileprivate let open: OpenCall
    fileprivate let method: String

    package mutating func next() async throws(CallFailure) -> Reply? {
      try await next(isolation: nil)
    }

    package mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(CallFailure) -> Reply? {
      guard let payload = try await open.nextPayload() else { return nil }
      do {
        return try payload.withBytes { (bytes) throws in try Reply(serializedBytes: bytes) }
      } catch {
        open.cancel()
        throw .undecodable(method)
      }
    }
  }
}
