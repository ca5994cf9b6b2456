import Bytes
import Foundation
import Ledger
import Sealer
import Synchronization
import TestKit
import Testing
import World

/// A directory of its own for external notes, removed at the end.
struct NoteFolder {
  let path = NSTemporaryDirectory() + "tally-notes-\(UUID())"
  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
  func remove() { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct TenantSealerTests {
  static let signer = try! NoteSigner(name: "ledger.example/l/t_01/1", seed: Array(0...31))
  private static let world = World.simulated(
    seed: 1, start: Timestamp("2026-01-31T08:00:00Z")!
  ).world

  private func sealer(_ store: MemoryStore, _ folder: NoteFolder) -> TenantSealer {
    TenantSealer(
      SealTarget(name: TenantLog("t_01", .ledger), store: store, signer: Self.signer),
      notes: FileNoteStore(directory: folder.path), world: Self.world)
  }

  /// Goal: what is sealed is the tree of the entries, whole and in order, also by a sealer which was
  /// started in between. Method: roots of RFC 6962 over the same leaves; the verifier over the rows.
  @Test func sealsBlocksThatVerify() async throws {
    let folder = try NoteFolder()
    defer { folder.remove() }
    let store = MemoryStore()
    var first: TenantSealer? = sealer(store, folder)
    #expect(try await first?.seal() == [])
    for (index, count) in [1, 300, 7, 40_000, 256, 65_536].enumerated() {
      store.append(count)
      if index == 3 { first = nil }
      let worker = first ?? sealer(store, folder)
      var blocks: [SealedBlock] = []
      while store.state.withLock({ !$0.waiting.isEmpty }) { blocks += try await worker.seal() }
      #expect(blocks.flatMap(\.entries).count == count)
    }
    let state = store.state.withLock { $0 }
    var tree = TreeAppender()
    let tiles = tree.append(contentsOf: state.leafHashes)
    #expect(state.head.size == 106_100)
    #expect(state.head.root == tree.root)
    #expect(state.tiles == tiles)
    #expect(state.chunks.flatMap(\.entries).map(\.low) == Array(0..<106_100))
    #expect(state.chunks.allSatisfy { $0.entries.count <= 256 })
    #expect(state.blocks.allSatisfy { $0.count <= SealerLimits.blockEntryCountMax })
    #expect(state.blocks.count == 11)
    var previous = BlockHeader.noPrevious
    for block in state.blocks {
      let header = try BlockHeader(line: block.line)
      #expect(header.previous == previous)
      previous = block.headerHash
    }
  }

  @Test func anotherSealerWasQuicker() async throws {
    let folder = try NoteFolder()
    defer { folder.remove() }
    let store = MemoryStore()
    store.append(10)
    store.state.withLock { $0.conflictCount = SealerLimits.attemptCountMax - 1 }
    let worker = sealer(store, folder)
    #expect(try await worker.seal().count == 1)
    store.append(10)
    store.state.withLock { $0.conflictCount = SealerLimits.attemptCountMax }
    await #expect(throws: SealFailure.conflict) { try await worker.seal() }
    #expect(try await worker.seal().count == 1)
    // Two which take turns without knowing of each other.
    let other = sealer(store, folder)
    for turn in 0..<6 {
      store.append(100)
      #expect(try await (turn % 2 == 0 ? worker : other).seal().count == 1)
    }
    var tree = TreeAppender()
    _ = tree.append(contentsOf: store.state.withLock { $0.leafHashes })
    #expect(store.state.withLock { $0.head.root } == tree.root)
  }

  @Test func sweepOfAnotherCluster() async throws {
    let folder = try NoteFolder()
    defer { folder.remove() }
    let store = MemoryStore()
    store.state.withLock { $0.isForeign = true }
    let worker = sealer(store, folder)
    #expect(try await worker.seal() == [])
    #expect(store.state.withLock { $0.isForeign } == false)
    store.state.withLock { $0.isForeign = true }
    store.append(3)
    #expect(try await worker.seal().count == 1)
    #expect(store.state.withLock { $0.isForeign } == false)
  }

  @Test func signsOnlyWhatContinues() async throws {
    let folder = try NoteFolder()
    defer { folder.remove() }
    let store = MemoryStore()
    let worker = sealer(store, folder)
    #expect(try await worker.sign() == nil)
    store.append(300)
    _ = try await worker.seal()
    #expect(try await worker.sign()?.size == 300)
    store.append(5)
    _ = try await worker.seal()
    #expect(try await worker.sign()?.size == 305)
    #expect(try await worker.sign()?.size == 305)
    let published = store.state.withLock { $0.published }
    #expect(published.map(\.size) == [300, 305])
    let note = try await FileNoteStore(directory: folder.path).note(
      origin: Self.signer.verifierKey.name)
    #expect(note == published[1].note)
    let blocks = try SignedCheckpoint(
      note: published[1].blockNote, log: try Self.signer.verifierKey.derived("/blocks"))
    #expect(blocks.checkpoint.size == 2)

    // A fresh process checks the external note against the tiles.
    store.append(700)
    let fresh = sealer(store, folder)
    _ = try await fresh.seal()
    #expect(try await fresh.sign()?.size == 1005)

    // Another history of the same length, and a longer one.
    let fork = MemoryStore()
    fork.append(1)
    fork.state.withLock {
      $0.waiting[0] = UnsealedEntry(
        id: Identifier(high: 9, low: 9), sequence: 1, leafHash: Hashing.leaf([1]))
    }
    fork.append(2000)
    let forked = sealer(fork, folder)
    _ = try await forked.seal()
    await #expect(throws: SealFailure.forked(externalSize: 1005)) { try await forked.sign() }
    // A restored backup.
    let restored = MemoryStore()
    restored.append(1000)
    let behind = sealer(restored, folder)
    _ = try await behind.seal()
    await #expect(throws: SealFailure.behindExternal(size: 1000, externalSize: 1005)) {
      try await behind.sign()
    }
    #expect(fork.state.withLock { $0.published } == [])
    #expect(restored.state.withLock { $0.published } == [])
    // The same history signs on.
    restored.append(6)
    _ = try await behind.seal()
    #expect(try await behind.sign()?.size == 1006)
  }

  /// A stop between the external note and its publication.
  @Test func publishesWhatWasKeptOutsideOnly() async throws {
    let folder = try NoteFolder()
    defer { folder.remove() }
    let store = MemoryStore()
    store.append(9)
    let worker = sealer(store, folder)
    _ = try await worker.seal()
    _ = try await worker.sign()
    store.state.withLock { $0.published = [] }
    #expect(try await sealer(store, folder).sign()?.size == 9)
    #expect(store.state.withLock { $0.published.map(\.size) } == [9])
  }

  @Test func notesAreComparedAndSwapped() async throws {
    let folder = try NoteFolder()
    defer { folder.remove() }
    let notes = FileNoteStore(directory: folder.path)
    let origin = Self.signer.verifierKey.name
    func note(_ size: Int) throws -> [UInt8] {
      try Self.signer.note(Checkpoint(origin: origin, size: size, root: Hashing.emptyRoot)).bytes
    }
    #expect(try await notes.note(origin: origin) == nil)
    await #expect(throws: SealFailure.externalChanged) {
      try await notes.keep(try note(3), origin: origin, expectedSize: 2)
    }
    try await notes.keep(try note(3), origin: origin, expectedSize: nil)
    await #expect(throws: SealFailure.externalChanged) {
      try await notes.keep(try note(4), origin: origin, expectedSize: nil)
    }
    try await notes.keep(try note(4), origin: origin, expectedSize: 3)
    #expect(try await notes.note(origin: origin) == (try note(4)))
    #expect(try await notes.note(origin: "other") == nil)
    let missing = FileNoteStore(directory: folder.path + "/absent")
    await #expect(throws: SealFailure.externalUnwritable(errno: ENOENT)) {
      try await missing.keep(try note(1), origin: origin, expectedSize: nil)
    }
    // A damaged note stops signing.
    let file = folder.path + "/\(Hashing.sha256(Array(origin.utf8)))/checkpoint"
    try Data("x".utf8).write(to: URL(filePath: file))
    let store = MemoryStore()
    store.append(1)
    let worker = sealer(store, folder)
    _ = try await worker.seal()
    await #expect(throws: SealFailure.externalUnreadable) { try await worker.sign() }
  }
}
