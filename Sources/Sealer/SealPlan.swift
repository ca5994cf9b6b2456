package import Bytes
package import Ledger

/// Makes the block of what a transaction saw. Pure.
package enum SealPlan {
  /// A block, and the tree after it.
  package struct Block: Sendable {
    package let writing: SealWriting
    package let tree: TreeAppender
  }

  /// The first entries of `reading`, at most `entryCountMax` of them, appended to `tree`.
  ///
  /// - Throws: `corrupt` when the head is not that of `tree`, `ledger` for a bad header.
  package static func block(
    of reading: SealReading, after tree: TreeAppender, name: TenantLog, at now: Timestamp,
    entryCountMax: Int = SealerLimits.blockEntryCountMax
  ) throws(SealFailure) -> Block {
    precondition(!reading.entries.isEmpty)
    guard tree.size == reading.head.size, tree.root == reading.head.root else {
      throw .corrupt("head.root")
    }
    let entries = reading.entries.prefix(entryCountMax)
    var tree = tree
    let fullTiles = tree.append(contentsOf: entries.lazy.map(\.leafHash))
    let header = BlockHeader(
      tenant: name.tenant, log: name.log, number: reading.head.blockNumber + 1,
      firstIndex: reading.head.size, count: entries.count, root: tree.root,
      previous: reading.head.blockHash, sealedAt: now)
    let line = try sealing { () throws(LedgerFailure) in try header.line() }
    let block = StoredBlock(
      number: header.number, firstIndex: header.firstIndex, count: header.count,
      root: header.root, line: line, headerHash: BlockHeader.hash(line: line), sealedAt: now)
    let writing = SealWriting(
      block: block, chunks: chunks(entries, block), fullTiles: fullTiles,
      isComplete: entries.count == reading.entries.count, isSweep: reading.isSweep)
    return Block(writing: writing, tree: tree)
  }

  /// Chunks end where bundles of 256 end, so that a bundle is read from few of them.
  private static func chunks(
    _ entries: ArraySlice<UnsealedEntry>, _ block: StoredBlock
  ) -> [StoredChunk] {
    var out: [StoredChunk] = []
    var at = entries.startIndex
    while at < entries.endIndex {
      let first = block.firstIndex + at - entries.startIndex
      let width = LedgerLimits.tileWidth - first % LedgerLimits.tileWidth
      let part = entries[at..<min(at + width, entries.endIndex)]
      out.append(
        StoredChunk(
          firstIndex: first, blockNumber: block.number, entries: part.map(\.id),
          sequences: part.map(\.sequence)))
      at = part.endIndex
    }
    return out
  }
}
