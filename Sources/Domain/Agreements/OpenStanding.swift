import Bytes
import Contract
import Queries
import SQL

/// How a debtor's accounts stand on the open business date: what a guard asks of money which no
/// end-of-day run has seen yet.
struct OpenStanding {
  private let instalments: [Identifier: [AccountsQueries.InstalmentsOfSubjectRow]]
  private let transactions: [Identifier: [AccountsQueries.TransactionsOfSubjectRow]]
  private let asOf: Day
  private let tolerance: Int64

  /// The reads, in the order in which `init` takes their rows. Up to the end of time: the business
  /// date is known only under its lock.
  static func reads(debtor: Identifier) -> [Bound] {
    [
      AccountsQueries.instalmentsOfSubject(subjectID: debtor, untilOn: .endOfTime).bound,
      AccountsQueries.transactionsOfSubject(subjectID: debtor, untilOn: .endOfTime).bound,
    ]
  }

  /// - Parameter first: position of the first of `reads` among the answers.
  init(_ facts: Facts, first: Int) throws(Refusal) {
    instalments = Dictionary(grouping: try facts.rows(first), by: \.accountID)
    transactions = Dictionary(grouping: try facts.rows(first + 1), by: \.accountID)
    asOf = facts.day.businessOn
    tolerance = facts.policy.values.toleranceAmount
  }

  func standing(
    of account: Identifier, openingOverdueOn: Day?, openingOverdueAmount: Int64
  ) -> AccountReplay.Standing {
    AccountReplay(
      openingOverdueOn: openingOverdueOn, openingOverdueAmount: openingOverdueAmount,
      dues: (instalments[account] ?? []).map { instalment in
        AccountReplay.Due(
          number: Int(instalment.no), statementOn: instalment.statementOn,
          dueOn: instalment.dueOn,
          owed: ComponentAmounts(
            interest: instalment.dueInterest, penalty: instalment.duePenalty,
            fee: instalment.dueFee, principal: instalment.duePrincipal))
      },
      movements: (transactions[account] ?? []).map { .init(valueOn: $0.valueOn, amount: $0.amount) }
    ).standing(asOf: asOf, tolerance: tolerance)
  }

  /// The accounts of a case.
  func standings(of accounts: [CasesQueries.AccountsRow]) -> [AccountReplay.Standing] {
    accounts.map {
      standing(
        of: $0.id, openingOverdueOn: $0.openingOverdueOn,
        openingOverdueAmount: $0.openingOverdueAmount)
    }
  }
}
