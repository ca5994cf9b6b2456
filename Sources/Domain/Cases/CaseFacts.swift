import Access
import Bytes
import Contract
import Queries
import SQL
import Vault

/// A case as read under its debtor's lock.
struct CaseFacts {
  let row: CasesQueries.ByIDRow

  static func locating(_ id: Identifier) -> [Bound] { [CasesQueries.subjectOf(caseID: id).bound] }

  /// - Throws: `notFound` when there is no such case.
  static func debtor(_ located: [Rows]) throws(Refusal) -> Identifier {
    let rows: [CasesQueries.SubjectOfRow] = try located[0].rows()
    guard let row = rows.first else { throw .notFound }
    return row.subjectID
  }

  static func read(_ id: Identifier) -> Bound { CasesQueries.byID(caseID: id).bound }

  init(row: CasesQueries.ByIDRow) { self.row = row }

  init(_ facts: Facts, at index: Int) throws(Refusal) {
    let rows: [CasesQueries.ByIDRow] = try facts.rows(index)
    guard let row = rows.first else { throw .notFound }
    self.row = row
  }

  func state() throws(Refusal) -> CaseMachine.State {
    guard let state = CaseMachine.State(rawValue: row.state) else { throw .internalError }
    return state
  }

  var flags: CaseFlags { CaseFlags(rawValue: row.flags) }

  /// - Throws: `caseNotOpen`.
  func requireOpen() throws(Refusal) {
    guard try state().isOpen else {
      throw .rule(.caseNotOpen, "machine 1", "the case is closed")
    }
  }

  /// Only its owner works a case.
  func requireOwner(_ principal: Principal) throws(Refusal) {
    guard row.ownerID == principal.id else {
      throw .denied(
        .caseNotYours, "the case is not assigned to the caller; take it from the queue first",
        rule: "owner acts")
    }
  }

  func subject(_ tenant: TenantContext) throws(Refusal) -> EntryDraft.Subject {
    do throws(VaultFailure) {
      return EntryDraft.Subject(
        id: row.subjectID, pseudonym: row.pseudonym,
        key: try tenant.keys.openSubjectKey(row.wrappedKey, subject: row.subjectID))
    } catch {
      throw .internalError
    }
  }

  /// The case as answered, with what an event changed. The partner's reference is personal data:
  /// stored replies leave it out.
  func message(
    reference: String = "", state: CaseMachine.State? = nil, owner: Identifier? = nil,
    closeReason: CloseReason? = nil
  ) -> Tally_V1_CollectionCase {
    var out = Tally_V1_CollectionCase()
    out.caseID = row.id.description
    out.number = row.no
    out.debtorID = row.subjectID.description
    out.reference = reference
    out.state = (state ?? CaseMachine.State(rawValue: row.state))?.word ?? ""
    out.level = UInt32(row.level)
    out.priority = UInt32(row.priority)
    out.claimAtOpen = Tally_V1_Money(row.claimAtOpen, row.currency)
    out.overdue = Tally_V1_Money(row.overdue, row.currency)
    out.daysPastDue = UInt32(row.daysPastDue)
    out.asOfOn = row.figuresOn?.description ?? ""
    out.openedOn = row.openedOn.description
    out.ownerID = (owner ?? row.ownerID)?.description ?? ""
    out.closeReason =
      (closeReason ?? row.closeReason.flatMap(CloseReason.init(rawValue:)))?.word ?? ""
    out.levelRule = row.levelRule
    return out
  }
}
