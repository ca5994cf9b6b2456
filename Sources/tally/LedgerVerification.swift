import Bytes
import Client
import Contract
import FoundationEssentials
import Ledger

/// Reads the export of a log and recomputes it.
struct LedgerVerification {
  private static let callTime = Duration.seconds(590)

  private let log: Log
  private let vkey: String?
  private let io: Terminal
  private let isQuiet: Bool
  private var head: Tally_V1_LedgerExportHead?
  private var verifier: LedgerVerifier?
  private var lastBlock = StoredHead.empty
  private var entryCount = 0

  /// `vkey` is the verifier key of the ledger, or that of the log.
  init(of log: Log, vkey: String?, _ io: Terminal, isQuiet: Bool = false) {
    self.log = log
    self.vkey = vkey
    self.io = io
    self.isQuiet = isQuiet
  }

  /// What was verified.
  struct Summary {
    let entryCount: Int
    let blockCount: Int
  }

  /// - Throws: `unsound` with what disagrees, by index and name.
  mutating func run(_ server: Remote) async throws(CommandFailure) -> Summary {
    var request = Tally_V1_LedgerExportRequest()
    request.log = log.rawValue
    var parts = try await server.replies(
      of: Contract::Ledger.export, request, deadline: Self.callTime
    ).makeAsyncIterator()
    var progress = Progress(io, "verifying")
    defer { progress.clear() }
    while let part = try await next(&parts) {
      try take(part)
      progress.show(entryCount, of: Int(clamping: head?.size ?? 0))
    }
    progress.clear()
    let summary = try finished()
    io.note("\(Money.grouped(Int64(progress.rate(entryCount)))) entries/s")
    return summary
  }

  /// Takes the next part of an export.
  ///
  /// - Throws: the first disagreement.
  mutating func take(_ part: Tally_V1_LedgerPart) throws(CommandFailure) {
    switch part.part {
    case .head(let head): self.head = head
    case .block(let block): try take(block)
    case .chunk(let chunk): try take(chunk)
    case nil: break
    }
    if let verifier, !verifier.isSound { throw failure(verifier.findings, verifier) }
  }

  /// Compares what was taken with the head.
  mutating func finished() throws(CommandFailure) -> Summary {
    try finish()
    return Summary(entryCount: entryCount, blockCount: lastBlock.blockNumber)
  }

  private func next(
    _ parts: inout Replies<Tally_V1_LedgerPart>.Iterator
  ) async throws(CommandFailure) -> Tally_V1_LedgerPart? {
    do {
      return try await parts.next()
    } catch {
      throw .call(error)
    }
  }

  private mutating func take(_ block: Tally_V1_LedgerBlock) throws(CommandFailure) {
    let line = Array(block.header)
    if verifier == nil { verifier = LedgerVerifier(tenant: try tenant(line), log: log) }
    guard let root = Bytes::Digest(bytes: block.root),
      let hash = Bytes::Digest(bytes: block.headerHash), let sealedAt = Timestamp(block.sealedAt)
    else { throw .unsound("block \(block.number): a hash or a time cannot be read") }
    verifier?.block(
      StoredBlock(
        number: Int(clamping: block.number), firstIndex: Int(clamping: block.firstIndex),
        count: Int(clamping: block.count), root: root, line: line, headerHash: hash,
        sealedAt: sealedAt))
    lastBlock.blockNumber = Int(clamping: block.number)
    lastBlock.blockHash = BlockHeader.hash(line: line)
  }

  /// The tenant which every entry must name: that of the first header.
  private func tenant(_ line: [UInt8]) throws(CommandFailure) -> String {
    do {
      return try BlockHeader(line: line).tenant
    } catch {
      throw .unsound("block 1, header: \(error)")
    }
  }

  private mutating func take(_ chunk: Tally_V1_LedgerChunk) throws(CommandFailure) {
    let first = Int(clamping: chunk.firstIndex)
    let hashes = Array(chunk.leafHashes)
    guard hashes.count == chunk.leaves.count * Bytes::Digest.byteCount else {
      throw .unsound("chunk at \(first), leaf_hashes: one for each entry is expected")
    }
    var entries: [ExportedEntry] = []
    entries.reserveCapacity(chunk.leaves.count)
    for (offset, leaf) in chunk.leaves.enumerated() {
      entries.append(try entry(leaf, hashes, offset))
    }
    verifier?.chunk(firstIndex: first, blockNumber: lastBlock.blockNumber, exported: entries)
    entryCount += entries.count
  }

  private func entry(
    _ leaf: Data, _ hashes: [UInt8], _ offset: Int
  ) throws(CommandFailure) -> ExportedEntry {
    let start = offset * Bytes::Digest.byteCount
    guard let hash = Bytes::Digest(bytes: hashes[start..<start + Bytes::Digest.byteCount]) else {
      throw .unsound("entry \(entryCount + offset), leaf_hash: cannot be read")
    }
    do {
      return try ExportedEntry(leaf: leaf.span, leafHash: hash)
    } catch {
      throw .unsound("entry \(entryCount + offset), leaf: \(error)")
    }
  }

  private mutating func finish() throws(CommandFailure) {
    guard let head, let root = Bytes::Digest(bytes: head.root) else {
      throw .unsound("the export has no head")
    }
    lastBlock.size = Int(clamping: head.size)
    lastBlock.root = root
    var verifier = verifier ?? LedgerVerifier(tenant: "", log: log)
    // Every tile is computed here from the entries; the export holds none to compare with.
    verifier.closeBlocks()
    let findings = verifier.finish(lastBlock).filter { finding in
      switch finding.place {
      case .tile: false
      case .entry, .block, .chunk, .head, .checkpoint: true
      }
    }
    guard findings.isEmpty else { throw failure(findings, verifier) }
    try checkSignature(head, root)
  }

  private func checkSignature(
    _ head: Tally_V1_LedgerExportHead, _ root: Bytes::Digest
  ) throws(CommandFailure) {
    if head.size == 0 && head.checkpoint.isEmpty { return }
    if vkey == nil && !isQuiet { io.note("the key is the server's word: \(head.vkey)") }
    do {
      let signed = try SignedCheckpoint(
        note: Array(head.checkpoint.utf8), log: try key() ?? VerifierKey(head.vkey))
      guard signed.checkpoint.root == root, signed.checkpoint.size == Int(clamping: head.size)
      else { throw LedgerFailure.malformedCheckpoint("differs from the head") }
    } catch {
      throw .unsound("checkpoint: \(error)")
    }
  }

  /// The key given: that of the log, or of the ledger, from which the access log's follows.
  private func key() throws(LedgerFailure) -> VerifierKey? {
    guard let vkey else { return nil }
    let key = try VerifierKey(vkey)
    switch log {
    case .ledger: return key
    case .access:
      guard let origins = try? LogOrigins(ofLedger: key.name) else { return key }
      return try key.named(origins.origin(of: .access))
    }
  }

  private func failure(
    _ findings: [LedgerFinding], _ verifier: LedgerVerifier
  ) -> CommandFailure {
    let more = findings.count - 1 + verifier.findingsLeftOut
    let first = findings.first.map { "\($0)" } ?? ""
    let all = findings.map { "\($0)" }
    return more > 0
      ? .unsound("the ledger does not verify: \(first) (and \(more) more)", findings: all)
      : .unsound("the ledger does not verify: \(first)", findings: all)
  }
}

extension CommandFailure {
  /// One finding, which is all there is to say.
  static func unsound(_ finding: Sentence) -> CommandFailure {
    .unsound(finding, findings: [finding.text()])
  }
}
