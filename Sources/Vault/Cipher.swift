import Crypto

/// AES-256-GCM with a random nonce: nonce (12), ciphertext, tag (16).
enum Cipher {
  static let keyByteCount = 32
  static let nonceByteCount = 12
  static let tagByteCount = 16
  static let overheadByteCount = nonceByteCount + tagByteCount

  /// `header` followed by the nonce, the ciphertext and the tag.
  static func seal(
    _ plaintext: [UInt8], under key: SymmetricKey, context: [UInt8], header: [UInt8],
    entropy: inout Entropy
  ) -> [UInt8] {
    guard let nonce = try? AES.GCM.Nonce(data: entropy.take(nonceByteCount)),
      let box = try? AES.GCM.seal(plaintext, using: key, nonce: nonce, authenticating: context),
      let combined = box.combined
    else { preconditionFailure("AES-GCM refused a 32-byte key or a 12-byte nonce") }
    var out: [UInt8] = []
    out.reserveCapacity(header.count + plaintext.count + overheadByteCount)
    out.append(contentsOf: header)
    out.append(contentsOf: combined)
    return out
  }

  /// - Returns: nil when key, context or any byte differs from what was sealed.
  static func open(
    _ sealed: ArraySlice<UInt8>, under key: SymmetricKey, context: [UInt8]
  ) -> [UInt8]? {
    guard sealed.count >= overheadByteCount,
      let box = try? AES.GCM.SealedBox(combined: sealed),
      let plaintext = try? AES.GCM.open(box, using: key, authenticating: context)
    else { return nil }
    return Array(plaintext)
  }

  /// A key of its own for `label`, by HKDF-SHA256 (RFC 5869) without a salt.
  static func derive(_ label: String, from key: SymmetricKey) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: key, info: Array("tallystick/\(label)/v1".utf8),
      outputByteCount: keyByteCount)
  }

  static func authenticate(_ message: [UInt8], under key: SymmetricKey) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
  }
}
