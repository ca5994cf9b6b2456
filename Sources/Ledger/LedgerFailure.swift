/// Why a leaf, note, proof or tile was refused. Holds names and positions, never stored values.
package enum LedgerFailure: Error, Sendable, Equatable {
  /// Postings of this currency do not sum to zero.
  case unbalanced(currency: String)
  /// The sum of this currency's postings exceeds 64 bits.
  case overflow(currency: String)
  /// A field of an entry is outside its form or bounds.
  case invalidField(String)
  /// A leaf of this many bytes exceeds `leafByteCountMax`.
  case leafTooLong(byteCount: Int)
  /// The leaf is not what the writer makes; `at` is the offset of the first wrong byte.
  case malformedLeaf(field: String, at: Int)
  /// The text is not canonical JSON; `at` is the offset of the first wrong byte.
  case malformedJSON(at: Int)
  /// A signed note breaks a rule of its format.
  case malformedNote(String)
  /// A verifier key or signing key breaks a rule of its format.
  case malformedKey(String)
  /// A checkpoint body breaks a rule of its format.
  case malformedCheckpoint(String)
  /// A proof file, policy file, tile path or bundle breaks a rule of its format.
  case malformedFile(String)
  /// A signature by a known key does not verify.
  case badSignature(name: String)
  /// No signature of a note is by a trusted key.
  case untrusted
  /// A proof has too few or too many hashes, or its indices are out of order.
  case malformedProof(String)
  /// A proof leads to another root.
  case rootMismatch
  /// A tile needed for a proof is not there or too short.
  case missingTile(path: String)
  /// The tree's stored parts do not agree with its size.
  case inconsistentTree(String)
}

extension LedgerFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unbalanced(let currency): "postings in \(currency) do not sum to zero"
    case .overflow(let currency): "postings in \(currency) exceed 64 bits"
    case .invalidField(let field): "field \(field) is outside its form or bounds"
    case .leafTooLong(let byteCount): "leaf of \(byteCount) bytes is too long"
    case .malformedLeaf(let field, let at): "leaf is malformed at byte \(at), field \(field)"
    case .malformedJSON(let at): "not canonical JSON at byte \(at)"
    case .malformedNote(let reason): "signed note: \(reason)"
    case .malformedKey(let reason): "key: \(reason)"
    case .malformedCheckpoint(let reason): "checkpoint: \(reason)"
    case .malformedFile(let reason): "file: \(reason)"
    case .badSignature(let name): "signature of \(name) does not verify"
    case .untrusted: "no signature by a trusted key"
    case .malformedProof(let reason): "proof: \(reason)"
    case .rootMismatch: "the proof leads to another root"
    case .missingTile(let path): "\(path) is missing or too short"
    case .inconsistentTree(let reason): "tree: \(reason)"
    }
  }
}
