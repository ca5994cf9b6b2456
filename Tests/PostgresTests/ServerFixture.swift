import Postgres
import Reactor
import SQL
import TestKit
import Testing
import World

/// A database of the test cluster for the tests of sessions, with a role that may do everything.
enum ServerFixture {
  static let role = "session_tests"
  static let password = "secret"

  private static let prepared = Task { () async throws -> ConnectionTarget in
    let database = try await TestCluster.shared.emptyDatabase()
    try await database.run(
      ["create role \(role) superuser login password '\(password)'"], as: database.admin)
    return database.admin.target
  }

  static func target() async throws(SQLFailure) -> ConnectionTarget {
    switch await prepared.result {
    case .success(let target): return target
    case .failure(let error):
      Issue.record(error)
      throw SQLFailure(code: .unavailable, statement: "fixture", wasSent: false)
    }
  }

  static let world = World.real

  static func deadline(seconds: Double = 120) -> UInt64 {
    world.monotonicNow() + UInt64(seconds * 1_000_000_000)
  }
}

/// One shard's part: an executor, an opener, and sessions with every right.
struct Bench {
  let executor = ShardExecutor(label: "tests.shard")
  let opener = ConnectionOpener(world: ServerFixture.world)

  func session(
    role: String = ServerFixture.role, passwords: [String] = [ServerFixture.password],
    schema: String? = nil, onConnect: [Bound] = [], at elsewhere: ConnectionTarget? = nil,
    preparedStatementsMax: Int = Limits.preparedStatementsMax
  ) async throws(SQLFailure) -> PipelineSession {
    let target: ConnectionTarget
    if let elsewhere { target = elsewhere } else { target = try await ServerFixture.target() }
    return try await PipelineSession.open(
      target, role: role, passwords: passwords, schema: schema.flatMap { TenantSchema($0) },
      onConnect: onConnect, opener: opener, executor: executor, world: ServerFixture.world,
      deadline: ServerFixture.deadline(), preparedStatementsMax: preparedStatementsMax)
  }

  func pool(_ bounds: PoolMachine.Bounds) async throws(SQLFailure) -> TenantSessions {
    TenantSessions(
      TenantSessions.Settings(
        target: try await ServerFixture.target(), bounds: bounds,
        passwords: { _ in [ServerFixture.password] }),
      opener: opener, executor: executor, world: ServerFixture.world)
  }
}

/// A statement of a test; its text is its name unless one is given.
func bound(
  _ text: String, _ parameters: [(ColumnType, isArray: Bool)] = [], _ values: [Value] = [],
  returnsRows: Bool = true, shape: Statement.Shape = .single, name: String? = nil
) -> Bound {
  let statement = Statement(
    name: name ?? text, text: text, shape: shape,
    parameters: parameters.enumerated().map {
      Statement.Parameter(name: "p\($0.offset)", type: $0.element.0, isArray: $0.element.isArray)
    }, returnsRows: returnsRows)
  return Bound(statement, values)
}

extension PipelineSession {
  /// Runs statements without rows, each in a batch of its own.
  func prepare(_ texts: String...) async throws(SQLFailure) {
    for text in texts {
      _ = try await run(
        Batch([bound(text, returnsRows: false)]), deadline: ServerFixture.deadline())
    }
  }
}

/// The failure of `body`, if it failed.
func failure<Value>(of body: () async throws -> Value) async -> SQLFailure? {
  do {
    _ = try await body()
    return nil
  } catch let failure as SQLFailure {
    return failure
  } catch {
    Issue.record(error)
    return nil
  }
}
