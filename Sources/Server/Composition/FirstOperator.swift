import Logging
import Access
import Bytes
import Contract
import Postgres
import Queries
import SQL
import World

/// The operator whom the server makes for whoever owns its data directory.
struct FirstOperator: Sendable {
  private static let fileName = "operator.token"
  private static let label = "first operator"

  let files: DataFiles
  let database: DatabaseAccess
  let world: World

  /// Sees to it that the token in `operator.token` is registered: made when the file is missing,
  /// registered when an earlier start was broken off between the two.
  func ensure() async throws(ServerFailure) {
    let path = files.path(Self.fileName)
    let token: Token
    if let bytes = try DataFiles.read(path) {
      let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
      guard let read = Token(text) else {
        throw .setting("\(path) holds no token; remove it to have a new one made")
      }
      token = read
    } else {
      token = Token(
        register: .platform, secret: world.randomBytes(Token.secretByteCount))
      try DataFiles.write(Array((token.text + "\n").utf8), to: path, mode: 0o600)
      world.log.notice("operator's token made", metadata: ["path": "\(path)"])
    }
    do throws(SQLFailure) {
      try await register(token)
    } catch {
      throw .database("the operator cannot be registered: \(error.statement)")
    }
  }

  private func register(_ token: Token) async throws(SQLFailure) {
    let deadline = world.monotonicNow() + Limits.platformNanoseconds
    let now = world.recordedNow()
    let id = world.identifier()
    guard let pseudonym = Identifier(bytes: world.randomBytes(Identifier.byteCount)) else {
      preconditionFailure("16 bytes")
    }
    try await database.platform.withSession(deadline: deadline) {
      (session) throws(SQLFailure) in
      let answers = try await session.run(
        Batch(
          opening: .readCommitted,
          [PlatformQueries.credential(tokenHash: token.hash.bytes).bound]), deadline: deadline)
      // One that was revoked stays revoked.
      let isKnown = answers[0].count > 0
      _ = try await session.run(
        Batch(
          isKnown
            ? []
            : [
              PlatformQueries.insertPrincipal(
                id: id, tenantID: nil, kind: Principal.Kind.person.rawValue, label: Self.label,
                pseudonym: pseudonym, createdAt: now, createdBy: nil),
              PlatformQueries.insertRoles(
                principalID: id, roles: [Int16(Role.platformAdmin.rawValue)]),
              PlatformQueries.insertCredential(
                id: world.identifier(), principalID: id, tokenHash: token.hash.bytes,
                networks: [], expiresAt: now.adding(seconds: Limits.operatorSeconds),
                createdAt: now),
            ], closing: .commit), deadline: deadline)
    }
  }
}
