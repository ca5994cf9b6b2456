package import Bytes

/// Why a key or a ciphertext was not usable. Never holds key bytes, clear text or ciphertext.
package enum VaultFailure: Error, Sendable, Equatable {
  /// The master key source holds neither 32 bytes nor their hexadecimal or base64 text.
  case masterKeyMalformed
  /// A wrapped key names a master key which is not at hand: a rotation was cut short or the wrong
  /// file was given.
  case masterKeyUnknown
  /// More master keys than `Limits.masterKeysMax`, none, or the same one twice.
  case masterKeysRefused
  /// A wrapped key has the wrong length, version or kind.
  case wrappedKeyMalformed
  /// A wrapped key was changed, or belongs to another tenant, subject, ledger or epoch.
  case wrappedKeyRejected
  /// The records of a tenant lack its index key or have no data key, or hold one twice.
  case tenantKeysIncomplete
  /// A ciphertext is too short or has an unknown version.
  case envelopeMalformed
  /// A ciphertext was sealed under an epoch of the key which is not at hand.
  case keyEpochUnknown
  /// A ciphertext was changed, moved from its place, or sealed under another key.
  case envelopeRejected
  /// A plaintext is longer than `Limits.plaintextByteCountMax`.
  case plaintextTooLong(byteCount: Int)
  /// The subject's key has been destroyed: what it sealed cannot be read by anybody.
  case keyDestroyed(subject: Identifier)
  /// The ring holds no key of this subject.
  case subjectUnknown(subject: Identifier)
  /// The ring already holds `Limits.keyringSubjectsMax` subjects.
  case keyringFull
  /// A value has no normal form for the blind index of this column.
  case notIndexable(column: IndexedColumn)
}
