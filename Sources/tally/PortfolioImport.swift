import Bytes
import Client
import Contract
import FoundationEssentials
import Intake
import SwiftProtobuf
import World

/// One import: sends a file's rows, and goes on after the last durable one when the way breaks.
struct PortfolioImport {
  /// Rejects kept for the rejects file; a file with more is wrong as a whole.
  private static let rejectCountMax = 100_000
  private static let pauseFirst = Duration.milliseconds(250)
  private static let pauseMax = Duration.seconds(5)
  /// The longest a server lets a call take; a longer import goes on with another call.
  private static let callTime = Duration.seconds(590)

  private let file: String
  private let mapping: Mapping
  private let patience: Duration
  private let io: Terminal
  private var digest: Bytes::Digest?
  private var lineCount = 0
  /// The last line whose outcome was counted: a resumed reading passes it again.
  private var countedLine = 0

  private(set) var rowCount = 0
  private(set) var rejectCount = 0
  private(set) var sentCount = 0
  private(set) var rejects: [Reject] = []
  private(set) var rejectsLeftOut = 0
  /// Why the file could not be read to its end; rows which were durable before that stay.
  private var failure: IntakeFailure?

  init(file: String, mapping: Mapping, patience: UInt32, _ io: Terminal) {
    self.file = file
    self.mapping = mapping
    self.patience = .seconds(60 * Int64(patience))
    self.io = io
  }

  /// Reads the header and the first row, and counts lines for the progress bar.
  mutating func open() throws(CommandFailure) {
    do throws(IntakeFailure) {
      var portfolio = try PortfolioFile(path: file, mapping: mapping)
      digest = portfolio.digest
      _ = try portfolio.next()
      guard io.showsProgress else { return }
      var source = try SourceFile(path: file)
      while let chunk = try source.next() { lineCount += chunk.count { $0 == 0x0A } }
    } catch {
      throw .failed("\(file): \(error)")
    }
  }

  /// Sends until the server has answered.
  mutating func run(_ server: Remote) async throws(CommandFailure) -> Tally_V1_LoadReply {
    var line = try await durableLine(server)
    while true {
      let broken: CallFailure
      do throws(CallFailure) {
        guard let reply = try await send(server, after: line) else {
          throw CallFailure(
            method: Imports.load.name, code: .cancelled, reason: .callCancelled,
            message: "the file could not be read")
        }
        noteRejections(reply)
        return reply
      } catch {
        broken = error
      }
      if let failure { throw .failed("\(file): \(failure)") }
      guard broken.isBreak else { throw .call(broken) }
      io.note("the connection broke: \(broken.message)")
      let resumed = try await durableLine(server)
      // A call which ran out of its time without a durable row would do so again.
      guard broken.code != .deadlineExceeded || resumed > line else { throw .call(broken) }
      line = resumed
      io.note("resuming after line \(line)")
    }
  }

  /// Asks how far the batch is, and waits for a server which is away.
  private func durableLine(_ server: Remote) async throws(CommandFailure) -> UInt64 {
    var request = Tally_V1_ImportStatusRequest()
    request.fileSha256 = Data(digest?.bytes ?? [])
    request.mappingSha256 = Data(mapping.digest.bytes)
    let end = io.world.monotonicNow() + patience.nanoseconds
    var pause = Self.pauseFirst
    while true {
      let failed: CallFailure
      do throws(CallFailure) {
        let reply = try await server.client.call(
          Imports.status, request, deadline: server.deadline)
        // A complete batch is sent again: the server tells that nothing changed.
        return reply.complete ? 0 : reply.durableLine
      } catch {
        failed = error
      }
      guard case .sameKey = failed.retry, io.world.monotonicNow() < end else {
        throw .call(failed)
      }
      do {
        try await io.world.sleep(pause)
      } catch {
        throw .call(failed)
      }
      pause = min(pause * 2, Self.pauseMax)
    }
  }

  /// - Returns: nil when the file could not be read to its end; the call is given up then.
  private mutating func send(
    _ server: Remote, after line: UInt64
  ) async throws(CallFailure) -> Tally_V1_LoadReply? {
    var portfolio: PortfolioFile
    do throws(IntakeFailure) {
      portfolio = try PortfolioFile(path: file, mapping: mapping)
    } catch {
      failure = error
      return nil
    }
    let open = try await server.client.upload(
      method: Imports.load.name, key: io.world.identifier().description, deadline: Self.callTime)
    var progress = Progress(io, "importing")
    defer { progress.clear() }
    var request = Tally_V1_LoadRequest()
    request.opening = opening
    var isOpen = try await open.send(Self.bytes(of: request))
    // A server which has ended the call has all rows; the rest is read for the count of rejects.
    while let outcome = next(&portfolio) {
      guard let row = count(outcome), row.line > line, isOpen else { continue }
      request.row = row
      isOpen = try await open.send(Self.bytes(of: request))
      sentCount += 1
      progress.show(Int(row.line), of: lineCount)
    }
    guard failure == nil else {
      open.cancel()
      return nil
    }
    let reply = try await open.reply()
    guard let reply = try? Tally_V1_LoadReply(serializedBytes: reply) else {
      throw CallFailure(
        method: Imports.load.name, code: .internal, reason: .messageUndecodable,
        message: "the reply does not decode", mayHaveRun: true)
    }
    return reply
  }

  private mutating func next(_ portfolio: inout PortfolioFile) -> PortfolioFile.Outcome? {
    do {
      return try portfolio.next()
    } catch {
      failure = error
      return nil
    }
  }

  /// Counts an outcome once, also when a resumed reading passes it again.
  ///
  /// - Returns: nil for a reject.
  private mutating func count(_ outcome: PortfolioFile.Outcome) -> Tally_V1_PortfolioRow? {
    switch outcome {
    case .row(let row):
      if row.line > countedLine {
        countedLine = row.line
        rowCount += 1
      }
      return Tally_V1_PortfolioRow(row)
    case .rejects(let found):
      if let line = found.first?.line, line > countedLine {
        countedLine = line
        rejectCount += 1
        for reject in found { note(reject) }
      }
      return nil
    }
  }

  private mutating func note(_ reject: Reject) {
    guard rejects.count < Self.rejectCountMax else {
      rejectsLeftOut += 1
      return
    }
    rejects.append(reject)
  }

  private mutating func noteRejections(_ reply: Tally_V1_LoadReply) {
    for rejection in reply.rejections {
      note(
        Reject(
          line: Int(clamping: rejection.line),
          column: mapping.column(ofField: rejection.field) ?? rejection.field,
          reason: "\(rejection.message) (\(rejection.reason))"))
    }
  }

  private var opening: Tally_V1_LoadOpening {
    var opening = Tally_V1_LoadOpening()
    opening.fileSha256 = Data(digest?.bytes ?? [])
    opening.mappingSha256 = Data(mapping.digest.bytes)
    opening.mapping = mapping.label
    opening.currency = mapping.currency.code
    opening.attribution = mapping.attribution
    return opening
  }

  private static func bytes(of request: Tally_V1_LoadRequest) -> [UInt8] {
    guard let bytes: [UInt8] = try? request.serializedBytes() else {
      preconditionFailure("proto3 without required fields encodes")
    }
    return bytes
  }
}

extension CallFailure {
  /// Whether a stream which ended so may be taken up again from where it was.
  var isBreak: Bool {
    if case .sameKey = retry { return true }
    return code == .deadlineExceeded
  }
}

extension Tally_V1_PortfolioRow {
  /// The message for a row of a file.
  init(_ row: PortfolioRow) {
    self.init()
    line = UInt64(row.line)
    reference = row.reference
    name = row.name
    residentID = row.residentID
    phone = row.phone
    timeZone = row.timeZone
    generated = row.isGenerated
    product = UInt32(row.product.rawValue)
    signedOn = row.signedOn.description
    limitAmount = row.limitAmount
    openingAmount = row.openingAmount
    openingOn = row.openingOn.description
    overdueSinceOn = row.overdue?.sinceOn.description ?? ""
    overdueAmount = row.overdue?.amount ?? 0
    statements = row.statements.map { statement in
      var out = Tally_V1_ImportedStatement()
      out.statementOn = statement.statementOn.description
      out.dueOn = statement.dueOn.description
      out.billAmount = statement.billAmount
      out.purchaseAmount = statement.purchaseAmount
      out.minimumDueAmount = statement.minimumDueAmount
      return out
    }
    payments = row.payments.map { payment in
      var out = Tally_V1_ImportedPayment()
      out.valueOn = payment.valueOn.description
      out.amount = payment.amount
      out.externalRef = payment.externalReference
      return out
    }
    evidence = row.evidence.map { evidence in
      var out = Tally_V1_ImportedEvidence()
      out.periodEndOn = evidence.periodEndOn.description
      out.monthsLate = UInt32(evidence.monthsLate)
      return out
    }
  }
}
