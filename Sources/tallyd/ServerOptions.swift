import ArgumentParser
import Configuration
import Server
import SystemPackage

/// What may be chosen, from the command line, the environment or a file.
struct ServerOptions: ParsableArguments {
  @Option(help: "The data directory; TALLY_DATA.")
  var data: String?
  @Option(help: "The Unix socket, instead of DATA/tallyd.sock; TALLY_SOCKET.")
  var socket: String?
  @Option(help: "A further endpoint on loopback, such as 127.0.0.1:7400; TALLY_LISTEN.")
  var listen: String?
  @Option(help: "An external PostgreSQL, postgres://…; TALLY_DATABASE.")
  var database: String?
  @Option(help: "The master key, instead of DATA/master.key; TALLY_MASTER_KEY_FILE.")
  var masterKeyFile: String?
  @Option(help: "A command that prints the master key, by sh -c; TALLY_MASTER_KEY_COMMAND.")
  var masterKeyCommand: String?
  @Flag(help: "Lets the operator move civil time; private PostgreSQL only; TALLY_CIVIL_CLOCK.")
  var civilClock = false
  @Option(help: "trace, debug, info, notice, warning or error; TALLY_LOG_LEVEL.")
  var logLevel: String?
  @Option(help: "How many shards serve; TALLY_SHARDS.")
  var shards: Int?
  @Option(help: "What the origins of ledgers begin with; TALLY_ORIGIN.")
  var origin: String?
  @Option(help: "Who runs the private PostgreSQL when tallyd is root's; TALLY_DATABASE_USER.")
  var databaseUser: String?
  @Option(help: "A file of KEY=VALUE lines; TALLY_CONFIG.")
  var config: String?

  /// - Throws: for a value that cannot be read, before anything is touched.
  func settings() async throws(ServerFailure) -> ServerSettings {
    let reader = try await reader()
    func text(_ flag: String?, _ key: ConfigKey) -> String? { flag ?? reader.string(forKey: key) }
    let directory = text(data, "tally.data") ?? Daemon.usualDirectory()
    guard let directory else {
      throw .setting("no data directory: give --data, or set XDG_DATA_HOME or HOME")
    }
    var settings = ServerSettings(directory: directory, shardCount: 1)
    settings.socketPath = text(socket, "tally.socket")
    settings.masterKeyFile = text(masterKeyFile, "tally.master.key.file")
    settings.masterKeyCommand = text(masterKeyCommand, "tally.master.key.command")
    settings.databaseUser = text(databaseUser, "tally.database.user")
    settings.originPrefix = text(origin, "tally.origin") ?? settings.originPrefix
    settings.allowsCivilClock =
      civilClock || reader.bool(forKey: "tally.civil.clock", default: false)
    settings.shardCount = shards ?? reader.int(forKey: "tally.shards", default: 1)
    try settings.take(
      listen: text(listen, "tally.listen"), database: text(database, "tally.database"),
      logLevel: text(logLevel, "tally.log.level"))
    try settings.check()
    return settings
  }

  private func reader() async throws(ServerFailure) -> ConfigReader {
    let environment = EnvironmentVariablesProvider()
    let named = ConfigReader(provider: environment).string(forKey: "tally.config")
    guard let path = config ?? named else { return ConfigReader(provider: environment) }
    do {
      let file = try await EnvironmentVariablesProvider(
        environmentFilePath: FilePath(path), allowMissing: false)
      return ConfigReader(providers: [environment, file])
    } catch {
      throw .setting("\(path) cannot be read")
    }
  }
}
