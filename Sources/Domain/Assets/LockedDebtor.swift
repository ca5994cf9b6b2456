import Bytes
import Contract
import Queries
import SQL
import Vault

/// A debtor as read under its lock.
struct LockedDebtor {
  let row: CasesQueries.DebtorRow

  /// - Throws: `notFound` when there is no such debtor.
  init(_ facts: Facts, at index: Int) throws(Refusal) {
    let rows: [CasesQueries.DebtorRow] = try facts.rows(index)
    guard let row = rows.first else { throw .notFound }
    self.row = row
  }

  func subject(_ tenant: TenantContext) throws(Refusal) -> EntryDraft.Subject {
    do throws(VaultFailure) {
      return EntryDraft.Subject(
        id: row.id, pseudonym: row.pseudonym,
        key: try tenant.keys.openSubjectKey(row.wrappedKey, subject: row.id))
    } catch {
      throw .internalError
    }
  }
}
