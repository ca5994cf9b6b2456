import Bytes
import Ledger

/// A small sealed ledger as its tables hold it.
struct StoredLedger {
  static let tenant = "t_01"
  struct Block {
    var row: StoredBlock
    var chunks: [(row: StoredChunk, entries: [StoredEntry])]
  }
  var blocks: [Block] = []
  var tiles: [(level: Int, index: Int, bytes: [UInt8])] = []
  var head = StoredHead.empty
  var checkpoints: [Checkpoint] = []

  let log: Log

  init(blockCounts: [Int], seed: UInt64, log: Log = .ledger) throws {
    self.log = log
    var random = Seeded(seed)
    var tree = TreeAppender()
    var sequence: Int64 = 0
    for count in blockCounts {
      let first = tree.size
      var entries: [StoredEntry] = []
      for _ in 0..<count {
        sequence += Int64.random(in: 1...3, using: &random)
        let draft = randomDraft(&random, tenant: Self.tenant, log: log)
        let leaf = try draft.leaf()
        entries.append(
          StoredEntry(
            id: draft.entry, sequence: sequence, leaf: leaf.bytes, leafHash: leaf.hash,
            columns: .init(draft)))
      }
      for tile in tree.append(contentsOf: entries.map(\.leafHash)) {
        guard case .hashes(let level) = tile.address.content else { continue }
        tiles.append((level, tile.address.index, tile.bytes))
      }
      try append(entries, first: first, root: tree.root)
    }
  }

  private mutating func append(_ entries: [StoredEntry], first: Int, root: Digest) throws {
    let number = head.blockNumber + 1
    let header = BlockHeader(
      tenant: Self.tenant, log: log, number: number, firstIndex: first, count: entries.count,
      root: root, previous: head.blockHash,
      sealedAt: Timestamp(microseconds: Int64(number) * 1_000_000))
    let line = try header.line()
    let chunks = stride(from: 0, to: entries.count, by: 256).map { start in
      let part = Array(entries[start..<min(start + 256, entries.count)])
      return (
        StoredChunk(
          firstIndex: first + start, blockNumber: number, entries: part.map(\.id),
          sequences: part.map(\.sequence)), part
      )
    }
    let hash = BlockHeader.hash(line: line)
    blocks.append(
      Block(
        row: StoredBlock(
          number: number, firstIndex: first, count: entries.count, root: root, line: line,
          headerHash: hash, sealedAt: header.sealedAt), chunks: chunks))
    head = StoredHead(
      size: first + entries.count, root: root, blockNumber: number, blockHash: hash)
    checkpoints.append(try Checkpoint(origin: "ledger.example/l/t_01", size: head.size, root: root))
  }

  /// One block of the entries given.
  init(entries: [StoredEntry], log: Log) throws {
    self.log = log
    var tree = TreeAppender()
    _ = tree.append(contentsOf: entries.map(\.leafHash))
    try append(entries, first: 0, root: tree.root)
  }

  /// Everything the verifier says about an export of it: leaves and stored hashes, nothing beside.
  func exportFindings(tenant: String = Self.tenant) throws -> [LedgerFinding] {
    var verifier = LedgerVerifier(tenant: tenant, log: log)
    for block in blocks {
      verifier.block(block.row)
      for chunk in block.chunks {
        verifier.chunk(
          firstIndex: chunk.row.firstIndex, blockNumber: chunk.row.blockNumber,
          exported: try chunk.entries.map {
            try ExportedEntry(leaf: $0.leaf.span, leafHash: $0.leafHash)
          })
      }
    }
    return verifier.finish(head).filter {
      if case .tile = $0.place { return false }
      return true
    }
  }

  /// Everything the verifier says about it, when it is given as `asked`.
  func findings(external: Checkpoint? = nil, as asked: Log? = nil) -> [LedgerFinding] {
    var verifier = LedgerVerifier(tenant: Self.tenant, log: asked ?? log)
    if let external { verifier.expect(external, named: "external") }
    for checkpoint in checkpoints { verifier.expect(checkpoint, named: "\(checkpoint.size)") }
    for block in blocks {
      verifier.block(block.row)
      for chunk in block.chunks {
        verifier.chunk(chunk.row)
        for entry in chunk.entries { verifier.entry(entry) }
      }
    }
    verifier.closeBlocks()
    for tile in tiles { verifier.tile(level: tile.level, index: tile.index, bytes: tile.bytes) }
    return verifier.finish(head)
  }
}
