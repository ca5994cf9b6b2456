package import Access
import Bytes
package import Contract
import Queries
package import SQL

/// Assigns the first case of the queue to the caller.
package struct TakeNextCase: RequestedOperation {
  /// Cases looked at and locked: as many callers at once each get one of them in their first try.
  package static let candidatesMax: Int64 = 16

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

  package var locating: [Bound] {
    [CasesQueries.head(level: level, count: Self.candidatesMax).bound]
  }

  /// The first of the queue, in order; never none.
  private func queue(_ rows: Rows) throws(Refusal) -> [CasesQueries.HeadRow] {
    let rows: [CasesQueries.HeadRow] = try rows.rows()
    guard !rows.isEmpty else {
      throw .rule(.queueEmpty, "queue", "no case of this level waits in the queue")
    }
    return rows
  }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(subjects: Set(try queue(located[0]).map(\.subjectID)), guards: [.caseQueue])
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    [
      CasesQueries.head(level: level, count: 1).bound,
      CasesQueries.openCount(ownerID: principal).bound,
    ] + (try queue(located[0]).map { CaseFacts.read($0.id) })
  }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_TakeNextReply> {
    let counts: [CasesQueries.OpenCountRow] = try facts.rows(1)
    let capacity = Int64(facts.policy.values.collectorCapacity)
    guard (counts.first?.openCount ?? 0) < capacity else {
      throw Refusal(
        .failedPrecondition, .capacityReached,
        "the caller has \(capacity) open cases already; close one first",
        rule: "policy collector_capacity")
    }
    // The queue was looked at before the locks: others may have taken from it since, but only a
    // case whose debtor is locked can be given.
    let head = try queue(facts.answers[0])[0].id
    guard let position = try queue(facts.located[0]).firstIndex(where: { $0.id == head }) else {
      throw Refusal(
        .aborted, .conflict, "other cases became the first of the queue",
        retry: .sameKey(afterMilliseconds: 0))
    }
    let current = try CaseFacts(facts, at: 2 + position)
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
