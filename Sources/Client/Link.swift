import Contract
import Reactor
import SwiftProtobuf
import Synchronization
import Wire
import World

/// One connection to a server: the machine of `Wire` on a stream of `Reactor`.
///
/// Everything is called on the shard. Calls go out together: what is opened while the shard is busy
/// shares one write.
final class Link: StreamHandler, @unchecked Sendable {
  // Safe because all mutable state is touched on the shard's queue only; `usable` is atomic.

  private let shard: Shard
  private let stream: any ByteStream
  private var machine: ClientConnection
  private var calls: [StreamID: LinkCall] = [:]
  /// Calls which wait for a slot, in order; those which have ended are passed over.
  private var waiting: [LinkCall] = []
  private var waitingOffset = 0
  private var buffer: [UInt8] = []
  private var isFlushScheduled = false
  private var tick: (token: Timers.Token, deadline: UInt64)?
  private var greeting: (@Sendable (Result<Tally_V1_ServerHello, CallFailure>) -> Void)?
  private var goAway: GoAway?
  private let usable = Atomic<Bool>(false)

  init(stream: any ByteStream, hello: Tally_V1_ClientHello, limits: Wire::Limits)
    throws(CallFailure)
  {
    let body: [UInt8]
    do {
      body = try hello.serializedBytes()
    } catch {
      throw CallFailure(
        method: "", code: .invalidArgument, reason: .fieldInvalid, message: "no such hello")
    }
    guard body.count <= limits.greetingBodyByteCountMax else {
      throw CallFailure(
        method: "", code: .invalidArgument, reason: .messageTooLarge,
        message: "the credential is too long")
    }
    self.stream = stream
    shard = stream.shard
    machine = ClientConnection(limits: limits, hello: body, now: shard.world.monotonicNow())
  }

  private var now: UInt64 { shard.world.monotonicNow() }

  /// Whether a new call may be tried here. Any thread may ask.
  var isUsable: Bool { usable.load(ordering: .relaxed) }

  /// Begins to talk; `greeted` is called once, with the server's HELLO or why there is none.
  func start(_ greeted: @escaping @Sendable (Result<Tally_V1_ServerHello, CallFailure>) -> Void) {
    shard.checkIsolated()
    greeting = greeted
    stream.start(self)
    settle()
  }

  // MARK: Calls

  /// Opens a call, or lets it wait for a slot.
  func open(_ call: LinkCall) {
    shard.checkIsolated()
    guard call.end == nil else { return }
    guard waiting.count == waitingOffset, tryOpen(call) else {
      guard waiting.count - waitingOffset < Limits.waitingCallCountMax else {
        let failure = CallFailure(
          method: call.method, code: .resourceExhausted, reason: .tooManyCalls,
          message: "too many calls wait for this connection", retry: .sameKey(after: .zero))
        call.finish(.failure(failure))
        return
      }
      waiting.append(call)
      return
    }
    scheduleFlush()
  }

  /// Hands one message over.
  ///
  /// - Returns: false when it was not accepted: wait for `call.writer` and try again.
  func send(_ message: [UInt8], on call: LinkCall, isLast: Bool) -> Bool {
    shard.checkIsolated()
    guard call.end == nil, let stream = call.stream else { return true }
    guard !call.isPaused else { return false }
    switch machine.send(message, on: stream, isLast: isLast) {
    case .accepted: break
    case .paused: call.isPaused = true
    case .full:
      call.isPaused = true
      return false
    case .tooLarge: call.abandon(Self.tooLarge(call.method))
    case .gone: break  // The call's end follows, or is here.
    }
    scheduleFlush()
    return true
  }

  func finishSending(_ call: LinkCall) {
    shard.checkIsolated()
    guard call.end == nil, let stream = call.stream else { return }
    machine.finishSending(on: stream)
    scheduleFlush()
  }

  /// Ends the connection when the calls in flight are cancelled.
  func close() {
    shard.checkIsolated()
    usable.store(false, ordering: .relaxed)
    for call in Array(calls.values) + waiting[waitingOffset...] { call.cancel() }
    flush()
    stream.closeWhenWritten()
  }

  private func tryOpen(_ call: LinkCall) -> Bool {
    guard machine.canOpen else { return !isUsable && refuse(call) }
    let header: [UInt8]
    do {
      header = try call.header(now: now).serializedBytes()
    } catch {
      call.finish(.failure(Self.tooLarge(call.method)))
      return true
    }
    switch machine.open(header: header, message: call.request, isLast: call.request != nil) {
    case .opened(let stream, let sending):
      call.stream = stream
      call.isPaused = sending == .paused || sending == .full
      calls[stream] = call
      call.tellOpened()
    case .tooManyCalls: return false
    case .notOpen: return refuse(call)
    case .tooLarge: call.finish(.failure(Self.tooLarge(call.method)))
    }
    return true
  }

  /// The connection takes no more calls; this one never ran.
  private func refuse(_ call: LinkCall) -> Bool {
    call.finish(.failure(.connectionLost(call.method, mayHaveRun: false)))
    return true
  }

  private static func tooLarge(_ method: String) -> CallFailure {
    CallFailure(
      method: method, code: .invalidArgument, reason: .messageTooLarge,
      message: "the request is larger than the server accepts")
  }

  private func openWaiting() {
    while waitingOffset < waiting.count {
      let call = waiting[waitingOffset]
      if call.end == nil, !tryOpen(call) { break }
      waitingOffset += 1
    }
    if waitingOffset == waiting.count || waitingOffset > 1024 {
      waiting.removeFirst(waitingOffset)
      waitingOffset = 0
    }
  }

  /// Tells the server that nobody waits for the call any more.
  func giveUp(_ call: LinkCall, _ failure: CallFailure) {
    guard let stream = call.stream else { return }
    for arrived in call.inbox[call.inboxOffset...] { giveBack(arrived, call) }
    machine.cancel(stream, code: failure.code.rawValue, now: now)
    scheduleFlush()
  }

  /// The caller has taken a message: the server may send more.
  func giveBack(_ arrived: LinkCall.Arrived, _ call: LinkCall) {
    guard let credit = arrived.credit, let stream = call.stream else { return }
    machine.giveBack(credit, on: stream)
    scheduleFlush()
  }

  // MARK: Stream

  func streamReceived(_ bytes: RawSpan) {
    machine.receive(bytes, now: now)
    handleEvents()
  }

  func streamDrained() { settle() }

  func streamEnded() {
    machine.receivedEndOfInput()
    settle()
    stream.closeWhenWritten()
  }

  func streamWrote(_ byteCount: Int) {
    machine.wrote(byteCount, now: now)
    settle()
  }

  func streamResumed() {}

  func streamClosed(_ end: StreamEnd) {
    machine.receivedEndOfInput()
    handleEvents()
    usable.store(false, ordering: .relaxed)
    openWaiting()
    if let tick { shard.timers.cancel(tick.token) }
    tick = nil
  }

  /// Does what the machine asks for: events, then output, then the time of its next look.
  private func settle() {
    handleEvents()
    flush()
  }

  private func scheduleFlush() {
    guard !isFlushScheduled else { return }
    isFlushScheduled = true
    shard.run { [self] in
      isFlushScheduled = false
      settle()
    }
  }

  private func flush() {
    guard !stream.isClosed else { return }
    // More may come out once the transport has taken some.
    while machine.hasOutput {
      machine.takeOutput(into: &buffer)
      let queuedBefore = stream.queuedByteCount
      let byteCount = buffer.count
      let outcome = stream.write(buffer)
      buffer.removeAll(keepingCapacity: true)
      if outcome == .closed { return }
      let taken = byteCount - (stream.queuedByteCount - queuedBefore)
      machine.wrote(taken, now: now)
      if taken < byteCount { break }
    }
    handleEvents()
    if machine.isFinished { stream.closeWhenWritten() }
    arrangeTick()
  }

  private func arrangeTick() {
    guard let next = machine.nextTick else { return }
    if next == 0 { machine.tick(now: now) }
    guard let deadline = machine.nextTick, deadline < tick?.deadline ?? .max else { return }
    if let tick { shard.timers.cancel(tick.token) }
    let token = shard.timers.set(at: deadline) { [weak self] in
      guard let self else { return }
      tick = nil
      machine.tick(now: now)
      settle()
    }
    tick = (token, deadline)
  }

  // MARK: Events

  private func handleEvents() {
    var hasRoom = false
    while let event = machine.nextEvent() {
      switch event {
      case .ready(let body): greet(body)
      case .message(let message): received(message)
      case .halfClosed: break
      case .canSend(let stream): mayGoOn(stream)
      case .finished(let stream, let status, let message):
        hasRoom = true
        guard let call = calls.removeValue(forKey: stream) else { continue }
        if let message { deliver(LinkCall.Arrived(payload: message, credit: nil), to: call) }
        let failure = CallFailure(status: status, method: call.method)
        call.finish(failure.map { .failure($0) } ?? .success(()))
      case .lost(let stream, let mayHaveRun):
        guard let call = calls.removeValue(forKey: stream) else { continue }
        call.finish(.failure(.connectionLost(call.method, mayHaveRun: mayHaveRun)))
      case .goingAway(let goAway):
        self.goAway = goAway
        usable.store(false, ordering: .relaxed)
        hasRoom = true
      case .closed(let closing): ended(closing)
      }
    }
    if hasRoom { openWaiting() }
  }

  private func received(_ message: Wire::Message) {
    guard let call = calls[message.stream], call.end == nil else {
      machine.giveBack(message.credit, on: message.stream)
      return
    }
    deliver(LinkCall.Arrived(payload: message.payload, credit: message.credit), to: call)
  }

  private func deliver(_ arrived: LinkCall.Arrived, to call: LinkCall) {
    guard let reader = call.reader else {
      call.inbox.append(arrived)
      return
    }
    call.reader = nil
    giveBack(arrived, call)
    reader(.success(arrived.payload))
  }

  private func mayGoOn(_ stream: StreamID) {
    guard let call = calls[stream] else { return }
    call.isPaused = false
    let writer = call.writer
    call.writer = nil
    writer?()
  }

  private func greet(_ body: [UInt8]) {
    guard let hello = try? Tally_V1_ServerHello(serializedBytes: body),
      let peer = PeerLimits(announced: hello.limits)
    else {
      machine.reject(ProtocolError(.protocolError, "HELLO does not decode"))
      return
    }
    machine.begin(peer: peer)
    usable.store(true, ordering: .relaxed)
    greeting?(.success(hello))
    greeting = nil
  }

  private func ended(_ closing: Closing) {
    usable.store(false, ordering: .relaxed)
    openWaiting()
    greeting?(.failure(refusal(closing)))
    greeting = nil
  }

  /// Why there was no greeting.
  private func refusal(_ closing: Closing) -> CallFailure {
    if let goAway, goAway.code == .unauthenticated {
      return CallFailure(
        method: "", code: .unauthenticated, reason: .credentialInvalid, message: goAway.text)
    }
    let text =
      switch closing {
      case .failed(let error): error.text
      case .ended: goAway?.text ?? "the server closed the connection"
      }
    return .connectionLost("", mayHaveRun: false, text)
  }
}

extension PeerLimits {
  /// Reads the limits of a HELLO; 0 is the default of the protocol. Source: wire.proto.
  ///
  /// - Returns: nil when a limit is out of its range.
  init?(announced: Tally_V1_ConnectionLimits) {
    func value(_ announced: UInt32, _ standard: Int) -> Int {
      announced == 0 ? standard : Int(announced)
    }
    self.init(
      callsInFlightMax: value(announced.callsInFlight, 100),
      messageByteCountMax: value(announced.messageBytes, 4 << 20),
      streamWindow: value(announced.streamWindow, 256 << 10),
      connectionWindow: value(announced.connectionWindow, 8 << 20))
  }
}
