package import Bytes
package import Contract
import Ledger
import Queries
package import SQL
import Vault

/// Some rows of a portfolio, applied together or rejected one by one: debtor, keys, agreement,
/// account, history and ledger entries in one transaction, with the batch's durable line.
package struct ImportChunk: Operation {
  /// Debtors in one chunk: about 8,000 rows and 2,500 ledger entries with half a year of history.
  package static let rowsMax = 250

  private let tenant: TenantContext
  private let createdBy: Identifier
  private let batchSHA256: Digest
  private let currency: String
  private let after: Int64
  private let rows: [Tally_V1_PortfolioRow]
  private let indexes: [[UInt8]]

  /// - Parameter after: the last line of the chunk before this one; everything up to it must be
  ///   durable, or a chunk that failed would be passed over.
  package init(
    tenant: TenantContext, createdBy: Identifier, batchSHA256: Digest, currency: String,
    after: UInt64, rows: [Tally_V1_PortfolioRow]
  ) {
    precondition(rows.count <= Self.rowsMax, "\(rows.count) rows")
    self.tenant = tenant
    self.createdBy = createdBy
    self.batchSHA256 = batchSHA256
    self.currency = currency
    self.after = Int64(clamping: after)
    self.rows = rows
    indexes = rows.compactMap { row in
      try? tenant.keys.blindIndex(
        row.reference, column: .platformUserID, countryCode: .china
      ).bytes
    }
  }

  package var isBulk: Bool { true }
  package var rowEstimate: Int { rows.count * 32 }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(guards: [.importing], uniques: Set(indexes.map { Hex.text($0) }))
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    [
      ImportsQueries.batch(batchSha256: batchSHA256.bytes).bound,
      ImportsQueries.knownReferences(blindIndexes: indexes).bound,
    ]
  }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_LoadReply> {
    let batches: [ImportsQueries.BatchRow] = try facts.rows(0)
    guard let batch = batches.first else {
      throw Refusal(.failedPrecondition, .batchUnknown, "the batch was not opened")
    }
    guard batch.durableLine >= after else {
      throw Refusal(
        .aborted, .conflict, "the rows before these are not stored; resume after them",
        retry: .sameKey(afterMilliseconds: 200))
    }
    let known: [ImportsQueries.KnownReferencesRow] = try facts.rows(1)
    var taken = Set(known.map { Hex.text($0.blindIndex) })
    var posting = ImportPosting(
      tenant: facts.tenant, createdBy: createdBy, currency: currency, moment: moment)
    var rejections: [(line: Int64, rejection: ImportedRow.Rejection)] = []
    var lastLine = batch.durableLine
    var appliedCount: Int64 = 0
    for row in rows where Int64(clamping: row.line) > batch.durableLine {
      let line = Int64(clamping: row.line)
      guard line > lastLine else {
        throw Refusal(
          .invalidArgument, .batchOutOfOrder, "rows must come in rising order of lines",
          field: "row.line")
      }
      lastLine = line
      do throws(ImportedRow.Rejection) {
        let imported = try ImportedRow(row, tenant: facts.tenant) { moment.zone($0) != nil }
        guard taken.insert(imported.referenceIndex.description).inserted else {
          throw ImportedRow.Rejection(
            field: "reference", reason: .alreadyExists,
            message: "a debtor with this reference is there already")
        }
        try posting.add(imported)
        appliedCount += 1
      } catch {
        rejections.append((line, error))
      }
    }
    return decision(
      posting, rejections: rejections, lastLine: lastLine, appliedCount: appliedCount)
  }

  private func decision(
    _ posting: ImportPosting,
    rejections: [(line: Int64, rejection: ImportedRow.Rejection)], lastLine: Int64,
    appliedCount: Int64
  ) -> Decision<Tally_V1_LoadReply> {
    let entryCount = Int64(posting.entries.count)
    var writes = Columns.grouped(posting.writes)
    for (line, rejection) in rejections {
      writes.append(
        ImportsQueries.insertRejections(
          batchSha256: batchSHA256.bytes, line: line, field: rejection.field,
          reason: rejection.reason.rawValue, message: rejection.message))
    }
    writes.append(
      ImportsQueries.advanceBatch(
        durableLine: lastLine, appliedCount: appliedCount,
        rejectedCount: Int64(rejections.count), entryCount: entryCount,
        batchSha256: batchSHA256.bytes))
    var reply = Tally_V1_LoadReply()
    reply.rowCount = UInt64(rows.count)
    reply.appliedCount = UInt64(appliedCount)
    reply.entryCount = UInt64(entryCount)
    reply.rejections = rejections.map { line, rejection in
      var out = Tally_V1_RowRejection()
      out.line = UInt64(line)
      out.field = rejection.field
      out.reason = rejection.reason.rawValue
      out.message = rejection.message
      return out
    }
    let answer = reply
    // The receipt of thousands of entries is not returned: `Ledger.DebtorEntries` has them.
    return Decision(writes: writes, entries: posting.entries, answer: .reply { _ in answer })
  }
}
