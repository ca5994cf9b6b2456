package import Bytes

/// An offline proof of one entry: a `.tlog-proof` file.
///
/// Source: C2SP tlog-proof.
package struct ProofFile: Sendable, Equatable {
  private static let header = "c2sp.org/tlog-proof@v1"

  package let index: Int
  package let path: [Digest]
  /// Unauthenticated bytes beside the proof.
  package let extra: [UInt8]?
  /// The checkpoint note, verbatim.
  package let checkpoint: [UInt8]

  package init(index: Int, path: [Digest], extra: [UInt8]? = nil, checkpoint: [UInt8]) {
    self.index = index
    self.path = path
    self.extra = extra
    self.checkpoint = checkpoint
  }

  package var bytes: [UInt8] {
    var text = Self.header + "\n"
    if let extra { text += "extra \(Base64.text(extra))\n" }
    text += "index \(index)\n"
    for hash in path { text += Base64.text(hash.bytes) + "\n" }
    return Array((text + "\n").utf8) + checkpoint
  }

  /// - Throws: `malformedFile`.
  package init(bytes: [UInt8]) throws(LedgerFailure) {
    guard
      let split = bytes.indices.dropLast().first(where: { bytes[$0] == 10 && bytes[$0 + 1] == 10 }),
      let head = String(validating: bytes[..<split], as: UTF8.self)
    else { throw .malformedFile("proof has no empty line") }
    var lines = head.split(separator: "\n", omittingEmptySubsequences: false)[...]
    guard lines.popFirst() == Substring(Self.header) else { throw .malformedFile("proof header") }
    if let line = lines.first, line.hasPrefix("extra ") {
      guard let raw = Base64.bytes(line.dropFirst(6)) else { throw .malformedFile("proof extra") }
      extra = raw
      lines.removeFirst()
    } else {
      extra = nil
    }
    guard let line = lines.popFirst(), line.hasPrefix("index "),
      let index = Int(line.dropFirst(6)), index >= 0, String(index) == line.dropFirst(6)
    else { throw .malformedFile("proof index") }
    guard lines.count <= LedgerLimits.proofHashCountMax else {
      throw .malformedFile("proof has too many hashes")
    }
    var path: [Digest] = []
    for line in lines {
      guard let raw = Base64.bytes(line), let hash = Digest(bytes: raw) else {
        throw .malformedFile("proof hash")
      }
      path.append(hash)
    }
    self.index = index
    self.path = path
    checkpoint = Array(bytes[(split + 2)...])
  }

  /// Checks that `leaf` is entry `index` under the checkpoint, signed by `log`.
  package func verify(
    leaf: [UInt8], log: VerifierKey, witnesses: [VerifierKey] = []
  ) throws(LedgerFailure) -> SignedCheckpoint {
    let signed = try SignedCheckpoint(note: checkpoint, log: log, witnesses: witnesses)
    try Proof.verifyInclusion(
      of: Hashing.leaf(leaf), index: index, size: signed.checkpoint.size, path: path,
      root: signed.checkpoint.root)
    return signed
  }
}
