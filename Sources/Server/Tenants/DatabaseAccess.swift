import Logging
import Bytes
import Contract
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
    let sessions: TenantSessions
  }

  /// The cell of this server: its own PostgreSQL.
  static let cell = "main"

  let places: [Place]
  private let world: World

  init(places: [Place], world: World) {
    precondition(!places.isEmpty, "no shard")
    self.places = places
    self.world = world
  }

  /// A tenant's calls, lane and sessions live on one shard.
  func shard(of tenant: Identifier) -> Place { places[index(of: tenant)] }

  func index(of tenant: Identifier) -> Int {
    // The low half of a version 7 identifier is random.
    Int(tenant.low % UInt64(places.count))
  }

  /// Sessions on the platform's tables, of the first shard.
  var platform: any SessionSource { platform(on: places[0]) }

  func platform(on place: Place) -> any SessionSource {
    place.sessions.sessions(
      of: SessionOwner(role: Roles.platform.rawValue, schema: nil, purpose: .platform))
  }

  /// Sessions of a tenant's own role.
  func sessions(of tenant: Identifier) -> any SessionSource {
    let name = TenantName(tenant).text
    return shard(of: tenant).sessions.sessions(
      of: SessionOwner(role: name, schema: TenantSchema(name), purpose: .tenant))
  }

  /// Sessions of the owner within a tenant's schema, for provisioning.
  func ownerSessions(of tenant: Identifier) -> any SessionSource {
    shard(of: tenant).sessions.sessions(
      of: SessionOwner(
        role: Roles.owner.rawValue, schema: TenantSchema(TenantName(tenant).text),
        purpose: .operator))
  }

  /// Sessions of the sealer within a tenant's schema.
  func sealerSessions(of tenant: Identifier) -> any SessionSource {
    shard(of: tenant).sessions.sessions(
      of: SessionOwner(
        role: Roles.sealer.rawValue, schema: TenantSchema(TenantName(tenant).text),
        purpose: .sealer))
  }

  /// One statement alone.
  ///
  /// - Throws: the refusal a caller sees.
  func ask<Result: DecodableRow>(
    _ query: Query<Result>, of sessions: any SessionSource
  ) async throws(Refusal) -> [Result] {
    let deadline = world.monotonicNow() + Limits.platformNanoseconds
    do throws(SQLFailure) {
      let answers = try await sessions.withSession(deadline: deadline) {
        (session) throws(SQLFailure) in
        try await session.run(Batch([query.bound]), deadline: deadline)
      }
      return try answers[0].decoded()
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
