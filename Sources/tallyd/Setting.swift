import Configuration

/// What the environment and a file may say as well as the command line.
package enum Setting: String, CaseIterable, Sendable {
  case data
  case socket
  case listen
  case database
  case masterKeyFile = "master.key.file"
  case masterKeyCommand = "master.key.command"
  case civilClock = "civil.clock"
  case logLevel = "log.level"
  case shards
  case origin
  case user

  /// The variable which names the file; a file cannot name another.
  package static let fileVariable = "TALLY_CONFIG"

  /// Variables of the client, and of the scripts of this repository, which a server passes over.
  package static let ofOthers: Set = [
    "TALLY_SERVER", "TALLY_PROFILES", "TALLY_TOKEN_FILE",
    "TALLY_BIN", "TALLY_DEEP", "TALLY_OFFLINE", "TALLY_SEED", "TALLY_TEST_CACHE",
    "TALLY_WITH_PROTOBUF",
  ]

  /// The name in the environment and in a file: `TALLY_MASTER_KEY_FILE`.
  package var variable: String {
    "TALLY_" + String(rawValue.map { $0 == "." ? "_" : $0 }).uppercased()
  }

  package init?(variable: String) {
    guard let setting = Self.allCases.first(where: { $0.variable == variable }) else { return nil }
    self = setting
  }

  var key: ConfigKey { ConfigKey(stringLiteral: "tally." + rawValue) }
}
