import Bytes
package import Ledger
import Queries
package import SQL
package import World

/// Recomputes a whole log from its stored leaf bytes: fsck.
///
/// Only reads, and only what the head names at the start; entries which come meanwhile are left to
/// the next run. Works with sessions of the sealer's role and of the tenant's.
package struct LedgerAudit: Sendable {
  /// Blocks read in one statement.
  static let blocksPerReadMax: Int64 = 64
  /// Chunks whose entries are read in one round trip: 4,096 entries.
  static let chunksPerReadMax: Int64 = 16

  /// Lost entries named in one run.
  static let lostEntriesMax: Int64 = 100

  private let sessions: any SessionSource
  private let name: TenantLog
  private let world: World

  package init(sessions: any SessionSource, name: TenantLog, world: World) {
    self.sessions = sessions
    self.name = name
    self.world = world
  }

  /// What an audit found.
  package struct Report: Sendable {
    package let findings: [LedgerFinding]
    package let findingsLeftOut: Int
    package let entryCount: Int
    package let blockCount: Int
  }

  /// `external` are checkpoints kept outside, with the names for findings.
  package func run(
    external: [(name: String, checkpoint: Checkpoint)] = []
  ) async throws(SealFailure) -> Report {
    var verifier = LedgerVerifier(tenant: name.tenant, log: name.log)
    for note in external { verifier.expect(note.checkpoint, named: note.name) }
    let head = try await storedHead()
    var number = 1
    var nextTiles = [Int](repeating: 0, count: LedgerLimits.tileLevelMax + 1)
    while number <= head.blockNumber {
      let blocks = try await read([
        LedgerQueries.blocks(of: name.log, number: Int64(number), limit: Self.blocksPerReadMax)
          .bound
      ])[0]
      let rows = try decoded(LedgerQueries.BlocksRow.self, blocks)
        .prefix { $0.number <= head.blockNumber }
      guard let last = rows.last else { break }
      for row in rows {
        verifier.block(try stored(row))
        try await entries(of: row, into: &verifier)
        verifier.closeBlocks()
        try await tiles(&nextTiles, into: &verifier)
      }
      guard last.number < head.blockNumber else { break }
      number = Int(last.number) + 1
    }
    let findings = try await lost() + verifier.finish(head)
    return Report(
      findings: findings, findingsLeftOut: verifier.findingsLeftOut,
      entryCount: verifier.tree.size, blockCount: head.blockNumber)
  }

  /// Entries which sealing has passed by: committed before the head's snapshot and in no chunk.
  private func lost() async throws(SealFailure) -> [LedgerFinding] {
    let rows = try decoded(
      SealerQueries.LostEntriesRow.self,
      try await read([SealerQueries.lostEntries(of: name.log, limit: Self.lostEntriesMax).bound])[0]
    )
    return rows.map {
      LedgerFinding(
        place: .head, column: "snapshot", problem: "has passed by entry \($0.entryID)")
    }
  }

  private func entries(
    of block: LedgerQueries.BlocksRow, into verifier: inout LedgerVerifier
  ) async throws(SealFailure) {
    var at = block.firstIndex
    let (end, isBeyond) = block.firstIndex.addingReportingOverflow(Int64(block.entryCount))
    // The verifier names a block that begins elsewhere than the one before ends.
    guard !isBeyond else { return }
    while at < end {
      let chunks = try decoded(
        LedgerQueries.ChunksRow.self,
        try await read([
          LedgerQueries.chunks(of: name.log, firstIndex: at, limit: Self.chunksPerReadMax).bound
        ])[0]
      ).prefix { $0.firstIndex < end }
      guard let last = chunks.last else { return }
      let entries = try await read(
        chunks.map { LedgerQueries.entriesOfChunk(of: name.log, firstIndex: $0.firstIndex).bound })
      for (chunk, rows) in zip(chunks, entries) {
        verifier.chunk(
          StoredChunk(
            firstIndex: Int(chunk.firstIndex), blockNumber: Int(chunk.blockNumber),
            entries: chunk.entryIDs, sequences: chunk.seqs))
        for row in try decoded(LedgerQueries.EntriesOfChunkRow.self, rows) {
          verifier.entry(try stored(row))
        }
      }
      let (next, isBeyond) = last.firstIndex.addingReportingOverflow(Int64(last.entryIDs.count))
      // The verifier names a chunk without entries and one that begins elsewhere.
      guard !isBeyond, next > at else { return }
      at = next
    }
  }

  /// Compares the tiles which the tree has filled since the last time.
  private func tiles(
    _ next: inout [Int], into verifier: inout LedgerVerifier
  ) async throws(SealFailure) {
    for level in next.indices {
      let full = verifier.tree.size >> (8 * (level + 1))
      while next[level] < full {
        let count = min(full - next[level], SealerLimits.tilesPerReadMax)
        let rows = try decoded(
          LedgerQueries.TilesRow.self,
          try await read([
            LedgerQueries.tiles(
              of: name.log, level: Int16(level), firstTile: Int64(next[level]), limit: Int64(count)
            ).bound
          ])[0])
        // A tile which is not there is named at the end.
        for row in rows where row.tileIndex < full {
          verifier.tile(level: level, index: Int(row.tileIndex), bytes: row.hashes)
        }
        next[level] += count
      }
    }
  }

  private func storedHead() async throws(SealFailure) -> StoredHead {
    let rows = try decoded(
      LedgerQueries.HeadRow.self, try await read([LedgerQueries.head(of: name.log).bound])[0])
    guard let row = rows.first else { throw .corrupt("head") }
    return StoredHead(
      size: Int(row.size), root: try digest(row.root, "head.root"),
      blockNumber: Int(row.blockNumber),
      blockHash: try digest(row.blockHash, "head.block_hash"))
  }

  private func stored(_ row: LedgerQueries.BlocksRow) throws(SealFailure) -> StoredBlock {
    StoredBlock(
      number: Int(row.number), firstIndex: Int(row.firstIndex), count: Int(row.entryCount),
      root: try digest(row.root, "block.root"), line: row.header,
      headerHash: try digest(row.headerHash, "block.header_hash"), sealedAt: row.sealedAt)
  }

  private func stored(_ row: LedgerQueries.EntriesOfChunkRow) throws(SealFailure) -> StoredEntry {
    StoredEntry(
      id: row.entryID, sequence: row.seq, leaf: row.leaf,
      leafHash: try digest(row.leafHash, "entry.leaf_hash"),
      columns: .init(
        kind: Int(row.kind), subject: row.subjectID, account: row.accountID,
        effectiveOn: row.effectiveOn, recordedAt: row.recordedAt))
  }

  private func digest(_ bytes: [UInt8], _ column: String) throws(SealFailure) -> Digest {
    guard let digest = Digest(bytes: bytes) else { throw .corrupt(column) }
    return digest
  }

  private func decoded<Row: DecodableRow>(
    _: Row.Type, _ rows: Rows
  ) throws(SealFailure) -> [Row] {
    do throws(SQLFailure) {
      return try rows.decoded(Row.self)
    } catch {
      throw .database(error)
    }
  }

  private func read(_ statements: [Bound]) async throws(SealFailure) -> [Rows] {
    let deadline = world.monotonicNow() + SealerLimits.transactionNanoseconds
    do throws(SQLFailure) {
      return try await sessions.withSession(deadline: deadline) { session throws(SQLFailure) in
        try await session.run(Batch(statements), deadline: deadline)
      }
    } catch {
      throw .database(error)
    }
  }
}
