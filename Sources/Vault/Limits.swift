/// Bounds of this module, each with its reason.
package enum Limits {
  /// Longest plaintext sealed as one field, in bytes: a ledger payload is at most one leaf's 65,535
  /// bytes, documents are stored outside the database.
  package static let plaintextByteCountMax = 1 << 16
  /// Longest text taken for a blind index, in bytes: no identifier or name is longer, and a longer
  /// one is a mistake of the caller.
  package static let indexedTextByteCountMax = 1024
  /// Random bytes drawn from the world at once: one system call for some eighty field nonces.
  package static let entropyByteCountMax = 4096
  /// Subject keys held open by one ring: a ring serves one transaction, whose batch is smaller.
  package static let keyringSubjectsMax = 8192
  /// Wrapped keys in one record of a tenant: all epochs of its data key and the index key.
  package static let tenantKeysMax = 256
  /// Master keys held at once: the current one and those not yet rotated away.
  package static let masterKeysMax = 4
}
