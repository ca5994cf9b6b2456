package import Contract

/// A version of the tenant's policy with every default filled in.
///
/// The defaults are product decisions, explained in proto-like-specs/policy.md.
package struct TenantPolicy: Sendable {
  package let version: Int
  package let values: Tally_V1_TenantPolicy

  package init(version: Int, stored: Tally_V1_TenantPolicy) {
    self.version = version
    values = Self.filled(stored)
  }

  /// Version 0: nothing set by the tenant.
  package static let shipped = TenantPolicy(version: 0, stored: Tally_V1_TenantPolicy())

  private static func filled(_ stored: Tally_V1_TenantPolicy) -> Tally_V1_TenantPolicy {
    var out = stored
    if out.bucketBounds.isEmpty { out.bucketBounds = [0, 30, 60, 90, 120, 150, 180] }
    fill(&out.levelAmount1, 20_000_000)
    fill(&out.levelAmount2, 5_000_000)
    fill(&out.priorityValueReference, 10_000_000)
    fill(&out.priorityAmountReference, 20_000_000)
    fill(&out.priorityDpdReference, 180)
    fill(&out.urgencyHorizonDays, 180)
    if out.pPayPpm.isEmpty {
      out.pPayPpm = [900_000, 700_000, 450_000, 300_000, 200_000, 150_000, 100_000, 50_000]
    }
    fill(&out.recoverySharePpm, 600_000)
    fill(&out.discountPpm, 100_000)
    fill(&out.recoveryMonths, 6)
    fill(&out.caseCostAmount, 50_000)
    fill(&out.caseFromDpd, 1)
    fill(&out.collectorCapacity, 200)
    fill(&out.promiseTolerancePpm, 50_000)
    fill(&out.promiseToleranceDays, 3)
    fill(&out.promiseBrokenMax, 3)
    fill(&out.promiseTermDaysMax, 30)
    fill(&out.stableUtilisationPpm, 500_000)
    fill(&out.scoreFallPoints, 20)
    fill(&out.repairCoolDownMonths, 12)
    fill(&out.repairCleanMonths, 3)
    fill(&out.repairScoreGain, 30)
    return out
  }

  private static func fill<Number: FixedWidthInteger>(_ value: inout Number, _ shipped: Number) {
    if value == 0 { value = shipped }
  }
}
