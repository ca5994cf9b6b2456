import Access
import Bytes
import Foundation
import Ledger
import Postgres
import Reactor
import SQL
import Synchronization
import TestKit
import Testing
import World

@testable import Server  // What the server is made of, piece by piece.

/// What the server does at its edges: files, commands, peers, databases that do not answer.
@Suite(.timeLimit(.minutes(5))) struct EdgeTests {
  private final class Flag: Sendable {
    private let raised = Atomic(false)
    var isRaised: Bool { raised.load(ordering: .relaxed) }
    /// - Returns: whether it was raised before.
    @discardableResult
    func raise() -> Bool { raised.exchange(true, ordering: .relaxed) }
  }

  private final class Counter: Sendable {
    private let value = Atomic(0)
    var count: Int { value.load(ordering: .relaxed) }
    @discardableResult
    func next() -> Int { value.wrappingAdd(1, ordering: .relaxed).newValue }
  }

  // MARK: Files

  /// Goal: a disk that takes its time keeps no shard waiting. Method: the file is a pipe, whose
  /// opening waits for a writer.
  @Test func aShardDoesNotWaitForAFile() async throws {
    let directory = try TemporaryDirectory.make()
    try FileManager.default.createDirectory(
      atPath: directory + "/t", withIntermediateDirectories: true)
    let path = directory + "/t/slow"
    try #require(mkfifo(path, 0o600) == 0)
    let shelf = ExtractShelf(directory: directory, world: .real)
    let home = ShardHome(Shard(label: "files", world: .real))
    let (reading, over) = (Flag(), Flag())
    // Lets a shard that waits go on after a while, so that the test ends.
    Thread.detachNewThread {
      for _ in 0..<500 where !over.isRaised { usleep(10_000) }
      over.raise()
      var writer: Int32 = -1
      while writer < 0 { writer = open(path, O_WRONLY | O_NONBLOCK) }
      close(writer)
    }
    let task = Task {
      await home.perform {
        reading.raise()
        _ = try? await shelf.read(tenant: "t", name: "slow", offset: 0, byteCount: 1)
      }
    }
    while !reading.isRaised { await home.perform {} }
    // Behind what the shard has begun.
    await home.perform {}
    let answered = !over.raise()
    await task.value
    #expect(answered)
  }

  /// Goal: an extract whose name is not known to be on the disk is not made. Method: a disk which
  /// flushes the file and then refuses.
  @Test func anExtractWithoutADurableNameIsRefused() async throws {
    let path = try TemporaryDirectory.make() + "/x"
    let work = FileWork(label: "test.extracts")
    let asked = Counter()
    var disk = DurableFile.Disk.real
    disk.fsync = { _ in asked.next() == 1 ? 0 : EIO }
    let file = try ShelvedExtract(at: path, work: work, disk: disk)
    try await file.append([1, 2, 3])
    await #expect(throws: (any Error).self) { _ = try await file.commit() }
    let right = try ShelvedExtract(at: path, work: work)
    try await right.append([1, 2, 3])
    let made = try await right.commit()
    #expect(made.byteCount == 3)
    #expect(made.hash == Hashing.sha256([1, 2, 3]))
    #expect(try Data(contentsOf: URL(filePath: path)) == Data([1, 2, 3]))
    await #expect(throws: (any Error).self) { try await right.append([4]) }
  }

  @Test func anExtractThatFailsLeavesNothing() async throws {
    let directory = try TemporaryDirectory.make()
    let shelf = ExtractShelf(directory: directory + "/extracts", world: .real)
    let left = try await shelf.open(tenant: "t", name: "x")
    try await left.append([1])
    let names = { try FileManager.default.contentsOfDirectory(atPath: directory + "/extracts/t") }
    #expect(try names() == ["x.new"])
    await left.discard()
    #expect(try names().isEmpty)
    var disk = DurableFile.Disk.real
    disk.write = { _, _ in -Int(ENOSPC) }
    let full = try ShelvedExtract(
      at: directory + "/extracts/t/y", work: FileWork(label: "test.extracts"), disk: disk)
    await #expect(throws: (any Error).self) { try await full.append([1]) }
    #expect(try names().isEmpty)
  }

  /// Goal: an extract that waits for the disk keeps no other task waiting. Method: more of them than
  /// there are threads for tasks, on disks which flush when they are let.
  @Test func tasksDoNotWaitForADisk() async throws {
    let directory = try TemporaryDirectory.make()
    let end = Flag()
    let flushing = Counter()
    var disk = DurableFile.Disk.real
    disk.fsync = { _ in
      flushing.next()
      // Goes on after a while, so that a pool without a thread left fails and does not hang.
      for _ in 0..<500 where !end.isRaised { usleep(10_000) }
      end.raise()
      return 0
    }
    let count = ProcessInfo.processInfo.activeProcessorCount * 2
    let files = try (0..<count).map {
      try ShelvedExtract(
        at: "\(directory)/\($0)", work: FileWork(label: "test.extracts"), disk: disk)
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for file in files { group.addTask { _ = try await file.commit() } }
      // Begun after them, and on the same threads.
      group.addTask {
        while flushing.count < count { await Task.yield() }
        let isLate = end.raise()
        #expect(!isLate)
      }
      try await group.waitForAll()
    }
  }

  // MARK: Commands

  @Test func aCommandThatLivesOnIsEnded() throws {
    #expect(throws: ServerFailure.self) {
      try CommandOutput.of("printf x; exec >&-; sleep 20", millisecondsMax: 300)
    }
    #expect(throws: ServerFailure.self) {
      try CommandOutput.of("printf x; sleep 20", millisecondsMax: 300)
    }
    #expect(throws: ServerFailure.self) { try CommandOutput.of("printf x; exit 3") }
    #expect(try CommandOutput.of("printf x; exec >&-; sleep 0.05") == Array("x".utf8))
  }

  // MARK: Peers

  @Test func aPeerNobodyNamesIsNotLocal() throws {
    let address = try #require(NetworkAddress("10.0.0.1"))
    #expect(ConnectionDriver.peer(.unknown) == .unknown)
    #expect(ConnectionDriver.peer(.address(bytes: [1, 2, 3], port: 1)) == .unknown)
    #expect(ConnectionDriver.peer(.process(id: 1, user: 2, group: 3)) == .local)
    #expect(
      ConnectionDriver.peer(.address(bytes: [10, 0, 0, 1], port: 1)) == .address(address))
  }

  // MARK: Databases

  @Test(arguments: ["70000", "-1"]) func aPortThatIsNoneIsRefused(port: String) {
    #expect(throws: ConnectionTarget.Unfit.unreadable) {
      try DatabaseLogin(url: "postgres://u@h:\(port)/d")
    }
  }

  @Test func theLastPortIsOne() throws {
    #expect(try DatabaseLogin(url: "postgres://u@h:65535/d").target.port == 65_535)
  }

  /// The platform's tables: one placement, or nobody who answers.
  private final class Platform: SessionSource, Session {
    let isAway = Atomic(false)
    private let asked = Atomic(0)
    var count: Int { asked.load(ordering: .relaxed) }

    func withSession<Result: Sendable>(
      deadline: UInt64, _ body: (any Session) async throws(SQLFailure) -> Result
    ) async throws(SQLFailure) -> Result {
      asked.wrappingAdd(1, ordering: .relaxed)
      guard !isAway.load(ordering: .relaxed) else {
        throw SQLFailure(code: .unavailable, statement: "session", wasSent: false)
      }
      return try await body(self)
    }

    func run(_ batch: Batch, deadline: UInt64) async throws(SQLFailure) -> [Rows] {
      var rows = Rows(statement: "placement", columnCount: 4)
      rows.append { column, buffer in
        switch column {
        case 0: buffer += [0, UInt8(TenantState.active.rawValue)]
        case 1: buffer += Array("second".utf8)
        case 2: buffer += [0, 0, 0, 0, 0, 0, 0, 5]
        default: buffer += Array("host=h".utf8)
        }
        return true
      }
      return [rows]
    }
  }

  /// Goal: after one lost session it is asked again where a tenant lives, and what is known holds
  /// when nobody answers.
  @Test func aPlacementInDoubtHoldsWhenNobodyAnswers() async throws {
    let platform = Platform()
    let router = CellRouter(platform: platform, world: .real)
    let tenant = World.real.identifier()
    let deadline = World.real.monotonicNow() + 60_000_000_000
    let placement = try await router.placement(of: tenant, deadline: deadline)
    #expect(placement.cell == "second")
    #expect(try await router.placement(of: tenant, deadline: deadline) == placement)
    #expect(platform.count == 1)
    router.doubt(tenant)
    #expect(try await router.placement(of: tenant, deadline: deadline) == placement)
    #expect(platform.count == 2)
    platform.isAway.store(true, ordering: .relaxed)
    router.doubt(tenant)
    #expect(try await router.placement(of: tenant, deadline: deadline) == placement)
    #expect(platform.count == 3)
    await #expect(throws: SQLFailure.self) {
      try await router.placement(of: World.real.identifier(), deadline: deadline)
    }
  }

  /// Goal: a start that fails late leaves no session at the database. Method: a second server of the
  /// same database, which cannot listen.
  @Test func aStartThatFailsLeavesNoSession() async throws {
    let house = try await ServedHouse(directory: TemporaryDirectory.make(), shardCount: 1)
    var settings = ServerSettings(directory: try TemporaryDirectory.make())
    settings.database = DatabaseLogin(
      host: house.directory + "/postgres/run", port: ClusterSettings.port,
      database: ClusterSettings.database, user: ClusterSettings.adminRole,
      options: ["application_name": "cannot listen"])
    settings.masterKeyFile = house.directory + "/master.key"
    settings.socketPath = "/nonexistent/tallyd.sock"
    do {
      _ = try await RunningServer.start(
        settings, version: "test", civilClock: CivilClock(), world: house.world)
      Issue.record("it started")
    } catch {
      guard case .listener = error else {
        Issue.record("another failure: \(error)")
        return
      }
    }
    try await house.wait(for: "the end of its sessions") {
      try await house.run(
        "select 1 from pg_stat_activity where application_name = 'cannot listen'"
      ).isEmpty
    }
    await house.server.stop()
  }
}
