import Contract
import Reactor
import Wire
import World

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

  /// The connection which has taken it; nil while one is being made.
  var link: Link?
  /// Set once it is open on the wire.
  var stream: StreamID?
  private var timer: Timers.Token?
  private let shard: Shard
  /// Messages nobody has taken yet; bounded by the stream's window.
  var inbox: [Arrived] = []
  var inboxOffset = 0
  /// How the call ended; set once.
  private(set) var end: Result<Void, CallFailure>?
  /// Who waits for the next message, or for the end.
  var reader: Completion?
  /// Who waits for leave to send.
  var writer: (@Sendable () -> Void)?
  /// Who waits until the call is open on the wire, or has ended.
  var opened: (@Sendable () -> Void)?
  /// No message may be sent before `canSend`.
  var isPaused = false

  init(
    method: String, key: String?, metadata: [String: String], deadline: UInt64,
    request: [UInt8]?, shard: Shard
  ) {
    self.shard = shard
    self.method = method
    self.key = key
    self.metadata = metadata
    self.deadline = deadline
    self.request = request
  }

  /// Takes a connection and opens the call there; ends it at its deadline, wherever it is then.
  func begin(with dialer: Dialer) {
    shard.checkIsolated()
    guard end == nil else { return }
    guard deadline > shard.world.monotonicNow() else {
      finish(.failure(.deadlineExceeded(method, mayHaveRun: false)))
      return
    }
    timer = shard.timers.set(at: deadline) { [self] in
      timer = nil
      abandon(.deadlineExceeded(method, mayHaveRun: stream != nil))
    }
    dialer.link { [self] result in
      guard end == nil else { return }
      switch result {
      case .success(let link):
        self.link = link
        link.open(self)
      case .failure(var failure):
        failure.method = method
        finish(.failure(failure))
      }
    }
  }

  /// Gives the call up on the caller's behalf; harmless when it has ended.
  func cancel() { abandon(.cancelled(method, mayHaveRun: stream != nil)) }

  /// Ends the call here, and tells the server.
  func abandon(_ failure: CallFailure) {
    shard.checkIsolated()
    guard end == nil else { return }
    link?.giveUp(self, failure)
    inbox = []
    inboxOffset = 0
    finish(.failure(failure))
  }

  /// Tells `reader` the next message, nil after the last one, or the failure.
  func read(_ reader: @escaping Completion) {
    shard.checkIsolated()
    precondition(self.reader == nil, "two readers of one call")
    if let arrived = takeFirst() {
      link?.giveBack(arrived, self)
      reader(.success(arrived.payload))
    } else if let end {
      reader(end.map { nil })
    } else {
      self.reader = reader
    }
  }

  /// Ends the call here: everybody who waits for it is told.
  func finish(_ end: Result<Void, CallFailure>) {
    guard self.end == nil else { return }
    self.end = end
    if let timer { shard.timers.cancel(timer) }
    timer = nil
    if let reader {
      self.reader = nil
      reader(end.map { nil })
    }
    tellOpened()
    let writer = self.writer
    self.writer = nil
    writer?()
  }

  func tellOpened() {
    let opened = self.opened
    self.opened = nil
    opened?()
  }

  private func takeFirst() -> Arrived? {
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
