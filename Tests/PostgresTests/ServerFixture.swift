import Bytes
import Dispatch
import Foundation
import Logging
import Postgres
import Reactor
import SQL
import Synchronization
import Testing
import World

/// A PostgreSQL of its own for the tests of this folder, started at first use, ended with the run.
enum ServerFixture {
  static let target: ConnectionTarget = {
    do { return try start() } catch { fatalError("no PostgreSQL for the tests: \(error)") }
  }()
  private static let children = Mutex<[(pid: Int32, folder: String)]>([])

  static let world = World(
    recordedNow: { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) },
    civilNow: { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) },
    monotonicNow: { DispatchTime.now().uptimeNanoseconds },
    randomBytes: { count in (0..<count).map { _ in UInt8.random(in: 0...255) } },
    sleep: { try await Task.sleep(for: $0) }, log: Logger(label: "tests"))

  static func deadline(seconds: Double = 20) -> UInt64 {
    world.monotonicNow() + UInt64(seconds * 1_000_000_000)
  }

  private static func start() throws -> ConnectionTarget {
    let root = "/usr/lib/postgresql"
    let versions = try FileManager.default.contentsOfDirectory(atPath: root).sorted()
    let bin = "\(root)/\(versions.last ?? "")/bin"
    let folder = "/tmp/pgs\(getpid())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let isRoot = geteuid() == 0
    let owner = isRoot ? ["runuser", "-u", "postgres", "--"] : []
    if isRoot { _ = try run(["chown", "postgres", folder]).exit() }
    try "secret\n".write(toFile: "\(folder)/password", atomically: true, encoding: .utf8)
    try run(
      owner + [
        "\(bin)/initdb", "-D", "\(folder)/data", "-U", "tally_owner", "-A", "scram-sha-256",
        "--pwfile=\(folder)/password", "-E", "UTF8", "--no-locale", "-N",
      ]
    ).exit()
    let server = try run(
      owner + [
        "\(bin)/postgres", "-D", "\(folder)/data", "-k", folder, "-h", "", "-c", "fsync=off",
        "-c", "max_connections=60",
      ])
    children.withLock { $0.append((server.process.processIdentifier, folder)) }
    atexit { ServerFixture.stop() }
    while !FileManager.default.fileExists(atPath: "\(folder)/.s.PGSQL.5432") { usleep(10_000) }
    return ConnectionTarget(host: folder, database: "postgres")
  }

  private static func stop() {
    for child in children.withLock({ $0 }) {
      if let text = try? String(
        contentsOfFile: "\(child.folder)/data/postmaster.pid", encoding: .utf8),
        let pid = text.split(separator: "\n").first.flatMap({ Int32($0) })
      {
        kill(pid, SIGINT)
      }
      waitpid(child.pid, nil, 0)
      try? FileManager.default.removeItem(atPath: child.folder)
      try? FileManager.default.removeItem(atPath: child.folder + ".log")
    }
  }

  private struct Child {
    let process: Process
    let output: String
    struct Failed: Error { let output: String }
    func exit() throws {
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        throw Failed(output: (try? String(contentsOfFile: output, encoding: .utf8)) ?? "")
      }
    }
  }

  private static func run(_ command: [String]) throws -> Child {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    let log = "/tmp/pgs\(getpid()).log"
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: log)
    process.standardError = process.standardOutput
    try process.run()
    return Child(process: process, output: log)
  }
}

/// One shard's part: an executor, an opener, and sessions as the owner of the server.
struct Bench {
  let executor = ShardExecutor(label: "tests.shard")
  let opener = ConnectionOpener(world: ServerFixture.world)

  func session(
    role: String = "tally_owner", passwords: [String] = ["secret"], schema: String? = nil,
    onConnect: [Bound] = [], preparedStatementsMax: Int = Limits.preparedStatementsMax
  ) async throws(SQLFailure) -> PipelineSession {
    try await PipelineSession.open(
      ServerFixture.target, role: role, passwords: passwords,
      schema: schema.flatMap { TenantSchema($0) }, onConnect: onConnect, opener: opener,
      executor: executor, world: ServerFixture.world, deadline: ServerFixture.deadline(),
      preparedStatementsMax: preparedStatementsMax)
  }

  func pool(
    _ bounds: PoolMachine.Bounds, passwords: [String] = ["secret"]
  ) -> TenantSessions {
    TenantSessions(
      TenantSessions.Settings(
        target: ServerFixture.target, bounds: bounds, passwords: { _ in passwords }),
      opener: opener, executor: executor, world: ServerFixture.world)
  }
}

/// A statement of a test; its text is its name.
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
func failure<Value>(
  of body: () async throws -> Value
) async -> SQLFailure? {
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
