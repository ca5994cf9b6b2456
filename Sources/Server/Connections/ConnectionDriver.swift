import Access
import Bytes
import Calls
import Contract
import Reactor
import SwiftProtobuf
import Wire
import World

/// What the connections of one shard share.
final class ShardServices: Sendable {
  let home: ShardHome
  let register: CredentialRegister
  let dispatch: CallDispatch
  let tasks: CallTasks
  let meters: CallMeters
  let hub: ConnectionHub
  let waitingReplies: WaitingReplies
  // Safe because it is touched on the shard's queue only.
  nonisolated(unsafe) var budgets = CallBudgets()
  let build: String

  init(
    home: ShardHome, register: CredentialRegister, dispatch: CallDispatch, tasks: CallTasks,
    meters: CallMeters, hub: ConnectionHub, waitingReplies: WaitingReplies, build: String
  ) {
    self.home = home
    self.register = register
    self.dispatch = dispatch
    self.tasks = tasks
    self.meters = meters
    self.hub = hub
    self.waitingReplies = waitingReplies
    self.build = build
  }
}

/// One connection: bytes of the socket to the machine of the protocol, its events to calls, their
/// ends back.
final class ConnectionDriver: StreamHandler, @unchecked Sendable {
  // Safe because it is touched on its shard's queue only; it changes shards while it has no call.

  let stream: any ByteStream
  var services: ShardServices
  /// The shard of a tenant's calls.
  private let servicesOf: @Sendable (Identifier) -> ShardServices
  var machine: ServerConnection
  var calls: [StreamID: RunningCall] = [:]
  /// Handlers that have not ended, those of calls answered at their deadline included.
  var handlerCount = 0
  var standing: Standing = .nobody
  /// Waits for the facts of the credential to be read again; told whether they could be.
  var awaitingFacts: [@Sendable (Bool) -> Void] = []
  var isReadingFacts = false
  private var tick: (token: Timers.Token, due: UInt64)?
  private var buffer: [UInt8] = []
  /// Bytes of replies for which the machine had no room.
  var heldByteCount = 0
  /// What `waitingReplies` was told of this connection.
  private var waitingByteCount = 0
  private var isFlushPlanned = false
  private var isPaused = false
  private var isClosed = false

  /// Who is at the other end.
  enum Standing {
    case nobody
    case holder(Token, CredentialRegister.Facts)
  }

  init(
    _ stream: any ByteStream, services: ShardServices,
    servicesOf: @escaping @Sendable (Identifier) -> ShardServices
  ) {
    self.stream = stream
    self.services = services
    self.servicesOf = servicesOf
    machine = ServerConnection(
      refusals: Statuses.connection, now: services.home.shard.world.monotonicNow())
  }

  var home: ShardHome { services.home }
  var world: World { services.home.shard.world }
  var now: UInt64 { world.monotonicNow() }
  var peer: Access::Peer { Self.peer(stream.peer) }

  /// One whom the system does not name is nowhere: no rule of networks lets it in.
  static func peer(_ peer: Reactor::Peer) -> Access::Peer {
    switch peer {
    case .process: .local
    case .address(let bytes, _): NetworkAddress(bytes: bytes).map { .address($0) } ?? .unknown
    case .unknown: .unknown
    }
  }

  /// Begins to serve.
  func start() {
    services.hub.add(self)
    stream.start(self)
    armTick()
  }

  /// Asks the client to go elsewhere for its next call.
  func drain() {
    guard !isClosed else { return }
    machine.drain("the server stops")
    flush()
  }

  func close() { stream.close() }

  // MARK: The stream

  func streamReceived(_ bytes: RawSpan) {
    machine.receive(bytes, now: now)
    handleEvents()
  }

  func streamDrained() {
    flush()
    armTick()
  }

  func streamEnded() {
    machine.receivedEndOfInput()
    handleEvents()
    stream.closeWhenWritten()
  }

  func streamWrote(_ byteCount: Int) {
    machine.wrote(byteCount, now: now)
    handleEvents()
    flush()
  }

  func streamResumed() {}

  func streamClosed(_: StreamEnd) {
    isClosed = true
    cancelTick()
    services.hub.remove(self)
    machine.receivedEndOfInput()
    handleEvents()
    dropCalls()
    tellWaiting()
  }

  /// Tells what waits here for the client, for the bound of the server.
  func tellWaiting() {
    let count = isClosed ? 0 : machine.waitingByteCount + heldByteCount
    guard count != waitingByteCount else { return }
    services.waitingReplies.change(by: count - waitingByteCount)
    waitingByteCount = count
  }

  /// More waits at the server than may, and some of it here.
  var hasTooMuchWaiting: Bool {
    guard services.waitingReplies.isOver else { return false }
    // What is in the output goes out with this turn.
    return machine.queuedByteCount + heldByteCount + stream.queuedByteCount > 0
  }

  /// Writes what the machine has to say, once for all that was said in this turn.
  func planFlush() {
    guard !isFlushPlanned else { return }
    isFlushPlanned = true
    home.shard.run { [self] in
      isFlushPlanned = false
      flush()
    }
  }

  func flush() {
    guard !isClosed, !stream.isClosed else { return }
    defer { tellWaiting() }
    while machine.hasOutput {
      machine.takeOutput(into: &buffer)
      let (before, byteCount) = (stream.queuedByteCount, buffer.count)
      let outcome = stream.write(buffer)
      buffer.removeAll(keepingCapacity: true)
      if outcome == .closed { return }
      machine.wrote(byteCount - (stream.queuedByteCount - before), now: now)
      handleEvents()
      if stream.queuedByteCount > 0 { break }
    }
    if machine.isFinished {
      stream.closeWhenWritten()
      return
    }
    guard isPaused != machine.isReadingPaused else { return }
    isPaused.toggle()
    if isPaused { stream.pauseReading() } else { stream.resumeReading() }
  }

  // MARK: The clock

  private func armTick() {
    guard !isClosed, let due = machine.nextTick else { return cancelTick() }
    if let tick, tick.due <= due { return }
    cancelTick()
    let token = home.shard.timers.set(at: due) { [weak self] in self?.ticked() }
    tick = (token, due)
  }

  private func cancelTick() {
    if let tick { home.shard.timers.cancel(tick.token) }
    tick = nil
  }

  private func ticked() {
    tick = nil
    machine.tick(now: now)
    handleEvents()
    flush()
    armTick()
  }

  // MARK: Events

  func handleEvents() {
    while let event = machine.nextEvent() {
      switch event {
      case .hello(let body): greet(body)
      case .opened(let call): opened(call)
      case .message(let message): received(message)
      case .halfClosed(let stream): inputEnded(stream)
      case .cancelled(let stream, _): cancelled(stream)
      case .canSend(let stream): canSend(stream)
      case .ended(let stream): left(stream)
      case .goingAway: break
      case .closed: dropCalls()
      }
    }
  }

  // MARK: Greeting

  private func greet(_ body: [UInt8]) {
    guard let hello = try? Tally_V1_ClientHello(serializedBytes: body), hello.version == 1 else {
      machine.reject(ProtocolError(.protocolError, "HELLO is not a ClientHello of version 1"))
      return
    }
    guard let limits = Self.limits(hello.limits) else {
      machine.reject(ProtocolError(.protocolError, "a limit in HELLO is below its least value"))
      return
    }
    guard !hello.token.isEmpty else {
      accept(limits, principal: .nobody)
      return
    }
    guard let token = Token(hello.token) else {
      machine.reject(Self.unauthenticated)
      return
    }
    services.tasks.spawnHere(on: home) { [self] (_: isolated ShardHome) in
      let outcome: Result<(CredentialRegister.Facts, Principal), Refusal>
      do {
        let facts = try await services.register.facts(of: token)
        outcome = Result { () throws(Refusal) in
          let principal = try Credential.verify(
            token, found: facts.credential, from: peer, now: world.recordedNow())
          return (facts, principal)
        }
      } catch {
        machine.reject(ProtocolError(.overloaded, "the credential cannot be looked up now"))
        flush()
        return
      }
      judged(token, outcome, limits)
    }
  }

  private static let unauthenticated = ProtocolError(
    .unauthenticated, Credential.refusal.message)

  private func judged(
    _ token: Token, _ outcome: Result<(CredentialRegister.Facts, Principal), Refusal>,
    _ limits: PeerLimits
  ) {
    guard !isClosed else { return }
    switch outcome {
    case .failure(let refusal):
      machine.reject(ProtocolError(.unauthenticated, refusal.message))
      flush()
    case .success(let (facts, principal)):
      standing = .holder(token, facts)
      let target = principal.tenant.map(servicesOf) ?? services
      guard target.home !== home else {
        accept(limits, principal: principal)
        flush()
        return
      }
      move(to: target) { [self] in
        accept(limits, principal: principal)
        flush()
        armTick()
      }
    }
  }

  /// A tenant's calls run on its own shard.
  private func move(to target: ShardServices, _ arrived: @escaping @Sendable () -> Void) {
    cancelTick()
    services.hub.remove(self)
    // Events between are none: the machine waits for the answer to HELLO.
    stream.move(to: target.home.shard) { [self] in
      services = target
      target.hub.add(self)
      arrived()
    }
  }

  private func accept(_ limits: PeerLimits, principal: Principal) {
    var answer = Tally_V1_ServerHello()
    answer.version = 1
    answer.build = services.build
    if principal.kind != .nobody {
      answer.principal.principalID = principal.id.description
      answer.principal.tenantID = principal.tenant?.description ?? ""
      answer.principal.roles = principal.roles.map { $0.name.uppercased() }.sorted()
    }
    let own = Wire::Limits.standard
    answer.limits.callsInFlight = UInt32(own.callsInFlightMax)
    answer.limits.messageBytes = UInt32(own.messageByteCountMax)
    answer.limits.streamWindow = UInt32(own.streamWindow)
    answer.limits.connectionWindow = UInt32(own.connectionWindow)
    guard let bytes: [UInt8] = try? answer.serializedBytes() else {
      machine.reject(ProtocolError(.overloaded, "HELLO could not be written"))
      return
    }
    machine.accept(hello: bytes, peer: limits)
  }

  private static func limits(_ limits: Tally_V1_ConnectionLimits) -> PeerLimits? {
    func value(_ given: UInt32, _ usual: Int) -> Int { given == 0 ? usual : Int(given) }
    let usual = Wire::Limits.standard
    return PeerLimits(
      callsInFlightMax: value(limits.callsInFlight, usual.callsInFlightMax),
      messageByteCountMax: value(limits.messageBytes, usual.messageByteCountMax),
      streamWindow: value(limits.streamWindow, usual.streamWindow),
      connectionWindow: value(limits.connectionWindow, usual.connectionWindow))
  }
}
