import Bytes
import Ledger
import Testing

@Suite struct NoteTests {
  static let origin = "ledger.example/t/acme"
  static let golden = """
    ledger.example/t/acme
    3
    pkvybgkSj2/i/m+LLYyAHhZrV8BHp82bK4Ceepai8cs=

    — ledger.example/t/acme pXHKimCI3X9m2RoqfGkt4TBMHit2IkPBl+R7c0+Y3Pg8CfSh4RVODxWKqqv8zfbwLkr57dehqiMOMojGyTR5tE0yAgU=
    — witness.example/w1 IDJKvgAAAABpUkfA36YykK6oLaThrD/U4r0MQVo7InaP23dguRudJapbbblmvKO5hVAnGqtvdJMNoV7C3rsUKVwCwNoH37F1kmZLBw==

    """

  static func log() throws -> NoteSigner {
    try NoteSigner(name: origin, seed: Array(0x00...0x1F))
  }
  static func witness() throws -> NoteSigner {
    try NoteSigner(name: "witness.example/w1", kind: .cosignature, seed: Array(0x20...0x3F))
  }

  @Test func goldenNote() throws {
    let log = try Self.log()
    let witness = try Self.witness()
    #expect(
      log.verifierKey.text
        == "ledger.example/t/acme+a571ca8a+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4")
    #expect(
      witness.verifierKey.text
        == "witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X")
    let checkpoint = try Checkpoint(
      origin: Self.origin, size: 3, root: Forest(count: 3).tree.root)
    var note = try log.note(checkpoint)
    note.add(try witness.cosignature(of: checkpoint.body, time: 1_767_000_000))
    #expect(String(decoding: note.bytes, as: UTF8.self) == Self.golden)
    let signed = try SignedCheckpoint(
      note: Array(Self.golden.utf8), log: log.verifierKey, witnesses: [witness.verifierKey])
    #expect(signed.checkpoint == checkpoint)
    #expect(signed.cosignatureCount == 1)
    #expect(signed.verified.map(\.time) == [nil, 1_767_000_000])
  }

  /// Source: C2SP signed-note v1.0.0, the example key.
  @Test func keyOfTheSpecification() throws {
    let text = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    let key = try VerifierKey(text)
    #expect(key.name == "example.com/foo")
    #expect(key.text == text)
    for other in [
      text.replacing("530d903a", with: "530d903b"), text.replacing("530d903a", with: "530D903A"),
      text.replacing("foo", with: "bar"), "example.com/foo+530d903a", text + "=", "+530d903a+AA==",
      text.replacing("+Aek", with: "+Cek"),
    ] {
      #expect(throws: LedgerFailure.self, "\(other)") { try VerifierKey(other) }
    }
  }

  /// Every changed byte is refused, except inside signatures of keys which are not known.
  @Test func everyByteOfANoteCounts() throws {
    let keys = [try Self.log().verifierKey, try Self.witness().verifierKey]
    let source = Array(Self.golden.utf8)
    for index in source.indices {
      for flip in [1, 4, 0x80] as [UInt8] {
        var bytes = source
        bytes[index] ^= flip
        // A change of a name or key id makes the signature one of an unknown key: it is then not
        // counted, so fewer signatures hold.
        let count = (try? SignedCheckpoint(note: bytes, log: keys[0], witnesses: [keys[1]]))?
          .verified.count
        #expect(count != 2, "byte \(index)")
      }
    }
  }

  @Test func unknownSignaturesAreIgnored() throws {
    let log = try Self.log()
    var note = try SignedNote(bytes: Array(Self.golden.utf8))
    for number in 0..<20 {
      note.add(
        SignedNote.Signature(name: "other.example/\(number)", keyID: 7, bytes: [1, 2, 3]))
    }
    #expect(try note.verified(by: [log.verifierKey]).count == 1)
    #expect(throws: LedgerFailure.untrusted) { try note.verified(by: []) }
    note.add(
      SignedNote.Signature(
        name: "witness.example/w1", keyID: try Self.witness().verifierKey.keyID,
        bytes: [UInt8](repeating: 0, count: 72)))
    #expect(try SignedNote(bytes: note.bytes) == note)
    var bad = try SignedNote(text: note.text)
    bad.add(
      SignedNote.Signature(
        name: Self.origin, keyID: log.verifierKey.keyID, bytes: [UInt8](repeating: 0, count: 64)))
    #expect(throws: LedgerFailure.badSignature(name: Self.origin)) {
      try bad.verified(by: [log.verifierKey])
    }
  }

  @Test func formOfNotes() throws {
    let line = "\u{2014} a AAAAAAE="
    for text in [
      "", "a\n", "a\n\n", "a\n\n\(line)", "a\n\n\(line)\n\n", "a\r\n\n\(line)\n",
      "a\n\n- a AAAAAAE=\n",
      "a\n\n\u{2014} a AAAAAA==\n", "a\n\n\u{2014} a+b AAAAAAE=\n", "a\n\n\u{2014}  AAAAAAE=\n",
      "a\n\n\u{2014} a\u{2003}b AAAAAAE=\n", "a\n\n\(line) \n", "a\n\n\u{2014} a AAAAAAF=\n",
      "\n\(line)\n",
    ] {
      #expect(throws: LedgerFailure.self, "\(text.debugDescription)") {
        try SignedNote(bytes: Array(text.utf8))
      }
    }
    #expect(throws: LedgerFailure.self) {
      try SignedNote(bytes: [0xFF, 10, 10] + Array("\(line)\n".utf8))
    }
    // The last empty line divides text from signatures.
    #expect(try SignedNote(bytes: Array("a\n\nb\n\n\(line)\n".utf8)).text == "a\n\nb\n")
    let many = "a\n\n" + String(repeating: line + "\n", count: 64)
    #expect(try SignedNote(bytes: Array(many.utf8)).signatures.count == 64)
    #expect(throws: LedgerFailure.malformedNote("too many signatures")) {
      try SignedNote(bytes: Array((many + line + "\n").utf8))
    }
    #expect(throws: LedgerFailure.malformedNote("too long")) {
      try SignedNote(bytes: [UInt8](repeating: 0x61, count: 65_537))
    }
  }

  @Test func formOfCheckpoints() throws {
    let root = Base64.text([UInt8](repeating: 0, count: 32))
    #expect(try Checkpoint(body: "a\n0\n\(root)\n").size == 0)
    for body in [
      "a\n00\n\(root)\n", "a\n-1\n\(root)\n", "a\n1\n\(root)\nextension\n", "a\n1\n\(root)",
      "\n1\n\(root)\n", "a b\n1\n\(root)\n", "a+b\n1\n\(root)\n", "a\n1\nAAAA\n",
      "https://a\n1\n\(root)\n", "a\n9223372036854775808\n\(root)\n",
      String(repeating: "a", count: 256) + "\n1\n\(root)\n", "a\n+1\n\(root)\n",
    ] {
      #expect(throws: LedgerFailure.self, "\(body)") { try Checkpoint(body: body) }
    }
  }

  @Test func proofFiles() throws {
    let forest = Forest(count: 3)
    let path = try ProofPlan.inclusion(index: 1, size: 3).hashes(in: forest.tiles)
    let file = ProofFile(index: 1, path: path, extra: [1, 2], checkpoint: Array(Self.golden.utf8))
    let text = String(decoding: file.bytes, as: UTF8.self)
    #expect(
      text
        == "c2sp.org/tlog-proof@v1\nextra AQI=\nindex 1\n"
        + path.map { Base64.text($0.bytes) + "\n" }.joined() + "\n" + Self.golden)
    let log = try Self.log().verifierKey
    let read = try ProofFile(bytes: file.bytes)
    #expect(read == file)
    #expect(try read.verify(leaf: entry(1), log: log).checkpoint.size == 3)
    #expect(throws: LedgerFailure.rootMismatch) { try read.verify(leaf: entry(0), log: log) }
    for changed in [
      text.replacing("index 1", with: "index 01"), text.replacing("@v1", with: "@v2"),
      text.replacing("extra AQI=", with: "extra AQJ="), text.replacing("index 1\n", with: ""),
      text.replacing("\n\n", with: "\n"),
    ] {
      #expect(throws: LedgerFailure.self) {
        try ProofFile(bytes: Array(changed.utf8)).verify(leaf: entry(1), log: log)
      }
    }
  }

  @Test func policies() throws {
    let witness = try Self.witness().verifierKey
    let other = try NoteSigner(
      name: "witness.example/w2", kind: .cosignature, seed: Array(0x40...0x5F)
    ).verifierKey
    let policy = TrustPolicy(
      logs: [.init(key: try Self.log().verifierKey, url: "https://ledger.example/acme")],
      witnesses: [.init(name: "w1", key: witness), .init(name: "w2", key: other)],
      groups: [
        .init(name: "both", threshold: 2, members: ["w1", "w2"]),
        .init(name: "one", threshold: 1, members: ["w1", "both"]),
      ], quorum: "one")
    #expect(try TrustPolicy(text: policy.text) == policy)
    #expect(policy.isSatisfied(by: [witness]))
    #expect(!policy.isSatisfied(by: [other]))
    #expect(TrustPolicy(logs: []).isSatisfied(by: []))
    #expect(try TrustPolicy(text: "# nothing\n\nquorum none\n").quorum == nil)
    for text in [
      "", "quorum none\nquorum none\n", "quorum w1\n", "group g 1 w1\nquorum none\n",
      "witness none \(witness.text)\nquorum none\n", "log x\nquorum none\n",
      "witness w1 \(witness.text)\ngroup g 2 w1\nquorum none\n",
      "witness w1 \(witness.text)\nwitness w1 \(other.text)\nquorum none\n",
      "witness w1 \(policy.logs[0].key.text)\nquorum none\n", "frob a\nquorum none\n",
    ] {
      #expect(throws: LedgerFailure.self, "\(text)") { try TrustPolicy(text: text) }
    }
  }
}
