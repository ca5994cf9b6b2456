/// The place of a tile in a log's directory: `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`.
///
/// Source: C2SP tlog-tiles v0.1.0.
package struct TileAddress: Sendable, Hashable {
  package enum Content: Sendable, Hashable {
    /// Entry i of tile n at level L is the root of the full subtree over
    /// `[(n·256+i)·256^L, (n·256+i+1)·256^L)`.
    case hashes(level: Int)
    case entries
  }
  package let content: Content
  package let index: Int
  /// 1...256; below 256 for a partial tile.
  package let width: Int

  package init(content: Content, index: Int, width: Int = LedgerLimits.tileWidth) {
    precondition(index >= 0)
    precondition((1...LedgerLimits.tileWidth).contains(width))
    self.content = content
    self.index = index
    self.width = width
  }

  package var isFull: Bool { width == LedgerLimits.tileWidth }

  package var path: String {
    let folder =
      switch content {
      case .hashes(let level): "tile/\(level)/"
      case .entries: "tile/entries/"
      }
    var groups = [Self.group(index % 1000)]
    var rest = index / 1000
    while rest > 0 {
      groups.insert("x" + Self.group(rest % 1000), at: 0)
      rest /= 1000
    }
    return folder + groups.joined(separator: "/") + (isFull ? "" : ".p/\(width)")
  }

  private static func group(_ value: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: 3 - text.utf8.count) + text
  }

  /// Reads a path; accepts only the form that `path` makes.
  ///
  /// - Returns: nil for any other text, `.p/0`, `.p/256` and levels above `tileLevelMax` included.
  package init?(path: String) {
    var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 3, parts[0] == "tile" else { return nil }
    let content: Content
    if parts[1] == "entries" {
      content = .entries
    } else {
      guard let level = Int(parts[1]), (0...LedgerLimits.tileLevelMax).contains(level) else {
        return nil
      }
      content = .hashes(level: level)
    }
    parts.removeFirst(2)
    var width = LedgerLimits.tileWidth
    if parts.count >= 2, parts[parts.count - 2].hasSuffix(".p") {
      guard let partial = Int(parts.removeLast()), (1..<LedgerLimits.tileWidth).contains(partial)
      else { return nil }
      width = partial
      parts[parts.count - 1].removeLast(2)
    }
    var index = 0
    for part in parts {
      let digits = part.hasPrefix("x") ? part.dropFirst() : Substring(part)
      guard digits.utf8.count == 3, let value = Int(digits), index < Int.max / 1000 - 1 else {
        return nil
      }
      index = index * 1000 + value
    }
    self.init(content: content, index: index, width: width)
    guard self.path == path else { return nil }
  }

  /// The hash tiles of a tree of `size` entries, partial ones included, by level and index, from
  /// those on which hold the entry `first` or the root of what is before it: enough to take up the
  /// tree at `first`, and for every proof of a later entry. From 0 that is every tile; from `size`
  /// the partial ones.
  package static func hashTiles(size: Int, from first: Int = 0) -> [TileAddress] {
    precondition((0...size).contains(first))
    var out: [TileAddress] = []
    let width = LedgerLimits.tileWidth
    for level in 0...LedgerLimits.tileLevelMax {
      let count = size >> (8 * level)
      guard count > 0 else { break }
      let start = first >> (8 * (level + 1))
      for index in start..<max(start, (count + width - 1) / width) {
        out.append(
          TileAddress(
            content: .hashes(level: level), index: index, width: min(width, count - index * width))
        )
      }
    }
    return out
  }

  /// Every bundle which holds an entry of `entries`, in a tree of `size` entries.
  package static func bundles(_ entries: Range<Int>, size: Int) -> [TileAddress] {
    precondition(entries.upperBound <= size)
    guard !entries.isEmpty else { return [] }
    let width = LedgerLimits.tileWidth
    return (entries.lowerBound / width...(entries.upperBound - 1) / width).map {
      TileAddress(content: .entries, index: $0, width: min(width, size - $0 * width))
    }
  }
}

/// A hash tile with its bytes: `width` concatenated 32-byte hashes.
package struct Tile: Sendable, Equatable {
  package let address: TileAddress
  package let bytes: [UInt8]

  package init(address: TileAddress, bytes: [UInt8]) {
    self.address = address
    self.bytes = bytes
  }
}

/// Gives the hash tiles of one tree.
package protocol TileReader {
  /// The bytes of the tile at `level` and `index` which holds at least `width` hashes.
  ///
  /// - Throws: `missingTile`.
  func hashes(level: Int, index: Int, width: Int) throws(LedgerFailure) -> [UInt8]
}

/// Tiles gathered beforehand.
package struct TileSet: TileReader, Sendable {
  private struct Key: Hashable {
    let level: Int
    let index: Int
  }
  private var tiles: [Key: [UInt8]] = [:]

  package init() {}

  /// Keeps the wider one of two tiles of the same place.
  package mutating func insert(level: Int, index: Int, bytes: [UInt8]) {
    let key = Key(level: level, index: index)
    if let present = tiles[key], present.count >= bytes.count { return }
    tiles[key] = bytes
  }

  package func hashes(level: Int, index: Int, width: Int) throws(LedgerFailure) -> [UInt8] {
    guard let bytes = tiles[Key(level: level, index: index)],
      bytes.count >= width * 32, bytes.count.isMultiple(of: 32)
    else {
      throw .missingTile(
        path: TileAddress(content: .hashes(level: level), index: index, width: width).path)
    }
    return bytes
  }
}
