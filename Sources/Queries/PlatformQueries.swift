// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/platform sql/platform/migrations sql/tenant/migrations
// SHA-256: b140b26b0c3263355d12c7f347946462e5666cbab6e8b1f6f315cb533f0d2379
package import Bytes
package import SQL

/// The statements of `sql/queries/platform`.
package enum PlatformQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    activateTenantStatement,
    claimKeyStatement,
    credentialStatement,
    dueTenantsStatement,
    findKeyStatement,
    forgetKeysStatement,
    grantsStatement,
    healthStatement,
    hintJobStatement,
    insertCellStatement,
    insertCredentialStatement,
    insertGrantStatement,
    insertPlacementStatement,
    insertPrincipalStatement,
    insertRegulatorStatement,
    insertRolesStatement,
    insertTenantStatement,
    jobHintStatement,
    loginEpochsStatement,
    notifyStatement,
    placementStatement,
    principalStatement,
    regulatorStatement,
    renewCredentialStatement,
    revokeCredentialsStatement,
    revokePrincipalStatement,
    settleJobHintStatement,
    storeReplyStatement,
    tenantStatement,
    tenantGrantsStatement,
    tenantsStatement,
  ]

  /// The statement of `activateTenant`.
  package static let activateTenantStatement = Statement(
    name: "platform/activate_tenant",
    text: #"""
      update platform.tenant
      set state = 2, ledger_vkey = $1, version = version + 1, updated_at = $2
      where id = $3 and state = 1
      """#,
    shape: .single,
    parameters: [
      .init(name: "ledger_vkey", type: .text, isArray: false),
      .init(name: "now", type: .timestamp, isArray: false),
      .init(name: "id", type: .identifier, isArray: false),
    ],
    returnsRows: false)

  /// Puts a tenant into service.
  package static func activateTenant(ledgerVkey: String, now: Timestamp, id: Identifier) -> Bound {
    Bound(activateTenantStatement, [.text(ledgerVkey), .timestamp(now), .identifier(id)])
  }

  /// The statement of `claimKey`.
  package static let claimKeyStatement = Statement(
    name: "platform/claim_key",
    text: #"""
      insert into platform.command_key (principal_id, method, key, request_hash, created_at)
      values ($1, $2, $3, $4, $5)
      on conflict on constraint command_key_pk do nothing
      """#,
    shape: .single,
    parameters: [
      .init(name: "principal_id", type: .identifier, isArray: false),
      .init(name: "method", type: .text, isArray: false),
      .init(name: "key", type: .text, isArray: false),
      .init(name: "request_hash", type: .bytes, isArray: false),
      .init(name: "created_at", type: .timestamp, isArray: false),
    ],
    returnsRows: false)

  /// Takes a key for a write of the platform; waits for whoever holds it.
  package static func claimKey(
    principalID: Identifier, method: String, key: String, requestHash: [UInt8], createdAt: Timestamp
  ) -> Bound {
    Bound(claimKeyStatement, [.identifier(principalID), .text(method), .text(key), .bytes(requestHash), .timestamp(createdAt)])
  }

  /// The statement of `credential`.
  package static let credentialStatement = Statement(
    name: "platform/credential",
    text: #"""
      select c.token_hash, c.networks, c.expires_at, c.revoked_at as "revoked_at?", p.id, p.kind,
        p.pseudonym, p.tenant_id as "tenant_id?", p.state,
        coalesce(t.state = 2, true) as tenant_is_active,
        array(
          select r.role from platform.principal_role r where r.principal_id = p.id order by r.role
        ) as roles
      from platform.credential c
      join platform.principal p on p.id = c.principal_id
      left join platform.tenant t on t.id = p.tenant_id
      where c.token_hash = $1
      """#,
    shape: .single,
    parameters: [
      .init(name: "token_hash", type: .bytes, isArray: false),
    ],
    returnsRows: true)

  /// A token's credential with its principal.
  package static func credential(tokenHash: [UInt8]) -> Query<CredentialRow> {
    Query(Bound(credentialStatement, [.bytes(tokenHash)]))
  }

  /// A row of `credential`.
  package struct CredentialRow: DecodableRow, Equatable {
    package let tokenHash: [UInt8]
    package let networks: [String]
    package let expiresAt: Timestamp
    package let revokedAt: Timestamp?
    package let id: Identifier
    package let kind: Int16
    package let pseudonym: Identifier
    package let tenantID: Identifier?
    package let state: Int16
    package let tenantIsActive: Bool
    package let roles: [Int16]

    package init(tokenHash: [UInt8], networks: [String], expiresAt: Timestamp, revokedAt: Timestamp?, id: Identifier, kind: Int16, pseudonym: Identifier, tenantID: Identifier?, state: Int16, tenantIsActive: Bool, roles: [Int16]) {
      self.tokenHash = tokenHash
      self.networks = networks
      self.expiresAt = expiresAt
      self.revokedAt = revokedAt
      self.id = id
      self.kind = kind
      self.pseudonym = pseudonym
      self.tenantID = tenantID
      self.state = state
      self.tenantIsActive = tenantIsActive
      self.roles = roles
    }

    package init(_ row: Row) throws(SQLFailure) {
      tokenHash = try row.bytes(0)
      networks = try row.texts(1)
      expiresAt = try row.timestamp(2)
      revokedAt = row.isNull(3) ? nil : try row.timestamp(3)
      id = try row.identifier(4)
      kind = try row.int2(5)
      pseudonym = try row.identifier(6)
      tenantID = row.isNull(7) ? nil : try row.identifier(7)
      state = try row.int2(8)
      tenantIsActive = try row.bool(9)
      roles = try row.int2s(10)
    }
  }

  /// The statement of `dueTenants`.
  package static let dueTenantsStatement = Statement(
    name: "platform/due_tenants",
    text: #"""
      select h.tenant_id
      from platform.job_hint h
      join platform.tenant t on t.id = h.tenant_id
      where h.due_at <= $1 and t.state = 2
      order by h.due_at, h.tenant_id
      limit $2
      """#,
    shape: .single,
    parameters: [
      .init(name: "now", type: .timestamp, isArray: false),
      .init(name: "count_max", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// Tenants in service with a due job.
  package static func dueTenants(now: Timestamp, countMax: Int64) -> Query<DueTenantsRow> {
    Query(Bound(dueTenantsStatement, [.timestamp(now), .int8(countMax)]))
  }

  /// A row of `dueTenants`.
  package struct DueTenantsRow: DecodableRow, Equatable {
    package let tenantID: Identifier

    package init(tenantID: Identifier) {
      self.tenantID = tenantID
    }

    package init(_ row: Row) throws(SQLFailure) {
      tenantID = try row.identifier(0)
    }
  }

  /// The statement of `findKey`.
  package static let findKeyStatement = Statement(
    name: "platform/find_key",
    text: #"""
      select k.request_hash, k.reply as "reply?"
      from platform.command_key k
      where k.principal_id = $1 and k.method = $2 and k.key = $3
      for update
      """#,
    shape: .single,
    parameters: [
      .init(name: "principal_id", type: .identifier, isArray: false),
      .init(name: "method", type: .text, isArray: false),
      .init(name: "key", type: .text, isArray: false),
    ],
    returnsRows: true)

  /// What is stored under a key.
  package static func findKey(
    principalID: Identifier, method: String, key: String
  ) -> Query<FindKeyRow> {
    Query(Bound(findKeyStatement, [.identifier(principalID), .text(method), .text(key)]))
  }

  /// A row of `findKey`.
  package struct FindKeyRow: DecodableRow, Equatable {
    package let requestHash: [UInt8]
    package let reply: [UInt8]?

    package init(requestHash: [UInt8], reply: [UInt8]?) {
      self.requestHash = requestHash
      self.reply = reply
    }

    package init(_ row: Row) throws(SQLFailure) {
      requestHash = try row.bytes(0)
      reply = row.isNull(1) ? nil : try row.bytes(1)
    }
  }

  /// The statement of `forgetKeys`.
  package static let forgetKeysStatement = Statement(
    name: "platform/forget_keys",
    text: #"""
      delete from platform.command_key k
      where k.ctid = any (array(
        select c.ctid
        from platform.command_key c
        where c.created_at < $1
        order by c.created_at
        limit $2
        for update skip locked))
      returning k.principal_id
      """#,
    shape: .single,
    parameters: [
      .init(name: "before", type: .timestamp, isArray: false),
      .init(name: "count_max", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// Removes some keys of writes whose replies are kept no longer; as `engine/forget_keys`.
  package static func forgetKeys(before: Timestamp, countMax: Int64) -> Query<ForgetKeysRow> {
    Query(Bound(forgetKeysStatement, [.timestamp(before), .int8(countMax)]))
  }

  /// A row of `forgetKeys`.
  package struct ForgetKeysRow: DecodableRow, Equatable {
    package let principalID: Identifier

    package init(principalID: Identifier) {
      self.principalID = principalID
    }

    package init(_ row: Row) throws(SQLFailure) {
      principalID = try row.identifier(0)
    }
  }

  /// The statement of `grants`.
  package static let grantsStatement = Statement(
    name: "platform/grants",
    text: #"""
      select g.tenant_id, g.datasets, g.from_on, g.to_on as "to_on?"
      from platform.regulator_grant g
      join platform.regulator r on r.id = g.regulator_id
      join platform.credential c on c.principal_id = r.principal_id
      where c.token_hash = $1
      order by g.id
      limit $2
      """#,
    shape: .single,
    parameters: [
      .init(name: "token_hash", type: .bytes, isArray: false),
      .init(name: "count_max", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// What a regulator may read.
  package static func grants(tokenHash: [UInt8], countMax: Int64) -> Query<GrantsRow> {
    Query(Bound(grantsStatement, [.bytes(tokenHash), .int8(countMax)]))
  }

  /// A row of `grants`.
  package struct GrantsRow: DecodableRow, Equatable {
    package let tenantID: Identifier
    package let datasets: [Int16]
    package let fromOn: Day
    package let toOn: Day?

    package init(tenantID: Identifier, datasets: [Int16], fromOn: Day, toOn: Day?) {
      self.tenantID = tenantID
      self.datasets = datasets
      self.fromOn = fromOn
      self.toOn = toOn
    }

    package init(_ row: Row) throws(SQLFailure) {
      tenantID = try row.identifier(0)
      datasets = try row.int2s(1)
      fromOn = try row.day(2)
      toOn = row.isNull(3) ? nil : try row.day(3)
    }
  }

  /// The statement of `health`.
  package static let healthStatement = Statement(
    name: "platform/health",
    text: #"""
      select coalesce(max(m.number), 0) as number
      from platform.migration m
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// Whether the platform's tables can be read, and how far they are migrated.
  package static func health() -> Query<HealthRow> {
    Query(Bound(healthStatement, []))
  }

  /// A row of `health`.
  package struct HealthRow: DecodableRow, Equatable {
    package let number: Int32

    package init(number: Int32) {
      self.number = number
    }

    package init(_ row: Row) throws(SQLFailure) {
      number = try row.int4(0)
    }
  }

  /// The statement of `hintJob`.
  package static let hintJobStatement = Statement(
    name: "platform/hint_job",
    text: #"""
      insert into platform.job_hint as h (tenant_id, due_at)
      values ($1, $2)
      on conflict on constraint job_hint_pkey do update
      set due_at = least(h.due_at, excluded.due_at)
      """#,
    shape: .single,
    parameters: [
      .init(name: "tenant_id", type: .identifier, isArray: false),
      .init(name: "due_at", type: .timestamp, isArray: false),
    ],
    returnsRows: false)

  /// Says that a tenant may have a job that is due then; an earlier hint stays.
  package static func hintJob(tenantID: Identifier, dueAt: Timestamp) -> Bound {
    Bound(hintJobStatement, [.identifier(tenantID), .timestamp(dueAt)])
  }

  /// The statement of `insertCell`.
  package static let insertCellStatement = Statement(
    name: "platform/insert_cell",
    text: #"""
      insert into platform.cell as c (name, connection)
      values ($1, $2)
      on conflict on constraint cell_pkey do update
      set connection = excluded.connection
      where c.connection <> excluded.connection
      """#,
    shape: .single,
    parameters: [
      .init(name: "name", type: .text, isArray: false),
      .init(name: "connection", type: .text, isArray: false),
    ],
    returnsRows: false)

  /// Registers a cell, or says where it is now.
  package static func insertCell(name: String, connection: String) -> Bound {
    Bound(insertCellStatement, [.text(name), .text(connection)])
  }

  /// The statement of `insertCredential`.
  package static let insertCredentialStatement = Statement(
    name: "platform/insert_credential",
    text: #"""
      insert into platform.credential (id, principal_id, token_hash, networks, expires_at, created_at)
      values ($1, $2, $3, $4::text[], $5, $6)
      """#,
    shape: .single,
    parameters: [
      .init(name: "id", type: .identifier, isArray: false),
      .init(name: "principal_id", type: .identifier, isArray: false),
      .init(name: "token_hash", type: .bytes, isArray: false),
      .init(name: "networks", type: .text, isArray: true),
      .init(name: "expires_at", type: .timestamp, isArray: false),
      .init(name: "created_at", type: .timestamp, isArray: false),
    ],
    returnsRows: false)

  /// Registers a token of a principal by its SHA-256.
  package static func insertCredential(
    id: Identifier, principalID: Identifier, tokenHash: [UInt8], networks: [String], expiresAt: Timestamp, createdAt: Timestamp
  ) -> Bound {
    Bound(insertCredentialStatement, [.identifier(id), .identifier(principalID), .bytes(tokenHash), .array(element: .text, networks.map(Value.text)), .timestamp(expiresAt), .timestamp(createdAt)])
  }

  /// The statement of `insertGrant`.
  package static let insertGrantStatement = Statement(
    name: "platform/insert_grant",
    text: #"""
      insert into platform.regulator_grant (id, regulator_id, tenant_id, datasets, period, from_on, to_on,
        created_at)
      values ($1, $2, $3, $4::smallint[], $5, $6, $7,
        $8)
      """#,
    shape: .single,
    parameters: [
      .init(name: "id", type: .identifier, isArray: false),
      .init(name: "regulator_id", type: .identifier, isArray: false),
      .init(name: "tenant_id", type: .identifier, isArray: false),
      .init(name: "datasets", type: .int2, isArray: true),
      .init(name: "period", type: .int2, isArray: false),
      .init(name: "from_on", type: .day, isArray: false),
      .init(name: "to_on", type: .day, isArray: false),
      .init(name: "created_at", type: .timestamp, isArray: false),
    ],
    returnsRows: false)

  /// Grants a regulator datasets of a tenant.
  package static func insertGrant(
    id: Identifier, regulatorID: Identifier, tenantID: Identifier, datasets: [Int16], period: Int16, fromOn: Day, toOn: Day?, createdAt: Timestamp
  ) -> Bound {
    Bound(insertGrantStatement, [.identifier(id), .identifier(regulatorID), .identifier(tenantID), .array(element: .int2, datasets.map(Value.int2)), .int2(period), .day(fromOn), toOn.map(Value.day) ?? .null, .timestamp(createdAt)])
  }

  /// The statement of `insertPlacement`.
  package static let insertPlacementStatement = Statement(
    name: "platform/insert_placement",
    text: #"""
      insert into platform.placement (tenant_id, cell_name)
      values ($1, $2)
      """#,
    shape: .single,
    parameters: [
      .init(name: "tenant_id", type: .identifier, isArray: false),
      .init(name: "cell_name", type: .text, isArray: false),
    ],
    returnsRows: false)

  /// Places a new tenant in a cell.
  package static func insertPlacement(tenantID: Identifier, cellName: String) -> Bound {
    Bound(insertPlacementStatement, [.identifier(tenantID), .text(cellName)])
  }

  /// The statement of `insertPrincipal`.
  package static let insertPrincipalStatement = Statement(
    name: "platform/insert_principal",
    text: #"""
      insert into platform.principal (id, tenant_id, kind, label, pseudonym, created_at, created_by)
      values ($1, $2, $3, $4, $5, $6, $7)
      """#,
    shape: .single,
    parameters: [
      .init(name: "id", type: .identifier, isArray: false),
      .init(name: "tenant_id", type: .identifier, isArray: false),
      .init(name: "kind", type: .int2, isArray: false),
      .init(name: "label", type: .text, isArray: false),
      .init(name: "pseudonym", type: .identifier, isArray: false),
      .init(name: "created_at", type: .timestamp, isArray: false),
      .init(name: "created_by", type: .identifier, isArray: false),
    ],
    returnsRows: false)

  /// Registers a principal.
  package static func insertPrincipal(
    id: Identifier, tenantID: Identifier?, kind: Int16, label: String, pseudonym: Identifier, createdAt: Timestamp, createdBy: Identifier?
  ) -> Bound {
    Bound(insertPrincipalStatement, [.identifier(id), tenantID.map(Value.identifier) ?? .null, .int2(kind), .text(label), .identifier(pseudonym), .timestamp(createdAt), createdBy.map(Value.identifier) ?? .null])
  }

  /// The statement of `insertRegulator`.
  package static let insertRegulatorStatement = Statement(
    name: "platform/insert_regulator",
    text: #"""
      insert into platform.regulator (id, principal_id, name, jurisdiction, valid_from_on, created_at)
      values ($1, $2, $3, $4, $5, $6)
      """#,
    shape: .single,
    parameters: [
      .init(name: "id", type: .identifier, isArray: false),
      .init(name: "principal_id", type: .identifier, isArray: false),
      .init(name: "name", type: .text, isArray: false),
      .init(name: "jurisdiction", type: .text, isArray: false),
      .init(name: "valid_from_on", type: .day, isArray: false),
      .init(name: "created_at", type: .timestamp, isArray: false),
    ],
    returnsRows: false)

  /// Registers a regulator.
  package static func insertRegulator(
    id: Identifier, principalID: Identifier, name: String, jurisdiction: String, validFromOn: Day, createdAt: Timestamp
  ) -> Bound {
    Bound(insertRegulatorStatement, [.identifier(id), .identifier(principalID), .text(name), .text(jurisdiction), .day(validFromOn), .timestamp(createdAt)])
  }

  /// The statement of `insertRoles`.
  package static let insertRolesStatement = Statement(
    name: "platform/insert_roles",
    text: #"""
      insert into platform.principal_role (principal_id, role)
      select $1, r.role
      from unnest($2::smallint[]) as r (role)
      """#,
    shape: .single,
    parameters: [
      .init(name: "principal_id", type: .identifier, isArray: false),
      .init(name: "roles", type: .int2, isArray: true),
    ],
    returnsRows: false)

  /// Gives a new principal its roles.
  package static func insertRoles(principalID: Identifier, roles: [Int16]) -> Bound {
    Bound(insertRolesStatement, [.identifier(principalID), .array(element: .int2, roles.map(Value.int2))])
  }

  /// The statement of `insertTenant`.
  package static let insertTenantStatement = Statement(
    name: "platform/insert_tenant",
    text: #"""
      insert into platform.tenant (id, schema_name, role_name, name, jurisdiction, base_currency, origin,
        state, created_by)
      values ($1, $2::text, $2::text, $3, $4, $5::text,
        $6, 1, $7)
      """#,
    shape: .single,
    parameters: [
      .init(name: "id", type: .identifier, isArray: false),
      .init(name: "schema_name", type: .text, isArray: false),
      .init(name: "name", type: .text, isArray: false),
      .init(name: "jurisdiction", type: .text, isArray: false),
      .init(name: "base_currency", type: .text, isArray: false),
      .init(name: "origin", type: .text, isArray: false),
      .init(name: "created_by", type: .identifier, isArray: false),
    ],
    returnsRows: false)

  /// Registers a tenant that is being made.
  package static func insertTenant(
    id: Identifier, schemaName: String, name: String, jurisdiction: String, baseCurrency: String, origin: String, createdBy: Identifier
  ) -> Bound {
    Bound(insertTenantStatement, [.identifier(id), .text(schemaName), .text(name), .text(jurisdiction), .text(baseCurrency), .text(origin), .identifier(createdBy)])
  }

  /// The statement of `jobHint`.
  package static let jobHintStatement = Statement(
    name: "platform/job_hint",
    text: #"""
      select h.due_at as "due_at?"
      from platform.job_hint h
      where h.tenant_id = $1
      """#,
    shape: .single,
    parameters: [
      .init(name: "tenant_id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// When the next job of a tenant is due, as far as is known.
  package static func jobHint(tenantID: Identifier) -> Query<JobHintRow> {
    Query(Bound(jobHintStatement, [.identifier(tenantID)]))
  }

  /// A row of `jobHint`.
  package struct JobHintRow: DecodableRow, Equatable {
    package let dueAt: Timestamp?

    package init(dueAt: Timestamp?) {
      self.dueAt = dueAt
    }

    package init(_ row: Row) throws(SQLFailure) {
      dueAt = row.isNull(0) ? nil : try row.timestamp(0)
    }
  }

  /// The statement of `loginEpochs`.
  package static let loginEpochsStatement = Statement(
    name: "platform/login_epochs",
    text: #"""
      select l.role_name, l.epoch
      from platform.login_epoch l
      order by l.role_name
      limit $1
      """#,
    shape: .single,
    parameters: [
      .init(name: "count_max", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// Which derived password each role has; a role that is not listed has the first.
  package static func loginEpochs(countMax: Int64) -> Query<LoginEpochsRow> {
    Query(Bound(loginEpochsStatement, [.int8(countMax)]))
  }

  /// A row of `loginEpochs`.
  package struct LoginEpochsRow: DecodableRow, Equatable {
    package let roleName: String
    package let epoch: Int32

    package init(roleName: String, epoch: Int32) {
      self.roleName = roleName
      self.epoch = epoch
    }

    package init(_ row: Row) throws(SQLFailure) {
      roleName = try row.text(0)
      epoch = try row.int4(1)
    }
  }

  /// The statement of `notify`.
  package static let notifyStatement = Statement(
    name: "platform/notify",
    text: #"""
      select pg_catalog.pg_notify($1, p.payload)::text as sent
      from unnest($2::text[]) as p (payload)
      """#,
    shape: .single,
    parameters: [
      .init(name: "channel", type: .text, isArray: false),
      .init(name: "payloads", type: .text, isArray: true),
    ],
    returnsRows: true)

  /// Sends hints to whoever listens, in other processes too.
  package static func notify(channel: String, payloads: [String]) -> Query<NotifyRow> {
    Query(Bound(notifyStatement, [.text(channel), .array(element: .text, payloads.map(Value.text))]))
  }

  /// A row of `notify`.
  package struct NotifyRow: DecodableRow, Equatable {
    package let sent: String

    package init(sent: String) {
      self.sent = sent
    }

    package init(_ row: Row) throws(SQLFailure) {
      sent = try row.text(0)
    }
  }

  /// The statement of `placement`.
  package static let placementStatement = Statement(
    name: "platform/placement",
    text: #"""
      select t.state, p.cell_name, p.epoch, c.connection
      from platform.tenant t
      join platform.placement p on p.tenant_id = t.id
      join platform.cell c on c.name = p.cell_name
      where t.id = $1
      """#,
    shape: .single,
    parameters: [
      .init(name: "id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// Where a tenant lives, and whether it is in service.
  package static func placement(id: Identifier) -> Query<PlacementRow> {
    Query(Bound(placementStatement, [.identifier(id)]))
  }

  /// A row of `placement`.
  package struct PlacementRow: DecodableRow, Equatable {
    package let state: Int16
    package let cellName: String
    package let epoch: Int64
    package let connection: String

    package init(state: Int16, cellName: String, epoch: Int64, connection: String) {
      self.state = state
      self.cellName = cellName
      self.epoch = epoch
      self.connection = connection
    }

    package init(_ row: Row) throws(SQLFailure) {
      state = try row.int2(0)
      cellName = try row.text(1)
      epoch = try row.int8(2)
      connection = try row.text(3)
    }
  }

  /// The statement of `principal`.
  package static let principalStatement = Statement(
    name: "platform/principal",
    text: #"""
      select p.tenant_id as "tenant_id?", p.state
      from platform.principal p
      where p.id = $1
      for update
      """#,
    shape: .single,
    parameters: [
      .init(name: "id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// A principal and its tenant.
  package static func principal(id: Identifier) -> Query<PrincipalRow> {
    Query(Bound(principalStatement, [.identifier(id)]))
  }

  /// A row of `principal`.
  package struct PrincipalRow: DecodableRow, Equatable {
    package let tenantID: Identifier?
    package let state: Int16

    package init(tenantID: Identifier?, state: Int16) {
      self.tenantID = tenantID
      self.state = state
    }

    package init(_ row: Row) throws(SQLFailure) {
      tenantID = row.isNull(0) ? nil : try row.identifier(0)
      state = try row.int2(1)
    }
  }

  /// The statement of `regulator`.
  package static let regulatorStatement = Statement(
    name: "platform/regulator",
    text: #"""
      select r.principal_id, r.jurisdiction
      from platform.regulator r
      where r.id = $1
      """#,
    shape: .single,
    parameters: [
      .init(name: "id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// One regulator.
  package static func regulator(id: Identifier) -> Query<RegulatorRow> {
    Query(Bound(regulatorStatement, [.identifier(id)]))
  }

  /// A row of `regulator`.
  package struct RegulatorRow: DecodableRow, Equatable {
    package let principalID: Identifier
    package let jurisdiction: String

    package init(principalID: Identifier, jurisdiction: String) {
      self.principalID = principalID
      self.jurisdiction = jurisdiction
    }

    package init(_ row: Row) throws(SQLFailure) {
      principalID = try row.identifier(0)
      jurisdiction = try row.text(1)
    }
  }

  /// The statement of `renewCredential`.
  package static let renewCredentialStatement = Statement(
    name: "platform/renew_credential",
    text: #"""
      update platform.credential c
      set token_hash = $1, expires_at = $2, created_at = $3
      where c.id = (
        select e.id
        from platform.credential e
        where e.principal_id = $4 and e.revoked_at is null and e.expires_at < $3
        order by e.expires_at, e.id
        limit 1)
      returning c.id
      """#,
    shape: .single,
    parameters: [
      .init(name: "token_hash", type: .bytes, isArray: false),
      .init(name: "expires_at", type: .timestamp, isArray: false),
      .init(name: "now", type: .timestamp, isArray: false),
      .init(name: "principal_id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// Gives a principal a new token in the place of one that has ended; no row when none has.
  package static func renewCredential(
    tokenHash: [UInt8], expiresAt: Timestamp, now: Timestamp, principalID: Identifier
  ) -> Query<RenewCredentialRow> {
    Query(Bound(renewCredentialStatement, [.bytes(tokenHash), .timestamp(expiresAt), .timestamp(now), .identifier(principalID)]))
  }

  /// A row of `renewCredential`.
  package struct RenewCredentialRow: DecodableRow, Equatable {
    package let id: Identifier

    package init(id: Identifier) {
      self.id = id
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
    }
  }

  /// The statement of `revokeCredentials`.
  package static let revokeCredentialsStatement = Statement(
    name: "platform/revoke_credentials",
    text: #"""
      update platform.credential
      set revoked_at = $1
      where principal_id = $2 and revoked_at is null
      """#,
    shape: .single,
    parameters: [
      .init(name: "now", type: .timestamp, isArray: false),
      .init(name: "principal_id", type: .identifier, isArray: false),
    ],
    returnsRows: false)

  /// Revokes every credential of a principal.
  package static func revokeCredentials(now: Timestamp, principalID: Identifier) -> Bound {
    Bound(revokeCredentialsStatement, [.timestamp(now), .identifier(principalID)])
  }

  /// The statement of `revokePrincipal`.
  package static let revokePrincipalStatement = Statement(
    name: "platform/revoke_principal",
    text: #"""
      update platform.principal
      set state = 3
      where id = $1
      """#,
    shape: .single,
    parameters: [
      .init(name: "id", type: .identifier, isArray: false),
    ],
    returnsRows: false)

  /// Revokes a principal.
  package static func revokePrincipal(id: Identifier) -> Bound {
    Bound(revokePrincipalStatement, [.identifier(id)])
  }

  /// The statement of `settleJobHint`.
  package static let settleJobHintStatement = Statement(
    name: "platform/settle_job_hint",
    text: #"""
      update platform.job_hint h
      set due_at = $1
      where h.tenant_id = $2 and h.due_at is not distinct from $3::timestamptz
      """#,
    shape: .single,
    parameters: [
      .init(name: "due_at", type: .timestamp, isArray: false),
      .init(name: "tenant_id", type: .identifier, isArray: false),
      .init(name: "seen_at", type: .timestamp, isArray: false),
    ],
    returnsRows: false)

  /// Says when the next job of a tenant is due, unless a hint came since it was looked at.
  package static func settleJobHint(
    dueAt: Timestamp?, tenantID: Identifier, seenAt: Timestamp?
  ) -> Bound {
    Bound(settleJobHintStatement, [dueAt.map(Value.timestamp) ?? .null, .identifier(tenantID), seenAt.map(Value.timestamp) ?? .null])
  }

  /// The statement of `storeReply`.
  package static let storeReplyStatement = Statement(
    name: "platform/store_reply",
    text: #"""
      update platform.command_key
      set reply = $1
      where principal_id = $2 and method = $3 and key = $4
      """#,
    shape: .single,
    parameters: [
      .init(name: "reply", type: .bytes, isArray: false),
      .init(name: "principal_id", type: .identifier, isArray: false),
      .init(name: "method", type: .text, isArray: false),
      .init(name: "key", type: .text, isArray: false),
    ],
    returnsRows: false)

  /// Stores the reply of a write, or the tenant it is making, under its key.
  package static func storeReply(
    reply: [UInt8], principalID: Identifier, method: String, key: String
  ) -> Bound {
    Bound(storeReplyStatement, [.bytes(reply), .identifier(principalID), .text(method), .text(key)])
  }

  /// The statement of `tenant`.
  package static let tenantStatement = Statement(
    name: "platform/tenant",
    text: #"""
      select t.name, t.state, t.origin, p.cell_name, p.epoch
      from platform.tenant t
      join platform.placement p on p.tenant_id = t.id
      where t.id = $1
      """#,
    shape: .single,
    parameters: [
      .init(name: "id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// One tenant and where it lives.
  package static func tenant(id: Identifier) -> Query<TenantRow> {
    Query(Bound(tenantStatement, [.identifier(id)]))
  }

  /// A row of `tenant`.
  package struct TenantRow: DecodableRow, Equatable {
    package let name: String
    package let state: Int16
    package let origin: String
    package let cellName: String
    package let epoch: Int64

    package init(name: String, state: Int16, origin: String, cellName: String, epoch: Int64) {
      self.name = name
      self.state = state
      self.origin = origin
      self.cellName = cellName
      self.epoch = epoch
    }

    package init(_ row: Row) throws(SQLFailure) {
      name = try row.text(0)
      state = try row.int2(1)
      origin = try row.text(2)
      cellName = try row.text(3)
      epoch = try row.int8(4)
    }
  }

  /// The statement of `tenantGrants`.
  package static let tenantGrantsStatement = Statement(
    name: "platform/tenant_grants",
    text: #"""
      select g.id, g.regulator_id, g.datasets, g.period, g.from_on, g.to_on as "to_on?"
      from platform.regulator_grant g
      where g.tenant_id = $1
      order by g.id
      limit $2
      """#,
    shape: .single,
    parameters: [
      .init(name: "tenant_id", type: .identifier, isArray: false),
      .init(name: "count_max", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// The grants on a tenant, for the extracts they ask for.
  package static func tenantGrants(
    tenantID: Identifier, countMax: Int64
  ) -> Query<TenantGrantsRow> {
    Query(Bound(tenantGrantsStatement, [.identifier(tenantID), .int8(countMax)]))
  }

  /// A row of `tenantGrants`.
  package struct TenantGrantsRow: DecodableRow, Equatable {
    package let id: Identifier
    package let regulatorID: Identifier
    package let datasets: [Int16]
    package let period: Int16
    package let fromOn: Day
    package let toOn: Day?

    package init(id: Identifier, regulatorID: Identifier, datasets: [Int16], period: Int16, fromOn: Day, toOn: Day?) {
      self.id = id
      self.regulatorID = regulatorID
      self.datasets = datasets
      self.period = period
      self.fromOn = fromOn
      self.toOn = toOn
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      regulatorID = try row.identifier(1)
      datasets = try row.int2s(2)
      period = try row.int2(3)
      fromOn = try row.day(4)
      toOn = row.isNull(5) ? nil : try row.day(5)
    }
  }

  /// The statement of `tenants`.
  package static let tenantsStatement = Statement(
    name: "platform/tenants",
    text: #"""
      select t.id, t.name, t.jurisdiction, t.base_currency::text as base_currency, t.state, t.origin,
        coalesce(t.ledger_vkey, '') as ledger_vkey
      from platform.tenant t
      order by t.id
      limit $1
      """#,
    shape: .single,
    parameters: [
      .init(name: "count_max", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// All tenants.
  package static func tenants(countMax: Int64) -> Query<TenantsRow> {
    Query(Bound(tenantsStatement, [.int8(countMax)]))
  }

  /// A row of `tenants`.
  package struct TenantsRow: DecodableRow, Equatable {
    package let id: Identifier
    package let name: String
    package let jurisdiction: String
    package let baseCurrency: String
    package let state: Int16
    package let origin: String
    package let ledgerVkey: String

    package init(id: Identifier, name: String, jurisdiction: String, baseCurrency: String, state: Int16, origin: String, ledgerVkey: String) {
      self.id = id
      self.name = name
      self.jurisdiction = jurisdiction
      self.baseCurrency = baseCurrency
      self.state = state
      self.origin = origin
      self.ledgerVkey = ledgerVkey
    }

    package init(_ row: Row) throws(SQLFailure) {
      id = try row.identifier(0)
      name = try row.text(1)
      jurisdiction = try row.text(2)
      baseCurrency = try row.text(3)
      state = try row.int2(4)
      origin = try row.text(5)
      ledgerVkey = try row.text(6)
    }
  }
}
