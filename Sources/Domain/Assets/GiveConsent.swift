package import Access
import Bytes
package import Contract
import Ledger
import Queries
package import SQL

/// Records a debtor's consent, in the ledger too.
package struct GiveConsent: RequestedOperation {
  private let debtor: Identifier
  private let purpose: Int16
  private let separate: Bool
  private let noticeVersion: String
  private let expiresAt: Timestamp?
  private let generated: Bool

  /// - Throws: `fieldMissing`, `fieldInvalid`, `enumUnknown`, `dateInvalid`; `notFound` when a
  ///   debtor names another one.
  package init(
    _ call: Authorised<Tally_V1_GiveConsentRequest>, tenant: TenantContext
  ) throws(Refusal) {
    let request = call.request
    debtor = try call.debtor(named: request.debtorID)
    purpose = try Field.code(request.purpose, "purpose", in: ConsentPurpose.codes)
    separate = request.separate
    noticeVersion = try Field.text(request.noticeVersion, "notice_version", lengthMax: 64)
    expiresAt =
      request.expiresAt.isEmpty ? nil : try Field.timestamp(request.expiresAt, "expires_at")
    generated = request.generated
  }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(subjects: [debtor])
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    [CasesQueries.debtor(subjectID: debtor).bound]
  }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_GiveConsentReply> {
    let subject = try LockedDebtor(facts, at: 0).subject(facts.tenant)
    guard expiresAt.map({ moment.recordedAt < $0 }) ?? true else {
      throw Refusal(
        .invalidArgument, .dateInvalid, "expires_at lies in the past", field: "expires_at")
    }
    // Whoever records it, the consent is the debtor's.
    let state = try ConsentMachine.step(.give, in: nil, by: [.debtor]).state
    let consent = moment.newIdentifier()
    let entry = EntryDraft(
      entryID: moment.newIdentifier(), kind: .consentGiven, subject: subject,
      effectiveOn: facts.day.businessOn,
      payload: Payload.line([
        "consent": consent.description, "purpose": String(purpose),
        "separate": separate ? "true" : "false", "notice_version": noticeVersion,
        "expires_at": expiresAt?.description ?? "", "generated": generated ? "true" : "",
      ]))
    return Decision(
      writes: [
        AssetsQueries.insertConsent(
          id: consent, subjectID: debtor, purpose: purpose, separate: separate,
          noticeVersion: noticeVersion, givenAt: moment.recordedAt, expiresAt: expiresAt,
          state: state.rawValue, generated: generated)
      ],
      entries: [entry],
      answer: .reply { receipt in
        var reply = Tally_V1_GiveConsentReply()
        reply.consentID = consent.description
        reply.receipt = receipt
        return reply
      })
  }
}
