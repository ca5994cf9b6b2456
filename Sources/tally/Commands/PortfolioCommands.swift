import ArgumentParser
import Contract
import SwiftProtobuf

/// `tally portfolio`.
struct PortfolioCommand: RemoteCommand {
  static let configuration = CommandConfiguration(
    commandName: "portfolio",
    abstract: "Totals by bucket, class and risk at the last closed business date.")

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  private static let barWidth = 40

  func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
    let reply = try await server.call(Debtors.portfolio, Tally_V1_PortfolioRequest())
    try io.show(reply) {
      io.facts(
        [
          ("as_of", reply.asOfOn), ("accounts", "\(reply.accountCount)"),
          ("balance", Money.text(reply.balance)), ("overdue", Money.text(reply.overdue)),
        ] + Self.ratios(reply))
      if io.isInteractive { io.line("") }
      Self.buckets(reply, io)
      if io.isInteractive { io.line("") }
      let currency = reply.balance.currency
      io.table(
        ["class", "account_count", "balance"],
        reply.classes.map {
          [
            io.word(.loanClass, $0.classCode), "\($0.accountCount)",
            Money.text($0.balance, currency),
          ]
        })
      if io.isInteractive { io.line("") }
      io.table(
        ["risk", "account_count", "balance"],
        reply.riskClasses.map {
          [
            io.word(.risk, $0.classCode), "\($0.accountCount)", Money.text($0.balance, currency),
          ]
        })
    }
  }

  private static func ratios(_ reply: Tally_V1_PortfolioReply) -> [(String, String)] {
    [
      ("overdue_rate", reply.hasOverdueRatePpm ? Money.percent(ppm: reply.overdueRatePpm) : ""),
      ("arrears_rate", reply.hasArrearsRatePpm ? Money.percent(ppm: reply.arrearsRatePpm) : ""),
      ("PAR 30", reply.hasPar30Ppm ? Money.percent(ppm: reply.par30Ppm) : ""),
      ("PAR 90", reply.hasPar90Ppm ? Money.percent(ppm: reply.par90Ppm) : ""),
      ("npl_rate", reply.hasNplRatePpm ? Money.percent(ppm: reply.nplRatePpm) : ""),
    ]
  }

  private static func buckets(_ reply: Tally_V1_PortfolioReply, _ io: Terminal) {
    let most = reply.buckets.map(\.accountCount).max() ?? 0
    io.table(
      ["bucket", "account_count", "balance", "overdue"] + (io.isInteractive ? [""] : []),
      reply.buckets.map { bucket in
        let currency = reply.balance.currency
        let row = [
          io.bucket(bucket.bucket), "\(bucket.accountCount)", Money.text(bucket.balance, currency),
          Money.text(bucket.overdue, currency),
        ]
        guard io.isInteractive else { return row }
        // A bucket with any account shows at least one mark.
        let count = bucket.accountCount
        let length = count == 0 || most == 0 ? 0 : max(1, barWidth * Int(count) / Int(most))
        return row + [String(repeating: "▇", count: length)]
      })
  }
}

/// `tally evidence`.
struct EvidenceCommand: RemoteCommand {
  static let configuration = CommandConfiguration(
    commandName: "evidence",
    abstract: "Compares the computed months past due with those the source reported.")

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
    let reply = try await server.call(
      Debtors.evidenceAgreement, Tally_V1_EvidenceAgreementRequest())
    try io.show(reply) {
      io.table(
        [
          "period_end_on", "accounts", "same_delinquency", "%", "same_months", "computed_late",
          "reported_late",
        ],
        reply.months.map { month in
          let share =
            month.accountCount == 0
            ? 0 : Int64(1_000_000 * month.sameDelinquencyCount / month.accountCount)
          return [
            month.periodEndOn, "\(month.accountCount)", "\(month.sameDelinquencyCount)",
            Money.percent(ppm: share), "\(month.sameMonthsCount)", "\(month.computedLateCount)",
            "\(month.reportedLateCount)",
          ]
        })
    }
  }
}

/// `tally payment`.
struct PaymentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "payment", abstract: "Receipts of money.", subcommands: [Post.self])

  struct Post: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Posts a payment to an account, the ledger and an open promise.",
      discussion: """
        With --key the command can be repeated safely: the same key gives the same answer.

          tally --as a-finance payment post ACCOUNT "1,234.50 TWD" --on 2005-09-30 --ref R-17
        """)

    @Argument(help: "Identifier of the account.") var account: String
    @Argument(help: "Amount with currency.") var amount: String
    @Option(name: .customLong("on"), help: "Value date; the open business date by default.")
    var valueOn: String?
    @Option(name: .customLong("ref"), help: "The partner's own reference of the payment.")
    var reference: String?
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_PostPaymentRequest()
      request.accountID = account
      request.money = try Money.parse(amount)
      request.externalRef = reference ?? ""
      if let valueOn {
        request.valueOn = valueOn
      } else {
        request.valueOn = try await server.call(Days.get, Tally_V1_GetDayRequest()).businessOn
      }
      let reply = try await server.call(Payments.post, request)
      try io.show(reply) {
        io.facts([
          ("transaction_id", reply.transactionID), ("balance", Money.text(reply.balance)),
          ("days_past_due", "\(reply.daysPastDue)"),
          ("account_version", "\(reply.accountVersion)"),
          ("promise_state", io.word(.promiseState, reply.promiseState)),
          ("entries", reply.receipt.entryIds.joined(separator: " ")),
          ("included_before", io.time(reply.receipt.includedBefore)),
        ])
      }
    }
  }
}

/// `tally policy`.
struct PolicyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy",
    abstract: "What the rules leave open, as the tenant sets it.",
    subcommands: [Show.self, Set.self],
    defaultSubcommand: Show.self)

  struct Show: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "The policy valid on the business date, defaults filled in.")

    @Flag(help: "The version added last, though it begins later.") var newest = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_GetPolicyRequest()
      request.newest = newest
      let reply = try await server.call(Policies.get, request)
      try io.show(reply) { () throws(CommandFailure) in
        io.facts(
          [("version", "\(reply.version)"), ("valid_from_on", reply.validFromOn)]
            + (try PolicyFacts.of(reply)))
      }
    }
  }

  struct Set: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Adds a version, made from the newest one.",
      discussion: """
        Only the named fields change; `tally describe Policies/Set` lists them. The newest version
        may begin later than today: `tally policy show --newest`.

          tally --as a-admin policy set '{"case_from_dpd": 5}' --from 2005-05-01
        """)

    @Argument(help: ArgumentHelp("Fields to change; - reads standard input.", valueName: "json"))
    var fields: String
    @Option(name: .customLong("from"), help: "Business date from which it is valid.")
    var validFromOn: String
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      let text =
        fields == "-"
        ? try CommandFailure.reading { () throws(Files.Failure) in try Files.read("-") }
        : Array(fields.utf8)
      guard let change = try? Tally_V1_TenantPolicy(jsonUTF8Bytes: text) else {
        throw .usage("the policy: \(Self.reason(text))")
      }
      var ask = Tally_V1_GetPolicyRequest()
      ask.newest = true
      let newest = try await server.call(Policies.get, ask)
      var request = Tally_V1_SetPolicyRequest()
      request.fromVersion = newest.version
      request.validFromOn = validFromOn
      request.policy = newest.policy
      guard let bytes: [UInt8] = try? change.serializedBytes() else {
        throw .failed("the policy does not encode")
      }
      // A list is replaced, not added to: merging appends.
      if !change.bucketBounds.isEmpty { request.policy.bucketBounds = [] }
      if !change.pPayPpm.isEmpty { request.policy.pPayPpm = [] }
      guard (try? request.policy.merge(serializedBytes: bytes)) != nil else {
        throw .failed("the policy does not decode")
      }
      let reply = try await server.call(Policies.set, request)
      try io.show(reply) { io.facts([("version", "\(reply.version)")]) }
    }

    /// Generated code does not say where a value is wrong; the descriptors do.
    private static func reason(_ json: [UInt8]) -> String {
      do throws(MessageShapes.Failure) {
        _ = try ServerMethods.own?.messages.bytes(
          of: ".tally.v1.TenantPolicy", fromJSON: json)
        return "not a JSON object of a policy"
      } catch {
        return error.description
      }
    }
  }
}
