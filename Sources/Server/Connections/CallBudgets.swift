package import Bytes
package import Contract

/// What each principal may still call: a flood of one is refused before it costs the others. A value,
/// one a shard; a principal's calls come to one shard.
package struct CallBudgets: Sendable {
  private struct Budget {
    var units: UInt64
    var readAt: UInt64
  }
  private var budgets: [Identifier: Budget] = [:]

  package init() {}

  /// Takes what a call costs.
  ///
  /// - Parameter now: of the monotonic clock.
  /// - Returns: nil when it may be performed; else the milliseconds until it may.
  package mutating func take(
    _ rate: RateClass, of principal: Identifier, at now: UInt64
  ) -> UInt32? {
    let cost = Self.cost(rate)
    var budget = budgets[principal] ?? Budget(units: Limits.budgetUnitsMax, readAt: now)
    let passed = now - min(now, budget.readAt)
    // A budget is full after two seconds: longer need not be multiplied.
    let regained = min(passed, 10_000_000_000) / 1_000 * Limits.budgetUnitsPerSecond / 1_000_000
    if regained > 0 {
      budget.units = min(Limits.budgetUnitsMax, budget.units + regained)
      budget.readAt = now
    }
    guard budget.units >= cost else {
      keep(budget, of: principal, at: now)
      let missing = cost - budget.units
      return UInt32(clamping: missing * 1_000 / Limits.budgetUnitsPerSecond + 1)
    }
    budget.units -= cost
    keep(budget, of: principal, at: now)
    return nil
  }

  private mutating func keep(_ budget: Budget, of principal: Identifier, at now: UInt64) {
    if budgets[principal] == nil, budgets.count >= Limits.budgetsMax {
      // Those who have not called for long have a full one anyway.
      budgets = budgets.filter { now - min(now, $0.value.readAt) < 2_000_000_000 }
      if budgets.count >= Limits.budgetsMax { budgets = [:] }
    }
    budgets[principal] = budget
  }

  private static func cost(_ rate: RateClass) -> UInt64 {
    switch rate {
    case .light: 1
    case .normal: 10
    case .heavy: 200
    }
  }
}
