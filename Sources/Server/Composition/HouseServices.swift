import Bytes
import Contract
import Domain
import Engine
import Logging
import Postgres
import SQL
import Sealer
import Vault
import World

/// A part of the house that runs for as long as the server lives.
protocol HouseService: Sendable {
  /// Its name in the log.
  var name: String { get }
  /// Returns when its task is cancelled.
  func run() async
}

/// What services and streams are made of.
struct HouseParts: Sendable {
  let settings: ServerSettings
  let world: World
  let ground: Boot.Ground
  let database: DatabaseAccess
  let hints: HintBoard
  let tasks: CallTasks
  let waitingReplies: WaitingReplies
  /// The desk of a tenant in service.
  let desk: @Sendable (_ tenant: Identifier) async throws(Refusal) -> TenantDesk

  let ledgers: LedgerHouse
  let relay: HintRelay
  let registry: TenantRegistry

  /// Everything that runs beside the calls.
  var services: [any HouseService] {
    var all: [any HouseService] = [
      MetricsWriter(
        files: settings.files, registry: registry, waitingReplies: waitingReplies, world: world),
      HintRelaying(relay: relay),
      KeyPurge(database: database, period: settings.keyPurgePeriod, world: world),
      LedgerPatrol(
        inspection: LedgerInspection(
          database: database, notes: FileNoteStore(directory: settings.files.path("notes")),
          world: world),
        watch: ledgers.watch, period: settings.inspectionPeriod, world: world),
    ]
    all += ledgers.services
    return all
  }
}

/// Tells the other servers of this database, and hears them.
private struct HintRelaying: HouseService {
  let relay: HintRelay
  var name: String { "hints" }
  func run() async { await relay.run() }
}

/// Writes the metrics into `metrics.prom`, for whoever collects files of text.
struct MetricsWriter: HouseService {
  let files: DataFiles
  let registry: TenantRegistry
  let waitingReplies: WaitingReplies
  let world: World
  var name: String { "metrics" }

  func run() async {
    let lanes = LevelMeter("tally_lanes")
    let waiting = LevelMeter("tally_lane_operations_waiting")
    let replies = LevelMeter("tally_reply_bytes_waiting")
    while !Task.isCancelled {
      let load = await registry.load()
      lanes.set(load.laneCount)
      waiting.set(load.waitingCount)
      replies.set(waitingReplies.byteCount)
      do throws(ServerFailure) {
        try DataFiles.write(
          Array(MetricsBook.shared.text.utf8), to: files.path("metrics.prom"), mode: 0o644,
          isDurable: false)
      } catch {
        world.log.warning("metrics not written", metadata: ["failure": "\(error)"])
      }
      do { try await world.sleep(Limits.metricsPeriod) } catch { return }
    }
  }
}
