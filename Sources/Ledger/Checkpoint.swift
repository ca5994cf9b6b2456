package import Bytes

/// The text that a log signs: its origin, tree size and root.
///
/// Source: C2SP tlog-checkpoint v1.0.0. Extension lines are refused: some cosignatures leave them
/// uncovered.
package struct Checkpoint: Sendable, Equatable {
  package let origin: String
  package let size: Int
  package let root: Digest

  /// - Throws: `malformedCheckpoint` for an origin outside its form or a negative size.
  package init(origin: String, size: Int, root: Digest) throws(LedgerFailure) {
    guard size >= 0 else { throw .malformedCheckpoint("size is negative") }
    guard NoteName.isValid(origin), origin.utf8.count <= LedgerLimits.originByteCountMax,
      !origin.contains("://")
    else { throw .malformedCheckpoint("origin") }
    self.origin = origin
    self.size = size
    self.root = root
  }

  /// `<origin> LF <size> LF <base64(root)> LF`.
  package var body: String { "\(origin)\n\(size)\n\(Base64.text(root.bytes))\n" }

  /// - Throws: `malformedCheckpoint`.
  package init(body: String) throws(LedgerFailure) {
    let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 4, lines[3].isEmpty else {
      throw .malformedCheckpoint("three lines are expected")
    }
    guard let size = Int(lines[1]), String(size) == lines[1] else {
      throw .malformedCheckpoint("size")
    }
    guard let bytes = Base64.bytes(lines[2]), let root = Digest(bytes: bytes) else {
      throw .malformedCheckpoint("root")
    }
    try self.init(origin: String(lines[0]), size: size, root: root)
  }
}
