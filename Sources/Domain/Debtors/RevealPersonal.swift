package import Access
import Bytes
package import Contract
import Ledger
import Queries
package import SQL
import Vault

/// Shows personal data in clear, with an entry of the access log which says who saw what and why:
/// once for each key.
package struct RevealPersonal: RequestedOperation {
  /// What can be shown.
  package enum Item: String, Sendable, CaseIterable {
    case name
    case residentID = "resident_id"
    case phone
  }

  private static let method = "tally.v1.Debtors/Reveal"

  private let debtor: Identifier
  private let items: [Item]
  private let purpose: Purpose
  private let principal: Identifier

  /// - Throws: `fieldMissing`, `fieldInvalid`, `purposeMissing`, `keyMissing`.
  package init(
    _ call: Authorised<Tally_V1_RevealRequest>, tenant: TenantContext
  ) throws(Refusal) {
    debtor = try call.debtor(named: call.request.debtorID)
    guard !call.request.fields.isEmpty else { throw .missing("fields") }
    let known = Item.allCases.map(\.rawValue).joined(separator: ", ")
    var items: [Item] = []
    for field in call.request.fields {
      guard let item = Item(rawValue: field) else {
        throw .invalid("fields", "must be of: \(known)")
      }
      guard !items.contains(item) else { throw .invalid("fields", "name one item twice") }
      items.append(item)
    }
    self.items = items
    guard let purpose = call.purpose else {
      throw Refusal(
        .invalidArgument, .purposeMissing, "personal data need a purpose", field: "purpose")
    }
    self.purpose = purpose
    principal = call.principal.id
    guard call.idempotencyKey != nil else {
      throw Refusal(
        .invalidArgument, .keyMissing, "this method needs an idempotency key",
        field: "idempotency_key")
    }
  }

  package var replay: KeyReplay { .anew }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(subjects: [debtor])
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    [
      DebtorsQueries.get(subjectID: debtor).bound,
      DebtorsQueries.identifiers(subjectID: debtor).bound,
      DebtorsQueries.phones(subjectID: debtor).bound,
      CasesQueries.ownedCount(subjectID: debtor, ownerID: principal).bound,
    ]
  }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_RevealReply> {
    let rows: [DebtorsQueries.GetRow] = try facts.rows(0)
    guard let row = rows.first else { throw .notFound }
    try checkCase(facts)
    let identifiers: [DebtorsQueries.IdentifiersRow] = try facts.rows(1)
    let phones: [DebtorsQueries.PhonesRow] = try facts.rows(2)
    let view = try DebtorView(tenant: facts.tenant, subject: row.id, wrappedKey: row.wrappedKey)
    var values: [String: String] = [:]
    for item in items {
      values[item.rawValue] =
        switch item {
        case .name: try view.name(row.name)
        case .residentID: try view.identifier(.residentID, in: identifiers)
        case .phone: try view.phone(phones)
        }
    }
    let shown = values
    return Decision(
      writes: [], entries: [try entry(row, facts.tenant, at: moment)],
      answer: .reply { receipt in
        var reply = Tally_V1_RevealReply()
        reply.values = shown
        reply.receipt = receipt
        return reply
      })
  }

  /// Who contacts a debtor works a case of theirs; the other purposes are judged by role alone.
  private func checkCase(_ facts: Facts) throws(Refusal) {
    switch purpose {
    case .collectionContact:
      let counts: [CasesQueries.OwnedCountRow] = try facts.rows(3)
      guard let count = counts.first?.ownedCount, count > 0 else {
        throw .denied(
          .caseNotYours,
          "the caller owns no open case of this debtor; take one from the queue",
          rule: "purpose collection_contact")
      }
    case .identityCheck, .subjectRequest, .repair: break
    }
  }

  /// The value date of an access is the day on which it was recorded, in UTC.
  private func entry(
    _ row: DebtorsQueries.GetRow, _ tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> EntryDraft {
    do throws(VaultFailure) {
      return EntryDraft(
        entryID: moment.newIdentifier(), kind: .revealed,
        subject: .init(
          id: row.id, pseudonym: row.pseudonym,
          key: try tenant.keys.openSubjectKey(row.wrappedKey, subject: row.id)),
        effectiveOn: moment.recordedAt.day(),
        payload: Payload.line([
          "fields": items.map(\.rawValue).joined(separator: ","), "method": Self.method,
          "purpose": purpose.rawValue,
        ]))
    } catch {
      throw .internalError
    }
  }
}
