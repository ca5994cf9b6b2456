package import Bytes

/// What a proof consists of: ranges of entries, each standing for the hash of its subtree.
///
/// Reading is separate from planning: gather `tiles`, then ask for `hashes`.
package struct ProofPlan: Sendable, Equatable {
  /// The tree size at which tiles are read.
  package let size: Int
  private let ranges: [Range<Int>]

  private init(size: Int, ranges: [Range<Int>]) {
    self.size = size
    self.ranges = ranges
  }

  /// PATH(index, D[size]). Source: RFC 6962 section 2.1.1.
  package static func inclusion(index: Int, size: Int) -> ProofPlan {
    precondition(index >= 0)
    precondition(index < size)
    var ranges: [Range<Int>] = []
    var range = 0..<size
    while range.count > 1 {
      let split = range.lowerBound + splitPoint(range.count)
      if index < split {
        ranges.append(split..<range.upperBound)
        range = range.lowerBound..<split
      } else {
        ranges.append(range.lowerBound..<split)
        range = split..<range.upperBound
      }
    }
    return ProofPlan(size: size, ranges: ranges.reversed())
  }

  /// PROOF(old, D[new]); empty from 0 and from `new`. Source: RFC 6962 section 2.1.2.
  package static func consistency(from old: Int, to new: Int) -> ProofPlan {
    precondition(old >= 0)
    precondition(old <= new)
    guard old > 0, old < new else { return ProofPlan(size: new, ranges: []) }
    var ranges: [Range<Int>] = []
    var range = 0..<new
    var isOldRoot = true
    while range.upperBound != old {
      let split = range.lowerBound + splitPoint(range.count)
      if old <= split {
        ranges.append(split..<range.upperBound)
        range = range.lowerBound..<split
      } else {
        ranges.append(range.lowerBound..<split)
        range = split..<range.upperBound
        isOldRoot = false
      }
    }
    if !isOldRoot { ranges.append(range) }
    return ProofPlan(size: new, ranges: ranges.reversed())
  }

  /// The root of the first `size` entries of a tree which has `total`.
  package static func root(of size: Int, in total: Int) -> ProofPlan {
    precondition(size > 0)
    precondition(size <= total)
    return ProofPlan(size: total, ranges: [0..<size])
  }

  /// The hash tiles to read, each with the width it has at `size`.
  package var tiles: [TileAddress] {
    var seen: Set<TileAddress> = []
    var out: [TileAddress] = []
    for node in ranges.flatMap(Self.nodes) {
      let place = node.place(size: size)
      let address = TileAddress(
        content: .hashes(level: place.level), index: place.tile, width: place.width)
      if seen.insert(address).inserted { out.append(address) }
    }
    return out
  }

  /// - Throws: `missingTile` for one of `tiles`.
  package func hashes(in reader: some TileReader) throws(LedgerFailure) -> [Digest] {
    var out: [Digest] = []
    for range in ranges {
      var root: Digest?
      for node in Self.nodes(range).reversed() {
        let hash = try node.hash(in: reader, size: size)
        if let right = root { root = Hashing.node(hash, right) } else { root = hash }
      }
      if let root { out.append(root) }
    }
    return out
  }

  /// The largest power of two below `count`, which is at least 2.
  private static func splitPoint(_ count: Int) -> Int {
    1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
  }

  /// The full subtrees of a range that starts at a multiple of its largest one, largest first.
  private static func nodes(_ range: Range<Int>) -> [TreeNode] {
    var out: [TreeNode] = []
    var start = range.lowerBound
    for height in (0..<63).reversed() where range.count >> height & 1 == 1 {
      out.append(TreeNode(height: height, index: start >> height))
      start += 1 << height
    }
    return out
  }
}
