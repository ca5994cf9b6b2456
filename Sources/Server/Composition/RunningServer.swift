import Access
import Bytes
import Calls
import Contract
import Domain
import Engine
import Logging
import Postgres
import Queries
package import Reactor
import SQL
import Vault
package import World

/// A server that accepts calls, until `stop`.
package final class RunningServer: Sendable {
  /// Where it listens, the Unix socket first.
  package let endpoints: [Endpoint]
  private let parts: HouseParts
  private let shards: [ShardServices]
  private let listeners: [Listener]
  private let services: Task<Void, Never>
  private let supervision: Task<Void, Never>?
  private let lock: DirectoryLock
  private let world: World

  /// Starts the database, brings it up to date, and listens.
  ///
  /// - Throws: with nothing left running.
  package static func start(
    _ settings: ServerSettings, version: String, civilClock: CivilClock, world: World
  ) async throws(ServerFailure) -> RunningServer {
    try settings.check()
    MetricsBook.bootstrap()
    try settings.files.make()
    let lock = try DirectoryLock(settings.files)
    let boot = Boot(settings: settings, world: world)
    let ground = try await boot.ground()
    let epochs = LoginEpochs(loginKey: ground.loginKey)
    let database = Self.database(
      shardCount: settings.shardCount, ground.place.target, epochs, ConnectionOpener(world: world),
      world)
    do throws(ServerFailure) {
      return try await serve(
        settings, version: version, civilClock: civilClock, world: world, boot: boot,
        ground: ground, database: database, epochs: epochs, lock: lock)
    } catch {
      await database.close()
      try? await ground.cluster?.stop()
      throw error
    }
  }

  private static func serve(
    _ settings: ServerSettings, version: String, civilClock: CivilClock, world: World, boot: Boot,
    ground: Boot.Ground, database: DatabaseAccess, epochs: LoginEpochs, lock: DirectoryLock
  ) async throws(ServerFailure) -> RunningServer {
    epochs.take(try await register(database, ground, world))
    let outOfService = try await boot.migrate(try await tenants(database), ground, epochs)
    let first = FirstOperator(files: settings.files, database: database, world: world)
    try await first.renew()

    let tasks = CallTasks()
    let waitingReplies = WaitingReplies(byteCountMax: settings.replyBytesWaitingMax)
    let changes = StandingChanges()
    let hints = HintBoard()
    let registry = TenantRegistry(
      database: database, masters: ground.masters, outOfService: outOfService, tasks: tasks,
      hints: hints, zones: ZoneTable(world: world), world: world)
    let desk: @Sendable (Identifier) async throws(Refusal) -> TenantDesk = {
      (tenant) throws(Refusal) in try await registry.desk(tenant)
    }
    try DataFiles(directory: settings.files.path("notes")).make(
      mode: 0o700, isKnown: true)
    let ledgers = LedgerHouse(
      settings: settings, database: database, masters: ground.masters, outOfService: outOfService,
      hints: hints, desk: desk, world: world)
    let parts = HouseParts(
      settings: settings, world: world, ground: ground, database: database, hints: hints,
      tasks: tasks, waitingReplies: waitingReplies, desk: desk, ledgers: ledgers,
      relay: HintRelay(
        board: hints, target: ground.place.target, passwords: { epochs.passwords(of: $0) },
        opener: ConnectionOpener(world: world),
        platform: database.platform, executor: database.places[0].home.shard.executor,
        world: world), registry: registry)
    let provisioning = TenantProvisioning(
      database: database,
      provisioner: Provisioner(
        owner: ground.login(.owner), loginKey: ground.loginKey, world: world), epochs: epochs,
      masters: ground.masters, originPrefix: settings.originPrefix, world: world)
    let house = House(
      world: world, version: version, desk: parts.desk,
      platform: PlatformTables(
        database: database, provisioning: provisioning, changes: changes,
        civilClock: settings.allowsCivilClock ? civilClock : nil, ledgers: ledgers.watch,
        world: world),
      streams: HouseStreams(
        world: world, extracts: ledgers.shelf, hints: hints,
        seal: { tenant, log in await ledgers.seal(tenant, log) }))
    let shards = Self.shards(
      database, CallDispatch(house: house), tasks, waitingReplies, changes,
      build: "tallyd/\(version)", world)
    let listeners = try listen(settings, shards, database)
    let all =
      parts.services
      + [OperatorRenewal(first: first, period: settings.operatorRenewal, world: world)]
    let running = Task {
      await withTaskGroup(of: Void.self) { group in
        for service in all { group.addTask { await service.run() } }
      }
    }
    // Lives longer than the services, which need the database to their end.
    let supervision = ground.cluster.map { cluster in Task { await cluster.run() } }
    return RunningServer(
      parts: parts, shards: shards, listeners: listeners, services: running,
      supervision: supervision, lock: lock, world: world)
  }

  private init(
    parts: HouseParts, shards: [ShardServices], listeners: [Listener],
    services: Task<Void, Never>, supervision: Task<Void, Never>?, lock: DirectoryLock,
    world: World
  ) {
    self.parts = parts
    self.shards = shards
    self.listeners = listeners
    self.services = services
    self.supervision = supervision
    self.lock = lock
    self.world = world
    endpoints = listeners.map(\.endpoint)
  }

  // MARK: The end

  /// Accepts no more, lets calls in flight finish for a while, answers what is left, then stops
  /// everything.
  package func stop() async {
    for listener in listeners { listener.close() }
    onEachShard { $0.drain() }
    parts.hints.close()
    await becomeIdle(within: Limits.drainMax)
    onEachShard { $0.endCalls() }
    await becomeIdle(within: Limits.lastWordsMax)
    onEachShard { $0.closeAll() }
    services.cancel()
    // What still writes ends before the database does.
    await services.value
    await parts.database.close()
    supervision?.cancel()
    if let cluster = parts.ground.cluster {
      do throws(ClusterFailure) { try await cluster.stop() } catch {
        world.log.error("private PostgreSQL did not stop", metadata: ["failure": "\(error)"])
      }
    }
    await supervision?.value
    lock.release()
    world.log.notice("stopped")
  }

  private func onEachShard(_ work: @escaping @Sendable (ConnectionHub) -> Void) {
    for shard in shards {
      let hub = shard.hub
      shard.home.shard.run { work(hub) }
    }
  }

  /// Returns when no call is performed and no connection is open, or the time is over.
  private func becomeIdle(within limit: Duration) async {
    let end = world.monotonicNow() + limit.nanoseconds
    while world.monotonicNow() < end {
      if parts.tasks.count == 0, shards.allSatisfy({ $0.hub.count == 0 }) { return }
      do { try await world.sleep(Limits.drainLook) } catch { return }
    }
  }

  // MARK: Parts

  static func database(
    shardCount: Int, _ target: ConnectionTarget, _ epochs: LoginEpochs, _ opener: ConnectionOpener,
    _ world: World
  ) -> DatabaseAccess {
    let all = TenantSessions.Settings(
      target: target,
      bounds: PoolMachine.Bounds(
        sessionsMax: Limits.sessionsMax / shardCount,
        reserved: [.platform: 2, .sealer: 2, .operator: 1]),
      passwords: { epochs.passwords(of: $0) },
      // A role may always store settings for itself: then it is not served.
      onConnect: [AccessQueries.ownSettings().bound])
    let places = (0..<shardCount).map { number in
      let shard = Shard(label: "tally.shard.\(number)", world: world)
      return DatabaseAccess.Place(
        home: ShardHome(shard),
        pools: CellPools(shard: number, all, opener: opener, executor: shard.executor, world: world)
      )
    }
    return DatabaseAccess(places: places, world: world)
  }

  private static func shards(
    _ database: DatabaseAccess, _ dispatch: CallDispatch, _ tasks: CallTasks,
    _ waitingReplies: WaitingReplies, _ changes: StandingChanges, build: String, _ world: World
  ) -> [ShardServices] {
    database.places.enumerated().map { number, place in
      ShardServices(
        home: place.home,
        register: CredentialRegister(
          shard: place.home.shard, platform: DatabaseAccess.platform(on: place),
          tenant: { database.sessions(of: $0) }, changes: changes, world: world),
        dispatch: dispatch, tasks: tasks, meters: CallMeters(shard: number),
        hub: ConnectionHub(), waitingReplies: waitingReplies, build: build)
    }
  }

  private static func listen(
    _ settings: ServerSettings, _ shards: [ShardServices], _ database: DatabaseAccess
  ) throws(ServerFailure) -> [Listener] {
    var options = ListenerOptions()
    options.mode = 0o660
    options.connectionCountMax = Limits.connectionsMax
    let first = shards[0]
    let accepted: @Sendable (Socket) -> Void = { socket in
      ConnectionDriver(
        SocketStream(socket, on: first.home.shard), services: first,
        servicesOf: { shards[database.index(of: $0)] }
      ).start()
    }
    var listeners: [Listener] = []
    do throws(ReactorFailure) {
      for endpoint in [Endpoint.unix(path: settings.socket)] + (settings.listen.map { [$0] } ?? [])
      {
        listeners.append(
          try Listener(endpoint, on: first.home.shard, options: options, accepted: accepted))
      }
    } catch {
      for listener in listeners { listener.close() }
      throw .listener("\(error)")
    }
    return listeners
  }

  /// Registers the cell.
  ///
  /// - Returns: the epochs of passwords.
  private static func register(
    _ database: DatabaseAccess, _ ground: Boot.Ground, _ world: World
  ) async throws(ServerFailure) -> [String: Int] {
    let deadline = world.monotonicNow() + Limits.platformNanoseconds
    let place = ground.place.target
    do throws(SQLFailure) {
      let answers = try await database.platform.withSession(deadline: deadline) {
        (session) throws(SQLFailure) in
        try await session.run(
          Batch(
            opening: .readCommitted,
            [
              PlatformQueries.insertCell(
                name: DatabaseAccess.cell,
                connection: "host=\(place.host) port=\(place.port) dbname=\(place.database)"),
              PlatformQueries.loginEpochs(countMax: Limits.tenantsListedMax).bound,
            ], closing: .commit), deadline: deadline)
      }
      let rows: [PlatformQueries.LoginEpochsRow] = try answers[1].decoded()
      return Dictionary(rows.map { ($0.roleName, Int($0.epoch)) }) { _, last in last }
    } catch {
      throw .database("no session for tally_platform: \(error.statement)")
    }
  }

  private static func tenants(_ database: DatabaseAccess) async throws(ServerFailure)
    -> [TenantName]
  {
    do throws(Refusal) {
      let rows: [PlatformQueries.TenantsRow] = try await database.ask(
        PlatformQueries.tenants(countMax: Limits.tenantsListedMax), of: database.platform)
      // What is being made is completed by the call that makes it.
      return rows.filter { $0.state != TenantState.provisioning.rawValue }
        .map { TenantName($0.id) }
    } catch {
      throw .database(error.message)
    }
  }
}
