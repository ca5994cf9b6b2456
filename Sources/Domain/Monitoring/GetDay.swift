package import Access
import Bytes
package import Contract
import Queries
package import SQL
import SwiftProtobuf

/// The open business date, and how far a run is.
package struct ReadDay: Inquiry {
  package init() {}

  package var reads: [Bound] { [DaysQueries.get().bound, DaysQueries.run().bound] }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_GetDayReply {
    let rows: [DaysQueries.GetRow] = try answers[0].rows()
    guard let row = rows.first else { throw .internalError }
    var reply = Tally_V1_GetDayReply()
    reply.businessOn = row.businessOn.description
    reply.dayState = UInt32(row.dayState)
    if row.dayState == 2 {
      reply.doneCount = UInt64(clamping: row.doneCount)
      reply.totalCount = UInt64(clamping: row.totalCount)
      let runs: [DaysQueries.RunRow] = try answers[1].rows()
      if let run = runs.first {
        reply.run.state = JobMachine.State(rawValue: run.state)?.word ?? ""
        reply.run.attemptCount = UInt32(clamping: run.attemptCount)
        reply.run.reason = run.lastError ?? ""
      }
    }
    if let bytes = row.summary {
      guard let summary = try? Tally_V1_DaySummary(serializedBytes: bytes) else {
        throw .internalError
      }
      reply.last = summary
    }
    return reply
  }
}

/// `ReadDay` for a call.
package struct GetDay: RequestedInquiry {
  private let day = ReadDay()

  package init(
    _ call: Authorised<Tally_V1_GetDayRequest>, tenant: TenantContext
  ) throws(Refusal) {}

  package var reads: [Bound] { day.reads }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_GetDayReply {
    try day.answer(answers, tenant: tenant, at: moment)
  }
}
