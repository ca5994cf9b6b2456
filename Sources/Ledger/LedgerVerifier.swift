package import Bytes

/// Recomputes a log from its leaf bytes and compares every stored row on the way.
///
/// Feed the rows in their order: each block, then each of its chunks, each followed by its entries;
/// full tiles at any time after the entries they cover, so that few are held; at last `finish`.
/// Holds the hashes of one block and the tiles not compared yet.
package struct LedgerVerifier: Sendable {
  package private(set) var findings: [LedgerFinding] = []
  /// Findings beyond `findingCountMax`, which are counted only.
  package private(set) var findingsLeftOut = 0
  /// Entries recomputed so far, those of complete blocks.
  package private(set) var tree = TreeAppender()

  private let tenant: String
  private let log: Log
  private var block: OpenBlock?
  private var chunk: OpenChunk?
  private var blockNumber = 0
  private var blockHash = BlockHeader.noPrevious
  /// Full tiles which no stored tile was compared with yet.
  private var pendingTiles: [TileAddress: [UInt8]] = [:]
  private var watched: [Watched] = []
  /// After the first wrong root all later ones differ too: only the first is reported.
  private var isDiverged = false

  private struct OpenBlock {
    var row: StoredBlock
    /// What its header says, where that can be read.
    var root: Digest
    var hashes: [Digest] = []
    var ids: [Identifier] = []
    /// Entries whose stored hash is not that of their leaf: which of the two is wrong is decided by
    /// the root of the block.
    var ambiguous: [(offset: Int, stored: Digest)] = []
  }
  private struct OpenChunk {
    var row: StoredChunk
    var taken = 0
    var waiting: ArraySlice<Identifier> { row.entries[taken...] }
  }
  private struct Watched {
    let name: String
    let size: Int
    let root: Digest
  }

  /// `tenant` is the opaque id which each leaf and header must hold, `log` the log to which each must
  /// belong.
  package init(tenant: String, log: Log) {
    self.tenant = tenant
    self.log = log
  }

  /// True when nothing disagreed.
  package var isSound: Bool { findings.isEmpty }

  /// Demands that the tree had `checkpoint`'s root at its size. Call before that size is reached.
  package mutating func expect(_ checkpoint: Checkpoint, named name: String) {
    let place = LedgerFinding.Place.checkpoint(name: name)
    if checkpoint.size == 0 || checkpoint.size == tree.size {
      let root = checkpoint.size == 0 ? Hashing.emptyRoot : tree.root
      if checkpoint.root != root { report(place, "root", "differs from the tree's at its size") }
    } else if checkpoint.size < tree.size {
      report(place, "size", "was already passed")
    } else {
      watched.append(Watched(name: name, size: checkpoint.size, root: checkpoint.root))
    }
  }

  /// Begins the next block.
  package mutating func block(_ row: StoredBlock) {
    closeBlock()
    let place = LedgerFinding.Place.block(number: row.number)
    if row.number != blockNumber + 1 {
      report(place, "number", "block \(blockNumber + 1) is expected")
    }
    if row.firstIndex != tree.size { report(place, "first_index", "\(tree.size) is expected") }
    let hash = BlockHeader.hash(line: row.line)
    if hash != row.headerHash { report(place, "header, header_hash", "hash differs") }
    var root = row.root
    do throws(LedgerFailure) {
      let header = try BlockHeader(line: row.line)
      compare(row, with: header)
      root = header.root
    } catch {
      report(place, "header", "\(error)")
    }
    blockNumber = row.number
    blockHash = hash
    block = OpenBlock(row: row, root: root)
  }

  private mutating func compare(_ row: StoredBlock, with header: BlockHeader) {
    let place = LedgerFinding.Place.block(number: row.number)
    if header.tenant != tenant { report(place, "header", "another tenant") }
    if header.log != log { report(place, "header", "another log") }
    if header.previous != blockHash { report(place, "header", "previous hash differs") }
    if header.number != row.number { report(place, "number", "differs from the header") }
    if header.firstIndex != row.firstIndex {
      report(place, "first_index", "differs from the header")
    }
    if header.count != row.count { report(place, "count", "differs from the header") }
    if header.root != row.root { report(place, "root", "differs from the header") }
    if header.sealedAt != row.sealedAt { report(place, "sealed_at", "differs from the header") }
  }

  /// Begins the next chunk of the open block.
  package mutating func chunk(_ row: StoredChunk) {
    closeChunk()
    let place = LedgerFinding.Place.chunk(firstIndex: row.firstIndex)
    if row.firstIndex != nextIndex { report(place, "first_index", "\(nextIndex) is expected") }
    if row.blockNumber != blockNumber { report(place, "block_number", "\(blockNumber) is open") }
    if row.entries.isEmpty || row.entries.count > LedgerLimits.tileWidth {
      report(place, "entry_ids", "1 to 256 entries are expected")
    }
    if row.sequences.count != row.entries.count {
      report(place, "seqs", "count differs from the entries")
    }
    chunk = OpenChunk(row: row)
  }

  private var nextIndex: Int { tree.size + (block?.hashes.count ?? 0) }

  /// Takes the next chunk of an export with its entries, which name themselves.
  package mutating func chunk(
    firstIndex: Int, blockNumber: Int, exported entries: [ExportedEntry]
  ) {
    chunk(
      StoredChunk(
        firstIndex: firstIndex, blockNumber: blockNumber, entries: entries.map(\.facts.entry),
        sequences: [Int64](repeating: 0, count: entries.count)))
    for entry in entries {
      let place = take(
        entry.facts.entry, sequence: 0, hash: entry.hash, storedHash: entry.leafHash)
      if let place { compare(entry.facts, place) }
    }
  }

  /// Takes the next entry of the open chunk.
  package mutating func entry(_ row: StoredEntry) {
    let hash = Hashing.leaf(row.leaf)
    guard
      let place = take(row.id, sequence: row.sequence, hash: hash, storedHash: row.leafHash)
    else { return }
    do throws(LedgerFailure) {
      compare(row, with: try LedgerEntryDraft(leaf: row.leaf), place)
    } catch {
      report(place, "leaf", "\(error)")
    }
  }

  /// Gives the entry its position.
  ///
  /// - Returns: nil when no chunk names it here.
  private mutating func take(
    _ id: Identifier, sequence: Int64, hash: Digest, storedHash: Digest
  ) -> LedgerFinding.Place? {
    if let skipped = chunk?.waiting.firstIndex(of: id) { missing(upTo: skipped) }
    let place = LedgerFinding.Place.entry(index: nextIndex, id: id)
    guard let open = chunk, let expectedID = open.waiting.first else {
      report(place, "entry_id", "no chunk names it here")
      return nil
    }
    if id != expectedID { report(place, "entry_id", "the chunk names \(expectedID)") }
    if let expected = open.row.sequences.dropFirst(open.taken).first, expected != sequence {
      report(place, "seq", "the chunk names \(expected)")
    }
    chunk?.taken += 1
    if let offset = block?.hashes.count, hash != storedHash {
      block?.ambiguous.append((offset, storedHash))
    }
    block?.hashes.append(hash)
    block?.ids.append(id)
    return place
  }

  private mutating func compare(
    _ row: StoredEntry, with leaf: LedgerEntryDraft, _ place: LedgerFinding.Place
  ) {
    compare(leaf, place)
    if leaf.entry != row.id { report(place, "entry_id", "differs from the leaf") }
    let expected = StoredEntry.Columns(leaf)
    guard row.columns != expected else { return }
    let columns = row.columns
    if columns.kind != expected.kind { report(place, "kind", "differs from the leaf") }
    if columns.subject != expected.subject { report(place, "subject_id", "differs from the leaf") }
    if columns.account != expected.account { report(place, "account_id", "differs from the leaf") }
    if columns.effectiveOn != expected.effectiveOn {
      report(place, "effective_on", "differs from the leaf")
    }
    if columns.recordedAt != expected.recordedAt {
      report(place, "recorded_at", "differs from the leaf")
    }
  }

  private mutating func compare(_ leaf: LedgerEntryDraft, _ place: LedgerFinding.Place) {
    if leaf.tenant != tenant { report(place, "leaf", "another tenant") }
    if leaf.kind.log != log { report(place, "leaf", "another log") }
  }

  /// Reports the entries of the open chunk before `end`. Each keeps its position, so that those after
  /// it are still compared.
  private mutating func missing(upTo end: Int) {
    while let open = chunk, open.taken < end {
      let id = open.row.entries[open.taken]
      report(.entry(index: nextIndex, id: id), "entry_id", "the entry is missing")
      chunk?.taken += 1
      block?.hashes.append(Hashing.emptyRoot)
      block?.ids.append(id)
    }
  }

  private mutating func closeChunk() {
    guard let open = chunk else { return }
    missing(upTo: open.row.entries.count)
    chunk = nil
  }

  private mutating func closeBlock() {
    closeChunk()
    guard let open = block else { return }
    block = nil
    let place = LedgerFinding.Place.block(number: open.row.number)
    if open.hashes.count != open.row.count {
      report(place, "count", "\(open.hashes.count) entries were found")
    }
    let before = tree
    var grown = before.adding(open.hashes)
    let isComputedRight = grown.tree.root == open.root
    var isStoredRight = false
    if !isComputedRight && !open.ambiguous.isEmpty {
      var stored = open.hashes
      for entry in open.ambiguous { stored[entry.offset] = entry.stored }
      let other = before.adding(stored)
      isStoredRight = other.tree.root == open.root
      if isStoredRight { grown = other }
    }
    for entry in open.ambiguous {
      let column = isComputedRight ? "leaf_hash" : isStoredRight ? "leaf" : "leaf, leaf_hash"
      let index = before.size + entry.offset
      report(.entry(index: index, id: open.ids[entry.offset]), column, "hash differs")
    }
    if !isComputedRight && !isStoredRight && !isDiverged {
      isDiverged = true
      report(place, "root", "differs from the entries")
    }
    compareWatched(before: before, hashes: grown.hashes)
    tree = grown.tree
    for tile in grown.fullTiles { pendingTiles[tile.address] = tile.bytes }
  }

  /// Compares the notes whose size lies in the block which ends.
  private mutating func compareWatched(before: TreeAppender, hashes: [Digest]) {
    let reached = before.size + hashes.count
    for note in watched where note.size <= reached {
      let root = before.adding(Array(hashes.prefix(note.size - before.size))).tree.root
      guard note.root != root else { continue }
      report(.checkpoint(name: note.name), "root", "differs from the tree's at its size")
    }
    watched.removeAll { $0.size <= reached }
  }

  /// Compares a stored full tile. The block of its last entry must have been followed by another
  /// block, or `closeBlocks` been called.
  package mutating func tile(level: Int, index: Int, bytes: [UInt8]) {
    let address = TileAddress(content: .hashes(level: level), index: index)
    guard let expected = pendingTiles.removeValue(forKey: address) else {
      report(.tile(address), "level, index", "the tree has no such full tile, or it came twice")
      return
    }
    guard bytes != expected else { return }
    guard bytes.count == expected.count else {
      report(.tile(address), "hashes", "\(bytes.count) bytes")
      return
    }
    let offset = (0..<bytes.count).first { bytes[$0] != expected[$0] } ?? 0
    let place = index * LedgerLimits.tileWidth + offset / 32
    let node = level == 0 ? "the hash of entry \(place)" : "hash \(offset / 32)"
    report(.tile(address), "hashes", "\(node) differs from the entries")
  }

  /// Ends the open block, so that its tiles can be compared.
  package mutating func closeBlocks() { closeBlock() }

  /// Ends the ledger: what is still missing is reported, and the head compared.
  package mutating func finish(_ head: StoredHead) -> [LedgerFinding] {
    closeBlock()
    if head.size != tree.size { report(.head, "size", "\(tree.size) entries were found") }
    if head.root != tree.root { report(.head, "root", "differs from the entries") }
    if head.blockNumber != blockNumber { report(.head, "block_number", "last is \(blockNumber)") }
    if head.blockHash != blockHash { report(.head, "block_hash", "differs from the last header") }
    for address in pendingTiles.keys.sorted(by: { $0.path < $1.path }) {
      report(.tile(address), "hashes", "the tile is missing")
    }
    for note in watched {
      report(
        .checkpoint(name: note.name), "size",
        "the ledger ends at \(tree.size): its tail up to \(note.size) is missing")
    }
    pendingTiles = [:]
    watched = []
    return findings
  }

  private mutating func report(
    _ place: LedgerFinding.Place, _ column: String, _ problem: String
  ) {
    guard findings.count < LedgerLimits.findingCountMax else {
      findingsLeftOut += 1
      return
    }
    findings.append(LedgerFinding(place: place, column: column, problem: problem))
  }
}

extension TreeAppender {
  fileprivate struct Grown {
    var tree: TreeAppender
    let hashes: [Digest]
    var fullTiles: [Tile] = []
  }

  /// This tree with more leaf hashes.
  fileprivate func adding(_ hashes: [Digest]) -> Grown {
    var grown = Grown(tree: self, hashes: hashes)
    for hash in hashes { grown.tree.append(hash, fullTiles: &grown.fullTiles) }
    return grown
  }
}
