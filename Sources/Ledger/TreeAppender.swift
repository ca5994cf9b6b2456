package import Bytes

/// A Merkle tree that only grows: its frontier, and the tiles which are not full yet.
///
/// Holds at most 63 hashes of the frontier and 255 hashes of each tile level.
package struct TreeAppender: Sendable, Equatable {
  package private(set) var size = 0
  /// Roots of the full subtrees which `size` consists of, largest first.
  private var frontier: [Digest] = []
  /// The hashes of each level's partial tile.
  private var partials: [[UInt8]] = []

  /// An empty tree.
  package init() {}

  /// The tree of `size` entries, taken up again from its tiles; hashes at most 255 tiles a level.
  ///
  /// - Throws: what `tiles` throws.
  package init(size: Int, tiles: some TileReader) throws(LedgerFailure) {
    precondition(size >= 0)
    self.size = size
    var level = 0
    while size >> (8 * level) > 0, level <= LedgerLimits.tileLevelMax {
      let count = size >> (8 * level)
      let width = count % LedgerLimits.tileWidth
      let bytes =
        width == 0
        ? []
        : try tiles.hashes(level: level, index: count / LedgerLimits.tileWidth, width: width)
      partials.append(Array(bytes.prefix(width * 32)))
      level += 1
    }
    for height in (0..<63).reversed() where size >> height & 1 == 1 {
      let node = TreeNode(height: height, index: (size >> height) - 1)
      frontier.append(try node.hash(in: tiles, size: size))
    }
  }

  /// MTH of the entries so far.
  package var root: Digest {
    guard var node = frontier.last else { return Hashing.emptyRoot }
    for left in frontier.dropLast().reversed() { node = Hashing.node(left, node) }
    return node
  }

  /// Appends leaf hashes in order.
  ///
  /// - Returns: the tiles which became full, lower levels first where several did at once.
  package mutating func append(contentsOf leafHashes: some Sequence<Digest>) -> [Tile] {
    var out: [Tile] = []
    for hash in leafHashes { append(hash, fullTiles: &out) }
    return out
  }

  /// Appends one entry's leaf hash; full tiles are added to `fullTiles`.
  package mutating func append(_ leafHash: Digest, fullTiles: inout [Tile]) {
    var node = leafHash
    var height = 0
    var rest = size
    size += 1
    push(node, level: 0, fullTiles: &fullTiles)
    while rest & 1 == 1, let left = frontier.popLast() {
      node = Hashing.node(left, node)
      height += 1
      rest >>= 1
      // Each eighth level of the tree is a level of tiles.
      if height % 8 == 0 { push(node, level: height / 8, fullTiles: &fullTiles) }
    }
    frontier.append(node)
  }

  private mutating func push(_ node: Digest, level: Int, fullTiles: inout [Tile]) {
    if partials.count == level { partials.append([]) }
    node.append(to: &partials[level])
    guard partials[level].count == LedgerLimits.tileWidth * 32 else { return }
    let index = size >> (8 * (level + 1))
    fullTiles.append(
      Tile(
        address: TileAddress(content: .hashes(level: level), index: index - 1),
        bytes: partials[level]))
    partials[level] = []
  }

  /// The partial tiles of the present size, lowest level first.
  package var partialTiles: [Tile] {
    partials.enumerated().compactMap { level, bytes in
      guard !bytes.isEmpty else { return nil }
      let address = TileAddress(
        content: .hashes(level: level), index: size >> (8 * (level + 1)), width: bytes.count / 32)
      return Tile(address: address, bytes: bytes)
    }
  }
}

/// A full subtree: the entries `[index << height, (index + 1) << height)`.
struct TreeNode: Sendable, Hashable {
  let height: Int
  let index: Int

  /// The tile and the hashes in it from which this node is made.
  func place(size: Int) -> (level: Int, tile: Int, hashes: Range<Int>, width: Int) {
    let level = height / 8
    let inner = height % 8
    let first = index << inner
    let tile = first / LedgerLimits.tileWidth
    let offset = first % LedgerLimits.tileWidth
    let width = min(
      LedgerLimits.tileWidth, (size >> (8 * level)) - tile * LedgerLimits.tileWidth)
    return (level, tile, offset..<offset + 1 << inner, width)
  }

  func hash(in tiles: some TileReader, size: Int) throws(LedgerFailure) -> Digest {
    let place = place(size: size)
    let bytes = try tiles.hashes(level: place.level, index: place.tile, width: place.width)
    guard bytes.count >= place.hashes.upperBound * 32 else {
      throw .missingTile(
        path: TileAddress(
          content: .hashes(level: place.level), index: place.tile, width: place.width
        ).path)
    }
    return Hashing.root(of: place.hashes.map { Hashing.digest(bytes, $0 * Digest.byteCount) })
  }
}
