import Access
import Bytes
import Contract
import Domain
import Engine
import Queries
import SQL
import World

extension PlatformTables {
  private struct Bounds {
    static let nameLengthMax = 200
  }

  func createPrincipal(
    _ call: Authorised<Tally_V1_CreatePrincipalRequest>, caller: Caller
  ) async throws(Refusal) -> [UInt8] {
    let request = call.request
    guard let kind = Principal.Kind(rawValue: Int16(clamping: request.kind)),
      kind == .person || kind == .service
    else { throw .invalid("kind", "is 1 for a person or 2 for a service") }
    let roles = try Self.roles(request.roles)
    try RoleAssignment.check(roles, kind: kind, hasTenant: call.tenant != nil)
    // Within a tenant the check above leaves no role of the platform; outside of one only the
    // operator comes here.
    guard call.tenant != nil || call.roles.contains(.platformAdmin) else {
      throw Refusal(
        .permissionDenied, .operatorRequired,
        "only the operator registers principals of the platform",
        rule: "roles")
    }
    let networks = try NewPrincipal.networks(request.networks, "networks")
    let label = try Field.text(request.label, "label", lengthMax: NewPrincipal.labelLengthMax)
    let hash = try Field.digest(request.tokenHash, "token_hash")
    let principal = NewPrincipal(
      id: world.identifier(), kind: kind, roles: roles, label: label, tokenHash: hash,
      networks: networks, expiresAt: try Field.timestamp(request.expiresAt, "expires_at"))
    let now = world.recordedNow()
    var reply = Tally_V1_CreatePrincipalReply()
    reply.principalID = principal.id.description
    let bytes = try Self.bytes(of: reply)
    let decision = PlatformWrite.Decision(
      writes: principal.writes(tenant: call.tenant, at: now, by: call.principal.id, world),
      reply: .reply(bytes))
    let tenant = call.tenant
    return try Self.stored(
      try await write(caller).perform(
        reads: tenant.map { [PlatformQueries.tenant(id: $0).bound] } ?? [],
        refusalFor: { NewPrincipal.refusal(forConstraint: $0, field: "token_hash") }
      ) { (answers) throws(Refusal) in
        if tenant != nil {
          let rows: [PlatformQueries.TenantRow] = try answers[0].rows()
          guard rows.first?.state == TenantState.active.rawValue else { throw .notFound }
        }
        try principal.checkExpiry(at: now, field: "expires_at")
        return decision
      })
  }

  func revokePrincipal(
    _ call: Authorised<Tally_V1_RevokePrincipalRequest>, caller: Caller
  ) async throws(Refusal) -> [UInt8] {
    let id = try Field.identifier(call.request.principalID, "principal_id")
    let now = world.recordedNow()
    var reply = Tally_V1_RevokePrincipalReply()
    reply.revokedAt = now.description
    let bytes = try Self.bytes(of: reply)
    let isOperator = call.roles.contains(.platformAdmin)
    let tenant = call.principal.tenant
    let stored = try Self.stored(
      try await write(caller).perform(reads: [PlatformQueries.principal(id: id).bound]) {
        (answers) throws(Refusal) in
        let rows: [PlatformQueries.PrincipalRow] = try answers[0].rows()
        // Another tenant's principal is answered like one that does not exist.
        guard let row = rows.first, isOperator || (tenant != nil && row.tenantID == tenant) else {
          throw .notFound
        }
        return PlatformWrite.Decision(
          writes: [
            PlatformQueries.revokePrincipal(id: id),
            PlatformQueries.revokeCredentials(now: now, principalID: id),
          ], reply: .reply(bytes))
      })
    changes.note(id)
    return stored
  }

  func createRegulator(
    _ call: Authorised<Tally_V1_CreateRegulatorRequest>, caller: Caller
  ) async throws(Refusal) -> [UInt8] {
    let request = call.request
    let name = try Field.text(request.name, "name", lengthMax: Bounds.nameLengthMax)
    let jurisdiction = try TenantProvisioning.jurisdiction(request.jurisdiction)
    let hash = try Field.digest(request.tokenHash, "token_hash")
    let principal = NewPrincipal(
      id: world.identifier(), kind: .regulator, roles: [.regulator], label: name, tokenHash: hash,
      networks: [], expiresAt: try Field.timestamp(request.expiresAt, "expires_at"))
    let now = world.recordedNow()
    let id = world.identifier()
    var reply = Tally_V1_CreateRegulatorReply()
    reply.regulatorID = id.description
    reply.principalID = principal.id.description
    let bytes = try Self.bytes(of: reply)
    let decision = PlatformWrite.Decision(
      writes: principal.writes(tenant: nil, at: now, by: call.principal.id, world) + [
        PlatformQueries.insertRegulator(
          id: id, principalID: principal.id, name: name, jurisdiction: jurisdiction,
          validFromOn: now.day(), createdAt: now)
      ], reply: .reply(bytes))
    return try Self.stored(
      try await write(caller).perform(
        refusalFor: { NewPrincipal.refusal(forConstraint: $0, field: "token_hash") }
      ) { (_) throws(Refusal) in
        try principal.checkExpiry(at: now, field: "expires_at")
        return decision
      })
  }

  func grantRegulator(
    _ call: Authorised<Tally_V1_GrantRegulatorRequest>, caller: Caller
  ) async throws(Refusal) -> [UInt8] {
    let request = call.request
    let regulator = try Field.identifier(request.regulatorID, "regulator_id")
    let tenant = try Field.identifier(request.tenantID, "tenant_id")
    guard !request.datasets.isEmpty else { throw .missing("datasets") }
    var datasets: Set<Int16> = []
    for code in request.datasets {
      guard let dataset = ExtractDataset(rawValue: Int16(clamping: code)) else {
        throw .invalid("datasets", "holds a code of which no dataset is built: 2, 5 and 7 are")
      }
      datasets.insert(dataset.rawValue)
    }
    guard let period = ExtractPeriod(rawValue: Int16(clamping: request.period)) else {
      throw .invalid("period", "is 4: extracts are made monthly")
    }
    let fromOn = try Field.day(request.fromOn, "from_on")
    let toOn = request.toOn.isEmpty ? nil : try Field.day(request.toOn, "to_on")
    guard toOn.map({ $0 > fromOn }) ?? true else {
      throw .invalid("to_on", "does not lie after from_on")
    }
    let id = world.identifier()
    let now = world.recordedNow()
    var reply = Tally_V1_GrantRegulatorReply()
    reply.grantID = id.description
    let bytes = try Self.bytes(of: reply)
    let sorted = datasets.sorted()
    let principals: [PlatformQueries.RegulatorRow] = try await database.ask(
      PlatformQueries.regulator(id: regulator), of: database.platform)
    let stored = try Self.stored(
      try await write(caller).perform(
        reads: [
          PlatformQueries.regulator(id: regulator).bound, PlatformQueries.tenant(id: tenant).bound,
          PlatformQueries.tenantGrants(tenantID: tenant, countMax: Limits.tenantsListedMax).bound,
        ]
      ) { (answers) throws(Refusal) in
        let regulators: [PlatformQueries.RegulatorRow] = try answers[0].rows()
        let tenants: [PlatformQueries.TenantRow] = try answers[1].rows()
        guard !regulators.isEmpty, tenants.first?.state == TenantState.active.rawValue else {
          throw .notFound
        }
        let grants: [PlatformQueries.TenantGrantsRow] = try answers[2].rows()
        for grant in grants
        where grant.regulatorID == regulator
          && grant.datasets.contains(where: { sorted.contains($0) })
          && (toOn.map { grant.fromOn < $0 } ?? true) && (grant.toOn.map { fromOn < $0 } ?? true)
        {
          throw Refusal(
            .alreadyExists, .alreadyExists,
            "a grant of this regulator on this tenant has a dataset and a day in common",
            field: "from_on")
        }
        return PlatformWrite.Decision(
          writes: [
            PlatformQueries.insertGrant(
              id: id, regulatorID: regulator, tenantID: tenant, datasets: sorted,
              period: period.rawValue,
              fromOn: fromOn, toOn: toOn, createdAt: now)
          ], reply: .reply(bytes))
      })
    for row in principals { changes.note(row.principalID) }
    return stored
  }

  // MARK: Fields

  private static func roles(_ names: [String]) throws(Refusal) -> Set<Role> {
    var roles: Set<Role> = []
    for name in names {
      guard let role = Role(name: name.lowercased()) else {
        throw Refusal(
          .invalidArgument, .enumUnknown, "roles holds a name that is no role", field: "roles")
      }
      roles.insert(role)
    }
    return roles
  }
}
