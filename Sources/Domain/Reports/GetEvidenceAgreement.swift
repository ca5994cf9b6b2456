package import Access
import Bytes
package import Contract
import Queries
package import SQL

/// Compares the bucket of each account at the ends of reported periods with the months late which
/// the source reported.
package struct GetEvidenceAgreement: RequestedInquiry {
  package init(
    _ call: Authorised<Tally_V1_EvidenceAgreementRequest>, tenant: TenantContext
  ) throws(Refusal) {}

  package var reads: [Bound] { [DebtorsQueries.evidenceAgreement().bound] }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_EvidenceAgreementReply {
    let rows: [DebtorsQueries.EvidenceAgreementRow] = try answers[0].rows()
    var reply = Tally_V1_EvidenceAgreementReply()
    reply.months = rows.map { row in
      var month = Tally_V1_EvidenceMonth()
      month.periodEndOn = row.periodEndOn.description
      month.accountCount = UInt64(clamping: row.accountCount)
      month.sameDelinquencyCount = UInt64(clamping: row.sameDelinquencyCount)
      month.sameMonthsCount = UInt64(clamping: row.sameMonthsCount)
      month.computedLateCount = UInt64(clamping: row.computedLateCount)
      month.reportedLateCount = UInt64(clamping: row.reportedLateCount)
      return month
    }
    return reply
  }
}
