package import Access
package import Bytes
package import Contract
package import Ledger
import Queries
package import SQL

/// Index, block and offline proof of one entry, under the newest checkpoint.
package struct GetLedgerProof: RequestedInquiry {
  private let entry: Identifier
  private let log: Log
  private let origin: String

  package init(
    _ call: Authorised<Tally_V1_LedgerProofRequest>, tenant: TenantContext
  ) throws(Refusal) {
    entry = try Field.identifier(call.request.entryID, "entry_id")
    log = try Field.log(call.request.log, "log")
    origin = tenant.identity(of: log).origin
  }

  package var reads: [Bound] {
    [
      LedgerQueries.position(of: log, entryID: entry).bound,
      LedgerQueries.latestCheckpoint(of: log, origin: origin).bound,
    ]
  }

  private func place(_ answers: [Rows]) throws(Refusal) -> (
    index: Int, block: Int64, checkpoint: LedgerQueries.LatestCheckpointRow
  ) {
    let positions: [LedgerQueries.PositionRow] = try answers[0].rows()
    let checkpoints: [LedgerQueries.LatestCheckpointRow] = try answers[1].rows()
    guard let position = positions.first, let checkpoint = checkpoints.first,
      position.index < checkpoint.size
    else {
      throw Refusal(
        .failedPrecondition, .notSealedYet,
        "there is no such entry, or no checkpoint covers it yet",
        retry: .sameKey(afterMilliseconds: 1000))
    }
    return (Int(position.index), position.blockNumber, checkpoint)
  }

  package func furtherReads(
    _ answers: [Rows], tenant: TenantContext
  ) throws(Refusal) -> [Bound] {
    let (index, _, checkpoint) = try place(answers)
    return StoredTiles.reads(
      ProofPlan.inclusion(index: index, size: Int(checkpoint.size)).tiles, of: log)
  }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_LedgerProofReply {
    let (index, block, checkpoint) = try place(answers)
    let plan = ProofPlan.inclusion(index: index, size: Int(checkpoint.size))
    let tiles = try StoredTiles.assemble(plan.tiles, answers[2...])
    do throws(LedgerFailure) {
      let file = ProofFile(
        index: index, path: try plan.hashes(in: tiles), checkpoint: checkpoint.note)
      var reply = Tally_V1_LedgerProofReply()
      reply.index = UInt64(index)
      reply.blockNumber = UInt64(block)
      reply.tlogProof = String(decoding: file.bytes, as: UTF8.self)
      return reply
    } catch {
      throw .internalError
    }
  }
}

/// Hash tiles from what is stored: full tiles, and the leaf hashes behind the last full one. A
/// partial tile above the leaves consists of the roots of the full tiles below.
package enum StoredTiles {
  /// Three reads for each address: the tile itself, the tiles below, the leaf hashes.
  package static func reads(_ addresses: [TileAddress], of log: Log) -> [Bound] {
    addresses.flatMap { address -> [Bound] in
      guard case .hashes(let level) = address.content else { return [] }
      let first = Int64(address.index)
      if address.width == LedgerLimits.tileWidth {
        return [LedgerQueries.tiles(of: log, level: Int16(level), firstTile: first, limit: 1).bound]
      }
      if level == 0 { return [LedgerQueries.tailHashes(of: log, firstIndex: first * 256).bound] }
      return [
        LedgerQueries.tiles(
          of: log, level: Int16(level - 1), firstTile: first * 256, limit: Int64(address.width)
        ).bound
      ]
    }
  }

  /// - Throws: `internalError` when a tile that must be there is not.
  package static func assemble(
    _ addresses: [TileAddress], _ answers: ArraySlice<Rows>
  ) throws(Refusal) -> TileSet {
    var tiles = TileSet()
    for (address, rows) in zip(addresses, answers) {
      guard case .hashes(let level) = address.content else { continue }
      if level == 0, address.width < LedgerLimits.tileWidth {
        let hashes: [LedgerQueries.TailHashesRow] = try rows.rows()
        tiles.insert(
          level: 0, index: address.index,
          bytes: hashes.prefix(address.width).flatMap(\.leafHash))
        continue
      }
      let stored: [LedgerQueries.TilesRow] = try rows.rows()
      if address.width == LedgerLimits.tileWidth {
        guard let tile = stored.first, tile.tileIndex == Int64(address.index) else {
          throw .internalError
        }
        tiles.insert(level: level, index: address.index, bytes: tile.hashes)
      } else {
        let first = Int64(address.index) * 256
        guard stored.map(\.tileIndex).elementsEqual(first..<first + Int64(address.width)) else {
          throw .internalError
        }
        tiles.insert(
          level: level, index: address.index,
          bytes: stored.flatMap { Hashing.tileRoot($0.hashes).bytes })
      }
    }
    return tiles
  }
}
