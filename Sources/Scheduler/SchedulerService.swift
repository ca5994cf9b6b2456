package import Bytes
import Synchronization
package import World

/// The background service which runs the durable jobs of all tenants.
///
/// Hints name tenants which may have a due job; a sweep asks all of them, so that a lost hint costs
/// time and nothing else.
package actor SchedulerService {
  private let world: World
  private let owner: Identifier
  private let runner: JobRunner
  private let roster: @Sendable () async -> [SchedulerTenant]
  private nonisolated let hinted = Mutex(Set<Identifier>())

  private var tenants: [Identifier: SchedulerTenant] = [:]
  /// Tenants to be asked, in turn.
  private var waiting: [Identifier] = []
  private var running: Set<Identifier> = []
  private var sweptAt: UInt64?

  /// - Parameter roster: gives every tenant of this server; asked at each sweep.
  package init(
    world: World, handlers: [any JobHandler],
    roster: @escaping @Sendable () async -> [SchedulerTenant]
  ) {
    self.world = world
    owner = world.identifier()
    runner = JobRunner(world: world, handlers: handlers)
    self.roster = roster
  }

  /// Says that `tenant` may have a due job. Called after a commit, from anywhere.
  package nonisolated func hint(_ tenant: Identifier) {
    hinted.withLock { _ = $0.insert(tenant) }
  }

  /// Runs jobs until the task is cancelled; then waits for those under way to stop.
  package func run() async {
    await withDiscardingTaskGroup { group in
      while !Task.isCancelled {
        await sweepIfDue()
        enqueueHinted()
        while running.count < SchedulerLimits.jobsRunningMax, let tenant = next() {
          group.addTask { await self.work(tenant) }
        }
        do { try await world.sleep(SchedulerLimits.tick) } catch { break }
      }
      group.cancelAll()
    }
  }

  private func sweepIfDue() async {
    let now = world.monotonicNow()
    if let sweptAt, now - sweptAt < SchedulerLimits.sweepNanoseconds { return }
    sweptAt = now
    await refresh()
    for id in tenants.keys.sorted() { enqueue(id) }
  }

  private func refresh() async {
    tenants = Dictionary(await roster().map { ($0.id, $0) }) { _, last in last }
  }

  private func enqueueHinted() {
    let ids = hinted.withLock { hinted in
      defer { hinted.removeAll() }
      return hinted
    }
    // Hints first; a tenant which no sweep has seen yet waits for the next one.
    for id in ids.sorted() where tenants[id] != nil {
      waiting.removeAll { $0 == id }
      waiting.insert(id, at: 0)
    }
  }

  private func enqueue(_ id: Identifier) {
    if !waiting.contains(id) { waiting.append(id) }
  }

  /// The next tenant with no job under way.
  private func next() -> SchedulerTenant? {
    guard let index = waiting.firstIndex(where: { !running.contains($0) }) else { return nil }
    let id = waiting.remove(at: index)
    guard let tenant = tenants[id] else { return nil }
    running.insert(id)
    return tenant
  }

  private func work(_ tenant: SchedulerTenant) async {
    await runner.runDue(tenant, JobStore(world: world, tenant: tenant, owner: owner))
    running.remove(tenant.id)
  }
}
