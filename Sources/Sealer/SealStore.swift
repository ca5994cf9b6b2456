package import Bytes
package import Ledger

/// An entry which no block holds yet.
package struct UnsealedEntry: Sendable, Equatable {
  package let id: Identifier
  package let sequence: Int64
  package let leafHash: Digest

  package init(id: Identifier, sequence: Int64, leafHash: Digest) {
    self.id = id
    self.sequence = sequence
    self.leafHash = leafHash
  }
}

/// What one transaction of the sealer saw.
package struct SealReading: Sendable {
  package let head: StoredHead
  /// In the order of sealing; one more than fits into a block when something is left out.
  package let entries: [UnsealedEntry]
  /// True when the stored snapshot was of another cluster and the entries in no chunk were taken.
  package let isSweep: Bool

  package init(head: StoredHead, entries: [UnsealedEntry], isSweep: Bool) {
    self.head = head
    self.entries = entries
    self.isSweep = isSweep
  }
}

/// What the same transaction then writes.
package struct SealWriting: Sendable {
  package let block: StoredBlock
  package let chunks: [StoredChunk]
  package let fullTiles: [Tile]
  /// False when entries which were found are left for the next block.
  package let isComplete: Bool
  package let isSweep: Bool
}

/// What becomes of the transaction.
package enum SealDecision: Sendable {
  /// It ends without writing.
  case nothing
  /// A sweep found every entry sealed: the snapshots of this cluster are taken up.
  case resetSnapshot
  case write(SealWriting)
}

/// A checkpoint as it is published.
package struct PublishedCheckpoint: Sendable, Equatable {
  package let origin: String
  package let size: Int
  package let blockNumber: Int
  package let note: [UInt8]
  package let blockNote: [UInt8]
  package let signedAt: Timestamp
}

/// The tables of one log, as the sealer needs them.
package protocol SealStore: Sendable {
  /// One REPEATABLE READ transaction: reads at most `limit` entries, asks, writes, commits. When it
  /// returns, what was decided is durable.
  ///
  /// - Returns: what `decide` gave beside its decision.
  ///
  /// - Throws: `conflict` when another sealer was quicker, `database`, `corrupt`, or what `decide`
  ///   throws; nothing was written then, except when a commit's outcome is unknown.
  func seal<Outcome: Sendable>(
    limit: Int,
    _ decide: @escaping @Sendable (SealReading) throws(SealFailure) -> (SealDecision, Outcome)
  ) async throws(SealFailure) -> Outcome

  /// The head as committed.
  func head() async throws(SealFailure) -> StoredHead

  /// Hash tiles of the tree of `size` entries; partial ones are made from full tiles and leaves.
  func tiles(_ addresses: [TileAddress], size: Int) async throws(SealFailure) -> TileSet

  /// Size of the newest published checkpoint of `origin`; nil when there is none.
  func publishedSize(origin: String) async throws(SealFailure) -> Int?

  func publish(_ checkpoint: PublishedCheckpoint) async throws(SealFailure)
}
