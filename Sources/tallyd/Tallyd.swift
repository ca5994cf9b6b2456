import ArgumentParser
import Server

/// The server.
@main
struct Tallyd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tallyd",
    abstract: "The Tallystick server.",
    discussion: """
      Every option may also be given as an environment variable (TALLY_DATA, TALLY_LISTEN, …) or \
      as a line KEY=VALUE of the file named by --config; the command line comes first, then the \
      environment, then the file. A variable TALLY_… or a line of the file which is no setting, \
      and a value which cannot be read, are refused.
      """,
    version: "tallyd \(Daemon.version)",
    subcommands: [Serve.self, Prepare.self, Doctor.self, Fsck.self],
    defaultSubcommand: Serve.self)
}

/// Serves until it is told to stop.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serves. Prints READY to standard output when it accepts calls.")

  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await reporting { () async throws(ServerFailure) in
      try await Daemon.serve(try options.settings())
    }
  }
}

/// Prepares an external PostgreSQL.
struct Prepare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prepares an external PostgreSQL, once, as its superuser.",
    discussion: "Makes the database, the serving roles and their passwords, and hardens it.")

  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await reporting { () async throws(ServerFailure) in
      try await Daemon.prepare(try options.settings())
    }
  }
}

/// Looks whether the server can run here.
struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks what the server needs, and says what to do. Exits with 1 on a problem.")

  @OptionGroup var options: ServerOptions

  func run() async throws {
    var isWell = true
    try await reporting { () async throws(ServerFailure) in
      isWell = await Daemon.doctor(try options.settings())
    }
    if !isWell { throw ExitCode.failure }
  }
}

/// Recomputes the ledgers.
struct Fsck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Recomputes every ledger from its leaf bytes. Exits with 1 when something disagrees.",
    discussion: """
      Reads the database of a server that runs, and the checkpoints kept outside of it. Entries that \
      come meanwhile are left to the next time.
      """)

  @OptionGroup var options: ServerOptions

  func run() async throws {
    var isWell = true
    try await reporting { () async throws(ServerFailure) in
      isWell = try await Daemon.fsck(try options.settings())
    }
    if !isWell { throw ExitCode.failure }
  }
}

/// Says on standard error why something failed.
private func reporting(
  _ body: () async throws(ServerFailure) -> Void
) async throws {
  do throws(ServerFailure) { try await body() } catch {
    Daemon.complain("tallyd: \(error)\n")
    throw ExitCode.failure
  }
}
