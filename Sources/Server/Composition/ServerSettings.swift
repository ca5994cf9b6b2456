package import Logging
package import Postgres
package import Reactor

/// What an operator may choose.
package struct ServerSettings: Sendable {
  /// Absolute; holds keys, the socket, the token of the first operator and the private PostgreSQL.
  package var directory: String
  /// The Unix socket; nil for `tallyd.sock` in the directory.
  package var socketPath: String?
  /// A further endpoint on loopback.
  package var listen: Endpoint?
  /// An external PostgreSQL; nil runs a private one.
  package var database: DatabaseLogin?
  /// Nil for `master.key` in the directory.
  package var masterKeyFile: String?
  /// Prints the master key, instead of a file; then none is ever made.
  package var masterKeyCommand: String?
  /// Lets the operator move civil time; only with the private PostgreSQL.
  package var allowsCivilClock = false
  package var logLevel = Logger.Level.info
  package var shardCount: Int
  /// What the origins of tenants' ledgers begin with.
  package var originPrefix = "tallystick"
  /// The operating system's user whom the server becomes when root starts it.
  package var user: String?
  /// False only for tests: nothing survives a power cut.
  package var isDurable = true
  /// How often old keys are looked for; tests do not wait so long.
  package var keyPurgePeriod = Limits.keyPurgePeriod
  /// How often every ledger is recomputed.
  package var inspectionPeriod = Limits.inspectionPeriod
  /// How often the operator's token in the directory is renewed; tests do not wait so long.
  package var operatorRenewal = Limits.operatorRenewal
  /// Bytes of replies that may wait for their clients; tests do not fill so much.
  package var replyBytesWaitingMax = Limits.replyBytesWaitingMax
  /// True for tests: the private PostgreSQL ends with this process.
  package var databaseEndsWithUs = false

  package init(directory: String, shardCount: Int = 1) {
    self.directory = directory
    self.shardCount = shardCount
  }

  var files: DataFiles { DataFiles(directory: directory) }
  var socket: String { socketPath ?? files.path("tallyd.sock") }
  var masterKeyPath: String { masterKeyFile ?? files.path("master.key") }

  var userName: String { user ?? ServerAccount.usualName }

  var cluster: ClusterSettings {
    var settings = ClusterSettings(directory: files.path("postgres"))
    settings.serverUser = userName
    settings.isDurable = isDurable
    settings.endsWithUs = databaseEndsWithUs
    return settings
  }

  /// - Throws: for what does not fit together, before anything is touched.
  package func check() throws(ServerFailure) {
    guard directory.hasPrefix("/"), directory.count > 1 else {
      throw .setting("the data directory must be an absolute path")
    }
    guard (1...Limits.shardsMax).contains(shardCount) else {
      throw .setting("shards: 1 to \(Limits.shardsMax)")
    }
    guard masterKeyFile == nil || masterKeyCommand == nil else {
      throw .setting("a master key comes from a file or from a command, not from both")
    }
    guard !allowsCivilClock || database == nil else {
      throw .setting("--civil-clock is for the private PostgreSQL only")
    }
    guard socket.utf8.count <= Reactor::Limits.socketPathByteCountMax else {
      throw .setting("the socket's path is longer than 107 bytes: \(socket)")
    }
    guard !originPrefix.isEmpty, originPrefix.utf8.count <= 128,
      originPrefix.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 0x20 && $0 != "+" })
    else { throw .setting("the origin of ledgers holds spaces, a + or too much") }
  }
}
