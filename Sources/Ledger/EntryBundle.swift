/// Entry bundles: for each entry its length, 16 bits big-endian, then its bytes.
///
/// Source: C2SP tlog-tiles v0.1.0.
package enum EntryBundle {
  /// Each leaf is 1...65,535 bytes; at most 256 of them.
  package static func bytes(_ leaves: some Collection<[UInt8]>) -> [UInt8] {
    precondition(leaves.count <= LedgerLimits.tileWidth)
    var out: [UInt8] = []
    out.reserveCapacity(leaves.reduce(0) { $0 + $1.count + 2 })
    for leaf in leaves { append(leaf, to: &out) }
    return out
  }

  package static func append(_ leaf: [UInt8], to out: inout [UInt8]) {
    precondition(leaf.count <= LedgerLimits.leafByteCountMax)
    out.append(UInt8(leaf.count >> 8))
    out.append(UInt8(leaf.count & 255))
    out.append(contentsOf: leaf)
  }

  /// - Throws: `malformedFile` when the last entry is cut or there are more than 256.
  package static func leaves(_ bytes: [UInt8]) throws(LedgerFailure) -> [[UInt8]] {
    let (entries, failure) = places(bytes)
    if let failure { throw failure }
    return entries.map { Array(bytes[$0]) }
  }

  /// Where the entries of a bundle stand, those before the first which cannot be read, and why it
  /// cannot.
  package static func places(_ bytes: [UInt8]) -> (entries: [Range<Int>], failure: LedgerFailure?) {
    var out: [Range<Int>] = []
    var at = 0
    while at < bytes.count {
      guard out.count < LedgerLimits.tileWidth else {
        return (out, .malformedFile("bundle holds more than 256 entries"))
      }
      guard at + 2 <= bytes.count else {
        return (out, .malformedFile("bundle is cut in a length"))
      }
      let end = at + 2 + (Int(bytes[at]) << 8 | Int(bytes[at + 1]))
      guard end <= bytes.count else {
        return (out, .malformedFile("bundle is cut in an entry"))
      }
      out.append(at + 2..<end)
      at = end
    }
    return (out, nil)
  }
}
