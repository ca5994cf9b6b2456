package import Access
import Bytes
package import Contract
import FoundationEssentials
import Ledger
import Queries
package import SQL

/// The extracts of a tenant; a regulator sees those its grants cover.
package struct ListExtracts: RequestedInquiry {
  private let call: Authorised<Tally_V1_ListExtractsRequest>

  package init(
    _ call: Authorised<Tally_V1_ListExtractsRequest>, tenant: TenantContext
  ) throws(Refusal) {
    self.call = call
  }

  package var reads: [Bound] { [ExtractsQueries.all().bound] }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_ListExtractsReply {
    let rows: [ExtractsQueries.AllRow] = try answers[0].rows()
    var reply = Tally_V1_ListExtractsReply()
    for row in rows where ExtractScope.covers(row.datasets, row.periodEndOn, call) {
      var line = Tally_V1_ExtractLine()
      line.extractID = row.id.description
      line.periodEndOn = row.periodEndOn.description
      line.state = ExtractMachine.State(rawValue: row.state)?.word ?? ""
      line.byteCount = UInt64(row.byteCount ?? 0)
      line.sha256 = Data(row.sha256 ?? [])
      line.firstIndex = UInt64(row.firstIndex ?? 0)
      line.endIndex = UInt64(row.endIndex ?? 0)
      line.datasets = row.datasets.map { UInt32($0) }
      line.vkey = tenant.identity(of: .ledger).vkey
      reply.extracts.append(line)
    }
    return reply
  }
}

/// Which extracts a caller may see.
enum ExtractScope {
  static func covers<Request: Sendable>(
    _ datasets: [Int16], _ day: Day, _ call: Authorised<Request>
  ) -> Bool {
    guard call.principal.kind == .regulator else { return true }
    return datasets.allSatisfy { dataset in
      (try? call.requireGrant(dataset: dataset, day: day)) != nil
    }
  }
}

/// Where the file of one extract lies, if the caller may pull it.
package struct FindExtract: Sendable {
  /// What the stream of its bytes needs.
  package struct File: Sendable, Equatable {
    package let name: String
    package let byteCount: Int64
  }
  private let call: Authorised<Tally_V1_PullExtractRequest>
  private let extract: Identifier

  package init(_ call: Authorised<Tally_V1_PullExtractRequest>) throws(Refusal) {
    self.call = call
    extract = try Field.identifier(call.request.extractID, "extract_id")
  }

  package var reads: [Bound] { [ExtractsQueries.one(id: extract).bound] }

  /// - Throws: `notFound` for an extract that is not there or not granted, `extractNotReady`.
  package func file(_ rows: Rows) throws(Refusal) -> File {
    let rows: [ExtractsQueries.OneRow] = try rows.rows()
    guard let row = rows.first, ExtractScope.covers(row.datasets, row.periodEndOn, call) else {
      throw .notFound
    }
    guard let name = row.fileName, let byteCount = row.byteCount else {
      throw Refusal(
        .failedPrecondition, .extractNotReady, "the extract is being made",
        retry: .sameKey(afterMilliseconds: 2000))
    }
    return File(name: name, byteCount: byteCount)
  }
}

/// `FindExtract` as an inquiry.
package struct LocateExtract: Inquiry {
  private let find: FindExtract

  package init(_ find: FindExtract) { self.find = find }

  package var reads: [Bound] { find.reads }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> FindExtract.File {
    try find.file(answers[0])
  }
}
