import Bytes
import Contract
import Queries
import SQL
import Vault

/// An account as read under its debtor's lock, with its history up to a date.
struct AccountFacts {
  let row: AccountsQueries.StateRow
  let instalments: [AccountsQueries.InstalmentsRow]
  let transactions: [AccountsQueries.TransactionsRow]

  /// The reads of one account, in the order in which `init` takes their rows.
  static func reads(account: Identifier, until: Day) -> [Bound] {
    [
      AccountsQueries.state(accountID: account).bound,
      AccountsQueries.instalments(accountID: account, untilOn: until).bound,
      AccountsQueries.transactions(accountID: account, untilOn: until).bound,
    ]
  }

  /// - Parameter first: position of the first of `reads` among the answers.
  /// - Throws: `notFound` when the account is not there.
  init(_ facts: Facts, first: Int) throws(Refusal) {
    let rows: [AccountsQueries.StateRow] = try facts.rows(first)
    guard let row = rows.first else { throw .notFound }
    self.row = row
    instalments = try facts.rows(first + 1)
    transactions = try facts.rows(first + 2)
  }

  func subject(_ tenant: TenantContext) throws(Refusal) -> EntryDraft.Subject {
    do throws(VaultFailure) {
      return EntryDraft.Subject(
        id: row.subjectID, pseudonym: row.subjectPseudonym,
        key: try tenant.keys.openSubjectKey(row.wrappedKey, subject: row.subjectID))
    } catch {
      throw .internalError
    }
  }

  func replay(adding movements: [AccountReplay.Movement] = []) -> AccountReplay {
    var all = transactions.map {
      AccountReplay.Movement(valueOn: $0.valueOn, amount: $0.amount)
    }
    // After everything else of its value date: it is recorded later.
    for movement in movements {
      let at = all.firstIndex { $0.valueOn > movement.valueOn } ?? all.endIndex
      all.insert(movement, at: at)
    }
    return AccountReplay(
      openingOverdueOn: row.openingOverdueOn, openingOverdueAmount: row.openingOverdueAmount,
      dues: instalments.map { instalment in
        AccountReplay.Due(
          number: Int(instalment.no), statementOn: instalment.statementOn,
          dueOn: instalment.dueOn,
          owed: ComponentAmounts(
            interest: instalment.dueInterest, penalty: instalment.duePenalty,
            fee: instalment.dueFee, principal: instalment.duePrincipal))
      },
      movements: all)
  }
}
