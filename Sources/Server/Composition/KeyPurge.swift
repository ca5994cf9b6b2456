import Bytes
import Contract
import Logging
import Queries
import SQL
import World

/// Removes the keys of writes, with their replies, once they are older than they are kept. Source:
/// SQL.md rule 6.
struct KeyPurge: HouseService {
  let database: DatabaseAccess
  let period: Duration
  let world: World
  var name: String { "key purge" }

  func run() async {
    let removed = CountMeter("tally_keys_removed_total")
    while !Task.isCancelled {
      await round(removed)
      do { try await world.sleep(period) } catch { return }
    }
  }

  private func round(_ removed: CountMeter) async {
    let before = world.recordedNow().adding(seconds: -Limits.keysKeptSeconds)
    do throws(Refusal) {
      try await purge(database.platform, removed) {
        PlatformQueries.forgetKeys(before: before, countMax: Limits.keysPerStatementMax).bound
      }
      let tenants: [PlatformQueries.TenantsRow] = try await database.ask(
        PlatformQueries.tenants(countMax: Limits.tenantsListedMax), of: database.platform)
      for tenant in tenants where tenant.state == TenantState.active.rawValue {
        if Task.isCancelled { return }
        await purge(tenant: tenant.id, before: before, removed)
      }
    } catch {
      world.log.warning("keys not removed", metadata: ["reason": "\(error.reason.rawValue)"])
    }
  }

  /// One tenant that fails does not keep the others from it.
  private func purge(tenant: Identifier, before: Timestamp, _ removed: CountMeter) async {
    do throws(Refusal) {
      try await purge(database.sessions(of: tenant), removed) {
        EngineQueries.forgetKeys(before: before, countMax: Limits.keysPerStatementMax).bound
      }
    } catch {
      world.log.warning(
        "keys not removed",
        metadata: ["tenant": "\(tenant)", "reason": "\(error.reason.rawValue)"])
    }
  }

  private func purge(
    _ sessions: any SessionSource, _ removed: CountMeter, _ statement: () -> Bound
  ) async throws(Refusal) {
    // What is left after so many is the next round's.
    for _ in 0..<Limits.keyStatementsMax {
      let count = try await database.perform(statement(), of: sessions).count
      removed.add(count)
      if count < Int(Limits.keysPerStatementMax) { return }
    }
  }
}
