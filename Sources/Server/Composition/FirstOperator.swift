import Access
import Bytes
import Contract
import Logging
import Postgres
import Queries
import SQL
import World

/// The operator whom the server makes for whoever owns its data directory.
///
/// The token in `operator.token` lives for an hour and is renewed at each start and every half
/// hour; the one before it goes on until its own end. Source:
/// proto-like-specs/decisions/0011-operator-token.md.
struct FirstOperator: Sendable {
  private static let fileName = "operator.token"
  private static let label = "first operator"

  let files: DataFiles
  let database: DatabaseAccess
  let world: World

  private var path: String { files.path(Self.fileName) }

  /// Whose token the file holds.
  private enum Owner: Sendable {
    /// There is no file, or no credential by its token: an operator is made.
    case nobody
    case active(Identifier)
    /// Revoked or locked: it stays so.
    case barred
    /// Somebody who is no operator.
    case stranger
  }

  /// Puts a fresh token into the file: of the operator whose token is there, or of a new one.
  func renew() async throws(ServerFailure) {
    let old = try token()
    let fresh = Token(register: .platform, secret: world.randomBytes(Token.secretByteCount))
    let owner: Owner
    do throws(SQLFailure) {
      owner = try await self.owner(of: old)
      switch owner {
      case .nobody: try await make(fresh)
      case .active(let principal): try await add(fresh, to: principal)
      case .barred, .stranger: break
      }
    } catch {
      throw .database("the operator cannot be registered: \(error.statement)")
    }
    // Registered first: what the file holds is always a token that opens something.
    switch owner {
    case .nobody, .active:
      try DataFiles.write(Array((fresh.text + "\n").utf8), to: path, mode: 0o600)
      world.log.info("operator's token made", metadata: ["path": "\(path)"])
    case .barred:
      world.log.warning(
        "the operator was revoked; remove the file to have another made",
        metadata: ["path": "\(path)"])
    case .stranger: throw .setting("\(path) holds the token of somebody who is no operator")
    }
  }

  private func token() throws(ServerFailure) -> Token? {
    guard let bytes = try DataFiles.read(path) else { return nil }
    let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
    guard let token = Token(text) else {
      throw .setting("\(path) holds no token; remove it to have a new one made")
    }
    return token
  }

  private func owner(of token: Token?) async throws(SQLFailure) -> Owner {
    guard let token else { return .nobody }
    let rows = try await run(Batch([PlatformQueries.credential(tokenHash: token.hash.bytes).bound]))
    let found: [PlatformQueries.CredentialRow] = try rows[0].decoded()
    guard let row = found.first else { return .nobody }
    guard row.roles.contains(Int16(Role.platformAdmin.rawValue)) else { return .stranger }
    let isActive = row.state == Credential.PrincipalState.active.rawValue
    return isActive && row.revokedAt == nil ? .active(row.id) : .barred
  }

  private func make(_ token: Token) async throws(SQLFailure) {
    let now = world.recordedNow()
    let id = world.identifier()
    guard let pseudonym = Identifier(bytes: world.randomBytes(Identifier.byteCount)) else {
      preconditionFailure("16 bytes")
    }
    _ = try await run(
      Batch(
        opening: .readCommitted,
        [
          PlatformQueries.insertPrincipal(
            id: id, tenantID: nil, kind: Principal.Kind.person.rawValue, label: Self.label,
            pseudonym: pseudonym, createdAt: now, createdBy: nil),
          PlatformQueries.insertRoles(
            principalID: id, roles: [Int16(Role.platformAdmin.rawValue)]),
          credential(token, of: id, now),
        ], closing: .commit))
  }

  /// Takes the place of a token which has ended, so that their number stays at two or three.
  private func add(_ token: Token, to principal: Identifier) async throws(SQLFailure) {
    let now = world.recordedNow()
    let replaced = try await run(
      Batch([
        PlatformQueries.renewCredential(
          tokenHash: token.hash.bytes, expiresAt: now.adding(seconds: Limits.operatorSeconds),
          now: now, principalID: principal
        ).bound
      ]))
    guard replaced[0].count == 0 else { return }
    _ = try await run(Batch([credential(token, of: principal, now)]))
  }

  private func credential(_ token: Token, of principal: Identifier, _ now: Timestamp) -> Bound {
    PlatformQueries.insertCredential(
      id: world.identifier(), principalID: principal, tokenHash: token.hash.bytes, networks: [],
      expiresAt: now.adding(seconds: Limits.operatorSeconds), createdAt: now)
  }

  private func run(_ batch: Batch) async throws(SQLFailure) -> [Rows] {
    let deadline = world.monotonicNow() + Limits.platformNanoseconds
    return try await database.platform.withSession(deadline: deadline) {
      (session) throws(SQLFailure) in try await session.run(batch, deadline: deadline)
    }
  }
}

/// Renews the operator's token for as long as the server lives.
struct OperatorRenewal: HouseService {
  let first: FirstOperator
  let period: Duration
  let world: World
  var name: String { "operator" }

  func run() async {
    var pause = period
    while true {
      do { try await world.sleep(pause) } catch { return }
      do throws(ServerFailure) {
        try await first.renew()
        pause = period
      } catch {
        world.log.error("operator's token not renewed", metadata: ["failure": "\(error)"])
        pause = min(period, Limits.operatorRetry)
      }
    }
  }
}
