import Bytes
import Contract
import Logging
import Postgres
import Queries
import Reactor
import SQL
import World

/// Sessions of every role, on the shard where they belong.
final class DatabaseAccess: Sendable {
  /// One shard and the sessions which live on it.
  struct Place: Sendable {
    let home: ShardHome
    let pools: CellPools
  }

  /// The cell of this server: its own PostgreSQL, with the platform's tables.
  static let cell = "main"

  let places: [Place]
  private let router: CellRouter
  private let world: World

  init(places: [Place], world: World) {
    precondition(!places.isEmpty, "no shard")
    self.places = places
    self.world = world
    router = CellRouter(platform: Self.platform(on: places[0]), world: world)
  }

  /// Ends every session.
  func close() async {
    for place in places { await place.pools.close() }
  }

  /// A tenant's calls, lane and sessions live on one shard.
  func shard(of tenant: Identifier) -> Place { places[index(of: tenant)] }

  func index(of tenant: Identifier) -> Int {
    // The low half of a version 7 identifier is random.
    Int(tenant.low % UInt64(places.count))
  }

  /// Sessions on the platform's tables, of the first shard.
  var platform: any SessionSource { Self.platform(on: places[0]) }

  static func platform(on place: Place) -> any SessionSource {
    place.pools.own.sessions(
      of: SessionOwner(role: Roles.platform.rawValue, schema: nil, purpose: .platform))
  }

  /// Sessions of a tenant's own role.
  func sessions(of tenant: Identifier) -> any SessionSource {
    routed(tenant, TenantName(tenant).text, .tenant)
  }

  /// Sessions of the owner within a tenant's schema, for provisioning.
  func ownerSessions(of tenant: Identifier) -> any SessionSource {
    routed(tenant, Roles.owner.rawValue, .operator, needsService: false)
  }

  /// Sessions of the sealer within a tenant's schema.
  func sealerSessions(of tenant: Identifier) -> any SessionSource {
    routed(tenant, Roles.sealer.rawValue, .sealer)
  }

  private func routed(
    _ tenant: Identifier, _ role: String, _ purpose: SessionPurpose, needsService: Bool = true
  ) -> any SessionSource {
    RoutedSessions(
      tenant: tenant, role: role, purpose: purpose, needsService: needsService, router: router,
      pools: shard(of: tenant).pools)
  }

  /// One statement alone.
  ///
  /// - Throws: the refusal a caller sees.
  func ask<Result: DecodableRow>(
    _ query: Query<Result>, of sessions: any SessionSource
  ) async throws(Refusal) -> [Result] {
    let rows = try await perform(query.bound, of: sessions)
    do throws(SQLFailure) { return try rows.decoded() } catch { throw refusal(for: error) }
  }

  /// One statement alone, for its effect.
  ///
  /// - Throws: the refusal a caller sees.
  @discardableResult
  func perform(_ bound: Bound, of sessions: any SessionSource) async throws(Refusal) -> Rows {
    let deadline = world.monotonicNow() + Limits.platformNanoseconds
    do throws(SQLFailure) {
      return try await sessions.withSession(deadline: deadline) { (session) throws(SQLFailure) in
        try await session.run(Batch([bound]), deadline: deadline)[0]
      }
    } catch {
      throw refusal(for: error)
    }
  }

  /// What a caller is told of a failure of the database; the log has the cause.
  func refusal(for failure: SQLFailure) -> Refusal {
    switch failure.code {
    case .connectionLost, .unavailable, .serialization, .lockNotAvailable, .cancelled:
      return Refusal(
        .unavailable, failure.isCommitUnknown ? .commitUnknown : .unavailable,
        "the database cannot be reached", retry: .sameKey(afterMilliseconds: 500))
    case .violated, .server, .undecodable:
      world.log.error(
        "statement failed",
        metadata: ["statement": "\(failure.statement)", "failure": "\(failure.code)"])
      return .internalError
    }
  }
}
