import Bytes
import Contract
import Logging
import Postgres
import Queries
import SQL
import Sealer
import World

extension Daemon {
  /// Recomputes every ledger of a database that runs, and prints what was found.
  ///
  /// - Returns: false when something disagrees or a ledger could not be read.
  /// - Throws: when the database cannot be asked at all.
  @concurrent package static func fsck(
    _ settings: ServerSettings
  ) async throws(ServerFailure) -> Bool {
    try settings.check()
    let world = World.live(log: LineLog.logger(level: .critical))
    let inspection = try LedgerInspection.standing(settings, world)
    let tenants: [PlatformQueries.TenantsRow]
    do throws(Refusal) { tenants = try await inspection.tenants() } catch {
      throw .database(error.message)
    }
    var isWell = true
    for tenant in tenants {
      let name = TenantName(tenant.id).text
      do throws(SealFailure) {
        let report = try await inspection.inspect(tenant)
        let isSound = report.findings.isEmpty
        say(
          "\(name) \(isSound ? "ok     " : "PROBLEM") \(report.entryCount) entries in"
            + " \(report.blockCount) blocks\n")
        for finding in report.findings { say("  \(finding)\n") }
        if report.findingsLeftOut > 0 { say("  and \(report.findingsLeftOut) more\n") }
        isWell = isWell && isSound
      } catch {
        say("\(name) PROBLEM \(error)\n")
        isWell = false
      }
    }
    await inspection.database.close()
    return isWell
  }
}

extension LedgerInspection {
  /// Of the database that runs, with sessions of its own.
  static func standing(
    _ settings: ServerSettings, _ world: World
  ) throws(ServerFailure) -> LedgerInspection {
    guard let key = try Boot(settings: settings, world: world).existingMasterKey() else {
      throw .masterKey(path: settings.masterKeyPath, reason: "is missing")
    }
    guard let place = Doctor(settings: settings, world: world).place() else {
      throw .database("does not run; tallyd starts it")
    }
    let database = RunningServer.database(
      shardCount: 1, place.target, LoginEpochs(loginKey: Boot.loginKey(key)),
      ConnectionOpener(world: world), world)
    return LedgerInspection(
      database: database, notes: FileNoteStore(directory: settings.files.path("notes")),
      world: world)
  }
}
