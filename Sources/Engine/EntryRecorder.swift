import Bytes
import Contract
import Domain
import FoundationEssentials
import Ledger
import Queries
import SQL
import Vault

/// Turns decided entries into exact leaf bytes, their hashes and the rows that keep them. Pure but
/// for the randomness it is given.
struct EntryRecorder: Sendable {
  let tenant: TenantContext
  let caller: Caller
  let recordedAt: Timestamp

  /// - Throws: `internalError` for a draft that breaks a rule of the ledger: a fault of ours.
  func record(
    _ drafts: [EntryDraft], entropy: inout Entropy
  ) throws(Refusal) -> (appends: [Bound], receipt: Tally_V1_Receipt) {
    var appends: [Bound] = []
    appends.reserveCapacity(drafts.count)
    var receipt = Tally_V1_Receipt()
    receipt.origin = tenant.origin
    receipt.includedBefore = recordedAt.adding(seconds: LaneLimits.inclusionSeconds).description
    let idempotency = tenant.keys.idempotencyHash(
      method: caller.method, key: Array(caller.key.utf8))
    for draft in drafts {
      let (leaf, ciphertext) = try leaf(draft, idempotency: idempotency, entropy: &entropy)
      appends.append(
        EngineQueries.appendEntries(
          entryID: draft.entryID, kind: Int16(draft.kind.rawValue),
          subjectID: draft.subject?.pseudonym, accountID: draft.account?.pseudonym,
          effectiveOn: draft.effectiveOn, recordedAt: recordedAt,
          leaf: leaf.bytes, leafHash: leaf.hash.bytes, payloadCiphertext: ciphertext))
      receipt.entryIds.append(draft.entryID.description)
      receipt.leafHashes.append(Data(leaf.hash.bytes))
    }
    return (appends, receipt)
  }

  private func leaf(
    _ draft: EntryDraft, idempotency: Digest, entropy: inout Entropy
  ) throws(Refusal) -> (Leaf, [UInt8]?) {
    do {
      var commitment: Digest?
      var ciphertext: [UInt8]?
      if let subject = draft.subject {
        let payload = SealedPayload(salt: entropy.payloadSalt(), payload: draft.payload)
        commitment = Commitment.digest(salt: payload.salt, payload: payload.payload)
        ciphertext = try payload.sealed(
          under: subject.key,
          at: Place(
            tenant: tenant.tenant, table: "ledger_entry", column: "payload_ciphertext",
            row: draft.entryID),
          entropy: &entropy)
      }
      let entry = LedgerEntryDraft(
        tenant: tenant.opaqueName, entry: draft.entryID, kind: draft.kind,
        subject: draft.subject?.pseudonym,
        account: draft.account.map { .init(pseudonym: $0.pseudonym, version: $0.version) },
        commitment: commitment, postings: draft.postings, effectiveOn: draft.effectiveOn,
        recordedAt: recordedAt, actor: caller.pseudonym, idempotency: idempotency,
        reverses: draft.reverses)
      return (try entry.leaf(), ciphertext)
    } catch {
      throw .internalError
    }
  }
}
