package import Access
import Bytes
package import Contract
import Queries
package import SQL
import Vault

/// Shows personal data in clear, and logs who saw what and why: once for each key.
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
  private let key: String

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
    guard let key = call.idempotencyKey else {
      throw Refusal(
        .invalidArgument, .keyMissing, "this method needs an idempotency key",
        field: "idempotency_key")
    }
    self.key = key
    principal = call.principal.id
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
    ]
  }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_RevealReply> {
    let rows: [DebtorsQueries.GetRow] = try facts.rows(0)
    guard let row = rows.first else { throw .notFound }
    let identifiers: [DebtorsQueries.IdentifiersRow] = try facts.rows(1)
    let phones: [DebtorsQueries.PhonesRow] = try facts.rows(2)
    let view = DebtorView(tenant: facts.tenant, subject: row.id, wrappedKey: row.wrappedKey)
    var values: [String: String] = [:]
    for item in items {
      values[item.rawValue] =
        switch item {
        case .name: view.name(row.name)
        case .residentID: view.identifier(.residentID, in: identifiers)
        case .phone: view.phone(phones)
        }
    }
    let shown = values
    return Decision(
      writes: [
        DebtorsQueries.insertAccess(
          id: moment.newIdentifier(), at: moment.recordedAt, principalID: principal,
          subjectID: debtor, purpose: purpose.rawValue,
          fields: items.map(\.rawValue).joined(separator: ","), method: Self.method, key: key)
      ],
      answer: .reply { _ in
        var reply = Tally_V1_RevealReply()
        reply.values = shown
        return reply
      })
  }
}
