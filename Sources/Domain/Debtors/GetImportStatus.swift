package import Access
import Bytes
package import Contract
import Queries
package import SQL

/// How far the batch of a file is durable.
package struct GetImportStatus: RequestedInquiry {
  private let batchSHA256: Digest

  package init(
    _ call: Authorised<Tally_V1_ImportStatusRequest>, tenant: TenantContext
  ) throws(Refusal) {
    batchSHA256 = try ImportBatch.name(
      file: call.request.fileSha256, mapping: call.request.mappingSha256, in: "")
  }

  package var reads: [Bound] { [ImportsQueries.batch(batchSha256: batchSHA256.bytes).bound] }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_ImportStatusReply {
    let batches: [ImportsQueries.BatchRow] = try answers[0].rows()
    return batches.first?.status ?? Tally_V1_ImportStatusReply()
  }
}
