/// Whether one credit repair has succeeded, and the figures of a cohort, 修复效果.
package struct RepairResult: Sendable, Equatable {
  /// Consecutive months without days past due which a success needs.
  package static let monthsMin = 3
  /// Points which count as success without a better tier.
  package static let scoreGainMin: Int64 = 30

  package var obligationsPerformed: Bool
  package var monthsAtDPD0: Int
  package var tierBefore: Tier
  package var tierAfter: Tier
  package var scoreBefore: Int64
  package var scoreAfter: Int64

  package init(
    obligationsPerformed: Bool, monthsAtDPD0: Int, tierBefore: Tier, tierAfter: Tier,
    scoreBefore: Int64, scoreAfter: Int64
  ) {
    self.obligationsPerformed = obligationsPerformed
    self.monthsAtDPD0 = monthsAtDPD0
    self.tierBefore = tierBefore
    self.tierAfter = tierAfter
    self.scoreBefore = scoreBefore
    self.scoreAfter = scoreAfter
  }

  package var isSuccess: Bool {
    guard obligationsPerformed, monthsAtDPD0 >= Self.monthsMin else { return false }
    let gain = Int128(scoreAfter) - Int128(scoreBefore)
    return tierAfter < tierBefore || gain >= Int128(Self.scoreGainMin)
  }
}

/// Counts and amounts of the repair cohort opened in a window, and their ratios in ppm.
package struct RepairFigures: Sendable, Equatable {
  package var decided: Int64
  package var successful: Int64
  package var instalmentsDue: Int64
  package var instalmentsInTime: Int64
  package var principalInPlans: Int64
  package var principalWrittenOff: Int64
  package var completed: Int64
  /// Relapsed within twelve months of completion.
  package var relapsed: Int64

  package init(
    decided: Int64, successful: Int64, instalmentsDue: Int64, instalmentsInTime: Int64,
    principalInPlans: Int64, principalWrittenOff: Int64, completed: Int64, relapsed: Int64
  ) {
    self.decided = decided
    self.successful = successful
    self.instalmentsDue = instalmentsDue
    self.instalmentsInTime = instalmentsInTime
    self.principalInPlans = principalInPlans
    self.principalWrittenOff = principalWrittenOff
    self.completed = completed
    self.relapsed = relapsed
  }

  package var successPPM: Int64? { ratioPPM(Int128(successful), Int128(decided)) }
  package var repaymentPPM: Int64? { ratioPPM(Int128(instalmentsInTime), Int128(instalmentsDue)) }
  /// One less the repayment ratio as rounded, so that the two add up.
  package var overduePPM: Int64? { repaymentPPM.map { 1_000_000 - $0 } }
  package var badDebtPPM: Int64? {
    ratioPPM(Int128(principalWrittenOff), Int128(principalInPlans))
  }
  package var relapsePPM: Int64? { ratioPPM(Int128(relapsed), Int128(completed)) }
}
