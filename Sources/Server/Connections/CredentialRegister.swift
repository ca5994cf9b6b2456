import Access
import Bytes
import Contract
import Postgres
import Queries
import Reactor
import SQL
import World

/// What is known of tokens: facts of the database, kept for two seconds at most and until their
/// principal's rights are changed.
actor CredentialRegister {
  /// The facts of a token at a time of the monotonic clock.
  struct Facts: Sendable {
    let credential: Credential?
    let readAt: UInt64
    /// The last change of rights before the reading.
    let change: UInt64
  }

  nonisolated let shard: Shard
  nonisolated var unownedExecutor: UnownedSerialExecutor {
    // Safe because the shard is kept for as long as this actor.
    unsafe shard.executor.asUnownedSerialExecutor()
  }
  private let platform: any SessionSource
  private let tenant: @Sendable (Identifier) -> any SessionSource
  private let world: World
  nonisolated let changes: StandingChanges
  private var known: [Digest: Facts] = [:]

  init(
    shard: Shard, platform: any SessionSource,
    tenant: @escaping @Sendable (Identifier) -> any SessionSource, changes: StandingChanges,
    world: World
  ) {
    self.shard = shard
    self.platform = platform
    self.tenant = tenant
    self.changes = changes
    self.world = world
  }

  /// The facts of a token, two seconds old at most and with every change made here.
  ///
  /// - Throws: when the database does not answer in time.
  func facts(of token: Token) async throws(SQLFailure) -> Facts {
    let now = world.monotonicNow()
    if let facts = known[token.hash],
      now < facts.readAt + Limits.credentialFreshNanoseconds, !isOutdated(facts)
    {
      return facts
    }
    let change = changes.number
    let facts = Facts(credential: try await read(token), readAt: now, change: change)
    if known.count >= Limits.credentialsMax { forgetOld(now) }
    if facts.credential != nil { known[token.hash] = facts } else { known[token.hash] = nil }
    return facts
  }

  /// Whether rights of the token's principal were changed after its facts were read.
  nonisolated func isOutdated(_ facts: Facts) -> Bool {
    guard let credential = facts.credential else { return facts.change != changes.number }
    return changes.isChanged(credential.principal.id, since: facts.change)
  }

  private func forgetOld(_ now: UInt64) {
    known = known.filter { now < $0.value.readAt + Limits.credentialFreshNanoseconds }
    if known.count >= Limits.credentialsMax { known = [:] }
  }

  private func read(_ token: Token) async throws(SQLFailure) -> Credential? {
    switch token.register {
    case .platform: try await readPlatform(token)
    case .subjects(let tenant): try await readSubject(token, tenant)
    }
  }

  private func readPlatform(_ token: Token) async throws(SQLFailure) -> Credential? {
    let deadline = world.monotonicNow() + Limits.credentialReadNanoseconds
    let hash = token.hash.bytes
    let answers = try await platform.withSession(deadline: deadline) {
      (session) throws(SQLFailure) in
      try await session.run(
        Batch(
          opening: .snapshot,
          [
            PlatformQueries.credential(tokenHash: hash).bound,
            PlatformQueries.grants(
              tokenHash: hash, countMax: Int64(Access::Limits.grantsMax)
            ).bound,
          ], closing: .commit), deadline: deadline)
    }
    let rows: [PlatformQueries.CredentialRow] = try answers[0].decoded()
    let grants: [PlatformQueries.GrantsRow] = try answers[1].decoded()
    return rows.first.flatMap { Self.credential($0, grants) }
  }

  /// - Returns: nil for a row this program does not understand.
  private static func credential(
    _ row: PlatformQueries.CredentialRow, _ grants: [PlatformQueries.GrantsRow]
  ) -> Credential? {
    let roles = row.roles.compactMap { Role(rawValue: UInt8(clamping: $0)) }
    let networks = row.networks.compactMap { Network($0) }
    guard let hash = Digest(bytes: row.tokenHash), let kind = Principal.Kind(rawValue: row.kind),
      let state = Credential.PrincipalState(rawValue: row.state), roles.count == row.roles.count,
      networks.count == row.networks.count
    else { return nil }
    let principal = Principal(
      id: row.id, kind: kind, pseudonym: row.pseudonym, tenant: row.tenantID, roles: Set(roles),
      grants: grants.map {
        RegulatorGrant(
          tenant: $0.tenantID, datasets: Set($0.datasets), fromOn: $0.fromOn, toOn: $0.toOn)
      }, networks: networks, expiresAt: row.expiresAt)
    return Credential(
      tokenHash: hash, revokedAt: row.revokedAt, state: state,
      tenantIsActive: row.tenantIsActive, principal: principal)
  }

  private func readSubject(
    _ token: Token, _ id: Identifier
  ) async throws(SQLFailure) -> Credential? {
    let deadline = world.monotonicNow() + Limits.credentialReadNanoseconds
    // Asked first: a session for a tenant that does not exist could not be opened.
    let found = try await platform.withSession(deadline: deadline) {
      (session) throws(SQLFailure) in
      try await session.run(
        Batch([PlatformQueries.tenant(id: id).bound]), deadline: deadline)
    }
    let tenants: [PlatformQueries.TenantRow] = try found[0].decoded()
    guard let known = tenants.first, known.state == TenantState.active.rawValue else { return nil }
    let answers = try await tenant(id).withSession(deadline: deadline) {
      (session) throws(SQLFailure) in
      try await session.run(
        Batch([AccessQueries.subjectCredential(tokenHash: token.hash.bytes).bound]),
        deadline: deadline)
    }
    let rows: [AccessQueries.SubjectCredentialRow] = try answers[0].decoded()
    guard let row = rows.first, let hash = Digest(bytes: row.tokenHash) else { return nil }
    let principal = Principal(
      id: row.id, kind: .subject, pseudonym: row.pseudonym, tenant: id, roles: [.debtor],
      subject: row.subjectID, expiresAt: row.expiresAt)
    return Credential(
      tokenHash: hash, revokedAt: row.revokedAt, state: .active, tenantIsActive: true,
      principal: principal)
  }
}

/// The states of a tenant, with the codes of `platform.tenant`.
enum TenantState: Int16, Sendable, CaseIterable {
  case provisioning = 1
  case active = 2
  case suspended = 3
  case closed = 4
}
