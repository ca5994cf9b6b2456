import ArgumentParser
import Contract
import World

/// `tally day`.
struct DayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "day",
    abstract: "The tenant's logical calendar.",
    subcommands: [Show.self, Close.self, Resume.self],
    defaultSubcommand: Show.self)

  struct Show: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "The open business date and the last end-of-day run.")

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      let reply = try await server.call(Days.get, Tally_V1_GetDayRequest())
      try io.show(reply) {
        var facts = [
          ("business_on", reply.businessOn),
          ("state", io.word(.dayState, max(1, reply.dayState))),
        ]
        if reply.dayState == 2 {
          facts.append(("accounts", "\(reply.doneCount) / \(reply.totalCount)"))
          facts.append(("run", io.word(.jobState, reply.run.state.lowercased())))
          facts.append(("runs", "\(reply.run.attemptCount)"))
          if !reply.run.reason.isEmpty { facts.append(("reason", reply.run.reason)) }
        }
        io.facts(facts)
        if reply.hasLast { DayCommand.show(reply.last, io) }
      }
    }
  }

  struct Close: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Runs the end of a business day and follows it.",
      discussion: """
        The run is a durable job of the server: it goes on when this command is interrupted, and \
        the same command takes up following it.

          tally --as a-admin day close 2005-04-30 --next 2005-05-31
        """)

    @Argument(help: "The open business date; asked of the server when left out.")
    var date: String?
    @Option(help: "The business date after the run; the next calendar day by default.")
    var next: String?
    @Flag(help: "Start the run and do not wait for its end.") var noFollow = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      let state = try await server.call(Days.get, Tally_V1_GetDayRequest())
      let date = date ?? state.businessOn
      if state.dayState != 2 || state.businessOn != date {
        var request = Tally_V1_CloseDayRequest()
        request.businessOn = date
        request.nextOn = next ?? ""
        let reply = try await server.call(Days.close, request)
        guard !noFollow else {
          return try io.show(reply) {
            io.facts([("business_on", reply.businessOn), ("next", reply.nextOn)])
          }
        }
      }
      try await DayCommand.follow(date, server, io)
    }
  }

  struct Resume: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Starts a run again which the server has given up, and follows it.",
      discussion: """
        `tally day` tells why it was given up. The run goes on where it stopped.

          tally --as a-admin day resume 2005-04-30
        """)

    @Argument(help: "The closing business date; asked of the server when left out.")
    var date: String?
    @Flag(help: "Start the run and do not wait for its end.") var noFollow = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_ResumeDayRequest()
      if let date {
        request.businessOn = date
      } else {
        request.businessOn = try await server.call(Days.get, Tally_V1_GetDayRequest()).businessOn
      }
      let reply = try await server.call(Days.resume, request)
      guard !noFollow else {
        return try io.show(reply) {
          io.facts([("business_on", reply.businessOn), ("next", reply.nextOn)])
        }
      }
      try await DayCommand.follow(reply.businessOn, server, io)
    }
  }

  /// Between two looks at the run.
  private static let pause = Duration.milliseconds(250)

  /// Shows how far the run of `date` is until it ends.
  ///
  /// - Throws: when the server has given it up.
  private static func follow(
    _ date: String, _ server: Remote, _ io: Terminal
  ) async throws(CommandFailure) {
    var progress = Progress(io, "closing")
    var state = Tally_V1_GetDayReply()
    while true {
      state = try await server.call(Days.get, Tally_V1_GetDayRequest())
      if state.businessOn != date { break }
      progress.show(Int(clamping: state.doneCount), of: Int(clamping: state.totalCount))
      guard state.run.state != "FAILED" else {
        progress.clear()
        let reason = state.run.reason
        throw .failed("the run of \(date) was given up: \(reason); mend it, then tally day resume")
      }
      do {
        try await io.world.sleep(pause)
      } catch {
        return
      }
    }
    progress.clear()
    try io.show(state) { DayCommand.show(state.last, io) }
    let rate = progress.rate(Int(clamping: state.last.accountCount))
    io.note("\(date) → \(state.businessOn)  \(Money.grouped(Int64(rate))) accounts/s")
  }

  static func show(_ day: Tally_V1_DaySummary, _ io: Terminal) {
    io.table(
      [
        "business_on", "accounts", "delinquent", "bucket_changes", "alerts", "cases_opened",
        "cases_closed", "high", "medium", "low",
      ],
      [
        [day.businessOn]
          + [
            day.accountCount, day.delinquentCount, day.bucketChangeCount, day.alertCount,
            day.caseOpenedCount, day.caseClosedCount, day.highCount, day.mediumCount, day.lowCount,
          ].map(String.init)
      ])
  }
}
