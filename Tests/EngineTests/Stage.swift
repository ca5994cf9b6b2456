import Postgres
import SQL
import Synchronization
import World

/// Plays the batches of a lane to its real sessions, as the test at hand wants them.
protocol Stage: Sendable {
  func play(
    _ batch: Batch, on session: StagedSession, deadline: UInt64
  ) async throws(SQLFailure) -> [Rows]
}

/// Changes nothing.
struct Plain: Stage {
  func play(
    _ batch: Batch, on session: StagedSession, deadline: UInt64
  ) async throws(SQLFailure) -> [Rows] {
    try await session.real.run(batch, deadline: deadline)
  }
}

/// A real session of the pool, behind a stage.
final class StagedSession: Session {
  let lease: SessionLease
  private let stage: any Stage
  private let detached = Mutex(false)

  init(lease: SessionLease, stage: any Stage) {
    self.lease = lease
    self.stage = stage
  }

  var real: PipelineSession { lease.session }
  var isDetached: Bool { detached.withLock { $0 } }

  /// The session is somebody else's from now on, who discards its lease.
  func detach() { detached.withLock { $0 = true } }

  func run(_ batch: Batch, deadline: UInt64) async throws(SQLFailure) -> [Rows] {
    try await stage.play(batch, on: self, deadline: deadline)
  }
}

struct StagedSessions: SessionSource {
  let pool: TenantSessions
  let owner: SessionOwner
  let stage: any Stage

  func withSession<Result: Sendable>(
    deadline: UInt64, _ body: (any Session) async throws(SQLFailure) -> Result
  ) async throws(SQLFailure) -> Result {
    let session = StagedSession(
      lease: try await pool.leaseSession(of: owner, deadline: deadline), stage: stage)
    do throws(SQLFailure) {
      let result = try await body(session)
      await session.lease.giveBack()
      return result
    } catch {
      if !session.isDetached { await session.lease.giveBack() }
      throw error
    }
  }
}

extension Batch {
  /// What a lane sends.
  enum Step: Sendable, Hashable {
    case locate, open, commit, rollback, claim
  }

  var step: Step {
    switch (opening, closing) {
    case (.snapshot, _): .locate
    case (.readCommitted, .commit): .claim
    case (.readCommitted, _), (.repeatableRead, _): .open
    case (.none, .rollback): .rollback
    case (.none, _): .commit
    }
  }

  /// Whether the keys inserted or looked up name `mark`.
  func names(_ mark: String) -> Bool {
    statements.contains { bound in
      bound.values.contains { value in
        switch value {
        case .array(_, let elements): elements.contains(.text(mark))
        default: value == .text(mark)
        }
      }
    }
  }

  func closing(_ closing: Closing) -> Batch {
    var batch = self
    batch.closing = closing
    return batch
  }
}

/// What goes wrong with one batch.
enum Fault: Sendable {
  /// The session ends before the batch is sent.
  case lostBefore
  /// The session ends after the server did all of the batch; a commit's outcome is unknown.
  case lostAfter
  /// The commit's outcome is unknown, and it did not happen.
  case undone
  /// The commit's outcome is unknown; it happens when the gate opens, and holds its locks till then.
  case hanging(Gate, done: Gate)
  /// As `hanging`, but the statements before the commit are late too.
  case late(Gate, done: Gate)
  /// The server refuses; the transaction is rolled back.
  case refused(SQLFailure.Code)
  /// The deadline is this many nanoseconds away.
  case hurried(UInt64)
  /// The batch waits for the gate.
  case paused(Gate, reached: Gate)

  func play(
    _ batch: Batch, on session: StagedSession, deadline: UInt64
  ) async throws(SQLFailure) -> [Rows] {
    let real = session.real
    switch self {
    case .lostBefore:
      await real.close()
      return try await real.run(batch, deadline: deadline)
    case .lostAfter:
      _ = try await real.run(batch, deadline: deadline)
      await real.close()
      throw Self.loss(of: batch)
    case .undone:
      _ = try await real.run(batch.closing(.none), deadline: deadline)
      await real.close()
      throw Self.loss(of: batch)
    case .hanging(let gate, let done):
      do throws(SQLFailure) {
        _ = try await real.run(batch.closing(.none), deadline: deadline)
      } catch {
        // It failed before its commit: nothing hangs.
        done.open()
        throw error
      }
      session.detach()
      Task {
        await gate.wait()
        _ = try? await real.run(Batch([], closing: .commit), deadline: deadline)
        await session.lease.discard()
        done.open()
      }
      throw Self.loss(of: batch)
    case .late(let gate, let done):
      session.detach()
      Task {
        await gate.wait()
        _ = try? await real.run(batch, deadline: deadline)
        await session.lease.discard()
        done.open()
      }
      throw Self.loss(of: batch)
    case .refused(let code):
      if batch.opening == .none {
        _ = try await real.run(Batch([], closing: .rollback), deadline: deadline)
      }
      throw SQLFailure(code: code, statement: "test", wasSent: true)
    case .hurried(let nanoseconds):
      return try await real.run(
        batch, deadline: LaneHouse.world.monotonicNow() + nanoseconds)
    case .paused(let gate, let reached):
      reached.open()
      await gate.wait()
      return try await real.run(batch, deadline: deadline)
    }
  }

  private static func loss(of batch: Batch) -> SQLFailure {
    SQLFailure(
      code: .connectionLost, statement: "test", wasSent: true,
      isCommitUnknown: batch.closing == .commit && batch.opening != .snapshot)
  }
}

/// Breaks what its script says: the script sees each batch, its step and how often that step was
/// taken, from 1.
final class Scripted: Stage {
  private let lockTimeoutMilliseconds: Int?
  private let script: @Sendable (Batch.Step, Int, Batch) -> Fault?
  private let counts = Mutex<[Batch.Step: Int]>([:])

  /// - Parameter lockTimeoutMilliseconds: in place of the lane's own, so that a test is short.
  init(
    lockTimeoutMilliseconds: Int? = nil,
    _ script: @escaping @Sendable (Batch.Step, Int, Batch) -> Fault?
  ) {
    self.lockTimeoutMilliseconds = lockTimeoutMilliseconds
    self.script = script
  }

  func count(_ step: Batch.Step) -> Int { counts.withLock { $0[step] ?? 0 } }

  func play(
    _ batch: Batch, on session: StagedSession, deadline: UInt64
  ) async throws(SQLFailure) -> [Rows] {
    var batch = batch
    if let lockTimeoutMilliseconds, batch.lockTimeoutMilliseconds != nil {
      batch.lockTimeoutMilliseconds = lockTimeoutMilliseconds
    }
    let count = counts.withLock { counts in
      counts[batch.step, default: 0] += 1
      return counts[batch.step] ?? 0
    }
    if let fault = script(batch.step, count, batch) {
      return try await fault.play(batch, on: session, deadline: deadline)
    }
    return try await session.real.run(batch, deadline: deadline)
  }
}
