package import Access
import Bytes
package import Contract
import Queries
package import SQL
import SwiftProtobuf

/// The policy valid on the business date, or the one added last, with every default filled in.
package struct GetPolicy: RequestedInquiry {
  private let newest: Bool

  package init(
    _ call: Authorised<Tally_V1_GetPolicyRequest>, tenant: TenantContext
  ) throws(Refusal) {
    newest = call.request.newest
  }

  package var reads: [Bound] {
    [newest ? PoliciesQueries.latest().bound : PoliciesQueries.valid().bound]
  }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_GetPolicyReply {
    var reply = Tally_V1_GetPolicyReply()
    reply.currency = tenant.baseCurrency
    guard let version = try version(answers[0]) else {
      reply.policy = TenantPolicy.shipped.values
      return reply
    }
    guard let stored = try? Tally_V1_TenantPolicy(serializedBytes: version.body) else {
      throw .internalError
    }
    reply.version = UInt32(clamping: version.number)
    reply.validFromOn = version.validFromOn.description
    reply.policy = TenantPolicy(version: Int(version.number), stored: stored).values
    return reply
  }

  private struct Version {
    let number: Int32
    let validFromOn: Day
    let body: [UInt8]
  }

  private func version(_ answer: Rows) throws(Refusal) -> Version? {
    if newest {
      let rows: [PoliciesQueries.LatestRow] = try answer.rows()
      return rows.first.map {
        Version(number: $0.version, validFromOn: $0.validFromOn, body: $0.body)
      }
    }
    let rows: [PoliciesQueries.ValidRow] = try answer.rows()
    return rows.first.map {
      Version(number: $0.version, validFromOn: $0.validFromOn, body: $0.body)
    }
  }
}
