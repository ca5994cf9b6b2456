package import Bytes
import Synchronization
package import World

/// The background service which runs the durable jobs of all tenants.
///
/// Hints name tenants which may have a due job, and the platform remembers when each has its next
/// one; a rare sweep asks all of them, so that a lost hint costs time and nothing else.
package actor SchedulerService {
  private let world: World
  private let owner: Identifier
  private let runner: JobRunner
  private let roster: SchedulerRoster
  private nonisolated let hinted = Mutex(Set<Identifier>())
  private nonisolated let isLookDue = Mutex(false)

  /// Tenants to be asked, in turn.
  private var waiting: [Identifier] = []
  private var running: Set<Identifier> = []
  private var lookedAt: UInt64?
  private var sweptAt: UInt64?

  package init(world: World, handlers: [any JobHandler], roster: SchedulerRoster) {
    self.world = world
    owner = world.identifier()
    runner = JobRunner(world: world, handlers: handlers)
    self.roster = roster
  }

  /// Says that `tenant` may have a due job. Called after a commit, from anywhere.
  package nonisolated func hint(_ tenant: Identifier) {
    hinted.withLock { _ = $0.insert(tenant) }
  }

  /// Says that hints may have been lost: tenants with due jobs are asked for at once.
  package nonisolated func missed() {
    isLookDue.withLock { $0 = true }
  }

  /// Runs jobs until the task is cancelled; then waits for those under way to stop.
  package func run() async {
    await withDiscardingTaskGroup { group in
      while !Task.isCancelled {
        await look()
        enqueueHinted()
        while running.count < SchedulerLimits.jobsRunningMax, let tenant = next() {
          group.addTask { await self.work(tenant) }
        }
        do { try await world.sleep(SchedulerLimits.tick) } catch { break }
      }
      group.cancelAll()
    }
  }

  private func look() async {
    let now = world.monotonicNow()
    let isDue = isLookDue.withLock { isDue in
      defer { isDue = false }
      return isDue
    }
    if !isDue, let lookedAt, now - lookedAt < SchedulerLimits.lookNanoseconds { return }
    lookedAt = now
    let isSweep = sweptAt.map { now - $0 >= SchedulerLimits.sweepNanoseconds } ?? true
    guard let found = await isSweep ? roster.all() : roster.due() else { return }
    if isSweep { sweptAt = now }
    for id in found { enqueue(id) }
  }

  private func enqueueHinted() {
    let ids = hinted.withLock { hinted in
      defer { hinted.removeAll() }
      return hinted
    }
    // Hints first.
    for id in ids.sorted() {
      waiting.removeAll { $0 == id }
      waiting.insert(id, at: 0)
    }
  }

  private func enqueue(_ id: Identifier) {
    if !waiting.contains(id) { waiting.append(id) }
  }

  /// The next tenant with no job under way.
  private func next() -> Identifier? {
    guard let index = waiting.firstIndex(where: { !running.contains($0) }) else { return nil }
    let id = waiting.remove(at: index)
    running.insert(id)
    return id
  }

  private func work(_ id: Identifier) async {
    if let tenant = await roster.open(id) {
      let since = await roster.remembered(id)
      let store = JobStore(world: world, tenant: tenant, owner: owner)
      await runner.runDue(tenant, store)
      do throws(JobFailure) {
        await roster.remember(id, try await store.nextDue(), since)
      } catch {
        world.tell(
          .warning, "the next job is not known", ["tenant": "\(id)", "reason": error.reason])
      }
    }
    running.remove(id)
  }
}
