import Bytes
import Logging
import Postgres
import Queries
import Reactor
import SQL
import Synchronization
import World

/// Where tenants live: `platform.placement`, kept for a few seconds and asked again whenever a
/// database does not answer.
final class CellRouter: Sendable {
  /// Where one tenant lives.
  struct Placement: Sendable, Equatable {
    let cell: String
    /// libpq keywords of the cell.
    let connection: String
    /// Counts the moves of the tenant.
    let epoch: Int64
    let isActive: Bool
  }
  private struct Kept {
    let placement: Placement
    var askAgainAt: UInt64
  }

  private let platform: any SessionSource
  private let world: World
  private let kept = Mutex<[Identifier: Kept]>([:])

  init(platform: any SessionSource, world: World) {
    self.platform = platform
    self.world = world
  }

  /// Throws: `unavailable` for a tenant that is nowhere, or when nobody could be asked.
  func placement(of tenant: Identifier, deadline: UInt64) async throws(SQLFailure) -> Placement {
    let now = world.monotonicNow()
    let known = kept.withLock { kept -> (placement: Placement, isOld: Bool)? in
      guard let found = kept[tenant] else { return nil }
      let isOld = found.askAgainAt <= now
      // One asks, the others go on with what is known.
      if isOld { kept[tenant]?.askAgainAt = now + Limits.placementNanoseconds }
      return (found.placement, isOld)
    }
    if let known, !known.isOld { return known.placement }
    do throws(SQLFailure) {
      return try await ask(tenant, deadline: deadline)
    } catch {
      // The platform's tables may be elsewhere than the tenant's: what is known holds.
      guard let known, error.statement != Self.nowhere.statement else { throw error }
      return known.placement
    }
  }

  /// The next caller asks again; what is known holds where nobody can be asked.
  func doubt(_ tenant: Identifier) { kept.withLock { $0[tenant]?.askAgainAt = 0 } }

  private static let nowhere = SQLFailure(
    code: .unavailable, statement: "placement", wasSent: false)

  private func ask(_ tenant: Identifier, deadline: UInt64) async throws(SQLFailure) -> Placement {
    let bound = min(deadline, world.monotonicNow() + Limits.platformNanoseconds)
    let answers = try await platform.withSession(deadline: bound) { (session) throws(SQLFailure) in
      try await session.run(
        Batch([PlatformQueries.placement(id: tenant).bound]), deadline: bound)
    }
    let rows: [PlatformQueries.PlacementRow] = try answers[0].decoded()
    guard let row = rows.first else {
      kept.withLock { $0[tenant] = nil }
      throw Self.nowhere
    }
    let placement = Placement(
      cell: row.cellName, connection: row.connection, epoch: row.epoch,
      isActive: row.state == TenantState.active.rawValue)
    let askAgainAt = world.monotonicNow() + Limits.placementNanoseconds
    kept.withLock { kept in
      if kept.count >= Limits.placementsMax { kept = [:] }
      kept[tenant] = Kept(placement: placement, askAgainAt: askAgainAt)
    }
    return placement
  }
}

/// Sessions of one role within one tenant's schema, wherever the tenant lives by now.
struct RoutedSessions: SessionSource {
  let tenant: Identifier
  let role: String
  let purpose: SessionPurpose
  /// False for provisioning, which works on tenants that are not in service yet.
  let needsService: Bool
  let router: CellRouter
  let pools: CellPools

  func withSession<Result: Sendable>(
    deadline: UInt64, _ body: (any Session) async throws(SQLFailure) -> Result
  ) async throws(SQLFailure) -> Result {
    var placement = try await router.placement(of: tenant, deadline: deadline)
    if needsService, !placement.isActive {
      // It may have come into service since.
      router.doubt(tenant)
      placement = try await router.placement(of: tenant, deadline: deadline)
    }
    guard placement.isActive || !needsService, let pool = pools.pool(of: placement) else {
      router.doubt(tenant)
      throw SQLFailure(code: .unavailable, statement: "placement", wasSent: false)
    }
    let owner = SessionOwner(
      role: role, schema: TenantSchema(TenantName(tenant).text), purpose: purpose,
      epoch: placement.epoch)
    do throws(SQLFailure) {
      return try await pool.sessions(of: owner).withSession(deadline: deadline, body)
    } catch {
      switch error.code {
      // It may have moved: the next attempt, under the same key, asks first.
      case .connectionLost, .unavailable: router.doubt(tenant)
      case .violated, .serialization, .lockNotAvailable, .cancelled, .server, .undecodable: break
      }
      throw error
    }
  }
}

/// The pools of one shard, one for each cell.
final class CellPools: Sendable {
  /// Of this server's own cell, where the platform's tables are too.
  let own: TenantSessions
  private let shard: Int
  private let settings: TenantSessions.Settings
  private let opener: ConnectionOpener
  private let executor: ShardExecutor
  private let world: World
  private let others = Mutex<[String: (connection: String, pool: TenantSessions)]>([:])

  init(
    shard: Int, _ settings: TenantSessions.Settings, opener: ConnectionOpener,
    executor: ShardExecutor, world: World
  ) {
    self.shard = shard
    var settings = settings
    settings.name = "\(shard)/\(DatabaseAccess.cell)"
    self.settings = settings
    self.opener = opener
    self.executor = executor
    self.world = world
    own = TenantSessions(settings, opener: opener, executor: executor, world: world)
  }

  /// - Returns: nil for a cell whose connection cannot be read, or one too many.
  func pool(of placement: CellRouter.Placement) -> TenantSessions? {
    guard placement.cell != DatabaseAccess.cell else { return own }
    return others.withLock { (others) -> TenantSessions? in
      if let found = others[placement.cell], found.connection == placement.connection {
        return found.pool
      }
      guard others.count < Limits.cellsMax || others[placement.cell] != nil else { return nil }
      let target: ConnectionTarget
      do throws(ConnectionTarget.Unfit) {
        target = try ConnectionTarget(keywords: placement.connection)
      } catch {
        world.log.error(
          "the place of a cell is refused",
          metadata: ["cell": "\(placement.cell)", "reason": "\(error)"])
        return nil
      }
      var settings = settings
      settings.target = target
      settings.name = "\(shard)/\(placement.cell)"
      // The pool before it, if there was one, ends with its last session.
      let pool = TenantSessions(settings, opener: opener, executor: executor, world: world)
      others[placement.cell] = (placement.connection, pool)
      return pool
    }
  }

  func close() async {
    await own.close()
    for pool in others.withLock({ $0.values.map(\.pool) }) { await pool.close() }
  }
}
