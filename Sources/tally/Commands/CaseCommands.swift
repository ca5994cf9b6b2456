import ArgumentParser
import Contract

/// `tally case`.
struct CaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "case",
    abstract: "Collection cases: the queue, contacts, promises, closing.",
    discussion: """
        tally --as a-collector case next
        tally --as a-collector case check CASE --channel call
        tally --as a-collector case act CASE --channel call --result right_party \\
          --outcome promise --summary "will pay on Friday"
        tally --as a-collector case promise CASE "500.00 TWD" --due 2005-10-10 --action ACTION
        tally --as a-lead case close CASE --reason cured
      """,
    subcommands: [
      List.self, Next.self, Show.self, Check.self, Act.self, MakePromise.self, Close.self,
    ])

  struct List: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open cases in the order of the queue.")

    @Option(help: "Only this state: new, classified, assigned, early, negotiation …")
    var state: String?
    @Option(help: "Only this level, 1 (most serious) to 3.") var level: UInt32?
    @Flag(help: "Only cases assigned to me.") var mine = false
    @Option(help: "At most this many.") var limit = RowCount(100)
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_ListCasesRequest()
      if let state { request.state = try Codes.caseState.code(state) }
      request.level = level ?? 0
      request.mine = mine
      var all = Tally_V1_ListCasesReply()
      repeat {
        request.page.size = limit.pageSize(after: all.cases.count)
        let reply = try await server.call(Cases.list, request)
        all.cases += reply.cases
        all.next = reply.next
        request.page.after = reply.next
      } while !all.next.isEmpty && all.cases.count < limit.count
      try io.show(all) {
        io.table(
          [
            "case_id", "number", "reference", "state", "level", "priority", "overdue",
            "days_past_due", "opened_on", "owner",
          ],
          all.cases.map {
            [
              $0.caseID, $0.number, $0.reference, io.word(.caseState, $0.state), "\($0.level)",
              "\($0.priority)",
              Money.text($0.overdue), "\($0.daysPastDue)", $0.openedOn, $0.ownerID,
            ]
          })
      }
    }
  }

  struct Next: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Takes the next case of the queue; it is then yours.")

    @Option(help: "Only this level.") var level: UInt32?
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_TakeNextRequest()
      request.level = level ?? 0
      let reply = try await server.call(Cases.takeNext, request)
      try io.show(reply) { io.facts(CaseCommand.facts(reply.case, io)) }
    }
  }

  struct Show: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "A case with its acts, promises and the debtor's local time.")

    @Argument(help: "Identifier of the case.") var caseID: String
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_GetCaseRequest()
      request.caseID = caseID
      let reply = try await server.call(Cases.get, request)
      try io.show(reply) {
        io.facts(
          CaseCommand.facts(reply.case, io) + [
            ("debtor_time", reply.debtorLocalTime), ("phone", reply.phoneMasked),
          ])
        if !reply.actions.isEmpty {
          io.line(io.isInteractive ? "\n\(io.bold(io.say("actions")))" : "[actions]")
          io.table(
            ["action_id", "channel", "result", "outcome", "started_at"],
            reply.actions.map {
              [
                $0.actionID, io.word(.channel, $0.channel), io.word(.result, $0.result),
                io.word(.outcome, $0.outcome), io.time($0.startedAt),
              ]
            })
        }
        if !reply.promises.isEmpty {
          io.line(io.isInteractive ? "\n\(io.bold(io.say("promises")))" : "[promises]")
          io.table(CaseCommand.promiseHeadings, reply.promises.map { CaseCommand.row($0, io) })
        }
      }
    }
  }

  struct Check: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Asks whether the debtor may be contacted now.")

    @Argument(help: "Identifier of the case.") var caseID: String
    @Option(help: "call, sms, email, letter, visit, video, wechat, app_push or ai_voice.")
    var channel = "call"
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_CheckContactRequest()
      request.caseID = caseID
      request.channel = try Codes.channel.code(channel)
      let reply = try await server.call(Cases.checkContact, request)
      try io.show(reply) {
        io.facts([
          ("verdict", io.word(.verdict, reply.verdict)), ("debtor_time", reply.debtorLocalTime),
          ("contact_check_id", reply.contactCheckID),
        ])
        for reason in reply.reasons {
          io.facts([("rule", "\(reason.rule) (\(reason.source))")])
        }
      }
    }
  }

  struct Act: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Records an act of collection; an outbound one is judged first.",
      discussion: """
          tally --as a-collector case act CASE --channel call --result right_party \\
            --outcome promise --summary "will pay on Friday"
        """)

    @Argument(help: "Identifier of the case.") var caseID: String
    @Option(help: "call, sms, email, letter, visit, video, wechat, app_push or ai_voice.")
    var channel = "call"
    @Option(help: "outbound or inbound.") var direction = "outbound"
    @Option(help: "Who was reached: self, guarantor, third_party or none.") var party = "self"
    @Option(
      help:
        "right_party, wrong_party, no_answer, busy, refused, invalid or left_message.")
    var result: String
    @Option(help: "promise, plan, dispute, hardship, refusal, complaint or info.")
    var outcome: String?
    @Option(help: "What was said; stored encrypted.") var summary: String?
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_RecordActionRequest()
      request.caseID = caseID
      request.channel = try Codes.channel.code(channel)
      request.direction = try Codes.direction.code(direction)
      request.partyReached = try Codes.party.code(party)
      request.result = try Codes.result.code(result)
      if let outcome { request.outcome = try Codes.outcome.code(outcome) }
      request.summary = summary ?? ""
      let reply = try await server.call(Cases.recordAction, request)
      try io.show(reply) {
        io.facts([
          ("action_id", reply.actionID), ("contact_check_id", reply.contactCheckID),
          ("state", io.word(.caseState, reply.caseState)),
        ])
      }
    }
  }

  struct MakePromise: RemoteCommand {
    static let configuration = CommandConfiguration(
      commandName: "promise", abstract: "Registers a promise to pay made in a recorded act.")

    @Argument(help: "Identifier of the case.") var caseID: String
    @Argument(help: "Amount with currency.") var amount: String
    @Option(name: .customLong("due"), help: "The day by which it is to be paid.")
    var dueOn: String
    @Option(name: .customLong("action"), help: "The act in which it was made.")
    var actionID: String?
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_MakePromiseRequest()
      request.caseID = caseID
      request.money = try Money.parse(amount)
      request.dueOn = dueOn
      request.actionID = actionID ?? ""
      let reply = try await server.call(Cases.makePromise, request)
      try io.show(reply) {
        io.facts(Array(zip(CaseCommand.promiseHeadings, CaseCommand.row(reply.promise, io))))
      }
    }
  }

  struct Close: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Closes a case whose arrears are gone.")

    @Argument(help: "Identifier of the case.") var caseID: String
    @Option(help: "paid or cured.") var reason = "cured"
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      // Which reasons a person may give; that of a settlement comes with it.
      let words = ["paid", "cured"]
      guard words.contains(reason) else {
        let known = words.joined(separator: ", ")
        throw .usage("no \(Codes.closeReason.field) is called \(reason): \(known)")
      }
      var request = Tally_V1_CloseCaseRequest()
      request.caseID = caseID
      request.reason = try Codes.closeReason.code(reason)
      let reply = try await server.call(Cases.close, request)
      try io.show(reply) { io.facts(CaseCommand.facts(reply.case, io)) }
    }
  }

  static let promiseHeadings = [
    "promise_id", "promise", "due_on", "last_day_on", "paid", "promise_state",
  ]

  static func row(_ promise: Tally_V1_Promise, _ io: Terminal) -> [String] {
    [
      promise.promiseID, Money.text(promise.money), promise.dueOn, promise.lastDayOn,
      Money.text(promise.paidAmount, promise.money.currency),
      io.word(.promiseState, promise.state),
    ]
  }

  static func facts(_ one: Tally_V1_CollectionCase, _ io: Terminal) -> [(String, String)] {
    [
      ("case_id", one.caseID), ("number", one.number), ("debtor_id", one.debtorID),
      ("reference", one.reference), ("state", io.word(.caseState, one.state)),
      ("level", "\(one.level)"),
      ("level_rule", one.levelRule), ("priority", "\(one.priority)"),
      ("claim", Money.text(one.claimAtOpen)), ("overdue", Money.text(one.overdue)),
      ("days_past_due", "\(one.daysPastDue)"), ("as_of", one.asOfOn),
      ("opened_on", one.openedOn),
      ("owner", one.ownerID), ("close_reason", io.word(.closeReason, one.closeReason)),
    ]
  }
}
