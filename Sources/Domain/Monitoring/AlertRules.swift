package import Bytes

/// The alert rules of the end-of-day run, as data, and which of them fire.
package struct AlertRule: Sendable, Equatable {
  /// Version of the rules below, stored with each alert.
  package static let version: Int32 = 1
  /// Days within which a fall of the score is told once.
  package static let scoreDropDays = 30

  package enum Severity: Int16, Sendable, CaseIterable {
    case info = 1
    case warn
    case high
    case critical
  }

  package let code: String
  package let severity: Severity

  package static let newOverdue = AlertRule(code: "NEW_OVERDUE", severity: .warn)
  package static let scoreDrop = AlertRule(code: "SCORE_DROP", severity: .warn)

  /// A rule about days past due, firing from `days` on.
  package static func pastDue(_ days: Int, _ severity: Severity) -> AlertRule {
    AlertRule(code: "DPD_\(days)", severity: severity)
  }

  /// The rules about days past due, rising: four early ones, then the last day of each milder class.
  /// Source: domain/model.md section 4.3.
  package static func pastDueRules(
    _ table: ClassificationTable
  ) -> [(days: Int, rule: AlertRule)] {
    let early: [(Int, Severity)] = [(1, .info), (8, .warn), (31, .warn), (61, .high)]
    let lastDays = zip(table.upperBounds.dropFirst(), [Severity.high, .high, .critical])
    let all = (early + lastDays).sorted { $0.0 < $1.0 }
    return all.map { ($0.0, pastDue($0.0, $0.1)) }
  }

  /// What the rules look at for one account.
  package struct Facts: Sendable {
    package var daysPastDue: Int
    /// Begin of the unbroken time past due; nil when nothing is past due.
    package var overdueSince: Day?
    /// True when the account was late in the twelve months before that begin.
    package var wasLateBefore: Bool
    /// When each rule fired last for this account.
    package var lastFired: [String: Day]

    package init(
      daysPastDue: Int, overdueSince: Day?, wasLateBefore: Bool, lastFired: [String: Day]
    ) {
      self.daysPastDue = daysPastDue
      self.overdueSince = overdueSince
      self.wasLateBefore = wasLateBefore
      self.lastFired = lastFired
    }
  }

  /// The rules that fire for an account: each once an overdue episode, and of the rules about days
  /// past due the highest reached alone, when it is higher than those which fired before.
  package static func firing(
    _ facts: Facts, table: ClassificationTable
  ) -> [AlertRule] {
    guard facts.daysPastDue > 0, let since = facts.overdueSince else { return [] }
    func firedInEpisode(_ rule: AlertRule) -> Bool {
      facts.lastFired[rule.code].map { $0 >= since } ?? false
    }
    var out: [AlertRule] = []
    if !facts.wasLateBefore, !firedInEpisode(newOverdue) { out.append(newOverdue) }
    let reached = pastDueRules(table).filter { $0.days <= facts.daysPastDue }
    if let highest = reached.last,
      !pastDueRules(table).contains(where: {
        $0.days >= highest.days && firedInEpisode($0.rule)
      })
    {
      out.append(highest.rule)
    }
    return out
  }

  /// Whether a fall of the score is told: by at least `points`, and not within the last days.
  package static func scoreDropFires(
    from before: Int64?, to now: Int64, points: Int32, lastFired: Day?, on day: Day
  ) -> Bool {
    guard let before, before - now >= Int64(points) else { return false }
    return lastFired.map { day.days(since: $0) >= scoreDropDays } ?? true
  }
}
