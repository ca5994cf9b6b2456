package import Access
import Bytes
package import Contract
package import SQL

/// Judges a contact and keeps the judgement, without an act.
package struct CheckContact: RequestedOperation {
  private let id: Identifier
  private let channel: ContactChannel
  private let principal: Identifier

  /// - Throws: `fieldMissing`, `fieldInvalid`, `enumUnknown`.
  package init(
    _ call: Authorised<Tally_V1_CheckContactRequest>, tenant: TenantContext
  ) throws(Refusal) {
    id = try Field.identifier(call.request.caseID, "case_id")
    channel = try ContactChannel(requested: call.request.channel)
    principal = call.principal.id
  }

  package var locating: [Bound] { CaseFacts.locating(id) }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(subjects: [try CaseFacts.debtor(located)])
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    ContactFacts.reads(case: id, debtor: try CaseFacts.debtor(located))
  }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_CheckContactReply> {
    let contact = try ContactFacts(facts, channel: channel, target: .liable, at: moment)
    try contact.current.requireOpen()
    let check = moment.newIdentifier()
    let judgement = contact.judgement
    return Decision(
      writes: [contact.check(check, by: principal, policy: facts.policy, at: moment)],
      answer: .reply { _ in
        var reply = Tally_V1_CheckContactReply()
        reply.contactCheckID = check.description
        reply.verdict = judgement.isAllowed ? 1 : 2
        reply.reasons = judgement.denials.map { denial in
          var out = Tally_V1_ContactReason()
          out.code = UInt32(denial.reason.rawValue)
          out.rule = denial.rule
          out.source = denial.source
          out.verified = denial.isVerified
          return out
        }
        reply.debtorLocalTime = judgement.local.description
        return reply
      })
  }
}

extension ContactChannel {
  /// - Throws: `enumUnknown`.
  init(requested code: UInt32) throws(Refusal) {
    guard let channel = Self(rawValue: try Field.code(code, "channel", in: 1...10)) else {
      throw .internalError
    }
    self = channel
  }
}
