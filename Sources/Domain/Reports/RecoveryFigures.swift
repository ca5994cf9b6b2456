/// Recovery, cost and net of a cohort in a window, 回收率、成本率.
package struct RecoveryFigures: Sendable, Equatable {
  package enum CostState: Int16, Sendable, CaseIterable {
    case normal = 1
    /// Above 8 %.
    case warning
    /// Above 10 %.
    case breach
  }

  /// The figures of a cohort with a balance; thresholds are tested on the exact fractions.
  package let recoveryPPM: Int64
  package let costPPM: Int64
  /// Recovery less cost, of the rounded figures so that they add up.
  package let netPPM: Int64
  /// Recovery of at least 60 %.
  package let isTargetMet: Bool
  package let costState: CostState

  /// - Returns: nil, undefined, without a balance at entry.
  package init?(nonPerformingAtEntry: Int64, cashRecovered: Int64, cost: Int64) {
    let base = Int128(nonPerformingAtEntry)
    guard base > 0, let recoveryPPM = ratioPPM(Int128(cashRecovered), base),
      let costPPM = ratioPPM(Int128(cost), base)
    else { return nil }
    self.recoveryPPM = recoveryPPM
    self.costPPM = costPPM
    netPPM = recoveryPPM - costPPM
    isTargetMet = Int128(cashRecovered) * 100 >= base * 60
    if Int128(cost) * 100 > base * 10 {
      costState = .breach
    } else if Int128(cost) * 100 > base * 8 {
      costState = .warning
    } else {
      costState = .normal
    }
  }

  /// Collected over placed balance of the same placement cohort, in ppm.
  package static func liquidationPPM(collected: Int64, placed: Int64) -> Int64? {
    ratioPPM(Int128(collected), Int128(placed))
  }
}

/// Counts of contacts in a window and their ratios in ppm.
package struct ContactFigures: Sendable, Equatable {
  package var attempts: Int64
  package var rightParty: Int64
  package var promises: Int64
  package var complaints: Int64
  package var checks: Int64
  package var denied: Int64

  package init(
    attempts: Int64, rightParty: Int64, promises: Int64, complaints: Int64, checks: Int64,
    denied: Int64
  ) {
    self.attempts = attempts
    self.rightParty = rightParty
    self.promises = promises
    self.complaints = complaints
    self.checks = checks
    self.denied = denied
  }

  package var rightPartyPPM: Int64? { ratioPPM(Int128(rightParty), Int128(attempts)) }
  package var promisePPM: Int64? { ratioPPM(Int128(promises), Int128(rightParty)) }
  package var complaintPPM: Int64? { ratioPPM(Int128(complaints), Int128(rightParty)) }
  package var deniedCheckPPM: Int64? { ratioPPM(Int128(denied), Int128(checks)) }
}
