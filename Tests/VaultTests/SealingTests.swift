import Bytes
import Testing
import Vault

// Goal: a ciphertext opens in its place under its key, and nowhere else in any other form.
@Suite struct SealingTests {
  @Test(arguments: [0, 1, 15, 16, 17, 4096, Limits.plaintextByteCountMax])
  func opensWhatItSealed(byteCount: Int) throws {
    let house = try Household(seed: UInt64(byteCount) + 1)
    var entropy = house.source.entropy()
    let (key, _) = house.keys.createSubjectKey(for: house.source.identifier(), entropy: &entropy)
    let plaintext = house.source.bytes(byteCount)
    let place = house.place(row: house.source.identifier())
    let envelope = try key.seal(plaintext, at: place, entropy: &entropy)
    #expect(envelope.count == byteCount + SubjectKey.envelopeOverheadByteCount)
    #expect(try key.open(envelope, at: place) == plaintext)
  }

  @Test func refusesOneByteOverTheLimit() throws {
    let house = try Household(seed: 2)
    var entropy = house.source.entropy()
    let (key, _) = house.keys.createSubjectKey(for: house.source.identifier(), entropy: &entropy)
    let tooLong = [UInt8](repeating: 1, count: Limits.plaintextByteCountMax + 1)
    var thrown: VaultFailure?
    do { _ = try key.seal(tooLong, at: house.place(row: house.tenant), entropy: &entropy) } catch {
      thrown = error
    }
    #expect(thrown == .plaintextTooLong(byteCount: tooLong.count))
  }

  @Test func refusesEveryOtherPlace() throws {
    let house = try Household(seed: 3)
    var entropy = house.source.entropy()
    let (key, _) = house.keys.createSubjectKey(for: house.source.identifier(), entropy: &entropy)
    let row = house.source.identifier()
    let other = house.source.identifier()
    let envelope = try key.seal("A123456789", at: house.place(row: row), entropy: &entropy)
    let moved = [
      Place(tenant: other, table: "pii_identifier", column: "ciphertext", row: row),
      Place(tenant: house.tenant, table: "pii_contact_point", column: "ciphertext", row: row),
      Place(tenant: house.tenant, table: "pii_identifier", column: "name", row: row),
      Place(tenant: house.tenant, table: "pii_identifier", column: "ciphertext", row: other),
      Place(tenant: row, table: "pii_identifier", column: "ciphertext", row: house.tenant),
    ]
    for place in moved {
      #expect(failure { _ = try key.open(envelope, at: place) } == .envelopeRejected)
    }
    #expect(try key.openText(envelope, at: house.place(row: row)) == "A123456789")
  }

  @Test func refusesEveryChangedByteAndEveryPrefix() throws {
    let house = try Household(seed: 4)
    var entropy = house.source.entropy()
    let (key, _) = house.keys.createSubjectKey(for: house.source.identifier(), entropy: &entropy)
    let place = house.place(row: house.source.identifier())
    let envelope = try key.seal("王小明", at: place, entropy: &entropy)
    for index in envelope.indices {
      for bit in 0..<8 {
        var changed = envelope
        changed[index] ^= 1 << UInt8(bit)
        let thrown = failure { _ = try key.open(changed, at: place) }
        #expect(thrown != nil, "byte \(index) bit \(bit)")
      }
      #expect(failure { _ = try key.open(Array(envelope.prefix(index)), at: place) } != nil)
    }
    #expect(failure { _ = try key.open(envelope + [0], at: place) } == .envelopeRejected)
  }

  @Test func refusesAnotherSubjectsKey() throws {
    let house = try Household(seed: 5)
    var entropy = house.source.entropy()
    let (key, _) = house.keys.createSubjectKey(for: house.source.identifier(), entropy: &entropy)
    let (other, _) = house.keys.createSubjectKey(for: house.source.identifier(), entropy: &entropy)
    let place = house.place(row: house.source.identifier())
    let envelope = try key.seal("x", at: place, entropy: &entropy)
    #expect(failure { _ = try other.open(envelope, at: place) } == .envelopeRejected)
  }

  @Test func neverRepeatsANonce() throws {
    let house = try Household(seed: 6)
    var entropy = house.source.entropy()
    let (key, _) = house.keys.createSubjectKey(for: house.source.identifier(), entropy: &entropy)
    let place = house.place(row: house.source.identifier())
    var nonces: Set<[UInt8]> = []
    for _ in 0..<2000 {
      let envelope = try key.seal("same", at: place, entropy: &entropy)
      nonces.insert(Array(envelope[2..<14]))
    }
    #expect(nonces.count == 2000)
  }

  @Test func opensAPayloadWithItsSalt() throws {
    let house = try Household(seed: 7)
    var entropy = house.source.entropy()
    let (key, _) = house.keys.createSubjectKey(for: house.source.identifier(), entropy: &entropy)
    let place = house.place(row: house.source.identifier())
    let payload = SealedPayload(salt: entropy.payloadSalt(), payload: Array("{}".utf8))
    let envelope = try payload.sealed(under: key, at: place, entropy: &entropy)
    #expect(try SealedPayload(opening: envelope, under: key, at: place) == payload)
    let short = try key.seal([1, 2, 3], at: place, entropy: &entropy)
    #expect(
      failure { _ = try SealedPayload(opening: short, under: key, at: place) }
        == .envelopeMalformed)
  }

  @Test func opensTheGoldenBytes() throws {
    // Fixes the bytes of version 1, so that data sealed today opens after any change of code.
    let master = try MasterKey(bytes: Array(0..<32))
    let tenant = Identifier(high: 1, low: 2)
    let subject = Identifier(high: 3, low: 4)
    let records = try Golden.records.map { try WrappedKey(bytes: Hex.bytes($0) ?? []) }
    let keys = try TenantKeys(
      tenant: tenant, records: records, masters: MasterKeys(current: master))
    let key = try keys.openSubjectKey(Hex.bytes(Golden.subjectKey) ?? [], subject: subject)
    let place = Place(tenant: tenant, table: "pii_name", column: "ciphertext", row: subject)
    #expect(try key.openText(Hex.bytes(Golden.name) ?? [], at: place) == "陳怡君")
    let index = try keys.blindIndex("0912-345-678", column: .phone, countryCode: .taiwan)
    #expect(index.description == Golden.phoneIndex)
    #expect(
      keys.idempotencyHash(method: "Imports.Load", key: [1, 2]).description == Golden.idempotency)
    #expect(master.loginPassword(role: "t_0", epoch: 1) == Golden.password)
  }

  @Test func makesTheGoldenBytes() throws {
    let master = try MasterKey(bytes: Array(0..<32))
    let source = SeededSource(99)
    var entropy = source.entropy()
    let tenant = Identifier(high: 1, low: 2)
    let subject = Identifier(high: 3, low: 4)
    let records = TenantKeys.generate(tenant: tenant, under: master, entropy: &entropy)
    #expect(records.map { Hex.text($0.bytes) } == Golden.records)
    let keys = try TenantKeys(
      tenant: tenant, records: records, masters: MasterKeys(current: master))
    let (key, wrapped) = keys.createSubjectKey(for: subject, entropy: &entropy)
    #expect(Hex.text(wrapped) == Golden.subjectKey)
    let place = Place(tenant: tenant, table: "pii_name", column: "ciphertext", row: subject)
    let envelope = try key.seal("陳怡君", at: place, entropy: &entropy)
    #expect(Hex.text(envelope) == Golden.name)
  }
}

/// Bytes of version 1, made from master key 00…1f and `SeededSource(99)`. The last three were
/// computed with Python's hmac and hashlib.
enum Golden {
  static let records = [
    "0101016ca2f2adede3f0ec0086f0103841bbf6622e97cf78b66575519263db74039ae0a742a604ca"
      + "b253a9bff9395582d79b2cee862384d57c168f8e17fc01ef1a891f",
    "0102016ca2f2ade219c109fb82272329dbb4cb89869cd2a37af4b52efe062046fe006d154cd8c4b9"
      + "00db6974f449b84a38939148da3dc52cf2e62284dd6340bfe053a5",
  ]
  static let subjectKey =
    "010101f89e9abda9265dd64eb02ec423700d9b8b0131cf2f10b6f1dd9473aa06c6d657340c3dec58"
    + "394cf5a6bb8ce7670139feaaf415d19e3a6d44903827e9"
  static let name = "01014f129bee608937719098efa22b16603cce15fcb2a35073ae3080063ba62815dd0dace9d6fa"
  static let phoneIndex = "5645e6711ca92a289694c7eb80bc8f9c454303d24b13af5f1d85cb8eca6691ab"
  static let idempotency = "7f05c504ed1491aa616c77e6d82ac827cd2ac4682f905f72119625864d60d104"
  static let password = "8e7a4a6704b4fec44f918d3c5e67831b6ee38d68b48bff10093ef6a6bc0fd18b"
}
