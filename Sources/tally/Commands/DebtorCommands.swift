import Access
import ArgumentParser
import Bytes
import Client
import Contract
import FoundationEssentials
import World

/// `tally debtor`.
struct DebtorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "debtor",
    abstract: "Debtors: list, masked data, credit report, ledger, a credential of their own.",
    discussion: "A debtor is named by identifier or by the partner's reference: TW-17.",
    subcommands: [
      List.self, Show.self, Reveal.self, Report.self, Entries.self, IssueToken.self,
    ])

  struct List: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Debtors with masked names and their standing.",
      discussion: """
          tally --as a-analyst debtor list --risk high --limit 20
          tally --as a-repair debtor list --cured-by 2005-06-30
        """)

    @Option(help: "low, medium or high.") var risk: String?
    @Option(help: "Bucket: M0 to M7.") var bucket: BucketName?
    @Option(
      name: .customLong("cured-by"),
      help: "Only who was late, has been current since this date and still is.")
    var curedBy: String?
    @Option(help: "Exact reference of the partner.") var reference: String?
    @Option(help: "At most this many.") var limit = RowCount(100)
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_ListDebtorsRequest()
      if let risk { request.riskClass = try Codes.risk.code(risk) }
      if let bucket {
        request.bucket = bucket.index
        request.hasBucket_p = true
      }
      request.curedByOn = curedBy ?? ""
      request.reference = reference ?? ""
      var all = Tally_V1_ListDebtorsReply()
      repeat {
        request.page.size = limit.pageSize(after: all.debtors.count)
        let reply = try await server.call(Debtors.list, request)
        all.debtors += reply.debtors
        all.next = reply.next
        request.page.after = reply.next
      } while !all.next.isEmpty && all.debtors.count < limit.count
      try io.show(all) { DebtorCommand.table(all.debtors, io) }
    }
  }

  struct Show: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "One debtor with accounts; personal data masked.")

    @Argument(help: "Identifier or reference; a debtor reads its own when it is left out.")
    var debtor = ""
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_GetDebtorRequest()
      request.debtorID = try await server.debtor(debtor)
      let reply = try await server.call(Debtors.get, request)
      try io.show(reply) {
        io.facts(
          DebtorCommand.facts(reply.debtor, io) + [
            ("name", reply.nameMasked), ("resident_id", reply.residentIDMasked),
            ("phone", reply.phoneMasked), ("time_zone", reply.timeZone),
            ("generated", reply.generated ? io.answer(true) : ""),
          ])
        if io.isInteractive { io.line("") }
        DebtorCommand.table(reply.accounts, io)
      }
    }
  }

  struct Reveal: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows personal data in clear; logged with purpose and fields.",
      discussion: """
          tally --as a-collector debtor reveal TW-17 --purpose collection_contact --fields phone
        """)

    @Argument(help: "Identifier or reference.") var debtor: String
    @Option(help: "collection_contact, identity_check, subject_request or repair.")
    var purpose: String
    @Option(help: "name, resident_id, phone.") var fields = "name,resident_id,phone"
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_RevealRequest()
      request.debtorID = try await server.debtor(debtor)
      request.purpose = purpose
      request.fields = fields.split(separator: ",").map(String.init)
      let reply = try await server.call(Debtors.reveal, request)
      try io.show(reply) { io.facts(reply.values.sorted { $0.key < $1.key }.map { $0 }) }
    }
  }

  struct Report: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "The credit report of one debtor.")

    @Argument(help: "Identifier or reference; a debtor reads its own when it is left out.")
    var debtor = ""
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_CreditReportRequest()
      request.debtorID = try await server.debtor(debtor)
      let reply = try await server.call(Debtors.creditReport, request)
      try io.show(reply) { CreditReport(reply).print(io) }
    }
  }

  struct Entries: RemoteCommand {
    static let configuration = CommandConfiguration(
      commandName: "ledger", abstract: "The ledger entries of one debtor, oldest first.")

    @Argument(help: "Identifier or reference; a debtor reads its own when it is left out.")
    var debtor = ""
    @Option(help: "At most this many.") var limit = RowCount(200)
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      try await DebtorCommand.entries(of: debtor, in: .ledger, limit: limit, server, io)
    }
  }

  struct IssueToken: RemoteCommand {
    static let configuration = CommandConfiguration(
      commandName: "token",
      abstract: "Makes a credential by which the debtor sees their own data.",
      discussion: "  tally --as a-repair debtor token TW-17 --profile tw-17")

    @Argument(help: "Identifier or reference.") var debtor: String
    @Option(name: .customLong("profile"), help: "Profile under which the credential is kept.")
    var profileName: String
    @Option(help: "Days until the credential ends.") var days: Int64 = 90
    @Flag(help: "Replace a profile of this name.") var replace = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      guard (1...365).contains(days) else { throw ValidationError("--days is 1 to 365") }
    }

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_IssueSubjectTokenRequest()
      request.debtorID = try await server.debtor(debtor)
      guard let tenant = Identifier(await server.client.principal.tenantID) else {
        throw .usage("only a tenant's own people issue a debtor's credential")
      }
      request.tokenHash = Data(
        try Credentials.make(
          .subjects(tenant: tenant), profile: profileName, replaces: replace, io.world))
      request.expiresAt = io.world.recordedNow().adding(seconds: days * 86_400).description
      do throws(CommandFailure) {
        let reply = try await server.call(Debtors.issueSubjectToken, request)
        try Credentials.keep(profile: profileName, replaces: replace)
        try io.show(reply) {
          io.facts([("credential_id", reply.credentialID), ("profile", profileName)])
        }
      } catch {
        if let kept = try Credentials.remove(
          profile: profileName, replaces: replace, after: error)
        {
          io.note("the outcome is unknown: the new credential is kept as \(kept)")
        }
        throw error
      }
    }
  }

  static func table(_ debtors: [Tally_V1_DebtorSummary], _ io: Terminal) {
    io.table(
      [
        "debtor_id", "reference", "name", "risk", "bucket", "days_past_due", "balance", "overdue",
        "class", "score",
      ],
      debtors.map {
        [
          $0.debtorID, $0.reference, $0.name, io.word(.risk, $0.riskClass), io.bucket($0.bucket),
          "\($0.daysPastDue)", Money.text($0.balance), Money.text($0.overdue),
          io.word(.loanClass, $0.loanClass), $0.score == 0 ? "" : "\($0.score)",
        ]
      })
  }

  static func facts(
    _ debtor: Tally_V1_DebtorSummary, _ io: Terminal
  ) -> [(String, String)] {
    [
      ("debtor_id", debtor.debtorID), ("reference", debtor.reference),
      ("risk", io.word(.risk, debtor.riskClass)), ("risk_rule", debtor.riskRule),
      ("days_past_due", "\(debtor.daysPastDue)"), ("balance", Money.text(debtor.balance)),
      ("overdue", Money.text(debtor.overdue)), ("class", io.word(.loanClass, debtor.loanClass)),
      ("score", debtor.score == 0 ? "" : "\(debtor.score)"),
    ]
  }

  static func table(_ accounts: [Tally_V1_Account], _ io: Terminal) {
    io.table(
      [
        "account_id", "product", "limit", "balance", "overdue", "days_past_due", "bucket", "class",
        "since",
      ],
      accounts.map {
        [
          $0.accountID, io.word(.product, $0.product), Money.text($0.limit),
          Money.text($0.balance), Money.text($0.overdue), "\($0.daysPastDue)", io.bucket($0.bucket),
          io.word(.loanClass, $0.loanClass), $0.firstPastDueOn,
        ]
      })
  }

  static func entries(
    of debtor: String, in log: Log, limit: RowCount, _ server: Remote, _ io: Terminal
  ) async throws(CommandFailure) {
    let method =
      switch log {
      case .ledger: Contract::Ledger.debtorEntries
      case .access: Contract::Ledger.accesses
      }
    var request = Tally_V1_DebtorEntriesRequest()
    request.debtorID = try await server.debtor(debtor)
    var all = Tally_V1_DebtorEntriesReply()
    repeat {
      request.page.size = limit.pageSize(after: all.entries.count)
      let reply = try await server.call(method, request)
      all.entries += reply.entries
      all.next = reply.next
      request.page.after = reply.next
    } while !all.next.isEmpty && all.entries.count < limit.count
    try io.show(all) {
      io.table(
        ["index", "entry_id", "kind", "effective_on", "recorded_at", "leaf_hash", "payload"],
        all.entries.map {
          [
            $0.sealed ? "\($0.index)" : "-", $0.entryID, $0.kindName, $0.effectiveOn,
            io.time($0.recordedAt),
            String(Hex.text($0.leafHash).prefix(io.isInteractive ? 12 : 64)),
            String(decoding: $0.payload, as: UTF8.self),
          ]
        })
    }
  }
}

/// A credit report as people read it.
struct CreditReport {
  private let reply: Tally_V1_CreditReportReply

  init(_ reply: Tally_V1_CreditReportReply) { self.reply = reply }

  func print(_ io: Terminal) {
    io.facts([("as_of", reply.asOfOn)] + DebtorCommand.facts(reply.debtor, io))
    section("accounts", io) { DebtorCommand.table(reply.accounts, io) }
    section("buckets", io) {
      io.table(
        ["account_id", "bucket", "entered_on", "left_on"],
        reply.buckets.map { [$0.accountID, io.bucket($0.bucket), $0.enteredOn, $0.leftOn] })
    }
    section("classes", io) {
      io.table(
        ["account_id", "class", "from_on", "to_on"],
        reply.classes.map {
          [$0.accountID, io.word(.loanClass, $0.loanClass), $0.fromOn, $0.toOn]
        })
    }
    section("scores", io) {
      io.table(
        ["as_of", "score", "tier", "reasons", "model"],
        reply.scores.map {
          [$0.asOfOn, "\($0.value)", $0.tier, $0.reasonCodes.joined(separator: " "), $0.model]
        })
    }
    section("cases", io) {
      io.table(
        ["case_id", "number", "state", "level", "opened_on"],
        reply.cases.map {
          [$0.caseID, $0.number, io.word(.caseState, $0.state), "\($0.level)", $0.openedOn]
        })
    }
    section("repairs", io) {
      io.table(
        ["repair_id", "state", "stage", "opened_on"],
        reply.repairs.map {
          [$0.repairID, io.word(.repairState, $0.state), "\($0.stage)", $0.openedOn]
        })
    }
  }

  private func section(_ name: String, _ io: Terminal, _ body: () -> Void) {
    io.line(io.isInteractive ? "\n\(io.bold(io.say(name)))" : "[\(name)]")
    body()
  }
}
