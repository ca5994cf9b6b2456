package import Bytes
package import Contract
import Queries
package import SQL

/// The partner's reference of a debtor: personal data, which stored replies leave out and answers
/// show.
package struct ReadReference: Inquiry {
  private let debtor: Identifier

  package init(debtor: Identifier) { self.debtor = debtor }

  package var reads: [Bound] {
    [
      CasesQueries.debtor(subjectID: debtor).bound,
      DebtorsQueries.identifiers(subjectID: debtor).bound,
    ]
  }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> String {
    let rows: [CasesQueries.DebtorRow] = try answers[0].rows()
    guard let row = rows.first else { return "" }
    let view = try DebtorView(tenant: tenant, subject: debtor, wrappedKey: row.wrappedKey)
    return try view.identifier(.platformUserID, in: try answers[1].rows()) ?? ""
  }
}
