package import Bytes

/// A ledger entry as stored, in the order of the chunk which names it.
package struct StoredEntry: Sendable {
  /// The columns which repeat what the leaf says, for queries.
  package struct Columns: Sendable, Equatable {
    package var kind: Int
    package var subject: Identifier?
    package var account: Identifier?
    package var effectiveOn: Day
    package var recordedAt: Timestamp

    package init(
      kind: Int, subject: Identifier?, account: Identifier?, effectiveOn: Day, recordedAt: Timestamp
    ) {
      self.kind = kind
      self.subject = subject
      self.account = account
      self.effectiveOn = effectiveOn
      self.recordedAt = recordedAt
    }

    /// What the columns of an entry must be.
    package init(_ entry: LedgerEntryDraft) {
      self.init(
        kind: entry.kind.rawValue, subject: entry.subject, account: entry.account?.pseudonym,
        effectiveOn: entry.effectiveOn, recordedAt: entry.recordedAt)
    }
  }

  package var id: Identifier
  /// The unhashed order of sealing.
  package var sequence: Int64
  package var leaf: [UInt8]
  package var leafHash: Digest
  package var columns: Columns

  package init(
    id: Identifier, sequence: Int64, leaf: [UInt8], leafHash: Digest, columns: Columns
  ) {
    self.id = id
    self.sequence = sequence
    self.leaf = leaf
    self.leafHash = leafHash
    self.columns = columns
  }
}

/// An entry of an export, which holds leaves and their stored hashes and nothing beside them. The
/// leaf is read and hashed once, where it stands.
package struct ExportedEntry: Sendable {
  /// What the leaf says.
  package let facts: LedgerEntryDraft
  /// The hash of the leaf.
  let hash: Digest
  /// The hash which the export says it has.
  let leafHash: Digest

  /// - Throws: what reading the leaf throws.
  package init(leaf: Span<UInt8>, leafHash: Digest) throws(LedgerFailure) {
    facts = try LedgerEntryDraft(leaf: leaf)
    hash = Hashing.leaf(leaf)
    self.leafHash = leafHash
  }
}

/// At most 256 positions of a block: which entries stand there.
package struct StoredChunk: Sendable {
  package var firstIndex: Int
  package var blockNumber: Int
  package var entries: [Identifier]
  /// Beside `entries`: the `sequence` of each.
  package var sequences: [Int64]

  package init(firstIndex: Int, blockNumber: Int, entries: [Identifier], sequences: [Int64]) {
    self.firstIndex = firstIndex
    self.blockNumber = blockNumber
    self.entries = entries
    self.sequences = sequences
  }
}

/// A sealed block as stored.
package struct StoredBlock: Sendable {
  package var number: Int
  package var firstIndex: Int
  package var count: Int
  package var root: Digest
  package var line: [UInt8]
  package var headerHash: Digest
  package var sealedAt: Timestamp

  package init(
    number: Int, firstIndex: Int, count: Int, root: Digest, line: [UInt8], headerHash: Digest,
    sealedAt: Timestamp
  ) {
    self.number = number
    self.firstIndex = firstIndex
    self.count = count
    self.root = root
    self.line = line
    self.headerHash = headerHash
    self.sealedAt = sealedAt
  }
}

/// The single row which says how far the ledger is sealed.
package struct StoredHead: Sendable {
  package var size: Int
  package var root: Digest
  package var blockNumber: Int
  package var blockHash: Digest

  package init(size: Int, root: Digest, blockNumber: Int, blockHash: Digest) {
    self.size = size
    self.root = root
    self.blockNumber = blockNumber
    self.blockHash = blockHash
  }

  /// The head of a ledger in which nothing was sealed.
  package static let empty = StoredHead(
    size: 0, root: Hashing.emptyRoot, blockNumber: 0, blockHash: BlockHeader.noPrevious)
}
