package import Bytes
package import Ledger

/// Verifies an extract offline, without trust in its sender beyond the log's key.
///
/// Give the archive in pieces of any size to `take`, then ask `finish`. Holds one file and the hash
/// tiles. Proves **inclusion** (each entry's bytes lead to the signed root), **continuity** (the
/// tree begins with the one of the previous extract) and **completeness** (the entries from the
/// previous size to the present one are all there), and recomputes the control totals.
package struct ExtractVerifier: Sendable {
  private let log: VerifierKey
  private let witnesses: [VerifierKey]
  private let expectedPrevious: Checkpoint?
  private let expectedManifest: Digest?

  private var reader = TarReader()
  private var report = ExtractReport()
  private var seen: [SeenFile] = []
  private var small: [String: [UInt8]] = [:]
  private var tiles = TileSet()
  private var tileFiles: [TileAddress] = []
  private var walk: EntryWalk?
  private var datasets: [String: (csv: [UInt8]?, ndjson: [UInt8]?)] = [:]

  private struct SeenFile {
    let path: String
    let byteCount: Int
    let hash: Digest
    let modifiedAt: Int
    let isExact: Bool
  }

  /// `previous` is the checkpoint note, and `previousManifest` the manifest's hash, of the last
  /// extract which the reader accepted; without them continuity rests on what the archive contains.
  ///
  /// - Throws: `ledger` when `previous` is not signed by `log`.
  package init(
    log: VerifierKey, witnesses: [VerifierKey] = [], previous: [UInt8]? = nil,
    previousManifest: Digest? = nil
  ) throws(ExtractFailure) {
    self.log = log
    self.witnesses = witnesses
    expectedManifest = previousManifest
    if let previous {
      expectedPrevious = try ledger { () throws(LedgerFailure) in
        try SignedCheckpoint(note: previous, log: log).checkpoint
      }
    } else {
      expectedPrevious = nil
    }
  }

  /// Verifies a whole archive.
  package static func verify(
    _ archive: [UInt8], log: VerifierKey, witnesses: [VerifierKey] = [],
    previous: [UInt8]? = nil, previousManifest: Digest? = nil
  ) throws(ExtractFailure) -> ExtractReport {
    var verifier = try ExtractVerifier(
      log: log, witnesses: witnesses, previous: previous, previousManifest: previousManifest)
    verifier.take(archive)
    return verifier.finish()
  }

  /// The next bytes of the archive.
  package mutating func take(_ bytes: some Collection<UInt8>) {
    reader.take(bytes)
    while let file = reader.next() { received(file) }
  }

  private mutating func received(_ file: TarReader.File) {
    guard seen.count < ExtractLimits.fileCountMax else {
      note(file.path, "too many files")
      return
    }
    seen.append(
      SeenFile(
        path: file.path, byteCount: file.bytes.count, hash: Hashing.sha256(file.bytes),
        modifiedAt: file.modifiedAt, isExact: file.isExact))
    guard let address = TileAddress(path: file.path) else {
      receivedOther(file)
      return
    }
    switch address.content {
    case .hashes(let level):
      guard file.bytes.count == address.width * 32 else {
        note(file.path, "\(address.width) hashes are expected")
        return
      }
      tileFiles.append(address)
      tiles.insert(level: level, index: address.index, bytes: file.bytes)
    case .entries:
      beginWalk()
      let found = walk?.bundle(address, file.bytes) ?? []
      for finding in found { add(finding) }
    }
  }

  private mutating func receivedOther(_ file: TarReader.File) {
    if file.path.hasPrefix("datasets/") {
      let name = String(file.path.dropFirst(9))
      if name.hasSuffix(".csv") {
        datasets[String(name.dropLast(4)), default: (nil, nil)].csv = file.bytes
        return
      }
      if name.hasSuffix(".ndjson") {
        datasets[String(name.dropLast(7)), default: (nil, nil)].ndjson = file.bytes
        return
      }
    }
    switch file.path {
    case "checkpoint", "previous-checkpoint", "proofs/consistency", "proofs/first.tlog-proof",
      "proofs/last.tlog-proof", "tlog-policy", "manifest.json", "manifest.sig":
      if small.updateValue(file.bytes, forKey: file.path) != nil {
        note(file.path, "the file is there twice")
      }
    case "index.html": return
    default: note(file.path, "no file of an extract has this name")
    }
  }

  /// Reads both checkpoints, which stand before the bundles, and takes up the tree.
  private mutating func beginWalk() {
    guard walk == nil else { return }
    let checkpoint = signed("checkpoint", log)
    report.checkpoint = checkpoint?.checkpoint
    let cosignatures = checkpoint?.cosignatureCount ?? 0
    if cosignatures > 0 { report.witness = .cosigned(count: cosignatures) }
    let previous =
      small["previous-checkpoint"] == nil ? nil : signed("previous-checkpoint", log)?.checkpoint
    if small["previous-checkpoint"] != nil && previous == nil { report.checkpoint = nil }
    walk = EntryWalk(
      tenant: nil, checkpoint: report.checkpoint, previous: previous, tiles: tiles)
    for finding in walk?.openingFindings ?? [] { add(finding) }
  }

  private mutating func signed(_ file: String, _ key: VerifierKey) -> SignedCheckpoint? {
    guard let bytes = small[file] else {
      note(file, "the file is missing")
      return nil
    }
    do throws(LedgerFailure) {
      return try SignedCheckpoint(note: bytes, log: key, witnesses: witnesses)
    } catch {
      note(file, "\(error)")
      return nil
    }
  }

  /// Ends the archive and compares what is left to compare.
  package mutating func finish() -> ExtractReport {
    beginWalk()
    switch reader.ending() {
    case .complete: break
    case .broken(let reason): note(seen.last.map { "after \($0.path)" } ?? "archive", reason)
    }
    for finding in walk?.finish() ?? [] { add(finding) }
    report.entryCount = walk?.entryCount ?? 0
    report.fileCount = seen.count
    checkTiles()
    checkProofs()
    checkManifest()
    checkContinuity()
    return report
  }

  /// Every hash tile must be one that the writer gives: none more, none less.
  private mutating func checkTiles() {
    guard let walk, let checkpoint = report.checkpoint else { return }
    guard walk.first <= checkpoint.size else { return }
    var expected = Set(TileAddress.hashTiles(size: checkpoint.size, from: walk.first))
    for address in tileFiles where expected.remove(address) == nil {
      note(address.path, "the tree has no such tile, or it is there twice")
    }
    for address in expected.sorted(by: { $0.path < $1.path }) {
      note(address.path, "the file is missing")
    }
  }

  private mutating func checkProofs() {
    guard let walk, let checkpoint = report.checkpoint else { return }
    if let previous = walk.previous {
      check("proofs/consistency") { file, note throws(LedgerFailure) in
        let proof = try ConsistencyFile(bytes: file)
        guard proof.checkpoint == note else {
          throw .malformedFile("holds another checkpoint")
        }
        guard proof.oldSize == previous.size else { throw .malformedProof("another size") }
        try Proof.verifyConsistency(
          oldSize: previous.size, oldRoot: previous.root, newSize: checkpoint.size,
          newRoot: checkpoint.root, path: proof.path)
      }
    }
    guard walk.first < checkpoint.size else { return }
    for (name, index, hash) in [
      ("first", walk.first, walk.firstHash), ("last", checkpoint.size - 1, walk.lastHash),
    ] {
      guard let hash else { continue }
      check("proofs/\(name).tlog-proof") { file, note throws(LedgerFailure) in
        let proof = try ProofFile(bytes: file)
        guard proof.bytes == file, proof.extra == nil, proof.checkpoint == note else {
          throw .malformedFile("holds another checkpoint")
        }
        guard proof.index == index else { throw .malformedProof("another index") }
        try Proof.verifyInclusion(
          of: hash, index: index, size: checkpoint.size, path: proof.path, root: checkpoint.root)
      }
    }
  }

  private mutating func check(
    _ path: String, _ body: (_ file: [UInt8], _ note: [UInt8]) throws(LedgerFailure) -> Void
  ) {
    guard let file = small[path] else {
      note(path, "the file is missing")
      return
    }
    do throws(LedgerFailure) {
      try body(file, small["checkpoint"] ?? [])
    } catch {
      note(path, "\(error)")
    }
  }

  private mutating func checkManifest() {
    guard let bytes = small["manifest.json"] else {
      note("manifest.json", "the file is missing")
      return
    }
    report.manifestHash = Hashing.sha256(bytes)
    let manifest: ExtractManifest
    do throws(ExtractFailure) {
      manifest = try ExtractManifest(bytes: bytes)
    } catch {
      note("manifest.json", "\(error)")
      return
    }
    report.manifest = manifest
    checkSignature(manifest, bytes)
    checkFiles(manifest)
    checkFacts(manifest)
    for dataset in manifest.datasets { check(dataset) }
    let named = Set(manifest.datasets.map(\.name))
    for name in datasets.keys.sorted() where !named.contains(name) {
      note("datasets/\(name)", "the manifest does not name it")
    }
  }

  private mutating func checkSignature(_ manifest: ExtractManifest, _ bytes: [UInt8]) {
    guard let key = try? log.derived("/extracts"), let signature = signed("manifest.sig", key)
    else { return }
    guard
      let statement = try? ExtractManifest.statement(
        origin: log.name, sequence: manifest.description.sequence, manifest: bytes)
    else {
      note("manifest.json", "sequence or origin")
      return
    }
    if signature.checkpoint != statement {
      note("manifest.json", "differs from what manifest.sig signs")
    }
    // Bytes which no signature covers: signatures of others.
    if signature.note.signatures.count != 1 { note("manifest.sig", "one signature is expected") }
  }

  private mutating func checkFiles(_ manifest: ExtractManifest) {
    let listed = manifest.files
    let modifiedAt = manifest.description.modifiedAt
    for (position, file) in seen.enumerated() {
      let tail = position - listed.count
      let expectedPath =
        tail < 0
        ? listed[position].path : tail == 0 ? "manifest.json" : tail == 1 ? "manifest.sig" : nil
      guard let expectedPath else {
        note(file.path, "the manifest does not list it")
        continue
      }
      if file.path != expectedPath {
        note(expectedPath, "the archive has another name in its place")
      } else if !file.isExact || file.modifiedAt != modifiedAt {
        note(expectedPath, "its header or padding in the archive was changed")
      }
      guard tail < 0 else { continue }
      if file.byteCount != listed[position].byteCount {
        note(expectedPath, "\(listed[position].byteCount) bytes are expected")
      } else if file.hash != listed[position].hash {
        note(expectedPath, "SHA-256 differs from the manifest")
      }
    }
    for file in listed.dropFirst(seen.count) { note(file.path, "the file is missing") }
  }

  private mutating func checkFacts(_ manifest: ExtractManifest) {
    if manifest.log != log { note("manifest.json", "names another key of the log") }
    let policy = TrustPolicy(logs: [.init(key: log)]).text
    if small["tlog-policy"] != Array(policy.utf8) { note("tlog-policy", "another policy") }
    guard let walk, let checkpoint = report.checkpoint else { return }
    if manifest.entries != walk.first..<checkpoint.size {
      note("manifest.json", "the range of entries differs from the checkpoints")
    }
    if walk.isComplete && manifest.entryTotals != walk.totals.json {
      note("manifest.json", "control totals differ from the entries")
    }
    if let tenant = walk.tenant, tenant != manifest.description.tenant {
      note("manifest.json", "names another tenant than the entries")
    }
  }

  private mutating func check(_ summary: ExtractManifest.DatasetSummary) {
    let files = datasets[summary.name]
    guard let ndjson = files?.ndjson, let csv = files?.csv else {
      note("datasets/\(summary.name)", "a file is missing")
      return
    }
    do throws(ExtractFailure) {
      let dataset = try Dataset(
        code: summary.code, name: summary.name, columns: summary.columns, ndjson: ndjson)
      if dataset.csv() != csv { note(dataset.csvPath, "differs from \(dataset.ndjsonPath)") }
      for operation in Dataset.Operation.allCases
      where dataset.count(operation) != summary.counts[operation] {
        note(dataset.ndjsonPath, "number of rows \(operation.rawValue) differs from the manifest")
      }
      if try dataset.controlTotals() != summary.totals {
        note(dataset.ndjsonPath, "control totals differ from the manifest")
      }
    } catch {
      note("datasets/\(summary.name).ndjson", "\(error)")
    }
  }

  private mutating func checkContinuity() {
    guard let walk else { return }
    if let manifest = report.manifest {
      let isFirst = manifest.description.previousManifest == nil
      if isFirst != (walk.previous == nil) {
        note("manifest.json", "previous manifest and previous checkpoint do not go together")
      }
      if let expectedManifest, manifest.description.previousManifest != expectedManifest {
        note("manifest.json", "does not follow the extract received before")
        return
      }
    }
    if let expectedPrevious, walk.previous != expectedPrevious {
      note("previous-checkpoint", "is not the checkpoint of the extract received before")
      return
    }
    guard walk.isContinuous, report.checkpoint != nil else { return }
    guard let previous = walk.previous else {
      report.continuity = .first
      return
    }
    report.continuity =
      expectedPrevious == nil
      ? .contained(previousSize: previous.size) : .proved(previousSize: previous.size)
  }

  private mutating func note(_ file: String, _ problem: String) {
    add(ExtractFinding(file: file, problem: problem))
  }

  private mutating func add(_ finding: ExtractFinding) {
    guard report.findings.count < ExtractLimits.findingCountMax else {
      report.findingsLeftOut += 1
      return
    }
    report.findings.append(finding)
  }
}
