package import Access
import Bytes
package import Contract
import Queries
package import SQL
import SwiftProtobuf

/// The policy valid on the business date, with every default filled in.
package struct GetPolicy: RequestedInquiry {
  package init(
    _ call: Authorised<Tally_V1_GetPolicyRequest>, tenant: TenantContext
  ) throws(Refusal) {}

  package var reads: [Bound] { [PoliciesQueries.valid().bound] }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_GetPolicyReply {
    let rows: [PoliciesQueries.ValidRow] = try answers[0].rows()
    var reply = Tally_V1_GetPolicyReply()
    guard let row = rows.first else {
      reply.policy = TenantPolicy.shipped.values
      return reply
    }
    guard let stored = try? Tally_V1_TenantPolicy(serializedBytes: row.body) else {
      throw .internalError
    }
    reply.version = UInt32(clamping: row.version)
    reply.validFromOn = row.validFromOn.description
    reply.policy = TenantPolicy(version: Int(row.version), stored: stored).values
    return reply
  }
}
