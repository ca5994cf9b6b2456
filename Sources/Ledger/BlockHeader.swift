package import Bytes

/// The header of a sealed block. Headers form a chain: each holds the hash of the one before.
package struct BlockHeader: Sendable, Equatable {
  /// What stands for the previous header of block 1.
  package static let noPrevious = Digest.zero

  package let tenant: String
  package let log: Log
  /// From 1.
  package let number: Int
  /// Index of the block's first entry in the tree.
  package let firstIndex: Int
  /// Entries in the block; at least 1.
  package let count: Int
  /// Root of the tree after the block.
  package let root: Digest
  package let previous: Digest
  package let sealedAt: Timestamp

  package init(
    tenant: String, log: Log, number: Int, firstIndex: Int, count: Int, root: Digest,
    previous: Digest, sealedAt: Timestamp
  ) {
    self.tenant = tenant
    self.log = log
    self.number = number
    self.firstIndex = firstIndex
    self.count = count
    self.root = root
    self.previous = previous
    self.sealedAt = sealedAt
  }

  /// Tree size after the block.
  package var size: Int { firstIndex + count }

  /// The stored line: one JCS object, no line feed.
  ///
  /// - Throws: `invalidField`.
  package func line() throws(LedgerFailure) -> [UInt8] {
    guard number >= 1 else { throw .invalidField("number") }
    guard firstIndex >= 0 else { throw .invalidField("first_index") }
    guard count >= 1 else { throw .invalidField("count") }
    return try JCS.bytes(
      .object([
        "count": .integer(Int64(count)),
        "first_index": .integer(Int64(firstIndex)),
        "log": .string(log.rawValue),
        "number": .integer(Int64(number)),
        "previous": .string(previous.description),
        "root": .string(root.description),
        "sealed_at": .string(sealedAt.description),
        "tenant": .string(tenant),
        "v": .integer(1),
      ]))
  }

  /// SHA-256("tallystick/block/v1" ‖ 0x00 ‖ line).
  package static func hash(line: [UInt8]) -> Digest {
    Hashing.sha256(Array("tallystick/block/v1\0".utf8) + line)
  }

  /// Reads a stored line; accepts exactly what `line` makes.
  ///
  /// - Throws: `malformedJSON` or `invalidField`.
  package init(line: [UInt8]) throws(LedgerFailure) {
    guard case .object(let members) = try JCS.value(line), members.count == 9,
      members["v"] == .integer(1)
    else { throw .invalidField("v") }
    func integer(_ name: String) throws(LedgerFailure) -> Int {
      guard case .integer(let value)? = members[name] else { throw .invalidField(name) }
      return Int(value)
    }
    func text(_ name: String) throws(LedgerFailure) -> String {
      guard case .string(let value)? = members[name] else { throw .invalidField(name) }
      return value
    }
    func digest(_ name: String) throws(LedgerFailure) -> Digest {
      let value = try text(name)
      guard let bytes = Hex.bytes(value), let digest = Digest(bytes: bytes) else {
        throw .invalidField(name)
      }
      return digest
    }
    guard let log = Log(rawValue: try text("log")) else { throw .invalidField("log") }
    guard let sealedAt = Timestamp(try text("sealed_at")) else { throw .invalidField("sealed_at") }
    self.init(
      tenant: try text("tenant"), log: log, number: try integer("number"),
      firstIndex: try integer("first_index"), count: try integer("count"),
      root: try digest("root"), previous: try digest("previous"), sealedAt: sealedAt)
    guard try self.line() == line else { throw .invalidField("line") }
  }

  /// The checkpoint of the chain of blocks: origin `<origin>/blocks`, number of blocks, hash of the
  /// last header.
  package static func checkpoint(
    origin: String, number: Int, hash: Digest
  ) throws(LedgerFailure) -> Checkpoint {
    try Checkpoint(origin: origin + "/blocks", size: number, root: hash)
  }
}

extension Digest {
  fileprivate static var zero: Digest {
    guard let digest = Digest(bytes: repeatElement(0, count: Digest.byteCount)) else {
      preconditionFailure("32 bytes")
    }
    return digest
  }
}
