import Contract
import Reactor
import Wire

/// One call on a connection, from its opening to its end. Touched on the shard only.
final class LinkCall: @unchecked Sendable {
  // Safe because all mutable state is touched on the shard's queue only: `Link` checks it.

  typealias Completion = @Sendable (Result<Payload?, CallFailure>) -> Void

  struct Arrived {
    var payload: Payload
    /// Given back when the caller takes the message; nil for one which came inside STATUS.
    var credit: Credit?
  }

  let method: String
  let key: String?
  let metadata: [String: String]
  /// Monotonic nanoseconds.
  let deadline: UInt64
  /// The whole request of a call with one; nil when messages are sent one by one.
  let request: [UInt8]?

  /// Set once it is open on the wire.
  var stream: StreamID?
  var timer: Timers.Token?
  /// Messages nobody has taken yet; bounded by the stream's window.
  var inbox: [Arrived] = []
  var inboxOffset = 0
  /// How the call ended; set once.
  var end: Result<Void, CallFailure>?
  /// Who waits for the next message, or for the end.
  var reader: Completion?
  /// Who waits for leave to send.
  var writer: (@Sendable () -> Void)?
  /// Who waits until the call is open on the wire, or has ended.
  var opened: (@Sendable () -> Void)?
  /// No message may be sent before `canSend`.
  var isPaused = false

  init(
    method: String, key: String?, metadata: [String: String], deadline: UInt64, request: [UInt8]?
  ) {
    self.method = method
    self.key = key
    self.metadata = metadata
    self.deadline = deadline
    self.request = request
  }

  func takeFirst() -> Arrived? {
    guard inboxOffset < inbox.count else { return nil }
    defer {
      inboxOffset += 1
      if inboxOffset == inbox.count {
        inbox = []
        inboxOffset = 0
      }
    }
    return inbox[inboxOffset]
  }

  /// The header of the CALL frame, with the time which is left.
  func header(now: UInt64) -> Tally_V1_CallHeader {
    var header = Tally_V1_CallHeader()
    header.method = method
    header.deadlineMs = max(1, (deadline - min(now, deadline)) / 1_000_000)
    header.idempotencyKey = key ?? ""
    header.metadata = metadata
    return header
  }
}
