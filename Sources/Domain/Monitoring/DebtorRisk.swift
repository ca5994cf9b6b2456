package import Bytes
import Contract

/// The facts behind a debtor's risk class, with what the tenant's policy leaves open.
package struct DebtorRisk: Sendable, Equatable {
  /// What a run knows of the debtor's accounts together.
  package struct Course: Sendable, Equatable {
    package var daysPastDue: Int
    /// Month days with something past due among the last six, and among the last twelve.
    package var monthsLateOf6: Int
    package var monthsLateOf12: Int
    package var utilisationPPM: Int64?
    /// The score before, or the highest of the last thirty days; nil for the first score.
    package var scoreBefore: Int64?
    package var score: Int64
    /// Alerts about assets which wait for an outcome.
    package var adverseAlertCount: Int
    package var assetObservedOn: Day?

    package init(
      daysPastDue: Int, monthsLateOf6: Int, monthsLateOf12: Int, utilisationPPM: Int64?,
      scoreBefore: Int64?, score: Int64, adverseAlertCount: Int, assetObservedOn: Day?
    ) {
      self.daysPastDue = daysPastDue
      self.monthsLateOf6 = monthsLateOf6
      self.monthsLateOf12 = monthsLateOf12
      self.utilisationPPM = utilisationPPM
      self.scoreBefore = scoreBefore
      self.score = score
      self.adverseAlertCount = adverseAlertCount
      self.assetObservedOn = assetObservedOn
    }
  }

  package let rule: RiskClass.Rule

  package init(_ course: Course, policy: TenantPolicy, on day: Day) {
    let values = policy.values
    let isObserved =
      course.assetObservedOn.map { day.days(since: $0) <= Int(values.assetFreshDays) } ?? false
    rule = RiskClass.rule(
      for: RiskClass.Facts(
        adverseAssetChange: course.adverseAlertCount > 0,
        overdueRecord: course.daysPastDue > 0 || course.monthsLateOf6 > 0,
        informationIncomplete: values.assetFreshDays > 0 && !isObserved,
        scoreFell: course.scoreBefore.map {
          $0 - course.score >= Int64(values.scoreFallPoints)
        } ?? false,
        financesStable: course.utilisationPPM.map { $0 <= values.stableUtilisationPpm } ?? false,
        recordGood: course.daysPastDue == 0 && course.monthsLateOf12 == 0))
  }
}
