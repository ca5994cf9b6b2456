import Bytes
import Crypto

/// The key from which a platform's other keys hang: 32 bytes from a file or a command, stored
/// nowhere by the platform.
///
/// It encrypts nothing itself; each use has its own key, derived by HKDF-SHA256 under a label.
/// Blind indexes and idempotency hashes hang from a random key of the tenant instead, which is
/// wrapped here, so that a new master key changes none of them.
package struct MasterKey: Sendable {
  package static let byteCount = 32

  /// Four bytes derived from the key: names it in wrapped keys, and tells nothing about it.
  package let fingerprint: [UInt8]
  let dataWrapping: SymmetricKey
  let indexWrapping: SymmetricKey
  let signingWrapping: SymmetricKey
  private let login: SymmetricKey

  /// - Throws: `masterKeyMalformed` unless `bytes` are 32 bytes which are not all the same.
  package init(bytes: [UInt8]) throws(VaultFailure) {
    guard bytes.count == Self.byteCount, Set(bytes).count > 1 else { throw .masterKeyMalformed }
    let root = SymmetricKey(data: bytes)
    fingerprint = Array(
      Cipher.authenticate(
        Array("fingerprint".utf8), under: Cipher.derive("fingerprint", from: root)
      )
      .prefix(4))
    dataWrapping = Cipher.derive("wrapping/data", from: root)
    indexWrapping = Cipher.derive("wrapping/index", from: root)
    signingWrapping = Cipher.derive("wrapping/signing", from: root)
    login = Cipher.derive("login", from: root)
  }

  /// Reads what a key file holds or a key command printed: 32 raw bytes, or 64 hexadecimal digits,
  /// or base64 of 32 bytes; text may end with one newline.
  ///
  /// - Throws: `masterKeyMalformed` for anything else.
  package init(source: [UInt8]) throws(VaultFailure) {
    if source.count == Self.byteCount {
      try self.init(bytes: source)
      return
    }
    var text = source[...]
    if text.last == UInt8(ascii: "\n") { text = text.dropLast() }
    if text.last == UInt8(ascii: "\r") { text = text.dropLast() }
    let characters = String(decoding: text, as: UTF8.self)
    guard let bytes = text.count == 64 ? Hex.bytes(characters) : Base64.bytes(characters) else {
      throw .masterKeyMalformed
    }
    try self.init(bytes: bytes)
  }

  /// The password of a LOGIN role: 64 hexadecimal digits, a function of the key, role and epoch.
  package func loginPassword(role: String, epoch: UInt32) -> String {
    let message = Array(role.utf8) + [0] + Array(String(epoch).utf8)
    return Hex.text(Cipher.authenticate(message, under: login))
  }
}

extension MasterKey: CustomStringConvertible {
  package var description: String { "MasterKey(\(Hex.text(fingerprint)))" }
}

/// The master keys at hand: new keys are wrapped under the current one, older ones still open.
package struct MasterKeys: Sendable {
  package let current: MasterKey
  private let byFingerprint: [[UInt8]: MasterKey]

  /// - Throws: `masterKeysRefused` above `Limits.masterKeysMax` or when one comes twice.
  package init(current: MasterKey, older: [MasterKey] = []) throws(VaultFailure) {
    guard older.count < Limits.masterKeysMax else { throw .masterKeysRefused }
    self.current = current
    var all = [current.fingerprint: current]
    for key in older {
      guard all.updateValue(key, forKey: key.fingerprint) == nil else { throw .masterKeysRefused }
    }
    byFingerprint = all
  }

  func key(fingerprint: [UInt8]) throws(VaultFailure) -> MasterKey {
    guard let key = byFingerprint[fingerprint] else { throw .masterKeyUnknown }
    return key
  }
}
