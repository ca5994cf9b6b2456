import ArgumentParser
import Bytes
import Contract
import Ledger

/// Which of a tenant's logs a command is about.
struct LogOptions: ParsableArguments {
  @Option(name: .customLong("log"), help: "ledger or access: the access log.")
  var name = Log.ledger.rawValue

  func log() throws(CommandFailure) -> Log {
    guard let log = Log(rawValue: name) else { throw .usage("--log is ledger or access") }
    return log
  }
}

/// `tally ledger`.
struct LedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: "The tenant's ledger and access log: head, blocks, verification, proofs.",
    subcommands: [Head.self, Blocks.self, Verify.self, ProofOf.self, OfDebtor.self])

  struct Head: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Size, root and signed checkpoint of a log.")

    @Option(help: "A regulator names the tenant.") var tenant: String?
    @OptionGroup var about: LogOptions
    @Flag(help: "Print the signed checkpoint, verbatim, and nothing else.")
    var checkpoint = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_LedgerHeadRequest()
      request.tenantID = tenant ?? ""
      request.log = try about.log().rawValue
      let reply = try await server.call(Contract::Ledger.head, request)
      if checkpoint {
        return try io.show(json: .object([("checkpoint", .text(reply.checkpoint))])) {
          Files.write(reply.checkpoint, to: .standardOutput)
        }
      }
      try io.show(reply) {
        io.facts([
          ("origin", reply.origin), ("vkey", reply.vkey), ("size", "\(reply.size)"),
          ("root", Hex.text(reply.root)), ("block_count", "\(reply.blockCount)"),
          ("unsealed", "\(reply.unsealedCount)"),
        ])
      }
    }
  }

  struct Blocks: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sealed blocks with their headers.")

    @Option(name: .customLong("from"), help: "First block; the newest when left out.")
    var fromNumber: UInt64 = 0
    @Option(help: "At most this many.") var limit = RowCount(20)
    @OptionGroup var about: LogOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_LedgerBlocksRequest()
      request.fromNumber = fromNumber
      request.size = UInt32(clamping: limit.count)
      request.log = try about.log().rawValue
      let reply = try await server.call(Contract::Ledger.blocks, request)
      try io.show(reply) {
        io.table(
          ["block", "first_index", "count", "sealed_at", "root", "header_hash", "previous_hash"],
          reply.blocks.map {
            let length = io.isInteractive ? 12 : 64
            return [
              "\($0.number)", "\($0.firstIndex)", "\($0.count)", io.time($0.sealedAt),
              String(Hex.text($0.root).prefix(length)),
              String(Hex.text($0.headerHash).prefix(length)),
              String(Hex.text($0.previousHash).prefix(length)),
            ]
          })
      }
    }
  }

  struct Verify: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Recomputes the whole ledger and the whole access log from their entries.",
      discussion: """
        Every entry is hashed here; tree, chain of blocks and signature are compared with what \
        the server keeps. --vkey is the ledger's verifier key as you know it from elsewhere: the \
        access log's follows from it. Without it the server's own word is taken for both.

          tally --as a-auditor ledger verify --vkey "$(cat ledger.vkey)"
        """)

    @Option(name: .customLong("vkey"), help: "The ledger's verifier key.") var vkey: String?
    @Option(name: .customLong("log"), help: "ledger or access; both when left out.")
    var name: String?
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var logs = Log.allCases
      if let name {
        guard let log = Log(rawValue: name) else { throw .usage("--log is ledger or access") }
        logs = [log]
      }
      if let vkey {
        do {
          _ = try VerifierKey(vkey)
        } catch {
          throw .usage("--vkey: \(error)")
        }
      }
      do {
        var summaries: [(Log, LedgerVerification.Summary)] = []
        for log in logs {
          var verification = LedgerVerification(of: log, vkey: vkey, io)
          summaries.append((log, try await verification.run(server)))
        }
        try io.show(json: json(summaries)) {
          for (log, summary) in summaries { io.line(io.sentence(sentence(log, summary))) }
        }
      } catch {
        try io.showFindings(error)
        throw error
      }
    }

    private func json(_ summaries: [(Log, LedgerVerification.Summary)]) -> JSONValue {
      .object([
        ("verified", .flag(true)),
        (
          "logs",
          .list(
            summaries.map { log, summary in
              .object([
                ("log", .text(log.rawValue)), ("entries", .number(summary.entryCount)),
                ("blocks", .number(summary.blockCount)),
              ])
            })
        ),
      ])
    }

    private func sentence(_ log: Log, _ summary: LedgerVerification.Summary) -> Sentence {
      let entries = Money.grouped(Int64(summary.entryCount))
      let blocks = Money.grouped(Int64(summary.blockCount))
      return switch log {
      case .ledger: "the ledger verifies: \(entries) entries, \(blocks) blocks"
      case .access: "the access log verifies: \(entries) entries, \(blocks) blocks"
      }
    }
  }

  struct ProofOf: RemoteCommand {
    static let configuration = CommandConfiguration(
      commandName: "proof",
      abstract: "Index, block and proof of an entry, once it is sealed.",
      discussion: "  tally --as a-auditor ledger proof ENTRY > entry.tlog-proof")

    @Argument(help: "Identifier of the entry.") var entry: String
    @OptionGroup var about: LogOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_LedgerProofRequest()
      request.entryID = entry
      request.log = try about.log().rawValue
      let reply = try await server.call(Contract::Ledger.proof, request)
      try io.show(reply) {
        io.note("index \(reply.index), block \(reply.blockNumber)")
        Files.write(reply.tlogProof, to: .standardOutput)
      }
    }
  }

  struct OfDebtor: RemoteCommand {
    static let configuration = CommandConfiguration(
      commandName: "debtor",
      abstract: "The entries about one debtor, oldest first.",
      discussion: "  tally --as a-auditor ledger debtor TW-17 --log access")

    @Argument(help: "Identifier or reference.") var debtor: String
    @Option(help: "At most this many.") var limit = RowCount(200)
    @OptionGroup var about: LogOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      try await DebtorCommand.entries(of: debtor, in: try about.log(), limit: limit, server, io)
    }
  }
}
