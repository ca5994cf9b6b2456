import Access
import Bytes
import Contract
import Queries
import SQL
import World

/// A principal to register, with the credential whose token its maker keeps.
struct NewPrincipal: Sendable {
  static let labelLengthMax = 100

  let id: Identifier
  let kind: Principal.Kind
  let roles: Set<Role>
  let label: String
  let tokenHash: Digest
  let networks: [String]
  let expiresAt: Timestamp

  /// What registers it, of a tenant or of the platform.
  func writes(
    tenant: Identifier?, at now: Timestamp, by maker: Identifier, _ world: World
  ) -> [Bound] {
    // Random in all its bits: it must not tell when it was made.
    guard let pseudonym = Identifier(bytes: world.randomBytes(Identifier.byteCount)) else {
      preconditionFailure("16 bytes")
    }
    return [
      PlatformQueries.insertPrincipal(
        id: id, tenantID: tenant, kind: kind.rawValue, label: label, pseudonym: pseudonym,
        createdAt: now, createdBy: maker),
      PlatformQueries.insertRoles(
        principalID: id, roles: roles.map { Int16($0.rawValue) }.sorted()),
      PlatformQueries.insertCredential(
        id: world.identifier(), principalID: id, tokenHash: tokenHash.bytes, networks: networks,
        expiresAt: expiresAt, createdAt: now),
    ]
  }

  /// Judged under the key only: a replay after the end of the credential gives the stored reply.
  func checkExpiry(at now: Timestamp, field: String) throws(Refusal) {
    let isOperator = roles.contains(.platformAdmin)
    let secondsMax = isOperator ? Limits.operatorSeconds : Limits.credentialDaysMax * 86_400
    guard now < expiresAt, expiresAt <= now.adding(seconds: secondsMax) else {
      throw .invalid(field, "must lie ahead, by \(isOperator ? "an hour" : "a year") at most")
    }
  }

  /// The CIDR ranges of a request.
  static func networks(_ texts: [String], _ field: String) throws(Refusal) -> [String] {
    guard texts.count <= Access::Limits.networksMax else {
      throw .invalid(field, "are more than \(Access::Limits.networksMax)")
    }
    for text in texts where Network(text) == nil {
      throw .invalid(field, "holds something that is no CIDR range")
    }
    return texts
  }

  static func refusal(forConstraint constraint: String, field: String) -> Refusal? {
    guard constraint == "credential_hash_unique" else { return nil }
    return Refusal(
      .alreadyExists, .alreadyExists, "a credential with this hash is there already", field: field)
  }
}
