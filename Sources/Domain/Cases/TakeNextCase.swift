package import Access
import Bytes
package import Contract
import Queries
package import SQL

/// Assigns the first case of the queue to the caller.
package struct TakeNextCase: RequestedOperation {
  private let level: Int16
  private let principal: Identifier

  /// - Throws: `enumUnknown`.
  package init(
    _ call: Authorised<Tally_V1_TakeNextRequest>, tenant: TenantContext
  ) throws(Refusal) {
    let request = call.request
    level = request.level == 0 ? 0 : try Field.code(request.level, "level", in: 1...3)
    principal = call.principal.id
  }

  package var locating: [Bound] { [CasesQueries.head(level: level).bound] }

  private func head(_ rows: Rows) throws(Refusal) -> CasesQueries.HeadRow {
    let rows: [CasesQueries.HeadRow] = try rows.rows()
    guard let row = rows.first else {
      throw .rule(.queueEmpty, "queue", "no case of this level waits in the queue")
    }
    return row
  }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(subjects: [try head(located[0]).subjectID], guards: [.caseQueue])
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    [
      CasesQueries.head(level: level).bound, CaseFacts.read(try head(located[0]).id),
      CasesQueries.openCount(ownerID: principal).bound,
    ]
  }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_TakeNextReply> {
    let counts: [CasesQueries.OpenCountRow] = try facts.rows(2)
    let capacity = Int64(facts.policy.values.collectorCapacity)
    guard (counts.first?.openCount ?? 0) < capacity else {
      throw Refusal(
        .failedPrecondition, .capacityReached,
        "the caller has \(capacity) open cases already; close one first",
        rule: "policy collector_capacity")
    }
    // The queue was looked at before the locks: its head may have changed since.
    guard try head(facts.answers[0]).id == head(facts.located[0]).id else {
      throw Refusal(
        .aborted, .conflict, "another case became the first of the queue",
        retry: .sameKey(afterMilliseconds: 0))
    }
    let current = try CaseFacts(facts, at: 1)
    let next = try CaseMachine.step(.assign, in: current.state(), by: [.system]).state
    let owner = principal
    return Decision(
      writes: [
        CasesQueries.assign(
          id: current.row.id, state: next.rawValue, ownerID: owner, assignedAt: moment.recordedAt)
      ],
      answer: .reply { receipt in
        var reply = Tally_V1_TakeNextReply()
        reply.case = current.message(state: next, owner: owner)
        reply.receipt = receipt
        return reply
      })
  }
}
