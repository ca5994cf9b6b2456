import ArgumentParser
import Foundation
import Logging
import Postgres
import World

/// `forge db`.
struct DatabaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "db", abstract: "A PostgreSQL for development, under .build/db.",
    subcommands: [Up.self, Down.self, Psql.self, Reset.self])

  static let database = "tally"

  static func cluster(of tree: Tree) -> Cluster { Cluster(folder: tree.url(".build/db")) }

  struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Starts it and brings the platform schema up to date.")

    @OptionGroup var repository: RootOption

    func run() async throws { try await DatabaseCommand.up(repository.tree) }
  }

  struct Down: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Stops it.")

    @OptionGroup var repository: RootOption

    func run() async throws {
      let cluster = DatabaseCommand.cluster(of: repository.tree)
      if try cluster.isRunning() { try cluster.stop() }
    }
  }

  struct Psql: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Opens psql as its superuser.")

    @OptionGroup var repository: RootOption

    @Argument(parsing: .captureForPassthrough, help: "Passed on to psql.")
    var arguments: [String] = []

    func run() async throws {
      let cluster = DatabaseCommand.cluster(of: repository.tree)
      let target = "\(cluster.connectionString) dbname=\(DatabaseCommand.database)"
      let status = try Shell.show(
        [try Cluster.binary("psql"), target] + Passthrough.words(arguments))
      if status != 0 { throw ExitCode(status) }
    }
  }

  struct Reset: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Throws it away and starts anew.")

    @OptionGroup var repository: RootOption

    func run() async throws {
      let cluster = DatabaseCommand.cluster(of: repository.tree)
      if try cluster.isRunning() { try cluster.stop() }
      if cluster.exists { try FileManager.default.removeItem(at: cluster.folder) }
      try await DatabaseCommand.up(repository.tree)
    }
  }

  private static func up(_ tree: Tree) async throws {
    let cluster = cluster(of: tree)
    if try !cluster.isRunning() { try cluster.start() }
    let files = try MigrationFiles(in: tree)
    let world = World.live(log: Logger(label: "forge"))
    let admin = DatabaseLogin(
      host: cluster.folder.path, port: 5432, database: database, user: "postgres")
    // Nobody is asked for a password on this socket, so the key protects nothing.
    try await Roles.prepare(
      database, admin: admin, scripts: Roles.Scripts(roles: files.roles, harden: files.harden),
      loginKey: [UInt8](repeating: 0, count: 32), world: world)
    let owner = admin.with(user: Roles.owner.rawValue, password: nil)
    _ = try await MigrationRunner(owner: owner, world: world).migratePlatform(files.platform)
    print("\(cluster.connectionString) dbname=\(database)")
  }
}
