import Calls
import Contract
import DequeModule
import Reactor
import Wire

/// One call of one connection, from CALL to the end of its handler. Touched on the shard only.
final class RunningCall: @unchecked Sendable {
  // Safe because it is touched on its connection's shard only.

  let stream: StreamID
  let method: Method
  /// Nil until it is known who calls; what comes in meanwhile is kept in `received`.
  var call: IncomingCall?
  let startedAt: UInt64
  /// What the client gave it, in nanoseconds.
  let span: UInt64
  var timer: Timers.Token?
  /// True between the start and the end of its handler.
  var isRunning = false
  /// The task of its handler.
  var task: Task<Void, Never>?
  /// True once its STATUS was handed to the connection's machine.
  var isFinished = false
  /// Why nothing more is sent or received: the client gave up, or the time is over.
  var failure: Refusal?

  // What the client streams in.
  var received: Deque<Wire::Message> = []
  var isInputOver = false
  var inputWaiter: CheckedContinuation<Void, Never>?

  // What is streamed out.
  var outputWaiter: CheckedContinuation<Void, Never>?
  /// A reply for which there was no room yet.
  var replyWaiting: [UInt8]?

  var deadline: UInt64 { startedAt + span }

  init(stream: StreamID, method: Method, startedAt: UInt64, span: UInt64) {
    self.stream = stream
    self.method = method
    self.startedAt = startedAt
    self.span = span
  }

  /// Nothing more comes or goes; whoever waits learns it, and a read under way is cancelled. A write
  /// goes on: its key finds the outcome.
  func fail(_ refusal: Refusal) {
    if failure == nil { failure = refusal }
    task?.cancel()
    wakeInput()
    wakeOutput()
  }

  func wakeInput() {
    let waiter = inputWaiter
    inputWaiter = nil
    waiter?.resume()
  }

  func wakeOutput() {
    let waiter = outputWaiter
    outputWaiter = nil
    waiter?.resume()
  }
}
