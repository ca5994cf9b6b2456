import Bytes
import Ledger
import Testing

/// The two logs of a tenant: the same machinery, and nothing of one passes for the other.
@Suite struct LogTests {
  @Test func originsOfATenant() throws {
    let origins = LogOrigins(prefix: "ledger.example", tenant: "t_01", incarnation: 3)
    #expect(origins.origin(of: .ledger) == "ledger.example/l/t_01/3")
    #expect(origins.origin(of: .access) == "ledger.example/a/t_01/3")
    #expect(try LogOrigins(ofLedger: "ledger.example/l/t_01/3") == origins)
    #expect(try LogOrigins(ofLedger: "a/b/l/t/1").prefix == "a/b")
    for origin in [
      "", "ledger.example/t_01", "ledger.example/a/t_01/1", "l/t_01/1", "/l/t_01/1",
      "ledger.example/l//1", "ledger.example/l/t_01/0", "ledger.example/l/t_01/01",
      "ledger.example/l/t_01/x", "ledger.example/l/t_01/1/",
    ] {
      #expect(throws: LedgerFailure.self, "\(origin)") { try LogOrigins(ofLedger: origin) }
    }
  }

  /// One key, two names: a note of one log is none of the other.
  @Test func notesOfOneLogAreNoneOfTheOther() throws {
    let signer = try NoteSigner(name: "ledger.example/l/t_01/1", seed: Array(0...31))
    let ledger = LogIdentity(
      origin: signer.verifierKey.name, vkey: signer.verifierKey.text)
    let access = try ledger.ofAccess()
    #expect(access.origin == "ledger.example/a/t_01/1")
    let key = try VerifierKey(access.vkey)
    #expect(key.publicKey == signer.verifierKey.publicKey)
    #expect(key.keyID != signer.verifierKey.keyID)
    let accessSigner = try NoteSigner(name: access.origin, seed: Array(0...31))
    #expect(accessSigner.verifierKey == key)
    let note = try accessSigner.note(
      Checkpoint(origin: access.origin, size: 3, root: Hashing.emptyRoot))
    #expect(try SignedCheckpoint(note: note.bytes, log: key).checkpoint.size == 3)
    #expect(throws: LedgerFailure.untrusted) {
      try SignedCheckpoint(note: note.bytes, log: signer.verifierKey)
    }
    #expect(throws: LedgerFailure.self) { try access.ofAccess() }
  }

  @Test func kindsBelongToOneLog() {
    #expect(EntryKind.allCases.filter { $0.log == .access } == [.revealed])
    #expect(EntryKind.revealed.word == "revealed")
    #expect(Log(rawValue: "credit") == nil)
  }

  /// An access moves no money and no account.
  @Test func anAccessMovesNothing() throws {
    var random = Seeded(8)
    var draft = randomDraft(&random, log: .access)
    draft.kind = .revealed
    #expect(try LedgerEntryDraft(leaf: draft.leaf().bytes) == draft)
    var moving = draft
    moving.account = .init(pseudonym: draft.actor, version: 1)
    #expect(throws: LedgerFailure.invalidField("account")) { try moving.leaf() }
    moving = draft
    moving.postings = [
      Posting(account: .chart("cash"), amount: 5, currency: "CNY"),
      Posting(account: .chart("fee_income"), amount: -5, currency: "CNY"),
    ]
    #expect(throws: LedgerFailure.invalidField("postings")) { try moving.leaf() }
  }

  /// A reader refuses the same leaf, too: one which a writer without the rule made.
  @Test func aLeafWithAForeignCodeIsRefused() throws {
    var random = Seeded(9)
    var draft = randomDraft(&random, log: .ledger)
    draft.kind = .payment
    draft.postings = [
      Posting(account: .chart("cash"), amount: 5, currency: "CNY"),
      Posting(account: .chart("fee_income"), amount: -5, currency: "CNY"),
    ]
    draft.account = nil
    let text = String(decoding: try draft.leaf().bytes, as: UTF8.self)
    let forged = text.replacing("\"kind\":5,", with: "\"kind\":101,")
    #expect(forged != text)
    #expect(throws: LedgerFailure.invalidField("postings")) {
      try LedgerEntryDraft(leaf: Array(forged.utf8))
    }
  }

  @Test func theAccessLogVerifies() throws {
    let access = try StoredLedger(blockCounts: [1, 300, 7], seed: 5, log: .access)
    #expect(access.findings() == [])
  }

  /// Goal: a whole log, a block, or an entry of one log presented as the other's is found and named.
  /// Method: rows of an access log given to the ledger's verifier, and the other way round.
  @Test func oneLogPresentedAsTheOther() throws {
    let ledger = try StoredLedger(blockCounts: [1, 3], seed: 5)
    let access = try StoredLedger(blockCounts: [1, 3], seed: 6, log: .access)
    for (rows, expected) in [(ledger, Log.access), (access, Log.ledger)] {
      let findings = rows.findings(as: expected)
      let headers = findings.filter { $0.column == "header" && $0.problem == "another log" }
      #expect(headers.map(\.place) == [.block(number: 1), .block(number: 2)])
      #expect(findings.count { $0.column == "leaf" && $0.problem == "another log" } == 4)
    }
    // One leaf, under a block which was made for it.
    var entry = access.blocks[0].chunks[0].entries[0]
    entry.sequence = 1
    let mixed = try StoredLedger(entries: [entry], log: .ledger)
    #expect(
      mixed.findings() == [
        LedgerFinding(
          place: .entry(index: 0, id: entry.id), column: "leaf", problem: "another log")
      ])
  }
}
