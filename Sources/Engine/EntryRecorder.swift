import Bytes
import Contract
import Domain
import FoundationEssentials
import Ledger
import Queries
import SQL
import Vault

/// Turns decided entries of either log into exact leaf bytes, their hashes and the rows that keep
/// them. Pure but for the randomness it is given.
struct EntryRecorder: Sendable {
  let tenant: TenantContext
  let caller: Caller
  let recordedAt: Timestamp

  /// What a decision's entries become.
  struct Record {
    var appends: [Bound] = []
    var receipt = Tally_V1_Receipt()
    /// Who is to be told after the commit.
    var hints: Set<Hint> = []
  }

  /// - Throws: `internalError` for a draft that breaks a rule of its log, and for drafts of both logs:
  ///   faults of ours.
  func record(_ drafts: [EntryDraft], entropy: inout Entropy) throws(Refusal) -> Record {
    let log = drafts.first?.kind.log ?? .ledger
    guard drafts.allSatisfy({ $0.kind.log == log }) else { throw .internalError }
    var record = Record()
    record.appends.reserveCapacity(drafts.count)
    if !drafts.isEmpty { record.hints = [log == .ledger ? .ledger : .access] }
    var receipt = Tally_V1_Receipt()
    receipt.origin = tenant.identity(of: log).origin
    receipt.includedBefore = recordedAt.adding(seconds: LaneLimits.inclusionSeconds).description
    let idempotency = tenant.keys.idempotencyHash(
      method: caller.method, key: Array(caller.key.utf8))
    for draft in drafts {
      let (leaf, ciphertext) = try leaf(draft, idempotency: idempotency, entropy: &entropy)
      record.appends.append(
        EngineQueries.appendEntries(
          of: log, entryID: draft.entryID, kind: Int16(draft.kind.rawValue),
          subjectID: draft.subject?.pseudonym, accountID: draft.account?.pseudonym,
          effectiveOn: draft.effectiveOn, recordedAt: recordedAt,
          leaf: leaf.bytes, leafHash: leaf.hash.bytes, payloadCiphertext: ciphertext))
      receipt.entryIds.append(draft.entryID.description)
      receipt.leafHashes.append(Data(leaf.hash.bytes))
    }
    record.receipt = receipt
    return record
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
          at: PersonalPlace.payload(tenant.tenant, draft.entryID, of: draft.kind.log),
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
