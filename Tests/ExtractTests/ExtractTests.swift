import Bytes
import Extract
import Foundation
import Ledger
import Testing

@Suite struct ExtractTests {
  static let sample = try! SampleLedger(count: 700)
  static let small = try! SampleLedger(count: 5)

  @Test(arguments: [(nil, 700), (300, 700), (256, 512), (512, 512), (255, 257), (nil, 1)])
  func verifies(range: (Int?, Int)) throws {
    let (first, size) = range
    let archive = try Self.sample.extract(from: first, to: size)
    #expect(try Self.sample.extract(from: first, to: size, batch: 7) == archive)
    let previous = try first.map { try Self.sample.note($0) }
    let report = try ExtractVerifier.verify(archive, log: Self.sample.log, previous: previous)
    #expect(report.findings == [])
    #expect(report.witness == .none)
    #expect(report.checkpoint?.size == size)
    #expect(report.manifest?.entries == (first ?? 0)..<size)
    if let first {
      #expect(report.continuity == .proved(previousSize: first))
      let alone = try ExtractVerifier.verify(archive, log: Self.sample.log)
      #expect(alone.findings == [])
      #expect(alone.continuity == .contained(previousSize: first))
    } else {
      #expect(report.continuity == .first)
    }
  }

  @Test func filesAndTheirOrder() throws {
    let archive = try Self.sample.extract(from: 300, to: 700)
    let files = untar(archive)
    #expect(
      files.map(\.path) == [
        "checkpoint", "datasets/repay.csv", "datasets/repay.ndjson", "datasets/five_class.csv",
        "datasets/five_class.ndjson", "index.html", "previous-checkpoint", "proofs/consistency",
        "proofs/first.tlog-proof", "proofs/last.tlog-proof", "tile/0/000", "tile/0/001",
        "tile/0/002.p/188",
        "tile/1/000.p/2", "tile/entries/001", "tile/entries/002.p/188", "tlog-policy",
        "manifest.json", "manifest.sig",
      ])
    #expect(
      String(decoding: files[1].bytes, as: UTF8.self) == """
        op,req_id,paid_on,amount,principal,currency,remark
        A,r-1,2005-09-03,125000,100000,TWD,"a ""quoted"", 逾期还款
        next line"
        A,r-2,2005-09-04,1,,CNY,
        U,r-1,2005-09-03,125001,-7,TWD,
        D,r-0,,,,,

        """)
    let manifest = try ExtractManifest(bytes: files[17].bytes)
    #expect(
      manifest.datasets[0].totals.map {
        "\($0.operation.rawValue) \($0.column) \($0.currency) \($0.sum)"
      }
        == [
          "A amount CNY 1", "A amount TWD 125000", "U amount TWD 125001",
          "A principal TWD 100000", "U principal TWD -7",
        ])
    #expect(manifest.datasets[0].counts == [.add: 2, .update: 1, .delete: 1])
    let debits = (300..<700).reduce(0) { $0 + ($1 + 1) * 100 }
    guard case .object(let totals) = manifest.entryTotals else { fatalError("no object") }
    #expect(totals["debits"] == .object(["TWD": .string(String(debits))]))
    #expect(totals["kinds"] == .object(["charged": .integer(266), "payment": .integer(134)]))
  }

  /// Goal: one changed byte anywhere in the archive is found and its file named. Method: bytes of a
  /// small extract in turn, headers, padding and end included; every byte with `TALLY_DEEP=1`, else
  /// every 97th from an offset which the seed chooses.
  @Test(arguments: [5] as [Int])
  func everyByteCounts(seed: Int) throws {
    let archive = try Self.small.extract(from: 3, to: 5)
    let files = untar(archive)
    let isDeep = ProcessInfo.processInfo.environment["TALLY_DEEP"] == "1"
    var position = 0
    for index in stride(from: isDeep ? 0 : seed, to: archive.count, by: isDeep ? 1 : 97) {
      while position < files.count, index >= files[position].range.upperBound { position += 1 }
      var changed = archive
      changed[index] ^= UInt8(1) << UInt8(index % 8)
      let report = try ExtractVerifier.verify(changed, log: Self.small.log)
      #expect(!report.isSound, "byte \(index)")
      guard position < files.count else { continue }
      let path = files[position].path
      let before = position > 0 ? "after \(files[position - 1].path)" : "archive"
      let named = report.findings.contains {
        $0.file == path || $0.file == before || $0.file == "after \(path)"
      }
      #expect(named, "byte \(index) of \(path): \(report.findings)")
    }
  }

  @Test func changedEntriesAreNamed() throws {
    let archive = try Self.sample.extract(from: 300, to: 700)
    for file in untar(archive) where file.path.hasPrefix("tile/entries/") {
      var at = 2
      var index = file.path == "tile/entries/001" ? 256 : 512
      while at < file.bytes.count {
        var changed = archive
        changed[file.range.lowerBound + 512 + at + 10] ^= 1
        let report = try ExtractVerifier.verify(changed, log: Self.sample.log)
        #expect(report.findings.contains { $0.file == file.path && $0.entry == index })
        at += 2 + (Int(file.bytes[at - 2]) << 8 | Int(file.bytes[at - 1]))
        index += 1
        guard index % 40 != 0 else { continue }
        while at < file.bytes.count, index % 40 != 0 {
          at += 2 + (Int(file.bytes[at - 2]) << 8 | Int(file.bytes[at - 1]))
          index += 1
        }
      }
    }
  }

  /// Cut at every file boundary and inside each file.
  @Test func cutArchivesAreRefused() throws {
    let archive = try Self.small.extract(from: nil, to: 5)
    for file in untar(archive) {
      for end in [file.range.lowerBound, file.range.lowerBound + 600, file.range.upperBound] {
        let report = try ExtractVerifier.verify(
          Array(archive.prefix(min(end, archive.count))), log: Self.small.log)
        #expect(!report.isSound)
      }
    }
    for count in [archive.count - 1, archive.count - 512] {
      #expect(
        !(try ExtractVerifier.verify(Array(archive.prefix(count)), log: Self.small.log)).isSound)
    }
    #expect(!(try ExtractVerifier.verify(archive + [0], log: Self.small.log)).isSound)
    #expect(!(try ExtractVerifier.verify([], log: Self.small.log)).isSound)
  }

  /// Goal: who holds the key but lies is found too. Method: archives signed anew after a change.
  @Test func signedLiesAreFound() throws {
    let archive = try Self.sample.extract(from: 300, to: 700)
    let files = untar(archive)
    func signed(_ change: (String) -> String, also path: String? = nil, _ bytes: [UInt8] = [])
      throws -> ExtractReport
    {
      var text = String(decoding: files.first { $0.path == "manifest.json" }!.bytes, as: UTF8.self)
      var archive = archive
      if let path {
        let old = files.first { $0.path == path }!.bytes
        archive = replacing(archive, path, with: bytes)
        text = text.replacing(
          "{\"bytes\":\(old.count),\"path\":\"\(path)\",\"sha256\":\"\(Hashing.sha256(old))\"}",
          with:
            "{\"bytes\":\(bytes.count),\"path\":\"\(path)\",\"sha256\":\"\(Hashing.sha256(bytes))\"}"
        )
      }
      text = change(text)
      let manifest = Array(text.utf8)
      let statement = try ExtractManifest.statement(
        origin: SampleLedger.origin, sequence: 2, manifest: manifest)
      let note = try Self.sample.signer.derived("/extracts").note(statement)
      archive = replacing(archive, "manifest.json", with: manifest)
      archive = replacing(archive, "manifest.sig", with: note.bytes)
      return try ExtractVerifier.verify(archive, log: Self.sample.log)
    }
    #expect(try signed { $0 }.findings == [])
    let totals = try signed { $0.replacing("\"payment\":134", with: "\"payment\":133") }
    #expect(
      totals.findings == [
        ExtractFinding(
          file: "manifest.json", problem: "control totals differ from the entries")
      ])
    #expect(try !signed { $0.replacing("\"first\":300", with: "\"first\":299") }.isSound)
    #expect(try !signed { $0.replacing("\"sum\":\"125001\"", with: "\"sum\":\"125002\"") }.isSound)
    #expect(try !signed { $0.replacing("\"A\":2", with: "\"A\":1") }.isSound)
    let ndjson = files.first { $0.path == "datasets/repay.ndjson" }!.bytes
    let other = Array(String(decoding: ndjson, as: UTF8.self).replacing("r-2", with: "r-3").utf8)
    let rows = try signed({ $0 }, also: "datasets/repay.ndjson", other)
    #expect(rows.findings.map(\.file) == ["datasets/repay.csv"])
    let consistency = files.first { $0.path == "proofs/consistency" }!.bytes
    var lie = consistency
    lie[15] = lie[15] == 0x41 ? 0x42 : 0x41
    let proof = try signed({ $0 }, also: "proofs/consistency", lie)
    #expect(proof.findings.map(\.file) == ["proofs/consistency"])
    // The new root over entries of which one was left out.
    let bundle = files.first { $0.path == "tile/entries/001" }!.bytes
    let leaves = try EntryBundle.leaves(bundle)
    let without = EntryBundle.bytes(Array(leaves[..<99] + leaves[100...]))
    let missing = try signed({ $0 }, also: "tile/entries/001", without)
    #expect(missing.findings.contains { $0.file == "tile/entries/001" && $0.entry == 355 })
  }

  @Test func otherKeysAndOtherHistoriesAreRefused() throws {
    let archive = try Self.sample.extract(from: 300, to: 700)
    let stranger = try NoteSigner(name: SampleLedger.origin, seed: Array(0x40...0x5F))
    let untrusted = try ExtractVerifier.verify(archive, log: stranger.verifierKey)
    #expect(untrusted.findings.contains { $0.file == "checkpoint" })
    let skipped = try ExtractVerifier.verify(
      archive, log: Self.sample.log, previous: try Self.sample.note(290))
    #expect(skipped.findings.map(\.file) == ["previous-checkpoint"])
    #expect(skipped.continuity == .broken)
    let unlinked = try ExtractVerifier.verify(
      archive, log: Self.sample.log, previousManifest: Hashing.sha256([1]))
    #expect(unlinked.findings.map(\.file) == ["manifest.json"])
    #expect(throws: ExtractFailure.ledger(.untrusted)) {
      try ExtractVerifier(log: stranger.verifierKey, previous: try Self.sample.note(300))
    }
  }

  @Test func takesPiecesOfAnySize() throws {
    let archive = try Self.small.extract(from: nil, to: 5)
    for size in [1, 511, 512, 513, 4096] {
      var verifier = try ExtractVerifier(log: Self.small.log)
      for start in stride(from: 0, to: archive.count, by: size) {
        verifier.take(archive[start..<min(start + size, archive.count)])
      }
      #expect(verifier.finish().isSound)
    }
  }

  @Test func writerRefusesWhatWouldNotVerify() throws {
    let sample = Self.small
    let description = ExtractDescription(
      tenant: SampleLedger.tenant, regulator: "r", from: Day("2005-09-01")!,
      through: Day("2005-09-30")!, asOf: Day("2005-09-30")!, sequence: 1, previousManifest: nil)
    func refusal(
      _ leaves: [[UInt8]], tenant: String = SampleLedger.tenant,
      signer: NoteSigner? = nil
    ) throws -> ExtractFailure? {
      var description = description
      description.tenant = tenant
      var writer = try ExtractWriter(
        description, log: sample.log, checkpoint: try sample.note(5), previousCheckpoint: nil)
      do throws(ExtractFailure) {
        _ = try writer.begin(datasets: [], tiles: sample.tree(5).tiles)
        _ = try writer.leaves(leaves)
        _ = try writer.finish(signer: signer ?? sample.signer)
        return nil
      } catch { return error }
    }
    #expect(try refusal(sample.leaves) == nil)
    #expect(
      try refusal(Array(sample.leaves.dropLast())) == .inconsistent("leaves are missing"))
    #expect(try refusal(sample.leaves + sample.leaves) == .inconsistent("too many leaves"))
    #expect(
      try refusal(sample.leaves.reversed())
        == .inconsistent("the root differs from the checkpoint's"))
    #expect(try refusal(sample.leaves, tenant: "t_other") == .inconsistent("another tenant"))
    let stranger = try NoteSigner(name: SampleLedger.origin, seed: Array(0x40...0x5F))
    #expect(try refusal(sample.leaves, signer: stranger) == .ledger(.untrusted))
    #expect(throws: ExtractFailure.self) {
      try ExtractWriter(
        description, log: sample.log, checkpoint: try sample.note(3),
        previousCheckpoint: try sample.note(5))
    }
  }

  @Test func formOfDatasets() throws {
    func refused(_ columns: [Dataset.Column], _ values: [String?], id: String = "1") -> Bool {
      (try? Dataset(
        code: 1, name: "a", columns: columns,
        rows: [.init(operation: .add, requestID: id, values: values)])) == nil
    }
    #expect(!refused([.init("x", .text)], ["v"]))
    #expect(refused([.init("x", .text)], [""]))
    #expect(refused([.init("x", .text)], []))
    #expect(refused([.init("x", .text)], ["v"], id: ""))
    #expect(refused([.init("x", .integer)], ["01"]))
    #expect(refused([.init("x", .integer)], ["9223372036854775808"]))
    #expect(refused([.init("x", .day)], ["2005-02-29"]))
    #expect(refused([.init("x", .amount)], ["1"]))
    #expect(refused([.init("op", .text)], ["v"]))
    #expect(refused([.init("x", .text), .init("x", .text)], ["v", "v"]))
    #expect(refused([.init("X", .text)], ["v"]))
  }
}
