import ArgumentParser
import Bytes
import Client
import Contract
import Extract
import Ledger
import World

/// `tally extract`.
struct ExtractCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract",
    abstract: "Regulator extracts: list, pull, verify offline.",
    subcommands: [List.self, Pull.self, Verify.self])

  struct List: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "The extracts of a tenant, newest first.")

    @Option(help: "Tenant; needed by a regulator.") var tenant: String?
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    private static let pageSize: UInt32 = 200

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_ListExtractsRequest()
      request.tenantID = tenant ?? ""
      request.page.size = Self.pageSize
      var all = Tally_V1_ListExtractsReply()
      repeat {
        let reply = try await server.call(Extracts.list, request)
        all.extracts += reply.extracts
        request.page.after = reply.next
      } while !request.page.after.isEmpty
      try io.show(all) {
        io.table(
          [
            "extract_id", "period_end_on", "state", "bytes", "first_index", "end_index", "datasets",
            "sha256",
          ],
          all.extracts.map {
            [
              $0.extractID, $0.periodEndOn, io.word(.extractState, $0.state), "\($0.byteCount)",
              "\($0.firstIndex)",
              "\($0.endIndex)", $0.datasets.map(String.init).joined(separator: " "),
              String(Hex.text($0.sha256).prefix(io.isInteractive ? 12 : 64)),
            ]
          })
      }
    }
  }

  struct Pull: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fetches one extract; a broken pull goes on where it ended.",
      discussion: """
          tally --as regulator extract pull EXTRACT --tenant ID --out 2005-06.tar
        """)

    @Argument(help: "Identifier of the extract.") var extract: String
    @Option(help: "Tenant; needed by a regulator.") var tenant: String?
    @Option(name: .customLong("out"), help: "The file to write; EXTRACT.tar by default.")
    var path: String?
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    private static let callTime = Duration.seconds(590)
    /// Times a broken pull is taken up again without progress in between.
    private static let attemptCountMax = 8
    private static let pause = Duration.seconds(1)

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      let path = path ?? extract + ".tar"
      let partial = path + ".part"
      var progress = Progress(io, "pulling")
      defer { progress.clear() }
      var failedCount = 0
      // An extract of no bytes is a file all the same.
      try CommandFailure.reading { () throws(Files.Failure) in try Files.append([], to: partial) }
      while true {
        let offset = Files.byteCount(partial)
        do throws(CallFailure) {
          try await pull(server, to: partial, offset: offset, &progress)
          break
        } catch {
          failedCount = Files.byteCount(partial) > offset ? 0 : failedCount + 1
          guard error.isBreak, failedCount < Self.attemptCountMax else {
            throw .call(error)
          }
        }
        do {
          try await io.world.sleep(Self.pause)
        } catch {
          return
        }
      }
      try CommandFailure.reading { () throws(Files.Failure) in
        try Files.rename(partial, to: path)
      }
      let byteCount = Files.byteCount(path)
      progress.clear()
      try io.show(json: .object([("file", .text(path)), ("bytes", .number(byteCount))])) {
        io.facts([("file", path), ("bytes", "\(byteCount)")])
      }
    }

    private func pull(
      _ server: Remote, to partial: String, offset: Int, _ progress: inout Progress
    ) async throws(CallFailure) {
      var request = Tally_V1_PullExtractRequest()
      request.tenantID = tenant ?? ""
      request.extractID = extract
      request.offset = UInt64(offset)
      var parts = try await server.client.replies(
        of: Extracts.pull, request, deadline: Self.callTime
      ).makeAsyncIterator()
      var done = offset
      while let part = try await parts.next() {
        do {
          try Files.append(Array(part.bytes), to: partial)
        } catch {
          throw CallFailure(
            method: Extracts.pull.name, code: .internal, reason: .internalError,
            message: error.text)
        }
        done += part.bytes.count
        progress.show(done, of: 0)
      }
    }
  }

  struct Verify: TallyCommand {
    static let configuration = CommandConfiguration(
      abstract: "Verifies an extract offline: no server is asked.",
      discussion: """
        Inclusion: each entry leads to the signed root. Continuity: the ledger begins with the \
        one of the previous extract. Completeness: no entry between the two is missing.

          tally extract verify 2005-06.tar --vkey "$(cat ledger.vkey)"
          tally extract verify 2005-07.tar --vkey "$(cat ledger.vkey)" --previous 2005-06.tar
        """)

    @Argument(help: "The extract.") var file: String
    @Option(name: .customLong("vkey"), help: "The ledger's verifier key, known from elsewhere.")
    var vkey: String
    @Option(help: "The extract which was accepted before, or its checkpoint.")
    var previous: String?
    @OptionGroup var common: CommonOptions

    func run(_ io: Terminal) async throws(CommandFailure) {
      var progress = Progress(io, "verifying")
      let total = Files.byteCount(file)
      let report = try verify { done in progress.show(done, of: total) }
      progress.clear()
      guard report.isSound else {
        let failure = Self.failure(report)
        for finding in report.findings.prefix(20) { io.note("\(finding)") }
        try io.showFindings(failure)
        throw failure
      }
      try io.show(json: Self.json(report)) {
        io.facts([
          ("origin", report.checkpoint?.origin ?? ""),
          ("inclusion", io.value(Self.inclusion(report))),
          ("continuity", io.value(Self.text(report.continuity))),
          ("completeness", report.manifest.map { io.value(Self.text($0.entries)) } ?? ""),
          ("files", "\(report.fileCount)"),
          ("witness", io.value(Self.text(report.witness))),
        ])
        io.line(io.green(io.sentence("the extract verifies")))
      }
    }

    private static func failure(_ report: ExtractReport) -> CommandFailure {
      let first = report.findings.first.map { "\($0)" } ?? ""
      let all = report.findings.map { "\($0)" }
      let more = report.findings.count - 1 + report.findingsLeftOut
      return more > 0
        ? .unsound("the extract does not verify: \(first) (and \(more) more)", findings: all)
        : .unsound("the extract does not verify: \(first)", findings: all)
    }

    private static func json(_ report: ExtractReport) -> JSONValue {
      var members: [(name: String, value: JSONValue)] = [
        ("verified", .flag(true)), ("origin", .text(report.checkpoint?.origin ?? "")),
        ("entry_count", .number(report.entryCount - Self.olderCount(report))),
        ("older_entry_count", .number(Self.olderCount(report))),
        ("continuity", .text(text(report.continuity).text())),
      ]
      if let entries = report.manifest?.entries {
        members += [
          ("first_index", .number(entries.lowerBound)), ("end_index", .number(entries.upperBound)),
        ]
      }
      members += [
        ("files", .number(report.fileCount)), ("witness", .text(text(report.witness).text())),
      ]
      return .object(members)
    }

    private func verify(_ moved: (Int) -> Void) throws(CommandFailure) -> ExtractReport {
      let key: VerifierKey
      do {
        key = try VerifierKey(vkey)
      } catch {
        throw .usage("--vkey: \(error)")
      }
      var before: [UInt8]?
      if let previous { before = try Self.checkpoint(previous) }
      var verifier: ExtractVerifier
      do {
        verifier = try ExtractVerifier(log: key, previous: before)
      } catch {
        throw .failed("the previous extract: \(error)")
      }
      var done = 0
      try CommandFailure.reading { () throws(Files.Failure) in
        try Files.read(file) { chunk in
          verifier.take(chunk)
          done += chunk.count
          moved(done)
        }
      }
      return verifier.finish()
    }

    /// The checkpoint note of an extract, which is its own file or lies in the archive.
    private static func checkpoint(_ path: String) throws(CommandFailure) -> [UInt8] {
      let bytes = try CommandFailure.reading { () throws(Files.Failure) in
        try Files.read(path)
      }
      // An archive is a row of files, each with a header of 512 bytes: POSIX ustar.
      guard bytes.count > 512, bytes[257..<262].elementsEqual("ustar".utf8) else { return bytes }
      var start = 0
      while start + 512 <= bytes.count {
        let name = String(decoding: bytes[start..<start + 100].prefix { $0 != 0 }, as: UTF8.self)
        let digits = bytes[start + 124..<start + 135]
        guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 8) else { break }
        let content = start + 512
        guard content + size <= bytes.count else { break }
        if name == "checkpoint" { return Array(bytes[content..<content + size]) }
        start = content + (size + 511) / 512 * 512
      }
      throw .failed("\(path) holds no checkpoint")
    }

    /// Entries of the first bundle which the extract before this one has: a bundle is whole, and its
    /// entries are all recomputed.
    private static func olderCount(_ report: ExtractReport) -> Int {
      report.manifest.map { max(0, report.entryCount - $0.entries.count) } ?? 0
    }

    private static func inclusion(_ report: ExtractReport) -> Sentence {
      let older = olderCount(report)
      return older == 0
        ? "\(report.entryCount) entries"
        : "\(report.entryCount - older) entries, and \(older) older ones of the first bundle"
    }

    private static func text(_ continuity: ExtractReport.Continuity) -> Sentence {
      switch continuity {
      case .first: "the first extract: from entry 0"
      case .contained(let size): "with the previous extract which it names, of \(size) entries"
      case .proved(let size): "with the previous extract, of \(size) entries"
      case .broken: "broken"
      }
    }

    private static func text(_ witness: ExtractReport.Witness) -> Sentence {
      switch witness {
      case .none: "no witness"
      case .cosigned(let count): "\(count)"
      }
    }

    private static func text(_ entries: Range<Int>) -> Sentence {
      "entries \(entries.lowerBound) to \(entries.upperBound - 1)"
    }
  }
}

/// `tally keygen`.
struct KeygenCommand: TallyCommand {
  static let configuration = CommandConfiguration(
    commandName: "keygen",
    abstract: "Makes a key pair that signs or cosigns checkpoints.",
    discussion: """
      The seed is written to a file of mode 0600, the verifier key to standard output.

        tally keygen witness.example/w1 --cosignature --out w1.seed
      """)

  @Argument(help: "Name of the key: no space and no +.") var name: String
  @Option(name: .customLong("out"), help: "File for the secret seed.") var path: String
  @Flag(help: "A witness's key, which cosigns.") var cosignature = false
  @OptionGroup var common: CommonOptions

  func run(_ io: Terminal) async throws(CommandFailure) {
    let seed = io.world.randomBytes(32)
    let key: VerifierKey
    do {
      key = try NoteSigner(
        name: name, kind: cosignature ? .cosignature : .ed25519, seed: seed
      ).verifierKey
    } catch {
      throw .usage("\(error)")
    }
    try CommandFailure.reading { () throws(Files.Failure) in
      try Files.write(
        Array("\(Hex.text(seed))\n".utf8), to: path, mode: 0o600, isNew: true)
    }
    try io.show(json: .object([("vkey", .text(key.text)), ("file", .text(path))])) {
      io.line(key.text)
    }
  }
}
