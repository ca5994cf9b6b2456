package import Bytes
package import Contract

/// The stored facts of one token and its principal.
package struct Credential: Sendable {
  /// The codes of domain/model.md section 3.
  package enum PrincipalState: Int16, Sendable, CaseIterable {
    case active = 1
    case locked = 2
    case revoked = 3
  }

  package let tokenHash: Digest
  package let revokedAt: Timestamp?
  package let state: PrincipalState
  /// Whether the principal's tenant, if it has one, is in service.
  package let tenantIsActive: Bool
  package let principal: Principal

  package init(
    tokenHash: Digest, revokedAt: Timestamp?, state: PrincipalState, tenantIsActive: Bool,
    principal: Principal
  ) {
    self.tokenHash = tokenHash
    self.revokedAt = revokedAt
    self.state = state
    self.tenantIsActive = tenantIsActive
    self.principal = principal
  }

  /// The one answer to a credential that does not hold: unknown, changed, expired, revoked, locked
  /// or of another tenant look alike.
  package static let refusal = Refusal(
    .unauthenticated, .credentialInvalid, "the credential is not valid")

  /// Who presents `token`, when `found` (what the register holds under the token's hash) proves it.
  ///
  /// Does the same work whether or not anything was found.
  ///
  /// - Throws: `CREDENTIAL_INVALID`, or `NETWORK_NOT_ALLOWED` for a credential that is otherwise
  ///   valid.
  package static func verify(
    _ token: Token, found: Credential?, from peer: Peer, now: Timestamp
  ) throws(Refusal) -> Principal {
    let stored = found?.tokenHash.bytes ?? [UInt8](repeating: 0, count: Digest.byteCount)
    let isEqual = equalInConstantTime(token.hash.bytes, stored)
    guard let found, isEqual, found.fits(token.register) else { throw refusal }
    try found.check(from: peer, now: now)
    return found.principal
  }

  /// Holds the facts against the time of a call: to be asked for each call and each message of a
  /// stream, on facts read again within the revocation bound.
  ///
  /// - Throws: as `verify`.
  package func check(from peer: Peer, now: Timestamp) throws(Refusal) {
    guard state == .active, tenantIsActive, now < principal.expiresAt,
      revokedAt.map({ now < $0 }) ?? true
    else { throw Self.refusal }
    guard peer.isWithin(principal.networks) else {
      throw .denied(
        .networkNotAllowed, "the credential is not accepted from this network", rule: "networks")
    }
  }

  /// A subject's token opens a subject of the very tenant which the token names; no other token
  /// opens a subject; no token opens the system.
  private func fits(_ register: Token.Register) -> Bool {
    guard !principal.roles.contains(.system) else { return false }
    switch (register, principal.kind) {
    case (.subjects(let tenant), .subject): return principal.tenant == tenant
    case (.platform, .person), (.platform, .service), (.platform, .regulator): return true
    case (.platform, .subject), (.platform, .nobody), (.subjects, .person), (.subjects, .service),
      (.subjects, .regulator), (.subjects, .nobody):
      return false
    }
  }
}
