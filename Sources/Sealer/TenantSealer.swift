package import Bytes
package import Ledger
package import World

/// One log to seal: where it is stored, and the key that signs it.
package struct SealTarget: Sendable {
  /// What leaves and headers hold: the opaque id and the log.
  package let name: TenantLog
  package let store: any SealStore
  /// Its name is the log's origin.
  package let signer: NoteSigner

  package init(name: TenantLog, store: any SealStore, signer: NoteSigner) {
    self.name = name
    self.store = store
    self.signer = signer
  }

  package var origin: String { signer.verifierKey.name }
}

/// A block which was just sealed, durably.
package struct SealedBlock: Sendable, Equatable {
  package let name: TenantLog
  package let number: Int
  package let firstIndex: Int
  /// In order of position.
  package let entries: [Identifier]
  package let root: Digest
  package let headerHash: Digest
}

/// Seals and signs one log. Its calls go one after the other.
package actor TenantSealer {
  private let target: SealTarget
  private let notes: any NoteStore
  private let world: World
  private let blockEntryCountMax: Int
  /// The tree of the last head which this process saw; nil when it must be read.
  private var tree: TreeAppender?
  /// What this process signed last, of the tree which it still holds.
  private var lastSigned: Checkpoint?
  private var isBusy = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// `blockEntryCountMax` is a test's to lower.
  package init(
    _ target: SealTarget, notes: any NoteStore, world: World,
    blockEntryCountMax: Int = SealerLimits.blockEntryCountMax
  ) {
    self.target = target
    self.blockEntryCountMax = blockEntryCountMax
    self.notes = notes
    self.world = world
  }

  private enum Outcome: Sendable {
    case idle(StoredHead)
    case unknownTree(StoredHead)
    case sealed(SealPlan.Block)
  }

  /// Seals what is there, at most `blocksPerTurnMax` blocks.
  ///
  /// - Returns: the blocks made now; none when nothing was waiting.
  /// - Throws: `conflict` when other sealers were quicker each time, and what the store throws.
  package func seal() async throws(SealFailure) -> [SealedBlock] {
    await begin()
    defer { end() }
    return try await sealUnshared()
  }

  private func sealUnshared() async throws(SealFailure) -> [SealedBlock] {
    var out: [SealedBlock] = []
    var conflictCount = 0
    while out.count < SealerLimits.blocksPerTurnMax {
      do throws(SealFailure) {
        switch try await step() {
        case .idle: return out
        case .unknownTree(let head): try await takeUp(head)
        case .sealed(let block):
          tree = block.tree
          out.append(sealedBlock(block.writing))
          if block.writing.isComplete { return out }
        }
      } catch {
        // Whatever happened, the next step starts from what is stored.
        tree = nil
        guard error == .conflict else { throw error }
        conflictCount += 1
        guard conflictCount < SealerLimits.attemptCountMax else { throw error }
      }
    }
    return out
  }

  private func step() async throws(SealFailure) -> Outcome {
    let tree = tree
    let name = target.name
    let now = world.recordedNow()
    let entryCountMax = blockEntryCountMax
    return try await target.store.seal(limit: entryCountMax + 1) {
      reading throws(SealFailure) in
      guard !reading.entries.isEmpty else {
        return (reading.isSweep ? .resetSnapshot : .nothing, .idle(reading.head))
      }
      guard let tree, tree.size == reading.head.size else {
        return (.nothing, .unknownTree(reading.head))
      }
      let block = try SealPlan.block(
        of: reading, after: tree, name: name, at: now, entryCountMax: entryCountMax)
      return (.write(block.writing), .sealed(block))
    }
  }

  /// Reads the tree of a head.
  private func takeUp(_ head: StoredHead) async throws(SealFailure) {
    lastSigned = nil
    let addresses = TileAddress.hashTiles(size: head.size, from: head.size)
    let tiles = try await target.store.tiles(addresses, size: head.size)
    let tree = try sealing { () throws(LedgerFailure) in
      try TreeAppender(size: head.size, tiles: tiles)
    }
    guard tree.root == head.root else { throw .corrupt("head.root") }
    self.tree = tree
  }

  private func sealedBlock(_ writing: SealWriting) -> SealedBlock {
    SealedBlock(
      name: target.name, number: writing.block.number, firstIndex: writing.block.firstIndex,
      entries: writing.chunks.flatMap(\.entries), root: writing.block.root,
      headerHash: writing.block.headerHash)
  }

  /// Signs the committed head and publishes it, when it is newer than what was published.
  ///
  /// The own root at the size of the last external checkpoint must equal that one's: a fork can be
  /// longer. The external note is durable before anything is published.
  ///
  /// - Returns: the checkpoint which now stands; nil for an empty log.
  package func sign() async throws(SealFailure) -> Checkpoint? {
    await begin()
    defer { end() }
    let head = try await target.store.head()
    if tree?.size != head.size { try await takeUp(head) }
    guard tree?.root == head.root else { throw .corrupt("head.root") }
    let external = try await externalCheckpoint()
    if let external { try await check(external, head) }
    guard head.size > 0 else { return nil }
    let signed = try sealing { () throws(LedgerFailure) in
      let checkpoint = try Checkpoint(origin: target.origin, size: head.size, root: head.root)
      let blocks = try BlockHeader.checkpoint(
        origin: target.origin, number: head.blockNumber, hash: head.blockHash)
      return (
        checkpoint, try target.signer.note(checkpoint),
        try target.signer.derived("/blocks").note(blocks)
      )
    }
    if external?.size != head.size {
      try await notes.keep(
        signed.1.bytes, origin: target.origin, expectedSize: external?.size)
    }
    lastSigned = signed.0
    let published = try await target.store.publishedSize(origin: target.origin)
    if published != head.size {
      try await target.store.publish(
        PublishedCheckpoint(
          origin: target.origin, size: head.size, blockNumber: head.blockNumber,
          note: signed.1.bytes, blockNote: signed.2.bytes, signedAt: world.recordedNow()))
    }
    return signed.0
  }

  private func externalCheckpoint() async throws(SealFailure) -> Checkpoint? {
    guard let note = try await notes.note(origin: target.origin) else { return nil }
    do throws(LedgerFailure) {
      return try SignedCheckpoint(note: note, log: target.signer.verifierKey).checkpoint
    } catch {
      throw .externalUnreadable
    }
  }

  private func check(_ external: Checkpoint, _ head: StoredHead) async throws(SealFailure) {
    guard external.size <= head.size else {
      throw .behindExternal(size: head.size, externalSize: external.size)
    }
    // Signed by this process over the tree which it went on with.
    guard external != lastSigned, external.size > 0 else { return }
    let plan = ProofPlan.root(of: external.size, in: head.size)
    let tiles = try await target.store.tiles(plan.tiles, size: head.size)
    let root = try sealing { () throws(LedgerFailure) in try plan.hashes(in: tiles) }
    guard root == [external.root] else { throw .forked(externalSize: external.size) }
  }

  /// An actor may be entered again at each `await`: sealing and signing take turns.
  private func begin() async {
    guard isBusy else {
      isBusy = true
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func end() {
    guard !waiting.isEmpty else {
      isBusy = false
      return
    }
    waiting.removeFirst().resume()
  }
}
