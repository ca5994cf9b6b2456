import Access
import Bytes
import Client
import Contract
import Foundation
import Postgres
import SwiftProtobuf
import TestKit
import Testing
import World

@Suite(.timeLimit(.minutes(5))) struct PlatformTests {
  @Test func aTenantIsMadeOncePerKey() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    let name = house.world.identifier().description
    let request: [UInt8] = try ServedHouse.tenantRequest(name).serializedBytes()
    let method = Operator.createTenant.name
    let first = try await client.unary(
      method: method, request: request, key: name, deadline: .seconds(60))
    let again = try await client.unary(
      method: method, request: request, key: name, deadline: .seconds(60))
    #expect(first == again)
    let other: [UInt8] = try ServedHouse.tenantRequest(name + "x").serializedBytes()
    let mismatch = await failure { () async throws(CallFailure) in
      try await client.unary(method: method, request: other, key: name, deadline: .seconds(60))
    }
    #expect(mismatch?.reason == "IDEMPOTENCY_MISMATCH")
    let taken = await failure { () async throws(CallFailure) in
      try await client.unary(
        method: method, request: request, key: name + "2", deadline: .seconds(60))
    }
    #expect(taken?.reason == "ALREADY_EXISTS")
    let list = try await client.call(
      Operator.listTenants, Tally_V1_ListTenantsRequest(), deadline: .seconds(30))
    let found = list.tenants.filter { $0.name == name }
    #expect(found.count == 1)
    #expect(found.first?.state == 2)
    #expect(
      try Tally_V1_CreateTenantReply(serializedBytes: first).ledgerVkey == found[0].ledgerVkey)
    await client.close()
  }

  /// Goal: what a crash left half made is completed by the same call, under the same identifier.
  @Test func aHalfMadeTenantIsCompleted() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    let name = house.world.identifier().description
    let token = Token(register: .platform, secret: house.world.randomBytes(32))
    let request = ServedHouse.tenantRequest(name, administrator: token)
    let made = try await client.call(
      Operator.createTenant, request, key: name, deadline: .seconds(60))
    // As a crash after the first step left it: the key names the tenant, which is not in service.
    let id = made.tenantID
    let schema = "t_" + id.filter { $0 != "-" }
    try await AdminConnection.with(house.admin, world: house.world) { link throws(AdminFailure) in
      try link.run("drop schema \(schema) cascade", task: "test")
      try link.run("update platform.tenant set state = 1 where id = $1", [id], task: "test")
      try link.run(
        """
        update platform.command_key
        set reply = '\\x03'::bytea || uuid_send($1::uuid) || uuid_send($3::uuid)
        where key = $2
        """, [id, name, made.administratorID], task: "test")
    }
    // Nobody comes in before the tenant is in service.
    await #expect(throws: (any Error).self) { _ = try await house.client(token: token.text) }
    let again = try await client.call(
      Operator.createTenant, request, key: name, deadline: .seconds(60))
    #expect(again.tenantID == made.tenantID)
    #expect(again.administratorID == made.administratorID)
    let other = try await house.client(token: token.text)
    #expect(await other.principal.tenantID == id)
    #expect(await other.principal.id == made.administratorID)
    #expect(await other.principal.roles == ["TENANT_ADMIN"])
    await other.close()
    await client.close()
  }

  /// Goal: tenant and first administrator are made together or not at all.
  @Test func anAdministratorWhoCannotBeMakesNoTenant() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    let name = house.world.identifier().description
    let token = Token(register: .platform, secret: house.world.randomBytes(32))
    _ = try await client.call(
      Operator.createTenant, ServedHouse.tenantRequest(name, administrator: token), key: name,
      deadline: .seconds(60))
    let rows: [(String, (inout Tally_V1_FirstAdministrator) -> Void, String)] = [
      ("ALREADY_EXISTS", { _ in }, "administrator.token_hash"),
      ("FIELD_INVALID", { $0.tokenHash = Data([1]) }, "administrator.token_hash"),
      ("FIELD_INVALID", { $0.validDays = 0 }, "administrator.valid_days"),
      ("FIELD_INVALID", { $0.validDays = 366 }, "administrator.valid_days"),
      ("FIELD_INVALID", { $0.networks = ["x"] }, "administrator.networks"),
      ("FIELD_MISSING", { $0.label = "" }, "administrator.label"),
    ]
    for (number, row) in rows.enumerated() {
      var request = ServedHouse.tenantRequest("\(name) \(number)", administrator: token)
      row.1(&request.administrator)
      let refused = await failure { [request] () async throws(CallFailure) in
        try await client.call(Operator.createTenant, request, deadline: .seconds(60))
      }
      #expect(refused?.reason == row.0)
      #expect(refused?.field == row.2)
    }
    let list = try await client.call(
      Operator.listTenants, Tally_V1_ListTenantsRequest(), deadline: .seconds(30))
    #expect(list.tenants.filter { $0.name.hasPrefix(name) }.count == 1)
    await client.close()
  }

  /// Goal: nobody is granted an extract which cannot be made.
  @Test func aGrantNamesDatasetsThatCanBeBuilt() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    var making = Tally_V1_CreateRegulatorRequest()
    making.name = "a regulator"
    making.jurisdiction = "CN"
    making.tokenHash = Data(
      Token(register: .platform, secret: house.world.randomBytes(32)).hash.bytes)
    making.expiresAt = house.world.recordedNow().adding(seconds: 3600).description
    let regulator = try await client.call(
      Operator.createRegulator, making, deadline: .seconds(30))
    var granting = Tally_V1_GrantRegulatorRequest()
    granting.regulatorID = regulator.regulatorID
    granting.tenantID = try await house.tenant(client)
    granting.fromOn = "2026-01-01"
    for (datasets, period, field) in [
      ([2, 4, 7], 4, "datasets"), ([0], 4, "datasets"), ([65538], 4, "datasets"),
      ([2], 3, "period"),
      ([2], 65540, "period"),
    ] as [([UInt32], UInt32, String)] {
      granting.datasets = datasets
      granting.period = period
      let refused = await failure { [granting] () async throws(CallFailure) in
        try await client.call(Operator.grantRegulator, granting, deadline: .seconds(30))
      }
      #expect(refused?.reason == "FIELD_INVALID")
      #expect(refused?.field == field)
    }
    granting.datasets = [2, 5, 7]
    granting.period = 4
    let granted = try await client.call(
      Operator.grantRegulator, granting, deadline: .seconds(30))
    #expect(!granted.grantID.isEmpty)
    await client.close()
  }

  @Test func anAdministratorStaysInItsTenant() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    let (mine, foreign) = (try await house.tenant(client), try await house.tenant(client))
    let stranger = try await house.principal(of: foreign, roles: ["COLLECTOR"], by: client)
    let admin = try await house.principal(of: mine, roles: ["TENANT_ADMIN"], by: client)
    let administrator = try await house.client(token: admin.token.text)
    let token = Token(register: .platform, secret: house.world.randomBytes(32))

    let elsewhere = await failure { () async throws(CallFailure) in
      try await administrator.call(
        Operator.createPrincipal,
        house.request(tenant: foreign, roles: ["COLLECTOR"], token: token), deadline: .seconds(30))
    }
    let nowhere = await failure { () async throws(CallFailure) in
      try await administrator.call(
        Operator.createPrincipal,
        house.request(
          tenant: house.world.identifier().description, roles: ["COLLECTOR"], token: token),
        deadline: .seconds(30))
    }
    #expect(elsewhere?.code == .notFound)
    #expect(elsewhere == nowhere)

    var revoking = Tally_V1_RevokePrincipalRequest()
    revoking.principalID = stranger.id
    let revoked = await failure { () async throws(CallFailure) in
      try await administrator.call(Operator.revokePrincipal, revoking, deadline: .seconds(30))
    }
    #expect(revoked?.code == .notFound)
    for role in ["PLATFORM_ADMIN", "SYSTEM", "REGULATOR", "DEBTOR"] {
      let refused = await failure { () async throws(CallFailure) in
        try await administrator.call(
          Operator.createPrincipal, house.request(tenant: "", roles: [role], token: token),
          deadline: .seconds(30))
      }
      #expect(refused?.reason == "FIELD_INVALID", "\(role)")
    }
    let notOperator = await failure { () async throws(CallFailure) in
      try await administrator.call(
        Operator.createTenant, ServedHouse.tenantRequest("x"), deadline: .seconds(30))
    }
    #expect(notOperator?.reason == "ROLE_NOT_ALLOWED")
    await administrator.close()
    await client.close()
  }

  @Test func aRegulatorIsRegisteredAndGranted() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let token = Token(register: .platform, secret: house.world.randomBytes(32))
    var request = Tally_V1_CreateRegulatorRequest()
    request.name = "an office"
    request.jurisdiction = "CN"
    request.tokenHash = Data(token.hash.bytes)
    request.expiresAt = house.world.recordedNow().adding(seconds: 3600).description
    let made = try await client.call(
      Operator.createRegulator, request, deadline: .seconds(30))
    var grant = Tally_V1_GrantRegulatorRequest()
    grant.regulatorID = made.regulatorID
    grant.tenantID = tenant
    grant.datasets = [2, 5]
    grant.fromOn = "2026-01-01"
    grant.period = 4
    let granted = try await client.call(Operator.grantRegulator, grant, deadline: .seconds(30))
    #expect(!granted.grantID.isEmpty)
    let regulator = try await house.client(token: token.text)
    #expect(await regulator.principal.roles == ["REGULATOR"])
    #expect(await regulator.principal.tenantID == "")
    let twice = await failure { [grant] () async throws(CallFailure) in
      try await client.call(Operator.grantRegulator, grant, deadline: .seconds(30))
    }
    #expect(twice?.reason == "ALREADY_EXISTS")
    var before = grant
    before.fromOn = "2025-01-01"
    before.toOn = "2026-01-01"
    let earlier = try await client.call(Operator.grantRegulator, before, deadline: .seconds(30))
    #expect(!earlier.grantID.isEmpty)
    grant.toOn = "2025-01-01"
    let backwards = await failure { () async throws(CallFailure) in
      try await client.call(Operator.grantRegulator, grant, deadline: .seconds(30))
    }
    #expect(backwards?.field == "to_on")
    await regulator.close()
    await client.close()
  }
}
