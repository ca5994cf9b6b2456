import Bytes
import Ledger
import Testing

@Suite struct LedgerVerifierTests {
  static let sound: StoredLedger = try! StoredLedger(blockCounts: [1, 300, 7, 220], seed: 5)
  /// For checks which are repeated often.
  static let small: StoredLedger = try! StoredLedger(blockCounts: [1, 30, 7, 20], seed: 5)

  @Test func soundLedgerHasNoFindings() {
    #expect(Self.sound.findings() == [])
    #expect(Self.sound.findings(external: Self.sound.checkpoints[2]) == [])
    var empty = LedgerVerifier(tenant: "t_01", log: .ledger)
    #expect(empty.finish(.empty) == [])
  }

  private func change(
    in sound: StoredLedger = Self.sound, _ change: (inout StoredLedger) -> Void
  ) -> [LedgerFinding] {
    var ledger = sound
    change(&ledger)
    return ledger.findings(external: sound.checkpoints.last)
  }

  /// Flips one bit of a digest.
  private func flipped(_ digest: Digest, _ index: Int) -> Digest {
    var bytes = digest.bytes
    bytes[index % 32] ^= 1 << (index % 8)
    return Digest(bytes: bytes)!
  }

  /// Goal: 100 % of changed entry columns found, the entry named. Method: each column of 100
  /// entries in turn (R6).
  @Test func everyColumnOfAnEntry() throws {
    var random = Seeded(99)
    for _ in 0..<100 {
      let block = Int.random(in: 0..<4, using: &random)
      let chunk = Self.small.blocks[block].chunks.indices.randomElement(using: &random)!
      let place = Self.small.blocks[block].chunks[chunk].entries.indices
        .randomElement(using: &random)!
      let index = Self.small.blocks[block].chunks[chunk].row.firstIndex + place
      let number = Int(random.next() >> 40)
      let changes: [(String, (inout StoredEntry) -> Void)] = [
        ("entry_id", { $0.id = Identifier(high: $0.id.high ^ 1 << 40, low: $0.id.low) }),
        ("seq", { $0.sequence ^= 1 << (number % 40) }),
        ("leaf", { $0.leaf[number % $0.leaf.count] ^= 1 << (number % 8) }),
        ("leaf_hash", { $0.leafHash = flipped($0.leafHash, number) }),
        ("kind", { $0.columns.kind ^= 1 << (number % 16) }),
        ("subject_id", { $0.columns.subject = $0.columns.subject == nil ? $0.id : nil }),
        ("account_id", { $0.columns.account = $0.columns.account == nil ? $0.id : nil }),
        ("effective_on", { $0.columns.effectiveOn = $0.columns.effectiveOn.adding(days: 1) }),
        (
          "recorded_at",
          {
            $0.columns.recordedAt = Timestamp(microseconds: $0.columns.recordedAt.microseconds ^ 1)
          }
        ),
      ]
      for (column, entryChange) in changes {
        let findings = change(in: Self.small) {
          entryChange(&$0.blocks[block].chunks[chunk].entries[place])
        }
        let named = findings.contains {
          guard case .entry(index, _) = $0.place else { return false }
          return $0.column == column
        }
        #expect(named, "\(column) of \(index): \(findings)")
        #expect(findings.allSatisfy { $0.place.isEntry }, "\(column) of \(index): \(findings)")
      }
    }
  }

  /// A leaf replaced together with its hash (the database edited by one who knows the format).
  @Test func leafAndHashReplacedTogether() throws {
    let findings = change { ledger in
      var random = Seeded(4)
      var draft = randomDraft(&random, tenant: "t_01")
      let old = ledger.blocks[1].chunks[0].entries[50]
      draft.entry = old.id
      let leaf = try! draft.leaf()
      ledger.blocks[1].chunks[0].entries[50] = StoredEntry(
        id: old.id, sequence: old.sequence, leaf: leaf.bytes, leafHash: leaf.hash,
        columns: .init(draft))
    }
    #expect(findings.first?.place == .block(number: 2))
    #expect(findings.first?.column == "root")
    #expect(findings.contains { $0.problem.contains("the hash of entry 51 differs") })
  }

  @Test func everyColumnOfABlock() {
    for block in 0..<4 {
      let changes: [(String, (inout StoredBlock) -> Void)] = [
        ("number", { $0.number += 1 }), ("first_index", { $0.firstIndex ^= 1 }),
        ("count", { $0.count ^= 2 }), ("root", { $0.root = flipped($0.root, 9) }),
        ("header, header_hash", { $0.headerHash = flipped($0.headerHash, 3) }),
        ("sealed_at", { $0.sealedAt = $0.sealedAt.adding(seconds: 1) }),
      ]
      for (column, blockChange) in changes {
        let findings = change(in: Self.small) { blockChange(&$0.blocks[block].row) }
        #expect(findings.contains { $0.place.isBlock && $0.column == column }, "\(column)")
      }
      for index in Self.small.blocks[block].row.line.indices {
        let findings = change(in: Self.small) { $0.blocks[block].row.line[index] ^= 1 }
        #expect(findings.first?.place == .block(number: block + 1), "byte \(index)")
      }
    }
  }

  @Test func everyColumnOfAChunkTileAndHead() {
    let changes: [(String, (inout StoredLedger) -> Void)] = [
      ("first_index", { $0.blocks[1].chunks[1].row.firstIndex += 1 }),
      ("block_number", { $0.blocks[1].chunks[1].row.blockNumber += 1 }),
      ("entry_id", { $0.blocks[1].chunks[1].row.entries.swapAt(0, 1) }),
      ("seq", { $0.blocks[1].chunks[1].row.sequences[3] += 1 }),
      ("seqs", { $0.blocks[1].chunks[1].row.sequences.removeLast() }),
      ("size", { $0.head.size += 1 }), ("root", { $0.head.root = flipped($0.head.root, 1) }),
      ("block_number", { $0.head.blockNumber += 1 }),
      ("block_hash", { $0.head.blockHash = flipped($0.head.blockHash, 1) }),
      ("level, index", { $0.tiles[0].index += 7 }), ("level, index", { $0.tiles[0].level += 1 }),
      ("hashes", { $0.tiles.removeLast() }), ("hashes", { $0.tiles[0].bytes.removeLast() }),
    ]
    for (column, ledgerChange) in changes {
      let findings = change(ledgerChange)
      #expect(findings.contains { $0.column == column }, "\(column): \(findings)")
    }
    for index in stride(from: 0, to: 8192, by: 149) {
      let findings = change { $0.tiles[1].bytes[index] ^= 0x40 }
      #expect(findings.count == 1)
      #expect(findings.first?.problem.contains("entry \(256 + index / 32) ") == true)
    }
  }

  @Test func deletionSwapAndInsertion() {
    let deleted = change { _ = $0.blocks[1].chunks[0].entries.remove(at: 20) }
    #expect(deleted.contains { $0.column == "entry_id" })
    let swapped = change {
      $0.blocks[1].chunks[0].entries.swapAt(4, 5)
      $0.blocks[1].chunks[0].row.entries.swapAt(4, 5)
      $0.blocks[1].chunks[0].row.sequences.swapAt(4, 5)
    }
    #expect(swapped.first?.place == .block(number: 2))
    let inserted = change {
      let copy = $0.blocks[0].chunks[0].entries[0]
      $0.blocks[1].chunks[0].entries.append(copy)
    }
    #expect(inserted.contains { $0.problem == "no chunk names it here" })
    let withoutBlock = change { _ = $0.blocks.remove(at: 2) }
    #expect(
      withoutBlock.first
        == LedgerFinding(
          place: .block(number: 4), column: "number", problem: "block 3 is expected"))
  }

  /// Cutting the tail leaves a consistent shorter ledger: only a checkpoint kept outside shows it.
  @Test func tailCutIsFoundThroughTheExternalCheckpoint() throws {
    let short = try StoredLedger(blockCounts: [1, 300], seed: 5)
    #expect(short.findings() == [])
    let findings = short.findings(external: Self.sound.checkpoints[3])
    #expect(findings.map(\.place) == [.checkpoint(name: "external")])
    #expect(findings.first?.column == "size")
    #expect(findings.first?.problem.contains("its tail up to 528 is missing") == true)
    // A fork of at least the same length.
    let fork = try StoredLedger(blockCounts: [1, 300, 300], seed: 6)
    #expect(fork.findings() == [])
    #expect(
      fork.findings(external: Self.sound.checkpoints[1]).map(\.place)
        == [.checkpoint(name: "external")])
  }

  @Test func otherTenantsLeavesAreRefused() {
    var verifier = LedgerVerifier(tenant: "t_02", log: .ledger)
    verifier.block(Self.sound.blocks[0].row)
    verifier.chunk(Self.sound.blocks[0].chunks[0].row)
    verifier.entry(Self.sound.blocks[0].chunks[0].entries[0])
    #expect(verifier.findings.map(\.problem) == ["another tenant", "another tenant"])
  }

  /// Goal: what is changed in an export is found, and named where it can be. Method: each bit of a
  /// stored hash, each byte of a leaf, entries and chunks out of place.
  @Test func changedExports() throws {
    #expect(try Self.sound.exportFindings() == [])
    for number in 0..<256 {
      var ledger = Self.small
      let hash = ledger.blocks[1].chunks[0].entries[20].leafHash
      ledger.blocks[1].chunks[0].entries[20].leafHash = flipped(hash, number)
      let findings = try ledger.exportFindings()
      #expect(findings.map(\.column) == ["leaf_hash"])
      #expect(findings.first?.place.entryIndex == 21)
    }
    let leaf = Self.small.blocks[1].chunks[0].entries[20].leaf
    var readCount = 0
    for index in leaf.indices {
      for flip in [1, 2] as [UInt8] {
        var ledger = Self.small
        ledger.blocks[1].chunks[0].entries[20].leaf[index] ^= flip
        // Not to be read at all, or another entry.
        guard let findings = try? ledger.exportFindings() else { continue }
        readCount += 1
        #expect(findings.contains { $0.place.entryIndex == 21 && $0.column == "leaf" })
      }
    }
    #expect(readCount > 100)
    var ledger = Self.small
    ledger.blocks[1].chunks[0].entries.swapAt(4, 5)
    #expect(try ledger.exportFindings().first?.place == .block(number: 2))
    ledger = Self.small
    ledger.blocks[1].chunks[0].entries.removeLast()
    #expect(try ledger.exportFindings().contains { $0.column == "count" })
    ledger = Self.small
    ledger.blocks[1].chunks[0].row.firstIndex = .max
    #expect(try ledger.exportFindings().map(\.column) == ["first_index"])
    ledger = Self.small
    ledger.blocks[1].chunks[0].row.blockNumber = 7
    #expect(try ledger.exportFindings().map(\.column) == ["block_number"])
    let elsewhere = try Self.small.exportFindings(tenant: "t_02")
    #expect(elsewhere.filter { $0.place.isEntry && $0.problem == "another tenant" }.count == 58)
  }

  @Test func anotherLogsLeavesInAnExport() throws {
    let access = try StoredLedger(blockCounts: [3], seed: 6, log: .access)
    let mixed = try StoredLedger(entries: access.blocks[0].chunks[0].entries, log: .ledger)
    #expect(try mixed.exportFindings().map(\.problem) == Array(repeating: "another log", count: 3))
  }

  @Test func findingsAreBounded() {
    var verifier = LedgerVerifier(tenant: "t_01", log: .ledger)
    let row = Self.sound.blocks[1].chunks[0].entries[0]
    for _ in 0..<1500 { verifier.entry(row) }
    #expect(verifier.findings.count == LedgerLimits.findingCountMax)
    #expect(verifier.findingsLeftOut == 500)
  }
}

extension LedgerFinding.Place {
  fileprivate var isEntry: Bool {
    if case .entry = self { return true }
    return false
  }
  fileprivate var entryIndex: Int? {
    if case .entry(let index, _) = self { return index }
    return nil
  }
  fileprivate var isBlock: Bool {
    if case .block = self { return true }
    return false
  }
}
