import ArgumentParser
import Bytes
import Client
import Contract
import FoundationEssentials
import Intake
import World

/// `tally import`.
struct ImportCommand: TallyCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Imports a portfolio from a CSV file through a mapping.",
    discussion: """
      The mapping says which columns become which fields and states what the file does not say; \
      proto-like-specs/mapping.md describes it. The CSV may be compressed with gzip. Rows that are \
      wrong are written with line, column and reason into the rejects file, one line for each \
      fault of a row, in place of the rejects of an earlier run; the rest is imported. \
      A broken connection resumes after the last durable row. Importing a file twice by \
      one mapping changes nothing; when the mapping was wrong, put it right and import the file \
      again: what the wrong one left out comes in, and a row whose reference is there already is \
      rejected with ALREADY_EXISTS.

      Exit: 0 when a row of the file is in the portfolio, wrong rows beside it or not; 65 when \
      every row was rejected and nothing was imported.

        tally --as a-admin import taiwan_card.csv.gz --mapping taiwan_card.mapping.json
      """)

  @Argument(help: ArgumentHelp("The CSV file.", valueName: "file")) var file: String
  @Option(help: ArgumentHelp("The mapping file.", valueName: "path")) var mapping: String
  @Option(
    help: ArgumentHelp(
      "Where wrong rows are reported; FILE.rejects.csv beside you by default.",
      valueName: "path"))
  var rejects: String?
  @Option(
    help: ArgumentHelp(
      "Minutes to wait for a server which went away.", valueName: "minutes"))
  var patience: UInt32 = 5
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func run(_ io: Terminal) async throws(CommandFailure) {
    let mapping = try Mapping.read(self.mapping)
    for path in [file, self.mapping] where Files.areSame(rejectsPath, path) {
      throw .usage("the rejects would be written over \(path): name another file by --rejects")
    }
    var portfolio = PortfolioImport(file: file, mapping: mapping, patience: patience, io)
    // The file is looked at first: one which cannot be read at all asks nothing of the server.
    try portfolio.open()
    let server = try await Remote.connect(connection, io)
    let startedAt = io.world.monotonicNow()
    let reply = try await portfolio.run(server)
    await server.close()
    let seconds = Double(io.world.monotonicNow() - startedAt) / 1e9
    try writeRejects(portfolio.rejects, io)
    try io.show(reply) {
      report(reply, portfolio, seconds, io)
      if !portfolio.rejects.isEmpty { io.note("rejects: \(rejectsPath)") }
    }
    if portfolio.rejectsLeftOut > 0 {
      io.note("\(portfolio.rejectsLeftOut) further rejects were left out")
    }
    guard reply.appliedCount > 0 || portfolio.rejectCount + reply.rejections.count == 0 else {
      throw .rejected("nothing was imported: every row was rejected")
    }
  }

  private func report(
    _ reply: Tally_V1_LoadReply, _ done: PortfolioImport, _ seconds: Double, _ io: Terminal
  ) {
    io.facts([
      ("rows", "\(done.rowCount + done.rejectCount)"),
      ("applied", "\(reply.appliedCount)"),
      ("rejected", "\(done.rejectCount + reply.rejections.count)"),
      ("entries", "\(reply.entryCount)"),
      ("unchanged", io.answer(reply.unchanged)),
    ])
    if reply.unchanged {
      io.note("nothing changed: the file was imported by this mapping before")
    } else {
      let rate = seconds > 0 ? Int64(Double(done.sentCount) / seconds) : 0
      io.note("\(Money.grouped(rate)) rows/s")
    }
  }

  /// Where rejects are written.
  private var rejectsPath: String {
    let name = file.split(separator: "/").last.map(String.init) ?? "import"
    return rejects ?? name + ".rejects.csv"
  }

  /// Writes nothing when nothing was rejected, unless a path was asked for, or the file of an
  /// earlier run lies there and would be taken for this one's.
  private func writeRejects(_ found: [Reject], _ io: Terminal) throws(CommandFailure) {
    guard !found.isEmpty || rejects != nil || Files.isThere(rejectsPath) else { return }
    // In the order of lines; the rejects of one row in that of its columns, as they were found.
    let lines = found.enumerated()
      .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
      .map(\.element.csv)
    try CommandFailure.reading { () throws(Files.Failure) in
      try Files.replace(
        rejectsPath, with: Array((Reject.header + lines.joined()).utf8),
        mark: io.world.identifier().description)
    }
  }
}

/// `tally import-status`.
struct ImportStatusCommand: RemoteCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-status",
    abstract: "How far the import of a file is durable.",
    discussion: """
      An import is named by the file and the mapping by which it was read. rejected counts the \
      rows which the server refused; those which this client found wrong in the file were never \
      sent to it, and only import counts them.

        tally --as a-admin import-status taiwan_card.csv.gz --mapping taiwan_card.mapping.json
      """)

  @Argument(help: ArgumentHelp("The CSV file.", valueName: "file")) var file: String
  @Option(help: ArgumentHelp("The mapping file.", valueName: "path")) var mapping: String
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
    var request = Tally_V1_ImportStatusRequest()
    request.mappingSha256 = Data(try Mapping.read(mapping).digest.bytes)
    do throws(IntakeFailure) {
      request.fileSha256 = Data(try SourceFile.digest(path: file).bytes)
    } catch {
      throw .failed("\(error)")
    }
    let reply = try await server.call(Imports.status, request)
    try io.show(reply) {
      guard reply.known else {
        io.note("no import of this file by this mapping")
        return
      }
      io.facts([
        ("complete", io.answer(reply.complete)), ("durable_line", "\(reply.durableLine)"),
        ("applied", "\(reply.appliedCount)"), ("rejected", "\(reply.rejectedCount)"),
        ("entries", "\(reply.entryCount)"),
      ])
    }
  }
}

extension Mapping {
  /// Reads the mapping file at `path`.
  fileprivate static func read(_ path: String) throws(CommandFailure) -> Mapping {
    let text = try CommandFailure.reading { () throws(Files.Failure) in
      try Files.read(path)
    }
    do {
      return try Mapping(json: text)
    } catch {
      throw .usage("\(path): \(error)")
    }
  }
}
