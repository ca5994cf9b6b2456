import Bytes
import Ledger
import Sealer
import Synchronization

/// The tables of one ledger in memory, with failures on demand.
final class MemoryStore: SealStore {
  struct State {
    var head = StoredHead.empty
    /// Committed and not sealed, in the order of `seq`.
    var waiting: [UnsealedEntry] = []
    var isForeign = false
    var blocks: [StoredBlock] = []
    var chunks: [StoredChunk] = []
    var tiles: [Tile] = []
    var leafHashes: [Digest] = []
    var published: [PublishedCheckpoint] = []
    /// Another sealer is quicker this many times.
    var conflictCount = 0
    var failure: SealFailure?
    var transactionCount = 0
  }
  let state = Mutex(State())
  private let gate = Gate()

  /// The next seals wait until `release`.
  func hold() { gate.close() }
  func release() { gate.open() }
  /// Returns when a seal waits.
  func held() async { await gate.reached() }

  func append(_ count: Int) {
    state.withLock { state in
      for _ in 0..<count {
        let next = state.leafHashes.count + state.waiting.count
        state.waiting.append(
          UnsealedEntry(
            id: Identifier(high: 0, low: UInt64(next)), sequence: Int64(next + 1),
            leafHash: Hashing.leaf(Array("entry-\(next)".utf8))))
      }
    }
  }

  func seal<Outcome: Sendable>(
    limit: Int,
    _ decide: @escaping @Sendable (SealReading) throws(SealFailure) -> (SealDecision, Outcome)
  ) async throws(SealFailure) -> Outcome {
    await gate.pass()
    let reading = try state.withLock { state throws(SealFailure) in
      state.transactionCount += 1
      if let failure = state.failure { throw failure }
      return SealReading(
        head: state.head, entries: Array(state.waiting.prefix(limit)), isSweep: state.isForeign)
    }
    let (decision, outcome) = try decide(reading)
    switch decision {
    case .nothing: break
    case .resetSnapshot: state.withLock { $0.isForeign = false }
    case .write(let writing):
      try state.withLock { state throws(SealFailure) in
        if state.conflictCount > 0 {
          state.conflictCount -= 1
          throw .conflict
        }
        let count = writing.block.count
        state.head = StoredHead(
          size: writing.block.firstIndex + count, root: writing.block.root,
          blockNumber: writing.block.number, blockHash: writing.block.headerHash)
        state.leafHashes += state.waiting.prefix(count).map(\.leafHash)
        state.waiting.removeFirst(count)
        state.blocks.append(writing.block)
        state.chunks += writing.chunks
        state.tiles += writing.fullTiles
        if writing.isComplete { state.isForeign = false }
      }
    }
    return outcome
  }

  func head() async throws(SealFailure) -> StoredHead { state.withLock { $0.head } }

  func tiles(_ addresses: [TileAddress], size: Int) async throws(SealFailure) -> TileSet {
    let (tiles, hashes) = state.withLock { ($0.tiles, $0.leafHashes) }
    return try await TileAssembly(size: size).tiles(addresses) {
      level, first, count throws(SealFailure) in
      tiles.filter {
        $0.address.content == .hashes(level: level)
          && (first..<first + count).contains($0.address.index)
      }.map { ($0.address.index, $0.bytes) }
    } tail: { first throws(SealFailure) in
      hashes[first...].map(\.bytes)
    }
  }

  func publishedSize(origin: String) async throws(SealFailure) -> Int? {
    state.withLock { $0.published.last?.size }
  }

  func publish(_ checkpoint: PublishedCheckpoint) async throws(SealFailure) {
    state.withLock { $0.published.append(checkpoint) }
  }
}

/// Holds up who passes while it is closed.
private final class Gate: Sendable {
  private struct State {
    var isClosed = false
    var waiting: [CheckedContinuation<Void, Never>] = []
    var watchers: [CheckedContinuation<Void, Never>] = []
  }
  private let state = Mutex(State())

  func close() { state.withLock { $0.isClosed = true } }

  func open() {
    let waiting = state.withLock { state in
      defer { state.waiting = [] }
      state.isClosed = false
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  func pass() async {
    guard state.withLock({ $0.isClosed }) else { return }
    await withCheckedContinuation { continuation in
      let (isOpen, watchers) = state.withLock { state in
        guard state.isClosed else {
          return (true, [CheckedContinuation<Void, Never>]())
        }
        state.waiting.append(continuation)
        defer { state.watchers = [] }
        return (false, state.watchers)
      }
      if isOpen { continuation.resume() }
      for watcher in watchers { watcher.resume() }
    }
  }

  func reached() async {
    await withCheckedContinuation { continuation in
      let isReached = state.withLock { state in
        guard state.waiting.isEmpty else { return true }
        state.watchers.append(continuation)
        return false
      }
      if isReached { continuation.resume() }
    }
  }
}
