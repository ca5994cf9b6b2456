package import Access
package import Bytes
package import Contract
import Queries
package import SQL
import SwiftProtobuf

/// Starts the end-of-day run of the open business date; the run itself is a durable job.
package struct CloseDay: RequestedOperation {
  /// Longest step of the business date: a month-end run over data of the past, with a margin.
  package static let stepDaysMax = 366

  private let businessOn: Day
  private let nextOn: Day?

  /// - Throws: `fieldMissing`, `dateInvalid`.
  package init(
    _ call: Authorised<Tally_V1_CloseDayRequest>, tenant: TenantContext
  ) throws(Refusal) {
    businessOn = try Field.day(call.request.businessOn, "business_on")
    nextOn =
      call.request.nextOn.isEmpty ? nil : try Field.day(call.request.nextOn, "next_on")
  }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(day: .exclusive)
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] { [] }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_CloseDayReply> {
    guard facts.day.businessOn == businessOn else {
      throw Refusal(
        .failedPrecondition, .businessDayClosed,
        "the open business date is \(facts.day.businessOn)", field: "business_on")
    }
    try DayRule.requireOpen(facts.day)
    let nextOn = nextOn ?? businessOn.adding(days: 1)
    guard nextOn > businessOn, nextOn.days(since: businessOn) <= Self.stepDaysMax,
      nextOn <= .endOfTime
    else {
      throw Refusal(
        .invalidArgument, .dateInvalid,
        "next_on must lie 1 to \(Self.stepDaysMax) days after business_on", field: "next_on")
    }
    var reply = Tally_V1_CloseDayReply()
    reply.businessOn = businessOn.description
    reply.nextOn = nextOn.description
    let answer = reply
    let payload: [UInt8]
    do { payload = try reply.serializedBytes() } catch { throw .internalError }
    return Decision(
      writes: [
        DaysQueries.beginClose(nextOn: nextOn, businessOn: businessOn),
        JobsQueries.insert(
          id: moment.newIdentifier(), kind: JobKind.endOfDay, slot: businessOn.description,
          runAt: moment.recordedAt, payload: payload, createdAt: moment.recordedAt),
      ],
      answer: .reply { _ in answer }, hints: [.jobs])
  }
}

/// The kinds of durable jobs. Never renamed: rows hold them.
package enum JobKind {
  /// Slot: the closing day. Payload: `CloseDayReply`.
  package static let endOfDay = "end_of_day"
  /// Slot: the period end, for all grants which cover it. Payload: empty.
  package static let extract = "extract"
}

/// What the job of an end-of-day run was given.
package enum EndOfDayPayload {
  /// The business date after the run; nil for bytes of another form.
  package static func nextOn(_ payload: [UInt8]) -> Day? {
    guard let reply = try? Tally_V1_CloseDayReply(serializedBytes: payload) else { return nil }
    return Day(reply.nextOn)
  }
}
