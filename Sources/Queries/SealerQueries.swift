// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/sealer sql/platform/migrations sql/tenant/migrations
// SHA-256: f48c802a855bc83953cd6a3c18612676d5612a81b43db175631613bc85c09786
package import Bytes
package import SQL

/// The statements of `sql/queries/sealer`.
package enum SealerQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    advanceHeadStatement,
    advanceHeadStatementOfAccess,
    entriesInNoChunkStatement,
    entriesInNoChunkStatementOfAccess,
    insertBlockStatement,
    insertBlockStatementOfAccess,
    insertCheckpointStatement,
    insertCheckpointStatementOfAccess,
    insertChunkStatement,
    insertChunkStatementOfAccess,
    insertTileStatement,
    insertTileStatementOfAccess,
    lostEntriesStatement,
    lostEntriesStatementOfAccess,
    readHeadStatement,
    readHeadStatementOfAccess,
    remainingEntriesStatement,
    remainingEntriesStatementOfAccess,
    resetSnapshotStatement,
    resetSnapshotStatementOfAccess,
    unsealedEntriesStatement,
    unsealedEntriesStatementOfAccess,
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
        -- A sweep's target may be of another cluster.
        snapshot = case when not $5::boolean then h.snapshot
          when $6::boolean then pg_current_snapshot()
          else coalesce(h.target, pg_current_snapshot()) end,
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

  /// The statement of `advanceHead`.
  package static let advanceHeadStatementOfAccess = Statement(
    name: "sealer/advance_head.access",
    text: #"""
      update tenant.access_head as h
      set size = $1::bigint,
        root = $2::bytea,
        block_number = $3::bigint,
        block_hash = $4::bytea,
        -- A sweep's target may be of another cluster.
        snapshot = case when not $5::boolean then h.snapshot
          when $6::boolean then pg_current_snapshot()
          else coalesce(h.target, pg_current_snapshot()) end,
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
    of log: Log, size: Int64, root: [UInt8], blockNumber: Int64, blockHash: [UInt8], isComplete: Bool, isSweep: Bool, throughSeq: Int64, expectedSize: Int64
  ) -> Query<AdvanceHeadRow> {
    let statement =
      switch log {
      case .ledger: advanceHeadStatement
      case .access: advanceHeadStatementOfAccess
      }
    return Query(Bound(statement, [.int8(size), .bytes(root), .int8(blockNumber), .bytes(blockHash), .bool(isComplete), .bool(isSweep), .int8(throughSeq), .int8(expectedSize)]))
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

  /// The statement of `entriesInNoChunk`.
  package static let entriesInNoChunkStatementOfAccess = Statement(
    name: "sealer/entries_in_no_chunk.access",
    text: #"""
      select e.entry_id, e.seq, e.leaf_hash
      from tenant.access_entry as e
      where not exists (
        select
        from tenant.access_chunk as c
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
  package static func entriesInNoChunk(of log: Log, limit: Int64) -> Query<EntriesInNoChunkRow> {
    let statement =
      switch log {
      case .ledger: entriesInNoChunkStatement
      case .access: entriesInNoChunkStatementOfAccess
      }
    return Query(Bound(statement, [.int8(limit)]))
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

  /// The statement of `insertBlock`.
  package static let insertBlockStatementOfAccess = Statement(
    name: "sealer/insert_block.access",
    text: #"""
      insert into tenant.access_block (number, first_index, entry_count, root, header, header_hash,
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
    of log: Log, number: Int64, firstIndex: Int64, entryCount: Int32, root: [UInt8], header: [UInt8], headerHash: [UInt8], sealedAt: Timestamp
  ) -> Bound {
    let statement =
      switch log {
      case .ledger: insertBlockStatement
      case .access: insertBlockStatementOfAccess
      }
    return Bound(statement, [.int8(number), .int8(firstIndex), .int4(entryCount), .bytes(root), .bytes(header), .bytes(headerHash), .timestamp(sealedAt)])
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

  /// The statement of `insertCheckpoint`.
  package static let insertCheckpointStatementOfAccess = Statement(
    name: "sealer/insert_checkpoint.access",
    text: #"""
      insert into tenant.access_checkpoint (origin, size, block_number, note, block_note, signed_at)
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
    of log: Log, origin: String, size: Int64, blockNumber: Int64, note: [UInt8], blockNote: [UInt8], signedAt: Timestamp
  ) -> Bound {
    let statement =
      switch log {
      case .ledger: insertCheckpointStatement
      case .access: insertCheckpointStatementOfAccess
      }
    return Bound(statement, [.text(origin), .int8(size), .int8(blockNumber), .bytes(note), .bytes(blockNote), .timestamp(signedAt)])
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

  /// The statement of `insertChunk`.
  package static let insertChunkStatementOfAccess = Statement(
    name: "sealer/insert_chunk.access",
    text: #"""
      insert into tenant.access_chunk (first_index, block_number, entry_ids, seqs, first_seq, last_seq)
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
    of log: Log, firstIndex: Int64, blockNumber: Int64, entryIDs: [Identifier], seqs: [Int64], firstSeq: Int64, lastSeq: Int64
  ) -> Bound {
    let statement =
      switch log {
      case .ledger: insertChunkStatement
      case .access: insertChunkStatementOfAccess
      }
    return Bound(statement, [.int8(firstIndex), .int8(blockNumber), .array(element: .identifier, entryIDs.map(Value.identifier)), .array(element: .int8, seqs.map(Value.int8)), .int8(firstSeq), .int8(lastSeq)])
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

  /// The statement of `insertTile`.
  package static let insertTileStatementOfAccess = Statement(
    name: "sealer/insert_tile.access",
    text: #"""
      insert into tenant.access_tile (level, tile_index, hashes)
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
  package static func insertTile(
    of log: Log, level: Int16, tileIndex: Int64, hashes: [UInt8]
  ) -> Bound {
    let statement =
      switch log {
      case .ledger: insertTileStatement
      case .access: insertTileStatementOfAccess
      }
    return Bound(statement, [.int2(level), .int8(tileIndex), .bytes(hashes)])
  }

  /// The statement of `lostEntries`.
  package static let lostEntriesStatement = Statement(
    name: "sealer/lost_entries",
    text: #"""
      select e.entry_id, e.seq
      from tenant.ledger_entry as e
      cross join tenant.ledger_head as h
      cross join pg_control_system() as s
      where h.system_identifier = s.system_identifier
        and pg_visible_in_snapshot(e.xid, h.snapshot)
        and not exists (
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

  /// The statement of `lostEntries`.
  package static let lostEntriesStatementOfAccess = Statement(
    name: "sealer/lost_entries.access",
    text: #"""
      select e.entry_id, e.seq
      from tenant.access_entry as e
      cross join tenant.access_head as h
      cross join pg_control_system() as s
      where h.system_identifier = s.system_identifier
        and pg_visible_in_snapshot(e.xid, h.snapshot)
        and not exists (
          select
          from tenant.access_chunk as c
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

  /// Entries which sealing has passed by: the head's snapshot sees them, and no chunk names them.
  /// None
  /// while the head is of another cluster, whose transactions cannot be compared.
  package static func lostEntries(of log: Log, limit: Int64) -> Query<LostEntriesRow> {
    let statement =
      switch log {
      case .ledger: lostEntriesStatement
      case .access: lostEntriesStatementOfAccess
      }
    return Query(Bound(statement, [.int8(limit)]))
  }

  /// A row of `lostEntries`.
  package struct LostEntriesRow: DecodableRow, Equatable {
    package let entryID: Identifier
    package let seq: Int64

    package init(entryID: Identifier, seq: Int64) {
      self.entryID = entryID
      self.seq = seq
    }

    package init(_ row: Row) throws(SQLFailure) {
      entryID = try row.identifier(0)
      seq = try row.int8(1)
    }
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

  /// The statement of `readHead`.
  package static let readHeadStatementOfAccess = Statement(
    name: "sealer/read_head.access",
    text: #"""
      select h.size, h.root, h.block_number, h.block_hash,
        h.system_identifier <> c.system_identifier as is_foreign
      from tenant.access_head as h
      cross join pg_control_system() as c
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// How far the ledger is sealed. `is_foreign`: the stored snapshot is of another cluster.
  package static func readHead(of log: Log) -> Query<ReadHeadRow> {
    let statement =
      switch log {
      case .ledger: readHeadStatement
      case .access: readHeadStatementOfAccess
      }
    return Query(Bound(statement, []))
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

  /// The statement of `remainingEntries`.
  package static let remainingEntriesStatement = Statement(
    name: "sealer/remaining_entries",
    text: #"""
      select a.entry_id, a.seq, a.leaf_hash
      from tenant.ledger_entry as a
      where (select h.target is not null from tenant.ledger_head as h)
        and a.seq > (select h.through_seq from tenant.ledger_head as h)
        and not pg_visible_in_snapshot(a.xid, (select h.snapshot from tenant.ledger_head as h))
        and pg_visible_in_snapshot(a.xid, (select h.target from tenant.ledger_head as h))
      order by a.seq
      limit $1::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "limit", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// The statement of `remainingEntries`.
  package static let remainingEntriesStatementOfAccess = Statement(
    name: "sealer/remaining_entries.access",
    text: #"""
      select a.entry_id, a.seq, a.leaf_hash
      from tenant.access_entry as a
      where (select h.target is not null from tenant.access_head as h)
        and a.seq > (select h.through_seq from tenant.access_head as h)
        and not pg_visible_in_snapshot(a.xid, (select h.snapshot from tenant.access_head as h))
        and pg_visible_in_snapshot(a.xid, (select h.target from tenant.access_head as h))
      order by a.seq
      limit $1::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "limit", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// Entries in the target of a seal of several blocks, not in the head's snapshot and above the
  /// last
  /// block, in the order of sealing. Walks them by `seq`: a block costs what it holds, however many
  /// wait behind it.
  package static func remainingEntries(of log: Log, limit: Int64) -> Query<RemainingEntriesRow> {
    let statement =
      switch log {
      case .ledger: remainingEntriesStatement
      case .access: remainingEntriesStatementOfAccess
      }
    return Query(Bound(statement, [.int8(limit)]))
  }

  /// A row of `remainingEntries`.
  package struct RemainingEntriesRow: DecodableRow, Equatable {
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

  /// The statement of `resetSnapshot`.
  package static let resetSnapshotStatementOfAccess = Statement(
    name: "sealer/reset_snapshot.access",
    text: #"""
      update tenant.access_head as h
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
  package static func resetSnapshot(of log: Log, expectedSize: Int64) -> Query<ResetSnapshotRow> {
    let statement =
      switch log {
      case .ledger: resetSnapshotStatement
      case .access: resetSnapshotStatementOfAccess
      }
    return Query(Bound(statement, [.int8(expectedSize)]))
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
          and pg_visible_in_snapshot(a.xid, pg_current_snapshot())
        union all
        select b.entry_id, b.seq, b.leaf_hash
        from tenant.ledger_entry as b
        where b.xid = any (array(select pg_snapshot_xip(h.snapshot) from tenant.ledger_head as h))
          and pg_visible_in_snapshot(b.xid, pg_current_snapshot())
      ) as e
      where (select h.target is null from tenant.ledger_head as h)
      order by e.seq
      limit $1::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "limit", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// The statement of `unsealedEntries`.
  package static let unsealedEntriesStatementOfAccess = Statement(
    name: "sealer/unsealed_entries.access",
    text: #"""
      select e.entry_id, e.seq, e.leaf_hash
      from (
        select a.entry_id, a.seq, a.leaf_hash
        from tenant.access_entry as a
        where a.xid >= (select pg_snapshot_xmax(h.snapshot) from tenant.access_head as h)
          and pg_visible_in_snapshot(a.xid, pg_current_snapshot())
        union all
        select b.entry_id, b.seq, b.leaf_hash
        from tenant.access_entry as b
        where b.xid = any (array(select pg_snapshot_xip(h.snapshot) from tenant.access_head as h))
          and pg_visible_in_snapshot(b.xid, pg_current_snapshot())
      ) as e
      where (select h.target is null from tenant.access_head as h)
      order by e.seq
      limit $1::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "limit", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// Entries visible now and not in the head's snapshot, in the order of sealing; none while a seal
  /// of
  /// several blocks goes on. Only in the transaction which then advances the head. Reads all that
  /// waits, however few it returns: `remaining_entries` does not.
  package static func unsealedEntries(of log: Log, limit: Int64) -> Query<UnsealedEntriesRow> {
    let statement =
      switch log {
      case .ledger: unsealedEntriesStatement
      case .access: unsealedEntriesStatementOfAccess
      }
    return Query(Bound(statement, [.int8(limit)]))
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
