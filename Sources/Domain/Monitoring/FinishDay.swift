package import Bytes
package import Contract
import Queries
package import SQL
import SwiftProtobuf

/// Ends an end-of-day run: opens the next business date and keeps the summary of the run.
package struct FinishDay: Operation {
  private let closing: Day

  package init(closing: Day) { self.closing = closing }

  package var isBulk: Bool { true }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(day: .exclusive)
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    [DaysQueries.summary(closedOn: closing).bound]
  }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_DaySummary> {
    guard facts.day.isClosing, facts.day.businessOn == closing else {
      throw Refusal(
        .failedPrecondition, .businessDayClosed, "the business day \(closing) is not being closed",
        rule: "a run belongs to the day that is being closed")
    }
    let rows: [DaysQueries.SummaryRow] = try facts.rows(0)
    guard let row = rows.first else { throw .internalError }
    var summary = Tally_V1_DaySummary()
    summary.businessOn = closing.description
    summary.accountCount = UInt64(clamping: row.accountCount)
    summary.delinquentCount = UInt64(clamping: row.delinquentCount)
    summary.bucketChangeCount = UInt64(clamping: row.bucketChangeCount)
    summary.alertCount = UInt64(clamping: row.alertCount)
    summary.caseOpenedCount = UInt64(clamping: row.caseOpenedCount)
    summary.caseClosedCount = UInt64(clamping: row.caseClosedCount)
    summary.highCount = UInt64(clamping: row.highCount)
    summary.mediumCount = UInt64(clamping: row.mediumCount)
    summary.lowCount = UInt64(clamping: row.lowCount)
    let body: [UInt8]
    do { body = try summary.serializedBytes() } catch { throw .internalError }
    let answer = summary
    return Decision(
      writes: [
        DaysQueries.finish(
          nextOn: facts.day.nextOn ?? closing.adding(days: 1), closedOn: closing, summary: body)
      ],
      answer: .reply { _ in answer })
  }
}
