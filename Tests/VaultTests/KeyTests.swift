import Bytes
import Testing
import Vault

// Goal: keys open under the right master, tenant and subject only, survive rotation, and die.
@Suite struct KeyTests {
  @Test func readsEachFormOfAMasterKeySource() throws {
    let bytes = [UInt8](0..<32)
    let expected = try MasterKey(bytes: bytes).fingerprint
    let hex = Hex.text(bytes)
    let base64 = Base64.text(bytes)
    for text in [hex, hex + "\n", hex.uppercased() + "\r\n", base64, base64 + "\n"] {
      #expect(try MasterKey(source: Array(text.utf8)).fingerprint == expected)
    }
    #expect(try MasterKey(source: bytes).fingerprint == expected)
  }

  @Test func refusesEveryOtherMasterKeySource() {
    let hex = Hex.text([UInt8](0..<32))
    let bad: [[UInt8]] = [
      [], Array(hex.dropLast().utf8), Array((hex + "0").utf8), Array((hex + "\n\n").utf8),
      Array(("g" + hex.dropFirst()).utf8), [UInt8](repeating: 0, count: 32),
      [UInt8](repeating: 7, count: 31), Array((" " + hex).utf8), [UInt8](0..<33),
      Array(String(repeating: "00", count: 32).utf8),
    ]
    for source in bad {
      #expect(failure { _ = try MasterKey(source: source) } == .masterKeyMalformed)
    }
  }

  @Test func derivesOnePasswordForEachRoleAndEpoch() throws {
    let master = try MasterKey(bytes: Array(0..<32))
    let other = try MasterKey(bytes: Array(1..<33))
    let passwords = [
      master.loginPassword(role: "t_a", epoch: 1), master.loginPassword(role: "t_a", epoch: 2),
      master.loginPassword(role: "t_b", epoch: 1), other.loginPassword(role: "t_a", epoch: 1),
    ]
    #expect(Set(passwords).count == 4)
    #expect(passwords.allSatisfy { $0.utf8.count == 64 })
    #expect(master.loginPassword(role: "t_a", epoch: 1) == passwords[0])
  }

  @Test func refusesTheRecordsOfAnotherTenant() throws {
    let house = try Household(seed: 11)
    let thrown = failure {
      _ = try TenantKeys(
        tenant: house.source.identifier(), records: house.records, masters: house.masters)
    }
    #expect(thrown == .wrappedKeyRejected)
  }

  @Test func refusesIncompleteRecords() throws {
    let house = try Household(seed: 12)
    let cases = [
      [], [house.records[0]], [house.records[1]], house.records + [house.records[0]],
      house.records + [house.records[1]],
    ]
    for records in cases {
      let thrown = failure {
        _ = try TenantKeys(tenant: house.tenant, records: records, masters: house.masters)
      }
      #expect(thrown == .tenantKeysIncomplete)
    }
  }

  @Test func readsRecordsThatStandOneAfterAnother() throws {
    let house = try Household(seed: 20)
    let bytes = house.records.bytes
    #expect(try WrappedKey.list(bytes) == house.records)
    for bad in [[], Array(bytes.dropLast()), bytes + [1]] {
      #expect(failure { _ = try WrappedKey.list(bad) } == .wrappedKeyMalformed)
    }
    let most = Array(repeating: house.records[0], count: Limits.tenantKeysMax)
    #expect(try WrappedKey.list(most.bytes).count == Limits.tenantKeysMax)
    let tooMany = (most + [house.records[0]]).bytes
    #expect(failure { _ = try WrappedKey.list(tooMany) } == .wrappedKeyMalformed)
  }

  @Test func refusesEveryChangedByteOfAWrappedKey() throws {
    let house = try Household(seed: 13)
    let bytes = house.records[0].bytes
    #expect(bytes.count == WrappedKey.byteCount)
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 0x40
      let thrown = failure {
        let record = try WrappedKey(bytes: changed)
        _ = try TenantKeys(
          tenant: house.tenant, records: [record, house.records[1]], masters: house.masters)
      }
      #expect(thrown != nil, "byte \(index)")
    }
    #expect(failure { _ = try WrappedKey(bytes: bytes + [0]) } == .wrappedKeyMalformed)
    // A record relabelled as of another kind or epoch does not open either.
    for (index, value) in [(1, WrappedKey.Kind.index.rawValue), (2, 2)] {
      var relabelled = bytes
      relabelled[index] = value
      let thrown = failure {
        let record = try WrappedKey(bytes: relabelled)
        _ = try TenantKeys(
          tenant: house.tenant, records: [house.records[0], record], masters: house.masters)
      }
      #expect(thrown == .wrappedKeyRejected)
    }
  }

  @Test func opensEverythingAfterAMasterKeyRotation() throws {
    let house = try Household(seed: 14)
    var entropy = house.source.entropy()
    let subject = house.source.identifier()
    let (key, wrapped) = house.keys.createSubjectKey(for: subject, entropy: &entropy)
    let place = house.place(row: subject)
    let envelope = try key.seal("0912345678", at: place, entropy: &entropy)
    let index = try house.keys.blindIndex("0912345678", column: .phone, countryCode: .taiwan)

    let next = try MasterKey(bytes: house.source.bytes(32))
    let both = try MasterKeys(current: next, older: [house.masters.current])
    var rewrapped: [WrappedKey] = []
    for record in house.records {
      rewrapped.append(
        try record.rewrapped(tenant: house.tenant, masters: both, entropy: &entropy))
    }
    #expect(rewrapped.allSatisfy { $0.masterFingerprint == next.fingerprint })
    let alone = try MasterKeys(current: next)
    let keys = try TenantKeys(tenant: house.tenant, records: rewrapped, masters: alone)
    let opened = try keys.openSubjectKey(wrapped, subject: subject)
    #expect(try opened.openText(envelope, at: place) == "0912345678")
    #expect(
      try keys.blindIndex("0912345678", column: .phone, countryCode: .taiwan) == index)
    let thrown = failure {
      _ = try TenantKeys(tenant: house.tenant, records: house.records, masters: alone)
    }
    #expect(thrown == .masterKeyUnknown)
  }

  @Test func movesSubjectKeysToTheNextDataKey() throws {
    let house = try Household(seed: 15)
    var entropy = house.source.entropy()
    let subject = house.source.identifier()
    let (key, wrapped) = house.keys.createSubjectKey(for: subject, entropy: &entropy)
    let place = house.place(row: subject)
    let envelope = try key.seal("x", at: place, entropy: &entropy)
    let next = house.keys.nextDataKey(under: house.masters.current, entropy: &entropy)
    let keys = try TenantKeys(
      tenant: house.tenant, records: house.records + [next], masters: house.masters)
    #expect(keys.dataEpoch == 2)
    let moved = try keys.rewrapSubjectKey(wrapped, subject: subject, entropy: &entropy)
    #expect(moved[1] == 2)
    for form in [wrapped, moved] {
      #expect(try keys.openSubjectKey(form, subject: subject).open(envelope, at: place) == [120])
    }
    #expect(
      failure { _ = try house.keys.openSubjectKey(moved, subject: subject) } == .keyEpochUnknown)
  }

  @Test func refusesAMovedOrChangedSubjectKey() throws {
    let house = try Household(seed: 16)
    let neighbour = try Household(seed: 17)
    var entropy = house.source.entropy()
    let subject = house.source.identifier()
    let (_, wrapped) = house.keys.createSubjectKey(for: subject, entropy: &entropy)
    #expect(wrapped.count == TenantKeys.wrappedSubjectKeyByteCount)
    #expect(
      failure { _ = try house.keys.openSubjectKey(wrapped, subject: house.tenant) }
        == .wrappedKeyRejected)
    #expect(
      failure { _ = try neighbour.keys.openSubjectKey(wrapped, subject: subject) }
        == .wrappedKeyRejected)
    for index in wrapped.indices {
      var changed = wrapped
      changed[index] ^= 1
      #expect(failure { _ = try house.keys.openSubjectKey(changed, subject: subject) } != nil)
      let prefix = Array(wrapped.prefix(index))
      #expect(
        failure { _ = try house.keys.openSubjectKey(prefix, subject: subject) }
          == .wrappedKeyMalformed)
    }
  }

  @Test func boundsTheMasterKeys() throws {
    let source = SeededSource(18)
    let keys = try (0...Limits.masterKeysMax).map { _ in try MasterKey(bytes: source.bytes(32)) }
    let current = keys[0]
    #expect(
      failure { _ = try MasterKeys(current: current, older: Array(keys.dropFirst())) }
        == .masterKeysRefused)
    #expect(
      failure { _ = try MasterKeys(current: current, older: [current]) } == .masterKeysRefused)
    _ = try MasterKeys(current: current, older: Array(keys[1..<Limits.masterKeysMax]))
  }

  @Test func describesKeysWithoutTheirBytes() throws {
    let house = try Household(seed: 19)
    var entropy = house.source.entropy()
    let (key, _) = house.keys.createSubjectKey(for: house.tenant, entropy: &entropy)
    #expect("\(key)" == "SubjectKey(epoch 1)")
    #expect("\(house.keys)" == "TenantKeys(\(house.tenant), data epoch 1)")
    #expect(
      "\(house.masters.current)" == "MasterKey(\(Hex.text(house.masters.current.fingerprint)))")
  }
}

@Suite struct SubjectKeyringTests {
  @Test func opensManyAndForgetsTheDestroyed() throws {
    let house = try Household(seed: 21)
    var entropy = house.source.entropy()
    var writing = SubjectKeyring(house.keys)
    var records: [(subject: Identifier, wrapped: [UInt8]?)] = []
    var envelopes: [[UInt8]] = []
    for _ in 0..<50 {
      let subject = house.source.identifier()
      records.append((subject, try writing.create(subject, entropy: &entropy)))
      envelopes.append(
        try writing.key(of: subject).seal("n", at: house.place(row: subject), entropy: &entropy))
    }
    records[7].wrapped = nil
    var reading = SubjectKeyring(house.keys)
    try reading.admit(records)
    #expect(reading.count == 50)
    for (index, record) in records.enumerated() {
      let thrown = failure {
        _ = try reading.key(of: record.subject)
          .open(envelopes[index], at: house.place(row: record.subject))
      }
      #expect(thrown == (index == 7 ? .keyDestroyed(subject: record.subject) : nil))
    }
    writing.destroy(records[3].subject)
    #expect(
      failure { _ = try writing.key(of: records[3].subject) }
        == .keyDestroyed(subject: records[3].subject))
    #expect(
      failure { _ = try writing.key(of: house.tenant) } == .subjectUnknown(subject: house.tenant))
  }

  @Test func refusesOneSubjectTooMany() throws {
    let house = try Household(seed: 22)
    var ring = SubjectKeyring(house.keys)
    for _ in 0..<Limits.keyringSubjectsMax {
      try ring.admit(house.source.identifier(), wrapped: nil)
    }
    var thrown: VaultFailure?
    do { try ring.admit(house.source.identifier(), wrapped: nil) } catch { thrown = error }
    #expect(thrown == .keyringFull)
  }
}

@Suite struct SigningKeyTests {
  @Test func signsAsRFC8032() throws {
    // Source: RFC 8032 section 7.1, TEST 1 (the empty message).
    let seed = try #require(
      Hex.bytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    let master = try MasterKey(bytes: Array(0..<32))
    let tenant = Identifier(high: 1, low: 1)
    var entropy = Entropy(drawing: { count in seed + [UInt8](repeating: 9, count: count - 32) })
    let (key, wrapped) = SigningKey.generate(
      tenant: tenant, ledger: "credit", under: master, entropy: &entropy)
    #expect(
      Hex.text(key.publicKey)
        == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    #expect(
      Hex.text(key.sign([]))
        == "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
        + "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")
    let masters = try MasterKeys(current: master)
    let opened = try SigningKey(wrapped, tenant: tenant, ledger: "credit", masters: masters)
    #expect(opened.sign([1, 2, 3]) == key.sign([1, 2, 3]))
    let thrown = failure {
      _ = try SigningKey(wrapped, tenant: tenant, ledger: "access", masters: masters)
    }
    #expect(thrown == .wrappedKeyRejected)
    let data = TenantKeys.generate(tenant: tenant, under: master, entropy: &entropy)[0]
    #expect(
      failure { _ = try SigningKey(data, tenant: tenant, ledger: "credit", masters: masters) }
        == .wrappedKeyMalformed)
  }
}

@Suite struct EntropyTests {
  @Test func handsOutTheBytesOfTheSourceOnceAndInOrder() {
    let source = SeededSource(31)
    var expected = SeededSource(31).bytes(Limits.entropyByteCountMax)[...]
    var entropy = source.entropy()
    for count in [1, 12, 32, 16, 1000, 3000] {
      #expect(entropy.take(count) == Array(expected.prefix(count)))
      expected = expected.dropFirst(count)
    }
  }

  @Test func drawsAgainInsteadOfHandingOutLess() {
    let source = SeededSource(32)
    var entropy = source.entropy()
    let first = entropy.take(Limits.entropyByteCountMax - 1)
    let second = entropy.take(2)
    #expect(first.count == Limits.entropyByteCountMax - 1)
    #expect(second.count == 2)
    #expect(entropy.take(Limits.entropyByteCountMax).count == Limits.entropyByteCountMax)
  }
}
