import ArgumentParser
import Contract
import Crypto
import FoundationEssentials

/// `tally repair`.
struct RepairCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: "Credit repair in six stages.",
    discussion: """
        tally --as tw-17 repair start
        tally --as tw-17 repair advance REPAIR submit --document commitment.pdf
        tally --as a-repair repair advance REPAIR accept
        tally --as a-repair repair advance REPAIR identified --severity minor --note "moved house"
        tally --as a-repair repair show REPAIR
      """,
    subcommands: [Start.self, Advance.self, Show.self, List.self])

  struct Start: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Opens a draft; a debtor for themselves, an officer for a debtor.")

    @Argument(help: "Identifier or reference of the debtor; a debtor leaves it out.")
    var debtor: String?
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_StartRepairRequest()
      if let debtor { request.debtorID = try await server.debtor(debtor) }
      let reply = try await server.call(Repairs.start, request)
      try io.show(reply) { RepairCommand.show(reply.repair, io) }
    }
  }

  struct Advance: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Moves a repair along; each event names its own role and guard.",
      discussion: """
        submit (debtor, --document), accept, reject (--note), assessed, identified (--severity, \
        --note), plan_agreed (--document), executed, extend, approve_local, restored, withdraw.
        """)

    @Argument(help: "Identifier of the repair.") var repair: String
    @Argument(help: "The event.") var event: String
    @Option(help: "A signed document; its SHA-256 is sent, not the document.")
    var document: String?
    @Option(help: "The reason or the cause.") var note: String?
    @Option(help: "For identified: minor, general or serious.") var severity: String?
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_AdvanceRepairRequest()
      request.repairID = repair
      request.event = event
      request.note = note ?? ""
      if let severity { request.severity = try Codes.repairSeverity.code(severity) }
      if let document {
        let bytes = try CommandFailure.reading { () throws(Files.Failure) in
          try Files.read(document)
        }
        request.documentSha256 = Data(Array(SHA256.hash(data: bytes)))
      }
      let reply = try await server.call(Repairs.advance, request)
      try io.show(reply) { RepairCommand.show(reply.repair, io) }
    }
  }

  struct Show: RemoteCommand {
    static let configuration = CommandConfiguration(abstract: "One repair with its stages.")

    @Argument(help: "Identifier of the repair.") var repair: String
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_GetRepairRequest()
      request.repairID = repair
      let reply = try await server.call(Repairs.get, request)
      try io.show(reply) { RepairCommand.show(reply.repair, io) }
    }
  }

  struct List: RemoteCommand {
    static let configuration = CommandConfiguration(abstract: "Repairs, newest first.")

    @Option(help: "At most this many.") var limit = RowCount(100)
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_ListRepairsRequest()
      request.page.size = limit.pageSize()
      let reply = try await server.call(Repairs.list, request)
      try io.show(reply) {
        io.table(
          ["repair_id", "debtor_id", "state", "stage", "opened_on", "score_before", "score_after"],
          reply.repairs.map {
            [
              $0.repairID, $0.debtorID, io.word(.repairState, $0.state), "\($0.stage)", $0.openedOn,
              RepairCommand.score($0.scoreBefore, $0.tierBefore),
              RepairCommand.score($0.scoreAfter, $0.tierAfter),
            ]
          })
      }
    }
  }

  static func score(_ value: Int64, _ tier: String) -> String {
    value == 0 ? "" : tier.isEmpty ? "\(value)" : "\(value) \(tier)"
  }

  static func show(_ repair: Tally_V1_Repair, _ io: Terminal) {
    io.facts([
      ("repair_id", repair.repairID), ("debtor_id", repair.debtorID),
      ("state", io.word(.repairState, repair.state)),
      ("stage", "\(repair.stage)"), ("severity", io.word(.repairSeverity, repair.severity)),
      ("opened_on", repair.openedOn),
      ("score_before", score(repair.scoreBefore, repair.tierBefore)),
      ("score_after", score(repair.scoreAfter, repair.tierAfter)),
      ("months_at_dpd_0", "\(repair.monthsAtDpd0)"),
    ])
    guard !repair.stages.isEmpty else { return }
    io.line(io.isInteractive ? "\n\(io.bold(io.say("stages")))" : "[stages]")
    io.table(
      ["stage", "state", "event", "entered_at"],
      repair.stages.map {
        ["\($0.stage)", io.word(.repairState, $0.state), $0.event, io.time($0.enteredAt)]
      })
  }
}
