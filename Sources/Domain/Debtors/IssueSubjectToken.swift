package import Access
import Bytes
package import Contract
import Queries
package import SQL

/// Registers the SHA-256 of a token by which a debtor sees their own data.
package struct IssueSubjectToken: RequestedOperation {
  /// Longest life of a token.
  package static let lifeSecondsMax: Int64 = 366 * 86_400

  private let debtor: Identifier
  private let tokenHash: Digest
  private let expiresAt: Timestamp
  private let principal: Identifier

  /// - Throws: `fieldMissing`, `fieldInvalid`, `dateInvalid`.
  package init(
    _ call: Authorised<Tally_V1_IssueSubjectTokenRequest>, tenant: TenantContext
  ) throws(Refusal) {
    debtor = try Field.identifier(call.request.debtorID, "debtor_id")
    tokenHash = try Field.digest(call.request.tokenHash, "token_hash")
    expiresAt = try Field.timestamp(call.request.expiresAt, "expires_at")
    principal = call.principal.id
  }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(subjects: [debtor], uniques: [tokenHash.description])
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    [DebtorsQueries.exists(subjectID: debtor).bound]
  }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_IssueSubjectTokenReply> {
    let rows: [DebtorsQueries.ExistsRow] = try facts.rows(0)
    guard rows.count == 1 else { throw .notFound }
    guard expiresAt > moment.recordedAt,
      expiresAt <= moment.recordedAt.adding(seconds: Self.lifeSecondsMax)
    else {
      throw Refusal(
        .invalidArgument, .dateInvalid, "expires_at must lie within the next 366 days",
        field: "expires_at")
    }
    let id = moment.newIdentifier()
    return Decision(
      writes: [
        DebtorsQueries.insertCredential(
          id: id, subjectID: debtor, tokenHash: tokenHash.bytes, expiresAt: expiresAt,
          createdAt: moment.recordedAt, createdBy: principal)
      ],
      answer: .reply { _ in
        var reply = Tally_V1_IssueSubjectTokenReply()
        reply.credentialID = id.description
        return reply
      })
  }

  package func refusal(forConstraint constraint: String) -> Refusal? {
    guard constraint == "subject_credential_hash_unique" else { return nil }
    return Refusal(
      .alreadyExists, .alreadyExists, "this token was registered already", field: "token_hash")
  }
}
