import Contract
import Postgres
import SQL
import Synchronization
import TestKit
import Testing
import World

/// R27, rule 5. Goal: nothing is told performed that a failover would lose. Method: a server that
/// waits at each commit for a standby which is away; meanwhile a commit is over its deadline, or is
/// cancelled, which PostgreSQL answers with COMMIT and a warning.
@Suite("R27 write lanes: a commit no standby has", .serialized, .timeLimit(.minutes(3)))
struct CommitCancelTests {
  private static let cluster = TestCluster()
  private static let seeds: ClosedRange<UInt64> = 1...20

  private enum Way: Sendable {
    /// The deadline of the commit passes.
    case late
    /// The server is told to stop.
    case cancelled
    /// As `cancelled`, with a session that does not look at warnings.
    case believed
  }

  /// Ends the wait of commits; the claim of a key commits too, and so waits for the standby.
  private struct Hasty: Stage {
    let way: Way
    let cancel: @Sendable (Int32) async throws -> Void
    /// Cancels under way, each for one commit.
    let cancels = Cancels()

    func play(
      _ batch: Batch, on session: StagedSession, deadline: UInt64
    ) async throws(SQLFailure) -> [Rows] {
      var batch = batch
      if batch.lockTimeoutMilliseconds != nil { batch.lockTimeoutMilliseconds = 20 }
      let soon = LaneHouse.world.monotonicNow() + 30_000_000
      switch (batch.step, way) {
      case (.locate, _), (.open, _), (.rollback, _):
        return try await session.real.run(batch, deadline: deadline)
      case (.claim, _), (.commit, .late):
        return try await session.real.run(batch, deadline: soon)
      case (.commit, .cancelled):
        cancels.add(Task { [pid = session.real.processID] in try await cancel(pid) })
        return try await session.real.run(batch, deadline: deadline)
      case (.commit, .believed):
        cancels.add(Task { [pid = session.real.processID] in try await cancel(pid) })
        do throws(SQLFailure) {
          return try await session.real.run(batch, deadline: deadline)
        } catch {
          guard error.isCommitUnknown else { throw error }
          return batch.statements.map { Rows(statement: $0.statement.name, columnCount: 0) }
        }
      }
    }
  }

  private final class Cancels: Sendable {
    private let tasks = Mutex<[Task<Void, any Error>]>([])
    func add(_ task: Task<Void, any Error>) { tasks.withLock { $0.append(task) } }
    /// Returns how many there were, when all are done.
    ///
    /// - Throws: when one could not be made.
    func done() async throws -> Int {
      let all = tasks.withLock { $0 }
      for task in all { try await task.value }
      return all.count
    }
  }

  private func standby(isAway: Bool, _ house: LaneHouse) async throws {
    try await house.run(
      "alter system \(isAway ? "set synchronous_standby_names = 'away'" : "reset synchronous_standby_names")",
      "select pg_reload_conf()")
    let setting = isAway ? "away" : ""
    while try await house.run("show synchronous_standby_names") != [[setting]] {
      await Task.yield()
    }
  }

  /// - Returns: operations told performed while no standby had them.
  private func toldTooEarly(_ way: Way, seed: UInt64, _ house: LaneHouse) async throws -> Int {
    let debtors = try await house.debtors(3)
    let hasty = Hasty(way: way) { pid in
      // Once the commit waits for the standby.
      let waiting = "pg_stat_activity where pid = \(pid) and wait_event = 'SyncRep'"
      while try await house.count(waiting) == 0 { await Task.yield() }
      #expect(try await house.run("select pg_cancel_backend(\(pid))") == [["t"]])
    }
    let side = house.side(hasty)
    let deeds = debtors.map { debtor in
      Deed(
        act: seed % 2 == 0 ? .pay(10) : .note, debtor: debtor, history: debtor.subject,
        mark: "\(debtor.subject) \(seed)")
    }
    try await standby(isAway: true, house)
    await withTaskGroup(of: Void.self) { group in
      for deed in deeds { group.addTask { await side.submit(deed) } }
    }
    await side.ended()
    // Otherwise nothing told would only mean that nothing was cancelled.
    let cancelCount = try await hasty.cancels.done()
    #expect(way == .late ? cancelCount == 0 : cancelCount > 0, "\(way), seed \(seed)")
    let told: [Side.Told] = deeds.flatMap { side.answers($0) }
    try await standby(isAway: false, house)
    for deed in deeds {
      // Whatever was told, the key settles it, and it is the truth.
      let settled = await house.settled(deed)
      #expect(settled, "seed \(seed)")
      #expect(try await house.count("tenant.lane_act where mark = '\(deed.mark)'") == 1)
    }
    #expect(told.count == deeds.count)
    #expect(told.allSatisfy { $0.isSuccess || $0.reason == .commitUnknown }, "seed \(seed)")
    #expect(await side.isTidy())
    return told.filter(\.isSuccess).count
  }

  @Test("A commit that waits for its standby is unknown; one that is believed is found")
  func standbyAway() async throws {
    let house = try await LaneHouse(in: try await Self.cluster.database())
    for seed in Self.seeds {
      for way in [Way.late, .cancelled] {
        #expect(try await toldTooEarly(way, seed: seed, house) == 0, "\(way), seed \(seed)")
      }
    }
    #expect(try await toldTooEarly(.believed, seed: 1, house) > 0, "it was not found")
  }
}

extension LaneHouse {
  /// Asks again under the key of `deed` until it is known to be performed.
  func settled(_ deed: Deed) async -> Bool {
    let side = side()
    for _ in 0..<5 {
      let told = await side.perform(deed)
      if told.isSuccess { return true }
      guard told.reason == .commitUnknown else { break }
    }
    return false
  }
}
