/// The bounds of this module, each with its reason.
package enum LedgerLimits {
  /// Bytes of one leaf. Source: tlog-tiles, "Log Entries": entry lengths are 16-bit.
  package static let leafByteCountMax = 65_535
  /// Postings of one entry: all of them fit into a leaf with room to spare.
  package static let postingCountMax = 500
  /// Further subjects of one entry (guarantor, assignee, joint debtors).
  package static let partyCountMax = 16
  /// Bytes of a tenant's opaque id in a leaf.
  package static let tenantByteCountMax = 64
  /// Bytes of the name of an account of the chart; shorter than a pseudonym's 32 digits.
  package static let chartNameByteCountMax = 31
  /// Entries of a full tile and of a full bundle. Source: tlog-tiles.
  package static let tileWidth = 256
  /// Tile levels 0...5 describe 2^48 entries; 0...7 every tree that an `Int` can count.
  package static let tileLevelMax = 7
  /// Hashes of an inclusion or consistency proof of a tree of at most 2^63 entries.
  package static let proofHashCountMax = 64
  /// Bytes of a signed note which is parsed: a checkpoint with its cosignatures is below 8 KiB.
  package static let noteByteCountMax = 1 << 16
  /// Signature lines of a note; C2SP signed-note asks for at least 16.
  package static let signatureCountMax = 64
  /// Bytes of an origin. Source: tlog-cosignature, the one-byte length in cosigned_message.
  package static let originByteCountMax = 255
  /// Lines of a policy file.
  package static let policyLineCountMax = 1_000
  /// Depth of nested arrays and objects in canonical JSON which is parsed.
  package static let jsonDepthMax = 16
  /// Findings kept by a verifier; more are counted, not kept.
  package static let findingCountMax = 1_000
  /// Entries of a block: their hashes are held while its root is checked.
  package static let blockEntryCountMax = 65_536
}
