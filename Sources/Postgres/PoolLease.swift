import Dispatch
import Reactor
import Synchronization

/// A session lent until it is given back or discarded; one that is forgotten is discarded.
package final class SessionLease: Sendable {
  package let session: PipelineSession
  private let pool: TenantSessions
  private let slot: Int
  private let isSettled = Atomic(false)

  init(session: PipelineSession, pool: TenantSessions, slot: Int) {
    self.session = session
    self.pool = pool
    self.slot = slot
  }

  deinit {
    guard !isSettled.load(ordering: .relaxed) else { return }
    let pool = pool
    let slot = slot
    pool.executor.queue.async { @Sendable in pool.assumeIsolated { $0.discarded(slot) } }
  }

  /// Returns the session to the pool, which keeps it when its state is known. A second call does
  /// nothing.
  package func giveBack() async {
    guard !isSettled.exchange(true, ordering: .relaxed) else { return }
    await pool.returned(slot)
  }

  /// Ends the session. A second call does nothing.
  package func discard() async {
    guard !isSettled.exchange(true, ordering: .relaxed) else { return }
    await pool.discarded(slot)
  }
}

/// A COPY session lent until it is closed; one that is forgotten is closed.
package final class CopyLease: Sendable {
  package let session: CopySession
  private let pool: TenantSessions
  private let slot: Int
  private let isSettled = Atomic(false)

  init(session: CopySession, pool: TenantSessions, slot: Int) {
    self.session = session
    self.pool = pool
    self.slot = slot
  }

  deinit {
    guard !isSettled.load(ordering: .relaxed) else { return }
    let pool = pool
    let slot = slot
    pool.executor.queue.async { @Sendable in pool.assumeIsolated { $0.discarded(slot) } }
  }

  /// Ends the session and frees its place. A second call does nothing.
  package func close() async {
    guard !isSettled.exchange(true, ordering: .relaxed) else { return }
    await session.close()
    await pool.discarded(slot)
  }
}
