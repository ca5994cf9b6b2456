import Bytes
import Contract
import Domain
import Engine
import Ledger
import Logging
import Postgres
import Queries
import Reactor
import SQL
import Synchronization
import Vault
import World

/// The desks of tenants in service, opened at first use.
final class TenantRegistry: Sendable {
  private struct State {
    var desks: [Identifier: (desk: TenantDesk, usedAt: UInt64)] = [:]
    /// Who waits for a desk that is being opened.
    var opening: [Identifier: [CheckedContinuation<Result<TenantDesk, Refusal>, Never>]] = [:]
  }

  private let database: DatabaseAccess
  private let masters: MasterKeys
  /// Tenants whose schema this program cannot serve.
  private let outOfService: Set<Identifier>
  private let tasks: CallTasks
  private let hints: HintBoard
  private let zones: ZoneTable
  private let world: World
  private let state = Mutex(State())

  init(
    database: DatabaseAccess, masters: MasterKeys, outOfService: Set<Identifier>,
    tasks: CallTasks, hints: HintBoard, zones: ZoneTable, world: World
  ) {
    self.database = database
    self.masters = masters
    self.outOfService = outOfService
    self.tasks = tasks
    self.hints = hints
    self.zones = zones
    self.world = world
  }

  /// Throws: `notFound` for a tenant that is not there or not in service, `unavailable` when the
  /// database does not answer.
  func desk(_ tenant: Identifier) async throws(Refusal) -> TenantDesk {
    let now = world.monotonicNow()
    let known = state.withLock { state -> TenantDesk? in
      state.desks[tenant]?.usedAt = now
      return state.desks[tenant]?.desk
    }
    if let known { return known }
    guard !outOfService.contains(tenant) else {
      throw Refusal(
        .unavailable, .unavailable, "the tenant is out of service until its operator acts",
        retry: .sameKey(afterMilliseconds: 60_000))
    }
    let result = await withCheckedContinuation { continuation in
      let isFirst = state.withLock { state in
        state.opening[tenant, default: []].append(continuation)
        return state.opening[tenant]?.count == 1
      }
      guard isFirst else { return }
      tasks.spawn(on: database.shard(of: tenant).home) { [self] in await open(tenant) }
    }
    return try result.get()
  }

  /// The lanes there are, and the operations which wait in them.
  func load() async -> (laneCount: Int, waitingCount: Int) {
    let desks = state.withLock { $0.desks.values.map(\.desk) }
    var waitingCount = 0
    for desk in desks { waitingCount += await desk.lane.waitingCount }
    return (desks.count, waitingCount)
  }

  private func open(_ tenant: Identifier) async {
    let result: Result<TenantDesk, Refusal>
    do throws(Refusal) {
      result = .success(try await opened(tenant))
    } catch {
      result = .failure(error)
    }
    let waiting = state.withLock { state in
      defer { state.opening[tenant] = nil }
      let waiting = state.opening[tenant] ?? []
      guard case .success(let desk) = result else { return waiting }
      if state.desks.count >= Limits.desksMax,
        let oldest = state.desks.min(by: { $0.value.usedAt < $1.value.usedAt })
      {
        // Calls that hold the desk go on with it.
        state.desks[oldest.key] = nil
      }
      state.desks[tenant] = (desk, world.monotonicNow())
      return waiting
    }
    for continuation in waiting { continuation.resume(returning: result) }
  }

  private func opened(_ tenant: Identifier) async throws(Refusal) -> TenantDesk {
    let shard = database.shard(of: tenant)
    guard try await isActive(tenant) else { throw .notFound }
    let context = try await context(of: tenant)
    let sessions = database.sessions(of: tenant)
    let home = shard.home
    // Safe because the database access keeps the shard for as long as the server runs.
    let lane = unsafe Lane(
      tenant: context, sessions: sessions, world: world,
      executor: unsafe home.shard.executor.asUnownedSerialExecutor(),
      zone: { [zones] in zones.rules($0) },
      hint: { [hints] in hints.tell(tenant, $0) },
      spawn: { [tasks] in tasks.spawn(on: home, $0) })
    return TenantDesk(
      tenant: context, lane: lane, readers: sessions, world: world,
      zone: { [zones] in zones.rules($0) })
  }

  private func isActive(_ tenant: Identifier) async throws(Refusal) -> Bool {
    let rows: [PlatformQueries.TenantRow] = try await database.ask(
      PlatformQueries.tenant(id: tenant), of: database.platform)
    return rows.first?.state == TenantState.active.rawValue
  }

  private func context(of tenant: Identifier) async throws(Refusal) -> TenantContext {
    let sessions = database.sessions(of: tenant)
    let facts: [EngineQueries.TenantContextRow] = try await database.ask(
      EngineQueries.tenantContext(), of: sessions)
    let keys: [EngineQueries.TenantKeysRow] = try await database.ask(
      EngineQueries.tenantKeys(), of: sessions)
    guard let fact = facts.first, fact.tenantID == tenant else { throw .internalError }
    let ledger = LogIdentity(origin: fact.origin, vkey: fact.vkey)
    guard let access = try? ledger.ofAccess() else { throw .internalError }
    do throws(VaultFailure) {
      var records: [WrappedKey] = []
      for key in keys { records.append(try WrappedKey(bytes: key.wrapped)) }
      return TenantContext(
        tenant: tenant, opaqueName: TenantName(tenant).text, baseCurrency: fact.baseCurrency,
        jurisdiction: fact.jurisdiction, regime: fact.regime,
        keys: try TenantKeys(tenant: tenant, records: records, masters: masters),
        ledger: ledger, access: access)
    } catch {
      world.log.error(
        "keys of a tenant do not open", metadata: ["tenant": "\(tenant)", "failure": "\(error)"])
      throw .internalError
    }
  }
}
