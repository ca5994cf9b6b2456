// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/queries/ledger sql/platform/migrations sql/tenant/migrations
// SHA-256: 622d28cd27ecc0fe551a9e9d19cecd193ccd9d605267cc18c692008daab345fb
package import Bytes
package import SQL

/// The statements of `sql/queries/ledger`.
package enum LedgerQueries {
  /// Every statement of the area, by name.
  package static let statements: [Statement] = [
    blockOfStatement,
    blockOfStatementOfAccess,
    blocksStatement,
    blocksStatementOfAccess,
    chunksStatement,
    chunksStatementOfAccess,
    entriesOfChunkStatement,
    entriesOfChunkStatementOfAccess,
    exportHeadStatement,
    exportHeadStatementOfAccess,
    headStatement,
    headStatementOfAccess,
    latestCheckpointStatement,
    latestCheckpointStatementOfAccess,
    leavesStatement,
    leavesStatementOfAccess,
    positionStatement,
    positionStatementOfAccess,
    positionsOfSubjectStatement,
    positionsOfSubjectStatementOfAccess,
    subjectHistoryStatement,
    subjectHistoryStatementOfAccess,
    tailHashesStatement,
    tailHashesStatementOfAccess,
    tilesStatement,
    tilesStatementOfAccess,
    unsealedCountStatement,
    unsealedCountStatementOfAccess,
  ]

  /// The statement of `blockOf`.
  package static let blockOfStatement = Statement(
    name: "ledger/block_of",
    text: #"""
      select b.number
      from tenant.ledger_block as b
      where b.first_index <= $1::bigint
      order by b.first_index desc
      limit 1
      """#,
    shape: .single,
    parameters: [
      .init(name: "index", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// The statement of `blockOf`.
  package static let blockOfStatementOfAccess = Statement(
    name: "ledger/block_of.access",
    text: #"""
      select b.number
      from tenant.access_block as b
      where b.first_index <= $1::bigint
      order by b.first_index desc
      limit 1
      """#,
    shape: .single,
    parameters: [
      .init(name: "index", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// The number of the block which holds a position.
  package static func blockOf(of log: Log, index: Int64) -> Query<BlockOfRow> {
    let statement =
      switch log {
      case .ledger: blockOfStatement
      case .access: blockOfStatementOfAccess
      }
    return Query(Bound(statement, [.int8(index)]))
  }

  /// A row of `blockOf`.
  package struct BlockOfRow: DecodableRow, Equatable {
    package let number: Int64

    package init(number: Int64) {
      self.number = number
    }

    package init(_ row: Row) throws(SQLFailure) {
      number = try row.int8(0)
    }
  }

  /// The statement of `blocks`.
  package static let blocksStatement = Statement(
    name: "ledger/blocks",
    text: #"""
      select b.number, b.first_index, b.entry_count, b.root, b.header, b.header_hash, b.sealed_at
      from tenant.ledger_block as b
      where b.number >= $1::bigint
      order by b.number
      limit $2::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "number", type: .int8, isArray: false),
      .init(name: "limit", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// The statement of `blocks`.
  package static let blocksStatementOfAccess = Statement(
    name: "ledger/blocks.access",
    text: #"""
      select b.number, b.first_index, b.entry_count, b.root, b.header, b.header_hash, b.sealed_at
      from tenant.access_block as b
      where b.number >= $1::bigint
      order by b.number
      limit $2::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "number", type: .int8, isArray: false),
      .init(name: "limit", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// Blocks from `number` on, in order.
  package static func blocks(of log: Log, number: Int64, limit: Int64) -> Query<BlocksRow> {
    let statement =
      switch log {
      case .ledger: blocksStatement
      case .access: blocksStatementOfAccess
      }
    return Query(Bound(statement, [.int8(number), .int8(limit)]))
  }

  /// A row of `blocks`.
  package struct BlocksRow: DecodableRow, Equatable {
    package let number: Int64
    package let firstIndex: Int64
    package let entryCount: Int32
    package let root: [UInt8]
    package let header: [UInt8]
    package let headerHash: [UInt8]
    package let sealedAt: Timestamp

    package init(number: Int64, firstIndex: Int64, entryCount: Int32, root: [UInt8], header: [UInt8], headerHash: [UInt8], sealedAt: Timestamp) {
      self.number = number
      self.firstIndex = firstIndex
      self.entryCount = entryCount
      self.root = root
      self.header = header
      self.headerHash = headerHash
      self.sealedAt = sealedAt
    }

    package init(_ row: Row) throws(SQLFailure) {
      number = try row.int8(0)
      firstIndex = try row.int8(1)
      entryCount = try row.int4(2)
      root = try row.bytes(3)
      header = try row.bytes(4)
      headerHash = try row.bytes(5)
      sealedAt = try row.timestamp(6)
    }
  }

  /// The statement of `chunks`.
  package static let chunksStatement = Statement(
    name: "ledger/chunks",
    text: #"""
      select c.first_index, c.block_number, c.entry_ids, c.seqs
      from tenant.ledger_chunk as c
      where c.first_index >= $1::bigint
      order by c.first_index
      limit $2::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "first_index", type: .int8, isArray: false),
      .init(name: "limit", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// The statement of `chunks`.
  package static let chunksStatementOfAccess = Statement(
    name: "ledger/chunks.access",
    text: #"""
      select c.first_index, c.block_number, c.entry_ids, c.seqs
      from tenant.access_chunk as c
      where c.first_index >= $1::bigint
      order by c.first_index
      limit $2::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "first_index", type: .int8, isArray: false),
      .init(name: "limit", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// Chunks from the position `first_index` on, in order.
  package static func chunks(of log: Log, firstIndex: Int64, limit: Int64) -> Query<ChunksRow> {
    let statement =
      switch log {
      case .ledger: chunksStatement
      case .access: chunksStatementOfAccess
      }
    return Query(Bound(statement, [.int8(firstIndex), .int8(limit)]))
  }

  /// A row of `chunks`.
  package struct ChunksRow: DecodableRow, Equatable {
    package let firstIndex: Int64
    package let blockNumber: Int64
    package let entryIDs: [Identifier]
    package let seqs: [Int64]

    package init(firstIndex: Int64, blockNumber: Int64, entryIDs: [Identifier], seqs: [Int64]) {
      self.firstIndex = firstIndex
      self.blockNumber = blockNumber
      self.entryIDs = entryIDs
      self.seqs = seqs
    }

    package init(_ row: Row) throws(SQLFailure) {
      firstIndex = try row.int8(0)
      blockNumber = try row.int8(1)
      entryIDs = try row.identifiers(2)
      seqs = try row.int8s(3)
    }
  }

  /// The statement of `entriesOfChunk`.
  package static let entriesOfChunkStatement = Statement(
    name: "ledger/entries_of_chunk",
    text: #"""
      select c.first_index + u.n - 1 as index, e.entry_id, e.seq, e.kind, e.subject_id as "subject_id?",
        e.account_id as "account_id?", e.effective_on, e.recorded_at, e.leaf, e.leaf_hash
      from tenant.ledger_chunk as c
      cross join unnest(c.entry_ids) with ordinality as u (entry_id, n)
      join tenant.ledger_entry as e on e.entry_id = u.entry_id
      where c.first_index = $1::bigint
      order by u.n
      """#,
    shape: .single,
    parameters: [
      .init(name: "first_index", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// The statement of `entriesOfChunk`.
  package static let entriesOfChunkStatementOfAccess = Statement(
    name: "ledger/entries_of_chunk.access",
    text: #"""
      select c.first_index + u.n - 1 as index, e.entry_id, e.seq, e.kind, e.subject_id as "subject_id?",
        e.account_id as "account_id?", e.effective_on, e.recorded_at, e.leaf, e.leaf_hash
      from tenant.access_chunk as c
      cross join unnest(c.entry_ids) with ordinality as u (entry_id, n)
      join tenant.access_entry as e on e.entry_id = u.entry_id
      where c.first_index = $1::bigint
      order by u.n
      """#,
    shape: .single,
    parameters: [
      .init(name: "first_index", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// The entries of one chunk, in their order, without payload; one that is missing leaves a gap.
  package static func entriesOfChunk(of log: Log, firstIndex: Int64) -> Query<EntriesOfChunkRow> {
    let statement =
      switch log {
      case .ledger: entriesOfChunkStatement
      case .access: entriesOfChunkStatementOfAccess
      }
    return Query(Bound(statement, [.int8(firstIndex)]))
  }

  /// A row of `entriesOfChunk`.
  package struct EntriesOfChunkRow: DecodableRow, Equatable {
    package let index: Int64
    package let entryID: Identifier
    package let seq: Int64
    package let kind: Int16
    package let subjectID: Identifier?
    package let accountID: Identifier?
    package let effectiveOn: Day
    package let recordedAt: Timestamp
    package let leaf: [UInt8]
    package let leafHash: [UInt8]

    package init(index: Int64, entryID: Identifier, seq: Int64, kind: Int16, subjectID: Identifier?, accountID: Identifier?, effectiveOn: Day, recordedAt: Timestamp, leaf: [UInt8], leafHash: [UInt8]) {
      self.index = index
      self.entryID = entryID
      self.seq = seq
      self.kind = kind
      self.subjectID = subjectID
      self.accountID = accountID
      self.effectiveOn = effectiveOn
      self.recordedAt = recordedAt
      self.leaf = leaf
      self.leafHash = leafHash
    }

    package init(_ row: Row) throws(SQLFailure) {
      index = try row.int8(0)
      entryID = try row.identifier(1)
      seq = try row.int8(2)
      kind = try row.int2(3)
      subjectID = row.isNull(4) ? nil : try row.identifier(4)
      accountID = row.isNull(5) ? nil : try row.identifier(5)
      effectiveOn = try row.day(6)
      recordedAt = try row.timestamp(7)
      leaf = try row.bytes(8)
      leafHash = try row.bytes(9)
    }
  }

  /// The statement of `exportHead`.
  package static let exportHeadStatement = Statement(
    name: "ledger/export_head",
    text: #"""
      select c.size, c.block_number, c.note, b.root
      from tenant.ledger_checkpoint as c
      join tenant.ledger_block as b on b.number = c.block_number
      where c.origin = $1::text
      order by c.size desc
      limit 1
      """#,
    shape: .single,
    parameters: [
      .init(name: "origin", type: .text, isArray: false),
    ],
    returnsRows: true)

  /// The statement of `exportHead`.
  package static let exportHeadStatementOfAccess = Statement(
    name: "ledger/export_head.access",
    text: #"""
      select c.size, c.block_number, c.note, b.root
      from tenant.access_checkpoint as c
      join tenant.access_block as b on b.number = c.block_number
      where c.origin = $1::text
      order by c.size desc
      limit 1
      """#,
    shape: .single,
    parameters: [
      .init(name: "origin", type: .text, isArray: false),
    ],
    returnsRows: true)

  /// The newest published checkpoint of an origin with the root of its last block.
  package static func exportHead(of log: Log, origin: String) -> Query<ExportHeadRow> {
    let statement =
      switch log {
      case .ledger: exportHeadStatement
      case .access: exportHeadStatementOfAccess
      }
    return Query(Bound(statement, [.text(origin)]))
  }

  /// A row of `exportHead`.
  package struct ExportHeadRow: DecodableRow, Equatable {
    package let size: Int64
    package let blockNumber: Int64
    package let note: [UInt8]
    package let root: [UInt8]

    package init(size: Int64, blockNumber: Int64, note: [UInt8], root: [UInt8]) {
      self.size = size
      self.blockNumber = blockNumber
      self.note = note
      self.root = root
    }

    package init(_ row: Row) throws(SQLFailure) {
      size = try row.int8(0)
      blockNumber = try row.int8(1)
      note = try row.bytes(2)
      root = try row.bytes(3)
    }
  }

  /// The statement of `head`.
  package static let headStatement = Statement(
    name: "ledger/head",
    text: #"""
      select h.size, h.root, h.block_number, h.block_hash
      from tenant.ledger_head as h
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// The statement of `head`.
  package static let headStatementOfAccess = Statement(
    name: "ledger/head.access",
    text: #"""
      select h.size, h.root, h.block_number, h.block_hash
      from tenant.access_head as h
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// How far the ledger is sealed.
  package static func head(of log: Log) -> Query<HeadRow> {
    let statement =
      switch log {
      case .ledger: headStatement
      case .access: headStatementOfAccess
      }
    return Query(Bound(statement, []))
  }

  /// A row of `head`.
  package struct HeadRow: DecodableRow, Equatable {
    package let size: Int64
    package let root: [UInt8]
    package let blockNumber: Int64
    package let blockHash: [UInt8]

    package init(size: Int64, root: [UInt8], blockNumber: Int64, blockHash: [UInt8]) {
      self.size = size
      self.root = root
      self.blockNumber = blockNumber
      self.blockHash = blockHash
    }

    package init(_ row: Row) throws(SQLFailure) {
      size = try row.int8(0)
      root = try row.bytes(1)
      blockNumber = try row.int8(2)
      blockHash = try row.bytes(3)
    }
  }

  /// The statement of `latestCheckpoint`.
  package static let latestCheckpointStatement = Statement(
    name: "ledger/latest_checkpoint",
    text: #"""
      select c.size, c.block_number, c.note, c.block_note, c.signed_at
      from tenant.ledger_checkpoint as c
      where c.origin = $1::text
      order by c.size desc
      limit 1
      """#,
    shape: .single,
    parameters: [
      .init(name: "origin", type: .text, isArray: false),
    ],
    returnsRows: true)

  /// The statement of `latestCheckpoint`.
  package static let latestCheckpointStatementOfAccess = Statement(
    name: "ledger/latest_checkpoint.access",
    text: #"""
      select c.size, c.block_number, c.note, c.block_note, c.signed_at
      from tenant.access_checkpoint as c
      where c.origin = $1::text
      order by c.size desc
      limit 1
      """#,
    shape: .single,
    parameters: [
      .init(name: "origin", type: .text, isArray: false),
    ],
    returnsRows: true)

  /// The newest published checkpoint of an origin.
  package static func latestCheckpoint(of log: Log, origin: String) -> Query<LatestCheckpointRow> {
    let statement =
      switch log {
      case .ledger: latestCheckpointStatement
      case .access: latestCheckpointStatementOfAccess
      }
    return Query(Bound(statement, [.text(origin)]))
  }

  /// A row of `latestCheckpoint`.
  package struct LatestCheckpointRow: DecodableRow, Equatable {
    package let size: Int64
    package let blockNumber: Int64
    package let note: [UInt8]
    package let blockNote: [UInt8]
    package let signedAt: Timestamp

    package init(size: Int64, blockNumber: Int64, note: [UInt8], blockNote: [UInt8], signedAt: Timestamp) {
      self.size = size
      self.blockNumber = blockNumber
      self.note = note
      self.blockNote = blockNote
      self.signedAt = signedAt
    }

    package init(_ row: Row) throws(SQLFailure) {
      size = try row.int8(0)
      blockNumber = try row.int8(1)
      note = try row.bytes(2)
      blockNote = try row.bytes(3)
      signedAt = try row.timestamp(4)
    }
  }

  /// The statement of `leaves`.
  package static let leavesStatement = Statement(
    name: "ledger/leaves",
    text: #"""
      select c.first_index + u.n - 1 as index, e.leaf, e.leaf_hash
      from tenant.ledger_chunk as c
      cross join unnest(c.entry_ids) with ordinality as u (entry_id, n)
      join tenant.ledger_entry as e on e.entry_id = u.entry_id
      where c.first_index > $1::bigint - 256
        and c.first_index < $2::bigint
        and c.first_index + u.n - 1 >= $1::bigint
        and c.first_index + u.n - 1 < $2::bigint
      order by c.first_index, u.n
      """#,
    shape: .single,
    parameters: [
      .init(name: "first_index", type: .int8, isArray: false),
      .init(name: "end_index", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// The statement of `leaves`.
  package static let leavesStatementOfAccess = Statement(
    name: "ledger/leaves.access",
    text: #"""
      select c.first_index + u.n - 1 as index, e.leaf, e.leaf_hash
      from tenant.access_chunk as c
      cross join unnest(c.entry_ids) with ordinality as u (entry_id, n)
      join tenant.access_entry as e on e.entry_id = u.entry_id
      where c.first_index > $1::bigint - 256
        and c.first_index < $2::bigint
        and c.first_index + u.n - 1 >= $1::bigint
        and c.first_index + u.n - 1 < $2::bigint
      order by c.first_index, u.n
      """#,
    shape: .single,
    parameters: [
      .init(name: "first_index", type: .int8, isArray: false),
      .init(name: "end_index", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// Leaf bytes of the positions from `first_index` up to and without `end_index`, in order. A
  /// chunk
  /// begins at most 255 positions before the first of its entries wanted.
  package static func leaves(of log: Log, firstIndex: Int64, endIndex: Int64) -> Query<LeavesRow> {
    let statement =
      switch log {
      case .ledger: leavesStatement
      case .access: leavesStatementOfAccess
      }
    return Query(Bound(statement, [.int8(firstIndex), .int8(endIndex)]))
  }

  /// A row of `leaves`.
  package struct LeavesRow: DecodableRow, Equatable {
    package let index: Int64
    package let leaf: [UInt8]
    package let leafHash: [UInt8]

    package init(index: Int64, leaf: [UInt8], leafHash: [UInt8]) {
      self.index = index
      self.leaf = leaf
      self.leafHash = leafHash
    }

    package init(_ row: Row) throws(SQLFailure) {
      index = try row.int8(0)
      leaf = try row.bytes(1)
      leafHash = try row.bytes(2)
    }
  }

  /// The statement of `position`.
  package static let positionStatement = Statement(
    name: "ledger/position",
    text: #"""
      select c.first_index + array_position(c.entry_ids, e.entry_id) - 1 as index, c.block_number
      from tenant.ledger_entry as e
      join tenant.ledger_chunk as c
        on int8range(c.first_seq, c.last_seq, '[]') @> e.seq and e.entry_id = any (c.entry_ids)
      where e.entry_id = $1::uuid
      """#,
    shape: .single,
    parameters: [
      .init(name: "entry_id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// The statement of `position`.
  package static let positionStatementOfAccess = Statement(
    name: "ledger/position.access",
    text: #"""
      select c.first_index + array_position(c.entry_ids, e.entry_id) - 1 as index, c.block_number
      from tenant.access_entry as e
      join tenant.access_chunk as c
        on int8range(c.first_seq, c.last_seq, '[]') @> e.seq and e.entry_id = any (c.entry_ids)
      where e.entry_id = $1::uuid
      """#,
    shape: .single,
    parameters: [
      .init(name: "entry_id", type: .identifier, isArray: false),
    ],
    returnsRows: true)

  /// Where an entry stands: no row while it is not sealed.
  package static func position(of log: Log, entryID: Identifier) -> Query<PositionRow> {
    let statement =
      switch log {
      case .ledger: positionStatement
      case .access: positionStatementOfAccess
      }
    return Query(Bound(statement, [.identifier(entryID)]))
  }

  /// A row of `position`.
  package struct PositionRow: DecodableRow, Equatable {
    package let index: Int64
    package let blockNumber: Int64

    package init(index: Int64, blockNumber: Int64) {
      self.index = index
      self.blockNumber = blockNumber
    }

    package init(_ row: Row) throws(SQLFailure) {
      index = try row.int8(0)
      blockNumber = try row.int8(1)
    }
  }

  /// The statement of `positionsOfSubject`.
  package static let positionsOfSubjectStatement = Statement(
    name: "ledger/positions_of_subject",
    text: #"""
      select e.entry_id, c.first_index + array_position(c.entry_ids, e.entry_id) - 1 as index
      from tenant.subject as s
      join tenant.ledger_entry as e on e.subject_id = s.pseudonym
      join tenant.ledger_chunk as c
        on int8range(c.first_seq, c.last_seq, '[]') @> e.seq and e.entry_id = any (c.entry_ids)
      where s.id = $1::uuid and e.seq > $2::bigint
      order by e.seq
      limit $3::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: false),
      .init(name: "after_seq", type: .int8, isArray: false),
      .init(name: "limit", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// The statement of `positionsOfSubject`.
  package static let positionsOfSubjectStatementOfAccess = Statement(
    name: "ledger/positions_of_subject.access",
    text: #"""
      select e.entry_id, c.first_index + array_position(c.entry_ids, e.entry_id) - 1 as index
      from tenant.subject as s
      join tenant.access_entry as e on e.subject_id = s.pseudonym
      join tenant.access_chunk as c
        on int8range(c.first_seq, c.last_seq, '[]') @> e.seq and e.entry_id = any (c.entry_ids)
      where s.id = $1::uuid and e.seq > $2::bigint
      order by e.seq
      limit $3::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: false),
      .init(name: "after_seq", type: .int8, isArray: false),
      .init(name: "limit", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// Where the sealed entries about a debtor stand.
  package static func positionsOfSubject(
    of log: Log, subjectID: Identifier, afterSeq: Int64, limit: Int64
  ) -> Query<PositionsOfSubjectRow> {
    let statement =
      switch log {
      case .ledger: positionsOfSubjectStatement
      case .access: positionsOfSubjectStatementOfAccess
      }
    return Query(Bound(statement, [.identifier(subjectID), .int8(afterSeq), .int8(limit)]))
  }

  /// A row of `positionsOfSubject`.
  package struct PositionsOfSubjectRow: DecodableRow, Equatable {
    package let entryID: Identifier
    package let index: Int64

    package init(entryID: Identifier, index: Int64) {
      self.entryID = entryID
      self.index = index
    }

    package init(_ row: Row) throws(SQLFailure) {
      entryID = try row.identifier(0)
      index = try row.int8(1)
    }
  }

  /// The statement of `subjectHistory`.
  package static let subjectHistoryStatement = Statement(
    name: "ledger/subject_history",
    text: #"""
      select e.entry_id, e.seq, e.kind, e.effective_on, e.recorded_at, e.leaf, e.leaf_hash,
        e.payload_ciphertext as "payload_ciphertext?", p.wrapped_key
      from tenant.subject as s
      join tenant.pii_subject as p on p.subject_id = s.id
      join tenant.ledger_entry as e on e.subject_id = s.pseudonym
      where s.id = $1::uuid and e.seq > $2::bigint
      order by e.seq
      limit $3::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: false),
      .init(name: "after_seq", type: .int8, isArray: false),
      .init(name: "limit", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// The statement of `subjectHistory`.
  package static let subjectHistoryStatementOfAccess = Statement(
    name: "ledger/subject_history.access",
    text: #"""
      select e.entry_id, e.seq, e.kind, e.effective_on, e.recorded_at, e.leaf, e.leaf_hash,
        e.payload_ciphertext as "payload_ciphertext?", p.wrapped_key
      from tenant.subject as s
      join tenant.pii_subject as p on p.subject_id = s.id
      join tenant.access_entry as e on e.subject_id = s.pseudonym
      where s.id = $1::uuid and e.seq > $2::bigint
      order by e.seq
      limit $3::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "subject_id", type: .identifier, isArray: false),
      .init(name: "after_seq", type: .int8, isArray: false),
      .init(name: "limit", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// The entries about a debtor with what opens their payloads, oldest first, after `seq`.
  package static func subjectHistory(
    of log: Log, subjectID: Identifier, afterSeq: Int64, limit: Int64
  ) -> Query<SubjectHistoryRow> {
    let statement =
      switch log {
      case .ledger: subjectHistoryStatement
      case .access: subjectHistoryStatementOfAccess
      }
    return Query(Bound(statement, [.identifier(subjectID), .int8(afterSeq), .int8(limit)]))
  }

  /// A row of `subjectHistory`.
  package struct SubjectHistoryRow: DecodableRow, Equatable {
    package let entryID: Identifier
    package let seq: Int64
    package let kind: Int16
    package let effectiveOn: Day
    package let recordedAt: Timestamp
    package let leaf: [UInt8]
    package let leafHash: [UInt8]
    package let payloadCiphertext: [UInt8]?
    package let wrappedKey: [UInt8]

    package init(entryID: Identifier, seq: Int64, kind: Int16, effectiveOn: Day, recordedAt: Timestamp, leaf: [UInt8], leafHash: [UInt8], payloadCiphertext: [UInt8]?, wrappedKey: [UInt8]) {
      self.entryID = entryID
      self.seq = seq
      self.kind = kind
      self.effectiveOn = effectiveOn
      self.recordedAt = recordedAt
      self.leaf = leaf
      self.leafHash = leafHash
      self.payloadCiphertext = payloadCiphertext
      self.wrappedKey = wrappedKey
    }

    package init(_ row: Row) throws(SQLFailure) {
      entryID = try row.identifier(0)
      seq = try row.int8(1)
      kind = try row.int2(2)
      effectiveOn = try row.day(3)
      recordedAt = try row.timestamp(4)
      leaf = try row.bytes(5)
      leafHash = try row.bytes(6)
      payloadCiphertext = row.isNull(7) ? nil : try row.bytes(7)
      wrappedKey = try row.bytes(8)
    }
  }

  /// The statement of `tailHashes`.
  package static let tailHashesStatement = Statement(
    name: "ledger/tail_hashes",
    text: #"""
      select e.leaf_hash
      from tenant.ledger_chunk as c
      cross join unnest(c.entry_ids) with ordinality as u (entry_id, n)
      join tenant.ledger_entry as e on e.entry_id = u.entry_id
      where c.first_index > $1::bigint - 256
        and c.first_index + u.n - 1 >= $1::bigint
      order by c.first_index, u.n
      """#,
    shape: .single,
    parameters: [
      .init(name: "first_index", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// The statement of `tailHashes`.
  package static let tailHashesStatementOfAccess = Statement(
    name: "ledger/tail_hashes.access",
    text: #"""
      select e.leaf_hash
      from tenant.access_chunk as c
      cross join unnest(c.entry_ids) with ordinality as u (entry_id, n)
      join tenant.access_entry as e on e.entry_id = u.entry_id
      where c.first_index > $1::bigint - 256
        and c.first_index + u.n - 1 >= $1::bigint
      order by c.first_index, u.n
      """#,
    shape: .single,
    parameters: [
      .init(name: "first_index", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// Leaf hashes of the positions from `first_index` to the end, in order.
  package static func tailHashes(of log: Log, firstIndex: Int64) -> Query<TailHashesRow> {
    let statement =
      switch log {
      case .ledger: tailHashesStatement
      case .access: tailHashesStatementOfAccess
      }
    return Query(Bound(statement, [.int8(firstIndex)]))
  }

  /// A row of `tailHashes`.
  package struct TailHashesRow: DecodableRow, Equatable {
    package let leafHash: [UInt8]

    package init(leafHash: [UInt8]) {
      self.leafHash = leafHash
    }

    package init(_ row: Row) throws(SQLFailure) {
      leafHash = try row.bytes(0)
    }
  }

  /// The statement of `tiles`.
  package static let tilesStatement = Statement(
    name: "ledger/tiles",
    text: #"""
      select t.tile_index, t.hashes
      from tenant.ledger_tile as t
      where t.level = $1::smallint and t.tile_index >= $2::bigint
      order by t.tile_index
      limit $3::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "level", type: .int2, isArray: false),
      .init(name: "first_tile", type: .int8, isArray: false),
      .init(name: "limit", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// The statement of `tiles`.
  package static let tilesStatementOfAccess = Statement(
    name: "ledger/tiles.access",
    text: #"""
      select t.tile_index, t.hashes
      from tenant.access_tile as t
      where t.level = $1::smallint and t.tile_index >= $2::bigint
      order by t.tile_index
      limit $3::bigint
      """#,
    shape: .single,
    parameters: [
      .init(name: "level", type: .int2, isArray: false),
      .init(name: "first_tile", type: .int8, isArray: false),
      .init(name: "limit", type: .int8, isArray: false),
    ],
    returnsRows: true)

  /// Full tiles of one level from `first_tile` on, in order.
  package static func tiles(
    of log: Log, level: Int16, firstTile: Int64, limit: Int64
  ) -> Query<TilesRow> {
    let statement =
      switch log {
      case .ledger: tilesStatement
      case .access: tilesStatementOfAccess
      }
    return Query(Bound(statement, [.int2(level), .int8(firstTile), .int8(limit)]))
  }

  /// A row of `tiles`.
  package struct TilesRow: DecodableRow, Equatable {
    package let tileIndex: Int64
    package let hashes: [UInt8]

    package init(tileIndex: Int64, hashes: [UInt8]) {
      self.tileIndex = tileIndex
      self.hashes = hashes
    }

    package init(_ row: Row) throws(SQLFailure) {
      tileIndex = try row.int8(0)
      hashes = try row.bytes(1)
    }
  }

  /// The statement of `unsealedCount`.
  package static let unsealedCountStatement = Statement(
    name: "ledger/unsealed_count",
    text: #"""
      with head as (
        select h.size, h.snapshot, h.target, h.through_seq,
          h.system_identifier = c.system_identifier as is_own
        from tenant.ledger_head as h
        cross join pg_control_system() as c
      ), waiting as (
        select a.seq, a.xid
        from tenant.ledger_entry as a
        where (select h.is_own from head as h)
          and a.xid >= (select pg_snapshot_xmax(h.snapshot) from head as h)
        union all
        select b.seq, b.xid
        from tenant.ledger_entry as b
        where (select h.is_own from head as h)
          and b.xid = any (array(select pg_snapshot_xip(h.snapshot) from head as h))
      )
      select case
        when h.is_own then (
          select count(*)
          from waiting as w
          where h.target is null or w.seq > h.through_seq
            or not pg_visible_in_snapshot(w.xid, h.target))
        else (select count(*) from tenant.ledger_entry) - h.size
        end as unsealed_count
      from head as h
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// The statement of `unsealedCount`.
  package static let unsealedCountStatementOfAccess = Statement(
    name: "ledger/unsealed_count.access",
    text: #"""
      with head as (
        select h.size, h.snapshot, h.target, h.through_seq,
          h.system_identifier = c.system_identifier as is_own
        from tenant.access_head as h
        cross join pg_control_system() as c
      ), waiting as (
        select a.seq, a.xid
        from tenant.access_entry as a
        where (select h.is_own from head as h)
          and a.xid >= (select pg_snapshot_xmax(h.snapshot) from head as h)
        union all
        select b.seq, b.xid
        from tenant.access_entry as b
        where (select h.is_own from head as h)
          and b.xid = any (array(select pg_snapshot_xip(h.snapshot) from head as h))
      )
      select case
        when h.is_own then (
          select count(*)
          from waiting as w
          where h.target is null or w.seq > h.through_seq
            or not pg_visible_in_snapshot(w.xid, h.target))
        else (select count(*) from tenant.access_entry) - h.size
        end as unsealed_count
      from head as h
      """#,
    shape: .single,
    parameters: [],
    returnsRows: true)

  /// Entries which no block holds yet: those which the head's snapshot does not see, without what a
  /// seal
  /// of several blocks has done of its target. While the snapshot is of another cluster, all are
  /// counted.
  package static func unsealedCount(of log: Log) -> Query<UnsealedCountRow> {
    let statement =
      switch log {
      case .ledger: unsealedCountStatement
      case .access: unsealedCountStatementOfAccess
      }
    return Query(Bound(statement, []))
  }

  /// A row of `unsealedCount`.
  package struct UnsealedCountRow: DecodableRow, Equatable {
    package let unsealedCount: Int64

    package init(unsealedCount: Int64) {
      self.unsealedCount = unsealedCount
    }

    package init(_ row: Row) throws(SQLFailure) {
      unsealedCount = try row.int8(0)
    }
  }
}
