package import Bytes

/// How a debtor stands towards its obligations, as the guards of a repair ask.
package struct RepairStanding: Sendable, Equatable {
  package struct Account: Sendable, Equatable {
    package var daysPastDue: Int
    package var overdue: Int64
    /// The first day without days past due since the last with any; nil while there are any.
    package var cleanSince: Day?

    package init(daysPastDue: Int, overdue: Int64, cleanSince: Day?) {
      self.daysPastDue = daysPastDue
      self.overdue = overdue
      self.cleanSince = cleanSince
    }
  }

  package var accounts: [Account]

  package init(accounts: [Account]) { self.accounts = accounts }

  /// Nothing is past due on any account.
  package var obligationsMet: Bool {
    accounts.allSatisfy { $0.daysPastDue == 0 && $0.overdue == 0 }
  }

  /// Whole months without days past due on every account, up to `day`; 0 without an account.
  package func monthsAtDPD0(asOf day: Day) -> Int {
    guard obligationsMet, !accounts.isEmpty else { return 0 }
    var since = Day.first
    for account in accounts {
      guard let clean = account.cleanSince else { return 0 }
      since = max(since, clean)
    }
    var months = 0
    while months < Limits.monthCountMax, since.adding(months: months + 1) <= day { months += 1 }
    return months
  }
}
