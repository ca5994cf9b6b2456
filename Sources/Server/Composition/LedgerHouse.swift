import Access
import Bytes
import Contract
import Domain
import Engine
import Ledger
import Logging
import Postgres
import Queries
import SQL
import Scheduler
import Sealer
import Synchronization
import Vault
import World

/// Sealing, signing, durable jobs and extracts of the tenants in service.
struct LedgerHouse: Sendable {
  private let database: DatabaseAccess
  private let masters: MasterKeys
  private let desk: @Sendable (_ tenant: Identifier) async throws(Refusal) -> TenantDesk
  private let world: World
  let shelf: ExtractShelf
  let sealer: SealerService
  let scheduler: SchedulerService
  let watch: LedgerWatch
  private let jobHinting: JobHinting

  init(
    settings: ServerSettings, database: DatabaseAccess, masters: MasterKeys,
    outOfService: Set<Identifier>, hints: HintBoard,
    desk: @escaping @Sendable (_ tenant: Identifier) async throws(Refusal) -> TenantDesk,
    world: World
  ) {
    self.database = database
    self.masters = masters
    self.desk = desk
    self.world = world
    let roster = Roster(
      database: database, masters: masters, outOfService: outOfService, desk: desk, world: world)
    let shelf = ExtractShelf(directory: settings.files.path("extracts"), world: world)
    let watch = LedgerWatch(world: world)
    let sealer = SealerService(
      world: world, notes: FileNoteStore(directory: settings.files.path("notes")),
      watch: watch.watch, roster: { await roster.logs() },
      open: { (name) throws(SealFailure) in try await roster.target(name) })
    let means = ExtractJob.Means(
      grants: { (tenant) throws(ExtractJobFailure) in try await roster.grants(tenant) },
      signer: { (tenant) throws(ExtractJobFailure) in
        do throws(Refusal) {
          return try await roster.signer(tenant, of: .ledger)
        } catch {
          throw .refused(error)
        }
      },
      seal: { (tenant) throws(ExtractJobFailure) in
        do throws(SealFailure) {
          guard try await sealer.checkpoint(of: TenantName(tenant).text, .ledger) != nil else {
            throw SealFailure.corrupt("no checkpoint")
          }
        } catch {
          throw .ledger("\(error)")
        }
      },
      open: { (tenant, name) throws(ExtractJobFailure) in
        try await shelf.open(tenant: TenantName(tenant).text, name: name)
      })
    let memory = JobMemory(database: database, world: world)
    let scheduler = SchedulerService(
      world: world,
      handlers: [EndOfDayJob(afterClose: [ExtractJob.afterClose]), ExtractJob(means)],
      roster: SchedulerRoster(
        all: { await roster.all() }, due: { await memory.due() },
        open: { await roster.scheduled($0) }, remembered: { await memory.remembered($0) },
        remember: { await memory.remember($0, $1, since: $2) }))
    _ = hints.listen { tenant, given in
      if given.contains(.ledger) { sealer.hint(TenantName(tenant).text, .ledger) }
      if given.contains(.access) { sealer.hint(TenantName(tenant).text, .access) }
      if given.contains(.jobs) { scheduler.hint(tenant) }
    } missed: {
      scheduler.missed()
    }
    jobHinting = JobHinting(memory: memory, hints: hints)
    self.shelf = shelf
    self.watch = watch
    self.sealer = sealer
    self.scheduler = scheduler
  }

  /// Seals and signs what `tenant` committed so far. A failure is told by the sealer's own rounds.
  func seal(_ tenant: Identifier, _ log: Log) async {
    _ = try? await sealer.checkpoint(of: TenantName(tenant).text, log)
  }

  var services: [any HouseService] {
    [Sealing(sealer: sealer), Scheduling(scheduler: scheduler), jobHinting]
  }
}

private struct Sealing: HouseService {
  let sealer: SealerService
  var name: String { "sealer" }
  func run() async { await sealer.run() }
}

private struct Scheduling: HouseService {
  let scheduler: SchedulerService
  var name: String { "scheduler" }
  func run() async { await scheduler.run() }
}

/// Who there is to seal for and to run jobs for.
private final class Roster: Sendable {
  let database: DatabaseAccess
  let masters: MasterKeys
  /// Tenants whose schema this program cannot serve.
  let outOfService: Set<Identifier>
  let desk: @Sendable (_ tenant: Identifier) async throws(Refusal) -> TenantDesk
  let world: World
  private let listed = Mutex<[PlatformQueries.TenantsRow]?>(nil)

  init(
    database: DatabaseAccess, masters: MasterKeys, outOfService: Set<Identifier>,
    desk: @escaping @Sendable (_ tenant: Identifier) async throws(Refusal) -> TenantDesk,
    world: World
  ) {
    self.database = database
    self.masters = masters
    self.outOfService = outOfService
    self.desk = desk
    self.world = world
  }

  /// The tenants in service; those known before while the platform's tables cannot be read, nil when
  /// they never were.
  private func active() async -> [PlatformQueries.TenantsRow]? {
    do throws(Refusal) {
      let rows: [PlatformQueries.TenantsRow] = try await database.ask(
        PlatformQueries.tenants(countMax: Limits.tenantsListedMax), of: database.platform)
      let active = rows.filter {
        $0.state == TenantState.active.rawValue && !outOfService.contains($0.id)
      }
      listed.withLock { $0 = active }
      return active
    } catch {
      CountMeter("tally_roster_failures_total").add()
      world.log.warning("tenants not listed", metadata: ["reason": "\(error.reason.rawValue)"])
      return listed.withLock { $0 }
    }
  }

  func logs() async -> [TenantLog]? {
    await active()?.flatMap { row in Log.allCases.map { TenantLog(TenantName(row.id).text, $0) } }
  }

  /// - Returns: nil for a tenant which is not in service here.
  func target(_ name: TenantLog) async throws(SealFailure) -> SealTarget? {
    guard let tenant = TenantName(name.tenant)?.id, !outOfService.contains(tenant) else {
      return nil
    }
    do throws(Refusal) {
      return SealTarget(
        name: name,
        store: SessionSealStore(
          sessions: database.sealerSessions(of: tenant), log: name.log, world: world),
        signer: try await signer(tenant, of: name.log))
    } catch {
      if error == .notFound { return nil }
      throw .unavailable
    }
  }

  /// Everybody in service; nil when they cannot be listed now.
  func all() async -> [Identifier]? { await active()?.map(\.id) }

  func scheduled(_ tenant: Identifier) async -> SchedulerTenant? {
    do throws(Refusal) {
      return SchedulerTenant(
        id: tenant, principal: SystemPrincipal.of(tenant), desk: try await desk(tenant),
        sessions: database.sessions(of: tenant))
    } catch {
      world.log.warning(
        "jobs of a tenant wait",
        metadata: ["tenant": "\(tenant)", "reason": "\(error.reason.rawValue)"])
      return nil
    }
  }

  func grants(_ tenant: Identifier) async throws(ExtractJobFailure) -> [ExtractGrant] {
    do throws(Refusal) {
      let rows: [PlatformQueries.TenantGrantsRow] = try await database.ask(
        PlatformQueries.tenantGrants(tenantID: tenant, countMax: Limits.tenantsListedMax),
        of: database.platform)
      return rows.filter { $0.period == ExtractPeriod.monthly.rawValue }.map {
        ExtractGrant(
          id: $0.id, regulator: $0.regulatorID, datasets: $0.datasets, fromOn: $0.fromOn,
          toOn: $0.toOn)
      }
    } catch {
      throw .refused(error)
    }
  }

  /// The tenant's one signing key, under the name of the log.
  func signer(_ tenant: Identifier, of log: Log) async throws(Refusal) -> NoteSigner {
    let context = try await desk(tenant).tenant
    let rows: [EngineQueries.WrappedKeysOfKindRow] = try await database.ask(
      EngineQueries.wrappedKeysOfKind(kind: Int16(WrappedKey.Kind.signing.rawValue)),
      of: database.sessions(of: tenant))
    guard let row = rows.first else { throw .internalError }
    do {
      let key = try SigningKey(
        try WrappedKey(bytes: row.wrapped), tenant: tenant,
        ledger: context.identity(of: .ledger).origin, masters: masters)
      return try NoteSigner(name: context.identity(of: log).origin, seed: key.seed)
    } catch {
      world.log.error("the signing key does not open", metadata: ["tenant": "\(tenant)"])
      throw .internalError
    }
  }
}

/// The platform itself, acting within a tenant. Its pseudonym follows from the tenant: the same in
/// every entry, of nobody else.
enum SystemPrincipal {
  static func of(_ tenant: Identifier) -> Principal {
    let id = Identifier(high: tenant.low, low: tenant.high)
    return Principal.system(id: id, pseudonym: id, tenant: tenant)
  }
}
