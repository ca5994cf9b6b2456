import Access
import Bytes
import Contract
import Testing

// Goal: nothing passes the gate which the policy does not name.
@Suite struct GateTests {
  static func admit(
    _ principal: Principal, _ policy: Policy, _ call: CallFacts = Fixture.call()
  ) throws(Refusal) -> Authorised<String> {
    try Gate.admit("request", as: principal, under: policy, call: call)
  }

  // Every role against every other role as the only one allowed, against nobody allowed, everyone
  // and any credential; with each effect, reveal and need of a second person.
  @Test(arguments: Role.allCases) func admitsARoleOnlyWhereItIsNamed(role: Role) {
    let tenant: Identifier? = role == .platformAdmin || role == .regulator ? nil : Fixture.tenant
    let principal = Fixture.principal([role], tenant: tenant)
    let approval = Approval(
      maker: principal.id, checker: Fixture.tenant, payloadHash: Fixture.hash,
      approvedAt: Fixture.now)
    var callers: [(Policy.Callers, Bool)] = [
      (.everyone, true), (.authenticated, true), (.roles([]), false),
      (.roles(Set(Role.allCases)), true),
      (.roles(Set(Role.allCases).subtracting([role])), false),
    ]
    for other in Role.allCases { callers.append((.roles([other]), other == role)) }
    for (callers, isNamed) in callers {
      for effect in [Effect.read, .write] {
        for reveals in [Reveals.none, .personal] {
          for isFourEyes in [false, true] {
            for purpose in [""] + Purpose.allCases.map(\.rawValue) {
              let policy = Fixture.policy(
                callers, effect: effect, reveals: reveals, needsFourEyes: isFourEyes)
              for isApproved in [false, true] {
                let call = Fixture.call(
                  purpose: purpose, approval: isApproved ? approval : nil,
                  requestHash: Fixture.hash)
                let mayReveal =
                  !principal.isBarredFromReveals
                  && Purpose(rawValue: purpose)?.roles.contains(role) == true
                let expected =
                  isNamed && (reveals == .none || mayReveal) && (!isFourEyes || isApproved)
                let thrown = refusal { _ = try Self.admit(principal, policy, call) }
                #expect((thrown == nil) == expected, "\(role) \(policy) \(call)")
                if !isNamed { #expect(thrown?.reason == .roleNotAllowed) }
              }
            }
          }
        }
      }
    }
  }

  @Test func carriesWhatItAdmitted() throws {
    let principal = Fixture.principal([.collector, .teamLead])
    let admitted = try Self.admit(
      principal, Fixture.policy(.roles([.teamLead, .dpo]), effect: .write, reveals: .personal),
      Fixture.call(key: "k", purpose: "repair", tenant: Fixture.tenant).with(
        purpose: "collection_contact"))
    #expect(admitted.request == "request")
    #expect(admitted.principal == principal)
    #expect(admitted.roles == [.teamLead])
    #expect(admitted.tenant == Fixture.tenant)
    #expect(admitted.purpose == .collectionContact)
    #expect(admitted.idempotencyKey == "k")
    let part = admitted.map { $0.count }
    #expect(part.request == 7)
    #expect(part.roles == admitted.roles)
    #expect(part.purpose == admitted.purpose)
    #expect(part.idempotencyKey == "k")
    #expect(part.tenant == admitted.tenant)
  }

  @Test func asksForACredential() {
    let policies: [Policy.Callers] = [.authenticated, .roles([]), .roles(Set(Role.allCases))]
    for callers in policies {
      let thrown = refusal { _ = try Self.admit(.nobody, Fixture.policy(callers)) }
      #expect(thrown?.code == .unauthenticated)
    }
    #expect(refusal { _ = try Self.admit(.nobody, Fixture.policy(.everyone)) } == nil)
    let reveal = Fixture.policy(.everyone, reveals: .personal)
    let thrown = refusal {
      _ = try Self.admit(.nobody, reveal, Fixture.call(purpose: "subject_request"))
    }
    #expect(thrown?.reason == .roleNotAllowed)
    let without = Fixture.principal([])
    #expect(
      refusal { _ = try Self.admit(without, Fixture.policy(.authenticated)) }?.reason
        == .roleNotAllowed)
  }

  @Test func looksAtExpiryAndNetworkOnEachCall() throws {
    let policy = Fixture.policy(.authenticated)
    let expired = Fixture.principal([.collector], expiresAt: Fixture.now)
    #expect(refusal { _ = try Self.admit(expired, policy) } == Credential.refusal)
    let bound = Fixture.principal([.collector], networks: ["10.0.0.0/8"])
    let outside = Fixture.call(peer: .address(try #require(NetworkAddress("11.0.0.1"))))
    #expect(refusal { _ = try Self.admit(bound, policy, outside) }?.reason == .networkNotAllowed)
  }

  @Test func takesTheTenantFromTheCredential() throws {
    let policy = Fixture.policy(.authenticated)
    let collector = Fixture.principal([.collector])
    #expect(try Self.admit(collector, policy).tenant == Fixture.tenant)
    let foreign = Fixture.call(tenant: Fixture.otherTenant)
    #expect(refusal { _ = try Self.admit(collector, policy, foreign) } == .notFound)
    let debtor = Fixture.principal([.debtor])
    #expect(refusal { _ = try Self.admit(debtor, policy, foreign) } == .notFound)
    let admin = Fixture.principal([.platformAdmin], tenant: nil)
    #expect(try Self.admit(admin, policy, foreign).tenant == Fixture.otherTenant)
    let stray = Fixture.principal([.collector], tenant: nil)
    #expect(refusal { _ = try Self.admit(stray, policy, foreign) } == .notFound)
    let homeless = try Self.admit(admin, policy)
    #expect(refusal { _ = try homeless.requiredTenant() }?.reason == .tenantRequired)
  }

  @Test func holdsARegulatorToItsGrants() throws {
    let policy = Fixture.policy(.roles([.regulator]))
    let today = Fixture.now.day()
    let grant = RegulatorGrant(
      tenant: Fixture.tenant, datasets: [2, 5], fromOn: today.adding(days: -100),
      toOn: today.adding(days: -10))
    let future = RegulatorGrant(
      tenant: Fixture.otherTenant, datasets: [2], fromOn: today.adding(days: 1), toOn: nil)
    let regulator = Fixture.principal([.regulator], tenant: nil, grants: [grant, future])
    let admitted = try Self.admit(regulator, policy, Fixture.call(tenant: Fixture.tenant))
    #expect(admitted.tenant == Fixture.tenant)
    // Days of the data, not of the call: neither grant holds today.
    let other = try Self.admit(regulator, policy, Fixture.call(tenant: Fixture.otherTenant))
    #expect(refusal { try other.requireGrant(dataset: 2, day: today) }?.reason == .scopeNotGranted)
    #expect(refusal { try other.requireGrant(dataset: 2, day: today.adding(days: 1)) } == nil)
    #expect(
      refusal {
        _ = try Self.admit(regulator, policy, Fixture.call(tenant: Identifier(high: 5, low: 5)))
      } == .notFound)
    let days: [(Int16, Int, Bool)] = [
      (2, -100, true), (2, -11, true), (2, -10, false), (2, -101, false), (7, -50, false),
      (5, -50, true),
    ]
    for (dataset, offset, isGranted) in days {
      let thrown = refusal {
        try admitted.requireGrant(dataset: dataset, day: today.adding(days: offset))
      }
      #expect(thrown?.reason == (isGranted ? nil : .scopeNotGranted), "\(dataset) \(offset)")
    }
    let unnamed = try Self.admit(regulator, policy)
    #expect(unnamed.tenant == nil)
    #expect(
      refusal { try unnamed.requireGrant(dataset: 2, day: grant.fromOn) }?.reason
        == .scopeNotGranted)
  }

  @Test func letsASubjectActForItselfOnly() throws {
    let own = Identifier(high: 3, low: 3)
    let debtor = Fixture.principal([.debtor], subject: own)
    let admitted = try Self.admit(debtor, Fixture.policy(.roles([.debtor])))
    #expect(refusal { try admitted.requireOwn(own) } == nil)
    #expect(refusal { try admitted.requireOwn(Fixture.tenant) } == .notFound)
    let collector = try Self.admit(Fixture.principal([.collector]), Fixture.policy(.authenticated))
    #expect(refusal { try collector.requireOwn(own) } == nil)
  }

  @Test func asksWritesAndRevealsForAKey() {
    let principal = Fixture.principal([.dpo])
    let without = Fixture.call(key: nil, purpose: "subject_request")
    for (effect, reveals, needsKey) in [
      (Effect.write, Reveals.none, false), (.read, .personal, false), (.read, .none, true),
    ] {
      let policy = Fixture.policy(
        .roles([.dpo]), effect: effect, reveals: reveals, needsKey: needsKey)
      #expect(refusal { _ = try Self.admit(principal, policy, without) }?.reason == .keyMissing)
    }
    let read = Fixture.policy(.roles([.dpo]))
    #expect(refusal { _ = try Self.admit(principal, read, without) } == nil)
    let longest = String(repeating: "k", count: Limits.idempotencyKeyByteCountMax)
    for (key, isValid) in [
      (longest, true), (longest + "k", false), ("", false), ("a b", false), ("é", false),
      ("a\n", false), ("~", true), ("\u{7F}", false),
    ] {
      let thrown = refusal { _ = try Self.admit(principal, read, Fixture.call(key: key)) }
      #expect(thrown?.reason == (isValid ? nil : .keyInvalid))
    }
  }

  @Test func barsRevealsWhateverOtherRoleIsHeld() {
    let policy = Fixture.policy(.roles([.collector]), reveals: .personal)
    let call = Fixture.call(purpose: "collection_contact")
    let barred: [Role] = [.platformAdmin, .auditor, .agencyUser, .merchant, .regulator, .system]
    for role in barred {
      let principal = Fixture.principal([.collector, role], kind: .person)
      #expect(refusal { _ = try Self.admit(principal, policy, call) }?.reason == .roleNotAllowed)
    }
    let collector = Fixture.principal([.collector])
    #expect(
      refusal { _ = try Self.admit(collector, policy, Fixture.call(purpose: "gossip")) }?.reason
        == .purposeMissing)
  }

  @Test func wantsASecondPersonForTheVeryPayload() {
    let maker = Fixture.principal([.dpo])
    let policy = Fixture.policy(.roles([.dpo]), needsFourEyes: true)
    func thrown(_ approval: Approval?, hash: Digest? = Fixture.hash) -> Refusal? {
      refusal {
        _ = try Self.admit(maker, policy, Fixture.call(approval: approval, requestHash: hash))
      }
    }
    func approval(
      maker makerID: Identifier, checker: Identifier = Fixture.tenant,
      hash: Digest = Fixture.hash, seconds: Int64 = 0
    ) -> Approval {
      Approval(
        maker: makerID, checker: checker, payloadHash: hash,
        approvedAt: Fixture.now.adding(seconds: seconds))
    }
    #expect(thrown(approval(maker: maker.id)) == nil)
    #expect(thrown(nil)?.reason == .guardNotMet)
    #expect(thrown(approval(maker: maker.id), hash: nil)?.reason == .guardNotMet)
    #expect(thrown(approval(maker: Fixture.tenant))?.reason == .guardNotMet)
    #expect(thrown(approval(maker: maker.id, hash: Fixture.digest(8)))?.reason == .guardNotMet)
    #expect(thrown(approval(maker: maker.id, seconds: 1))?.reason == .guardNotMet)
    let old = -Limits.approvalSecondsMax
    #expect(thrown(approval(maker: maker.id, seconds: old))?.reason == .guardNotMet)
    #expect(thrown(approval(maker: maker.id, seconds: old + 1)) == nil)
    #expect(
      thrown(approval(maker: maker.id, checker: maker.id))?.reason == .segregationOfDuties)
  }
}

extension CallFacts {
  func with(purpose: String) -> CallFacts {
    var copy = self
    copy.purpose = purpose
    return copy
  }
}
