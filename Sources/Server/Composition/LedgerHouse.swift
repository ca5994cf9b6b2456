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
      roster: { await roster.sealed() })
    let means = ExtractJob.Means(
      grants: { (tenant) throws(ExtractJobFailure) in try await roster.grants(tenant) },
      signer: { (tenant) throws(ExtractJobFailure) in try await roster.signer(tenant) },
      seal: { (tenant) throws(ExtractJobFailure) in
        do throws(SealFailure) {
          guard try await sealer.checkpoint(of: TenantName(tenant).text) != nil else {
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
      // Every commit may have appended: the sealer is told of each.
      sealer.hint(TenantName(tenant).text)
      if given.contains(.jobs) { scheduler.hint(tenant) }
    }
    self.shelf = shelf
    self.sealer = sealer
    self.scheduler = scheduler
  }

  /// Seals and signs what `tenant` committed so far. A failure is told by the sealer's own rounds.
  func seal(_ tenant: Identifier) async {
    _ = try? await sealer.checkpoint(of: TenantName(tenant).text)
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

  private func active() async -> [PlatformQueries.TenantsRow] {
    do throws(Refusal) {
      let rows: [PlatformQueries.TenantsRow] = try await database.ask(
        PlatformQueries.tenants(countMax: Limits.tenantsListedMax), of: database.platform)
      return rows.filter { $0.state == TenantState.active.rawValue }
    } catch {
      world.log.warning("tenants not listed", metadata: ["reason": "\(error.reason.rawValue)"])
      return []
    }
  }

  func sealed() async -> [SealTenant] {
    var out: [SealTenant] = []
    for row in await active() {
      do throws(ExtractJobFailure) {
        out.append(
          SealTenant(
            id: TenantName(row.id).text,
            store: SessionSealStore(sessions: database.sealerSessions(of: row.id), world: world),
            signer: try await signer(row.id)))
      } catch {
        world.log.error(
          "a ledger cannot be signed",
          metadata: ["tenant": "\(row.id)", "failure": "\(error.logged)"])
      }
    }
    return out
  }

  func scheduled() async -> [SchedulerTenant] {
    var out: [SchedulerTenant] = []
    for row in await active() {
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
      return rows.filter { $0.period == ExtractPeriod.monthly.rawValue }.map {
        ExtractGrant(
          id: $0.id, regulator: $0.regulatorID, datasets: $0.datasets, fromOn: $0.fromOn,
          toOn: $0.toOn)
      }
    } catch {
      throw .refused(error)
    }
  }

  func signer(_ tenant: Identifier) async throws(ExtractJobFailure) -> NoteSigner {
    let origin: String
    let wrapped: [UInt8]
    do throws(Refusal) {
      let context = try await desk(tenant).tenant
      origin = context.origin
      let rows: [EngineQueries.WrappedKeysOfKindRow] = try await database.ask(
        EngineQueries.wrappedKeysOfKind(kind: Int16(WrappedKey.Kind.signing.rawValue)),
        of: database.sessions(of: tenant))
      guard let row = rows.first else { throw .internalError }
      wrapped = row.wrapped
    } catch {
      throw .refused(error)
    }
    do {
      let key = try SigningKey(
        try WrappedKey(bytes: wrapped), tenant: tenant, ledger: origin, masters: masters)
      return try NoteSigner(name: origin, seed: key.seed)
    } catch {
      throw .ledger("the signing key does not open")
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
