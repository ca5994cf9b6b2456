package import Bytes
package import Ledger
import Queries
package import SQL
package import World

/// The tables of a log through sessions of the sealer's role on the tenant's schema.
package struct SessionSealStore: SealStore {
  private let sessions: any SessionSource
  private let log: Log
  private let world: World

  package init(sessions: any SessionSource, log: Log, world: World) {
    self.sessions = sessions
    self.log = log
    self.world = world
  }

  private var deadline: UInt64 { world.monotonicNow() + SealerLimits.transactionNanoseconds }

  /// Runs `body` on a session; a failure which is not the database's travels in the result.
  private func onSession<Outcome: Sendable>(
    _ body:
      @escaping @Sendable (any Session, UInt64) async throws(SQLFailure) -> Result<
        Outcome, SealFailure
      >
  ) async throws(SealFailure) -> Outcome {
    let deadline = deadline
    let outcome: Result<Outcome, SealFailure>
    do throws(SQLFailure) {
      outcome = try await sessions.withSession(deadline: deadline) {
        session throws(SQLFailure) in
        try await body(session, deadline)
      }
    } catch {
      throw error.code == .serialization ? .conflict : .database(error)
    }
    return try outcome.get()
  }

  private func read<Row: DecodableRow>(_ query: Query<Row>) async throws(SealFailure) -> [Row] {
    try await onSession { session, deadline throws(SQLFailure) in
      let rows = try await session.run(Batch([query.bound]), deadline: deadline)
      return .success(try rows[0].decoded(Row.self))
    }
  }

  package func seal<Outcome: Sendable>(
    limit: Int,
    _ decide: @escaping @Sendable (SealReading) throws(SealFailure) -> (SealDecision, Outcome)
  ) async throws(SealFailure) -> Outcome {
    try await onSession { session, deadline throws(SQLFailure) in
      try await transaction(session, deadline: deadline, limit: limit, decide)
    }
  }

  private func transaction<Outcome>(
    _ session: any Session, deadline: UInt64, limit: Int,
    _ decide: @Sendable (SealReading) throws(SealFailure) -> (SealDecision, Outcome)
  ) async throws(SQLFailure) -> Result<Outcome, SealFailure> {
    let limit = Int64(limit)
    let first = try await session.run(
      Batch(
        opening: .repeatableRead,
        [
          SealerQueries.readHead(of: log).bound,
          SealerQueries.unsealedEntries(of: log, limit: limit).bound,
          SealerQueries.remainingEntries(of: log, limit: limit).bound,
        ]),
      deadline: deadline)
    let heads = try first[0].decoded(SealerQueries.ReadHeadRow.self)
    // One of the two is empty: a seal goes on or it does not.
    var entries = try first[1].decoded(SealerQueries.UnsealedEntriesRow.self).map {
      Row(id: $0.entryID, sequence: $0.seq, hash: $0.leafHash)
    }
    entries += try first[2].decoded(SealerQueries.RemainingEntriesRow.self).map {
      Row(id: $0.entryID, sequence: $0.seq, hash: $0.leafHash)
    }
    let isForeign = heads.first?.isForeign ?? false
    if isForeign {
      let swept = try await session.run(
        Batch([SealerQueries.entriesInNoChunk(of: log, limit: limit).bound]), deadline: deadline)
      entries = try swept[0].decoded(SealerQueries.EntriesInNoChunkRow.self).map {
        Row(id: $0.entryID, sequence: $0.seq, hash: $0.leafHash)
      }
    }
    let decision: (SealDecision, Outcome)
    let head: StoredHead
    do throws(SealFailure) {
      let reading = try Self.reading(heads.first, entries, isSweep: isForeign)
      head = reading.head
      decision = try decide(reading)
    } catch {
      _ = try await session.run(Batch([], closing: .rollback), deadline: deadline)
      return .failure(error)
    }
    switch decision.0 {
    case .nothing:
      _ = try await session.run(Batch([], closing: .rollback), deadline: deadline)
    case .resetSnapshot:
      let reset = SealerQueries.resetSnapshot(of: log, expectedSize: Int64(head.size)).bound
      _ = try await session.run(Batch([reset], closing: .commit), deadline: deadline)
    case .write(let writing):
      _ = try await session.run(
        Batch(statements(writing, after: head), closing: .commit), deadline: deadline)
    }
    return .success(decision.1)
  }

  private struct Row {
    let id: Identifier
    let sequence: Int64
    let hash: [UInt8]
  }

  private static func reading(
    _ head: SealerQueries.ReadHeadRow?, _ rows: [Row], isSweep: Bool
  ) throws(SealFailure) -> SealReading {
    guard let head, let root = Digest(bytes: head.root),
      let blockHash = Digest(bytes: head.blockHash)
    else { throw .corrupt("head") }
    var entries: [UnsealedEntry] = []
    entries.reserveCapacity(rows.count)
    for row in rows {
      guard let hash = Digest(bytes: row.hash) else { throw .corrupt("entry.leaf_hash") }
      entries.append(UnsealedEntry(id: row.id, sequence: row.sequence, leafHash: hash))
    }
    return SealReading(
      head: StoredHead(
        size: Int(head.size), root: root, blockNumber: Int(head.blockNumber),
        blockHash: blockHash),
      entries: entries, isSweep: isSweep)
  }

  /// The head first: a second sealer fails there, before it has written anything.
  private func statements(_ writing: SealWriting, after head: StoredHead) -> [Bound] {
    let block = writing.block
    let lastSequence = writing.chunks.last?.sequences.last ?? 0
    var out = [
      SealerQueries.advanceHead(
        of: log, size: Int64(block.firstIndex + block.count), root: block.root.bytes,
        blockNumber: Int64(block.number), blockHash: block.headerHash.bytes,
        isComplete: writing.isComplete, isSweep: writing.isSweep, throughSeq: lastSequence,
        expectedSize: Int64(head.size)
      ).bound,
      SealerQueries.insertBlock(
        of: log, number: Int64(block.number), firstIndex: Int64(block.firstIndex),
        entryCount: Int32(block.count), root: block.root.bytes, header: block.line,
        headerHash: block.headerHash.bytes, sealedAt: block.sealedAt),
    ]
    for chunk in writing.chunks {
      out.append(
        SealerQueries.insertChunk(
          of: log, firstIndex: Int64(chunk.firstIndex), blockNumber: Int64(chunk.blockNumber),
          entryIDs: chunk.entries, seqs: chunk.sequences,
          firstSeq: chunk.sequences.min() ?? 0, lastSeq: chunk.sequences.max() ?? 0))
    }
    for tile in writing.fullTiles {
      guard case .hashes(let level) = tile.address.content else { continue }
      out.append(
        SealerQueries.insertTile(
          of: log,
          level: Int16(level), tileIndex: Int64(tile.address.index), hashes: tile.bytes))
    }
    return out
  }

  package func head() async throws(SealFailure) -> StoredHead {
    guard let row = try await read(LedgerQueries.head(of: log)).first,
      let root = Digest(bytes: row.root), let blockHash = Digest(bytes: row.blockHash)
    else { throw .corrupt("head") }
    return StoredHead(
      size: Int(row.size), root: root, blockNumber: Int(row.blockNumber), blockHash: blockHash)
  }

  package func tiles(
    _ addresses: [TileAddress], size: Int
  ) async throws(SealFailure) -> TileSet {
    try await TileAssembly(size: size).tiles(addresses) { level, first, count throws(SealFailure) in
      try await read(
        LedgerQueries.tiles(
          of: log, level: Int16(level), firstTile: Int64(first), limit: Int64(count))
      ).map { (Int($0.tileIndex), $0.hashes) }
    } tail: { first throws(SealFailure) in
      try await read(LedgerQueries.tailHashes(of: log, firstIndex: Int64(first))).map(\.leafHash)
    }
  }

  package func publishedSize(origin: String) async throws(SealFailure) -> Int? {
    try await read(LedgerQueries.latestCheckpoint(of: log, origin: origin)).first.map {
      Int($0.size)
    }
  }

  package func publish(_ checkpoint: PublishedCheckpoint) async throws(SealFailure) {
    let bound = SealerQueries.insertCheckpoint(
      of: log, origin: checkpoint.origin, size: Int64(checkpoint.size),
      blockNumber: Int64(checkpoint.blockNumber), note: checkpoint.note,
      blockNote: checkpoint.blockNote, signedAt: checkpoint.signedAt)
    try await onSession { session, deadline throws(SQLFailure) in
      _ = try await session.run(Batch([bound]), deadline: deadline)
      return .success(())
    }
  }
}
