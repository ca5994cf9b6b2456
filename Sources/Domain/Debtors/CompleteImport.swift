package import Bytes
package import Contract
import Queries
package import SQL

/// Records that a file was read to its end, and sums up its batch.
package struct CompleteImport: Operation {
  private let batchSHA256: Digest

  package init(batchSHA256: Digest) { self.batchSHA256 = batchSHA256 }

  package var isBulk: Bool { true }
  package var rowEstimate: Int { 1 }
  package var replay: KeyReplay { .anew }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(guards: [.importing])
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    [
      ImportsQueries.batch(batchSha256: batchSHA256.bytes).bound,
      ImportsQueries.rejections(batchSha256: batchSHA256.bytes).bound,
    ]
  }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_LoadReply> {
    let batches: [ImportsQueries.BatchRow] = try facts.rows(0)
    guard let batch = batches.first else {
      throw Refusal(.failedPrecondition, .batchUnknown, "the batch was not opened")
    }
    let rejections: [ImportsQueries.RejectionsRow] = try facts.rows(1)
    var reply = Tally_V1_LoadReply()
    reply.rowCount = UInt64(clamping: batch.appliedCount + batch.rejectedCount)
    reply.appliedCount = UInt64(clamping: batch.appliedCount)
    reply.entryCount = UInt64(clamping: batch.entryCount)
    reply.unchanged = batch.complete
    reply.rejections = rejections.map { row in
      var out = Tally_V1_RowRejection()
      out.line = UInt64(clamping: row.line)
      out.field = row.field
      out.reason = row.reason
      out.message = row.message
      return out
    }
    let answer = reply
    return Decision(
      writes: batch.complete ? [] : [ImportsQueries.completeBatch(batchSha256: batchSHA256.bytes)],
      answer: .reply { _ in answer })
  }
}
