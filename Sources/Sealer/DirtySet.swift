/// Which tenants have something to seal, in the order in which they were noted. A value.
package struct DirtySet: Sendable {
  private var order: [String] = []
  private var members: Set<String> = []
  /// Hints which found the set full; the sweep comes to those tenants.
  package private(set) var droppedCount = 0

  package init() {}

  package var isEmpty: Bool { order.isEmpty }
  package var count: Int { order.count }

  package mutating func insert(_ tenant: String) {
    guard !members.contains(tenant) else { return }
    guard order.count < SealerLimits.dirtyTenantCountMax else {
      droppedCount += 1
      return
    }
    members.insert(tenant)
    order.append(tenant)
  }

  /// Everybody, oldest first; the set is empty afterwards.
  package mutating func takeAll() -> [String] {
    defer {
      order = []
      members = []
    }
    return order
  }
}

/// How long to wait until the next round: short while there is work, longer while there is none.
package struct TickPacer: Sendable {
  package private(set) var tick = SealerLimits.tickMin

  package init() {}

  /// What the last round found, and how long it took.
  package mutating func finished(sealedAnything: Bool, took duration: Duration) {
    let wanted = sealedAnything ? duration * SealerLimits.pauseFactor : tick * 2
    tick = min(max(wanted, SealerLimits.tickMin), SealerLimits.tickMax)
  }
}
