package import Bytes

import struct Crypto.SHA256

/// SHA-256 and the tree hashes of RFC 6962 section 2.1.
package enum Hashing {
  /// MTH of no entries: SHA-256 of the empty string.
  package static let emptyRoot = NodeHash(SHA256().finalize()).digest

  package static func sha256(_ bytes: [UInt8]) -> Digest {
    var hasher = SHA256()
    unsafe bytes.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
    return NodeHash(hasher.finalize()).digest
  }

  /// SHA-256(0x00 ‖ leaf).
  package static func leaf(_ leaf: [UInt8]) -> Digest { leafNode(leaf).digest }

  /// SHA-256(0x01 ‖ left ‖ right).
  package static func node(_ left: Digest, _ right: Digest) -> Digest {
    node(NodeHash(left), NodeHash(right)).digest
  }

  /// The root of the subtree whose leaves are the hashes of a full tile.
  package static func tileRoot(_ tile: [UInt8]) -> Digest {
    precondition(tile.count == LedgerLimits.tileWidth * 32)
    var nodes = stride(from: 0, to: tile.count, by: 32).map { NodeHash(tile[$0..<$0 + 32]) }
    while nodes.count > 1 {
      nodes = stride(from: 0, to: nodes.count, by: 2).map { node(nodes[$0], nodes[$0 + 1]) }
    }
    return nodes[0].digest
  }

  static func leafNode(_ leaf: [UInt8]) -> NodeHash {
    var hasher = SHA256()
    unsafe leafPrefix.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
    unsafe leaf.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
    return NodeHash(hasher.finalize())
  }

  private static let leafPrefix: [UInt8] = [0]

  static func node(_ left: NodeHash, _ right: NodeHash) -> NodeHash {
    unsafe withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { buffer in
      unsafe buffer[0] = 1
      unsafe buffer.storeBytes(of: left, toByteOffset: 1, as: NodeHash.self)
      unsafe buffer.storeBytes(of: right, toByteOffset: 33, as: NodeHash.self)
      var hasher = SHA256()
      unsafe hasher.update(bufferPointer: UnsafeRawBufferPointer(buffer))
      return NodeHash(hasher.finalize())
    }
  }
}

/// A hash kept inline, without an allocation, in the byte order of memory.
struct NodeHash: Sendable, Hashable {
  private var a: UInt64 = 0
  private var b: UInt64 = 0
  private var c: UInt64 = 0
  private var d: UInt64 = 0

  init(_ digest: SHA256.Digest) {
    self = unsafe digest.withUnsafeBytes { unsafe $0.loadUnaligned(as: NodeHash.self) }
  }

  init(_ digest: Digest) { self.init(digest.bytes[...]) }

  /// `bytes` has exactly 32 bytes.
  init(_ bytes: ArraySlice<UInt8>) {
    precondition(bytes.count == Digest.byteCount)
    self = unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: NodeHash.self) }
  }

  var digest: Digest {
    guard let digest = Digest(bytes: bytes) else { preconditionFailure("32 bytes") }
    return digest
  }

  var bytes: [UInt8] {
    unsafe withUnsafeBytes(of: self) { unsafe Array($0) }
  }

  func append(to out: inout [UInt8]) {
    unsafe withUnsafeBytes(of: self) { unsafe out.append(contentsOf: $0) }
  }
}
