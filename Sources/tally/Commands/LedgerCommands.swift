import ArgumentParser
import Bytes
import Contract
import Ledger

/// `tally ledger`.
struct LedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: "The tenant's ledger: head, blocks, verification, proofs.",
    subcommands: [Head.self, Blocks.self, Verify.self, ProofOf.self, OfDebtor.self])

  struct Head: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Size, root and signed checkpoint of the ledger.")

    @Option(help: "A regulator names the tenant.") var tenant: String?
    @Flag(help: "Print the signed checkpoint, verbatim, and nothing else.")
    var checkpoint = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_LedgerHeadRequest()
      request.tenantID = tenant ?? ""
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
    @Option(help: "At most this many.") var limit: UInt32 = 20
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_LedgerBlocksRequest()
      request.fromNumber = fromNumber
      request.size = limit
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
      abstract: "Recomputes the whole ledger from its entries.",
      discussion: """
        Every entry is hashed here; tree, chain of blocks and signature are compared with what \
        the server keeps. --vkey is the ledger's verifier key as you know it from elsewhere; \
        without it the server's own word is taken for it.

          tally --as a-auditor ledger verify --vkey "$(cat ledger.vkey)"
        """)

    @Option(name: .customLong("vkey"), help: "The ledger's verifier key.") var vkey: String?
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var verification = LedgerVerification(vkey: vkey, io)
      do {
        let done = try await verification.run(server)
        try io.show(
          json: .object([
            ("verified", .flag(true)), ("entries", .number(done.entryCount)),
            ("blocks", .number(done.blockCount)),
          ])
        ) {
          let entries = Money.grouped(Int64(done.entryCount))
          let blocks = Money.grouped(Int64(done.blockCount))
          io.line(io.sentence("the ledger verifies: \(entries) entries, \(blocks) blocks"))
        }
      } catch {
        try io.showFindings(error)
        throw error
      }
    }
  }

  struct ProofOf: RemoteCommand {
    static let configuration = CommandConfiguration(
      commandName: "proof",
      abstract: "Index, block and proof of an entry, once it is sealed.",
      discussion: "  tally --as a-auditor ledger proof ENTRY > entry.tlog-proof")

    @Argument(help: "Identifier of the entry.") var entry: String
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_LedgerProofRequest()
      request.entryID = entry
      let reply = try await server.call(Contract::Ledger.proof, request)
      try io.show(reply) {
        io.note("index \(reply.index), block \(reply.blockNumber)")
        Files.write(reply.tlogProof, to: .standardOutput)
      }
    }
  }

  struct OfDebtor: RemoteCommand {
    static let configuration = CommandConfiguration(
      commandName: "debtor", abstract: "The ledger entries of one debtor, oldest first.")

    @Argument(help: "Identifier or reference.") var debtor: String
    @Option(help: "At most this many.") var limit = 200
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      try await DebtorCommand.entries(of: debtor, limit: limit, server, io)
    }
  }
}
