package import Bytes

/// Checks proofs by the algorithms of RFC 9162.
package enum Proof {
  /// Checks that the entry of `leafHash` is number `index` of the tree of `size` under `root`.
  ///
  /// Source: RFC 9162 section 2.1.3.2.
  /// - Throws: `malformedProof` or `rootMismatch`.
  package static func verifyInclusion(
    of leafHash: Digest, index: Int, size: Int, path: [Digest], root: Digest
  ) throws(LedgerFailure) {
    guard index >= 0, index < size else { throw .malformedProof("index outside the tree") }
    guard path.count <= LedgerLimits.proofHashCountMax else { throw .malformedProof("too long") }
    var node = index
    var last = size - 1
    var result = leafHash
    for hash in path {
      guard last != 0 else { throw .malformedProof("too many hashes") }
      if node & 1 == 1 || node == last {
        result = Hashing.node(hash, result)
        while node & 1 == 0, node != 0 {
          node >>= 1
          last >>= 1
        }
      } else {
        result = Hashing.node(result, hash)
      }
      node >>= 1
      last >>= 1
    }
    guard last == 0 else { throw .malformedProof("too few hashes") }
    guard result == root else { throw .rootMismatch }
  }

  /// Checks that the tree of `newSize` under `newRoot` begins with the one of `oldSize`.
  ///
  /// Source: RFC 9162 section 2.1.4.2.
  /// - Throws: `malformedProof` or `rootMismatch`.
  package static func verifyConsistency(
    oldSize: Int, oldRoot: Digest, newSize: Int, newRoot: Digest, path: [Digest]
  ) throws(LedgerFailure) {
    guard oldSize >= 0, oldSize <= newSize else { throw .malformedProof("sizes go back") }
    guard path.count <= LedgerLimits.proofHashCountMax else { throw .malformedProof("too long") }
    if oldSize == 0 || oldSize == newSize {
      guard path.isEmpty else { throw .malformedProof("too many hashes") }
      guard oldRoot == (oldSize == 0 ? Hashing.emptyRoot : newRoot) else { throw .rootMismatch }
      return
    }
    var path = path[...]
    // A power of two is itself the first node of the proof.
    if oldSize & (oldSize - 1) == 0 { path = ([oldRoot] + path)[...] }
    guard let first = path.popFirst() else { throw .malformedProof("too few hashes") }
    var node = oldSize - 1
    var last = newSize - 1
    while node & 1 == 1 {
      node >>= 1
      last >>= 1
    }
    var old = first
    var new = first
    for hash in path {
      guard last != 0 else { throw .malformedProof("too many hashes") }
      if node & 1 == 1 || node == last {
        old = Hashing.node(hash, old)
        new = Hashing.node(hash, new)
        while node & 1 == 0, node != 0 {
          node >>= 1
          last >>= 1
        }
      } else {
        new = Hashing.node(new, hash)
      }
      node >>= 1
      last >>= 1
    }
    guard last == 0 else { throw .malformedProof("too few hashes") }
    guard old == oldRoot, new == newRoot else { throw .rootMismatch }
  }
}
