import Bytes
import Contract
import Domain
import Logging
import Queries
import SQL
import Scheduler
import World

/// When each tenant has its next job, in `platform.job_hint`.
struct JobMemory: Sendable {
  let database: DatabaseAccess
  let world: World

  /// Tenants with a due job; nil when it cannot be asked.
  func due() async -> [Identifier]? {
    do throws(Refusal) {
      let rows: [PlatformQueries.DueTenantsRow] = try await database.ask(
        PlatformQueries.dueTenants(
          now: world.recordedNow(), countMax: Limits.tenantsListedMax), of: database.platform)
      return rows.map(\.tenantID)
    } catch {
      return nil
    }
  }

  func remembered(_ tenant: Identifier) async -> SchedulerRoster.Remembered {
    do throws(Refusal) {
      let rows: [PlatformQueries.JobHintRow] = try await database.ask(
        PlatformQueries.jobHint(tenantID: tenant), of: database.platform)
      return rows.first.map { .due($0.dueAt) } ?? .nothing
    } catch {
      return .unknown
    }
  }

  func remember(
    _ tenant: Identifier, _ next: Timestamp?, since: SchedulerRoster.Remembered
  ) async {
    switch since {
    case .unknown: return
    case .nothing:
      if let next { await hint(tenant, dueAt: next) }
    case .due(let seen):
      guard seen != next else { return }
      await perform(PlatformQueries.settleJobHint(dueAt: next, tenantID: tenant, seenAt: seen))
    }
  }

  func hint(_ tenant: Identifier, dueAt: Timestamp) async {
    await perform(PlatformQueries.hintJob(tenantID: tenant, dueAt: dueAt))
  }

  private func perform(_ bound: Bound) async {
    do throws(Refusal) {
      try await database.perform(bound, of: database.platform)
    } catch {
      // The sweep of all tenants comes to it.
      world.log.warning("a job is not remembered", metadata: ["reason": "\(error.reason.rawValue)"])
    }
  }
}

/// Remembers the tenants whose commits here planned a job, for servers that come later.
struct JobHinting: HouseService {
  let memory: JobMemory
  let hints: HintBoard
  var name: String { "job hints" }

  func run() async {
    let (planned, plan) = AsyncStream<Identifier>.makeStream(
      bufferingPolicy: .bufferingNewest(Limits.jobHintsWaitingMax))
    let listening = hints.listen(toOwn: true) { tenant, given in
      if given.contains(.jobs) { plan.yield(tenant) }
    }
    defer { hints.end(listening) }
    for await tenant in planned {
      await memory.hint(tenant, dueAt: memory.world.recordedNow())
    }
  }
}
