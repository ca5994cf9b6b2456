package import Access
import Bytes
package import Contract
import Queries
package import SQL
import Vault

/// A page of debtors with masked names and their standing, in the order of their display tokens.
package struct ListDebtors: RequestedInquiry {
  /// Largest page, and the one of a request that asks for none.
  package static let pageSizeMax = 1000
  package static let pageSizeDefault = 100

  private let size: Int
  private let after: String
  private let riskClass: Int16?
  private let bucket: Int16?
  private let curedByOn: Day?
  private let referenceIndex: [UInt8]?

  /// - Throws: `fieldInvalid`, `enumUnknown`, `dateInvalid`.
  package init(
    _ call: Authorised<Tally_V1_ListDebtorsRequest>, tenant: TenantContext
  ) throws(Refusal) {
    let request = call.request
    guard request.page.size <= UInt32(Self.pageSizeMax) else {
      throw .invalid("page.size", "is more than \(Self.pageSizeMax)")
    }
    size = request.page.size == 0 ? Self.pageSizeDefault : Int(request.page.size)
    after = try Field.optionalText(request.page.after, "page.after", lengthMax: 32) ?? ""
    riskClass =
      request.riskClass == 0
      ? nil : try Field.code(request.riskClass, "risk_class", in: 1...3)
    bucket =
      request.hasBucket_p
      ? try Field.code(request.bucket, "bucket", in: 0...UInt32(PolicyRange.boundsMax)) : nil
    curedByOn =
      request.curedByOn.isEmpty ? nil : try Field.day(request.curedByOn, "cured_by_on")
    if request.reference.isEmpty {
      referenceIndex = nil
    } else {
      do throws(VaultFailure) {
        referenceIndex = try tenant.keys.blindIndex(
          request.reference, column: .platformUserID, countryCode: .china
        ).bytes
      } catch {
        throw .invalid("reference", "has no usable form")
      }
    }
  }

  /// One row more than the page tells whether another page follows.
  package var reads: [Bound] {
    [
      DebtorsQueries.list(
        afterToken: after, riskClass: riskClass, referenceIndex: referenceIndex, bucket: bucket,
        curedByOn: curedByOn, size: Int64(size) + 1
      ).bound
    ]
  }

  package func furtherReads(
    _ answers: [Rows], tenant: TenantContext
  ) throws(Refusal) -> [Bound] {
    let rows: [DebtorsQueries.ListRow] = try answers[0].rows()
    return rows.prefix(size).map { DebtorsQueries.identifiers(subjectID: $0.id).bound }
  }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_ListDebtorsReply {
    let rows: [DebtorsQueries.ListRow] = try answers[0].rows()
    var reply = Tally_V1_ListDebtorsReply()
    for (index, row) in rows.prefix(size).enumerated() {
      let view = try DebtorView(tenant: tenant, subject: row.id, wrappedKey: row.wrappedKey)
      reply.debtors.append(
        try Tally_V1_DebtorSummary(
          row, view: view, identifiers: answers[index + 1].rows()))
    }
    if rows.count > size { reply.next = rows[size - 1].displayToken }
    return reply
  }
}
