import Bytes
import Foundation
import Ledger
import Testing

@Suite struct LeafTests {
  static let sample = LedgerEntryDraft(
    tenant: "t_k3v9",
    entry: Identifier("0198c0de-0000-7000-8000-000000000001")!, kind: .payment,
    subject: Identifier(high: 0x0011_2233_4455_6677, low: 0x8899_AABB_CCDD_EEFF),
    account: .init(pseudonym: Identifier(high: 1, low: 2), version: 17),
    commitment: Digest(hex: String(repeating: "ab", count: 32)),
    postings: [
      Posting(account: .chart("cash"), amount: 125_000, currency: "TWD"),
      Posting(account: .pseudonym(Identifier(high: 1, low: 2)), amount: -125_000, currency: "TWD"),
    ],
    effectiveOn: Day("2005-09-30")!, recordedAt: Timestamp("2026-01-31T07:59:59.000001Z")!,
    actor: Identifier(high: 3, low: 4), idempotency: Digest(hex: String(repeating: "01", count: 32))
  )

  @Test func bytesAreExactlyThese() throws {
    let leaf = try Self.sample.leaf()
    let text = String(decoding: leaf.bytes, as: UTF8.self)
    #expect(
      text == """
        {"account":"00000000000000010000000000000002","account_version":17,\
        "actor":"00000000000000030000000000000004",\
        "commit":"\(String(repeating: "ab", count: 32))","effective_at":"2005-09-30",\
        "entry":"0198c0de-0000-7000-8000-000000000001",\
        "idempotency":"\(String(repeating: "01", count: 32))","kind":5,"postings":[\
        {"account":"cash","amount":"125000","currency":"TWD"},\
        {"account":"00000000000000010000000000000002","amount":"-125000","currency":"TWD"}],\
        "recorded_at":"2026-01-31T07:59:59.000001Z",\
        "subject":"00112233445566778899aabbccddeeff","tenant":"t_k3v9","v":1}
        """)
    #expect(leaf.hash == Hashing.sha256([0] + leaf.bytes))
  }

  /// Goal: the fast writer is JCS. Method: the generic reader accepts only what the generic writer
  /// makes, so a leaf that it reads is canonical.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func writerAgreesWithGenericOneAndReader(seed: UInt64) throws {
    var random = Seeded(seed)
    for _ in 0..<400 {
      let draft = randomDraft(&random)
      let leaf = try draft.leaf()
      let value = try JCS.value(leaf.bytes)
      #expect(try JCS.bytes(value) == leaf.bytes, "seed \(seed)")
      #expect(try LedgerEntryDraft(leaf: leaf.bytes) == draft, "seed \(seed)")
    }
  }

  /// Every one-byte change is refused or is another entry which writes exactly those bytes.
  @Test func readerIsStrict() throws {
    var random = Seeded(7)
    let leaf = try randomDraft(&random).leaf()
    for source in [leaf.bytes, try Self.sample.leaf().bytes] {
      for index in source.indices {
        for flip in [1, 2, 0x10, 0x20, 0x80] as [UInt8] {
          var bytes = source
          bytes[index] ^= flip
          guard let read = try? LedgerEntryDraft(leaf: bytes) else { continue }
          #expect(try read.leaf().bytes == bytes, "byte \(index)")
        }
      }
      for count in source.indices {
        #expect(throws: LedgerFailure.self) {
          try LedgerEntryDraft(leaf: Array(source.prefix(count)))
        }
      }
      #expect(throws: LedgerFailure.self) { try LedgerEntryDraft(leaf: source + [0x20]) }
    }
  }

  /// Goal: digits which are read many at once are as strict as one by one, and the first wrong one
  /// is named. Method: every byte in place of each digit of an account, an entry and a commitment.
  @Test func everyByteInPlaceOfADigit() throws {
    let source = try Self.sample.leaf().bytes
    let text = String(decoding: source, as: UTF8.self)
    for (name, count) in [("\"account\":\"", 32), ("\"entry\":\"", 36), ("\"commit\":\"", 64)] {
      let field = name.filter(\.isLetter)
      let start = text.utf8.distance(
        from: text.startIndex, to: try #require(text.range(of: name)).upperBound)
      for index in start..<start + count {
        let isHyphen = source[index] == UInt8(ascii: "-")
        for byte in UInt8.min...UInt8.max where byte != source[index] {
          var bytes = source
          bytes[index] = byte
          let isDigit = Array("0123456789abcdef".utf8).contains(byte) && !isHyphen
          do throws(LedgerFailure) {
            let read = try LedgerEntryDraft(leaf: bytes)
            #expect(isDigit)
            #expect(try read.leaf().bytes == bytes)
          } catch {
            // A digit may still break the version of an entry's identifier.
            let isExpected =
              isDigit
              ? error == .invalidField(field) && field == "entry"
              : error == .malformedLeaf(field: field, at: index)
            #expect(isExpected, "byte \(byte) at \(index): \(error)")
          }
        }
      }
    }
  }

  @Test func numbersInLeavesAreCanonical() throws {
    let text = String(decoding: try Self.sample.leaf().bytes, as: UTF8.self)
    for (from, to) in [
      ("\"125000\"", "\"0125000\""), ("\"125000\"", "\"+125000\""), ("\"125000\"", "\"-0\""),
      (":17,", ":017,"), ("\"125000\"", "\"9223372036854775808\""), ("2005-09-30", "2005-02-30"),
      ("07:59:59", "24:00:00"), ("\"kind\":5", "\"kind\":39"), ("\"kind\":5", "\"kind\":0"),
      ("ab\"", "AB\""), ("\"v\":1", "\"v\":2"), ("-7000-", "-4000-"),
    ] {
      let changed = text.replacing(from, with: to, maxReplacements: 1)
      #expect(changed != text)
      #expect(throws: LedgerFailure.self, "\(to)") {
        try LedgerEntryDraft(leaf: Array(changed.utf8))
      }
    }
  }

  @Test func refusals() throws {
    func refusal(_ change: (inout LedgerEntryDraft) -> Void) -> LedgerFailure? {
      var draft = Self.sample
      change(&draft)
      do throws(LedgerFailure) {
        _ = try draft.leaf()
        return nil
      } catch { return error }
    }
    #expect(refusal { $0.postings[0].amount += 1 } == .unbalanced(currency: "TWD"))
    #expect(refusal { $0.postings[0].currency = "CNY" } == .unbalanced(currency: "CNY"))
    #expect(
      refusal {
        $0.postings[0].amount = .max
        $0.postings[1].amount = 1
      } == .overflow(currency: "TWD"))
    #expect(refusal { $0.postings[0].amount = 0 } == .invalidField("amount"))
    #expect(refusal { $0.postings[0].currency = "twd" } == .invalidField("currency"))
    #expect(refusal { $0.postings[0].account = .chart("Cash") } == .invalidField("account"))
    let long = String(repeating: "a", count: 32)
    #expect(refusal { $0.postings[0].account = .chart(long) } == .invalidField("account"))
    #expect(refusal { $0.postings[0].account = .chart("a-b") } == .invalidField("account"))
    #expect(refusal { $0.tenant = "T" } == .invalidField("tenant"))
    #expect(refusal { $0.tenant = "" } == .invalidField("tenant"))
    #expect(refusal { $0.kind = .reversal } == .invalidField("reverses"))
    #expect(refusal { $0.reverses = $0.entry } == .invalidField("reverses"))
    #expect(refusal { $0.account?.version = 0 } == .invalidField("account_version"))
    #expect(refusal { $0.entry = Identifier(high: 1, low: 1) } == .invalidField("entry"))
    #expect(
      refusal { $0.effectiveOn = Day("0001-01-01")!.adding(days: -1) }
        == .invalidField("effective_at"))
    #expect(
      refusal { $0.effectiveOn = Day("9999-12-31")!.adding(days: 1) }
        == .invalidField("effective_at"))
    #expect(refusal { $0.effectiveOn = Day("0001-01-01")! } == nil)
    #expect(refusal { $0.effectiveOn = Day("9999-12-31")! } == nil)
    #expect(
      refusal { $0.recordedAt = Timestamp("0001-01-01T00:00:00Z")!.adding(seconds: -1) }
        == .invalidField("recorded_at"))
    #expect(
      refusal { $0.recordedAt = Timestamp("9999-12-31T23:59:59Z")!.adding(seconds: 1) }
        == .invalidField("recorded_at"))
    #expect(refusal { $0.recordedAt = Timestamp("9999-12-31T23:59:59Z")! } == nil)
    let pair = Self.sample.postings
    let second = pair.map { Posting(account: $0.account, amount: -$0.amount, currency: "CNY") }
    let mixed = [pair[0], second[0], pair[1], second[1]]
    #expect(refusal { $0.postings = mixed } == nil)
    #expect(refusal { $0.postings = mixed.dropLast() } == .unbalanced(currency: "CNY"))
    #expect(
      refusal { $0.postings = Array(repeating: pair, count: 251).flatMap(\.self) }
        == .invalidField("postings"))
    #expect(
      refusal { $0.postings = Array(repeating: pair, count: 250).flatMap(\.self) } == nil)
    let party = LedgerEntryDraft.Party(subject: anybody, commitment: Self.sample.commitment!)
    #expect(
      refusal { $0.others = Array(repeating: party, count: 17) } == .invalidField("others"))
  }

  private var anybody: Identifier { Self.sample.actor }

  @Test func kindsHaveTheirCodes() {
    #expect(EntryKind.allCases.map(\.rawValue) == Array(1...38) + [101])
    #expect(EntryKind.agreementOpened.word == "agreement_opened")
    #expect(EntryKind.holdEnded.rawValue == 38)
  }

  @Test func commitment() {
    let digest = Commitment.digest(
      salt: [UInt8](repeating: 0x5A, count: 32), payload: Array("{}".utf8))
    let input = Array("tallystick/payload/v1".utf8) + [0] + [UInt8](repeating: 0x5A, count: 32)
    #expect(digest == Hashing.sha256(input + Array("{}".utf8)))
  }
}
