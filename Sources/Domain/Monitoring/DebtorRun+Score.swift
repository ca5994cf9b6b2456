import Bytes
import Contract
import Ledger
import Queries

extension DebtorRun {
  mutating func assess(
    _ debtor: DebtorFacts, _ results: [Result], daysPastDue: Int
  ) throws(Refusal) {
    guard let row = results.first?.facts.row else { return }
    let inputs = inputs(results, daysPastDue: daysPastDue)
    let score = RuleScore(inputs)
    let before = [row.score, debtor.highestScore].compactMap(\.self).max()
    if score.value != row.score {
      writes.scores.append(
        MonitoringQueries.insertScore(
          subjectID: debtor.subject, asOfOn: closing, model: RuleScore.model, value: score.value,
          tier: score.tier.letter, reasons: score.reasons.joined(separator: ","),
          inputsHash: inputs.hash.bytes, recordedAt: moment.recordedAt))
      if row.score.map(Tier.init(score:)) != score.tier {
        entries.append(
          EntryDraft(
            entryID: moment.newIdentifier(), kind: .scoreIssued, subject: try subject(row),
            effectiveOn: closing,
            payload: Payload.line([
              "model": RuleScore.model, "tier": score.tier.letter, "value": "\(score.value)",
            ])))
      }
    }
    let dropFired = debtor.alerts.first {
      $0.accountID == nil && $0.rule == AlertRule.scoreDrop.code
    }?.firedOn
    if AlertRule.scoreDropFires(
      from: before, to: score.value, points: policy.values.scoreFallPoints,
      lastFired: dropFired, on: closing)
    {
      raise(.scoreDrop, subject: debtor.subject, account: nil)
    }
    let risk = DebtorRisk(
      course(debtor, results, daysPastDue: daysPastDue, before: before, score: score.value),
      policy: policy, on: closing)
    count(risk.rule.riskClass)
    let firstOverdueOn =
      row.firstOverdueOn
      ?? results.flatMap(\.day.steps).filter { $0.to > 0 }.map(\.day).min()
    guard
      row.riskClass != risk.rule.riskClass.rawValue || row.riskRule != risk.rule.rawValue
        || row.score != score.value || row.firstOverdueOn != firstOverdueOn
    else { return }
    writes.subjects.append(
      MonitoringQueries.updateSubjects(
        subjectID: debtor.subject, riskClass: risk.rule.riskClass.rawValue,
        riskRule: risk.rule.rawValue, riskOn: closing, score: score.value,
        firstOverdueOn: firstOverdueOn))
  }

  private mutating func count(_ riskClass: RiskClass) {
    switch riskClass {
    case .low: summary.lowCount += 1
    case .medium: summary.mediumCount += 1
    case .high: summary.highCount += 1
    }
  }

  private func inputs(_ results: [Result], daysPastDue: Int) -> RuleScore.Inputs {
    var (billed, paid) = (Int128(0), Int128(0))
    for result in results {
      let payment = result.facts.payment(statements: RuleScore.statements)
      billed += Int128(payment.billed)
      paid += Int128(payment.paid)
    }
    return RuleScore.Inputs(
      daysPastDue: daysPastDue, monthsLate: monthsLate(results, months: RuleScore.months),
      utilisationPPM: utilisationPPM(results), paidPPM: ratioPPM(paid, billed))
  }

  /// Of the worst account.
  private func monthsLate(_ results: [Result], months: Int) -> Int {
    results.map { $0.day.history.monthsLate(endingOn: closing, months: months) }.max() ?? 0
  }

  private func utilisationPPM(_ results: [Result]) -> Int64? {
    let limit = results.reduce(Int128(0)) { $0 + Int128($1.facts.row.principalAmount) }
    let used = results.reduce(Int128(0)) { $0 + Int128(max(0, $1.day.standing.balance)) }
    return ratioPPM(used, limit)
  }

  private func course(
    _ debtor: DebtorFacts, _ results: [Result], daysPastDue: Int, before: Int64?, score: Int64
  ) -> DebtorRisk.Course {
    DebtorRisk.Course(
      daysPastDue: daysPastDue, monthsLateOf6: monthsLate(results, months: 6),
      monthsLateOf12: monthsLate(results, months: 12), utilisationPPM: utilisationPPM(results),
      scoreBefore: before, score: score,
      adverseAlertCount: Int(debtor.assets?.adverseCount ?? 0),
      assetObservedOn: debtor.assets?.observedOn)
  }
}
