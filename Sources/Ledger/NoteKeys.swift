import Bytes

import enum Crypto.Curve25519

/// A public key by which signatures of notes are checked: a vkey.
package struct VerifierKey: Sendable, Hashable {
  /// The signature types which this module checks.
  package enum Kind: UInt8, Sendable {
    /// Ed25519 over the note's text.
    case ed25519 = 1
    /// Ed25519 cosignature/v1, with a time.
    case cosignature = 4
  }

  package let name: String
  package let kind: Kind
  /// 32 bytes.
  package let publicKey: [UInt8]

  /// - Throws: `malformedKey`.
  package init(name: String, kind: Kind, publicKey: [UInt8]) throws(LedgerFailure) {
    guard NoteName.isValid(name) else { throw .malformedKey("name") }
    guard publicKey.count == 32 else { throw .malformedKey("32 bytes are expected") }
    self.name = name
    self.kind = kind
    self.publicKey = publicKey
  }

  /// SHA-256(name ‖ LF ‖ type ‖ public key)[0:4].
  package var keyID: UInt32 {
    let hash = Hashing.sha256(Array(name.utf8) + [0x0A, kind.rawValue] + publicKey)
    return hash.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// `<name>+<keyID, 8 hexadecimal digits>+<base64(type ‖ public key)>`.
  package var text: String {
    let id = (0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * $0)) }
    return "\(name)+\(Hex.text(id))+\(Base64.text([kind.rawValue] + publicKey))"
  }

  /// Reads a vkey.
  ///
  /// - Throws: `malformedKey`, also for a key of another type and for a wrong keyID.
  package init(_ text: String) throws(LedgerFailure) {
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw .malformedKey("three parts are expected") }
    guard let raw = Base64.bytes(parts[2]), let type = raw.first else {
      throw .malformedKey("encoding")
    }
    guard let kind = Kind(rawValue: type) else { throw .malformedKey("unknown type") }
    try self.init(name: String(parts[0]), kind: kind, publicKey: Array(raw.dropFirst()))
    guard self.text == text else { throw .malformedKey("key id") }
  }

  /// The same key under this name with `suffix`: what it signs says another thing.
  package func derived(_ suffix: String) throws(LedgerFailure) -> VerifierKey {
    try named(name + suffix)
  }

  /// The same key under another name.
  package func named(_ name: String) throws(LedgerFailure) -> VerifierKey {
    try VerifierKey(name: name, kind: kind, publicKey: publicKey)
  }

  /// - Returns: the time of a cosignature; nil for a plain signature.
  /// - Throws: `badSignature`.
  func check(
    _ signature: SignedNote.Signature, of text: String
  ) throws(LedgerFailure) -> UInt64? {
    let failure = LedgerFailure.badSignature(name: name)
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else {
      throw failure
    }
    switch kind {
    case .ed25519:
      guard signature.bytes.count == 64,
        key.isValidSignature(signature.bytes, for: Array(text.utf8))
      else { throw failure }
      return nil
    case .cosignature:
      guard signature.bytes.count == 72 else { throw failure }
      let time = signature.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      guard time <= UInt64(Int64.max),
        key.isValidSignature(
          Array(signature.bytes.dropFirst(8)), for: Cosignature.message(text, time: time))
      else { throw failure }
      return time
    }
  }
}

/// A private Ed25519 key that signs notes under a name.
package struct NoteSigner: Sendable {
  package let verifierKey: VerifierKey
  private let key: Curve25519.Signing.PrivateKey

  /// `seed` is 32 bytes. For `.cosignature` the key signs as a witness.
  ///
  /// - Throws: `malformedKey`.
  package init(
    name: String, kind: VerifierKey.Kind = .ed25519, seed: [UInt8]
  ) throws(LedgerFailure) {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
      throw .malformedKey("32 bytes are expected")
    }
    self.key = key
    verifierKey = try VerifierKey(
      name: name, kind: kind, publicKey: Array(key.publicKey.rawRepresentation))
  }

  private init(key: Curve25519.Signing.PrivateKey, verifierKey: VerifierKey) {
    self.key = key
    self.verifierKey = verifierKey
  }

  /// The same key under this name with `suffix`: `/blocks`, `/extracts`.
  package func derived(_ suffix: String) throws(LedgerFailure) -> NoteSigner {
    NoteSigner(key: key, verifierKey: try verifierKey.derived(suffix))
  }

  /// A plain signature over `text`, for a key of kind `.ed25519`.
  ///
  /// - Throws: `malformedKey` when the key cannot sign.
  package func signature(of text: String) throws(LedgerFailure) -> SignedNote.Signature {
    precondition(verifierKey.kind == .ed25519)
    return try signature(prefix: [], message: Array(text.utf8))
  }

  /// A cosignature/v1 of a checkpoint's body, for a key of kind `.cosignature`.
  ///
  /// `time` is in POSIX seconds. Throws `malformedKey` when the key cannot sign.
  package func cosignature(
    of body: String, time: UInt64
  ) throws(LedgerFailure) -> SignedNote.Signature {
    precondition(verifierKey.kind == .cosignature)
    precondition(time <= UInt64(Int64.max))
    let prefix = (0..<8).map { UInt8(truncatingIfNeeded: time >> (56 - 8 * $0)) }
    return try signature(prefix: prefix, message: Cosignature.message(body, time: time))
  }

  private func signature(
    prefix: [UInt8], message: [UInt8]
  ) throws(LedgerFailure) -> SignedNote.Signature {
    guard let signature = try? key.signature(for: message) else {
      throw .malformedKey("signing failed")
    }
    return SignedNote.Signature(
      name: verifierKey.name, keyID: verifierKey.keyID, bytes: prefix + Array(signature))
  }

  /// A checkpoint as a note with this key's signature.
  package func note(_ checkpoint: Checkpoint) throws(LedgerFailure) -> SignedNote {
    var note = try SignedNote(text: checkpoint.body)
    note.add(try signature(of: checkpoint.body))
    return note
  }
}

/// Source: C2SP tlog-cosignature v1.0.1.
enum Cosignature {
  static func message(_ body: String, time: UInt64) -> [UInt8] {
    Array("cosignature/v1\ntime \(time)\n\(body)".utf8)
  }
}
