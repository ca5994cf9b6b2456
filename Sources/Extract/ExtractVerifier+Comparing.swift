import Bytes
import Ledger

/// What is compared when the whole archive was read.
extension ExtractVerifier {
  /// Every hash tile must be one that the writer gives: none more, none less.
  mutating func checkTiles() {
    guard let checkpoint = report.checkpoint else { return }
    var expected = Set(TileAddress.hashTiles(size: checkpoint.size))
    for address in tileFiles where expected.remove(address) == nil {
      note(address.path, "the tree has no such tile, or it is there twice")
    }
    for address in tileFiles where address.isFull { compareWithParent(address) }
    for address in expected.sorted(by: { $0.path < $1.path }) {
      note(address.path, "the file is missing")
    }
  }

  /// The root of a full tile stands in the tile above.
  private mutating func compareWithParent(_ address: TileAddress) {
    guard case .hashes(let level) = address.content else { return }
    let place = address.index % LedgerLimits.tileWidth
    let parent = address.index / LedgerLimits.tileWidth
    guard let tile = try? tiles.hashes(level: level, index: address.index, width: address.width),
      let above = try? tiles.hashes(level: level + 1, index: parent, width: place + 1)
    else { return }
    if !Hashing.tileRoot(tile).bytes.elementsEqual(above[place * 32..<place * 32 + 32]) {
      note(address.path, "its root differs from the tile above")
    }
  }

  mutating func checkProofs() {
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

  mutating func checkManifest() {
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

  mutating func checkContinuity() {
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
}
