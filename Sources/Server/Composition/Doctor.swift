import Bytes
import Glibc
import Logging
import Postgres
import Queries
import Reactor
import SQL
import Vault
import World

/// Looks at what the server needs, changes nothing, and says what to do.
struct Doctor {
  /// One thing looked at.
  struct Finding {
    let subject: String
    let isWell: Bool
    let text: String
  }

  let settings: ServerSettings
  let world: World

  func findings() async -> [Finding] {
    var all = [binaries, directory, masterKey, operatorToken, socket, zones, clock]
    all += await database()
    return all
  }

  private var binaries: Finding {
    guard settings.database == nil else {
      return Finding(subject: "postgres", isWell: true, text: "external")
    }
    do throws(ClusterFailure) {
      let found = try ClusterBinaries.find(majorVersion: nil)
      return Finding(
        subject: "postgres", isWell: true,
        text: "version \(found.majorVersion) in \(found.directory)")
    } catch {
      return Finding(
        subject: "postgres", isWell: false, text: "\(error); install the package postgresql")
    }
  }

  private var directory: Finding {
    guard let standing = DataFiles.standing(settings.directory) else {
      return Finding(
        subject: "data", isWell: true, text: "\(settings.directory) is made at the first start")
    }
    guard standing.user == geteuid() else {
      let owner = ServerAccount.name(of: standing.user)
      return Finding(
        subject: "data", isWell: false,
        text: standing.user == 0
          ? "\(settings.directory) is root's; tallyd started by root gives it to its user"
          : "\(settings.directory) belongs to the user \(owner); chown it or run as its owner")
    }
    guard standing.mode & 0o022 == 0 else {
      return Finding(
        subject: "data", isWell: false, text: "others may write; chmod 710 \(settings.directory)")
    }
    return Finding(subject: "data", isWell: true, text: settings.directory)
  }

  private var masterKey: Finding {
    if settings.masterKeyCommand != nil {
      do throws(ServerFailure) {
        _ = try Boot(settings: settings, world: world).existingMasterKey()
        return Finding(subject: "master key", isWell: true, text: "by command")
      } catch {
        return Finding(subject: "master key", isWell: false, text: "\(error)")
      }
    }
    let path = settings.masterKeyPath
    guard let standing = DataFiles.standing(path) else {
      let isFirst = DataFiles.standing(settings.files.path("postgres/data/PG_VERSION")) == nil
      return Finding(
        subject: "master key", isWell: isFirst,
        text: isFirst
          ? "is made at the first start" : "\(path) is missing; restore it from its copy")
    }
    guard standing.mode & 0o077 == 0 else {
      return Finding(
        subject: "master key", isWell: false, text: "others may read it; chmod 600 \(path)")
    }
    guard let bytes = try? DataFiles.read(path), (try? MasterKey(source: bytes)) != nil else {
      return Finding(
        subject: "master key", isWell: false,
        text: "\(path) holds no key: 32 bytes, 64 hexadecimal digits or base64")
    }
    return Finding(subject: "master key", isWell: true, text: path)
  }

  private var operatorToken: Finding {
    let path = settings.files.path("operator.token")
    guard let standing = DataFiles.standing(path) else {
      return Finding(subject: "operator", isWell: true, text: "is made at the next start")
    }
    let isWell = standing.mode & 0o077 == 0
    return Finding(
      subject: "operator", isWell: isWell,
      text: isWell ? path : "others may read it; chmod 600 \(path)")
  }

  private var socket: Finding {
    let bound = Reactor::Limits.socketPathByteCountMax
    guard settings.socket.utf8.count <= bound else {
      return Finding(
        subject: "socket", isWell: false, text: "the path is too long; give --socket a shorter one")
    }
    // The private PostgreSQL has one below the data directory, which is longer.
    let other = settings.cluster.socketPath
    guard settings.database != nil || other.utf8.count <= bound else {
      return Finding(
        subject: "socket", isWell: false,
        text: "\(other) is too long for PostgreSQL; give --data a shorter path")
    }
    return Finding(subject: "socket", isWell: true, text: settings.socket)
  }

  private var zones: Finding {
    let isWell = world.zoneFile("Asia/Shanghai") != nil
    return Finding(
      subject: "time zones", isWell: isWell,
      text: isWell ? "/usr/share/zoneinfo" : "none; install the package tzdata")
  }

  private var clock: Finding {
    // 2025-01-01; an older clock was never set.
    let isWell = world.recordedNow().microseconds > 1_735_689_600_000_000
    return Finding(
      subject: "clock", isWell: isWell,
      text: isWell ? world.recordedNow().description : "set the machine's clock")
  }

  // MARK: The database

  private func database() async -> [Finding] {
    guard let key = try? Boot(settings: settings, world: world).existingMasterKey() else {
      return []
    }
    guard let place = place() else {
      return [
        Finding(subject: "database", isWell: true, text: "does not run; tallyd starts it")
      ]
    }
    let owner = place.with(
      user: Roles.owner.rawValue,
      password: TenantPassword.derive(
        loginKey: Boot.loginKey(key), role: Roles.owner.rawValue, epoch: 1))
    var all: [Finding] = []
    do throws(AdminFailure) {
      let found = try await AdminConnection.open(owner, world: world)
      await found.close()
      all.append(Finding(subject: "database", isWell: true, text: "\(owner)"))
    } catch {
      return [
        Finding(
          subject: "database", isWell: false,
          text: settings.database == nil
            ? "does not answer; see the log in \(settings.files.path("postgres/log"))"
            : "\(error); is it prepared? tallyd prepare --database URL")
      ]
    }
    if let check = Schema.checks.first(where: { $0.name == "hardening" }) {
      do throws(AdminFailure) {
        try await Hardening.assertEffective(owner, check: check, world: world)
        all.append(Finding(subject: "hardening", isWell: true, text: "in effect"))
      } catch {
        all.append(Finding(subject: "hardening", isWell: false, text: "\(error)"))
      }
    }
    all += await ledgers()
    return all + (await migrations(owner))
  }

  /// What is applied to each schema, compared with what this program ships.
  private func migrations(_ owner: DatabaseLogin) async -> [Finding] {
    let runner = MigrationRunner(owner: owner, world: world)
    do throws(AdminFailure) {
      let tenants = try await Self.tenants(owner, world)
      let results =
        try await runner.missing(of: Schema.platform, in: [nil])
        + (try await runner.missing(of: Schema.tenant, in: tenants))
      let problems = zip([nil] + tenants.map { Optional($0) }, results)
        .compactMap { Self.problem($0, $1) }
      guard problems.isEmpty else { return problems }
      return [
        Finding(
          subject: "migrations", isWell: true,
          text: "platform at \(Schema.platform.count); "
            + "\(tenants.count) tenants at \(Schema.tenant.count)")
      ]
    } catch {
      return [Finding(subject: "migrations", isWell: false, text: "\(error)")]
    }
  }

  /// - Returns: nil for a schema which has all.
  private static func problem(
    _ tenant: TenantName?, _ missing: Result<[Int], AdminFailure>
  ) -> Finding? {
    switch missing {
    case .success(let numbers):
      guard !numbers.isEmpty else { return nil }
      let schema = tenant.map { "tenant \($0.id)" } ?? "platform"
      let list = numbers.map(String.init).joined(separator: ", ")
      return Finding(
        subject: "migrations", isWell: false,
        text: "\(schema) lacks \(list); tallyd applies them at its start")
    case .failure(let failure):
      return Finding(
        subject: "migrations", isWell: false,
        text: "\(failure); start the tallyd which has it")
    }
  }

  /// The tenants whose schemas are complete: one that is being made is completed by its maker.
  private static func tenants(
    _ owner: DatabaseLogin, _ world: World
  ) async throws(AdminFailure) -> [TenantName] {
    let statement = PlatformQueries.tenants(countMax: Limits.tenantsListedMax).bound.statement
    let rows = try await AdminConnection.with(owner, world: world) { link throws(AdminFailure) in
      try link.query(
        statement.text, [String(Limits.tenantsListedMax)], task: "listing tenants")
    }
    let provisioning = String(TenantState.provisioning.rawValue)
    var names: [TenantName] = []
    for row in rows where row.count > 4 && row[4] != provisioning {
      if let id = row[0].flatMap({ Identifier($0) }) { names.append(TenantName(id)) }
    }
    return names
  }

  func place() -> DatabaseLogin? {
    if let place = settings.database { return place }
    let files = settings.files
    guard DataFiles.standing(files.path("postgres/data/postmaster.pid")) != nil else { return nil }
    return DatabaseLogin(
      host: files.path("postgres/run"), port: ClusterSettings.port,
      database: ClusterSettings.database, user: "")
  }
}

extension Daemon {
  /// What is wrong, a line each.
  @concurrent package static func problems(_ settings: ServerSettings) async -> [String] {
    let world = World.live(log: LineLog.logger(level: .critical))
    return await Doctor(settings: settings, world: world).findings()
      .filter { !$0.isWell }.map { "\($0.subject): \($0.text)" }
  }

  /// Prints what was looked at.
  ///
  /// - Returns: false when something is wrong.
  @concurrent package static func doctor(_ settings: ServerSettings) async -> Bool {
    let world = World.live(log: LineLog.logger(level: .critical))
    let findings = await Doctor(settings: settings, world: world).findings()
    for finding in findings {
      let subject =
        finding.subject + String(repeating: " ", count: max(0, 12 - finding.subject.count))
      say("\(subject)\(finding.isWell ? "ok      " : "PROBLEM ")\(finding.text)\n")
    }
    return findings.allSatisfy(\.isWell)
  }
}
