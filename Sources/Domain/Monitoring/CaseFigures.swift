package import Bytes
import Contract

/// Level and priority of a collection case on a business date, with the words that explain them.
package struct CaseFigures: Sendable, Equatable {
  /// What is delinquent of one debtor in one portfolio.
  package struct Claim: Sendable, Equatable {
    package var balance: Int64
    package var overdue: Int64
    package var daysPastDue: Int
    package var bucket: Int
    package var firstPastDueOn: Day?

    package init(
      balance: Int64, overdue: Int64, daysPastDue: Int, bucket: Int, firstPastDueOn: Day?
    ) {
      self.balance = balance
      self.overdue = overdue
      self.daysPastDue = daysPastDue
      self.bucket = bucket
      self.firstPastDueOn = firstPastDueOn
    }
  }

  /// Limitation of a claim, in months. Source: Civil Code article 188.
  private static let limitationMonths = 36

  package let level: CaseLevel
  package let levelRule: String
  /// 0…1000.
  package let priority: Int32
  /// One line of JSON: the normalised parts in ppm and what they come from.
  package let priorityTrace: String

  package init(
    _ claim: Claim, policy: TenantPolicy, dissipationAlert: Bool, on day: Day
  ) {
    let values = policy.values
    level = CaseLevel(
      .init(
        dpd: claim.daysPastDue, amount: claim.overdue, isFraudOrEvasion: false,
        isFullyGuaranteed: false),
      amountOne: values.levelAmount1, amountTwo: values.levelAmount2)
    levelRule = Self.rule(claim, values)
    let pays = values.pPayPpm
    let unsecured = ExpectedRecovery.unsecured(
      balance: max(0, claim.balance),
      payPPM: pays.isEmpty ? 0 : pays[min(max(claim.bucket, 0), pays.count - 1)],
      sharePPM: values.recoverySharePpm, discountPPM: values.discountPpm,
      months: Int(values.recoveryMonths))
    let expected = ExpectedRecovery.value(
      claim: max(0, claim.balance), secured: 0, unsecured: unsecured,
      expectedCost: values.caseCostAmount)
    let limitationDays = claim.firstPastDueOn.map {
      $0.adding(months: Self.limitationMonths).days(since: day)
    }
    let valuePPM = PriorityWeights.norm(
      expected.value, reference: values.priorityValueReference)
    let urgencyPPM = PriorityWeights.urgency(
      limitationDays: limitationDays, seizureDays: nil,
      horizonDays: Int(values.urgencyHorizonDays), dissipationAlert: dissipationAlert)
    let amountPPM = PriorityWeights.norm(
      claim.overdue, reference: values.priorityAmountReference)
    let dpdPPM = PriorityWeights.norm(
      Int64(claim.daysPastDue), reference: values.priorityDpdReference)
    priority = Int32(
      clamping: PriorityWeights.standard.priority(
        valuePPM: valuePPM, urgencyPPM: urgencyPPM, amountPPM: amountPPM, dpdPPM: dpdPPM))
    let words = [
      "amount": "\(amountPPM)", "days": "\(dpdPPM)", "expected": "\(expected.value)",
      "policy": "\(policy.version)", "urgency": "\(urgencyPPM)", "value": "\(valuePPM)",
      "weights": "400/250/200/150",
    ]
    priorityTrace = String(decoding: Payload.line(words), as: UTF8.self)
  }

  private static func rule(_ claim: Claim, _ values: Tally_V1_TenantPolicy) -> String {
    if claim.daysPastDue > 90 { return "L1_DPD_OVER_90" }
    if claim.overdue >= values.levelAmount1 { return "L1_AMOUNT_A1" }
    if claim.daysPastDue > 30 { return "L2_DPD_OVER_30" }
    if claim.overdue >= values.levelAmount2 { return "L2_AMOUNT_A2" }
    return "L3_OTHER"
  }
}
