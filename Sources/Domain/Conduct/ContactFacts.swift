import Bytes
import Contract
import Queries
import SQL

/// What a contact is judged by, read under the debtor's lock, and the judgement.
struct ContactFacts {
  let current: CaseFacts
  let channel: ContactChannel
  let point: ConductQueries.PointsRow?
  let judgement: ContactJudgement

  /// The reads, in the order in which `init` takes their rows.
  static func reads(case id: Identifier, debtor: Identifier) -> [Bound] {
    [
      CaseFacts.read(id), ConductQueries.points(subjectID: debtor).bound,
      ConductQueries.counters(subjectID: debtor).bound,
    ]
  }

  /// - Throws: `notFound`, `guardNotMet` when no rules are valid on the debtor's day.
  init(
    _ facts: Facts, channel: ContactChannel, target: ContactTarget, at moment: Moment
  ) throws(Refusal) {
    current = try CaseFacts(facts, at: 0)
    self.channel = channel
    let points: [ConductQueries.PointsRow] = try facts.rows(1)
    point = ContactPoint.chosen(for: channel, among: points)
    guard let zone = moment.zone(current.row.timeZone) else {
      throw .rule(.guardNotMet, "time zone", "the debtor's time zone is unknown to this server")
    }
    let local = LocalTime(moment.civilAt, zone: zone)
    guard let profile = JurisdictionProfile.inForce(facts.tenant.jurisdiction, on: local.day) else {
      throw .rule(
        .guardNotMet, "\(facts.tenant.jurisdiction) conduct rules",
        "no conduct rules of \(facts.tenant.jurisdiction) are valid on \(local.day)")
    }
    let counts = ContactCounts(
      try facts.rows(2), day: local.day, point: point?.id, case: current.row.id,
      portfolio: current.row.portfolio)
    let flags = current.flags
    let status = point?.status
    judgement = ContactJudgement(
      ContactCheck.Facts(
        instant: moment.civilAt, offsetSeconds: local.offsetSeconds, target: target,
        nightConsent: current.row.nightConsent,
        optedOut: status == ContactPoint.optedOut || status == ContactPoint.banned
          || flags.contains(.noContact),
        onHold: flags.contains(.onHold) || current.row.status != 1,
        disputedPart: flags.contains(.disputed), templateApproved: true,
        connectedToday: counts.connectedToday, attemptsOnPointToday: counts.attemptsOnPointToday,
        startsCycle: try current.state() == .assigned,
        daysSinceLastCycle: counts.daysSinceLastCycle),
      profile: profile)
  }

  /// The row that keeps the judgement, allowed or not.
  func check(
    _ id: Identifier, by principal: Identifier, policy: TenantPolicy, at moment: Moment
  ) -> Bound {
    ConductQueries.insertCheck(
      id: id, caseID: current.row.id, subjectID: current.row.subjectID,
      channel: channel.rawValue, contactPointID: point?.id, evaluatedAt: moment.recordedAt,
      civilAt: moment.civilAt, debtorOn: judgement.local.day, profile: judgement.profile.code,
      profileVersion: judgement.profile.version, policyVersion: Int32(policy.version),
      verdict: judgement.isAllowed ? 1 : 2, reasons: judgement.codes, principalID: principal)
  }
}

/// The counters of one debtor over all its cases.
struct ContactCounts: Equatable {
  var connectedToday = 0
  var attemptsOnPointToday = 0
  /// Since the last act in another case of the same portfolio; nil without one.
  var daysSinceLastCycle: Int?

  init(
    _ rows: [ConductQueries.CountersRow], day: Day, point: Identifier?, case id: Identifier,
    portfolio: Int16
  ) {
    for row in rows {
      if row.debtorOn == day {
        connectedToday += Int(row.connectedCount)
        if row.contactPointID == point { attemptsOnPointToday += Int(row.unansweredCount) }
      }
      if row.caseID != id, row.portfolio == portfolio, row.debtorOn <= day {
        let days = day.days(since: row.debtorOn)
        daysSinceLastCycle = min(daysSinceLastCycle ?? days, days)
      }
    }
  }
}
