import Bytes
import Contract
import Queries
import Vault

/// The guards of machine 8, and what each event freezes into the repair.
struct RepairGuards {
  let facts: RepairFacts
  let policy: TenantPolicy
  let businessOn: Day
  let tenant: TenantContext

  /// What the request brings.
  struct Request: Sendable {
    let event: RepairMachine.Event
    let document: Digest?
    let note: String?
    let severity: Int16?
  }

  /// - Throws: `guardNotMet` naming what is missing, `fieldMissing`, `repairCoolDown`,
  ///   `repairObligationsOpen`, `repairTestNotMet`.
  func apply(
    _ request: Request, to change: inout RepairChange, entropy: inout Entropy
  ) throws(Refusal) {
    switch request.event {
    case .submit: try submit(request, &change)
    case .reject: if request.note == nil { throw .missing("note") }
    case .assessed: try assessed(&change)
    case .identified: try identified(request, &change, &entropy)
    case .planAgreed: change.plan = try document(request)
    case .executed: try executed(&change)
    case .extend:
      guard unmetTest(change) != nil else {
        throw unmet("extend", "the success test is met; ask for approve_local")
      }
    case .approveLocal: try approveLocal(change)
    case .restored: try obligationsMet()
    case .accept, .withdraw: break
    case .submitUp, .approvedUp, .returned, .noObjection, .objectionUpheld:
      throw unmet(
        request.event.word,
        "a repair of severity general or serious needs the regulator's review, publicity and its "
          + "end; this server has no channel to the regulator's decision")
    case .start, .track, .suspend, .resume, .fail, .followUp, .finish, .revoke:
      throw unmet(request.event.word, "this event cannot be asked for")
    }
  }

  private func unmet(_ event: String, _ message: String) -> Refusal {
    .rule(.guardNotMet, "machine 8 \(event)", message)
  }

  private func document(_ request: Request) throws(Refusal) -> [UInt8] {
    guard let document = request.document else { throw .missing("document_sha256") }
    return document.bytes
  }

  private func submit(_ request: Request, _ change: inout RepairChange) throws(Refusal) {
    guard facts.scores.identified else {
      throw unmet("submit", "no identity document of the debtor is on file")
    }
    change.commitment = try document(request)
    let months = Int(policy.values.repairCoolDownMonths)
    let ended: [RepairMachine.State] = [.completed, .monitored, .closed, .failed, .revoked]
    for earlier in facts.history where earlier.id != facts.row.id {
      guard ended.contains(where: { $0.rawValue == earlier.state }), let on = earlier.closedOn
      else { continue }
      let over = on.adding(months: months)
      guard over <= businessOn else {
        throw .rule(
          .repairCoolDown, "policy repair_cool_down_months",
          "the last repair ended on \(on); a new one may be submitted from \(over)")
      }
    }
  }

  private func assessed(_ change: inout RepairChange) throws(Refusal) {
    guard let worst = facts.scores.worstValue, let tier = facts.scores.worstTier else {
      throw unmet("assessed", "the debtor has no stored score to freeze")
    }
    change.scoreBefore = worst
    change.tierBefore = tier
  }

  private func identified(
    _ request: Request, _ change: inout RepairChange, _ entropy: inout Entropy
  ) throws(Refusal) {
    guard let severity = request.severity else { throw .missing("severity") }
    guard let cause = request.note else { throw .missing("note") }
    change.severity = severity
    let key = try facts.debtor.subject(tenant).key
    do throws(VaultFailure) {
      change.cause = try key.seal(
        cause, at: PersonalPlace.repairCause(tenant.tenant, change.id), entropy: &entropy)
    } catch {
      throw .internalError
    }
  }

  private func obligationsMet() throws(Refusal) {
    guard facts.standing.obligationsMet else {
      throw .rule(
        .repairObligationsOpen, "obligations in scope performed",
        "an account of the debtor is past due; its arrears have to be paid first")
    }
  }

  private func executed(_ change: inout RepairChange) throws(Refusal) {
    try obligationsMet()
    guard let score = facts.scores.lastValue, let tier = facts.scores.lastTier else {
      throw unmet("executed", "the debtor has no stored score to compare with")
    }
    change.scoreAfter = score
    change.tierAfter = tier
    change.monthsAtDPD0 = Int32(facts.standing.monthsAtDPD0(asOf: businessOn))
  }

  private func approveLocal(_ change: RepairChange) throws(Refusal) {
    guard change.severity == 1 else {
      throw unmet(
        "approve_local",
        "only a minor repair is approved locally; this one needs the regulator's review (submit_up)"
      )
    }
    try obligationsMet()
    if let part = unmetTest(change) {
      throw .rule(.repairTestNotMet, "success test 4.15", "the success test is not met: \(part)")
    }
  }

  /// The first part of the success test that is not met; nil when all are.
  private func unmetTest(_ change: RepairChange) -> String? {
    guard let before = change.scoreBefore, let after = change.scoreAfter,
      let tierBefore = change.tierBefore.flatMap(Tier.init(letter:)),
      let tierAfter = change.tierAfter.flatMap(Tier.init(letter:))
    else { return "the scores before and after are not frozen" }
    let months = Int(change.monthsAtDPD0 ?? 0)
    let result = RepairResult(
      obligationsPerformed: facts.standing.obligationsMet, monthsAtDPD0: months,
      tierBefore: tierBefore, tierAfter: tierAfter, scoreBefore: before, scoreAfter: after)
    // The tenant's policy may ask for more than the rule, never for less.
    let monthsMin = max(RepairResult.monthsMin, Int(policy.values.repairCleanMonths))
    guard months >= monthsMin else {
      return "\(months) of \(monthsMin) months without days past due"
    }
    let gainMin = max(RepairResult.scoreGainMin, Int64(policy.values.repairScoreGain))
    guard result.isSuccess, tierAfter < tierBefore || after - before >= gainMin else {
      return "neither a better tier nor \(gainMin) points gained"
    }
    return nil
  }
}

extension Tier {
  /// - Returns: nil for another letter than A to E.
  fileprivate init?(letter: String) {
    guard let tier = Tier.allCases.first(where: { "\($0)".uppercased() == letter }) else {
      return nil
    }
    self = tier
  }
}
