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

  init(
    settings: ServerSettings, database: DatabaseAccess, masters: MasterKeys, hints: HintBoard,
    desk: @escaping @Sendable (_ tenant: Identifier) async throws(Refusal) -> TenantDesk,
    world: World
  ) {
    self.database = database
    self.masters = masters
    self.desk = desk
    self.world = world
    let roster = Roster(database: database, masters: masters, desk: desk, world: world)
    let shelf = ExtractShelf(directory: settings.files.path("extracts"))
    let sealer = SealerService(
      world: world, notes: FileNoteStore(directory: settings.files.path("notes")),
      watch: .init(failed: { name, failure in
        world.log.log(
          level: failure.needsOperator ? .error : .warning, "a log was not sealed or signed",
          metadata: ["log": "\(name)", "failure": "\(failure)"])
      }),
      roster: { await roster.logs() },
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
        try shelf.open(tenant: TenantName(tenant).text, name: name)
      })
    let scheduler = SchedulerService(
      world: world,
      handlers: [EndOfDayJob(afterClose: [ExtractJob.afterClose]), ExtractJob(means)],
      roster: { await roster.scheduled() })
    _ = hints.listen { tenant, given in
      if given.contains(.ledger) { sealer.hint(TenantName(tenant).text, .ledger) }
      if given.contains(.access) { sealer.hint(TenantName(tenant).text, .access) }
      if given.contains(.jobs) { scheduler.hint(tenant) }
    }
    self.shelf = shelf
    self.sealer = sealer
    self.scheduler = scheduler
  }

  var services: [any HouseService] { [Sealing(sealer: sealer), Scheduling(scheduler: scheduler)] }
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
private struct Roster: Sendable {
  let database: DatabaseAccess
  let masters: MasterKeys
  let desk: @Sendable (_ tenant: Identifier) async throws(Refusal) -> TenantDesk
  let world: World

  /// - Returns: nil when the database does not answer.
  private func active() async -> [PlatformQueries.TenantsRow]? {
    do throws(Refusal) {
      let rows: [PlatformQueries.TenantsRow] = try await database.ask(
        PlatformQueries.tenants(countMax: Limits.tenantsListedMax), of: database.platform)
      return rows.filter { $0.state == TenantState.active.rawValue }
    } catch {
      world.log.warning("tenants not listed", metadata: ["reason": "\(error.reason.rawValue)"])
      return nil
    }
  }

  func logs() async -> [TenantLog]? {
    await active()?.flatMap { row in Log.allCases.map { TenantLog(TenantName(row.id).text, $0) } }
  }

  /// - Returns: nil for a tenant which is not in service here.
  func target(_ name: TenantLog) async throws(SealFailure) -> SealTarget? {
    guard let tenant = TenantName(name.tenant)?.id else { return nil }
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

  func scheduled() async -> [SchedulerTenant] {
    var out: [SchedulerTenant] = []
    for row in await active() ?? [] {
      guard let desk = try? await desk(row.id) else { continue }
      out.append(
        SchedulerTenant(
          id: row.id, principal: SystemPrincipal.of(row.id), desk: desk,
          sessions: database.sessions(of: row.id)))
    }
    return out
  }

  func grants(_ tenant: Identifier) async throws(ExtractJobFailure) -> [ExtractGrant] {
    do throws(Refusal) {
      let rows: [PlatformQueries.TenantGrantsRow] = try await database.ask(
        PlatformQueries.tenantGrants(tenantID: tenant, countMax: Limits.tenantsListedMax),
        of: database.platform)
      return rows.filter { $0.period == ExtractJob.monthly }.map {
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
