import Bytes
import Testing
import Vault

// Goal: two writings of one value agree, two values differ, two tenants and two columns differ.
@Suite struct BlindIndexTests {
  static let equal: [(IndexedColumn, [String])] = [
    (.residentID, ["11010519491231002X", "11010519491231002x", " 110105 19491231 002X "]),
    (.residentID, ["A123456789", "a123456789", "A123456789"]),
    (
      .phone,
      ["0912345678", "+886912345678", "00886 912-345-678", "(0912) 345678", "+886 912.345.678"]
    ),
    (.name, ["王小明", " 王 小明", "王\u{3000}小明", "王小\u{200B}明"]),
    (.name, ["José García", "Jose\u{301} Garci\u{301}a", "JOSÉ  GARCÍA", "jose garcia"]),
    (.name, ["阿卜杜拉·買買提", "阿卜杜拉・買買提", "阿卜杜拉•買買提"]),
    (.name, ["Łukasz Żak", "łukasz żak", "Lukasz Zak"]),
    (.email, ["Li@Example.com", " li@example.COM "]),
    (.bankAccount, ["6222 0000 1111 2222", "6222000011112222"]),
    (.unifiedSocialCreditCode, ["91110000mA001234X1", "91110000MA001234X1"]),
    (.platformUserID, ["user-1", " user-1\n"]),
  ]

  @Test(arguments: equal) func agreesOnWritings(column: IndexedColumn, values: [String]) throws {
    let house = try Household(seed: 41)
    let indexes = try values.map {
      try house.keys.blindIndex($0, column: column, countryCode: .taiwan)
    }
    #expect(Set(indexes).count == 1)
  }

  @Test(arguments: [
    (IndexedColumn.residentID, ["A123456789", "A123456780"]),
    (.name, ["王小明", "王小名", "王明"]), (.name, ["Li Na", "Lina"]),
    (.phone, ["0912345678", "+86912345678", "0912345679"]),
    (.platformUserID, ["User-1", "user-1"]),
  ])
  func tellsValuesApart(column: IndexedColumn, values: [String]) throws {
    let house = try Household(seed: 42)
    let indexes = try values.map {
      try house.keys.blindIndex($0, column: column, countryCode: .taiwan)
    }
    #expect(Set(indexes).count == values.count)
  }

  @Test(arguments: [
    (IndexedColumn.residentID, ""), (.residentID, " - "), (.phone, "12345"), (.phone, "0912x45678"),
    (.phone, "+1234567890123456"), (.phone, ""), (.email, "no-at"), (.email, "a@b@c"),
    (.email, "@b"), (.bankAccount, "62a2"), (.name, "  "),
    (.name, String(repeating: "x", count: Limits.indexedTextByteCountMax + 1)),
    (.wechat, "\n"),
  ])
  func refusesWhatHasNoNormalForm(column: IndexedColumn, value: String) throws {
    let house = try Household(seed: 43)
    let thrown = failure {
      _ = try house.keys.blindIndex(value, column: column, countryCode: .china)
    }
    #expect(thrown == .notIndexable(column: column))
  }

  @Test func hasAKeyOfItsOwnForEachTenantAndColumn() throws {
    var seen: Set<Bytes::Digest> = []
    let columns: [IndexedColumn] = [
      .residentID, .passport, .businessLicence, .unifiedSocialCreditCode, .platformUserID,
      .deviceID, .wechat,
    ]
    for seed in [44, 45] as [UInt64] {
      let house = try Household(seed: seed)
      for column in columns {
        seen.insert(try house.keys.blindIndex("A1", column: column, countryCode: .china))
      }
    }
    #expect(seen.count == 2 * columns.count)
  }

  @Test func separatesIdempotencyHashes() throws {
    let house = try Household(seed: 46)
    let hashes = [
      house.keys.idempotencyHash(method: "A.B", key: [1]),
      house.keys.idempotencyHash(method: "A.B", key: [1, 0]),
      house.keys.idempotencyHash(method: "A.C", key: [1]),
      try Household(seed: 47).keys.idempotencyHash(method: "A.B", key: [1]),
    ]
    #expect(Set(hashes).count == 4)
  }

  @Test func readsCountryCodes() {
    #expect(CountryCode("886") == .taiwan)
    for bad in ["", "0", "086", "1234", "8a", "８６"] { #expect(CountryCode(bad) == nil) }
  }
}
