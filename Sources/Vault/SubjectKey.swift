package import Bytes
import Crypto

/// The key of one subject, open: seals and opens what the tenant holds about that person.
///
/// An envelope is: version (1), epoch of the key (1), nonce (12), ciphertext, tag (16); version,
/// epoch and place are authenticated.
package struct SubjectKey: Sendable {
  package static let envelopeOverheadByteCount = 2 + Cipher.overheadByteCount
  private static let version: UInt8 = 1

  package let subject: Identifier
  /// Counts the keys of this subject from 1.
  package let epoch: UInt8
  private let key: SymmetricKey

  init(subject: Identifier, epoch: UInt8, bytes: [UInt8]) {
    precondition(epoch > 0, "epochs count from 1")
    self.subject = subject
    self.epoch = epoch
    key = SymmetricKey(data: bytes)
  }

  /// The envelope of `plaintext`, to be kept at `place` only.
  ///
  /// - Throws: `plaintextTooLong`.
  package func seal(
    _ plaintext: [UInt8], at place: Place, entropy: inout Entropy
  ) throws(VaultFailure) -> [UInt8] {
    guard plaintext.count <= Limits.plaintextByteCountMax else {
      throw .plaintextTooLong(byteCount: plaintext.count)
    }
    let header = [Self.version, epoch]
    return Cipher.seal(
      plaintext, under: key, context: header + place.context, header: header, entropy: &entropy)
  }

  /// The envelope of a text's UTF-8 bytes.
  package func seal(
    _ text: String, at place: Place, entropy: inout Entropy
  ) throws(VaultFailure) -> [UInt8] {
    try seal(Array(text.utf8), at: place, entropy: &entropy)
  }

  /// What was sealed at `place`.
  ///
  /// - Throws: `envelopeMalformed`, `keyEpochUnknown`, or `envelopeRejected` when a byte was
  ///   changed, the envelope comes from another place, or another key sealed it.
  package func open(_ envelope: [UInt8], at place: Place) throws(VaultFailure) -> [UInt8] {
    guard envelope.count >= Self.envelopeOverheadByteCount, envelope[0] == Self.version,
      envelope[1] > 0
    else { throw .envelopeMalformed }
    guard envelope[1] == epoch else { throw .keyEpochUnknown }
    let header = [Self.version, epoch]
    guard
      let plaintext = Cipher.open(
        envelope.dropFirst(2), under: key, context: header + place.context)
    else { throw .envelopeRejected }
    return plaintext
  }

  /// The text sealed at `place`.
  package func openText(_ envelope: [UInt8], at place: Place) throws(VaultFailure) -> String {
    guard let text = String(validating: try open(envelope, at: place), as: UTF8.self) else {
      throw .envelopeRejected
    }
    return text
  }
}

extension SubjectKey: CustomStringConvertible {
  package var description: String { "SubjectKey(epoch \(epoch))" }
}

/// A ledger payload with the salt of its commitment: both are needed to prove it, so both are
/// sealed together under the subject's key and die with it.
package struct SealedPayload: Sendable, Equatable {
  package static let saltByteCount = 32

  /// Exactly 32 bytes.
  package let salt: [UInt8]
  package let payload: [UInt8]

  package init(salt: [UInt8], payload: [UInt8]) {
    precondition(salt.count == Self.saltByteCount, "a salt of \(salt.count) bytes")
    self.salt = salt
    self.payload = payload
  }

  /// The envelope of salt and payload.
  package func sealed(
    under key: SubjectKey, at place: Place, entropy: inout Entropy
  ) throws(VaultFailure) -> [UInt8] {
    try key.seal(salt + payload, at: place, entropy: &entropy)
  }

  /// Opens an envelope made by `sealed`.
  package init(
    opening envelope: [UInt8], under key: SubjectKey, at place: Place
  ) throws(VaultFailure) {
    let bytes = try key.open(envelope, at: place)
    guard bytes.count >= Self.saltByteCount else { throw .envelopeMalformed }
    salt = Array(bytes.prefix(Self.saltByteCount))
    payload = Array(bytes.dropFirst(Self.saltByteCount))
  }
}
