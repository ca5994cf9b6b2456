// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/sealer sql/platform/migrations sql/tenant/migrations
// SHA-256: ddf6ac96a827c38b5f0007b8ef3b89786d8659de6cfaa50c052dc6f30dc7cc29
package import Bytes
package import SQL

/// The statements of `sql/queries/sealer`.
package enum SealerQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    advanceHeadStatement,
    entriesInNoChunkStatement,
    insertBlockStatement,
    insertCheckpointStatement,
    insertChunkStatement,
    insertTileStatement,
    readHeadStatement,
    resetSnapshotStatement,
    unsealedEntriesStatement,
  ]

  /// The statement of `advanceHead`.
  package static let advanceHeadStatement = Statement(
    name: "sealer/advance_head",
    text: #"""
      update tenant.ledger_head as h
      set size = $1::bigint,
        root = $2::bytea,
        block_number = $3::bigint,
        block_hash = $4::bytea,
        snapshot = case when $5::boolean then coalesce(h.target, pg_current_snapshot())
          else h.snapshot end,
        target = case when $5::boolean or $6::boolean then null
          else coalesce(h.target, pg_current_snapshot()) end,
        through_seq = case when $5::boolean or $6::boolean then null
          else $7::bigint end,
        system_identifier = case when $5::boolean
          then (select c.system_identifier from pg_control_system() as c)
          else h.system_identifier end
      where h.size = $8::bigint and h.block_number = $3::bigint - 1
      returning h.size
      """#,
    shape: .single,
    parameters: [
      .init(name: "size", type: .int8, isArray: false),
      .init(name: "root", type: .bytes, isArray: false),
      .init(name: "block_number", type: .int8, isArray: false),
      .init(name: "block_hash", type: .bytes, isArray: false),
      .init(name: "is_complete", type: .bool, isArray: false),
      .init(name: "is_sweep", type: .bool, isArray: false),
      .init(name: "through_seq", type: .int8, isArray: false),
      .init(name: "expected_size", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// Moves the head by one block, when it stands where it was read. First of the writes of a seal:
  /// a
  /// second sealer fails here with 40001. `is_complete`: nothing found was left out of the block.
  /// `is_sweep`: entries were found by `entries_in_no_chunk`.
  package static func advanceHead(
    size: Int64, root: [UInt8], blockNumber: Int64, blockHash: [UInt8], isComplete: Bool, isSweep: Bool, throughSeq: Int64, expectedSize: Int64
  ) -> Query<AdvanceHeadRow> {
    Query(Bound(advanceHeadStatement, [.int8(size), .bytes(root), .int8(blockNumber), .bytes(blockHash), .bool(isComplete), .bool(isSweep), .int8(throughSeq), .int8(expectedSize)]))
  }

  /// A row of `advanceHead`.
  package struct AdvanceHeadRow: DecodableRow, Equatable {
    package let size: Int64

    package init(size: Int64) {
      self.size = size
    }

    package init(_ row: Row) throws(SQLFailure) {
      size = try row.int8(0)
    }
  }

  /// The statement of `entriesInNoChunk`.
  package static let entriesInNoChunkStatement = Statement(
    name: "sealer/entries_in_no_chunk",
    text: #"""
      select e.entry_id, e.seq, e.leaf_hash
      from tenant.ledger_entry as e
      where not exists (
        select
        from tenant.ledger_chunk as c
        where int8range(c.first_seq, c.last_seq, '[]') @> e.seq
          and e.entry_id = any (c.entry_ids))
      order by e.seq
      limit $1::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "limit", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// Entries which no chunk names, in the order of sealing: after a restore, a move or an upgrade,
  /// and
  /// for the check of a whole ledger.
  package static func entriesInNoChunk(limit: Int64) -> Query<EntriesInNoChunkRow> {
    Query(Bound(entriesInNoChunkStatement, [.int8(limit)]))
  }

  /// A row of `entriesInNoChunk`.
  package struct EntriesInNoChunkRow: DecodableRow, Equatable {
    package let entryID: Identifier
    package let seq: Int64
    package let leafHash: [UInt8]

    package init(entryID: Identifier, seq: Int64, leafHash: [UInt8]) {
      self.entryID = entryID
      self.seq = seq
      self.leafHash = leafHash
    }

    package init(_ row: Row) throws(SQLFailure) {
      entryID = try row.identifier(0)
      seq = try row.int8(1)
      leafHash = try row.bytes(2)
    }
  }

  /// The statement of `insertBlock`.
  package static let insertBlockStatement = Statement(
    name: "sealer/insert_block",
    text: #"""
      insert into tenant.ledger_block (number, first_index, entry_count, root, header, header_hash,
        sealed_at)
      values ($1::bigint, $2::bigint, $3::integer, $4::bytea,
        $5::bytea, $6::bytea, $7::timestamptz)
      """#,
    shape: .single,
    parameters: [
      .init(name: "number", type: .int8, isArray: false),
      .init(name: "first_index", type: .int8, isArray: false),
      .init(name: "entry_count", type: .int4, isArray: false),
      .init(name: "root", type: .bytes, isArray: false),
      .init(name: "header", type: .bytes, isArray: false),
      .init(name: "header_hash", type: .bytes, isArray: false),
      .init(name: "sealed_at", type: .timestamp, isArray: false),
    ],
    returnsRows: false)

  /// A sealed block.
  package static func insertBlock(
    number: Int64, firstIndex: Int64, entryCount: Int32, root: [UInt8], header: [UInt8], headerHash: [UInt8], sealedAt: Timestamp
  ) -> Bound {
    Bound(insertBlockStatement, [.int8(number), .int8(firstIndex), .int4(entryCount), .bytes(root), .bytes(header), .bytes(headerHash), .timestamp(sealedAt)])
  }

  /// The statement of `insertCheckpoint`.
  package static let insertCheckpointStatement = Statement(
    name: "sealer/insert_checkpoint",
    text: #"""
      insert into tenant.ledger_checkpoint (origin, size, block_number, note, block_note, signed_at)
      values ($1::text, $2::bigint, $3::bigint, $4::bytea, $5::bytea,
        $6::timestamptz)
      on conflict (origin, size) do nothing
      """#,
    shape: .single,
    parameters: [
      .init(name: "origin", type: .text, isArray: false),
      .init(name: "size", type: .int8, isArray: false),
      .init(name: "block_number", type: .int8, isArray: false),
      .init(name: "note", type: .bytes, isArray: false),
      .init(name: "block_note", type: .bytes, isArray: false),
      .init(name: "signed_at", type: .timestamp, isArray: false),
    ],
    returnsRows: false)

  /// Publishes a signed checkpoint. A second one of the same size is the same one.
  package static func insertCheckpoint(
    origin: String, size: Int64, blockNumber: Int64, note: [UInt8], blockNote: [UInt8], signedAt: Timestamp
  ) -> Bound {
    Bound(insertCheckpointStatement, [.text(origin), .int8(size), .int8(blockNumber), .bytes(note), .bytes(blockNote), .timestamp(signedAt)])
  }

  /// The statement of `insertChunk`.
  package static let insertChunkStatement = Statement(
    name: "sealer/insert_chunk",
    text: #"""
      insert into tenant.ledger_chunk (first_index, block_number, entry_ids, seqs, first_seq, last_seq)
      values ($1::bigint, $2::bigint, $3::uuid[], $4::bigint[],
        $5::bigint, $6::bigint)
      """#,
    shape: .single,
    parameters: [
      .init(name: "first_index", type: .int8, isArray: false),
      .init(name: "block_number", type: .int8, isArray: false),
      .init(name: "entry_ids", type: .identifier, isArray: true),
      .init(name: "seqs", type: .int8, isArray: true),
      .init(name: "first_seq", type: .int8, isArray: false),
      .init(name: "last_seq", type: .int8, isArray: false),
    ],
    returnsRows: false)

  /// Up to 256 positions of a block.
  package static func insertChunk(
    firstIndex: Int64, blockNumber: Int64, entryIDs: [Identifier], seqs: [Int64], firstSeq: Int64, lastSeq: Int64
  ) -> Bound {
    Bound(insertChunkStatement, [.int8(firstIndex), .int8(blockNumber), .array(element: .identifier, entryIDs.map(Value.identifier)), .array(element: .int8, seqs.map(Value.int8)), .int8(firstSeq), .int8(lastSeq)])
  }

  /// The statement of `insertTile`.
  package static let insertTileStatement = Statement(
    name: "sealer/insert_tile",
    text: #"""
      insert into tenant.ledger_tile (level, tile_index, hashes)
      values ($1::smallint, $2::bigint, $3::bytea)
      """#,
    shape: .single,
    parameters: [
      .init(name: "level", type: .int2, isArray: false),
      .init(name: "tile_index", type: .int8, isArray: false),
      .init(name: "hashes", type: .bytes, isArray: false),
    ],
    returnsRows: false)

  /// A tile which became full.
  package static func insertTile(level: Int16, tileIndex: Int64, hashes: [UInt8]) -> Bound {
    Bound(insertTileStatement, [.int2(level), .int8(tileIndex), .bytes(hashes)])
  }

  /// The statement of `readHead`.
  package static let readHeadStatement = Statement(
    name: "sealer/read_head",
    text: #"""
      select h.size, h.root, h.block_number, h.block_hash,
        h.system_identifier <> c.system_identifier as is_foreign
      from tenant.ledger_head as h
      cross join pg_control_system() as c
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// How far the ledger is sealed. `is_foreign`: the stored snapshot is of another cluster.
  package static func readHead() -> Query<ReadHeadRow> {
    Query(Bound(readHeadStatement, []))
  }

  /// A row of `readHead`.
  package struct ReadHeadRow: DecodableRow, Equatable {
    package let size: Int64
    package let root: [UInt8]
    package let blockNumber: Int64
    package let blockHash: [UInt8]
    package let isForeign: Bool

    package init(size: Int64, root: [UInt8], blockNumber: Int64, blockHash: [UInt8], isForeign: Bool) {
      self.size = size
      self.root = root
      self.blockNumber = blockNumber
      self.blockHash = blockHash
      self.isForeign = isForeign
    }

    package init(_ row: Row) throws(SQLFailure) {
      size = try row.int8(0)
      root = try row.bytes(1)
      blockNumber = try row.int8(2)
      blockHash = try row.bytes(3)
      isForeign = try row.bool(4)
    }
  }

  /// The statement of `resetSnapshot`.
  package static let resetSnapshotStatement = Statement(
    name: "sealer/reset_snapshot",
    text: #"""
      update tenant.ledger_head as h
      set snapshot = pg_current_snapshot(),
        target = null,
        through_seq = null,
        system_identifier = (select c.system_identifier from pg_control_system() as c)
      where h.size = $1::bigint
      returning h.size
      """#,
    shape: .single,
    parameters: [
      .init(name: "expected_size", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// Takes up the snapshots of this cluster, after a sweep found that every entry is sealed.
  package static func resetSnapshot(expectedSize: Int64) -> Query<ResetSnapshotRow> {
    Query(Bound(resetSnapshotStatement, [.int8(expectedSize)]))
  }

  /// A row of `resetSnapshot`.
  package struct ResetSnapshotRow: DecodableRow, Equatable {
    package let size: Int64

    package init(size: Int64) {
      self.size = size
    }

    package init(_ row: Row) throws(SQLFailure) {
      size = try row.int8(0)
    }
  }

  /// The statement of `unsealedEntries`.
  package static let unsealedEntriesStatement = Statement(
    name: "sealer/unsealed_entries",
    text: #"""
      select e.entry_id, e.seq, e.leaf_hash
      from (
        select a.entry_id, a.seq, a.leaf_hash
        from tenant.ledger_entry as a
        where a.xid >= (select pg_snapshot_xmax(h.snapshot) from tenant.ledger_head as h)
          and pg_visible_in_snapshot(
            a.xid, (select coalesce(h.target, pg_current_snapshot()) from tenant.ledger_head as h))
        union all
        select b.entry_id, b.seq, b.leaf_hash
        from tenant.ledger_entry as b
        where b.xid = any (array(select pg_snapshot_xip(h.snapshot) from tenant.ledger_head as h))
          and pg_visible_in_snapshot(
            b.xid, (select coalesce(h.target, pg_current_snapshot()) from tenant.ledger_head as h))
      ) as e
      where e.seq > (select coalesce(h.through_seq, 0) from tenant.ledger_head as h)
      order by e.seq
      limit $1::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "limit", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// Entries visible now (or in the target of a seal which goes on) and not in the head's snapshot,
  /// in
  /// the order of sealing. Only in the transaction which then advances the head.
  package static func unsealedEntries(limit: Int64) -> Query<UnsealedEntriesRow> {
    Query(Bound(unsealedEntriesStatement, [.int8(limit)]))
  }

  /// A row of `unsealedEntries`.
  package struct UnsealedEntriesRow: DecodableRow, Equatable {
    package let entryID: Identifier
    package let seq: Int64
    package let leafHash: [UInt8]

    package init(entryID: Identifier, seq: Int64, leafHash: [UInt8]) {
      self.entryID = entryID
      self.seq = seq
      self.leafHash = leafHash
    }

    package init(_ row: Row) throws(SQLFailure) {
      entryID = try row.identifier(0)
      seq = try row.int8(1)
      leafHash = try row.bytes(2)
    }
  }
}
