package import Bytes
package import Ledger

/// Writes an extract as a deterministic tar archive, piece by piece.
///
/// Order of calls: `begin`, `leaves` until all of `leavesNeeded` were given, `finish`. Each returns
/// the next bytes of the archive. The same inputs give the same bytes. What would not verify is
/// refused before it is signed.
package struct ExtractWriter: Sendable {
  private let description: ExtractDescription
  private let log: VerifierKey
  private let checkpointNote: [UInt8]
  private let previousNote: [UInt8]?
  private let checkpoint: Checkpoint
  private let previous: Checkpoint?
  private var files: [ExtractManifest.File] = []
  private var datasets: [ExtractManifest.DatasetSummary] = []
  private var totals = EntryTotals()
  private var tree = TreeAppender()
  /// SHA-256 of the manifest, once `finish` has written it: the next extract names it.
  package private(set) var manifestHash: Digest?
  /// Leaves of the bundle which is not full yet.
  private var bundle: [[UInt8]] = []

  /// `checkpoint` and `previousCheckpoint` are notes signed by `log`; the entries between their
  /// sizes are the extract's.
  ///
  /// - Throws: `ledger` when a note is not the log's, `inconsistent` when sizes go back.
  package init(
    _ description: ExtractDescription, log: VerifierKey, checkpoint note: [UInt8],
    previousCheckpoint: [UInt8]?
  ) throws(ExtractFailure) {
    self.description = description
    self.log = log
    checkpointNote = note
    previousNote = previousCheckpoint
    checkpoint = try ledger { () throws(LedgerFailure) in
      try SignedCheckpoint(note: note, log: log).checkpoint
    }
    if let previousCheckpoint {
      previous = try ledger { () throws(LedgerFailure) in
        try SignedCheckpoint(note: previousCheckpoint, log: log).checkpoint
      }
    } else {
      previous = nil
    }
    guard first <= checkpoint.size else { throw .inconsistent("the checkpoint goes back") }
    guard description.sequence >= 1, description.through.number >= 0 else {
      throw .inconsistent("sequence or period")
    }
    guard (description.previousManifest == nil) == (previousCheckpoint == nil) else {
      throw .inconsistent("a previous manifest needs its checkpoint, and the reverse")
    }
  }

  /// Index of the first entry which is new in this extract.
  private var first: Int { previous?.size ?? 0 }

  /// The indices of the leaves to give to `leaves`: the new ones, and those before them in the
  /// first bundle.
  package var leavesNeeded: Range<Int> {
    guard first < checkpoint.size else { return checkpoint.size..<checkpoint.size }
    return first / LedgerLimits.tileWidth * LedgerLimits.tileWidth..<checkpoint.size
  }

  /// The hash tiles which must be at hand in `begin`: all of them, 32 bytes an entry. Verifiers of
  /// others check a tile by the hashes below it.
  package var tilesNeeded: [TileAddress] {
    TileAddress.hashTiles(size: checkpoint.size)
  }

  /// The files before the entry bundles.
  ///
  /// - Throws: `ledger` for a missing tile, `dataset`, `tooLarge`.
  package mutating func begin(
    datasets: [Dataset], tiles: some TileReader
  ) throws(ExtractFailure) -> [UInt8] {
    var out: [UInt8] = []
    try add("checkpoint", checkpointNote, to: &out)
    for dataset in datasets {
      try add(dataset.csvPath, dataset.csv(), to: &out)
      try add(dataset.ndjsonPath, try dataset.ndjson(), to: &out)
      self.datasets.append(
        ExtractManifest.DatasetSummary(
          code: dataset.code, name: dataset.name, columns: dataset.columns,
          counts: Dictionary(
            uniqueKeysWithValues: Dataset.Operation.allCases.map { ($0, dataset.count($0)) }),
          totals: try dataset.controlTotals()))
    }
    try add("index.html", Array(VerifierPage.html.utf8), to: &out)
    if let previousNote { try add("previous-checkpoint", previousNote, to: &out) }
    try addProofs(tiles, to: &out)
    for address in tilesNeeded {
      guard case .hashes(let level) = address.content else { continue }
      let bytes = try ledger { () throws(LedgerFailure) in
        try tiles.hashes(level: level, index: address.index, width: address.width)
      }
      try add(address.path, Array(bytes.prefix(address.width * 32)), to: &out)
    }
    let start = leavesNeeded.lowerBound
    tree = try ledger { () throws(LedgerFailure) in try TreeAppender(size: start, tiles: tiles) }
    return out
  }

  private mutating func addProofs(
    _ tiles: some TileReader, to out: inout [UInt8]
  ) throws(ExtractFailure) {
    let size = checkpoint.size
    if let previous {
      let path = try ledger { () throws(LedgerFailure) in
        try ProofPlan.consistency(from: previous.size, to: size).hashes(in: tiles)
      }
      let file = ConsistencyFile(oldSize: previous.size, path: path, checkpoint: checkpointNote)
      try add("proofs/consistency", file.bytes, to: &out)
    }
    guard first < size else { return }
    for (name, index) in [("first", first), ("last", size - 1)] {
      let path = try ledger { () throws(LedgerFailure) in
        try ProofPlan.inclusion(index: index, size: size).hashes(in: tiles)
      }
      let file = ProofFile(index: index, path: path, checkpoint: checkpointNote)
      try add("proofs/\(name).tlog-proof", file.bytes, to: &out)
    }
  }

  /// The next leaves, in order, any number; full bundles are written.
  ///
  /// - Throws: `ledger` for a leaf which cannot be read, `inconsistent` for one of another tenant.
  package mutating func leaves(_ leaves: [[UInt8]]) throws(ExtractFailure) -> [UInt8] {
    var out: [UInt8] = []
    var ignored: [Tile] = []
    for leaf in leaves {
      guard tree.size < checkpoint.size else { throw .inconsistent("too many leaves") }
      let entry = try ledger { () throws(LedgerFailure) in try LedgerEntryDraft(leaf: leaf) }
      guard entry.tenant == description.tenant else { throw .inconsistent("another tenant") }
      guard entry.kind.log == .ledger else { throw .inconsistent("another log") }
      if tree.size >= first { totals.add(entry) }
      if tree.size == first { try checkPrevious() }
      tree.append(Hashing.leaf(leaf), fullTiles: &ignored)
      bundle.append(leaf)
      if bundle.count == LedgerLimits.tileWidth { try addBundle(to: &out) }
    }
    return out
  }

  private func checkPrevious() throws(ExtractFailure) {
    guard let previous, tree.root != previous.root else { return }
    throw .inconsistent("the root at the previous checkpoint differs")
  }

  private mutating func addBundle(to out: inout [UInt8]) throws(ExtractFailure) {
    let address = TileAddress(
      content: .entries, index: (tree.size - 1) / LedgerLimits.tileWidth, width: bundle.count)
    try add(address.path, EntryBundle.bytes(bundle), to: &out)
    bundle.removeAll(keepingCapacity: true)
  }

  /// The last files: policy, manifest, signature, and the end of the archive. `signer` signs as
  /// `<origin>/extracts`.
  ///
  /// - Throws: `inconsistent` when leaves are missing or the root is not the checkpoint's.
  package mutating func finish(signer: NoteSigner) throws(ExtractFailure) -> [UInt8] {
    var out: [UInt8] = []
    if !bundle.isEmpty { try addBundle(to: &out) }
    if tree.size == first { try checkPrevious() }
    guard tree.size == checkpoint.size else { throw .inconsistent("leaves are missing") }
    guard tree.root == checkpoint.root else {
      throw .inconsistent("the root differs from the checkpoint's")
    }
    try add("tlog-policy", Array(TrustPolicy(logs: [.init(key: log)]).text.utf8), to: &out)
    let manifest = ExtractManifest(
      description: description, log: log, entries: first..<checkpoint.size,
      entryTotals: totals.json, datasets: datasets, files: files)
    let bytes = try manifest.bytes()
    try add("manifest.json", bytes, to: &out)
    manifestHash = Hashing.sha256(bytes)
    let note = try ledger { () throws(LedgerFailure) in
      let statement = try ExtractManifest.statement(
        origin: log.name, sequence: description.sequence, manifest: bytes)
      let signer = try signer.derived("/extracts")
      guard signer.verifierKey == (try log.derived("/extracts")) else {
        throw LedgerFailure.untrusted
      }
      return try signer.note(statement)
    }
    try add("manifest.sig", note.bytes, to: &out)
    out.append(contentsOf: repeatElement(0, count: 2 * TarHeader.byteCount))
    return out
  }

  private mutating func add(
    _ path: String, _ bytes: [UInt8], to out: inout [UInt8]
  ) throws(ExtractFailure) {
    guard path.utf8.count <= ExtractLimits.pathByteCountMax,
      bytes.count <= ExtractLimits.fileByteCountMax
    else { throw .tooLarge(path) }
    guard files.count < ExtractLimits.fileCountMax else { throw .tooLarge("number of files") }
    let header = TarHeader(
      path: path, fileByteCount: bytes.count, modifiedAt: description.modifiedAt)
    out.append(contentsOf: header.bytes)
    out.append(contentsOf: bytes)
    out.append(contentsOf: repeatElement(0, count: header.padding))
    files.append(.init(path: path, byteCount: bytes.count, hash: Hashing.sha256(bytes)))
  }
}
