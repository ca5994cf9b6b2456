package import Access
package import Bytes
package import Contract
import FoundationEssentials
import Ledger
import Queries
package import SQL

/// Size, root and signed checkpoint of a log of the tenant.
package struct GetLedgerHead: RequestedInquiry {
  private let log: Log
  private let origin: String

  package init(
    _ call: Authorised<Tally_V1_LedgerHeadRequest>, tenant: TenantContext
  ) throws(Refusal) {
    self.init(of: try Field.log(call.request.log, "log"), tenant: tenant)
  }

  package init(of log: Log, tenant: TenantContext) {
    self.log = log
    origin = tenant.identity(of: log).origin
  }

  package var reads: [Bound] {
    [
      LedgerQueries.head(of: log).bound,
      LedgerQueries.latestCheckpoint(of: log, origin: origin).bound,
      LedgerQueries.unsealedCount(of: log).bound,
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
    reply.origin = origin
    reply.vkey = tenant.identity(of: log).vkey
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
  private let log: Log
  private let number: Int64
  private let limit: Int64

  package init(
    _ call: Authorised<Tally_V1_LedgerBlocksRequest>, tenant: TenantContext
  ) throws(Refusal) {
    log = try Field.log(call.request.log, "log")
    number = Int64(clamping: call.request.fromNumber)
    let size = call.request.size
    guard size <= Self.blocksMax else {
      throw .invalid("size", "is more than \(Self.blocksMax)")
    }
    limit = Int64(size == 0 ? 100 : size)
  }

  package init(of log: Log, from number: Int64, limit: Int64) {
    self.log = log
    self.number = number
    self.limit = limit
  }

  package var reads: [Bound] { [LedgerQueries.head(of: log).bound] }

  package func furtherReads(
    _ answers: [Rows], tenant: TenantContext
  ) throws(Refusal) -> [Bound] {
    let heads: [LedgerQueries.HeadRow] = try answers[0].rows()
    guard let head = heads.first else { throw .internalError }
    let first = number > 0 ? number : max(1, head.blockNumber - limit + 1)
    return [LedgerQueries.blocks(of: log, number: first, limit: limit).bound]
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
      // A header that cannot be read is for the verifier to name.
      if let header = try? BlockHeader(line: row.header) {
        block.previousHash = Data(header.previous.bytes)
      }
      block.sealedAt = row.sealedAt.description
      return block
    }
    return reply
  }
}

/// The number of the block which holds a position; not a method of its own.
package struct LocateLedgerBlock: Inquiry {
  private let log: Log
  private let index: Int64

  package init(of log: Log, at index: Int64) {
    self.log = log
    self.index = index
  }

  package var reads: [Bound] { [LedgerQueries.blockOf(of: log, index: index).bound] }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Int64 {
    let rows: [LedgerQueries.BlockOfRow] = try answers[0].rows()
    guard let row = rows.first else { throw .internalError }
    return row.number
  }
}

/// Leaves of a range of positions, for an export; not a method of its own.
package struct ReadLeaves: Inquiry {
  private let log: Log
  private let first: Int64
  private let end: Int64

  package init(of log: Log, from first: Int64, to end: Int64) {
    self.log = log
    self.first = first
    self.end = end
  }

  package var reads: [Bound] {
    [LedgerQueries.leaves(of: log, firstIndex: first, endIndex: end).bound]
  }

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
