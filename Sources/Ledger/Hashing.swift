package import Bytes

import struct Crypto.SHA256

/// SHA-256 and the tree hashes of RFC 6962 section 2.1.
package enum Hashing {
  /// MTH of no entries: SHA-256 of the empty string.
  package static let emptyRoot = Digest(SHA256().finalize())

  package static func sha256(_ bytes: [UInt8]) -> Digest {
    var hasher = SHA256()
    unsafe bytes.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
    return Digest(hasher.finalize())
  }

  /// SHA-256(0x00 ‖ leaf).
  package static func leaf(_ leaf: [UInt8]) -> Digest { self.leaf(leaf.span) }

  /// SHA-256(0x00 ‖ leaf).
  package static func leaf(_ leaf: Span<UInt8>) -> Digest {
    var hasher = SHA256()
    var prefix: UInt8 = 0
    unsafe withUnsafeBytes(of: &prefix) { unsafe hasher.update(bufferPointer: $0) }
    unsafe leaf.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
    return Digest(hasher.finalize())
  }

  /// SHA-256(0x01 ‖ left ‖ right).
  package static func node(_ left: Digest, _ right: Digest) -> Digest {
    unsafe withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { buffer in
      unsafe buffer[0] = 1
      unsafe buffer.storeBytes(of: left, toByteOffset: 1, as: Digest.self)
      unsafe buffer.storeBytes(of: right, toByteOffset: 33, as: Digest.self)
      var hasher = SHA256()
      unsafe hasher.update(bufferPointer: UnsafeRawBufferPointer(buffer))
      return Digest(hasher.finalize())
    }
  }

  /// The root of the subtree whose leaves are the hashes of a full tile.
  package static func tileRoot(_ tile: [UInt8]) -> Digest {
    precondition(tile.count == LedgerLimits.tileWidth * Digest.byteCount)
    return root(of: stride(from: 0, to: tile.count, by: Digest.byteCount).map { digest(tile, $0) })
  }

  /// The root of a full subtree, whose hashes are a power of two.
  static func root(of hashes: [Digest]) -> Digest {
    precondition(hashes.count.nonzeroBitCount == 1)
    var nodes = hashes
    var count = nodes.count
    while count > 1 {
      count /= 2
      for index in 0..<count { nodes[index] = node(nodes[2 * index], nodes[2 * index + 1]) }
    }
    return nodes[0]
  }

  /// The digest at `offset`; it is there.
  static func digest(_ bytes: [UInt8], _ offset: Int) -> Digest {
    guard let digest = Digest(bytes: bytes[offset..<offset + Digest.byteCount]) else {
      preconditionFailure("32 bytes")
    }
    return digest
  }
}

extension Digest {
  fileprivate init(_ digest: SHA256.Digest) {
    // Safe because both are 32 bytes of which each value is a digest.
    self = unsafe digest.withUnsafeBytes { unsafe $0.loadUnaligned(as: Digest.self) }
  }
}
