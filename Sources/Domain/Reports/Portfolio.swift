/// Ratios of a portfolio at one business date, 组合指标.
package enum Portfolio {
  package struct Account: Sendable, Equatable {
    package var balance: Int64
    package var principal: Int64
    package var overdueAmount: Int64
    package var dpd: Int
    package var loanClass: LoanClass

    package init(
      balance: Int64, principal: Int64, overdueAmount: Int64, dpd: Int, loanClass: LoanClass
    ) {
      self.balance = balance
      self.principal = principal
      self.overdueAmount = overdueAmount
      self.dpd = dpd
      self.loanClass = loanClass
    }
  }

  /// Ratios in ppm; nil where the denominator is 0.
  package struct Ratios: Sendable, Equatable {
    /// Balance of accounts with days past due over the whole balance.
    package let overduePPM: Int64?
    /// Overdue amounts over the whole balance.
    package let arrearsPPM: Int64?
    /// For each day limit: whole principal of accounts beyond it over the whole principal.
    package let parPPM: [Int64?]
    /// Balance of classes 3 to 5 over the whole balance.
    package let nonPerformingPPM: Int64?
  }

  package static func ratios(_ accounts: [Account], parDays: [Int]) -> Ratios {
    var (balance, overdue, arrears, bad) = (Int128(0), Int128(0), Int128(0), Int128(0))
    var principal = Int128(0)
    var beyond = parDays.map { _ in Int128(0) }
    for account in accounts {
      balance += Int128(account.balance)
      principal += Int128(account.principal)
      arrears += Int128(account.overdueAmount)
      if account.dpd > 0 { overdue += Int128(account.balance) }
      if account.loanClass.isNonPerforming { bad += Int128(account.balance) }
      for (index, days) in parDays.enumerated() where account.dpd > days {
        beyond[index] += Int128(account.principal)
      }
    }
    return Ratios(
      overduePPM: ratioPPM(overdue, balance), arrearsPPM: ratioPPM(arrears, balance),
      parPPM: beyond.map { ratioPPM($0, principal) }, nonPerformingPPM: ratioPPM(bad, balance))
  }

  /// Loss-class balance and net write-off of a window over the mean of its month-end balances, the
  /// opening balance included.
  package static func badDebtPPM(
    lossClassBalance: Int64, netWriteOff: Int64, monthEndBalances: [Int64]
  ) -> Int64? {
    let sum = monthEndBalances.reduce(Int128(0)) { $0 + Int128($1) }
    let bad = Int128(lossClassBalance) + Int128(netWriteOff)
    return ratioPPM(bad * Int128(monthEndBalances.count), sum)
  }

  /// New non-performing balance of a window over the performing balance at its start.
  package static func incidencePPM(newNonPerforming: Int64, performingAtStart: Int64) -> Int64? {
    ratioPPM(Int128(newNonPerforming), Int128(performingAtStart))
  }
}
