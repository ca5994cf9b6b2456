import Bytes
import Ledger

/// Recomputes the tree over the bundles of an extract, in order.
struct EntryWalk: Sendable {
  private(set) var tenant: String?
  private(set) var totals = EntryTotals()
  /// Entries recomputed, those before the range included.
  private(set) var entryCount = 0
  private(set) var firstHash: Digest?
  private(set) var lastHash: Digest?
  /// True until the root at the previous size is found to differ.
  private(set) var isContinuous = true
  private(set) var openingFindings: [ExtractFinding] = []
  let previous: Checkpoint?

  private let checkpoint: Checkpoint?
  private let tiles: TileSet
  private var tree = TreeAppender()
  private var isTreeKnown = false

  init(tenant: String?, checkpoint: Checkpoint?, previous: Checkpoint?, tiles: TileSet) {
    self.tenant = tenant
    self.checkpoint = checkpoint
    self.previous = previous
    self.tiles = tiles
    guard let checkpoint else { return }
    guard first <= checkpoint.size else {
      isContinuous = false
      openingFindings = [
        ExtractFinding(file: "previous-checkpoint", problem: "is larger than the checkpoint")
      ]
      return
    }
    do throws(LedgerFailure) {
      tree = try TreeAppender(size: start, tiles: tiles)
      isTreeKnown = true
    } catch {
      openingFindings = [ExtractFinding(file: "tile", problem: "\(error)")]
    }
    if first == start { comparePrevious() }
  }

  /// Index of the first entry which is new.
  var first: Int { previous?.size ?? 0 }

  /// Index of the first entry of the first bundle.
  private var start: Int {
    guard let checkpoint, first < checkpoint.size else { return first }
    return first / LedgerLimits.tileWidth * LedgerLimits.tileWidth
  }

  var isComplete: Bool { isTreeKnown && tree.size == checkpoint?.size }

  private mutating func comparePrevious() {
    guard let previous, isTreeKnown, tree.root != previous.root else { return }
    isContinuous = false
    openingFindings.append(
      ExtractFinding(
        file: "previous-checkpoint", problem: "the tree had another root at its size"))
  }

  /// Takes the next bundle.
  mutating func bundle(_ address: TileAddress, _ bytes: [UInt8]) -> [ExtractFinding] {
    let path = address.path
    guard isTreeKnown, let checkpoint else { return [] }
    let width = min(LedgerLimits.tileWidth, checkpoint.size - tree.size)
    guard address.index == tree.size / LedgerLimits.tileWidth, address.width == width else {
      return [
        ExtractFinding(file: path, problem: "the bundle with entry \(tree.size) is expected")
      ]
    }
    var findings: [ExtractFinding] = []
    let (entries, failure) = EntryBundle.places(bytes)
    if let failure {
      findings.append(
        ExtractFinding(file: path, entry: tree.size + entries.count, problem: "\(failure)"))
    }
    if entries.count != width {
      findings.append(ExtractFinding(file: path, problem: "\(width) entries are expected"))
    }
    let known = try? tiles.hashes(level: 0, index: address.index, width: width)
    for (offset, place) in entries.prefix(width).enumerated() {
      findings += take(
        bytes.span.extracting(place), path, expected: known.map { Self.hash($0, offset) })
    }
    // What could not be read is taken from the tile, so that the rest can still be compared.
    if let known, entries.count < width {
      for offset in entries.count..<width { grow(Self.hash(known, offset)) }
    }
    findings += openingFindings
    openingFindings = []
    return findings
  }

  /// The hash at `offset` of a tile which has it.
  private static func hash(_ tile: [UInt8], _ offset: Int) -> Digest {
    let start = offset * Digest.byteCount
    guard let hash = Digest(bytes: tile[start..<start + Digest.byteCount]) else {
      preconditionFailure("32 bytes")
    }
    return hash
  }

  private mutating func take(
    _ leaf: Span<UInt8>, _ path: String, expected: Digest?
  ) -> [ExtractFinding] {
    let index = tree.size
    let hash = Hashing.leaf(leaf)
    var findings: [ExtractFinding] = []
    if let expected, expected != hash {
      findings.append(
        ExtractFinding(file: path, entry: index, problem: "its hash differs from the hash tile"))
    }
    do throws(LedgerFailure) {
      let entry = try LedgerEntryDraft(leaf: leaf)
      if index >= first { totals.add(entry) }
      if entry.kind.log != .ledger {
        findings.append(ExtractFinding(file: path, entry: index, problem: "another log"))
      }
      if tenant == nil { tenant = entry.tenant }
      if tenant != entry.tenant {
        findings.append(ExtractFinding(file: path, entry: index, problem: "another tenant"))
      }
    } catch {
      findings.append(ExtractFinding(file: path, entry: index, problem: "\(error)"))
    }
    grow(hash)
    return findings
  }

  private mutating func grow(_ hash: Digest) {
    if tree.size == first { firstHash = hash }
    lastHash = hash
    var ignored: [Tile] = []
    tree.append(hash, fullTiles: &ignored)
    entryCount += 1
    if tree.size == first { comparePrevious() }
    for tile in ignored { compare(tile) }
  }

  private mutating func compare(_ tile: Tile) {
    guard case .hashes(let level) = tile.address.content else { return }
    let stored = try? tiles.hashes(
      level: level, index: tile.address.index, width: tile.address.width)
    guard stored?.prefix(tile.bytes.count).elementsEqual(tile.bytes) != true else { return }
    openingFindings.append(
      ExtractFinding(file: tile.address.path, problem: "differs from the entries"))
  }

  /// Compares the root and the partial tiles.
  mutating func finish() -> [ExtractFinding] {
    guard isTreeKnown, let checkpoint else { return openingFindings }
    guard tree.size == checkpoint.size else {
      return openingFindings + [
        ExtractFinding(
          file: "tile/entries", entry: tree.size,
          problem: "entries from here to \(checkpoint.size - 1) are missing")
      ]
    }
    for tile in tree.partialTiles { compare(tile) }
    if tree.root != checkpoint.root {
      openingFindings.append(
        ExtractFinding(file: "checkpoint", problem: "its root differs from the entries"))
    }
    return openingFindings
  }
}
