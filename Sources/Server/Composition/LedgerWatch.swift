import Ledger
import Logging
import Sealer
import Synchronization
import World

/// What becomes of the ledgers of all tenants, for the log, the metrics and `System.Health`: a
/// ledger that is not sealed or not signed is told, again and again, until it is.
final class LedgerWatch: Sendable {
  private struct Trouble {
    let failure: SealFailure
    var toldAt: UInt64
    var seenAt: UInt64
  }
  private struct Place: Hashable {
    let ledger: String
    let kind: String
  }

  private let world: World
  private let troubles = Mutex<[Place: Trouble]>([:])
  /// Ledgers which did not verify when they were last inspected.
  private let unsound = Mutex<Set<String>>([])
  private let entries = CountMeter("tally_ledger_entries_sealed_total")
  private let blocks = CountMeter("tally_ledger_blocks_total")
  private let checkpoints = CountMeter("tally_ledger_checkpoints_total")
  private let halted = LevelMeter("tally_ledgers_halted")
  private let inspections = CountMeter("tally_ledger_inspections_total")
  private let findings = CountMeter("tally_ledger_findings_total")

  init(world: World) {
    self.world = world
    halted.set(0)
  }

  /// What the sealer tells.
  var watch: SealerService.Watch {
    SealerService.Watch(
      sealed: { self.sealed($0.entries.count) },
      signed: { tenant, _ in self.signed("\(tenant)") },
      failed: { tenant, failure in self.failed("\(tenant)", failure) })
  }

  /// Ledgers for which an operator must act: not sealed, not signed or not sound until then.
  var haltedCount: Int {
    let now = world.monotonicNow()
    let stopped = troubles.withLock { troubles in
      Set(
        troubles.filter { Self.stands($0.value, at: now) && $0.value.failure.needsOperator }
          .map(\.key.ledger))
    }
    return stopped.union(unsound.withLock { $0 }).count
  }

  /// A whole ledger was recomputed.
  func inspected(_ ledger: String, findings found: [String]) {
    inspections.add()
    findings.add(found.count)
    unsound.withLock { unsound in
      if found.isEmpty { unsound.remove(ledger) } else { unsound.insert(ledger) }
    }
    halted.set(haltedCount)
    for finding in found.prefix(Limits.findingsToldMax) {
      world.log.error(
        "ledger does not verify", metadata: ["ledger": "\(ledger)", "finding": "\(finding)"])
    }
  }

  func sealed(_ entryCount: Int) {
    entries.add(entryCount)
    blocks.add()
  }

  /// A signature covers what is sealed, so nothing stands against the ledger any more.
  func signed(_ ledger: String) {
    checkpoints.add()
    let ended = troubles.withLock { troubles in
      let ended = troubles.filter { $0.key.ledger == ledger }.map(\.key)
      for place in ended { troubles[place] = nil }
      return !ended.isEmpty
    }
    guard ended else { return }
    world.log.notice("ledger sealed and signed again", metadata: ["ledger": "\(ledger)"])
    halted.set(haltedCount)
  }

  func failed(_ ledger: String, _ failure: SealFailure) {
    CountMeter("tally_ledger_failures_total", MeterLabel("kind", failure.kind)).add()
    let now = world.monotonicNow()
    let isTold = troubles.withLock { troubles in
      // What has not happened again for long is over.
      troubles = troubles.filter { Self.stands($0.value, at: now) }
      let place = Place(ledger: ledger, kind: failure.kind)
      let toldAt = troubles[place]?.toldAt
      let isDue = toldAt.map { now - $0 >= Limits.troubleToldNanoseconds } ?? true
      guard troubles[place] != nil || troubles.count < Limits.troublesMax else { return true }
      troubles[place] = Trouble(
        failure: failure, toldAt: isDue ? now : toldAt ?? now, seenAt: now)
      return isDue
    }
    halted.set(haltedCount)
    guard isTold else { return }
    world.log.log(
      level: failure.needsOperator ? .error : .warning, "ledger not sealed or not signed",
      metadata: ["ledger": "\(ledger)", "kind": "\(failure.kind)", "failure": "\(failure)"])
  }

  private static func stands(_ trouble: Trouble, at now: UInt64) -> Bool {
    now - min(now, trouble.seenAt) < Limits.troubleStandsNanoseconds
  }
}

extension SealFailure {
  /// A word for metrics.
  var kind: String {
    switch self {
    case .conflict: "conflict"
    case .database: "database"
    case .unavailable: "unavailable"
    case .ledger: "ledger"
    case .corrupt: "corrupt"
    case .behindExternal: "behind_external"
    case .forked: "forked"
    case .externalUnreadable: "external_unreadable"
    case .externalUnwritable: "external_unwritable"
    case .externalChanged: "external_changed"
    }
  }
}
