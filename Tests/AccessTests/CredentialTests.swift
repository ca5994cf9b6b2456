import Access
import Bytes
import Contract
import Testing

// Goal: every credential that does not hold is refused, and all of them alike.
@Suite struct CredentialTests {
  static let token = Token(register: .platform, secret: Array(0..<32))
  static let subjectToken = Token(
    register: .subjects(tenant: Fixture.tenant), secret: Array(0..<32))

  static func credential(
    _ principal: Principal = Fixture.principal([.collector]), hash: Digest = token.hash,
    revokedAt: Timestamp? = nil, state: Credential.PrincipalState = .active,
    tenantIsActive: Bool = true
  ) -> Credential {
    Credential(
      tokenHash: hash, revokedAt: revokedAt, state: state, tenantIsActive: tenantIsActive,
      principal: principal)
  }

  @Test func admitsAValidOne() throws {
    let found = Self.credential()
    let principal = try Credential.verify(
      Self.token, found: found, from: .local, now: Fixture.now)
    #expect(principal == found.principal)
    let debtor = Fixture.principal([.debtor], subject: Fixture.tenant)
    let own = try Credential.verify(
      Self.subjectToken, found: Self.credential(debtor, hash: Self.subjectToken.hash),
      from: .local, now: Fixture.now)
    #expect(own == debtor)
  }

  static let bad: [(String, Token, Credential?)] = [
    ("unknown", token, nil),
    ("another hash", token, credential(hash: Fixture.hash)),
    ("expired", token, credential(Fixture.principal([.collector], expiresAt: Fixture.now))),
    ("revoked now", token, credential(revokedAt: Fixture.now)),
    ("revoked before", token, credential(revokedAt: Fixture.now.adding(seconds: -9))),
    ("locked", token, credential(state: .locked)),
    ("revoked principal", token, credential(state: .revoked)),
    ("tenant out of service", token, credential(tenantIsActive: false)),
    (
      "a subject of another tenant", subjectToken,
      credential(
        Fixture.principal([.debtor], tenant: Fixture.otherTenant), hash: subjectToken.hash)
    ),
    ("a person by a subject's token", subjectToken, credential(hash: subjectToken.hash)),
    ("a subject by a platform token", token, credential(Fixture.principal([.debtor]))),
    ("the system", token, credential(Fixture.principal([.system, .collector], kind: .service))),
    ("nobody", token, credential(Fixture.principal([.collector], kind: .nobody))),
  ]

  @Test(arguments: bad.indices) func refusesAllOthersAlike(index: Int) {
    let (what, token, found) = Self.bad[index]
    let thrown = refusal {
      _ = try Credential.verify(token, found: found, from: .local, now: Fixture.now)
    }
    #expect(thrown == Credential.refusal, "\(what)")
    #expect(thrown?.code == .unauthenticated)
  }

  @Test func holdsUntilTheVeryMoment() {
    let last = Fixture.now.adding(seconds: 60)
    let credential = Self.credential(Fixture.principal([.collector], expiresAt: last))
    let before = Timestamp(microseconds: last.microseconds - 1)
    #expect(refusal { try credential.check(from: .local, now: before) } == nil)
    #expect(refusal { try credential.check(from: .local, now: last) } == Credential.refusal)
  }

  @Test func refusesAnotherNetwork() throws {
    let found = Self.credential(Fixture.principal([.collector], networks: ["10.0.0.0/8"]))
    let inside = try #require(NetworkAddress("10.1.1.1"))
    let outside = try #require(NetworkAddress("11.1.1.1"))
    #expect(
      refusal {
        _ = try Credential.verify(
          Self.token, found: found, from: .address(inside), now: Fixture.now)
      } == nil)
    for peer in [Peer.address(outside), .local] {
      let thrown = refusal {
        _ = try Credential.verify(Self.token, found: found, from: peer, now: Fixture.now)
      }
      #expect(thrown?.reason == .networkNotAllowed)
    }
  }
}
