import Bytes
import Glibc
import Logging
import Postgres
import Queries
import SQL
import Vault
import World

/// Brings the database to where it can be served.
struct Boot: Sendable {
  /// What serving needs of it.
  struct Ground: Sendable {
    /// Nil for an external PostgreSQL.
    let cluster: PrivateCluster?
    /// The place of the database, as nobody.
    let place: DatabaseLogin
    let masters: MasterKeys
    let loginKey: [UInt8]

    func login(_ role: Roles) -> DatabaseLogin {
      place.with(
        user: role.rawValue,
        password: TenantPassword.derive(loginKey: loginKey, role: role.rawValue, epoch: 1))
    }
  }

  private static let loginKeyRole = "login key"
  let settings: ServerSettings
  let world: World

  // MARK: Keys

  /// The master key.
  ///
  /// - Parameter mayMake: nothing was made with a key before, so a missing one is made.
  func masterKey(mayMake: Bool) throws(ServerFailure) -> MasterKey {
    if let known = try commandedKey() { return known }
    let path = settings.masterKeyPath
    if let source = try DataFiles.read(path) {
      if let standing = DataFiles.standing(path), standing.mode & 0o077 != 0 {
        throw .masterKey(path: path, reason: "others may read it; chmod 600")
      }
      return try key(path) { () throws(VaultFailure) in try MasterKey(source: source) }
    }
    // With tenants there a new key would open nothing.
    guard mayMake else {
      throw .masterKey(path: path, reason: "is missing; restore it, since data are made with it")
    }
    let bytes = world.randomBytes(MasterKey.byteCount)
    try DataFiles.write(Array((Hex.text(bytes) + "\n").utf8), to: path, mode: 0o600)
    world.log.notice("master key made: keep a copy elsewhere", metadata: ["path": "\(path)"])
    return try key(path) { () throws(VaultFailure) in try MasterKey(bytes: bytes) }
  }

  /// The master key.
  ///
  /// - Returns: nil before the first start.
  func existingMasterKey() throws(ServerFailure) -> MasterKey? {
    if let known = try commandedKey() { return known }
    let path = settings.masterKeyPath
    guard let source = try DataFiles.read(path) else { return nil }
    return try key(path) { () throws(VaultFailure) in try MasterKey(source: source) }
  }

  /// - Returns: nil without a command.
  private func commandedKey() throws(ServerFailure) -> MasterKey? {
    guard let command = settings.masterKeyCommand else { return nil }
    let source = try CommandOutput.of(command)
    return try key("by command") { () throws(VaultFailure) in try MasterKey(source: source) }
  }

  private func key(
    _ path: String, _ make: () throws(VaultFailure) -> MasterKey
  ) throws(ServerFailure) -> MasterKey {
    do throws(VaultFailure) { return try make() } catch {
      throw .masterKey(path: path, reason: "\(error)")
    }
  }

  static func loginKey(_ master: MasterKey) -> [UInt8] {
    guard let key = Hex.bytes(master.loginPassword(role: loginKeyRole, epoch: 1)) else {
      preconditionFailure("64 hexadecimal digits")
    }
    return key
  }

  // MARK: The database

  /// Starts or finds PostgreSQL and brings every schema up to date.
  func ground() async throws(ServerFailure) -> Ground {
    // For an external PostgreSQL it is made by `prepare`, which can ask whether there are tenants.
    let isFirst =
      settings.database == nil
      && DataFiles.standing(settings.files.path("postgres/data/PG_VERSION")) == nil
    let master = try masterKey(mayMake: isFirst)
    let masters: MasterKeys
    do throws(VaultFailure) { masters = try MasterKeys(current: master) } catch {
      throw .masterKey(path: settings.masterKeyPath, reason: "\(error)")
    }
    let loginKey = Self.loginKey(master)
    let ground: Ground
    if let place = settings.database {
      ground = Ground(cluster: nil, place: place, masters: masters, loginKey: loginKey)
    } else {
      let cluster = try await startCluster()
      ground = Ground(
        cluster: cluster, place: cluster.admin(database: ClusterSettings.database),
        masters: masters, loginKey: loginKey)
    }
    do throws(AdminFailure) {
      if let cluster = ground.cluster { try await Self.prepare(cluster.admin(), ground, world) }
      try await migrate(ground)
    } catch {
      if let cluster = ground.cluster { try? await cluster.stop() }
      throw .database("\(error)")
    }
    return ground
  }

  private func startCluster() async throws(ServerFailure) -> PrivateCluster {
    do throws(ClusterFailure) {
      let cluster = try PrivateCluster(settings.cluster, world: world)
      try await cluster.start()
      return cluster
    } catch {
      throw .cluster("\(error)")
    }
  }

  /// Whether the database holds tenants, whose keys open with one master key only.
  ///
  /// - Parameter admin: a superuser's login into the database, which need not exist yet.
  static func hasTenants(
    _ admin: DatabaseLogin, _ world: World
  ) async throws(AdminFailure) -> Bool {
    var maintenance = admin
    maintenance.database = "template1"
    let name = admin.database
    let databases = try await AdminConnection.with(maintenance, world: world) {
      link throws(AdminFailure) in
      try link.query(
        "select from pg_catalog.pg_database where datname = $1", [name],
        task: "looking for the database")
    }
    guard !databases.isEmpty else { return false }
    return try await AdminConnection.with(admin, world: world) { link throws(AdminFailure) in
      let task = "looking for tenants"
      let tables = try link.query(
        "select where pg_catalog.to_regclass('platform.tenant') is not null", task: task)
      guard !tables.isEmpty else { return false }
      return try !link.query("select from platform.tenant limit 1", task: task).isEmpty
    }
  }

  /// What a superuser does once in a database, and again after each upgrade of it.
  static func prepare(
    _ admin: DatabaseLogin, _ ground: Ground, _ world: World
  ) async throws(AdminFailure) {
    try await Roles.prepare(
      ground.place.database, admin: admin,
      scripts: Roles.Scripts(roles: Schema.roles, harden: Schema.harden),
      loginKey: ground.loginKey, world: world)
  }

  private func migrate(_ ground: Ground) async throws(AdminFailure) {
    let owner = ground.login(.owner)
    let runner = MigrationRunner(owner: owner, world: world)
    let applied = try await runner.migratePlatform(Schema.platform)
    if !applied.isEmpty {
      world.log.notice("platform migrated", metadata: ["to": "\(Schema.platform.count)"])
    }
    if let check = Schema.checks.first(where: { $0.name == "hardening" }) {
      try await Hardening.assertEffective(owner, check: check, world: world)
    } else {
      preconditionFailure("no check of the hardening")
    }
  }

  /// Brings the schemas of tenants in service up to date.
  ///
  /// - Returns: those for which it failed. They are told and not served; the others are.
  func migrate(
    _ tenants: [TenantName], _ ground: Ground, _ epochs: LoginEpochs
  ) async throws(ServerFailure) -> Set<Identifier> {
    let owner = ground.login(.owner)
    let failures = await MigrationRunner(owner: owner, world: world)
      .migrate(tenants, Schema.tenant)
    for (tenant, failure) in failures.sorted(by: { $0.key.text < $1.key.text }) {
      world.log.error(
        "tenant not migrated", metadata: ["tenant": "\(tenant)", "failure": "\(failure)"])
    }
    let outOfService = Set(failures.keys.map(\.id))
    LevelMeter("tally_tenants_not_migrated").set(outOfService.count)
    guard let check = Schema.checks.first(where: { $0.name == "role_settings" }) else {
      preconditionFailure("no check of the roles' settings")
    }
    let provisioner = Provisioner(owner: owner, loginKey: ground.loginKey, world: world)
    do throws(AdminFailure) {
      for tenant in try await Hardening.alteredRoles(owner, check: check, world: world) {
        world.log.warning("a role gave itself settings", metadata: ["role": "\(tenant)"])
        try await provisioner.renewLogin(of: tenant, epoch: epochs.epoch(of: tenant.text))
      }
      return outOfService
    } catch {
      throw .database("\(error)")
    }
  }
}
