import Glibc
import Logging
import Reactor
import Synchronization
import World

/// What a stream told its handler, kept in order, and awaited by tests.
final class Recorder: StreamHandler {
  struct Heard: Sendable {
    var bytes: [UInt8] = []
    var drainedCount = 0
    var endedCount = 0
    var wroteByteCount = 0
    var resumedCount = 0
    var ends: [StreamEnd] = []
  }
  private struct Waiter {
    var isReady: @Sendable (Heard) -> Bool
    var continuation: CheckedContinuation<Heard, Never>
  }
  private struct State {
    var heard = Heard()
    var waiters: [Waiter] = []
  }

  private let state = Mutex(State())
  private let onReceived: (@Sendable ([UInt8]) -> Void)?
  private let onEnded: (@Sendable () -> Void)?
  private let onResumed: (@Sendable () -> Void)?

  init(
    onReceived: (@Sendable ([UInt8]) -> Void)? = nil, onEnded: (@Sendable () -> Void)? = nil,
    onResumed: (@Sendable () -> Void)? = nil
  ) {
    self.onReceived = onReceived
    self.onEnded = onEnded
    self.onResumed = onResumed
  }

  var heard: Heard { state.withLock { $0.heard } }

  /// Waits until what was heard satisfies `isReady`.
  @discardableResult
  func until(_ isReady: @escaping @Sendable (Heard) -> Bool) async -> Heard {
    await withCheckedContinuation { continuation in
      change { $0.waiters.append(Waiter(isReady: isReady, continuation: continuation)) }
    }
  }

  func streamReceived(_ bytes: RawSpan) {
    let copy = bytes.withUnsafeBytes { Array($0) }
    change { $0.heard.bytes += copy }
    onReceived?(copy)
  }
  func streamDrained() { change { $0.heard.drainedCount += 1 } }
  func streamEnded() {
    change { $0.heard.endedCount += 1 }
    onEnded?()
  }
  func streamWrote(_ byteCount: Int) { change { $0.heard.wroteByteCount += byteCount } }
  func streamResumed() {
    change { $0.heard.resumedCount += 1 }
    onResumed?()
  }
  func streamClosed(_ end: StreamEnd) { change { $0.heard.ends.append(end) } }

  private func change(_ edit: (inout State) -> Void) {
    let (heard, ready) = state.withLock { state -> (Heard, [Waiter]) in
      edit(&state)
      let ready = state.waiters.filter { $0.isReady(state.heard) }
      state.waiters.removeAll { $0.isReady(state.heard) }
      return (state.heard, ready)
    }
    for waiter in ready { waiter.continuation.resume(returning: heard) }
  }
}

/// Values which come from elsewhere, awaited one by one.
struct Inbox<Value: Sendable>: Sendable {
  private let stream: AsyncStream<Value>
  private let continuation: AsyncStream<Value>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream() }

  func put(_ value: Value) { continuation.yield(value) }
  func next() async -> Value? {
    for await value in stream { return value }
    return nil
  }
}

extension Shard {
  static func live(_ label: String = "test") -> Shard { Shard(label: label, world: .quiet) }

  /// A shard whose time stands still: however long a busy machine lets a test wait, no stream of it
  /// stalls.
  static func still(_ label: String = "test") -> Shard {
    Shard(label: label, world: World.simulated(seed: 1, start: WorldTests.start).world)
  }

  /// Runs `body` on the shard and hands back what it returns.
  func sync<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      run { continuation.resume(returning: body()) }
    }
  }
}

extension World {
  static let quiet = World.live(log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
}

/// A fresh path under 108 bytes, removed by the test which made it.
func freshSocketPath() -> String {
  "/tmp/tally-\(getpid())-\(World.quiet.random64()).sock"
}
