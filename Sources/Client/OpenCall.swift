import Contract
import Reactor
import Wire

/// A call under way whose messages are sent or received one by one.
///
/// One task sends and one receives at a time. Letting go of it cancels the call.
package final class OpenCall: Sendable {
  private let call: LinkCall
  private let dialer: Dialer
  private let shard: Shard

  /// False for a call which is waited for to its end: there is nothing to cancel.
  private let cancelsWhenReleased: Bool

  init(_ call: LinkCall, _ dialer: Dialer, _ shard: Shard, cancelsWhenReleased: Bool) {
    self.call = call
    self.dialer = dialer
    self.shard = shard
    self.cancelsWhenReleased = cancelsWhenReleased
  }

  deinit { if cancelsWhenReleased { cancel() } }

  /// Sends one message; waits while the server gives no credit.
  ///
  /// - Returns: false when the server has ended the call already: ask for its reply.
  /// - Throws: why the call failed.
  @discardableResult
  package func send(_ message: [UInt8], isLast: Bool = false) async throws(CallFailure) -> Bool {
    let end = await cancelling { done in
      self.send(message, isLast: isLast, done)
    }
    switch end {
    case .success(let isOpen): return isOpen
    case .failure(let failure): throw failure
    }
  }

  /// Says that no more messages follow.
  package func finishSending() { shard.run { [call] in call.link?.finishSending(call) } }

  /// The next message of the server; its credit goes back to the server at once.
  ///
  /// - Returns: nil when the call has ended with OK.
  package func next() async throws(CallFailure) -> [UInt8]? { try await nextPayload()?.array }

  /// Ends the sending and waits for the one reply.
  package func reply() async throws(CallFailure) -> [UInt8] {
    finishSending()
    return try await singleReply(opening: false).array
  }

  /// Gives the call up; harmless when it has ended.
  package func cancel() { shard.run { [call] in call.cancel() } }

  // MARK: Inside

  func nextPayload() async throws(CallFailure) -> Payload? {
    try await cancelling { done in self.call.read(done) }.get()
  }

  /// Opens the call and waits until it is open on the wire.
  func opened() async throws(CallFailure) {
    let result: Result<Void, CallFailure> = await cancelling { done in
      let call = self.call
      call.opened = {
        // An OK so early leaves its messages to be read.
        if case .failure(let failure) = call.end {
          done(.failure(failure))
        } else {
          done(.success(()))
        }
      }
      if let end = call.end {
        call.opened = nil
        done(end)
      } else {
        call.begin(with: self.dialer)
      }
    }
    try result.get()
  }

  /// Waits for exactly one message and the end of the call.
  func singleReply(opening: Bool) async throws(CallFailure) -> Payload {
    try await cancelling { done in
      if opening { self.call.begin(with: self.dialer) }
      self.collect(nil, done)
    }.get()
  }

  /// Reads to the end of the call, on the shard, without leaving it between the messages.
  private func collect(
    _ found: Payload?, _ done: @escaping @Sendable (Result<Payload, CallFailure>) -> Void
  ) {
    call.read { [call, self] result in
      switch result {
      case .failure(let failure): done(.failure(failure))
      case .success(let payload?) where found == nil: collect(payload, done)
      case .success(nil):
        if let found { done(.success(found)) } else { done(.failure(Self.notOne(call.method))) }
      case .success(.some):
        call.cancel()
        done(.failure(Self.notOne(call.method)))
      }
    }
  }

  private static func notOne(_ method: String) -> CallFailure {
    CallFailure(
      method: method, code: .internal, reason: .internalError,
      message: "the server did not send exactly one reply", mayHaveRun: true)
  }

  private func send(
    _ message: [UInt8], isLast: Bool,
    _ done: @escaping @Sendable (Result<Bool, CallFailure>) -> Void
  ) {
    let isAccepted = call.link?.send(message, on: call, isLast: isLast) ?? true
    if let end = call.end {
      done(end.map { false })
      return
    }
    guard !isAccepted else {
      done(.success(true))
      return
    }
    precondition(call.writer == nil, "two writers of one call")
    call.writer = { self.send(message, isLast: isLast, done) }
  }

  /// Runs `body` on the shard and waits for its answer; cancelling the task cancels the call.
  private func cancelling<Value: Sendable>(
    _ body:
      @escaping @Sendable (
        _ done: @escaping @Sendable (Result<Value, CallFailure>) -> Void
      ) -> Void
  ) async -> Result<Value, CallFailure> {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        shard.run { body { continuation.resume(returning: $0) } }
      }
    } onCancel: {
      cancel()
    }
  }
}
