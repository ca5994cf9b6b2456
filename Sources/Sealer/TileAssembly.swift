import Bytes
package import Ledger

/// Makes any hash tile of a tree from what is stored: full tiles, and the leaf hashes after the last
/// full one. A partial tile above the leaves consists of the roots of the full tiles below.
package struct TileAssembly: Sendable {
  package let size: Int

  package init(size: Int) { self.size = size }

  /// `full` gives up to `count` stored tiles of a level from an index on, in order, with their
  /// indices; `tail` the leaf hashes from an index to the end, of which there may be more than
  /// `size` has.
  package func tiles(
    _ addresses: [TileAddress],
    full: (_ level: Int, _ first: Int, _ count: Int) async throws(SealFailure) -> [(Int, [UInt8])],
    tail: (_ first: Int) async throws(SealFailure) -> [[UInt8]]
  ) async throws(SealFailure) -> TileSet {
    var out = TileSet()
    for address in addresses {
      guard case .hashes(let level) = address.content else { continue }
      let index = address.index
      if let stored = try await full(level, index, 1).first, stored.0 == index {
        out.insert(level: level, index: index, bytes: stored.1)
      } else if level == 0 {
        let hashes = try await tail(index * LedgerLimits.tileWidth).prefix(address.width)
        out.insert(level: 0, index: index, bytes: hashes.flatMap(\.self))
      } else {
        let first = index * LedgerLimits.tileWidth
        let below = try await full(level - 1, first, address.width)
        guard below.map(\.0).elementsEqual(first..<first + address.width),
          below.allSatisfy({ $0.1.count == LedgerLimits.tileWidth * 32 })
        else {
          throw .ledger(.missingTile(path: address.path))
        }
        out.insert(
          level: level, index: index, bytes: below.flatMap { Hashing.tileRoot($0.1).bytes })
      }
    }
    return out
  }
}
