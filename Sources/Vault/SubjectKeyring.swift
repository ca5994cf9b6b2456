package import Bytes

/// The subject keys which one transaction needs, open.
///
/// Make one a transaction and let it go afterwards: a ring kept longer would go on reading after
/// an erasure. At most `Limits.keyringSubjectsMax` subjects.
package struct SubjectKeyring: Sendable {
  private enum Entry: Sendable {
    case open(SubjectKey)
    case destroyed
  }

  package let tenantKeys: TenantKeys
  private var entries: [Identifier: Entry] = [:]

  package init(_ tenantKeys: TenantKeys) { self.tenantKeys = tenantKeys }

  package var count: Int { entries.count }

  /// Makes room for `count` subjects at once.
  package mutating func reserve(_ count: Int) {
    entries.reserveCapacity(min(count, Limits.keyringSubjectsMax))
  }

  /// Makes a key for a new subject.
  ///
  /// - Returns: what the database keeps of it.
  /// - Throws: `keyringFull`.
  package mutating func create(
    _ subject: Identifier, entropy: inout Entropy
  ) throws(VaultFailure) -> [UInt8] {
    try makeRoom(for: subject)
    let (key, wrapped) = tenantKeys.createSubjectKey(for: subject, entropy: &entropy)
    entries[subject] = .open(key)
    return wrapped
  }

  /// Opens what the database keeps of a subject's key; nil stands for a destroyed key.
  ///
  /// - Throws: `keyringFull`, and what opening throws.
  package mutating func admit(
    _ subject: Identifier, wrapped: [UInt8]?
  ) throws(VaultFailure) {
    try makeRoom(for: subject)
    guard let wrapped else {
      entries[subject] = .destroyed
      return
    }
    entries[subject] = .open(try tenantKeys.openSubjectKey(wrapped, subject: subject))
  }

  /// Opens many keys; stops at the first that cannot be opened.
  package mutating func admit(
    _ records: some Collection<(subject: Identifier, wrapped: [UInt8]?)>
  ) throws(VaultFailure) {
    reserve(entries.count + records.count)
    for record in records { try admit(record.subject, wrapped: record.wrapped) }
  }

  /// From now on nothing of this subject can be sealed or opened here.
  package mutating func destroy(_ subject: Identifier) { entries[subject] = .destroyed }

  /// - Throws: `keyDestroyed`, `subjectUnknown`.
  package func key(of subject: Identifier) throws(VaultFailure) -> SubjectKey {
    switch entries[subject] {
    case .open(let key): return key
    case .destroyed: throw .keyDestroyed(subject: subject)
    case nil: throw .subjectUnknown(subject: subject)
    }
  }

  private func makeRoom(for subject: Identifier) throws(VaultFailure) {
    guard entries.count < Limits.keyringSubjectsMax || entries[subject] != nil else {
      throw .keyringFull
    }
  }
}
