package import Access
import Bytes
package import Contract
import Queries
package import SQL
import Vault

/// One debtor with accounts; personal data masked.
package struct GetDebtor: RequestedInquiry {
  private let debtor: Identifier

  /// - Throws: `fieldMissing`, `fieldInvalid`; `notFound` for a subject who asks for another.
  package init(
    _ call: Authorised<Tally_V1_GetDebtorRequest>, tenant: TenantContext
  ) throws(Refusal) {
    debtor = try call.debtor(named: call.request.debtorID)
  }

  package var reads: [Bound] {
    [
      DebtorsQueries.get(subjectID: debtor).bound,
      DebtorsQueries.identifiers(subjectID: debtor).bound,
      DebtorsQueries.phones(subjectID: debtor).bound,
      DebtorsQueries.accounts(subjectID: debtor).bound,
    ]
  }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_GetDebtorReply {
    let rows: [DebtorsQueries.GetRow] = try answers[0].rows()
    guard let row = rows.first else { throw .notFound }
    let identifiers: [DebtorsQueries.IdentifiersRow] = try answers[1].rows()
    let phones: [DebtorsQueries.PhonesRow] = try answers[2].rows()
    let accounts: [DebtorsQueries.AccountsRow] = try answers[3].rows()
    let view = try DebtorView(tenant: tenant, subject: row.id, wrappedKey: row.wrappedKey)
    var reply = Tally_V1_GetDebtorReply()
    reply.debtor = try Tally_V1_DebtorSummary(row, view: view, identifiers: identifiers)
    reply.nameMasked = reply.debtor.name
    let resident = identifiers.first { $0.type == IdentifierType.residentID.rawValue }
    reply.residentIDMasked = resident?.last4.map(Mask.lastFour) ?? ""
    reply.phoneMasked = try view.phone(phones).map(Mask.phone.apply) ?? ""
    reply.timeZone = row.timeZone
    reply.generated = row.generated
    reply.accounts = accounts.map { Tally_V1_Account($0) }
    return reply
  }
}
