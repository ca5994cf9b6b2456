package import Access
package import Contract

/// A call as it came in, before its request is decoded.
package struct IncomingCall: Sendable {
  package let method: Method
  package let principal: Principal
  package let peer: Peer
  package let idempotencyKey: String?
  /// On the monotonic clock, in nanoseconds.
  package let deadline: UInt64
  package let metadata: [String: String]

  package init(
    method: Method, principal: Principal, peer: Peer, idempotencyKey: String?, deadline: UInt64,
    metadata: [String: String]
  ) {
    self.method = method
    self.principal = principal
    self.peer = peer
    self.idempotencyKey = idempotencyKey
    self.deadline = deadline
    self.metadata = metadata
  }
}

/// The messages a client streams in, in order. Asking for the next gives flow-control credit.
package protocol MessageSource: Sendable {
  /// - Returns: nil after the client's last message.
  /// - Throws: when the call was cancelled, the connection is gone or the deadline passed.
  func next() async throws(Refusal) -> [UInt8]?
  /// A part of the call's work is done: its time begins anew.
  func progressed()
}

/// The messages a server streams out; returns when the stream has credit for more.
package protocol MessageSink: Sendable {
  /// - Throws: when the call was cancelled, the connection is gone or the deadline passed.
  func send(_ message: [UInt8]) async throws(Refusal)
}
