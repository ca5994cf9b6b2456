package import Bytes
import Crypto

/// The keys of one tenant, open.
package struct TenantKeys: Sendable {
  package let tenant: Identifier
  /// New subject keys are wrapped under the data key of this epoch.
  package let dataEpoch: UInt8
  private let dataKeys: [UInt8: SymmetricKey]
  private let indexKeys: [IndexedColumn: SymmetricKey]
  private let idempotencyKey: SymmetricKey

  /// The records of a new tenant: its first data key and its index key.
  package static func generate(
    tenant: Identifier, under master: MasterKey, entropy: inout Entropy
  ) -> [WrappedKey] {
    let kinds: [WrappedKey.Kind] = [.data, .index]
    return kinds.map { kind in
      WrappedKey.wrap(
        entropy.take(Cipher.keyByteCount), kind: kind, epoch: 1, tenant: tenant, purpose: "",
        under: master, entropy: &entropy)
    }
  }

  /// Opens the data and index keys among `records`; signing keys are passed over.
  ///
  /// - Throws: `tenantKeysIncomplete` without a data key or with other than one index key, and
  ///   what unwrapping throws.
  package init(
    tenant: Identifier, records: [WrappedKey], masters: MasterKeys
  ) throws(VaultFailure) {
    var dataKeys: [UInt8: SymmetricKey] = [:]
    var indexRoot: SymmetricKey?
    for record in records {
      switch record.kind {
      case .data:
        let key = try record.unwrap(tenant: tenant, purpose: "", masters: masters)
        guard dataKeys.updateValue(SymmetricKey(data: key), forKey: record.epoch) == nil else {
          throw .tenantKeysIncomplete
        }
      case .index:
        guard indexRoot == nil else { throw .tenantKeysIncomplete }
        indexRoot = SymmetricKey(
          data: try record.unwrap(tenant: tenant, purpose: "", masters: masters))
      case .signing: continue
      }
    }
    guard let newest = dataKeys.keys.max(), let indexRoot else { throw .tenantKeysIncomplete }
    self.tenant = tenant
    self.dataKeys = dataKeys
    dataEpoch = newest
    var indexKeys: [IndexedColumn: SymmetricKey] = [:]
    for column in IndexedColumn.allCases {
      indexKeys[column] = Cipher.derive("index/\(column.rawValue)", from: indexRoot)
    }
    self.indexKeys = indexKeys
    idempotencyKey = Cipher.derive("idempotency", from: indexRoot)
  }

  /// The record of the next data key: subject keys made from then on hang from it, older ones are
  /// moved by `rewrapSubjectKey`.
  package func nextDataKey(under master: MasterKey, entropy: inout Entropy) -> WrappedKey {
    precondition(dataEpoch < UInt8.max, "no data key epoch left")
    return WrappedKey.wrap(
      entropy.take(Cipher.keyByteCount), kind: .data, epoch: dataEpoch + 1, tenant: tenant,
      purpose: "", under: master, entropy: &entropy)
  }

  /// A blind index: equal values of one tenant's column have equal indexes, nothing else is told.
  ///
  /// - Throws: `notIndexable` when `value` has no normal form.
  package func blindIndex(
    _ value: String, column: IndexedColumn, countryCode: CountryCode
  ) throws(VaultFailure) -> Bytes::Digest {
    guard let normal = column.normalised(value, countryCode: countryCode) else {
      throw .notIndexable(column: column)
    }
    guard let key = indexKeys[column] else { preconditionFailure("no key of \(column)") }
    return authenticate(Array(normal.utf8), under: key)
  }

  /// What a ledger leaf says instead of a call's idempotency key.
  package func idempotencyHash(method: String, key: [UInt8]) -> Bytes::Digest {
    authenticate(Array(method.utf8) + [0] + key, under: idempotencyKey)
  }

  private func authenticate(_ message: [UInt8], under key: SymmetricKey) -> Bytes::Digest {
    guard let digest = Bytes::Digest(bytes: Cipher.authenticate(message, under: key)) else {
      preconditionFailure("HMAC-SHA256 of another length")
    }
    return digest
  }
}

// The keys of subjects: version (1), epoch of the data key (1), epoch of the subject's key (1),
// nonce (12), ciphertext (32), tag (16).
extension TenantKeys {
  package static let wrappedSubjectKeyByteCount = 3 + Cipher.keyByteCount + Cipher.overheadByteCount
  private static let version: UInt8 = 1

  /// A new key for `subject`, and what the database keeps of it.
  package func createSubjectKey(
    for subject: Identifier, epoch: UInt8 = 1, entropy: inout Entropy
  ) -> (key: SubjectKey, wrapped: [UInt8]) {
    let bytes = entropy.take(Cipher.keyByteCount)
    let wrapped = wrap(bytes, subject: subject, epoch: epoch, entropy: &entropy)
    return (SubjectKey(subject: subject, epoch: epoch, bytes: bytes), wrapped)
  }

  /// - Throws: `wrappedKeyMalformed`, `keyEpochUnknown`, or `wrappedKeyRejected` when a byte was
  ///   changed or the record belongs to another subject or tenant.
  package func openSubjectKey(
    _ wrapped: [UInt8], subject: Identifier
  ) throws(VaultFailure) -> SubjectKey {
    let bytes = try unwrap(wrapped, subject: subject)
    return SubjectKey(subject: subject, epoch: wrapped[2], bytes: bytes)
  }

  /// The same subject key under the newest data key.
  package func rewrapSubjectKey(
    _ wrapped: [UInt8], subject: Identifier, entropy: inout Entropy
  ) throws(VaultFailure) -> [UInt8] {
    let bytes = try unwrap(wrapped, subject: subject)
    return wrap(bytes, subject: subject, epoch: wrapped[2], entropy: &entropy)
  }

  private func wrap(
    _ bytes: [UInt8], subject: Identifier, epoch: UInt8, entropy: inout Entropy
  ) -> [UInt8] {
    guard let dataKey = dataKeys[dataEpoch] else { preconditionFailure("no key \(dataEpoch)") }
    let header = [Self.version, dataEpoch, epoch]
    return Cipher.seal(
      bytes, under: dataKey, context: header + context(subject), header: header,
      entropy: &entropy)
  }

  private func unwrap(_ wrapped: [UInt8], subject: Identifier) throws(VaultFailure) -> [UInt8] {
    guard wrapped.count == Self.wrappedSubjectKeyByteCount, wrapped[0] == Self.version,
      wrapped[2] > 0
    else { throw .wrappedKeyMalformed }
    guard let dataKey = dataKeys[wrapped[1]] else { throw .keyEpochUnknown }
    let context = Array(wrapped.prefix(3)) + context(subject)
    guard let bytes = Cipher.open(wrapped.dropFirst(3), under: dataKey, context: context) else {
      throw .wrappedKeyRejected
    }
    return bytes
  }

  /// `tenant|subject_key|subject`.
  private func context(_ subject: Identifier) -> [UInt8] {
    var out: [UInt8] = []
    Place.append(tenant, to: &out)
    out.append(contentsOf: "|subject_key|".utf8)
    Place.append(subject, to: &out)
    return out
  }
}

extension TenantKeys: CustomStringConvertible {
  package var description: String { "TenantKeys(\(tenant), data epoch \(dataEpoch))" }
}
