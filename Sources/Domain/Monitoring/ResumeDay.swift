package import Access
import Bytes
package import Contract
import Queries
package import SQL

/// Starts the run of the closing business date again after its job was given up.
package struct ResumeDay: RequestedOperation {
  private let businessOn: Day
  private let roles: Set<Role>

  /// - Throws: `fieldMissing`, `dateInvalid`.
  package init(
    _ call: Authorised<Tally_V1_ResumeDayRequest>, tenant: TenantContext
  ) throws(Refusal) {
    businessOn = try Field.day(call.request.businessOn, "business_on")
    roles = call.roles
  }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(day: .exclusive)
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] { [DaysQueries.run().bound] }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_ResumeDayReply> {
    guard facts.day.isClosing, facts.day.businessOn == businessOn else {
      throw Refusal(
        .failedPrecondition, .businessDayClosed,
        "the business day \(businessOn) is not being closed", field: "business_on")
    }
    let rows: [DaysQueries.RunRow] = try facts.rows(0)
    guard let row = rows.first, let state = JobMachine.State(rawValue: row.state) else {
      throw .internalError
    }
    _ = try JobMachine.step(.restart, in: state, by: roles)
    var reply = Tally_V1_ResumeDayReply()
    reply.businessOn = businessOn.description
    reply.nextOn = facts.day.nextOn?.description ?? ""
    let answer = reply
    return Decision(
      writes: [
        JobsQueries.restart(
          runAt: moment.recordedAt, kind: JobKind.endOfDay, slot: businessOn.description)
      ],
      answer: .reply { _ in answer }, hints: [.jobs])
  }
}
