import ArgumentParser
import Bytes
import Client
import Contract
import SwiftProtobuf
import World

/// `tally alert`.
struct AlertCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alert",
    abstract: "Early warnings: list, watch live, handle.",
    subcommands: [List.self, Watch.self, Handle.self])

  struct List: RemoteCommand {
    static let configuration = CommandConfiguration(abstract: "Alerts, newest first.")

    @Option(help: "open, acknowledged, investigating, actioned, resolved, escalated …")
    var state: String?
    @Option(help: "Only of this debtor.") var debtor: String?
    @Option(help: "At most this many.") var limit = RowCount(100)
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_ListAlertsRequest()
      if let state { request.state = try Codes.alertState.code(state) }
      if let debtor { request.debtorID = try await server.debtor(debtor) }
      var all = Tally_V1_ListAlertsReply()
      repeat {
        request.page.size = limit.pageSize(after: all.alerts.count)
        let reply = try await server.call(Alerts.list, request)
        all.alerts += reply.alerts
        all.next = reply.next
        request.page.after = reply.next
      } while !all.next.isEmpty && all.alerts.count < limit.count
      try io.show(all) {
        io.table(AlertCommand.headings, all.alerts.map { AlertCommand.row($0, io) })
      }
    }
  }

  struct Watch: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints alerts as they come, one a line.",
      discussion: """
        Standard error says when the watch stands, and after which position. \
        The last field is the time from the alert's firing to its arrival here. A connection which \
        breaks is taken up again after the last alert seen. With --timeout the watch ends after so \
        many seconds; it is a failure (75) when fewer than --count alerts came.

          tally --as a-analyst alert watch
          tally --as a-analyst alert watch --after 0 --count 10
        """)

    @Option(
      parsing: .unconditional,
      help: "Begin after this position; 0: from the first, -1: only new ones.")
    var after: Int64 = -1
    @Option(help: "End after this many alerts.") var count: RowCount?
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    /// The longest a server lets a call take; the watch is opened anew after it.
    private static let callTime = Duration.seconds(590)
    private static let pause = Duration.seconds(1)

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      let end = connection.timeout.map {
        io.world.monotonicNow() + Duration.seconds(Int64($0)).nanoseconds
      }
      /// Time for the next call; nil when the watch is over.
      func left() -> Duration? {
        guard let end else { return Self.callTime }
        let now = io.world.monotonicNow()
        return now < end ? min(Self.callTime, .nanoseconds(Int64(clamping: end - now))) : nil
      }
      var position = after
      var seenCount = 0
      var isSaid = false
      /// Once the position is known nothing after it is missed: the watch stands.
      func sayWhereItBegins() {
        guard !isSaid, position >= 0 else { return }
        isSaid = true
        io.note("watching after \(position)")
      }
      while let time = left() {
        do throws(CallFailure) {
          var request = Tally_V1_WatchAlertsRequest()
          request.afterPosition = position
          var events = try await server.client.replies(
            of: Alerts.watch, request, deadline: time
          ).makeAsyncIterator()
          sayWhereItBegins()
          while let event = try await events.next() {
            // Before the first event -1 still means "from now on".
            position = max(position, event.position)
            guard event.hasAlert else {
              sayWhereItBegins()
              continue
            }
            show(event, io)
            seenCount += 1
            if let count, seenCount >= count.count { return }
          }
        } catch {
          guard error.isBreak else { throw .call(error) }
          if error.code == .deadlineExceeded { continue }
          io.note("the connection broke: \(error.message)")
        }
        do {
          try await io.world.sleep(min(Self.pause, left() ?? .zero))
        } catch {
          return
        }
      }
      guard count == nil else { throw .call(Self.tooFew) }
    }

    private static let tooFew = CallFailure(
      method: Alerts.watch.name, code: .deadlineExceeded, reason: .deadlineExceeded,
      message: "fewer alerts came than --count asks for")

    private func show(_ event: Tally_V1_AlertEvent, _ io: Terminal) {
      if let json = io.json {
        io.line(ReplyJSON.of(event).flatMap { try? json.of($0.description) } ?? "")
        return
      }
      let alert = event.alert
      let now = io.world.recordedNow().microseconds
      let delay = Timestamp(alert.firedAt).map { "\((now - $0.microseconds) / 1000) ms" } ?? ""
      let fields = [
        "\(event.position)", alert.alertID, alert.rule,
        io.word(.alertSeverity, alert.severity), io.word(.alertState, alert.state), alert.debtorID,
        alert.firedAt, delay,
      ]
      io.line(fields.joined(separator: io.isInteractive ? "  " : "\t"))
    }
  }

  struct Handle: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Moves an alert along: acknowledge, investigate, act, resolve …",
      discussion: """
          tally --as a-analyst alert handle ALERT acknowledge
          tally --as a-analyst alert handle ALERT resolve --outcome true_positive
        """)

    @Argument(help: "Identifier of the alert.") var alert: String
    @Argument(help: "acknowledge, investigate, act, resolve, escalate, take_over or dismiss.")
    var event: String
    @Option(help: "What was found or done.") var note: String?
    @Option(help: "For resolve: true_positive, false_positive, duplicate, accepted_risk.")
    var outcome: String?
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_HandleAlertRequest()
      request.alertID = alert
      request.event = event
      request.note = note ?? ""
      if let outcome { request.outcome = try Codes.alertOutcome.code(outcome) }
      let reply = try await server.call(Alerts.handle, request)
      try io.show(reply) {
        io.table(AlertCommand.headings, [AlertCommand.row(reply.alert, io)])
      }
    }
  }

  static let headings = [
    "position", "alert_id", "rule", "severity", "state", "debtor_id", "business_on", "fired_at",
  ]

  static func row(_ alert: Tally_V1_Alert, _ io: Terminal) -> [String] {
    [
      "\(alert.position)", alert.alertID, alert.rule, io.word(.alertSeverity, alert.severity),
      io.word(.alertState, alert.state), alert.debtorID, alert.businessOn, io.time(alert.firedAt),
    ]
  }
}
