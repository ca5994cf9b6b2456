package import Access
import Bytes
package import Contract
import Queries
package import SQL

/// The assets of one debtor.
package struct ListAssets: RequestedInquiry {
  private let debtor: Identifier

  /// - Throws: `fieldMissing`, `fieldInvalid`.
  package init(
    _ call: Authorised<Tally_V1_ListAssetsRequest>, tenant: TenantContext
  ) throws(Refusal) {
    debtor = try call.debtor(named: call.request.debtorID)
  }

  package var reads: [Bound] {
    [
      CasesQueries.debtor(subjectID: debtor).bound,
      AssetsQueries.ofSubject(subjectID: debtor).bound,
    ]
  }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_ListAssetsReply {
    let debtors: [CasesQueries.DebtorRow] = try answers[0].rows()
    guard !debtors.isEmpty else { throw .notFound }
    let rows: [AssetsQueries.OfSubjectRow] = try answers[1].rows()
    var reply = Tally_V1_ListAssetsReply()
    reply.assets = rows.map { row in
      var out = Tally_V1_Asset()
      out.assetID = row.id.description
      out.assetClass = UInt32(row.class)
      out.state = UInt32(row.state)
      if let amount = row.valueAmount, let currency = row.currency {
        out.value = Tally_V1_Money(amount, currency)
      }
      out.sharePpm = row.sharePpm
      out.lastSeenOn = row.lastSeenOn.description
      out.observationCount = UInt32(row.observationCount)
      return out
    }
    return reply
  }
}
