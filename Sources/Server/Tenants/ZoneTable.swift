import Domain
import Synchronization
import World

/// The time zones asked for so far, parsed.
final class ZoneTable: Sendable {
  private let world: World
  private let zones = Mutex<[String: ZoneRules]>([:])

  init(world: World) { self.world = world }

  /// The rules of a zone by IANA name.
  ///
  /// - Returns: nil for a name that does not exist.
  func rules(_ name: String) -> ZoneRules? {
    if let rules = zones.withLock({ $0[name] }) { return rules }
    guard let file = world.zoneFile(name), let rules = try? ZoneRules(file) else { return nil }
    zones.withLock { zones in
      if zones.count >= Limits.zonesMax { zones = [:] }
      zones[name] = rules
    }
    return rules
  }
}
