package import Access
import Bytes
package import Contract
import FoundationEssentials
import Ledger
import Queries
package import SQL
import Vault

/// The ledger entries of one debtor, oldest first, with their payloads opened.
package struct ListDebtorEntries: RequestedInquiry {
  private let page: DebtorEntriesPage

  package init(
    _ call: Authorised<Tally_V1_DebtorEntriesRequest>, tenant: TenantContext
  ) throws(Refusal) {
    page = try DebtorEntriesPage(call, of: .ledger)
  }

  package var reads: [Bound] { page.reads }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_DebtorEntriesReply {
    let reply = try page.answer(answers, tenant: tenant)
    // An unknown debtor and one without further entries look alike only after the first page.
    if reply.entries.isEmpty && page.isFirst { throw .notFound }
    return reply
  }
}

/// The entries of the access log about one debtor, oldest first, with their payloads opened.
package struct ListDebtorAccesses: RequestedInquiry {
  private let page: DebtorEntriesPage

  package init(
    _ call: Authorised<Tally_V1_DebtorEntriesRequest>, tenant: TenantContext
  ) throws(Refusal) {
    page = try DebtorEntriesPage(call, of: .access)
  }

  package var reads: [Bound] { page.reads + [DebtorsQueries.exists(subjectID: page.debtor).bound] }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_DebtorEntriesReply {
    let known: [DebtorsQueries.ExistsRow] = try answers[2].rows()
    guard !known.isEmpty else { throw .notFound }
    return try page.answer(answers, tenant: tenant)
  }
}

/// One page of the entries of a log about one debtor.
private struct DebtorEntriesPage: Sendable {
  let debtor: Identifier
  private let log: Log
  private let afterSeq: Int64
  private let limit: Int64

  init(
    _ call: Authorised<Tally_V1_DebtorEntriesRequest>, of log: Log
  ) throws(Refusal) {
    self.log = log
    debtor = try call.debtor(named: call.request.debtorID)
    let page = try PageBounds(call.request.page, partCount: 1)
    limit = Int64(page.size)
    if let mark = page.after?.first {
      guard let seq = Int64(mark) else { throw PageBounds.badMark }
      afterSeq = seq
    } else {
      afterSeq = 0
    }
  }

  var isFirst: Bool { afterSeq == 0 }

  var reads: [Bound] {
    [
      LedgerQueries.subjectHistory(
        of: log, subjectID: debtor, afterSeq: afterSeq, limit: limit
      ).bound,
      LedgerQueries.positionsOfSubject(
        of: log, subjectID: debtor, afterSeq: afterSeq, limit: limit
      ).bound,
    ]
  }

  func answer(
    _ answers: [Rows], tenant: TenantContext
  ) throws(Refusal) -> Tally_V1_DebtorEntriesReply {
    let rows: [LedgerQueries.SubjectHistoryRow] = try answers[0].rows()
    let positions: [LedgerQueries.PositionsOfSubjectRow] = try answers[1].rows()
    let indexes = Dictionary(positions.map { ($0.entryID, $0.index) }) { first, _ in first }
    guard let first = rows.first else { return Tally_V1_DebtorEntriesReply() }
    let key: SubjectKey
    do throws(VaultFailure) {
      key = try tenant.keys.openSubjectKey(first.wrappedKey, subject: debtor)
    } catch {
      throw .internalError
    }
    var reply = Tally_V1_DebtorEntriesReply()
    for row in rows {
      reply.entries.append(try entry(row, index: indexes[row.entryID], key: key, tenant: tenant))
    }
    if rows.count == Int(limit), let last = rows.last { reply.next = String(last.seq) }
    return reply
  }

  private func entry(
    _ row: LedgerQueries.SubjectHistoryRow, index: Int64?, key: SubjectKey, tenant: TenantContext
  ) throws(Refusal) -> Tally_V1_LedgerEntry {
    var entry = Tally_V1_LedgerEntry()
    entry.entryID = row.entryID.description
    entry.kind = UInt32(row.kind)
    entry.kindName = EntryKind(rawValue: Int(row.kind))?.word ?? ""
    entry.leaf = Data(row.leaf)
    entry.leafHash = Data(row.leafHash)
    entry.effectiveOn = row.effectiveOn.description
    entry.recordedAt = row.recordedAt.description
    if let index {
      entry.sealed = true
      entry.index = UInt64(index)
    }
    if let ciphertext = row.payloadCiphertext {
      do throws(VaultFailure) {
        let payload = try SealedPayload(
          opening: ciphertext, under: key,
          at: PersonalPlace.payload(tenant.tenant, row.entryID, of: log))
        entry.payload = Data(payload.payload)
        entry.salt = Data(payload.salt)
      } catch {
        throw .internalError
      }
    }
    return entry
  }
}
