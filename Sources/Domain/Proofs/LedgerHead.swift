package import Access
import Bytes
package import Contract
import FoundationEssentials
import Queries
package import SQL

/// Size, root and signed checkpoint of the tenant's ledger.
package struct GetLedgerHead: RequestedInquiry {
  private let origin: String

  package init(
    _ call: Authorised<Tally_V1_LedgerHeadRequest>, tenant: TenantContext
  ) throws(Refusal) {
    origin = tenant.origin
  }

  package var reads: [Bound] {
    [
      LedgerQueries.head().bound, LedgerQueries.latestCheckpoint(origin: origin).bound,
      LedgerQueries.unsealedCount().bound,
    ]
  }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_LedgerHeadReply {
    let heads: [LedgerQueries.HeadRow] = try answers[0].rows()
    let checkpoints: [LedgerQueries.LatestCheckpointRow] = try answers[1].rows()
    let counts: [LedgerQueries.UnsealedCountRow] = try answers[2].rows()
    guard let head = heads.first, let count = counts.first else { throw .internalError }
    var reply = Tally_V1_LedgerHeadReply()
    reply.origin = tenant.origin
    reply.vkey = tenant.vkey
    reply.size = UInt64(head.size)
    reply.root = Data(head.root)
    reply.blockCount = UInt64(head.blockNumber)
    reply.unsealedCount = UInt64(max(0, count.unsealedCount))
    if let checkpoint = checkpoints.first {
      reply.checkpoint = String(decoding: checkpoint.note, as: UTF8.self)
    }
    return reply
  }
}

/// Sealed blocks with their stored header lines.
package struct ListLedgerBlocks: RequestedInquiry {
  /// Blocks in one answer.
  package static let blocksMax: UInt32 = 1_000
  private let number: Int64
  private let limit: Int64

  package init(
    _ call: Authorised<Tally_V1_LedgerBlocksRequest>, tenant: TenantContext
  ) throws(Refusal) {
    number = Int64(clamping: call.request.fromNumber)
    let size = call.request.size
    guard size <= Self.blocksMax else {
      throw .invalid("size", "is more than \(Self.blocksMax)")
    }
    limit = Int64(size == 0 ? 100 : size)
  }

  package init(from number: Int64, limit: Int64) {
    self.number = number
    self.limit = limit
  }

  package var reads: [Bound] { [LedgerQueries.head().bound] }

  package func furtherReads(
    _ answers: [Rows], tenant: TenantContext
  ) throws(Refusal) -> [Bound] {
    let heads: [LedgerQueries.HeadRow] = try answers[0].rows()
    guard let head = heads.first else { throw .internalError }
    let first = number > 0 ? number : max(1, head.blockNumber - limit + 1)
    return [LedgerQueries.blocks(number: first, limit: limit).bound]
  }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_LedgerBlocksReply {
    let rows: [LedgerQueries.BlocksRow] = try answers[1].rows()
    var reply = Tally_V1_LedgerBlocksReply()
    reply.blocks = rows.map { row in
      var block = Tally_V1_LedgerBlock()
      block.number = UInt64(row.number)
      block.firstIndex = UInt64(row.firstIndex)
      block.count = UInt64(row.entryCount)
      block.root = Data(row.root)
      block.headerHash = Data(row.headerHash)
      block.header = Data(row.header)
      block.sealedAt = row.sealedAt.description
      return block
    }
    return reply
  }
}

/// Leaves of a range of positions, for an export; not a method of its own.
package struct ReadLeaves: Inquiry {
  private let first: Int64
  private let end: Int64

  package init(from first: Int64, to end: Int64) {
    self.first = first
    self.end = end
  }

  package var reads: [Bound] { [LedgerQueries.leaves(firstIndex: first, endIndex: end).bound] }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_LedgerChunk {
    let rows: [LedgerQueries.LeavesRow] = try answers[0].rows()
    var chunk = Tally_V1_LedgerChunk()
    chunk.firstIndex = UInt64(first)
    var hashes: [UInt8] = []
    hashes.reserveCapacity(rows.count * Digest.byteCount)
    for row in rows {
      chunk.leaves.append(Data(row.leaf))
      hashes.append(contentsOf: row.leafHash)
    }
    chunk.leafHashes = Data(hashes)
    return chunk
  }
}
