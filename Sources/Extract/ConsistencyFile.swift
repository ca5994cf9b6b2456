package import Bytes
package import Ledger

/// `proofs/consistency`: the body of a witness's add-checkpoint request, so that it can be sent to
/// one as it is.
///
/// Layout: `old <size>` LF, one base64 hash a line, an empty line, the checkpoint note. Source: C2SP
/// tlog-witness.
package struct ConsistencyFile: Sendable, Equatable {
  package let oldSize: Int
  package let path: [Digest]
  package let checkpoint: [UInt8]

  package init(oldSize: Int, path: [Digest], checkpoint: [UInt8]) {
    self.oldSize = oldSize
    self.path = path
    self.checkpoint = checkpoint
  }

  package var bytes: [UInt8] {
    let head = "old \(oldSize)\n" + path.map { Base64.text($0.bytes) + "\n" }.joined() + "\n"
    return Array(head.utf8) + checkpoint
  }

  /// - Throws: `malformedFile`.
  package init(bytes: [UInt8]) throws(LedgerFailure) {
    let failure = LedgerFailure.malformedFile("consistency proof")
    guard
      let split = bytes.indices.dropLast().first(where: { bytes[$0] == 10 && bytes[$0 + 1] == 10 }),
      let head = String(validating: bytes[..<split], as: UTF8.self)
    else { throw failure }
    let lines = head.split(separator: "\n", omittingEmptySubsequences: false)
    guard let line = lines.first, line.hasPrefix("old "), let oldSize = Int(line.dropFirst(4)),
      lines.count <= LedgerLimits.proofHashCountMax + 1
    else { throw failure }
    var path: [Digest] = []
    for line in lines.dropFirst() {
      guard let digest = Base64.bytes(line).flatMap({ Digest(bytes: $0) }) else { throw failure }
      path.append(digest)
    }
    self.init(oldSize: oldSize, path: path, checkpoint: Array(bytes[(split + 2)...]))
    guard self.bytes == bytes else { throw failure }
  }
}
