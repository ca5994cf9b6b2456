import ArgumentParser
import Dispatch
import Glibc
import Server

/// Where the process begins.
@main
enum Program {
  /// Root is left here, while this thread is the only one: once Dispatch has put it to sleep, no
  /// change of the user reaches it, and the process would stay root's by this one thread.
  static func main() {
    do {
      var command = try Tallyd.parseAsRoot()
      guard let chosen = command as? any ServerCommand else {
        try command.run()
        Tallyd.exit()
      }
      let kind = type(of: chosen)
      let settings = try chosen.options.settings()
      try Daemon.leaveRoot(settings, givesDirectory: kind.givesDirectory)
      Task { await perform(kind, settings) }
    } catch let error as ServerFailure {
      refuse(error)
    } catch {
      Tallyd.exit(withError: error)
    }
    dispatchMain()
  }

  private static func perform(
    _ command: any ServerCommand.Type, _ settings: ServerSettings
  ) async {
    do throws(ServerFailure) {
      exit(try await command.perform(settings) ? EXIT_SUCCESS : EXIT_FAILURE)
    } catch {
      refuse(error)
    }
  }

  /// Says on standard error why something failed.
  private static func refuse(_ error: ServerFailure) -> Never {
    Daemon.complain("tallyd: \(error)\n")
    exit(EXIT_FAILURE)
  }
}

/// The server.
struct Tallyd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tallyd",
    abstract: "The Tallystick server.",
    discussion: """
      Every option may also be given as an environment variable (TALLY_DATA, TALLY_LISTEN, …) or \
      as a line KEY=VALUE of the file named by --config; the command line comes first, then the \
      environment, then the file. A variable TALLY_… or a line of the file which is no setting, \
      and a value which cannot be read, are refused.

      Started by root, every command becomes the user tallystick (--user) first, for good.
      """,
    version: "tallyd \(Daemon.version)",
    subcommands: [Serve.self, Prepare.self, Doctor.self, Fsck.self],
    defaultSubcommand: Serve.self)
}

/// A command which is performed once its settings are read and root is left.
protocol ServerCommand: ParsableCommand {
  /// False for what changes nothing: the data directory is neither made nor given away.
  static var givesDirectory: Bool { get }

  var options: ServerOptions { get }

  /// - Returns: false when something is wrong, which was said.
  static func perform(_ settings: ServerSettings) async throws(ServerFailure) -> Bool
}

/// Serves until it is told to stop.
struct Serve: ServerCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serves. Prints READY to standard output when it accepts calls.")
  static let givesDirectory = true

  @OptionGroup var options: ServerOptions

  static func perform(_ settings: ServerSettings) async throws(ServerFailure) -> Bool {
    try await Daemon.serve(settings)
    return true
  }
}

/// Prepares an external PostgreSQL.
struct Prepare: ServerCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prepares an external PostgreSQL, once, as its superuser.",
    discussion: "Makes the database, the serving roles and their passwords, and hardens it.")
  static let givesDirectory = true

  @OptionGroup var options: ServerOptions

  static func perform(_ settings: ServerSettings) async throws(ServerFailure) -> Bool {
    try await Daemon.prepare(settings)
    return true
  }
}

/// Looks whether the server can run here.
struct Doctor: ServerCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks what the server needs, and says what to do. Exits with 1 on a problem.")
  static let givesDirectory = false

  @OptionGroup var options: ServerOptions

  static func perform(_ settings: ServerSettings) async throws(ServerFailure) -> Bool {
    await Daemon.doctor(settings)
  }
}

/// Recomputes the ledgers.
struct Fsck: ServerCommand {
  static let configuration = CommandConfiguration(
    abstract: "Recomputes every ledger from its leaf bytes. Exits with 1 when something disagrees.",
    discussion: """
      Reads the database of a server that runs, and the checkpoints kept outside of it. Entries that \
      come meanwhile are left to the next time.
      """)
  static let givesDirectory = false

  @OptionGroup var options: ServerOptions

  static func perform(_ settings: ServerSettings) async throws(ServerFailure) -> Bool {
    try await Daemon.fsck(settings)
  }
}
