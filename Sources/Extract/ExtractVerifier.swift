package import Bytes
package import Ledger

/// Verifies an extract offline, without trust in its sender beyond the log's key.
///
/// Give the archive in pieces of any size to `take`, then ask `finish`. Holds one file and the hash
/// tiles. Proves **inclusion** (each entry's bytes lead to the signed root), **continuity** (the
/// tree begins with the one of the previous extract) and **completeness** (the entries from the
/// previous size to the present one are all there), and recomputes the control totals.
package struct ExtractVerifier: Sendable {
  let log: VerifierKey
  private let witnesses: [VerifierKey]
  let expectedPrevious: Checkpoint?
  let expectedManifest: Digest?

  private var reader = TarReader()
  var report = ExtractReport()
  var seen: [SeenFile] = []
  var small: [String: [UInt8]] = [:]
  var tiles = TileSet()
  var tileFiles: [TileAddress] = []
  var walk: EntryWalk?
  var datasets: [String: (csv: [UInt8]?, ndjson: [UInt8]?)] = [:]

  struct SeenFile {
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

  mutating func signed(_ file: String, _ key: VerifierKey) -> SignedCheckpoint? {
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

  mutating func note(_ file: String, _ problem: String) {
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
