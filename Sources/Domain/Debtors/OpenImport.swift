package import Access
package import Bytes
package import Contract
import Queries
package import SQL

/// Opens the batch of a file, or finds how far it is.
package struct OpenImport: Operation {
  private struct Bounds {
    static let mappingLengthMax = 100
    static let attributionLengthMax = 500
  }

  package let batchSHA256: Digest
  package let currency: String
  private let mapping: String
  private let attribution: String
  private let createdBy: Identifier

  /// - Throws: for every field that cannot be accepted, `CURRENCY_MISMATCH` among them.
  package init(
    _ call: Authorised<Tally_V1_LoadOpening>, tenant: TenantContext
  ) throws(Refusal) {
    let opening = call.request
    batchSHA256 = try ImportBatch.name(
      file: opening.fileSha256, mapping: opening.mappingSha256, in: "opening.")
    mapping = try Field.text(
      opening.mapping, "opening.mapping", lengthMax: Bounds.mappingLengthMax)
    attribution = try Field.text(
      opening.attribution, "opening.attribution", lengthMax: Bounds.attributionLengthMax)
    currency = try Field.currency(opening.currency, "opening.currency")
    guard currency == tenant.baseCurrency else {
      throw Refusal(
        .failedPrecondition, .currencyMismatch,
        "opening.currency is not the tenant's: \(tenant.baseCurrency)",
        field: "opening.currency")
    }
    createdBy = call.principal.id
  }

  package var isBulk: Bool { true }
  package var rowEstimate: Int { 1 }
  /// How far the batch is changes from call to call.
  package var replay: KeyReplay { .anew }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(guards: [.importing])
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    [ImportsQueries.batch(batchSha256: batchSHA256.bytes).bound]
  }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_ImportStatusReply> {
    let batches: [ImportsQueries.BatchRow] = try facts.rows(0)
    if let batch = batches.first {
      guard batch.currency == currency else {
        throw Refusal(
          .failedPrecondition, .currencyMismatch, "the batch was opened in another currency",
          field: "opening.currency")
      }
      let reply = batch.status
      return Decision(writes: [], answer: .reply { _ in reply })
    }
    var reply = Tally_V1_ImportStatusReply()
    reply.known = true
    let answer = reply
    return Decision(
      writes: [
        ImportsQueries.insertBatch(
          batchSha256: batchSHA256.bytes, mapping: mapping, attribution: attribution,
          currency: currency, createdAt: moment.recordedAt, createdBy: createdBy)
      ],
      answer: .reply { _ in answer })
  }
}

extension ImportsQueries.BatchRow {
  /// As a status tells it.
  var status: Tally_V1_ImportStatusReply {
    var out = Tally_V1_ImportStatusReply()
    out.known = true
    out.durableLine = UInt64(clamping: durableLine)
    out.appliedCount = UInt64(clamping: appliedCount)
    out.rejectedCount = UInt64(clamping: rejectedCount)
    out.entryCount = UInt64(clamping: entryCount)
    out.complete = complete
    return out
  }
}
