package import Bytes
import Crypto

/// A key of a tenant as the database keeps it: 32 bytes sealed under the master key.
///
/// Layout: version (1), kind (1), epoch (1), fingerprint of the master key (4), nonce (12),
/// ciphertext (32), tag (16). Kind, epoch, tenant and purpose are authenticated.
package struct WrappedKey: Sendable, Hashable {
  /// What the key is for; each kind is wrapped under a key of its own.
  package enum Kind: UInt8, Sendable, CaseIterable {
    /// Wraps the keys of subjects.
    case data = 1
    /// Root of blind indexes and idempotency hashes.
    case index = 2
    /// Signs the checkpoints of a ledger.
    case signing = 3
  }

  package static let byteCount = headerByteCount + Cipher.keyByteCount + Cipher.overheadByteCount
  private static let version: UInt8 = 1
  private static let headerByteCount = 7

  package let bytes: [UInt8]
  package let kind: Kind
  /// Counts the keys of one kind of a tenant from 1.
  package let epoch: UInt8
  /// Names the master key it is wrapped under.
  package var masterFingerprint: [UInt8] { Array(bytes[3..<7]) }

  /// Takes what the database holds.
  ///
  /// - Throws: `wrappedKeyMalformed` for a wrong length, version, kind or epoch.
  package init(bytes: [UInt8]) throws(VaultFailure) {
    guard bytes.count == Self.byteCount, bytes[0] == Self.version,
      let kind = Kind(rawValue: bytes[1]),
      bytes[2] > 0
    else { throw .wrappedKeyMalformed }
    self.bytes = bytes
    self.kind = kind
    epoch = bytes[2]
  }

  /// Reads records which stand one after another, as `bytes` of a sequence of them writes.
  ///
  /// - Throws: `wrappedKeyMalformed`, also for none and for more than `Limits.tenantKeysMax`.
  package static func list(_ bytes: [UInt8]) throws(VaultFailure) -> [WrappedKey] {
    guard !bytes.isEmpty, bytes.count.isMultiple(of: byteCount),
      bytes.count / byteCount <= Limits.tenantKeysMax
    else { throw .wrappedKeyMalformed }
    var records: [WrappedKey] = []
    for start in stride(from: 0, to: bytes.count, by: byteCount) {
      records.append(try WrappedKey(bytes: Array(bytes[start..<start + byteCount])))
    }
    return records
  }

  private init(sealed: [UInt8], kind: Kind, epoch: UInt8) {
    bytes = sealed
    self.kind = kind
    self.epoch = epoch
  }

  /// - Parameter purpose: names the key among those of its kind (the ledger it signs), else empty.
  static func wrap(
    _ key: [UInt8], kind: Kind, epoch: UInt8, tenant: Identifier, purpose: String,
    under master: MasterKey, entropy: inout Entropy
  ) -> WrappedKey {
    precondition(key.count == Cipher.keyByteCount, "a key of \(key.count) bytes")
    precondition(epoch > 0, "epochs count from 1")
    let header = [version, kind.rawValue, epoch] + master.fingerprint
    let sealed = Cipher.seal(
      key, under: wrapping(kind, master), context: context(kind, epoch, tenant, purpose),
      header: header, entropy: &entropy)
    return WrappedKey(sealed: sealed, kind: kind, epoch: epoch)
  }

  func unwrap(
    tenant: Identifier, purpose: String, masters: MasterKeys
  ) throws(VaultFailure) -> [UInt8] {
    let master = try masters.key(fingerprint: masterFingerprint)
    guard
      let key = Cipher.open(
        bytes.dropFirst(Self.headerByteCount), under: Self.wrapping(kind, master),
        context: Self.context(kind, epoch, tenant, purpose))
    else { throw .wrappedKeyRejected }
    return key
  }

  /// The same key under the current master key: the whole of a master key rotation.
  ///
  /// - Throws: `masterKeyUnknown`, `wrappedKeyRejected`.
  package func rewrapped(
    tenant: Identifier, purpose: String = "", masters: MasterKeys, entropy: inout Entropy
  ) throws(VaultFailure) -> WrappedKey {
    let key = try unwrap(tenant: tenant, purpose: purpose, masters: masters)
    return Self.wrap(
      key, kind: kind, epoch: epoch, tenant: tenant, purpose: purpose, under: masters.current,
      entropy: &entropy)
  }

  private static func wrapping(_ kind: Kind, _ master: MasterKey) -> SymmetricKey {
    switch kind {
    case .data: master.dataWrapping
    case .index: master.indexWrapping
    case .signing: master.signingWrapping
    }
  }

  private static func context(
    _ kind: Kind, _ epoch: UInt8, _ tenant: Identifier, _ purpose: String
  ) -> [UInt8] {
    tenant.bytes + Array("|tenant_key|".utf8) + [kind.rawValue, epoch] + Array(purpose.utf8)
  }
}

extension Sequence<WrappedKey> {
  /// The records one after another, for one column of the database.
  package var bytes: [UInt8] { flatMap(\.bytes) }
}
