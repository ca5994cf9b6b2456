import Access
import Bytes
import Client
import Contract
import Foundation
import Logging
import Postgres
import Reactor
import Server
import Synchronization
import TestKit
import Testing
import World

/// A real server of this process: private PostgreSQL, Unix socket, clients.
struct ServedHouse {
  let directory: String
  let server: RunningServer
  let world: World
  /// Moves the clocks of the server and of its clients on.
  let shift: ClockShift

  /// One for all tests that leave it standing.
  static let shared = Task { try await ServedHouse(directory: TemporaryDirectory.make()) }

  init(
    directory: String, shardCount: Int = 2,
    _ change: (inout ServerSettings) -> Void = { _ in },
    sleep: (@Sendable (Duration) async throws -> Void)? = nil
  ) async throws {
    self.directory = directory
    var settings = ServerSettings(directory: directory, shardCount: shardCount)
    change(&settings)
    settings.isDurable = false
    settings.databaseEndsWithUs = true
    settings.user = "postgres"
    let clock = CivilClock()
    let shift = ClockShift()
    self.shift = shift
    var world = World.live(
      log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), civilClock: clock)
    let live = world
    world.monotonicNow = { live.monotonicNow() + shift.nanoseconds }
    world.recordedNow = {
      live.recordedNow().adding(seconds: Int64(shift.nanoseconds / 1_000_000_000))
    }
    if let sleep { world.sleep = sleep }
    self.world = world
    server = try await RunningServer.start(
      settings, version: "test", civilClock: clock, world: world)
  }

  func operatorToken() throws -> String {
    try String(contentsOfFile: directory + "/operator.token", encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// A client on a shard of its own.
  func client(token: String) async throws -> RPCClient {
    try await RPCClient.connect(
      to: .unix(path: directory + "/tallyd.sock"), token: token,
      on: Shard(label: "client", world: world))
  }

  func operatorClient() async throws -> RPCClient { try await client(token: operatorToken()) }

  /// A superuser's login into the server's database.
  var admin: DatabaseLogin {
    DatabaseLogin(
      host: directory + "/postgres/run", port: ClusterSettings.port,
      database: ClusterSettings.database, user: ClusterSettings.adminRole)
  }

  static func tenantRequest(
    _ name: String, administrator: Token? = nil
  ) -> Tally_V1_CreateTenantRequest {
    var request = Tally_V1_CreateTenantRequest()
    request.name = name
    request.jurisdiction = "CN"
    request.baseCurrency = "CNY"
    request.businessOn = "2026-01-05"
    request.regime = "bank_2023"
    if let administrator {
      request.administrator.tokenHash = Data(administrator.hash.bytes)
      request.administrator.validDays = 30
      request.administrator.label = "administrator"
    }
    return request
  }

  /// A new tenant with a random name.
  func tenant(_ client: RPCClient) async throws -> String {
    let name = world.identifier().description
    return try await client.call(
      Operator.createTenant, Self.tenantRequest(name), deadline: .seconds(60)
    ).tenantID
  }

  /// A client that is a new principal of `tenant` with one role.
  func client(_ role: String, of tenant: String, by client: RPCClient) async throws -> RPCClient {
    try await self.client(
      token: try await principal(of: tenant, roles: [role], by: client).token.text)
  }

  /// What doctors and other programs beside the server are started with.
  var settings: ServerSettings {
    var settings = ServerSettings(directory: directory)
    settings.user = "postgres"
    return settings
  }

  /// Runs one statement as the superuser.
  @discardableResult
  func run(_ statement: String, _ values: [String?] = []) async throws -> [[String?]] {
    try await AdminConnection.with(admin, world: world) { link throws(AdminFailure) in
      try link.query(statement, values, task: "a test")
    }
  }

  /// The schema of a tenant.
  static func schema(_ tenant: String) -> String { "t_" + tenant.filter { $0 != "-" } }

  /// A new principal of `tenant`, and a client that is it.
  func principal(
    of tenant: String, roles: [String], by client: RPCClient
  ) async throws -> (id: String, token: Token) {
    let token = Token(register: .platform, secret: world.randomBytes(32))
    let reply = try await client.call(
      Operator.createPrincipal, request(tenant: tenant, roles: roles, token: token),
      deadline: .seconds(30))
    return (reply.principalID, token)
  }

  func request(
    tenant: String, roles: [String], token: Token
  ) -> Tally_V1_CreatePrincipalRequest {
    var request = Tally_V1_CreatePrincipalRequest()
    request.tenantID = tenant
    request.kind = 1
    request.roles = roles
    request.tokenHash = Data(token.hash.bytes)
    request.expiresAt = world.recordedNow().adding(seconds: 3600).description
    request.label = "a test"
    return request
  }
}

/// How far clocks are ahead of the machine's.
final class ClockShift: Sendable {
  private let amount = Atomic<UInt64>(0)
  var nanoseconds: UInt64 { amount.load(ordering: .relaxed) }
  func moveOn(seconds: UInt64) {
    amount.wrappingAdd(seconds * 1_000_000_000, ordering: .relaxed)
  }
}

extension ServedHouse {
  /// Asks until the answer is true; fails after a minute, which no sound server needs.
  func wait(
    for what: String, _ isSo: () async throws -> Bool
  ) async throws {
    // Of the machine: the house's clocks may be moved.
    let end = World.real.monotonicNow() + 60_000_000_000
    while try await !isSo() {
      try #require(World.real.monotonicNow() < end, "\(what)")
      await Task.yield()
    }
  }

  /// Runs statements as the superuser of the server's database.
  func run(_ statements: [String]) async throws {
    try await AdminConnection.with(admin, world: .real) { link throws(AdminFailure) in
      for statement in statements { try link.run(statement, task: "a test") }
    }
  }

  /// A debtor, and so entries of the ledger.
  func append(_ reference: String, _ client: RPCClient) async throws {
    _ = try await ImportTests.load(
      [ImportTests.row(1, reference: reference)],
      opening: ImportTests.opening(world.randomBytes(32)), key: reference, client)
  }

  /// Closes the business date, which wakes sealer and scheduler.
  func closeDay(_ day: String, _ client: RPCClient) async throws {
    var request = Tally_V1_CloseDayRequest()
    request.businessOn = day
    _ = try await client.call(Days.close, request, deadline: .seconds(30))
  }
}

/// The failure of a call, if it failed.
func failure<Value>(
  _ body: () async throws(CallFailure) -> Value
) async -> CallFailure? {
  do {
    _ = try await body()
    return nil
  } catch {
    return error
  }
}
