import Access
import Bytes
import Calls
import Contract
import DequeModule
import Reactor
import SwiftProtobuf
import Wire
import World

extension ConnectionDriver {
  // MARK: Opening

  func opened(_ opened: Wire::Call) {
    let id = opened.stream
    guard let header = try? Tally_V1_CallHeader(serializedBytes: opened.header.array) else {
      finish(
        id,
        Refusal(.invalidArgument, .messageUndecodable, "the header of the call is no CallHeader"))
      return
    }
    guard let method = Method(name: header.method) else {
      services.meters.unknownMethod.add()
      finish(id, Refusal(.unimplemented, .methodUnknown, "no such method"))
      return
    }
    if hasTooMuchWaiting {
      services.waitingReplies.noteDropped(.overload)
      finish(id, Statuses.tooMuchWaiting)
      return
    }
    if header.replyWindow > 0, !machine.addCredit(Int(header.replyWindow), on: id) {
      machine.reject(ProtocolError(.flowControl, "reply_window makes the credit too large"))
      return
    }
    let asked = header.deadlineMs == 0 ? Limits.deadlineMillisecondsDefault : header.deadlineMs
    let span = min(asked, Limits.deadlineMillisecondsMax) * 1_000_000
    let running = RunningCall(stream: id, method: method, startedAt: now, span: span)
    // The input may come before it is known who calls, and is kept for then.
    if let first = opened.first { running.received.append(first) }
    running.isInputOver = opened.isLast || opened.first?.isLast == true
    admit(method) { [self] verdict in
      guard !running.isFinished else { return }
      switch verdict {
      case .failure(let refusal): end(running, .failure(refusal))
      case .success(let principal):
        if let refusal = throttled(method, principal) {
          end(running, .failure(refusal))
          return
        }
        let call = IncomingCall(
          method: method, principal: principal, peer: peer,
          idempotencyKey: header.idempotencyKey.isEmpty ? nil : header.idempotencyKey,
          deadline: running.deadline, metadata: header.metadata)
        running.call = call
        begin(running, call)
      }
    }
    if running.call == nil, !running.isFinished { register(running) }
  }

  /// The refusal of a call whose principal makes too many.
  private func throttled(_ method: Method, _ principal: Principal) -> Refusal? {
    guard principal.kind != .nobody,
      let wait = unsafe services.budgets.take(method.policy.rate, of: principal.id, at: now)
    else { return nil }
    services.meters.throttled(method.policy.rate)
    return Refusal(
      .resourceExhausted, .overloaded, "this principal makes too many calls",
      retry: .sameKey(afterMilliseconds: wait))
  }

  /// The call is found by its stream from now on, and ends at its deadline.
  private func register(_ running: RunningCall) {
    calls[running.stream] = running
    guard running.timer == nil else { return }
    running.timer = home.shard.timers.set(at: running.deadline) { [weak self] in
      self?.timeOver(running)
    }
  }

  private func begin(_ running: RunningCall, _ call: IncomingCall) {
    switch running.method.policy.kind {
    case .unary, .serverStreaming:
      guard let first = running.received.popFirst() else {
        register(running)
        if running.isInputOver { end(running, .failure(Self.requestMissing)) }
        return
      }
      giveBackReceived(of: running)
      let request = first.payload.array
      if case .unary = running.method.policy.kind,
        let answer = services.dispatch.immediate(call, request: request)
      {
        end(running, answer)
        return
      }
      // Its credit comes back with the end of the call: a client cannot fill memory with requests.
      register(running)
      start(running, call, request: request)
    case .clientStreaming:
      register(running)
      start(running, call, request: [])
    case .bidirectional:
      end(running, .failure(Refusal(.unimplemented, .methodUnknown, "no such kind of call")))
    }
  }

  private static let requestMissing = Refusal(
    .invalidArgument, .messageUndecodable, "the call holds no request message")

  private func giveBackReceived(of running: RunningCall) {
    while let message = running.received.popFirst() {
      machine.giveBack(message.credit, on: message.stream)
    }
  }

  // MARK: Input

  func received(_ message: Wire::Message) {
    guard let running = calls[message.stream], !running.isFinished else {
      machine.giveBack(message.credit, on: message.stream)
      return
    }
    if let call = running.call, running.method.policy.kind.takesOneRequest {
      guard !running.isRunning else {
        machine.giveBack(message.credit, on: message.stream)
        return
      }
      start(running, call, request: message.payload.array)
    } else {
      guard running.received.count < Limits.messagesWaitingMax else {
        running.fail(
          Refusal(.resourceExhausted, .overloaded, "too many messages wait to be taken"))
        return
      }
      running.received.append(message)
      running.wakeInput()
    }
    if message.isLast { inputEnded(message.stream) }
  }

  func inputEnded(_ stream: StreamID) {
    guard let running = calls[stream], !running.isFinished else { return }
    running.isInputOver = true
    running.wakeInput()
    if running.call != nil, !running.isRunning {
      end(running, .failure(Self.requestMissing))
    }
  }

  /// The handler took a message: its credit goes back.
  func taken(_ message: Wire::Message) -> [UInt8] {
    machine.giveBack(message.credit, on: message.stream)
    planFlush()
    return message.payload.array
  }

  // MARK: Running

  private func start(_ running: RunningCall, _ call: IncomingCall, request: [UInt8]) {
    guard handlerCount < Wire::Limits.standard.callsInFlightMax,
      services.meters.running < Limits.handlersMax
    else {
      end(
        running,
        .failure(
          Refusal(
            .resourceExhausted, .overloaded, "too many calls are being performed",
            retry: .sameKey(afterMilliseconds: 500))))
      return
    }
    running.isRunning = true
    handlerCount += 1
    services.meters.running += 1
    let dispatch = services.dispatch
    running.task = services.tasks.spawnHere(on: home) { [self] (_: isolated ShardHome) in
      switch running.method.policy.kind {
      case .unary:
        handlerEnded(running, await dispatch.unary(call, request: request))
      case .clientStreaming:
        let source = CallSource(driver: self, call: running)
        handlerEnded(running, await dispatch.clientStreaming(call, source: source))
      case .serverStreaming, .bidirectional:
        let sink = CallSink(driver: self, call: running)
        let refusal = await dispatch.serverStreaming(call, request: request, sink: sink)
        handlerEnded(running, refusal.map { .failure($0) } ?? .success(nil))
      }
    }
  }

  private func handlerEnded(_ running: RunningCall, _ result: Result<[UInt8], Refusal>) {
    handlerEnded(running, result.map { Optional($0) })
  }

  /// - Parameter result: nil for a stream whose messages have all been sent.
  private func handlerEnded(_ running: RunningCall, _ result: Result<[UInt8]?, Refusal>) {
    home.shard.checkIsolated()
    handlerCount -= 1
    services.meters.running -= 1
    // Its deadline is kept until all of it has left.
    guard !running.isFinished else { return }
    if let failure = running.failure {
      end(running, .failure(failure))
    } else {
      switch result {
      case .success(let reply?): end(running, .success(reply))
      case .success(nil): endStream(running)
      case .failure(let refusal): end(running, .failure(refusal))
      }
    }
    planFlush()
  }

  // MARK: Ending

  private func end(_ running: RunningCall, _ result: Result<[UInt8], Refusal>) {
    hold(nil, of: running)
    switch result {
    case .failure(let refusal):
      machine.finish(running.stream, status: Statuses.body(refusal))
      close(running, refusal.code)
    case .success(let reply):
      switch machine.finish(running.stream, message: reply) {
      case .accepted, .paused, .gone: close(running, .ok)
      case .tooLarge:
        machine.finish(running.stream, status: Statuses.replyTooLarge)
        close(running, .resourceExhausted)
      case .full:
        // Sent when there is room: `canSend` finds it, or its deadline does.
        hold(reply, of: running)
        register(running)
        dropIfTooMuch(running)
      }
    }
  }

  private func endStream(_ running: RunningCall) {
    machine.finish(running.stream, status: [])
    close(running, .ok)
  }

  /// The call is done. What waits of it is bounded still, by its deadline and by the server's room.
  private func close(_ running: RunningCall, _ code: StatusCode) {
    running.isFinished = true
    hold(nil, of: running)
    services.meters.note(running.method, code, from: running.startedAt, to: now)
    if code == .internal { tellFault(of: running) }
    guard machine.isOpen(running.stream) else {
      forget(running)
      return
    }
    register(running)
    dropIfTooMuch(running)
  }

  /// The client is told that the log has the cause: at least what it was that failed.
  private func tellFault(of running: RunningCall) {
    var fields = ["method": running.method.name]
    fields["tenant"] = running.call?.principal.tenant?.description
    world.tell(.error, "a call failed", fields)
  }

  private func forget(_ running: RunningCall) {
    if let timer = running.timer { home.shard.timers.cancel(timer) }
    running.timer = nil
    calls[running.stream] = nil
  }

  /// The last of a call which had to wait has left.
  func left(_ stream: StreamID) {
    guard let running = calls[stream], running.isFinished else { return }
    forget(running)
  }

  private func hold(_ reply: [UInt8]?, of running: RunningCall) {
    heldByteCount += (reply?.count ?? 0) - (running.replyWaiting?.count ?? 0)
    running.replyWaiting = reply
  }

  /// Keeps nothing that must wait while more waits at the server than may.
  ///
  /// - Returns: true when the call was ended.
  @discardableResult
  private func dropIfTooMuch(_ running: RunningCall) -> Bool {
    tellWaiting()
    guard hasTooMuchWaiting, machine.isOpen(running.stream) else { return false }
    drop(running, .overload, Statuses.tooMuchWaiting)
    return true
  }

  /// Ends a call with `refusal` in place of what waits of it.
  private func drop(_ running: RunningCall, _ cause: WaitingReplies.Cause, _ refusal: Refusal) {
    // A deadline that passes before there is a reply drops none.
    if cause == .overload || running.isFinished || running.replyWaiting != nil {
      services.waitingReplies.noteDropped(cause)
    }
    hold(nil, of: running)
    machine.abandon(running.stream, status: Statuses.body(refusal))
    if running.isFinished { forget(running) } else { close(running, refusal.code) }
    running.fail(refusal)
    planFlush()
  }

  /// Ends a call that never became one.
  private func finish(_ stream: StreamID, _ refusal: Refusal) {
    machine.finish(stream, status: Statuses.body(refusal))
    planFlush()
  }

  // MARK: Time, cancellation, credit

  private func timeOver(_ running: RunningCall) {
    running.timer = nil
    drop(running, .deadline, Statuses.late)
  }

  /// The time of a call begins anew.
  func extend(_ running: RunningCall) {
    guard !running.isFinished, let timer = running.timer else { return }
    home.shard.timers.cancel(timer)
    running.timer = home.shard.timers.set(at: now + running.span) { [weak self] in
      self?.timeOver(running)
    }
  }

  func cancelled(_ stream: StreamID) {
    guard let running = calls[stream], !running.isFinished else { return }
    let refusal = Refusal(.cancelled, .callCancelled, "the call was cancelled")
    running.fail(refusal)
    // A handler that runs keeps its place until it ends.
    if !running.isRunning || running.replyWaiting != nil { end(running, .failure(refusal)) }
  }

  func canSend(_ stream: StreamID) {
    guard let running = calls[stream] else { return }
    if let reply = running.replyWaiting {
      end(running, .success(reply))
    } else {
      running.wakeOutput()
    }
  }

  func send(_ message: [UInt8], on running: RunningCall) -> Sending {
    guard !running.isFinished else { return .gone }
    let sending = machine.send(message, on: running.stream)
    planFlush()
    switch sending {
    case .accepted, .tooLarge, .gone: return sending
    case .paused, .full: return dropIfTooMuch(running) ? .gone : sending
    }
  }

  /// The server stops: what is still called is answered, and nothing follows.
  func endCalls() {
    for running in Array(calls.values) where !running.isFinished {
      machine.finish(running.stream, status: Statuses.connection.draining)
      close(running, Statuses.draining.code)
      running.fail(Statuses.draining)
    }
    flush()
  }

  /// The connection is gone: whoever waits learns it, what was admitted goes on.
  func dropCalls() {
    for running in calls.values {
      running.isFinished = true
      hold(nil, of: running)
      if let timer = running.timer { home.shard.timers.cancel(timer) }
      running.timer = nil
      running.fail(Refusal(.cancelled, .callCancelled, "the connection is gone"))
    }
    calls = [:]
  }
}

extension StreamKind {
  /// The request is one message, and further ones are ignored.
  fileprivate var takesOneRequest: Bool {
    switch self {
    case .unary, .serverStreaming: true
    case .clientStreaming, .bidirectional: false
    }
  }
}
