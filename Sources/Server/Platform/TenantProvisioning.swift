import Access
import Bytes
import Contract
import Domain
import Ledger
import Logging
import Postgres
import Queries
import SQL
import SwiftProtobuf
import Vault
import World

/// Makes tenants: a row, a role and a schema, keys and facts, then service. Each step may run again:
/// the same call after a crash completes the same tenant.
struct TenantProvisioning: Sendable {
  private struct Bounds {
    static let nameLengthMax = 100
    static let regimes = ["bank_2023", "credit_card"]
    static let jurisdictions = ["CN"]
    static let administratorDaysMax: UInt32 = 365
  }
  private struct Wish: Sendable {
    let name: String
    let jurisdiction: String
    let baseCurrency: String
    let businessOn: Day
    let regime: String
    let administrator: NewPrincipal?
  }

  let database: DatabaseAccess
  let provisioner: Provisioner
  let epochs: LoginEpochs
  let masters: MasterKeys
  /// What the origins of ledgers begin with.
  let originPrefix: String
  let world: World

  /// - Returns: the bytes of a `CreateTenantReply`.
  func perform(
    _ call: Authorised<Tally_V1_CreateTenantRequest>, write: PlatformWrite
  ) async throws(Refusal) -> [UInt8] {
    let wish = try wish(call.request)
    let stored = try await claim(wish, by: call.principal.id, write)
    switch stored {
    case .reply(let bytes): return bytes
    case .makingTenant(let tenant, let administrator):
      return try await complete(
        tenant, wish, administrator: administrator, by: call.principal.id, write)
    }
  }

  // MARK: Steps

  private func claim(
    _ wish: Wish, by principal: Identifier, _ write: PlatformWrite
  ) async throws(Refusal) -> PlatformReply {
    let tenant = world.identifier()
    let name = TenantName(tenant).text
    let now = world.recordedNow()
    // With the tenant's row, not when it is complete: what cannot be registered leaves nothing, and
    // nobody comes in before the tenant is in service.
    let decision = PlatformWrite.Decision(
      writes: [
        PlatformQueries.insertTenant(
          id: tenant, schemaName: name, name: wish.name, jurisdiction: wish.jurisdiction,
          baseCurrency: wish.baseCurrency, origin: origin(of: name),
          createdBy: principal),
        PlatformQueries.insertPlacement(tenantID: tenant, cellName: DatabaseAccess.cell),
      ]
        + (wish.administrator?.writes(
          tenant: tenant, at: now, by: principal, world) ?? []),
      reply: .makingTenant(tenant, administrator: wish.administrator?.id))
    return try await write.perform(
      refusalFor: { constraint in
        guard constraint == "tenant_name_key" else {
          return NewPrincipal.refusal(forConstraint: constraint, field: "administrator.token_hash")
        }
        return Refusal(
          .alreadyExists, .alreadyExists, "a tenant with this name is there already",
          field: "name")
      },
      decide: { _ in decision }
    ).reply
  }

  private func complete(
    _ tenant: Identifier, _ wish: Wish, administrator: Identifier?, by principal: Identifier,
    _ write: PlatformWrite
  ) async throws(Refusal) -> [UInt8] {
    do throws(AdminFailure) {
      let name = TenantName(tenant)
      try await provisioner.provision(name, Schema.tenant, epoch: epochs.epoch(of: name.text))
    } catch {
      world.log.error(
        "a tenant cannot be provisioned",
        metadata: ["tenant": "\(tenant)", "failure": "\(error)"])
      throw Refusal(
        .unavailable, .unavailable, "the tenant is not complete; the same key completes it",
        retry: .sameKey(afterMilliseconds: 2000))
    }
    let origin = origin(of: TenantName(tenant).text)
    let vkey = try await fill(tenant, wish, origin: origin, by: principal)
    var reply = Tally_V1_CreateTenantReply()
    reply.tenantID = tenant.description
    reply.origin = origin
    reply.ledgerVkey = vkey
    reply.administratorID = administrator?.description ?? ""
    let bytes = try PlatformTables.bytes(of: reply)
    try await write.store(
      .reply(bytes),
      writes: [
        PlatformQueries.activateTenant(ledgerVkey: vkey, now: world.recordedNow(), id: tenant)
      ])
    world.log.notice("tenant in service", metadata: ["tenant": "\(tenant)"])
    return bytes
  }

  /// Writes keys and facts once.
  ///
  /// - Returns: the verifier key of the tenant's ledger.
  private func fill(
    _ tenant: Identifier, _ wish: Wish, origin: String, by principal: Identifier
  ) async throws(Refusal) -> String {
    let made = try make(tenant, wish, origin: origin, by: principal)
    let deadline = world.monotonicNow() + Limits.platformNanoseconds
    do throws(SQLFailure) {
      return try await database.ownerSessions(of: tenant).withSession(deadline: deadline) {
        (session) throws(SQLFailure) in
        let answers = try await session.run(
          Batch(
            opening: .readCommitted,
            [ProvisioningQueries.lockFact(), EngineQueries.tenantContext().bound],
            lockTimeoutMilliseconds: Limits.platformLockMilliseconds), deadline: deadline)
        let facts: [EngineQueries.TenantContextRow] = try answers[1].decoded()
        if let fact = facts.first {
          _ = try await session.run(Batch([], closing: .rollback), deadline: deadline)
          return fact.vkey
        }
        _ = try await session.run(Batch(made.writes, closing: .commit), deadline: deadline)
        return made.vkey
      }
    } catch {
      throw database.refusal(for: error)
    }
  }

  private func make(
    _ tenant: Identifier, _ wish: Wish, origin: String, by principal: Identifier
  ) throws(Refusal) -> (writes: [Bound], vkey: String) {
    var entropy = Entropy(world)
    var keys = TenantKeys.generate(tenant: tenant, under: masters.current, entropy: &entropy)
    let signing = SigningKey.generate(
      tenant: tenant, ledger: origin, under: masters.current, entropy: &entropy)
    keys.append(signing.wrapped)
    let vkey: String
    do throws(LedgerFailure) {
      vkey = try VerifierKey(
        name: origin, kind: .ed25519, publicKey: signing.key.publicKey
      ).text
    } catch {
      throw .internalError
    }
    let policy = try PlatformTables.bytes(of: Tally_V1_TenantPolicy())
    return (
      [
        ProvisioningQueries.insertFact(
          tenantID: tenant, baseCurrency: wish.baseCurrency, jurisdiction: wish.jurisdiction,
          regime: wish.regime, vkey: vkey, origin: origin),
        ProvisioningQueries.insertDay(businessOn: wish.businessOn),
        ProvisioningQueries.insertPolicy(
          validFromOn: wish.businessOn, body: policy, createdAt: world.recordedNow(),
          createdBy: principal),
      ]
        + keys.map {
          ProvisioningQueries.insertKey(
            kind: Int16($0.kind.rawValue), epoch: Int16($0.epoch), wrapped: $0.bytes)
        }, vkey
    )
  }

  /// That of the tenant's ledger; the access log's follows from it.
  private func origin(of name: String) -> String {
    LogOrigins(prefix: originPrefix, tenant: name).origin(of: .ledger)
  }

  // MARK: Fields

  private func wish(_ request: Tally_V1_CreateTenantRequest) throws(Refusal) -> Wish {
    guard Bounds.regimes.contains(request.regime) else {
      throw .invalid("regime", "is none of \(Bounds.regimes.joined(separator: ", "))")
    }
    return Wish(
      name: try Field.text(request.name, "name", lengthMax: Bounds.nameLengthMax),
      jurisdiction: try Self.jurisdiction(request.jurisdiction),
      baseCurrency: try Field.currency(request.baseCurrency, "base_currency"),
      businessOn: try Field.day(request.businessOn, "business_on"), regime: request.regime,
      administrator: request.hasAdministrator ? try administrator(request.administrator) : nil)
  }

  private func administrator(
    _ request: Tally_V1_FirstAdministrator
  ) throws(Refusal) -> NewPrincipal {
    guard (1...Bounds.administratorDaysMax).contains(request.validDays) else {
      throw .invalid("administrator.valid_days", "is 1 to \(Bounds.administratorDaysMax)")
    }
    return NewPrincipal(
      id: world.identifier(), kind: .person, roles: [.tenantAdmin],
      label: try Field.text(
        request.label, "administrator.label", lengthMax: NewPrincipal.labelLengthMax),
      tokenHash: try Field.digest(request.tokenHash, "administrator.token_hash"),
      networks: try NewPrincipal.networks(request.networks, "administrator.networks"),
      expiresAt: world.recordedNow().adding(seconds: Int64(request.validDays) * 86_400))
  }

  static func jurisdiction(_ code: String) throws(Refusal) -> String {
    guard !code.isEmpty else { throw .missing("jurisdiction") }
    guard Bounds.jurisdictions.contains(code) else {
      throw .invalid("jurisdiction", "has no profile; there is \(Bounds.jurisdictions[0])")
    }
    return code
  }
}
