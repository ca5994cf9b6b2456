import Foundation
import Logging
import Postgres
import Reactor
import Server
import TestKit
import Testing
import tallyd

/// Goal: a configuration is taken as it was meant, or refused by name.
@Suite struct SettingTests {
  private struct Row: Sendable {
    let setting: Setting
    /// Values as they are written, of which each gives another setting.
    let values: [String]
    let taken: [String]
    let read: @Sendable (ServerSettings) -> String?

    init(
      _ setting: Setting, _ values: [String], _ taken: [String]? = nil,
      read: @escaping @Sendable (ServerSettings) -> String?
    ) {
      self.setting = setting
      self.values = values
      self.taken = taken ?? values
      self.read = read
    }
  }

  private static let rows: [Row] = [
    Row(.data, ["/a", "/b", "/c"]) { $0.directory },
    Row(.socket, ["/a.sock", "/b.sock", "/c.sock"]) { $0.socketPath },
    Row(.listen, ["127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"], ["1", "2", "3"]) {
      $0.listen.map { String("\($0)".suffix(1)) }
    },
    Row(.database, ["postgres://h/a", "postgres://h/b", "postgres://h/c"], ["a", "b", "c"]) {
      $0.database?.database
    },
    Row(.masterKeyFile, ["/k1", "/k2", "/k3"]) { $0.masterKeyFile },
    Row(.masterKeyCommand, ["echo 1", "echo 2=2", "echo 3"]) { $0.masterKeyCommand },
    Row(.logLevel, ["debug", "error", "trace"]) { $0.logLevel.rawValue },
    Row(.shards, ["2", "3", "4"]) { "\($0.shardCount)" },
    Row(.origin, ["one.example", "two.example", "three.example"]) { $0.originPrefix },
    Row(.user, ["one", "two", "three"]) { $0.user },
    // The flag can only be given.
    Row(.civilClock, ["true", "no", "1"], ["true", "false", "true"]) { "\($0.allowsCivilClock)" },
  ]

  private static let badOrigin = "the origin of ledgers holds spaces, a + or too much"
  private static let longSocket = "/" + String(repeating: "s", count: 107)

  @Test func everySettingIsInTheTable() {
    #expect(Set(Self.rows.map(\.setting)) == Set(Setting.allCases))
    #expect(Setting.masterKeyCommand.variable == "TALLY_MASTER_KEY_COMMAND")
  }

  /// Flags come before the environment, which comes before the file.
  @Test(arguments: rows.indices, 1..<8)
  func theNearestIsTaken(_ index: Int, _ places: Int) throws {
    let row = Self.rows[index]
    var flags: [Setting: String] = [:]
    var environment = ["HOME": "/home/x", "TALLY_SERVER": "unix:/x"]
    var lines = "# a comment\n\n"
    if places & 1 != 0 { flags[row.setting] = row.values[0] }
    if places & 2 != 0 { environment[row.setting.variable] = row.values[1] }
    if places & 4 != 0 { lines += "  \(row.setting.variable) = \(row.values[2])\r\n" }
    let settings = try SettingSources(
      flags: flags, environment: environment, file: ("tallyd.conf", lines)
    ).settings()
    #expect(row.read(settings) == row.taken[places.trailingZeroBitCount])
  }

  @Test func anEmptyVariableSaysNothing() throws {
    let settings = try SettingSources(
      flags: [.data: "/a"], environment: ["TALLY_SHARDS": "", "TALLY_CONFIG": ""], file: nil
    ).settings()
    #expect(settings.shardCount == 1)
    // An option which is empty was meant to say something.
    #expect(throws: ServerFailure.self) {
      _ = try SettingSources(flags: [.data: ""], environment: [:], file: nil)
    }
  }

  @Test(arguments: [
    (["TALLY_LISTENN": "x"], "", "TALLY_LISTENN: no setting is called so"),
    (["TALLY_SHARD_COUNT": "2"], "", "TALLY_SHARD_COUNT: no setting is called so"),
    (["TALLY_SHARDS": "abc"], "", "TALLY_SHARDS: a whole number"),
    (["TALLY_SHARDS": "0"], "", "shards: 1 to 10"),
    (["TALLY_CIVIL_CLOCK": "maybe"], "", "TALLY_CIVIL_CLOCK: true or false"),
    (["TALLY_LOG_LEVEL": "loud"], "", "log level: none is called loud"),
    (["TALLY_LISTEN": "nowhere"], "", "listen: nowhere is no endpoint"),
    (
      ["TALLY_DATABASE": "mysql://h/a"], "",
      "database: the URL is not postgres://user@host:port/name"
    ),
    ([:], "data=/tmp/x", "tallyd.conf, line 1: no setting is called data"),
    ([:], "# x\nTALLY_CONFIG=y", "tallyd.conf, line 2: no setting is called TALLY_CONFIG"),
    ([:], "TALLY_SHARDS=two", "TALLY_SHARDS: a whole number"),
    ([:], "TALLY_SHARDS", "tallyd.conf, line 1: KEY=VALUE is expected"),
    ([:], "TALLY_SHARDS=", "tallyd.conf, line 1: TALLY_SHARDS has no value"),
    (
      [:], "TALLY_SHARDS=1\nTALLY_SHARDS=2", "tallyd.conf, line 2: TALLY_SHARDS stands there twice"
    ),
    (
      ["TALLY_DATABASE": "postgres://h/a"], "TALLY_CIVIL_CLOCK=yes",
      "--civil-clock is for the private PostgreSQL only"
    ),
    (
      ["TALLY_MASTER_KEY_FILE": "/k"], "TALLY_MASTER_KEY_COMMAND=cat /k",
      "a master key comes from a file or from a command, not from both"
    ),
    (["TALLY_ORIGIN": "two words"], "", badOrigin), (["TALLY_ORIGIN": "a+b"], "", badOrigin),
    (["TALLY_ORIGIN": String(repeating: "o", count: 129)], "", badOrigin),
    (["TALLY_SOCKET": longSocket], "", "the socket's path is longer than 107 bytes: " + longSocket),
  ])
  func whatCannotBeTakenIsRefused(
    _ environment: [String: String], _ file: String, _ reason: String
  ) {
    let failure = #expect(throws: ServerFailure.self) {
      _ = try SettingSources(
        flags: [.data: "/a"], environment: environment, file: ("tallyd.conf", file)
      ).settings()
    }
    #expect(failure?.description == reason)
  }

  /// Goal: each option of the command line reaches its setting. Method: each has a value which is
  /// refused for what it is.
  @Test func everyOptionIsTaken() throws {
    let cases: [(option: String, words: [String], reason: String)] = [
      ("data", ["--data", "/"], "the data directory must be an absolute path"),
      ("socket", ["--socket", Self.longSocket], "107 bytes: " + Self.longSocket),
      ("listen", ["--listen", "nowhere"], "listen: nowhere is no endpoint"),
      ("database", ["--database", "mysql://h/a"], "database: the URL is not"),
      (
        "masterKeyFile", ["--master-key-file", "/k"],
        "a master key comes from a file or from a command"
      ),
      ("logLevel", ["--log-level", "loud"], "log level: none is called loud"),
      ("shards", ["--shards", "11"], "shards: 1 to 10"),
      ("origin", ["--origin", "a b"], Self.badOrigin),
      ("civilClock", ["--civil-clock"], "--civil-clock is for the private PostgreSQL only"),
    ]
    let others = [Setting.user, .masterKeyCommand].map { "\($0)" }
    #expect(Set(cases.map(\.option) + others) == Set(Setting.allCases.map { "\($0)" }))
    for (option, words, reason) in cases {
      let beside: [String: String] =
        switch option {
        case "masterKeyFile": ["TALLY_MASTER_KEY_COMMAND": "echo"]
        case "civilClock": ["TALLY_DATABASE": "postgres://h/a"]
        default: [:]
        }
      // Where nothing can be made: what is taken all the same does not begin to serve.
      let place = option == "data" ? [] : ["--data", "/proc/nowhere"]
      let done = try TallydProcess.run(place + words, variables: beside)
      #expect(done.status == 1)
      #expect(done.errors.contains(reason), "\(option): \(done.errors)")
    }
    let both = ["--master-key-command", "echo", "--data", "/proc/nowhere"]
    let done = try TallydProcess.run(both, variables: ["TALLY_MASTER_KEY_FILE": "/k"])
    #expect(done.errors.contains("a master key comes from a file or from a command"))
    // Only root's server runs the database as somebody else.
    // Only a server of root's becomes somebody else.
    let directory = try TemporaryDirectory.make()
    let strange = try TallydProcess.run(
      ["--user", "no-such", "--data", directory, "--socket", "/proc/nowhere/socket"])
    #expect(strange.errors.contains("there is no user no-such"))
  }

  /// Goal: the file which is named is read or refused. Method: what stands in each is refused too, by
  /// the path.
  @Test func theFileIsTheOneNamed() throws {
    let directory = try TemporaryDirectory.make()
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
      let path = "\(directory)/\(name)"
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      return path
    }
    func refusal(_ words: [String], _ variables: [String: String] = [:]) throws -> String {
      let done = try TallydProcess.run(
        ["serve", "--data", directory + "/data"] + words,
        // Refused whatever the file says, so that none serves.
        variables: variables.merging(["TALLY_SHARDS": "0"]) { $1 })
      #expect(done.status == 1)
      return done.errors
    }
    let one = try file("one", Array("one=1".utf8))
    let two = try file("two", Array("two=2".utf8))
    let saysOne = "tallyd: \(one), line 1: no setting is called one\n"
    #expect(try refusal(["--config", one]) == saysOne)
    #expect(try refusal(["--config", one], ["TALLY_CONFIG": two]) == saysOne)
    #expect(try refusal([], ["TALLY_CONFIG": one]) == saysOne)
    let wrong = [
      directory + "/none", try file("latin", [0x23, 0xFF]),
      try file("long", [UInt8](repeating: 0x23, count: (64 << 10) + 1)),
    ]
    for path in wrong {
      #expect(try refusal(["--config", path]) == "tallyd: \(path) cannot be read\n")
    }
    #expect(!FileManager.default.fileExists(atPath: directory + "/data"))
  }

  @Test func aRelativeDirectoryIsTheCallers() throws {
    let here = FileManager.default.currentDirectoryPath
    for path in ["rv", "./rv", "a/../rv"] {
      let settings = try SettingSources(flags: [.data: path], environment: [:], file: nil)
        .settings()
      #expect(settings.directory == (here == "/" ? "/rv" : here + "/rv"))
    }
  }
}

/// Goal: an external PostgreSQL is prepared and served by the program itself.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ExternalDatabaseTests {
  @Test func itIsPreparedAndServed() async throws {
    // Roles belong to a whole server, so it is one of its own.
    let cluster = try await TestCluster().cluster()
    let admin = cluster.admin(database: "external")
    let url =
      "postgres://\(admin.user)@local:\(admin.target.port)/external?host=\(admin.target.host)"
    let directory = try TemporaryDirectory.make()
    // Whose it is, that root's tallyd must be: its socket is open to nobody else.
    let place = ["--data", directory, "--user", "postgres"]

    let unprepared = try TallydProcess.run(place, variables: ["TALLY_DATABASE": url])
    #expect(unprepared.status == 1)
    let moving = try TallydProcess.run(
      ["prepare", "--civil-clock"] + place, variables: ["TALLY_DATABASE": url])
    #expect(moving.status == 1)
    #expect(moving.errors == "tallyd: --civil-clock is for the private PostgreSQL only\n")

    let prepared = try TallydProcess.run(["prepare", "--database", url] + place)
    #expect(prepared.status == 0, "\(prepared.errors)")
    // Again, as after an upgrade.
    #expect(try TallydProcess.run(["prepare", "--database", url] + place).status == 0)

    let server = try TallydProcess(["serve", "--database", url] + place)
    try #require(await server.ready())
    let reply = try await RestartTests.made(directory, .real)
    #expect(!reply.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: directory + "/postgres"))
    #expect(server.end(SIGTERM) == 0)

    // What was written is there for the next server.
    let second = try TallydProcess(["serve", "--database", url] + place)
    try #require(await second.ready())
    #expect(try await RestartTests.made(directory, .real) == reply)
    #expect(try TallydProcess.run(["fsck", "--database", url] + place).status == 0)
    #expect(second.end(SIGTERM) == 0)
  }
}
